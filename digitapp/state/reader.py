"""Reads the drawing with the network: at once when either changes, but no more than once a frame."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.reading import Reading, read
from digitapp.state.drawing import Drawing
from digitapp.state.network import Network
from engine.models import Sequential

FRAME = 1 / 60  # seconds
FRAME_WHILE_TRAINING = 1 / 30  # the training needs the processor more than the eye needs the rest


class Reader(QObject):
    """Keeps the reading of the current drawing by the current network.

    Signals:
        reading_changed(reading): a Reading, or None for an empty drawing.
    """

    reading_changed = Signal(object)

    def __init__(self, drawing: Drawing, network: Network, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drawing = drawing
        self._network = network
        self._reading: Reading | None = None
        self._read_by: Sequential | None = None
        self._last = 0.0
        self._frame = FRAME
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._read)
        drawing.image_changed.connect(self.refresh)
        network.weights_changed.connect(self.refresh)

    @property
    def reading(self) -> Reading | None:
        """The newest reading; None for an empty drawing."""
        return self._reading

    @Slot(bool)
    def set_training(self, training: bool) -> None:
        """Read less often while a network is trained."""
        self._frame = FRAME_WHILE_TRAINING if training else FRAME

    @Slot()
    def refresh(self) -> None:
        """Read again, now or when this frame is over."""
        wait = self._last + self._frame - time.perf_counter()
        if wait <= 0 or self._network.record.network is not self._read_by:  # another network's reading must not be seen
            self._read()
        elif not self._timer.isActive():
            self._timer.start(int(wait * 1000) + 1)

    @Slot()
    def _read(self) -> None:
        self._timer.stop()
        self._last = time.perf_counter()
        record = self._network.record
        self._read_by = record.network
        image = self._drawing.image
        self._reading = None if image is None else read(record.network, image, record.calibration)
        self.reading_changed.emit(self._reading)
