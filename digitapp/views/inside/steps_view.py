"""The picture's way through the network, step by step, with the real numbers; and the error's way back."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from digitapp import theme
from digitapp.core.inside.steps import Kind, Step, steps_table
from digitapp.i18n import tr
from digitapp.views.inside.step_figure import StepFigure
from digitapp.views.parts import step_words
from digitapp.views.parts.class_names import class_names
from digitapp.views.parts.page import Page
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.step_strip import StepStrip
from digitapp.views.parts.transport import Transport
from digitapp.views.parts.view import label

_OF_UNITS = (Kind.DOT, Kind.BIAS, Kind.FUNCTION, Kind.GATE, Kind.WEIGHT_GRADIENT)  # a number for each unit
_WIDE = 900  # pixels of width from which two lines are enough for a number written out


class StepsView(Page):
    """Shows the steps that explain_steps found, one at a time.

    Signals:
        label_chosen(digit): the right digit, or -1 for none.
        temperature_chosen(temperature): what the scores are divided by.
        learn_requested(): the network is to learn from this drawing, one step.
        undo_requested(): that step is to be taken back.
        step_reached(kind): the person went to a step of this kind, a Kind's value.
    """

    label_chosen = Signal(int)
    temperature_chosen = Signal(float)
    learn_requested = Signal()
    undo_requested = Signal()
    step_reached = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self._number, self._place = 0, 0
        self._chosen = (0, -1)
        self._wanted: Kind | None = None
        self._transport = Transport()
        self._strip = StepStrip()
        self._title, self._meaning = Readout(theme.number_font(1.15, bold=True)), label("quiet")
        self._meaning.setWordWrap(True)
        self._meaning.setMinimumHeight(3 * self.fontMetrics().height())
        self._meaning.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.figure = StepFigure()
        self._formula = label()
        self._formula.setFont(theme.formula_font())
        self._formula.setWordWrap(True)
        self._formula.setObjectName("formula")
        self._formula.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._formula.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._hint = label("quiet")
        self._hint.setWordWrap(True)
        self._right_name, self._right = QLabel(), QComboBox()
        self._temperature_name, self._temperature = QLabel(), QDoubleSpinBox()
        self._temperature.setRange(0.1, 10)
        self._temperature.setSingleStep(0.1)
        self._temperature.setDecimals(4)
        self._learn, self._undo = QPushButton(), QPushButton()
        self._more, self._learned = label("quiet"), label()
        for text in (self._more, self._learned):
            text.setWordWrap(True)
        self._lay_out()
        self._strip.chosen.connect(self._go_to)
        self.figure.pointed.connect(self._point)
        self._transport.first_requested.connect(self._go_home)
        self._transport.back_requested.connect(self._go_back)
        self._transport.next_requested.connect(self._go_on)
        self._right.activated.connect(self._choose_label)
        self._temperature.valueChanged.connect(self.temperature_chosen)
        self._learn.clicked.connect(self.learn_requested)
        self._undo.clicked.connect(self.undo_requested)
        self.set_undo_possible(False)
        self.retranslate()

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        for part in (self._right_name, self._right, self._temperature_name, self._temperature):
            choices.addWidget(part)
        choices.addStretch()
        choices.addWidget(self._learn)
        choices.addWidget(self._undo)
        top = QHBoxLayout()
        top.addWidget(self._title, 1)
        top.addWidget(self._transport)
        right = QVBoxLayout(self)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(theme.GRID)
        right.addWidget(self._strip)
        right.addLayout(top)
        right.addWidget(self._meaning)
        right.addWidget(self._formula)
        right.addWidget(self.figure, 1)
        right.addWidget(self._hint)
        right.addLayout(choices)
        right.addWidget(self._more)
        right.addWidget(self._learned)

    def fit_into(self, room: QSize) -> None:
        """Keep as many lines for the words and the number written out as any step needs, so that nothing jumps."""
        lines = 2 if room.width() >= _WIDE else 3
        self._meaning.setMinimumHeight((lines + 1) * self.fontMetrics().height())
        self._formula.setMinimumHeight(lines * self._formula.fontMetrics().height())

    def in_numbers(self) -> str:
        """Return the number that is written out."""
        return self._formula.text() if self._steps else ""

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives the numbers of all steps as CSV."""
        return None if not self._steps else partial(steps_table, self._steps)

    @property
    def step(self) -> Step | None:
        """The step that is shown."""
        return self._steps[self._number] if self._steps else None

    @Slot(object)
    def set_steps(self, steps: tuple[Step, ...] | None) -> None:
        """Show these, at the same step as before where there is one; None says what is missing."""
        kinds = [(step.kind, step.layer, len(step.after)) for step in self._steps]
        self._steps = steps or ()
        for step in self._steps:
            if step.kind is Kind.SHIFT:
                self.set_temperature(step.amount)
        if kinds != [(step.kind, step.layer, len(step.after)) for step in self._steps]:
            self._fill_strip()
        if self._steps and self._wanted is not None:
            self.go_to(self._wanted)
        self._show()

    @Slot(float)
    def set_temperature(self, temperature: float) -> None:
        """Show this temperature."""
        self._temperature.blockSignals(True)
        self._temperature.setValue(temperature)
        self._temperature.blockSignals(False)

    @Slot(int)
    def set_label(self, digit: int) -> None:
        """Show what the person said the drawing is; -1 for nothing."""
        self._right.setCurrentIndex(digit + 1)
        self._say_how_it_goes_on()

    @Slot(int, int)
    def set_selection(self, layer: int, unit: int) -> None:
        """Point at this unit of this hidden layer, from 0, wherever its layer's numbers are shown."""
        self._chosen = (layer, unit)
        self._follow()
        self._show()

    def _follow(self) -> None:
        step, (layer, unit) = self.step, self._chosen
        if step is not None and step.layer == layer and step.kind in _OF_UNITS and 0 <= unit < len(step.after):
            self._place = unit

    def set_learned(self, text: str) -> None:
        """Say what the last step of learning did; it stays until there is something else to say."""
        self._learned.setText(text)
        self._say_how_it_goes_on()

    @Slot(bool)
    def set_undo_possible(self, possible: bool) -> None:
        """Say whether a step of learning can be taken back."""
        self._undo.setEnabled(possible)

    def _fill_strip(self) -> None:
        self._strip.set_steps([(step_words.name(step), step_words.shapes(step)) for step in self._steps])
        if self._steps:  # who clears the paper looks at the same step of the next drawing
            self._number = min(self._number, len(self._steps) - 1)
        self._strip.set_current(self._number)

    def go_to(self, kind: Kind) -> None:
        """Show the first step of this kind, now or as soon as there are steps."""
        kinds = [step.kind for step in self._steps]
        if kind in kinds:
            self._go_to(kinds.index(kind))
        self._wanted = None if kind in kinds else kind

    @Slot(int)
    def _go_to(self, number: int) -> None:
        if 0 <= number < len(self._steps):
            self._number, self._wanted = number, None
            self._strip.set_current(number)
            self._place = int(abs(self._steps[number].after).argmax())
            self._follow()
            self.step_reached.emit(self._steps[number].kind.value)
            self._show()

    @Slot()
    def _go_home(self) -> None:
        self._go_to(0)

    @Slot()
    def _go_back(self) -> None:
        self._go_to(max(self._number - 1, 0))

    @Slot()
    def _go_on(self) -> None:
        if self._number >= len(self._steps) - 1:
            self._transport.stop()
        self._go_to(min(self._number + 1, len(self._steps) - 1))

    @Slot(int)
    def _point(self, place: int) -> None:
        self._place = place
        self._show()

    @Slot(int)
    def _choose_label(self, index: int) -> None:
        self.label_chosen.emit(index - 1)

    def _show(self) -> None:
        step = self.step
        self._formula.setVisible(step is not None)
        self._hint.setVisible(step is None)
        self._say_how_it_goes_on()
        if step is None:
            self.figure.set_step(None, 0)
            self._title.set_text("")
            self._meaning.setText("")
            return
        self._place = min(self._place, len(step.after) - 1)
        self._title.set_text(f"{step_words.name(step)}   {step_words.shapes(step)}")
        self._meaning.setText(step_words.meaning(step))
        self._formula.setText(step_words.written_out(step, self._place))
        self.figure.set_step(step, self._place)

    def _say_how_it_goes_on(self) -> None:
        """Say what the right digit is good for, or what a step of learning has done."""
        known = self._right.currentIndex() > 0
        self._learn.setEnabled(self.step is not None and known)
        wanted = self.step is not None and self.step.weights is None  # else there is hardly any room
        self._more.setVisible(wanted and not known and not self._learned.text())
        self._learned.setVisible(bool(self._learned.text()))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._strip.setAccessibleName(tr("Steps"))
        self._hint.setText(tr("Draw a digit to follow it through the network."))
        self._more.setText(
            tr("Say which digit it is, and the steps go on: the loss, then backward to how each weight should change.")
        )
        self._right_name.setText(tr("Right digit"))
        chosen = max(self._right.currentIndex(), 0)
        self._right.clear()
        self._right.addItems([tr("not given"), *class_names()])
        self._right.setCurrentIndex(chosen)
        self._right.setToolTip(tr("With the right digit there is a loss, and the steps go on backward."))
        self._right.setAccessibleName(tr("Right digit"))
        self._temperature_name.setText(tr("Temperature"))
        self._temperature.setToolTip(tr("softmax divides the scores by it: above 1 the probabilities are more alike."))
        self._temperature.setAccessibleName(tr("Temperature"))
        self._learn.setText(tr("Learn from this drawing"))
        self._learn.setToolTip(
            tr("One step downhill, w ← w − rate · dL/dw, with the right digit and the rate of the settings.")
        )
        self._undo.setText(tr("Take it back"))
        self._undo.setToolTip(tr("Back to the weights from before the step of learning."))
        self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go through the steps by the page keys; copy the number that is written out."""
        if event.matches(QKeySequence.StandardKey.Copy):
            QGuiApplication.clipboard().setText(self._formula.text())
        elif event.key() == Qt.Key.Key_PageDown:
            self._go_on()
        elif event.key() == Qt.Key.Key_PageUp:
            self._go_back()
        elif event.key() == Qt.Key.Key_Home:
            self._go_home()
        elif event.key() == Qt.Key.Key_Space:
            self._transport.play_or_pause()
        else:
            super().keyPressEvent(event)
