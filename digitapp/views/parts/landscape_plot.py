"""The loss as a landscape, with the way of a run across it."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitapp import theme
from digitapp.core.inside.landscape import Landscape
from digitapp.i18n import tr
from digitapp.views.parts import colour_maps
from digitapp.views.parts.cells import for_screen
from digitapp.views.parts.numbers import significant
from digitapp.views.parts.view import View, plain_tip

_LEVELS = 14  # bands of equal loss, by its logarithm
_FINE = 6  # times as fine as the grid is what is painted
_NEAR = 14.0  # pixels from the way, within which a click is meant for it


class LandscapePlot(View):
    """Shows a Landscape: the loss in bands, the way as a line from start to end, and where on it one is.

    Signals:
        place_requested(place): the person wants to see the network of there, in batches from the way's beginning.
    """

    place_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._landscape: Landscape | None = None
        self._place = 0
        self._picture = QImage()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(220, 160)
        self.retranslate()

    @property
    def landscape(self) -> Landscape | None:
        """What is shown."""
        return self._landscape

    @Slot(object)
    def set_landscape(self, landscape: Landscape | None) -> None:
        """Show this one; None shows none."""
        self._landscape = landscape
        if landscape is not None:
            self._place = int(landscape.places[-1])
        self.restyle()

    @Slot(int)
    def set_place(self, place: int) -> None:
        """Mark this place of the way, in batches."""
        if place != self._place:
            self._place = place
            self.update()

    @property
    def marked(self) -> QPointF | None:
        """Where the mark is, in pixels; None without a way."""
        return None if self._landscape is None else self._at(*self._landscape.at(self._place))

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self._picture = QImage() if self._landscape is None else _bands(self._landscape)
        self.update()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("The loss around the way of the run"))
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for little room; it takes what there is."""
        return QSize(300, 160)

    # Where things are

    def _area(self) -> QRectF:
        """Return where the landscape is: as large as there is room for, with the same scale in both directions."""
        landscape = self._landscape
        room = QRectF(0, 0, self.width(), self.height())
        if landscape is None:
            return room
        wide, high = len(landscape.across), len(landscape.up)
        scale = min(room.width() / wide, room.height() / high)
        size = QRectF(0, 0, wide * scale, high * scale)
        size.moveCenter(room.center())
        size.moveTop(0)
        return size

    def _at(self, x: float, y: float) -> QPointF:
        landscape, area = self._landscape, self._area()
        assert landscape is not None
        across, up = (_share(value, along) for value, along in ((x, landscape.across), (y, landscape.up)))
        return QPointF(area.left() + across * area.width(), area.bottom() - up * area.height())

    def _from(self, point: QPointF) -> tuple[float, float]:
        landscape, area = self._landscape, self._area()
        assert landscape is not None
        x, y = (point.x() - area.left()) / area.width(), (area.bottom() - point.y()) / area.height()
        return _value(x, landscape.across), _value(y, landscape.up)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bands, the way, its ends and where one is."""
        landscape = self._landscape
        if landscape is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
        painter.setFont(theme.number_font(0.85))
        area = self._area()
        painter.drawImage(area, self._picture)
        line = [self._at(x, y) for x, y in landscape.path.tolist()]
        for colour, width in (("window", 4.0), ("text", 1.6)):
            painter.setPen(QPen(theme.colour(colour), width))
            painter.drawPolyline(line)
        painter.setPen(QPen(theme.colour("window"), 0.8))
        painter.setBrush(theme.colour("text"))
        for point in line[1:-1]:
            painter.drawEllipse(point, 2.2, 2.2)
        for point, filled, word in ((line[0], False, tr("start")), (line[-1], True, tr("end"))):
            painter.setPen(QPen(theme.colour("text"), 1.6))
            painter.setBrush(theme.colour("text" if filled else "window"))
            painter.drawEllipse(point, 4.5, 4.5)
            self._write(painter, point, word, area)
        mark = self.marked
        assert mark is not None
        painter.setPen(QPen(theme.colour("window"), 2))
        painter.setBrush(theme.colour("accent"))
        painter.drawEllipse(mark, 6.5, 6.5)
        if self.hasFocus():
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5))

    @staticmethod
    def _write(painter: QPainter, point: QPointF, word: str, area: QRectF) -> None:
        """Write a word beside a point, within the area, on a ground that lets it be read."""
        size = painter.fontMetrics().size(0, word)
        place = QRectF(point.x() + 9, point.y() - size.height() / 2, size.width() + 6, size.height())
        if place.right() > area.right():
            place.moveRight(point.x() - 9)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("window", 0.75))
        painter.drawRoundedRect(place, 3, 3)
        painter.setPen(theme.colour("text"))
        painter.drawText(place, Qt.AlignmentFlag.AlignCenter, word)

    # What the person does

    def _told(self, point: QPoint) -> str:
        """Return what is to be said of a point."""
        landscape = self._landscape
        if landscape is None or not self._area().contains(QPointF(point)):
            return ""
        x, y = self._from(QPointF(point))
        column, row = np.abs(landscape.across - x).argmin(), np.abs(landscape.up - y).argmin()
        loss = significant(float(landscape.heights[row, column]))
        return tr("Loss here: {loss}. Click on the way to go there on the timeline.", loss=loss)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Ask for the place of the way that was clicked."""
        landscape = self._landscape
        if landscape is not None and event.button() is Qt.MouseButton.LeftButton:
            place, _ = landscape.nearest(*self._from(event.position()))
            away = self._at(*landscape.at(place)) - event.position()
            if np.hypot(away.x(), away.y()) <= _NEAR:
                self.place_requested.emit(place)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the pointer along the way, while a button is held."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._landscape is not None:
            self.place_requested.emit(self._landscape.nearest(*self._from(event.position()))[0])

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the moment before or after."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or self._landscape is None:
            super().keyPressEvent(event)
            return
        places = self._landscape.places
        beyond = places[places < self._place][::-1] if step < 0 else places[places > self._place]
        if len(beyond):
            self.place_requested.emit(int(beyond[0]))

    def event(self, event: QEvent) -> bool:
        """Say what the loss is under the pointer."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            QToolTip.showText(event.globalPos(), plain_tip(self._told(event.pos())), self)
            return True
        return super().event(event)


def _share(value: float, along: NDArray[np.float64]) -> float:
    """Return where a value is between the outer edges of a grid's cells, from 0 to 1."""
    step = float(along[1] - along[0])
    return (value - float(along[0]) + step / 2) / (step * len(along))


