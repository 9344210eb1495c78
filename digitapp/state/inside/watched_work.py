"""The base of what is worked out only while somebody watches, once what it is about has rested for a while."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.errors import InputError
from digitapp.core.inside.taught import Stage
from digitapp.state.background import Background


class WatchedWork(Background):
    """Says how far it is, and begins when it is watched and nothing has changed for some milliseconds.

    Signals:
        stage_changed(stage): how far it is, a Stage.
        advanced(share): how much of the work is done, from 0 to 1.

    Attributes:
        refused: why the work cannot be done; None while it can.
    """

    stage_changed = Signal(object)
    advanced = Signal(float)

    def __init__(self, rest: int, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.refused: InputError | None = None
        self._watched = False
        self._stage = Stage.EMPTY
        self._of: object = None  # what it was found, or is being found, of
        self._rest = QTimer(self, singleShot=True, interval=rest)
        self._rest.timeout.connect(self._begin)

    @property
    def stage(self) -> Stage:
        """How far it is."""
        return self._stage

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """Find it from now on, or no longer."""
        self._watched = watched
        if watched:
            self._note()
        else:
            self._rest.stop()
            self.stop_now()
            if not self._is_found:
                self._of = None

    @property
    def _is_found(self) -> bool:
        raise NotImplementedError

    @Slot()
    def _note(self) -> None:
        """Notice that something it depends on may be another."""
        raise NotImplementedError

    @Slot()
    def _begin(self) -> None:
        """Begin the work."""
        raise NotImplementedError

    def _set_stage(self, stage: Stage) -> None:
        if stage is not self._stage:
            self._stage = stage
            self.stage_changed.emit(stage)
