"""A row of small pictures of digits, white ink on black, as the network sees them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp.core.paper.rasterize import SIDE, Image
from digitapp.views.parts.cells import for_screen

_GAP = 2


class DigitRow(QWidget):
    """Shows pictures (n, 28, 28) side by side."""

    def __init__(self, count: int = 10, side: int = 40, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count, self._side = count, side
        self._images = np.zeros((count, SIDE, SIDE), np.uint8)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_images(self, images: Image) -> None:
        """Show these; there is room for as many as there were at first."""
        self._images = np.ascontiguousarray(images[: self._count])
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for all pictures."""
        return QSize(self._count * (self._side + _GAP) - _GAP, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pictures."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        for number, image in enumerate(self._images):
            picture = for_screen(QImage(image.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8))
            painter.drawImage(QRect(number * (self._side + _GAP), 0, self._side, self._side), picture)
