"""What the person looks at inside the network, explained for the current drawing: a unit, each digit's score."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.inside.diagram import USUAL, Diagram, explain_diagram
from digitapp.core.inside.explanations import explain_scores, explain_unit
from digitapp.core.inside.numbers import picture_numbers
from digitapp.core.inside.steps import Step, explain_steps
from digitapp.core.reading.reading import Reading
from digitapp.state.background import Background
from digitapp.state.reading.reader import Reader
from digitapp.state.runs.history import History

MOST_AT_ONCE = 1_500_000  # weights of a network that is explained in the GUI thread


class Explanation(Background):
    """An explanation that is made anew with every reading while somebody looks at it; what nobody sees costs nothing.

    `plan` is given a reading and returns what explains it. That of a large network is done on a thread, the newest
    reading's after the one that is under way.

    Signals:
        changed(explanation): what the plan made of the reading; None without a drawing.
    """

    changed = Signal(object)

    def __init__(
        self,
        reader: Reader,
        plan: Callable[[Reading], Callable[[], object]],
        parent: QObject | None = None,
        *,
        is_large: Callable[[Reading], bool] | None = None,
    ) -> None:
        super().__init__(parent)
        self._reader, self._plan = reader, plan
        self._is_large = is_large or _is_large
        self._watched = self._again = False
        reader.reading_changed.connect(self.refresh)

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """Explain from now on, or no longer."""
        self._watched = watched
        self.refresh()

    @Slot()
    def refresh(self) -> None:
        """Explain again, if it is watched."""
        reading = self._reader.reading
        if not self._watched or reading is None or not self._is_large(reading):
            self._again = False
            self.stop_now()
            if self._watched:
                self.changed.emit(None if reading is None else self._plan(reading)())
        elif self.running:
            self._again = True
        else:
            self._run(_steps(self._plan(reading)))

    @Slot(object)
    def _take(self, item: _Explained) -> None:
        self.changed.emit(item.explanation)

    @Slot()
    def _end(self) -> None:
        super()._end()
        if self._again:
            self._again = False
            self.refresh()


@dataclass(frozen=True, eq=False)
class _Explained:
    explanation: object


def _steps(explain: Callable[[], object]) -> Generator[_Explained, None, None]:
    yield _Explained(explain())


def _is_large(reading: Reading) -> bool:
    """Whether what goes through all weights may take longer than the window can wait."""
    return sum(layer.kernel.size for layer in reading.network.dense_layers) > MOST_AT_ONCE


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
        self.scores = Explanation(reader, lambda reading: partial(explain_scores, reading), self)
        self.steps = Explanation(reader, self._plan_steps, self)
        self.numbers = Explanation(reader, lambda reading: partial(picture_numbers, reading), self)
        self.diagram = Explanation(reader, self._plan_diagram, self)
        self._lines = USUAL
        self._label: int | None = None
        self._temperature: float | None = None  # the reading's own
        self._run = history.run.number
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
            dense = moment.network.dense_layers
            shown = dense[:-1] or dense
            if self._layer < len(shown) and self._unit < shown[self._layer].units:
                explanation = explain_unit(moment, reading, self._layer, self._unit)
        self.unit_changed.emit(explanation)

    @Slot(int)
    def set_label(self, label: int) -> None:
        """Say which digit the drawing is, -1 for nobody knows: then there is a loss, and a way back of the error."""
        self._label = label if label >= 0 else None
        self.steps.refresh()

    @Slot(float)
    def set_temperature(self, temperature: float) -> None:
        """Divide the scores by this before softmax, and no longer by the reading's own, until there is another run."""
        self._temperature = temperature
        self.steps.refresh()

    @Slot(int)
    def set_lines(self, count: int) -> None:
        """Draw so many lines between two layers of the diagram."""
        self._lines = count
        self.diagram.refresh()

    def _plan_diagram(self, reading: Reading) -> Callable[[], Diagram]:
        return partial(explain_diagram, reading, self._lines)

    def _plan_steps(self, reading: Reading) -> Callable[[], tuple[Step, ...]]:
        return partial(explain_steps, reading, self._label, self._temperature)

    def _select(self, layer: int, unit: int) -> None:
        """Look at a unit, or at none (-1); what the network does not have is not looked at."""
        shown = self._history.info.shown
        if not 0 <= layer < len(shown):
            layer, unit = 0, -1
        elif not 0 <= unit < shown[layer].units:
            unit = -1
        self._layer, self._unit = layer, unit
        self.selection_changed.emit(layer, unit)
        self.refresh()

    @Slot()
    def _fit(self) -> None:
        """Look away from a layer or a unit that the new network does not have, and from a temperature for another."""
        shown = self._history.info.shown
        if self._history.run.number != self._run:
            self._run, self._temperature = self._history.run.number, None
        if self._layer >= len(shown):
            self._select(0, -1)
        elif self._unit >= shown[self._layer].units:
            self._select(self._layer, -1)
