"""Many images as points of their digit's colour, and the drawing among them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Signal
from PySide6.QtGui import QColor, QImage, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector
from digitapp.views.parts.class_names import CLASSES, legend_size, paint_legend
from digitapp.views.parts.colour_maps import DIGITS

_LEGEND = 620.0  # pixels at most of a legend
_EDGE = 16  # pixels around the points
_REACH = 12.0  # pixels from which a point can be pointed at


class DigitMap(QWidget):
    """Shows points (n, 2); they are painted once, so that the drawing's own can move freely.

    Signals:
        pointed(index): the pointer is at this point, or at none (-1).
        chosen(index): the person clicked this point.
    """

    pointed = Signal(int)
    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._places: Vector = np.zeros((0, 2), np.float32)
        self._labels: NDArray[np.int64] = np.zeros(0, np.int64)
        self._own: tuple[float, float] | None = None
        self._pointed = -1
        self._points: QPixmap | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(320, 320)

    def set_points(self, places: NDArray[np.floating], labels: NDArray[np.int64]) -> None:
        """Show these."""
        self._places, self._labels, self._points, self._pointed = places.astype(np.float32), labels, None, -1
        self.update()

    def set_own(self, place: tuple[float, float] | None) -> None:
        """Show the drawing there, or nowhere."""
        self._own = place
        self.update()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self._points = None
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for a large square."""
        return QSize(520, 520)

    def _frame(self) -> tuple[Vector, Vector, float]:
        """Return the middle of all places, the middle of the widget, and the pixels of a unit."""
        low, high = self._places.min(axis=0), self._places.max(axis=0)
        room = np.array([self.width(), self.height()]) - 2 * _EDGE
        scale = float((room / np.maximum(high - low, 1e-9)).min())
        return (low + high) / 2, np.array([self.width() / 2, self.height() / 2]), scale

    def pixels(self, places: Vector) -> Vector:
        """Return where places (n, 2) lie in the widget, (n, 2)."""
        middle, centre, scale = self._frame()
        found: Vector = centre + (places - middle) * scale * (1, -1)
        return found

    def _painted(self) -> QPixmap:
        """Return all points as a picture; the last of those that lie upon each other is seen."""
        ratio = self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        colours = np.zeros((height, width, 4), np.uint8)
        table = np.array([[c.red(), c.green(), c.blue(), 255] for c in map(QColor, DIGITS)], np.uint8)
        x, y = np.rint(self.pixels(self._places) * ratio).astype(int).T
        for right in (0, 1):
            for down in (0, 1):
                inside = (x + right < width) & (y + down < height) & (x >= 0) & (y >= 0)
                colours[y[inside] + down, x[inside] + right] = table[self._labels[inside] % len(DIGITS)]
        pixmap = QPixmap.fromImage(QImage(colours.data, width, height, width * 4, QImage.Format.Format_RGBA8888))
        pixmap.setDevicePixelRatio(ratio)
        return pixmap

    def _nearest(self, x: float, y: float) -> int:
        if not len(self._places):
            return -1
        distances = ((self.pixels(self._places) - (x, y)) ** 2).sum(axis=1)
        nearest = int(distances.argmin())
        return nearest if distances[nearest] <= _REACH**2 else -1

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which point the pointer is at."""
        self._point_at(self._nearest(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that it is at none."""
        self._point_at(-1)

    def _point_at(self, index: int) -> None:
        if index != self._pointed:
            self._pointed = index
            self.pointed.emit(index)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the point under the pointer."""
        index = self._nearest(event.position().x(), event.position().y())
        if index >= 0:
            self.chosen.emit(index)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the points, a ring around the one that is pointed at, and the drawing's own."""
        if not len(self._places):
            return
        painter = QPainter(self)
        if self._points is None or self._points.deviceIndependentSize().toSize() != self.size():
            self._points = self._painted()
        painter.drawPixmap(0, 0, self._points)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self._pointed >= 0:
            (place,) = self.pixels(self._places[self._pointed : self._pointed + 1])
            painter.setPen(QPen(theme.colour("text"), 1.5))
            painter.drawEllipse(QPointF(*place.tolist()), 5, 5)
        if self._own is not None:
            (place,) = self.pixels(np.array([self._own]))
            middle = QPointF(*np.clip(place, 8, (self.width() - 8, self.height() - 8)).tolist())
            painter.setPen(QPen(theme.colour("card"), 5))
            painter.drawEllipse(middle, 8, 8)
            painter.setPen(QPen(theme.colour("text"), 2.5))
            painter.drawEllipse(middle, 8, 8)


class DigitLegend(QWidget):
    """Says which colour is which class; of many classes as many as there is room for, since the colours repeat."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(10 * 32, 20)
        CLASSES.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Ask for a row of ten."""
        return legend_size(32, _LEGEND)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint a square and a name for each."""
        painter = QPainter(self)
        paint_legend(painter, QRectF(0, 0, self.width(), 20), 32)
