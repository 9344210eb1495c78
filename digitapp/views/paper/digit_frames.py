"""The frames around several digits on the canvas, drawn or in a picture."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF

from digitapp import theme
from digitapp.core.reading.drawing import SeenDigit
from digitapp.views.parts.sheet import frame_around

_ROOM = 3  # pixels between a digit in a picture and its frame


class DigitFrames:
    """Knows where the digits are, paints their frames, and says which one is at a place."""

    def __init__(self) -> None:
        self._shapes: tuple[QPolygonF, ...] = ()  # in sides of the sheet
        self._selected = -1
        self._in_picture = False

    @property
    def several(self) -> bool:
        """Whether there is one to choose."""
        return len(self._shapes) > 1

    @property
    def are_of_picture(self) -> bool:
        """Whether the digits are in a picture."""
        return self._in_picture

    def set_digits(self, digits: Sequence[SeenDigit], selected: int) -> bool:
        """Take these digits; return whether anything changed. One that is drawn needs no frame."""
        shapes = tuple(_shape(digit) for digit in digits if digit.strokes or digit.corners is not None)
        in_picture = bool(digits) and digits[0].corners is not None
        if len(shapes) != len(digits) or (len(shapes) < 2 and not in_picture):
            shapes, in_picture = (), False
        if (shapes, selected, in_picture) == (self._shapes, self._selected, self._in_picture):
            return False
        self._shapes, self._selected, self._in_picture = shapes, selected, in_picture
        return True

    def at(self, x: float, y: float) -> int:
        """Return the number of the digit at a place, in sides of the sheet; -1 if there is none."""
        place = QPointF(x, y)
        there = [
            number for number, shape in enumerate(self._shapes) if shape.containsPoint(place, Qt.FillRule.OddEvenFill)
        ]
        return min(there, key=lambda number: _away(self._shapes[number], place)) if there else -1

    def paint(self, painter: QPainter, sheet: QRectF) -> None:
        """Paint a frame around each digit, that of the selected one in the accent's colour."""
        painter.setBrush(Qt.BrushStyle.NoBrush)
        side = sheet.width()
        for number, shape in enumerate(self._shapes):
            chosen = number == self._selected
            if self._in_picture:
                corners = QPolygonF([QPointF(p.x() * side, p.y() * side) + sheet.topLeft() for p in shape.toList()])
                middle = corners.boundingRect().center()
                painter.setPen(QPen(theme.colour("accent" if chosen else "quiet"), 2.5 if chosen else 1))
                painter.drawPolygon(QPolygonF([_outward(corner, middle) for corner in corners.toList()]))
            else:
                frame = shape.boundingRect()
                place = QRectF(sheet.x() + frame.x() * side, sheet.y() + frame.y() * side, 0, 0)
                place.setSize(frame.size() * side)
                painter.setPen(QPen(theme.colour("accent" if chosen else "line"), 1.5))
                painter.drawRoundedRect(place, theme.RADIUS / 2, theme.RADIUS / 2)


def _shape(digit: SeenDigit) -> QPolygonF:
    if digit.corners is None:
        return QPolygonF(frame_around(digit))
    return QPolygonF([QPointF(x, y) for x, y in digit.corners.tolist()])


def _away(shape: QPolygonF, place: QPointF) -> float:
    way = shape.boundingRect().center() - place
    return way.x() ** 2 + way.y() ** 2


def _outward(corner: QPointF, middle: QPointF) -> QPointF:
    """Return a corner a little farther from the middle, so that the frame does not lie on the ink."""
    way = corner - middle
    return corner + QPointF(_ROOM if way.x() > 0 else -_ROOM, _ROOM if way.y() > 0 else -_ROOM)
