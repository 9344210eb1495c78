"""Two runs on the test set: where they disagree."""

from __future__ import annotations

from collections.abc import Callable, Generator

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.disagreement import Disagreement, disagreement_steps
from digitapp.core.runs.moment import Moment
from digitapp.state.background import Background
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History


class Duel(Background):
    """Has two runs read all test images, on a thread, whenever others are chosen or one has moved on.

    Signals:
        advanced(share): how much is read, from 0 to 1.
        changed(disagreement): a Disagreement; None while there is none.
    """

    advanced = Signal(float)
    changed = Signal(object)

    def __init__(self, history: History, datasets: Datasets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history, self._datasets = history, datasets
        self._runs: tuple[int, int] | None = None
        self._read: tuple[object, ...] = ()  # which networks and images the newest disagreement is of
        self._watched = False
        self._found: Disagreement | None = None
        history.changed.connect(self._follow)
        datasets.changed.connect(self._follow)

    @property
    def found(self) -> Disagreement | None:
        """What is known."""
        return self._found

    @Slot(int, int)
    def compare(self, first: int, second: int) -> None:
        """Compare these two runs, as they were left."""
        self._runs = (first, second)
        self._begin()

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """Follow the runs from now on, or no longer."""
        self._watched = watched
        if watched:
            self._begin()

    @Slot()
    def _follow(self) -> None:
        if self._watched:
            self._begin()

    def _begin(self) -> None:
        """Read, unless just that was read or is being read."""
        tree, runs = self._history.tree, self._runs
        if runs is None or any(number not in tree for number in runs):
            self._forget()
            return
        first, second = (tree[number].moment for number in runs)
        wanted = (first.network, second.network, self._datasets.folder, self._datasets.name)
        if self._read == wanted:
            return
        self._forget()
        self._read = wanted
        self._run(_steps(first, second, self._datasets.loader()))

    def _forget(self) -> None:
        self.stop_now()
        self._read = ()
        if self._found is not None:
            self._found = None
            self.changed.emit(None)

    @Slot(object)
    def _take(self, item: Disagreement | float) -> None:
        if isinstance(item, float):
            self.advanced.emit(item)
        else:
            self._found = item
            self.changed.emit(item)


def _steps(
    first: Moment, second: Moment, load: Callable[[], Dataset]
) -> Generator[Disagreement | float | None, None, None]:
    yield from disagreement_steps(first, second, load())