def _value(share: float, along: NDArray[np.float64]) -> float:
    step = float(along[1] - along[0])
    return float(along[0]) - step / 2 + share * step * len(along)


def _bands(landscape: Landscape) -> QImage:
    """Return the heights as bands of colour, the lowest next to the background's, with lines between them."""
    heights = np.log(np.maximum(landscape.heights[::-1], 1e-6))  # the first row is the lowest
    low, high = float(heights.min()), float(heights.max())
    fine = _finer(_finer(heights, 0), 1)
    level = np.floor((fine - low) / ((high - low) or 1.0) * _LEVELS).clip(0, _LEVELS - 1)
    colours = colour_maps.magnitudes((level + 0.5) / _LEVELS, 1.0)
    edge = np.zeros(level.shape, bool)
    edge[:-1] |= level[:-1] != level[1:]
    edge[:, :-1] |= level[:, :-1] != level[:, 1:]
    colours[edge] = (0.82 * colours[edge]).astype(np.uint8)
    colours[..., 3] = 255
    rows, columns, _ = colours.shape
    picture = np.ascontiguousarray(colours)
    return for_screen(QImage(picture.data, columns, rows, columns * 4, QImage.Format.Format_RGBA8888))


def _finer(values: NDArray[np.float64], axis: int) -> NDArray[np.float64]:
    """Return values at more places along an axis, on straight lines between those that are known."""
    count = values.shape[axis]
    places = ((np.arange(count * _FINE) + 0.5) / _FINE - 0.5).clip(0, count - 1)
    before = np.floor(places).astype(int).clip(0, count - 2)
    share = np.expand_dims(places - before, 1 - axis)
    first, second = np.take(values, before, axis), np.take(values, before + 1, axis)
    found: NDArray[np.float64] = first * (1 - share) + second * share
    return found
