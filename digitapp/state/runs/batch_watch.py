"""Tells what the batches of the run under way are made of, while somebody looks."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from digitapp.core.runs.batch_seen import BatchSeen, Watcher


class BatchWatch(QObject):
    """Passes on what the run under way saw; whichever run that is.

    Signals:
        seen(batch): a BatchSeen, at most some sixteen a second.

    Attributes:
        watcher: looks, on the run's thread.
    """

    seen = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.watcher = Watcher()

    def tell(self, batch: BatchSeen) -> None:
        """Pass a batch on; in the GUI thread."""
        self.seen.emit(batch)
