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
from digitapp.core.reading.reading import Vector
from digitapp.i18n import tr
from digitapp.views.parts import step_words
from digitapp.views.parts.number_grid import NumberGrid, columns_for
from digitapp.views.parts.page import Page
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.signed_map import SignedMap
from digitapp.views.parts.step_strip import StepStrip
from digitapp.views.parts.transport import Transport
from digitapp.views.parts.view import label

_MAP = 140  # pixels, five for each of the picture's
_WIDE = 900  # pixels of width from which two lines are enough for a number written out


class StepsView(Page):
    """Shows the steps that explain_steps found, one at a time.

    Signals:
        label_chosen(digit): the right digit, or -1 for none.
        temperature_chosen(temperature): what the scores are divided by.
        learn_requested(): the network is to learn from this drawing, one step.
        undo_requested(): that step is to be taken back.
    """

    label_chosen = Signal(int)
    temperature_chosen = Signal(float)
    learn_requested = Signal()
    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: tuple[Step, ...] = ()
        self._number, self._place = 0, 0
        self._transport = Transport()
        self._strip = StepStrip()
        self._title, self._meaning = Readout(theme.number_font(1.15, bold=True)), label("quiet")
        self._meaning.setWordWrap(True)
        self._meaning.setMinimumHeight(3 * self.fontMetrics().height())
        self._meaning.setAlignment(Qt.AlignmentFlag.AlignTop)
        self._before, self._after = NumberGrid(), NumberGrid()
        self._before_name, self._after_name = Readout(colour="quiet"), Readout(colour="quiet")
        self._maps = [SignedMap(_MAP) for _ in range(3)]
        self._map_names = [Readout(theme.formula_font(), colour="quiet") for _ in range(3)]
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
        self._maps_row = QWidget()
        self._lay_out()
        self._strip.chosen.connect(self._go_to)
        for grid in (self._before, self._after):
            grid.pointed.connect(self._point)
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
        self._grids = grids = QHBoxLayout()
        grids.setSpacing(3 * theme.GRID)
        for heading, grid in ((self._before_name, self._before), (self._after_name, self._after)):
            column = QVBoxLayout()
            column.setSpacing(theme.GRID // 2)
            column.addWidget(heading)
            column.addWidget(grid, 1)
            grids.addLayout(column, 1)
        maps = QHBoxLayout(self._maps_row)
        maps.setContentsMargins(0, 0, 0, 0)
        for heading, picture in zip(self._map_names, self._maps, strict=True):
            column = QVBoxLayout()
            column.addWidget(picture)
            column.addWidget(heading)
            maps.addLayout(column)
        maps.addStretch()
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
        right.addLayout(grids, 1)
        right.addWidget(self._maps_row)
        right.addWidget(self._hint)
        right.addLayout(choices)

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
        self._show()

    @Slot(float)
    def set_temperature(self, temperature: float) -> None:
        """Show this temperature."""
        self._temperature.blockSignals(True)
        self._temperature.setValue(temperature)
        self._temperature.blockSignals(False)

    @Slot(bool)
    def set_undo_possible(self, possible: bool) -> None:
        """Say whether a step of learning can be taken back."""
        self._undo.setEnabled(possible)

    def _fill_strip(self) -> None:
        self._strip.set_steps([(step_words.name(step), step_words.shapes(step)) for step in self._steps])
        if self._steps:  # who clears the paper looks at the same step of the next drawing
            self._number = min(self._number, len(self._steps) - 1)
        self._strip.set_current(self._number)

    @Slot(int)
    def _go_to(self, number: int) -> None:
        if 0 <= number < len(self._steps):
            self._number = number
            self._strip.set_current(number)
            self._place = int(abs(self._steps[number].after).argmax())
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
        for parts, shown in (
            ((self._after, self._formula, self._after_name), step is not None),
            ((self._before, self._before_name), step is not None and step.kind is not Kind.PICTURE),
            ((self._maps_row,), step is not None and step.weights is not None),
        ):
            for part in parts:
                part.setVisible(shown)  # once with its final value: showing and hiding lays everything out anew
        self._grids.setStretch(0, int(step is not None and step.kind is not Kind.PICTURE))
        self._hint.setVisible(step is None)
        self._learn.setEnabled(step is not None and self._right.currentIndex() > 0)
        if step is None:
            self._title.set_text("")
            self._meaning.setText("")
            return
        self._place = min(self._place, len(step.after) - 1)
        self._title.set_text(f"{step_words.name(step)}   {step_words.shapes(step)}")
        self._meaning.setText(step_words.meaning(step))
        self._show_grids(step)
        self._formula.setText(step_words.written_out(step, self._place))
        if step.weights is not None:
            self._show_maps(step, step.weights[:, self._place])

    def _show_grids(self, step: Step) -> None:
        self._before.set_values(step.before, columns_for(len(step.before)))
        flat = step.kind is Kind.FLATTEN
        self._after.set_values(step.after, 2 * columns_for(len(step.after)) if flat else columns_for(len(step.after)))
        marked = range(self._place // 28 * 28, self._place // 28 * 28 + 28) if flat else range(0)
        self._before.point_at(self._place if len(step.before) == len(step.after) else -1, marked)
        self._after.point_at(self._place, marked)
        words = tr("in: {count} numbers, ±{top:g}"), tr("out: {count} numbers, ±{top:g}")
        for text, name, grid, values in (
            (words[0], self._before_name, self._before, step.before),
            (words[1], self._after_name, self._after, step.after),
        ):
            name.set_text(text.format(count=len(values), top=grid.top))

    def _show_maps(self, step: Step, weights: Vector) -> None:
        gradient = step.kind is Kind.WEIGHT_GRADIENT
        shown = (weights, None, None) if gradient else (step.before, weights, step.before * weights)
        nth = f"[:, {self._place}]"
        names = (f"dL/dW{nth}", "", "") if gradient else ("x", f"W{nth}", f"x·W{nth}")
        for values, name, picture, heading in zip(shown, names, self._maps, self._map_names, strict=True):
            picture.setVisible(values is not None)
            picture.set_values(values)
            heading.set_text(name and f"{name}  ±{picture.top:g}")

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._strip.setAccessibleName(tr("Steps"))
        self._hint.setText(tr("Draw a digit to follow it through the network."))
        self._before.setAccessibleName(tr("Numbers that go in"))
        self._after.setAccessibleName(tr("Numbers that come out"))
        self._right_name.setText(tr("Right digit"))
        chosen = max(self._right.currentIndex(), 0)
        self._right.clear()
        self._right.addItems([tr("not given"), *map(str, range(10))])
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
        self._undo.setText(tr("Undo the step"))
        self._undo.setToolTip(tr("The weights from before the step."))
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
