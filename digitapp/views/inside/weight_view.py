"""One weight, from beginning to end: what it multiplies, how training changes it, and what it does when set by hand."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.one_weight import OneWeight, products_table
from digitapp.core.inside.weight_way import WeightWay
from digitapp.core.runs.unit_changes import Changes
from digitapp.i18n import tr
from digitapp.views.parts import weight_words
from digitapp.views.parts.choice import Choice
from digitapp.views.parts.class_names import class_names
from digitapp.views.parts.hand_controls import HandControls
from digitapp.views.parts.page import Page
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.signed_map import SignedMap
from digitapp.views.parts.view import label
from digitapp.views.parts.weight_plot import WeightPlot

_MAP = 168  # pixels, six for each of the picture's
_PLOT = 200  # pixels, the height of the way at most
_ROWS = ("now", "sum", "start", "gradient", "step", "memory", "after")


class WeightView(Page):
    """Shows a OneWeight.

    Signals:
        chosen(pixel, unit): another weight is to be looked at.
        label_chosen(digit): the right digit, or -1 for none.
        plain_chosen(plain): steps are to be straight downhill, or by the optimizer of the settings.
        learn_requested(), undo_requested(): a step of training is to be taken, or taken back.

    Attributes:
        hand: what is set by hand.
    """

    chosen = Signal(int, int)
    label_chosen = Signal(int)
    plain_chosen = Signal(bool)
    learn_requested = Signal()
    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weight: OneWeight | None = None
        self._changed = False
        self._picture, self._weights = SignedMap(_MAP), SignedMap(_MAP)
        self._captions = [Readout(colour="quiet") for _ in range(2)]
        self._title = Readout(theme.number_font(1.0, bold=True))
        self._unit_name, self._unit = QLabel(), QSpinBox()
        self._hand_title, self.hand = label("title"), HandControls()
        self._step_title, self._way_title, self._hint = label("title"), label("quiet"), label("quiet")
        self._names = {name: label("quiet") for name in _ROWS}
        self._lines = {name: Readout(theme.formula_font()) for name in _ROWS}
        self._right_name, self._right, self._how = QLabel(), QComboBox(), Choice()
        self._learn, self._undo = QPushButton(), QPushButton()
        self._learned, self._plot, self._why = label(), WeightPlot(), label()
        for text in (self._hint, self._learned, self._why):
            text.setWordWrap(True)
        self._lay_out()
        self._picture.chosen.connect(self._choose_pixel)
        self._weights.chosen.connect(self._choose_pixel)
        self._unit.valueChanged.connect(self._choose_unit)
        self._right.activated.connect(self._choose_label)
        self._how.chosen.connect(self._choose_how)
        self._learn.clicked.connect(self.learn_requested)
        self._undo.clicked.connect(self.undo_requested)
        self._undo.setEnabled(False)
        self.retranslate()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(2 * theme.GRID)
        for picture, caption in zip((self._picture, self._weights), self._captions, strict=True):
            column = QVBoxLayout()
            column.setSpacing(theme.GRID // 2)
            column.addWidget(picture)
            column.addWidget(caption)
            column.addStretch()
            top.addLayout(column)
        hand = QVBoxLayout()
        hand.setSpacing(theme.GRID // 2)
        chooser = QHBoxLayout()
        chooser.addWidget(self._hand_title, 1)
        chooser.addWidget(self._unit_name)
        chooser.addWidget(self._unit)
        hand.addLayout(chooser)
        hand.addWidget(self.hand)
        hand.addStretch()
        top.addLayout(hand, 1)
        table = QGridLayout()
        table.setHorizontalSpacing(2 * theme.GRID)
        table.setVerticalSpacing(theme.GRID // 2)
        table.setColumnStretch(1, 1)
        for row, name in enumerate(_ROWS):
            table.addWidget(self._names[name], row + (row > 2), 0)
            table.addWidget(self._lines[name], row + (row > 2), 1)
        choices = QHBoxLayout()
        choices.setSpacing(theme.GRID)
        for choice in (self._step_title, self._right_name, self._right, self._how):
            choices.addWidget(choice)
        choices.addStretch()
        choices.addWidget(self._learn)
        choices.addWidget(self._undo)
        table.addLayout(choices, 3, 0, 1, 2)
        table.addWidget(self._hint, len(_ROWS) + 1, 0, 1, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addWidget(self._title)
        column.addLayout(top)
        column.addLayout(table)
        column.addWidget(self._why)
        column.addWidget(self._learned)
        column.addWidget(self._way_title)
        column.addWidget(self._plot, 1)
        column.addStretch()
        self._plot.setMaximumHeight(_PLOT)

    def in_numbers(self) -> str:
        """Return its part of the sum."""
        return "" if self._weight is None else self._lines["now"].text

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives the unit's whole sum, all 784 products, as CSV; None without a drawing."""
        weight = self._weight
        if weight is None or weight.inputs is None:
            return None
        return partial(products_table, weight.inputs, weight.weights, weight.bias)

    @property
    def weight(self) -> OneWeight | None:
        """What is shown."""
        return self._weight

    @Slot(object)
    def set_weight(self, weight: OneWeight) -> None:
        """Show this."""
        self._weight = weight
        self._show_unit(weight)
        with QSignalBlocker(self._unit):
            self._unit.setValue(weight.unit)
        self.hand.set_weight(weight)
        self._title.set_text(weight_words.title(weight))
        self._captions[1].set_text(tr("W: click a weight"))
        for picture in (self._picture, self._weights):
            picture.frame([weight.pixel])
        self._show_lines(weight)
        self._plot.set_start(weight.start)

    def _show_unit(self, weight: OneWeight) -> None:
        """Show the picture, or none, and all weights of the unit, one of so many."""
        with QSignalBlocker(self._unit):
            self._unit.setRange(0, weight.units - 1)
        self._picture.set_values(weight.inputs, ink=True)
        self._weights.set_values(weight.weights)
        self._weights.outline(weight.inputs)
        self.hand.set_largest(self._weights.top)

    def _show_lines(self, weight: OneWeight) -> None:
        step = weight.step
        texts = {
            "now": weight_words.part(weight),
            "sum": weight_words.whole(weight),
            "start": weight_words.beginning(weight),
        }
        if step is not None:
            texts |= {
                "gradient": weight_words.gradient(weight, step),
                "step": weight_words.step_of(step),
                "memory": weight_words.memory(step),
                "after": weight_words.after(weight, step),
            }
        for name in _ROWS:
            self._lines[name].set_text(texts.get(name, ""))
            shown = name in ("now", "sum", "start") or bool(texts.get(name))
            self._lines[name].setVisible(shown)
            self._names[name].setVisible(shown)
        self._hint.setVisible(step is None)
        self._why.setVisible(step is not None)
        self._why.setText("" if step is None else weight_words.why(weight, step))
        self._offer_step()

    @Slot(object)
    def set_way(self, way: WeightWay) -> None:
        """Show where it was over the run."""
        self._plot.set_way(*way)

    @Slot(int)
    def set_label(self, digit: int) -> None:
        """Show what the person said the drawing is; -1 for nothing."""
        self._right.setCurrentIndex(digit + 1)

    @Slot(bool)
    def set_undo_possible(self, possible: bool) -> None:
        """Say whether a step of training can be taken back."""
        self._undo.setEnabled(possible)

    @Slot(object)
    def set_changes(self, changes: Changes) -> None:
        """Say what is set by hand."""
        self._changed = bool(changes)
        self.hand.set_changed(self._changed)
        self._offer_step()

    def _offer_step(self) -> None:
        """Offer the step where it is known, and is that of the network as it is."""
        known = self._weight is not None and self._weight.step is not None
        self._learn.setEnabled(known and not self._changed)
        back = tr("Put everything back first: training goes on from the network as it is.")
        self._learn.setToolTip(back if self._changed else tr("All weights take their step; it can be taken back."))

    def set_learned(self, text: str) -> None:
        """Say what the last step of training did; it stays until there is something else to say."""
        self._learned.setText(text)
        self._learned.setVisible(bool(text))

    def set_optimizer(self, name: str) -> None:
        """Name the optimizer of the settings."""
        self._how.set_choices(
            [tr("straight downhill"), name],
            [
                tr("w − rate · dL/dw, as gradient descent has it."),
                tr("As training with the settings goes: the optimizer divides by how large the gradients have been."),
            ],
        )

    @Slot(int)
    def _choose_pixel(self, pixel: int) -> None:
        if self._weight is not None:
            self.chosen.emit(pixel, self._weight.unit)

    @Slot(int)
    def _choose_unit(self, unit: int) -> None:
        if self._weight is not None:
            self.chosen.emit(self._weight.pixel, unit)

    @Slot(int)
    def _choose_label(self, index: int) -> None:
        self.label_chosen.emit(index - 1)

    @Slot(int)
    def _choose_how(self, index: int) -> None:
        self.plain_chosen.emit(index == 0)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._picture.setAccessibleName(tr("The picture's pixels"))
        self._weights.setAccessibleName(tr("The unit's weights"))
        self._captions[0].set_text(tr("x: click a pixel"))
        self._unit_name.setText(tr("Unit"))
        self._unit.setAccessibleName(tr("Unit"))
        self._hand_title.setText(tr("Set by hand"))
        self._step_title.setText(tr("One step of training"))
        for name, text in {
            "now": tr("now"),
            "sum": tr("in the unit's sum"),
            "start": tr("at the beginning"),
            "gradient": tr("gradient"),
            "step": tr("times the rate"),
            "memory": tr("remembered"),
            "after": tr("after the step"),
        }.items():
            self._names[name].setText(text)
        self._right_name.setText(tr("Right digit"))
        chosen = max(self._right.currentIndex(), 0)
        self._right.clear()
        self._right.addItems([tr("not given"), *class_names()])
        self._right.setCurrentIndex(chosen)
        self._right.setAccessibleName(tr("Right digit"))
        self._hint.setText(
            tr(
                "Draw a digit and say which one it is: then you see how the loss would change with this weight, and"
                " what one step of training makes of it."
            )
        )
        self._learn.setText(tr("Take this step"))
        self._offer_step()
        self._undo.setText(tr("Take it back"))
        self._way_title.setText(tr("Its way over the run (epochs, + single steps after them)"))
        self._plot.setAccessibleName(tr("The way of the weight over the run"))
        if self._weight is not None:
            self.set_weight(self._weight)
