"""Lets go of snapshots on a thread, when they may take less room than before."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.runs.recording import Recordings
from digitapp.state.background import Background


class Thinning(Background):
    """Makes the recordings of all runs fit into the room that they have.

    Signals:
        thinned(): they do.
    """

    thinned = Signal()

    def __init__(self, recordings: Recordings, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._recordings = recordings

    def set_most_bytes(self, most: int) -> None:
        """Keep no more than this from now on; what is beyond that goes bit by bit."""
        self._recordings.most_bytes = most
        self.stop_now()
        if self._recordings.size > most:
            self._run(self._recordings.making_room())

    @Slot()
    def _end(self) -> None:
        super()._end()
        self.thinned.emit()
