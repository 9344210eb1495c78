"""Looks at all test images with the current network, in the background, while somebody wants to see the result."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.inside.survey import Survey, survey_steps
from digitapp.core.runs.moment import Moment
from digitapp.state.background import Background
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History

SETTLED = 400  # milliseconds without another change of the network


class Surveyor(Background):
    """Keeps a Survey of the current network, made when it is wanted and the network has come to rest.

    Signals:
        changed(survey): a Survey, or None while there is none of the network as it is now.
        advanced(share): how much of the work on a new one is done, from 0 to 1.
    """

    changed = Signal(object)
    advanced = Signal(float)

    def __init__(self, history: History, datasets: Datasets, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history, self._datasets = history, datasets
        self._survey: Survey | None = None
        self._watchers = 0
        self._timer = QTimer(self, singleShot=True, interval=SETTLED)
        self._timer.timeout.connect(self._begin)
        self._leaving = QTimer(self, singleShot=True, interval=0)
        self._leaving.timeout.connect(self._stop_for_nobody)
        history.moment_changed.connect(self.forget)
        datasets.changed.connect(self.forget)

    @property
    def survey(self) -> Survey | None:
        """The newest survey, if it is of the network as it is now."""
        return self._survey

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """Have one more, or one fewer, who wants to see a survey."""
        self._watchers = max(self._watchers + (1 if watched else -1), 0)
        if not self._watchers:
            self._leaving.start()  # not at once: whoever turns the page looks again in a moment
        if watched and self._survey is not None:
            self.changed.emit(self._survey)
        elif watched and self._job is None:
            self._timer.start(0)

    @Slot()
    def forget(self) -> None:
        """Drop the survey, which is not true any more; make another as soon as the network rests.

        It is told even if there is none: a page may keep the last one for a while.
        """
        self.stop_now()
        self._survey = None
        self.changed.emit(None)
        if self._watchers:
            self._timer.start(SETTLED)

    @Slot()
    def stop_now(self) -> None:
        """End the work that is under way, and begin none."""
        self._timer.stop()
        super().stop_now()

    @Slot()
    def _stop_for_nobody(self) -> None:
        if not self._watchers:
            self.stop_now()

    @Slot()
    def _begin(self) -> None:
        if self._job is not None or not self._watchers or self._survey is not None:
            return
        self._run(self._steps(self._history.in_use))

    def _steps(self, moment: Moment) -> Generator[float | Survey, None, None]:
        yield from survey_steps(moment, self._datasets.load())

    @Slot(object)
    def _take(self, item: float | Survey) -> None:
        if isinstance(item, float):
            self.advanced.emit(item)
        else:
            self._survey = item
            self.changed.emit(item)
