"""Some runs side by side, each reading the drawing on the paper, while one of them may still be trained."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.paper.rasterize import Image
from digitapp.core.reading.reading import Reading
from digitapp.core.runs.columns import Column, column
from digitapp.core.runs.moment import Moment
from digitapp.state.inside.explanations import MOST_AT_ONCE, Explanation
from digitapp.state.reading.reader import Reader
from digitapp.state.runs.history import History
from digitapp.state.runs.training import Training


class Beside(QObject):
    """Has the runs that it was given read each drawing, while somebody looks.

    With `in_step` a run that is over shows itself as it was after as many batches as the run under way has done.

    Signals:
        changed(columns): a Column for each run that there is, in the order in which they were given.
    """

    changed = Signal(object)

    def __init__(
        self,
        history: History,
        reader: Reader,
        training: Training,
        parent: QObject | None = None,
        *,
        in_step: bool = False,
    ) -> None:
        super().__init__(parent)
        self._history, self._training = history, training
        self._in_step = in_step
        self._runs: tuple[int, ...] = ()
        self._watched = False
        self.explanation = Explanation(reader, self._plan, self, is_large=self._is_large)
        self.explanation.changed.connect(self._pass_on)
        training.advanced.connect(self.explanation.refresh)
        training.ended.connect(self.explanation.refresh)

    @Slot(object)
    def set_runs(self, runs: Sequence[int]) -> None:
        """Show the runs of these numbers."""
        if tuple(runs) != self._runs:
            self._runs = tuple(runs)
            self.explanation.refresh()

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """Read from now on, or no longer."""
        self._watched = watched
        self.explanation.watch(watched)

    def moments(self) -> dict[int, Moment]:
        """Return the network of each run that is to be shown now."""
        tree, found = self._history.tree, {}
        for number in self._runs:
            if number in tree and not tree[number].deleted:
                found[number] = self._then(number) or tree[number].end
        return found

    def _then(self, number: int) -> Moment | None:
        """Return a run's network after as many batches as the run under way has done; None for its end."""
        under_way = self._training.run
        if not self._in_step or number == under_way or under_way not in self._runs:
            return None
        ahead, own = (self._training.recordings.of(each) for each in (under_way, number))
        if ahead is None or own is None or ahead.batches >= min(own.batches, ahead.planned or own.batches):
            return None
        found = own.nearest(ahead.batches)
        return None if found is None else found.moment

    def _plan(self, reading: Reading) -> Callable[[], tuple[Column, ...]]:
        return partial(_columns, self.moments(), reading.image)

    def _is_large(self, _: Reading) -> bool:
        networks = [moment.network for moment in self.moments().values()]
        return sum(layer.kernel.size for each in networks for layer in each.dense_layers) > MOST_AT_ONCE

    @Slot(object)
    def _pass_on(self, columns: tuple[Column, ...] | None) -> None:
        if self._watched:
            self.changed.emit(_columns(self.moments(), None) if columns is None else columns)


def _columns(moments: dict[int, Moment], image: Image | None) -> tuple[Column, ...]:
    return tuple(column(number, moment, image) for number, moment in moments.items())
