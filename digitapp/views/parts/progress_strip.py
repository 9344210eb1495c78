"""A thin bar that says how much of the work is done."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme


class ProgressStrip(QWidget):
    """Shows a share from 0 to 1.

    Unlike QProgressBar it paints with the next frame, not at once and by itself, which would be felt in the training.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._share = 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def share(self) -> float:
        """What is shown, from 0 to 1."""
        return self._share

    def set_share(self, share: float) -> None:
        """Show this share, from 0 to 1."""
        if share != self._share:
            self._share = share
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for a thin strip."""
        return QSize(160, theme.GRID)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the track and the part that is done."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        whole = QRectF(self.rect())
        radius = whole.height() / 2
        painter.setBrush(theme.colour("off"))
        painter.drawRoundedRect(whole, radius, radius)
        if self._share > 0:
            painter.setBrush(theme.colour("accent"))
            done = QRectF(0, 0, max(whole.width() * self._share, whole.height()), whole.height())
            painter.drawRoundedRect(done, radius, radius)
