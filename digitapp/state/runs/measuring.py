"""Measures how well a network reads the test images, where its training did not do so to the end."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QObject, Slot

from digitapp.core.runs.measuring import accuracy_steps
from digitapp.core.runs.moment import Moment
from digitapp.state.background import Background
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History


class Measuring(Background):
    """Measures the end of a run that was stopped early, or that held back images of its own."""

    def __init__(self, history: History, datasets: Datasets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history, self._datasets = history, datasets
        self._moment = -1

    @Slot(int)
    def measure(self, run: int) -> None:
        """Measure the end of this run, if that is not known, on the data set that it was trained on."""
        tree = self._history.tree
        if run not in tree or tree[run].folder != self._datasets.folder:
            return
        moment = tree[run].end
        if moment.test_accuracy is None:
            self._moment = moment.number
            self._run(self._steps(moment))

    def _steps(self, moment: Moment) -> Generator[float | None, None, None]:
        yield from accuracy_steps(moment, self._datasets.load())

    @Slot(object)
    def _take(self, item: float) -> None:
        self._history.know(self._moment, test_accuracy=item)
