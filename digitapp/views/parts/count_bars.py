"""A bar for each digit, from 0 to all."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector
from digitapp.views.parts.colour_maps import DIGITS

_LINE = 15  # pixels


class ShareBars(QWidget):
    """Shows ten shares, each from 0 to 1, with its percentage."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: Vector = np.zeros(10, np.float32)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_shares(self, shares: Vector) -> None:
        """Show these."""
        self._shares = shares
        self.setAccessibleName(", ".join(f"{digit}: {share:.0%}" for digit, share in enumerate(shares.tolist())))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for ten lines."""
        return QSize(200, 10 * _LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the digits, the bars and the percentages."""
        painter = QPainter(self)
        painter.setFont(theme.number_font(0.8))
        room = self.width() - 16 - 40
        for digit, share in enumerate(self._shares.tolist()):
            line = QRectF(0, digit * _LINE, self.width(), _LINE)
            painter.setPen(theme.colour("quiet"))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, str(digit))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{share:.0%}")
            painter.fillRect(QRectF(16, line.y() + 3, room, _LINE - 6), theme.colour("off"))
            filled = min(share, 1.0) if np.isfinite(share) else 1.0
            painter.fillRect(QRectF(16, line.y() + 3, room * filled, _LINE - 6), QColor(DIGITS[digit]))
