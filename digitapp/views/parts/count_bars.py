"""A bar for each class, from 0 to all."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector
from digitapp.views.parts.class_names import class_name, elided, first_classes, names_width
from digitapp.views.parts.colour_maps import class_colour

_LINE = 15  # pixels


class ShareBars(QWidget):
    """Shows shares, each from 0 to 1, with its percentage; of more than ten classes those of the largest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: Vector = np.zeros(10, np.float32)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_shares(self, shares: Vector) -> None:
        """Show these."""
        self._shares = shares
        self.setAccessibleName(
            ", ".join(f"{class_name(digit)}: {share:.0%}" for digit, share in enumerate(shares.tolist()))
        )
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for ten lines."""
        return QSize(200, 10 * _LINE)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the digits, the bars and the percentages."""
        painter = QPainter(self)
        painter.setFont(theme.number_font(0.8))
        left = names_width(painter.font(), 0.4 * self.width()) + 8
        room = self.width() - left - 40
        for place, digit in enumerate(first_classes(self._shares)):
            share = float(self._shares[digit])
            line = QRectF(0, place * _LINE, self.width(), _LINE)
            painter.setPen(theme.colour("quiet"))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter, elided(painter, digit, left - 4))
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{share:.0%}")
            painter.fillRect(QRectF(left, line.y() + 3, room, _LINE - 6), theme.colour("off"))
            filled = min(share, 1.0) if np.isfinite(share) else 1.0
            painter.fillRect(QRectF(left, line.y() + 3, room * filled, _LINE - 6), class_colour(digit))
