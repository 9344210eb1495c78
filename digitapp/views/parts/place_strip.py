"""Where one number lies among many: a strip from the smallest to the largest, with a mark."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme


class PlaceStrip(QWidget):
    """Shows a share from 0 to 1; the middle half is darker, for that is where most are."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share: float | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_share(self, share: float | None) -> None:
        """Mark this; None marks nothing."""
        self._share = share
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a thin strip."""
        return QSize(240, 16)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the strip and the mark."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        room = self.width() - 12
        painter.fillRect(QRectF(6, 5, room, 6), theme.colour("off"))
        painter.fillRect(QRectF(6 + room / 4, 5, room / 2, 6), theme.colour("line"))
        if self._share is not None:
            painter.setPen(QPen(theme.colour("card"), 1.5))
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(QPointF(6 + room * self._share, 8), 5, 5)
