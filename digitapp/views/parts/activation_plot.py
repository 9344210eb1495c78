"""The graph of the activation function with one unit's point on it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector

Numbers = NDArray[np.floating]


class ActivationPlot(QWidget):
    """Shows a function such as max(z, 0), where the layer's units lie on it, and one of them as a dot.

    Signals:
        moved(z): the person put the pointer, pressed, at this z.
    """

    moved = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        ends = np.array([-1.0, 0.0, 1.0], np.float32)
        self._graph: tuple[Vector, Vector] = ends, np.maximum(ends, 0)
        self._z: float | None = None
        self._all_z: Vector | None = None
        self.setMinimumSize(100, self.sizeHint().height())

    def set_point(self, graph: tuple[Vector, Vector], z: float | None, all_z: Vector | None) -> None:
        """Show the graph (z, f(z)), on it a unit with this z, and the (units,) z of its layer; None shows no unit."""
        self._graph, self._z, self._all_z = graph, z, all_z
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a small graph."""
        return QSize(124, 112)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Tell where the pointer is."""
        self.mouseMoveEvent(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell where the pointer is while it is pressed."""
        if event.buttons():
            area = QRectF(4, 8, self.width() - 8, self.height())
            self.moved.emit((event.position().x() - area.center().x()) / (area.width() / 2) * self._reach)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the axes, the graph, a tick for each unit, and the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.number_font(0.85))
        text = painter.fontMetrics().height()
        area = QRectF(4, 8, self.width() - 8, self.height() - text - 18)
        self._paint_axes(painter, area, text)
        if self._all_z is not None:
            painter.setPen(QPen(theme.colour("quiet", 0.25), 1))
            there = self._all_z[np.isfinite(self._all_z)]
            columns = np.unique(np.rint(there * (area.width() / 2 / self._reach)))  # one tick for each pixel
            ticks = self._points(area, columns * (2 * self._reach / area.width()))
            painter.drawLines([QLineF(x, y - 3, x, y + 3) for x, y in ticks])
        painter.setPen(QPen(theme.colour("quiet"), 2))
        painter.drawPolyline([QPointF(x, y) for x, y in self._points(area, self._graph[0])])
        if self._z is not None and np.isfinite(self._z):
            painter.setPen(QPen(theme.colour("window"), 1.5))
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(self._place(area, self._z), 5, 5)

    @property
    def _reach(self) -> float:
        return float(self._graph[0][-1])

    def _points(self, area: QRectF, z: Numbers) -> list[list[float]]:
        """Return where the points (z, f(z)) lie."""
        return self._pixels(area, z, np.interp(z, *self._graph))

    def _place(self, area: QRectF, z: float, height: float | None = None) -> QPointF:
        """Return where (z, f(z)), or (z, height), lies."""
        value = float(np.interp(z, *self._graph)) if height is None else height
        ((x, y),) = self._pixels(area, np.array([z]), np.array([value]))
        return QPointF(x, y)

    def _pixels(self, area: QRectF, z: Numbers, values: Numbers) -> list[list[float]]:
        low, high = min(float(self._graph[1].min()), 0.0), max(float(self._graph[1].max()), 1e-6)
        x = area.center().x() + z / self._reach * (area.width() / 2)
        y = area.bottom() - (values - low) / (high - low) * area.height()
        points: list[list[float]] = np.stack([x, y], axis=1).tolist()
        return points

    def _paint_axes(self, painter: QPainter, area: QRectF, text: int) -> None:
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(self._place(area, -self._reach, 0), self._place(area, self._reach, 0))
        painter.drawLine(QPointF(area.center().x(), area.top()), QPointF(area.center().x(), area.bottom() + 6))
        painter.setPen(theme.colour("quiet"))
        below = QRectF(0, self.height() - text, self.width(), text)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, "z = 0")
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, f"−{self._reach:g}")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{self._reach:g}")
