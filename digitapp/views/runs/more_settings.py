"""The settings that a first run does not need, in a window of their own: distortion, the schedule, and what helps
against learning by heart."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitapp import theme
from digitapp.core.errors import Words
from digitapp.core.paper.rasterize import Image
from digitapp.core.runs.settings import (
    ACTIVATIONS,
    FIRST_WEIGHTS,
    MOST_IMAGES,
    MOST_PEN_DIGITS,
    TrainingSettings,
)
from digitapp.i18n import error_text, mark, tr
from digitapp.views.parts.digit_row import DigitRow
from digitapp.views.parts.more import NAMES, changed
from digitapp.views.parts.real_number import RealNumber
from digitapp.views.parts.view import View, label
from digitapp.views.parts.wheel import only_with_focus
from digitapp.views.parts.whole_number import WholeNumber
from digitapp.views.runs.first_weights import FIRST_NAMES, LOOK_AT
from digitapp.views.runs.more_captions import captions
from digitapp.views.runs.recipe_parts import RecipeParts

SCHEDULES = {"constant": mark("constant"), "cosine": mark("cosine"), "step": mark("in steps")}


class MoreSettings(View):
    """Shows settings and lets the person change them.

    Signals:
        settings_edited(settings): the person changed a field, and all fields make sense.
        validity_changed(valid): whether all fields make sense.
        preview_requested(): ten distorted digits shall be shown, or ten others.
    """

    settings_edited = Signal(object)
    validity_changed = Signal(bool)
    preview_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Dialog)
        self._settings = TrainingSettings()
        self._distort = QCheckBox()
        self._preview = DigitRow()
        self._parts = RecipeParts()
        self._others, self._reset, self._close = QPushButton(), QPushButton(), QPushButton()
        self._schedule = QComboBox()
        for key in SCHEDULES:
            self._schedule.addItem("", key)
        self._warm_up = WholeNumber(Words("warm-up"), 0, 90, "%")
        self._smoothing = WholeNumber(Words("label smoothing"), 0, 90, "%")
        self._dropout = WholeNumber(Words("dropout"), 0, 90, "%")
        self._l2 = RealNumber(Words("L2 penalty"), 0.0, 1.0)
        self._l2.setSingleStep(0.0001)
        self._patience = WholeNumber(Words("patience"), 0, 1000)
        self._activation = QComboBox()
        self._activation.addItems(ACTIVATIONS)
        self._images = WholeNumber(Words("training images"), 0, MOST_IMAGES)
        self._wrong = WholeNumber(Words("wrong labels"), 0, 100, "%")
        self._pen_digits = WholeNumber(Words("pen digits"), 0, MOST_PEN_DIGITS)
        self._first = QComboBox()
        for key in FIRST_WEIGHTS:
            self._first.addItem("", key)
        self._bias = QCheckBox()
        self._look_at = label("quiet")
        self._look_at.setWordWrap(True)
        self._numbers = (
            *(self._warm_up, self._smoothing, self._dropout, self._l2),
            *(self._patience, self._images, self._wrong, self._pen_digits),
        )
        self._error = label("error")
        self._error.setWordWrap(True)
        self._error.hide()
        self._captions: list[QLabel] = []

        sample = QHBoxLayout()
        sample.addWidget(self._preview)
        sample.addWidget(self._others)
        sample.addStretch()
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GRID)
        for index, field in enumerate(self._fields()):
            caption = label("quiet")
            caption.setBuddy(field)
            field.setFont(theme.number_font())
            field.setMinimumWidth(96)
            self._captions.append(caption)
            row, column = divmod(index, 2)
            grid.addWidget(caption, row, 2 * column)
            grid.addWidget(field, row, 2 * column + 1)
        grid.setColumnStretch(4, 1)
        buttons = QHBoxLayout()
        buttons.addWidget(self._reset)
        buttons.addStretch()
        buttons.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * theme.GRID] * 4)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self._distort)
        layout.addLayout(sample)
        layout.addWidget(self._parts)
        layout.addLayout(grid)
        layout.addWidget(self._error)
        layout.addWidget(self._look_at)
        layout.addStretch()
        layout.addLayout(buttons)

        self._distort.clicked.connect(self._edit)
        self._parts.edited.connect(self._ask_for_parts)
        self._bias.clicked.connect(self._edit)
        self._schedule.activated.connect(self._edit)
        for choice in (self._activation, self._first):
            choice.activated.connect(self._edit)
        for choice in (self._schedule, self._activation, self._first):
            only_with_focus(choice)
        for box in self._numbers:
            box.valueChanged.connect(self._edit)
            box.typed.problem_changed.connect(self._edit)
        self._others.clicked.connect(self.preview_requested)
        self._reset.clicked.connect(self._ask_for_defaults)
        self._close.clicked.connect(self.close)
        self.set_settings(self._settings)
        self.retranslate()

    def _fields(self) -> tuple[QWidget, ...]:
        return self._schedule, *self._numbers, self._activation, self._first, self._bias

    @Slot(object)
    def set_settings(self, settings: TrainingSettings) -> None:
        """Show these settings."""
        self._settings = settings
        for field in self._fields():
            field.blockSignals(True)
        self._distort.setChecked(settings.distort)
        self._parts.set_settings(settings)
        self._schedule.setCurrentIndex(self._schedule.findData(settings.schedule))
        self._warm_up.setValue(round(settings.warm_up * 100))
        self._smoothing.setValue(round(settings.label_smoothing * 100))
        self._dropout.setValue(round(settings.dropout * 100))
        self._l2.setValue(settings.l2)
        self._patience.setValue(settings.patience)
        self._activation.setCurrentText(settings.activation)
        self._images.setValue(settings.images)
        self._wrong.setValue(round(settings.wrong_labels * 100))
        self._pen_digits.setValue(settings.pen_digits)
        self._first.setCurrentIndex(self._first.findData(settings.first_weights))
        self._bias.setChecked(settings.use_bias)
        self._say_what_to_look_at()
        for field in self._fields():
            field.blockSignals(False)
        self._show_problem()

    @Slot(object)
    def set_preview(self, images: Image) -> None:
        """Show these digits, (n, 28, 28), as examples of what distortion makes of them."""
        self._preview.set_images(images)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setWindowTitle(tr("More settings"))
        self._distort.setText(tr("Distort the digits anew in each epoch"))
        self._distort.setToolTip(
            tr(
                "Turned, slanted, moved, bent, thicker or thinner: a network that never sees a picture twice cannot"
                " learn it by heart. It needs more epochs."
            )
        )
        self._preview.setAccessibleName(tr("Ten distorted digits"))
        self._others.setText(tr("Others"))
        self._others.setToolTip(tr("Show ten other distorted digits"))
        self._reset.setText(tr("As at first"))
        self._close.setText(tr("Close"))
        for index, text in enumerate(SCHEDULES.values()):
            self._schedule.setItemText(index, tr(text))
        for index, text in enumerate(FIRST_NAMES.values()):
            self._first.setItemText(index, tr(text))
        self._say_what_to_look_at()
        self._patience.typed.set_special(tr("off"))
        self._images.typed.set_special(tr("all"))
        self._show_problem()
        for caption, field, (text, tip) in zip(self._captions, self._fields(), captions(), strict=True):
            caption.setText(text)
            caption.setToolTip(tip)
            field.setToolTip(tip)
            field.setAccessibleName(text)

    @Slot()
    def _edit(self) -> None:
        self._show_problem()
        if not all(box.typed.makes_sense for box in self._numbers):
            return
        self._ask_for(
            distort=self._distort.isChecked(),
            schedule=self._schedule.currentData(),
            warm_up=self._warm_up.value() / 100,
            label_smoothing=self._smoothing.value() / 100,
            dropout=self._dropout.value() / 100,
            l2=self._l2.value(),
            patience=self._patience.value(),
            activation=self._activation.currentText(),
            images=self._images.value(),
            wrong_labels=self._wrong.value() / 100,
            pen_digits=self._pen_digits.value(),
            first_weights=self._first.currentData(),
            use_bias=self._bias.isChecked(),
        )

    @Slot(object)
    def _ask_for_parts(self, values: dict[str, int]) -> None:
        self._ask_for(**values)

    def _say_what_to_look_at(self) -> None:
        text = LOOK_AT.get(self._settings.first_weights, "")
        self._look_at.setText(tr(text) if text else "")
        self._look_at.setVisible(bool(text))

    @Slot()
    def _ask_for_defaults(self) -> None:
        self._forget_what_makes_no_sense()
        default = TrainingSettings()
        self._ask_for(**{name: getattr(default, name) for name in NAMES})

    def _ask_for(self, **values: Any) -> None:
        settings = replace(self._settings, **values)
        if settings != self._settings:
            self.set_settings(settings)
            self.settings_edited.emit(settings)

    def _show_problem(self) -> None:
        problems = [box.typed.problem for box in self._numbers if box.typed.problem is not None]
        self._error.setText(error_text(problems[0]) if problems else "")
        self._error.setVisible(bool(problems))
        self._reset.setEnabled(changed(self._settings) or bool(problems))
        self.validity_changed.emit(not problems)

    def _forget_what_makes_no_sense(self) -> None:
        for box in self._numbers:
            box.typed.forget()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close with Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def hideEvent(self, event: QHideEvent) -> None:
        """Leave nothing behind that makes no sense and would keep from training, unseen."""
        super().hideEvent(event)
        self._forget_what_makes_no_sense()

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for examples when the window opens."""
        super().showEvent(event)
        self.preview_requested.emit()
