"""A strip that says which number a colour stands for."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QImage, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from digitapp import theme
from digitapp.views.parts import colour_maps


class ColourScale(QWidget):
    """Shows the colours from 0 to a top, or from -top to top, with their numbers."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._top = 1.0
        self._signed = False
        self.setFixedSize(self.sizeHint())

    def set_range(self, top: float, *, signed: bool) -> None:
        """Show the scale that ends at `top`."""
        if (top, signed) != (self._top, self._signed):
            self._top, self._signed = top, signed
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for a strip with a number at each end."""
        metrics = QFontMetrics(theme.number_font(0.9))
        return QSize(96 + 2 * metrics.horizontalAdvance("−0.0015") + 28, metrics.height())

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the strip and its numbers, to the right."""
        painter = QPainter(self)
        painter.setFont(theme.number_font(0.9))
        painter.setPen(theme.colour("quiet"))
        metrics = painter.fontMetrics()
        high, low = f"{self._top:g}", f"−{self._top:g}" if self._signed else "0"
        right = self.width() - metrics.horizontalAdvance(high)
        flags = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(self.rect(), flags, high)
        strip = QRectF(right - 6 - 96, self.height() / 2 - 4, 96, 8)
        ramp = np.linspace(-self._top if self._signed else self._top / 256, self._top, 96, dtype=np.float32)
        colours = (colour_maps.signed if self._signed else colour_maps.magnitudes)(ramp[None, :], self._top)
        picture = QImage(colours.data, 96, 1, 96 * 4, QImage.Format.Format_RGBA8888)
        painter.drawImage(strip, picture)
        before = strip.x() - 6
        if not self._signed:
            off = QRectF(strip.x() - 6 - 12, strip.y(), 12, 8)
            painter.fillRect(off, theme.colour("off"))
            before = off.x() - 6
        painter.drawText(QRectF(0, 0, before, self.height()), flags, low)
