"""The graph of the activation function with one unit's point on it."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitapp import theme
from digitapp.core.reading import Vector
from digitapp.views.parts import colour_maps


class ReluPlot(QWidget):
    """Shows max(z, 0), where the layer's units lie on it, and one of them as a dot."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._z: float | None = None
        self._all_z: Vector | None = None
        self.setMinimumSize(self.sizeHint())

    def set_point(self, z: float | None, all_z: Vector | None) -> None:
        """Show the unit with this z among the (units,) z of its layer; None shows the graph alone."""
        self._z, self._all_z = z, all_z
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a small graph."""
        return QSize(124, 112)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002 (Qt passes it)
        """Paint the axes, the graph, a tick for each unit, and the dot."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.number_font(0.85))
        reach = colour_maps.round_up(3.0 if self._all_z is None else float(np.abs(self._all_z).max()))
        text = painter.fontMetrics().height()
        area = QRectF(4, 6, self.width() - 8, self.height() - text - 10)
        base = area.bottom() - 10

        def place(z: float, height: float) -> QPointF:
            return QPointF(
                area.center().x() + z / reach * area.width() / 2, base - height / reach * (base - area.top())
            )

        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(place(-reach, 0), place(reach, 0))
        painter.drawLine(QPointF(area.center().x(), area.top()), QPointF(area.center().x(), area.bottom()))
        painter.setPen(theme.colour("quiet"))
        below = QRectF(0, self.height() - text, self.width(), text)
        painter.drawText(below, Qt.AlignmentFlag.AlignHCenter, "z = 0")
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft, f"−{reach:g}")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight, f"{reach:g}")
        if self._all_z is not None:
            painter.setPen(QPen(theme.colour("quiet", 0.25), 1))
            columns = np.unique(np.rint(self._all_z * (area.width() / 2 / reach)))  # one tick where several would fall
            points = [place(float(z), max(float(z), 0.0)) for z in columns * (2 * reach / area.width())]
            painter.drawLines([QLineF(point.x(), point.y() - 3, point.x(), point.y() + 3) for point in points])
        painter.setPen(QPen(theme.colour("quiet"), 2))
        painter.drawPolyline([place(-reach, 0), place(0, 0), place(reach, reach)])
        if self._z is not None:
            painter.setPen(QPen(theme.colour("window"), 1.5))
            painter.setBrush(theme.colour("accent"))
            painter.drawEllipse(place(self._z, max(self._z, 0.0)), 5, 5)
