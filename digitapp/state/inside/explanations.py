"""What the person looks at inside the network, explained for the current drawing: a unit, each digit's score."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.inside.diagram import USUAL, Diagram, explain_diagram
from digitapp.core.inside.explanations import explain_scores, explain_unit
from digitapp.core.inside.numbers import picture_numbers
from digitapp.core.inside.steps import Step, explain_steps
from digitapp.core.reading.reading import Reading
from digitapp.state.reading.reader import Reader
from digitapp.state.runs.history import History


class Explanation(QObject):
    """An explanation that is made anew with every reading while somebody looks at it; what nobody sees costs nothing.

    Signals:
        changed(explanation): what `explain` made of the reading; None without a drawing.
    """

    changed = Signal(object)

    def __init__(self, reader: Reader, explain: Callable[[Reading], object], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._explain = reader, explain
        self._watched = False
        reader.reading_changed.connect(self.refresh)

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """Explain from now on, or no longer."""
        self._watched = watched
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Explain again, if it is watched."""
        if self._watched:
            reading = self._reader.reading
            self.changed.emit(None if reading is None else self._explain(reading))


class Explanations(QObject):
    """Explains the chosen unit, and whatever is watched, anew with every reading.

    Signals:
        selection_changed(layer, unit): another hidden layer or unit was chosen; unit -1 for none.
        unit_changed(explanation): a UnitExplanation, or None when no unit is chosen.

    Attributes:
        scores: tells of a Ledger; None also where the network is bent elsewhere than at 0.
        numbers: tells of the PictureNumbers.
        diagram: tells of the Diagram.
        steps: tells of the Steps from the picture to the probabilities, and with a label back again.
    """

    selection_changed = Signal(int, int)
    unit_changed = Signal(object)

    def __init__(self, history: History, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history
        self._reader = reader
        self._layer, self._unit = 0, -1
        self.scores = Explanation(reader, explain_scores, self)
        self.steps = Explanation(reader, self._explain_steps, self)
        self.numbers = Explanation(reader, picture_numbers, self)
        self.diagram = Explanation(reader, self._explain_diagram, self)
        self._lines = USUAL
        self._label: int | None = None
        self._temperature: float | None = None
        history.changed.connect(self._fit)
        reader.reading_changed.connect(self.refresh)

    @property
    def layer(self) -> int:
        """The chosen hidden layer, from 0."""
        return self._layer

    @property
    def unit(self) -> int:
        """The chosen unit of that layer, from 0; -1 for none."""
        return self._unit

    @Slot(int)
    def select_layer(self, layer: int) -> None:
        """Look at another hidden layer."""
        if layer != self._layer:
            self._select(layer, -1)

    @Slot(int)
    def select_unit(self, unit: int) -> None:
        """Look at another unit; the same one again looks away."""
        self._select(self._layer, -1 if unit == self._unit else unit)

    @Slot()
    def select_none(self) -> None:
        """Look at no unit."""
        self._select(self._layer, -1)

    @Slot()
    def refresh(self) -> None:
        """Explain the chosen unit again."""
        explanation = None
        if self._unit >= 0:
            reading = self._reader.reading
            moment = self._history.in_use if reading is None else reading.moment
            hidden = moment.network.dense_layers[:-1]
            if self._layer < len(hidden) and self._unit < hidden[self._layer].units:
                explanation = explain_unit(moment, reading, self._layer, self._unit)
        self.unit_changed.emit(explanation)

    @Slot(int)
    def set_label(self, label: int) -> None:
        """Say which digit the drawing is, -1 for nobody knows: then there is a loss, and a way back of the error."""
        self._label = label if label >= 0 else None
        self.steps.refresh()

    @Slot(float)
    def set_temperature(self, temperature: float) -> None:
        """Divide the scores by this before softmax; the network's own is for a network that is not asked."""
        self._temperature = temperature
        self.steps.refresh()

    @Slot(int)
    def set_lines(self, count: int) -> None:
        """Draw so many lines between two layers of the diagram."""
        self._lines = count
        self.diagram.refresh()

    def _explain_diagram(self, reading: Reading) -> Diagram:
        return explain_diagram(reading, self._lines)

    def _explain_steps(self, reading: Reading) -> tuple[Step, ...]:
        return explain_steps(reading, self._label, self._temperature)

    def _select(self, layer: int, unit: int) -> None:
        """Look at a unit, or at none (-1); what the network does not have is not looked at."""
        hidden = self._history.info.hidden
        if not 0 <= layer < len(hidden):
            layer, unit = 0, -1
        elif not 0 <= unit < hidden[layer].units:
            unit = -1
        self._layer, self._unit = layer, unit
        self.selection_changed.emit(layer, unit)
        self.refresh()

    @Slot()
    def _fit(self) -> None:
        """Look away from a layer or a unit that the new network does not have."""
        hidden = self._history.info.hidden
        if self._layer >= len(hidden):
            self._select(0, -1)
        elif self._unit >= hidden[self._layer].units:
            self._select(self._layer, -1)
