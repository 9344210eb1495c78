"""Slow motion: a batch, then a rest, and so on, so that one can look at each; or full speed, or a single batch."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.runs.batch_seen import BatchSeen
from digitapp.state.runs.training import Status, Training

USUAL = 1.0  # batches a second


class SlowMotion(QObject):
    """Has a run take one batch after the other, each after a rest; to pause is instant, since it rests anyway.

    Signals:
        playing_changed(playing): it takes batches by itself now, or no longer.
        seen(batch): a BatchSeen, while somebody looks.
    """

    playing_changed = Signal(bool)
    seen = Signal(object)

    def __init__(self, training: Training, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._training = training
        self._playing = self._under_way = False
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._take_batch)
        self.set_speed(USUAL)
        training.watch.seen.connect(self._note)
        training.status_changed.connect(self._follow)
        training.advanced.connect(self._note_done)

    @property
    def playing(self) -> bool:
        """Whether it takes batches by itself."""
        return self._playing

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """Look at the batches from now on, or no longer; then nothing is played either."""
        self._training.watch.watcher.on = watched
        if not watched:
            self.pause()

    @Slot(float)
    def set_speed(self, batches: float) -> None:
        """Take so many batches a second."""
        self._timer.setInterval(round(1000 / batches))

    @Slot()
    def play(self) -> None:
        """Take a batch after the other: of the run under way, or of a fresh network where there is none."""
        if self._playing:
            return
        if self._training.status is Status.IDLE:
            self._training.train()
        self._training.pause()
        self._set_playing(True)
        self._take_batch()

    @Slot()
    def pause(self) -> None:
        """Take no more by itself."""
        self._timer.stop()
        self._set_playing(False)

    @Slot()
    def one_batch(self) -> None:
        """Take a single batch, and wait."""
        self.pause()
        if self._training.status is Status.IDLE:
            self._training.train()
            self._training.pause()
        self._training.step()

    @Slot()
    def full_speed(self) -> None:
        """Train as fast as can be; or pause, where that is so already."""
        self.pause()
        if self._training.status is Status.IDLE:
            self._training.train()
        else:
            self._training.pause_or_resume()

    @Slot()
    def _take_batch(self) -> None:
        """Have the next batch learned, as soon as the one before is done."""
        if not self._playing:
            return
        if self._training.status is Status.PAUSED and not self._under_way:
            self._under_way = True
            self._training.step()
        self._timer.start()

    @Slot(object)
    def _note(self, batch: BatchSeen) -> None:
        self._under_way = False
        self.seen.emit(batch)

    @Slot()
    def _note_done(self) -> None:
        self._under_way = False

    @Slot(object)
    def _follow(self, status: Status) -> None:
        """End where the run ended, or somebody let it run."""
        self._under_way = False
        if status is not Status.PAUSED and self._playing:
            self.pause()

    def _set_playing(self, playing: bool) -> None:
        if playing != self._playing:
            self._playing = playing
            self.playing_changed.emit(playing)
