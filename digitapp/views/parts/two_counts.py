"""How many numbers lie where: two outlines over one axis."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme

_ROOM = 18  # pixels for the words below


class TwoCounts(QWidget):
    """Shows two counts over the same bins: the first as it began, the second as it is."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._edges: NDArray[np.float64] = np.array([-1.0, 1.0])
        self._counts: tuple[NDArray[np.int64], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self.setMaximumHeight(self.sizeHint().height())

    def set_counts(self, edges: NDArray[np.float64], first: NDArray[np.int64], second: NDArray[np.int64]) -> None:
        """Show these."""
        self._edges, self._counts = edges, (first, second)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a strip."""
        return QSize(280, 120)

    def minimumSizeHint(self) -> QSize:
        """Be content with less on a small screen."""
        return QSize(160, 80)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint an outline for each count, and what the ends of the axis are; heights are the roots of the counts."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = self.height() - _ROOM
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(QPointF(0, height), QPointF(self.width(), height))
        painter.drawLine(QPointF(self.width() / 2, 0), QPointF(self.width() / 2, height))
        top = max((int(counts.max(initial=1)) for counts in self._counts), default=1)
        lines = (("held_out", Qt.PenStyle.DashLine), ("train", Qt.PenStyle.SolidLine))
        for counts, (name, style) in zip(self._counts, lines, strict=False):
            painter.setPen(QPen(theme.colour(name), 1.5, style))
            step = self.width() / len(counts)
            heights = height * (1 - np.sqrt(counts / top))
            painter.drawPolyline(QPolygonF([QPointF((i + 0.5) * step, y) for i, y in enumerate(heights.tolist())]))
        painter.setPen(theme.colour("quiet"))
        end = f"{self._edges[-1]:.2g}"
        words = QRectF(0, height, self.width(), _ROOM)
        for side, text in (
            (Qt.AlignmentFlag.AlignLeft, f"−{end}"),
            (Qt.AlignmentFlag.AlignHCenter, "0"),
            (Qt.AlignmentFlag.AlignRight, end),
        ):
            painter.drawText(words, side | Qt.AlignmentFlag.AlignBottom, text)
