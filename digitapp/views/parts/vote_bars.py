"""What one unit adds to each class's score, as bars to the left and the right of zero."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector
from digitapp.views.parts import colour_maps
from digitapp.views.parts.class_names import class_names, elided, first_classes, names_width


class VoteBars(QWidget):
    """Shows (classes,) signed numbers, one for each class; of more than ten those that are furthest from 0."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._votes: Vector | None = None
        self.setMinimumSize(72, self.sizeHint().height())

    def set_votes(self, votes: Vector | None) -> None:
        """Show these; None shows the axis alone."""
        self._votes = votes
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for room for ten short lines."""
        return QSize(112, 10 * (QFontMetrics(theme.number_font(0.8)).height() - 2))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the digits and their bars."""
        painter = QPainter(self)
        painter.setFont(theme.number_font(0.8))
        every = np.zeros(len(class_names()), np.float32) if self._votes is None else self._votes
        shown = first_classes(np.abs(every))
        votes = every[shown]
        top = colour_maps.largest(votes) or 1.0
        votes = colour_maps.finite(votes, top)
        line = self.height() / 10
        left = names_width(painter.font(), 0.4 * self.width()) + 8
        middle, half = (left + self.width()) / 2, (self.width() - left) / 2
        colours = colour_maps.signed(np.sign(votes) * 0.85, 1.0)
        for digit, (number, vote) in enumerate(zip(shown, votes, strict=True)):
            painter.setPen(theme.colour("quiet"))
            row = QRectF(0, digit * line, self.width(), line)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, elided(painter, number, left - 4))
            width = float(vote) / top * half
            bar = QRectF(min(middle, middle + width), row.y() + 2, abs(width), line - 4)
            painter.fillRect(bar, QColor(*(int(channel) for channel in colours[digit])))
        painter.setPen(theme.colour("line"))
        painter.drawLine(int(middle), 0, int(middle), self.height())
