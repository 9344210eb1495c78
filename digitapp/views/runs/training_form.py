"""The form with the settings of the next training run."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QLabel, QLineEdit, QToolButton, QWidget

from digitapp import theme
from digitapp.core.errors import InputError, Words
from digitapp.core.runs.run import NetworkInfo
from digitapp.core.runs.settings import OPTIMIZERS, TrainingSettings, parse_units
from digitapp.i18n import error_text, tr
from digitapp.views.parts.more import changed
from digitapp.views.parts.rate_box import RateBox
from digitapp.views.parts.view import View, label
from digitapp.views.parts.wheel import only_with_focus
from digitapp.views.parts.whole_number import WholeNumber


class TrainingForm(View):
    """Shows settings and lets the person change them.

    Signals:
        settings_edited(settings): the person changed a field, and all fields make sense.
        validity_changed(valid): whether all fields make sense.
        more_requested(): the person wants to see the settings that are not here.
    """

    settings_edited = Signal(object)
    validity_changed = Signal(bool)
    more_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = TrainingSettings()
        self._problem: InputError | None = None
        self._units = QLineEdit()
        self._optimizer = QComboBox()
        self._rate = RateBox()
        self._batch = WholeNumber(Words("batch size"), 1, 60_000)
        self._epochs = WholeNumber(Words("epochs"), 1, 1000)
        self._seed = WholeNumber(Words("seed"), 0, 2**31 - 1)
        self._share = WholeNumber(Words("validation share"), 0, 90, "%")
        self._numbers = (self._rate, self._batch, self._epochs, self._seed, self._share)
        self._more = QToolButton()
        self._more.setProperty("role", "plain")
        self._units_in_use: tuple[int, ...] | None = None
        self._in_use = label("quiet")
        self._in_use.setWordWrap(True)
        self._in_use.hide()
        self._error = label("error")
        self._error.setWordWrap(True)
        self._error.hide()
        self._captions: list[QLabel] = []
        for key, (name, _, _) in OPTIMIZERS.items():
            self._optimizer.addItem(name, key)
        for field in self._fields():
            field.setFont(theme.number_font())
            field.setMinimumWidth(72)

        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GRID)
        grid.setVerticalSpacing(theme.GRID - 2)
        for index, field in enumerate(self._fields()):
            caption = label("quiet")
            caption.setBuddy(field)
            self._captions.append(caption)
            row, column = divmod(index, 2)
            grid.addWidget(caption, row, 2 * column)
            grid.addWidget(field, row, 2 * column + 1)
        grid.addWidget(self._more, 3, 3, Qt.AlignmentFlag.AlignRight)
        grid.addWidget(self._error, 4, 0, 1, 4)
        grid.addWidget(self._in_use, 5, 0, 1, 4)
        grid.setColumnStretch(1, 1)
        grid.setColumnStretch(3, 1)

        self._units.textEdited.connect(self._edit)
        self._optimizer.activated.connect(self._edit)
        only_with_focus(self._optimizer)
        for box in self._numbers:
            box.valueChanged.connect(self._edit)
            box.typed.problem_changed.connect(self._edit)
        self._more.clicked.connect(self.more_requested)
        self.set_settings(self._settings)
        self.retranslate()

    def _fields(self) -> tuple[QWidget, ...]:
        return self._units, self._optimizer, self._rate, self._batch, self._epochs, self._seed, self._share

    @Slot(object)
    def set_settings(self, settings: TrainingSettings) -> None:
        """Show these settings; what is being typed and makes no sense yet stays, but where there is another value."""
        other_units = settings.hidden_units != self._settings.hidden_units
        self._settings = settings
        fields = self._fields()
        for field in fields:
            field.blockSignals(True)
        wrong = self._units.isModified() and self._units_problem() is not None
        if _units(self._units.text()) != settings.hidden_units and (other_units or not wrong):
            self._units.setText(", ".join(str(units) for units in settings.hidden_units or (0,)))
        self._optimizer.setCurrentIndex(self._optimizer.findData(settings.optimizer))
        self._rate.setValue(settings.learning_rate)
        self._batch.setValue(settings.batch_size)
        self._epochs.setValue(settings.epochs)
        self._seed.setValue(settings.seed)
        self._share.setValue(round(settings.validation_share * 100))
        for field in fields:
            field.blockSignals(False)
        self._name_more()
        self._say_in_use()
        self._show_problem(self._find_problem())

    @Slot(object)
    def set_network(self, info: NetworkInfo) -> None:
        """Take which network reads: where it has other units than the form, that is said."""
        self._units_in_use = tuple(layer.units for layer in info.hidden)
        self._say_in_use()

    def _say_in_use(self) -> None:
        used = self._units_in_use
        self._in_use.setVisible(used is not None and used != self._settings.hidden_units)
        units = ", ".join(str(count) for count in used or (0,))
        self._in_use.setText(tr("For the next training. The network in use has {units} units.", units=units))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        texts = (
            (tr("Units"), tr("How many units the hidden layer has. For several hidden layers: 128, 64")),
            (tr("Optimizer"), tr("How the gradient of the loss becomes a change of the weights.")),
            (
                tr("Rate"),
                tr("The learning rate: how far each batch moves the weights. It can be changed while training."),
            ),
            (tr("Batch"), tr("How many images are looked at before the weights change once.")),
            (tr("Epochs"), tr("How many times all training images are gone through.")),
            (
                tr("Seed"),
                tr(
                    "Where the random numbers begin: the first W, and the order of the images."
                    " The same seed gives the same run."
                ),
            ),
            (
                tr("Hold out"),
                tr(
                    "The share of the training images that is kept back and measured after each epoch."
                    " With 0% the test images are measured."
                ),
            ),
        )
        more = tr("What changes with 16, 64 or 512 units: More units, finer? in the menu Train")
        texts = ((texts[0][0], f"{texts[0][1]}\n{more}"), *texts[1:])
        for caption, field, (text, tip) in zip(self._captions, self._fields(), texts, strict=True):
            caption.setText(text)
            caption.setToolTip(tip)
            field.setToolTip(tip)
            field.setAccessibleName(text)
        self._more.setToolTip(tr("Distortion, schedule, dropout and others; • when one of them is in use"))
        self._name_more()
        self._say_in_use()
        self._error.setText(error_text(self._problem) if self._problem else "")

    def _name_more(self) -> None:
        self._more.setText(tr("More…") + (" •" if changed(self._settings) else ""))

    @Slot()
    def _edit(self) -> None:
        self._show_problem(self._find_problem())
        if self._problem is not None or not all(box.typed.makes_sense for box in self._numbers):
            return
        settings = replace(
            self._settings,
            hidden_units=parse_units(self._units.text()),
            optimizer=self._optimizer.currentData(),
            learning_rate=self._rate.value(),
            batch_size=self._batch.value(),
            epochs=self._epochs.value(),
            seed=self._seed.value(),
            validation_share=self._share.value() / 100,
        )
        if settings != self._settings:
            self._settings = settings
            self._say_in_use()
            self.settings_edited.emit(settings)

    def _units_problem(self) -> InputError | None:
        try:
            replace(self._settings, hidden_units=parse_units(self._units.text()))
        except InputError as error:
            return error
        return None

    def _find_problem(self) -> InputError | None:
        """Return what makes no sense in the first of the fields that do not."""
        problems = (self._units_problem(), *(box.typed.problem for box in self._numbers))
        return next((problem for problem in problems if problem is not None), None)

    def _show_problem(self, problem: InputError | None) -> None:
        self._problem = problem
        text = error_text(problem) if problem else ""
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self._units.setProperty("valid", "true" if self._units_problem() is None else "false")
        self._units.style().polish(self._units)
        self.validity_changed.emit(not text)


def _units(text: str) -> tuple[int, ...]:
    try:
        return parse_units(text)
    except InputError:
        return ()
