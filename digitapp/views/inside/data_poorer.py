"""How the data are made poorer on purpose: fewer images, wrong labels, noise, shuffled pixels."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.errors import Words
from digitapp.core.runs.settings import MOST_IMAGES, TrainingSettings
from digitapp.i18n import tr
from digitapp.views.parts.view import View, label
from digitapp.views.parts.whole_number import WholeNumber


class DataPoorer(View):
    """Shows these settings and tells of others.

    Signals:
        settings_edited(settings): the person wants these.
    """

    settings_edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = TrainingSettings()
        self._title, self._words = label("title"), label("quiet")
        self._words.setWordWrap(True)
        self._per_class = WholeNumber(Words("images per class"), 0, MOST_IMAGES)
        self._wrong = WholeNumber(Words("wrong labels"), 0, 100, "%")
        self._noise = WholeNumber(Words("noise"), 0, 100, "%")
        self._shuffled, self._reset = QCheckBox(), QPushButton()
        self._captions = [label("quiet") for _ in range(3)]
        self._boxes = (self._per_class, self._wrong, self._noise)
        grid = QGridLayout()
        grid.setHorizontalSpacing(theme.GRID)
        grid.setVerticalSpacing(theme.GRID // 2)
        for row, (caption, box) in enumerate(zip(self._captions, self._boxes, strict=True)):
            caption.setBuddy(box)
            box.setFont(theme.number_font())
            box.setMinimumWidth(96)
            grid.addWidget(caption, row, 0)
            grid.addWidget(box, row, 1)
            box.valueChanged.connect(self._edit)
        grid.setColumnStretch(0, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addWidget(self._title)
        column.addLayout(grid)
        column.addWidget(self._shuffled)
        column.addWidget(self._words)
        column.addWidget(self._reset)
        self._shuffled.clicked.connect(self._edit)
        self._reset.clicked.connect(self._ask_for_all)
        self.set_settings(self._settings)
        self.retranslate()

    @Slot(object)
    def set_settings(self, settings: TrainingSettings) -> None:
        """Show these settings."""
        self._settings = settings
        for box, value in zip(
            self._boxes,
            (settings.per_class, round(settings.wrong_labels * 100), round(settings.noise * 100)),
            strict=True,
        ):
            box.blockSignals(True)
            box.setValue(value)
            box.blockSignals(False)
        self._shuffled.setChecked(settings.shuffled_pixels)
        self._reset.setEnabled(_as_they_are(settings) != settings)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._title.setText(tr("For the next run"))
        texts = (tr("Images per class"), tr("Wrong labels"), tr("Noise"))
        tips = (
            tr("At most so many training images of each class, chosen by the seed; 0 for all"),
            tr("The share of the training images that gets another class as its label, on purpose"),
            tr("The share of each training image's pixels that are any grey instead"),
        )
        captions: list[QLabel] = self._captions
        for caption, box, text, tip in zip(captions, self._boxes, texts, tips, strict=True):
            caption.setText(text)
            caption.setToolTip(tip)
            box.setToolTip(tip)
            box.setAccessibleName(text)
        self._shuffled.setText(tr("Shuffle the pixels"))
        self._shuffled.setToolTip(
            tr(
                "The pixels of all images, test images too, in another order, the same for all; what you draw then"
                " reaches the network in that order. It learns that about as well: it knows nothing of neighbours."
            )
        )
        self._words.setText(tr("The seed of the settings decides which images and labels these are."))
        self._reset.setText(tr("The data as they are"))

    @Slot()
    def _edit(self) -> None:
        if all(box.typed.makes_sense for box in self._boxes):
            self.settings_edited.emit(
                replace(
                    self._settings,
                    per_class=self._per_class.value(),
                    wrong_labels=self._wrong.value() / 100,
                    noise=self._noise.value() / 100,
                    shuffled_pixels=self._shuffled.isChecked(),
                )
            )

    @Slot()
    def _ask_for_all(self) -> None:
        self.settings_edited.emit(_as_they_are(self._settings))


def _as_they_are(settings: TrainingSettings) -> TrainingSettings:
    return replace(settings, per_class=0, wrong_labels=0.0, noise=0.0, shuffled_pixels=False, left_out=())
