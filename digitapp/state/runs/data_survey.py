"""Looks at the training data in the background, while somebody wants to see them: the classes, and suspect labels."""

from __future__ import annotations

from collections.abc import Generator

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.data.looking import DataOverview, Suspects, overview_steps, suspects_steps
from digitapp.core.runs.settings import TrainingSettings
from digitapp.state.background import Background
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History
from digitapp.state.runs.training import Status, Training

_SETTLED = 400  # milliseconds without another change


class DataSurvey(Background):
    """Keeps what there is to see of the current data, and which of their labels the current network finds wrong.

    The second is looked for while no run goes on.

    Signals:
        overview_changed(overview): a DataOverview, or None while another one is made.
        suspects_changed(suspects): Suspects, or None while there are none of the network as it is now.
        advanced(share): how much of the work under way is done, from 0 to 1.
    """

    overview_changed = Signal(object)
    suspects_changed = Signal(object)
    advanced = Signal(float)

    def __init__(self, history: History, datasets: Datasets, training: Training, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history, self._datasets, self._training = history, datasets, training
        self._overview: DataOverview | None = None
        self._suspects: Suspects | None = None
        self._failed_at: tuple[object, ...] = ()
        self._watched = False
        self._of: tuple[object, ...] = _what_counts(training.settings)
        self._timer = QTimer(self, singleShot=True, interval=_SETTLED)
        self._timer.timeout.connect(self._begin)
        datasets.changed.connect(self._forget)
        training.settings_changed.connect(self._note_settings)
        training.status_changed.connect(self._note_status)
        history.moment_changed.connect(self._forget_suspects)

    @property
    def overview(self) -> DataOverview | None:
        """The newest overview, if it is of the data as they are now."""
        return self._overview

    @property
    def suspects(self) -> Suspects | None:
        """The labels that look wrong to the network as it is now."""
        return self._suspects

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """Begin or end to care for somebody who looks at the data."""
        self._watched = watched
        if watched:
            self.overview_changed.emit(self._overview)
            self.suspects_changed.emit(self._suspects)
            self._timer.start(0)
        else:
            self._timer.stop()
            self.stop_now()

    @Slot()
    def look_again(self) -> None:
        """Look once more, after something failed."""
        self._failed_at = ()
        self._timer.start(0)

    @Slot()
    def _forget(self) -> None:
        self._overview = None
        self.overview_changed.emit(None)
        self._forget_suspects()

    @Slot()
    def _forget_suspects(self) -> None:
        self.stop_now()
        self._suspects, self._failed_at = None, ()
        self.suspects_changed.emit(None)
        if self._watched:
            self._timer.start(_SETTLED)

    @Slot(object)
    def _note_settings(self, settings: TrainingSettings) -> None:
        of = _what_counts(settings)
        if of != self._of:
            self._of = of
            self._forget()

    @Slot(object)
    def _note_status(self, status: Status) -> None:
        if status is Status.IDLE and self._watched:
            self._timer.start(_SETTLED)

    @Slot()
    def _begin(self) -> None:
        if self._job is not None or not self._watched:
            return
        if self._overview is None:
            self._run(self._overview_steps())
        elif self._suspects is None and self._training.status is not Status.RUNNING and not self._failed_at:
            self._run(self._suspects_steps())

    def _overview_steps(self) -> Generator[float | DataOverview | Suspects, None, None]:
        yield from overview_steps(self._datasets.load(), self._training.settings)

    def _suspects_steps(self) -> Generator[float | DataOverview | Suspects, None, None]:
        yield from suspects_steps(self._history.in_use, self._datasets.load(), self._training.settings)

    @Slot(object)
    def _take(self, item: float | DataOverview | Suspects) -> None:
        if isinstance(item, DataOverview):
            self._overview = item
            self.overview_changed.emit(item)
        elif isinstance(item, Suspects):
            self._suspects = item
            self.suspects_changed.emit(item)
        else:
            self.advanced.emit(item)

    @Slot()
    def _end(self) -> None:
        super()._end()
        if self._watched:
            self._timer.start(0)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._failed_at = (error,)  # it would fail again
        super()._fail(error)


def _what_counts(settings: TrainingSettings) -> tuple[object, ...]:
    """Return what of the settings decides which images and labels a run learns from."""
    subset = (settings.per_class, settings.left_out, settings.noise, settings.shuffled_pixels)
    by_chance = settings.seed if settings.per_class or settings.noise or settings.wrong_labels else 0
    return (*subset, settings.images, settings.wrong_labels, settings.validation_share, settings.classes, by_chance)
