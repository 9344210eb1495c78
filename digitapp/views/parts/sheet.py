"""What lies on the canvas: strokes, or a picture, painted on a square sheet."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPen

from digitapp import theme
from digitapp.core.paper.pictures import Picture
from digitapp.core.paper.strokes import Stroke
from digitapp.core.reading.drawing import SeenDigit
from digitapp.views.parts.grey_image import on_paper

_LEAST_PRESSURE = 0.25  # of the pen's width, for the lightest touch


def paint_stroke(painter: QPainter, sheet: QRectF, stroke: Stroke) -> None:
    """Paint a stroke as it was drawn, thinner where the pen was pressed less."""
    places = stroke.points * (sheet.width(), sheet.height()) + (sheet.x(), sheet.y())
    points = [QPointF(x, y) for x, y in places.tolist()]
    width = stroke.pen_width * sheet.width()
    pen = QPen(theme.colour("ink"), width)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    if len(points) == 1:
        painter.drawPoint(points[0])
    elif len(stroke.pressures) == len(points):
        for start, end, pressure in zip(points, points[1:], stroke.pressures[1:], strict=False):
            pen.setWidthF(width * (_LEAST_PRESSURE + (1 - _LEAST_PRESSURE) * float(pressure)))
            painter.setPen(pen)
            painter.drawLine(start, end)
    else:
        path = QPainterPath(points[0])
        for point in points[1:]:
            path.lineTo(point)
        painter.drawPath(path)


def paint_picture(painter: QPainter, sheet: QRectF, picture: Picture) -> None:
    """Paint the picture as large as it fits.

    One that takes ink is painted as ink on paper, for strokes to go with.
    """
    if picture.takes_ink:
        painter.drawImage(sheet, on_paper(picture.image))
        return
    height, width, _ = picture.colours.shape
    scale = sheet.width() / max(height, width)
    place = QRectF(0, 0, width * scale, height * scale)
    place.moveCenter(sheet.center())
    image = QImage(picture.colours.data, width, height, 3 * width, QImage.Format.Format_RGB888)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(place, image)


def frame_around(digit: SeenDigit) -> QRectF:
    """Return the rectangle around a digit's ink, in sides of the sheet."""
    box, room = digit.box, max(stroke.pen_width for stroke in digit.strokes) / 2 + 0.01
    return QRectF(box.left - room, box.top - room, box.right - box.left + 2 * room, box.bottom - box.top + 2 * room)
