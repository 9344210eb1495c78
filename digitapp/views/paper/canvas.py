"""The canvas: paper to draw a digit on, with a mouse, a tablet's pen or a finger."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QElapsedTimer, QPointF, QRect, QRectF, QSize, QSizeF, Qt, QTimer, Signal, Slot
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPen,
    QPointingDevice,
    QTabletEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.paper.pictures import Picture
from digitapp.core.paper.strokes import DEFAULT_PEN_WIDTH, GrowingStroke, Stroke, Strokes
from digitapp.core.reading.drawing import SeenDigit
from digitapp.i18n import tr
from digitapp.views.paper.digit_frames import DigitFrames
from digitapp.views.paper.ink_layers import FinishedInk, LiveInk
from digitapp.views.parts.sheet import paint_picture
from digitapp.views.parts.view import View

_ERASER = 0.015  # of the canvas's side, beyond the ink
_TAP = 0.008  # of the canvas's side: a pen that moved less chooses the digit that it touched
_AFTER_PEN = 300  # ms after a tablet's pen was lifted, in which a click is the same pen's, said again by the system
_SOFT = 2  # pixels beyond the ink that its smooth edge may reach

Place = tuple[float, float]  # in sides of the canvas


class Canvas(View):
    """Shows the strokes and reports what the pen does; it keeps no stroke but the one under the pen.

    Signals:
        stroke_moved(stroke): the pen is down and moved; the stroke up to here.
        stroke_finished(stroke): the pen was lifted.
        erase_requested(stroke): the eraser touched this stroke.
        digit_requested(number): of several digits, the person tapped on that one.
    """

    stroke_moved = Signal(object)
    stroke_finished = Signal(object)
    erase_requested = Signal(object)
    digit_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._strokes: Strokes = ()
        self._picture: Picture | None = None
        self._frames = DigitFrames()
        self._tapped: Place | None = None  # where the pen is down, as long as it may be a tap on one of several digits
        self._since_pen = QElapsedTimer()  # since a tablet's pen was lifted
        self._live: Stroke | None = None
        self._growing = GrowingStroke()
        self._erasing = False
        self._eraser = False
        self._pen_width = DEFAULT_PEN_WIDTH
        self._finished, self._under_pen = FinishedInk(), LiveInk()
        self._last: Place = (0.0, 0.0)  # of the eraser
        self._more = QTimer(self, singleShot=True, interval=0)
        self._more.timeout.connect(self.update)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMinimumSize(200, 200)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.retranslate()
        self._show_cursor()

    @Slot(object)
    def set_strokes(self, strokes: Strokes) -> None:
        """Show these finished strokes."""
        self._strokes = strokes
        self._finished.set_strokes(strokes)
        self.update()

    @Slot(object)
    def set_picture(self, picture: Picture | None) -> None:
        """Show this picture, as it was found, until something is drawn, or under what is drawn if it takes ink."""
        self._picture = picture
        self.update()

    @Slot(object, int)
    def set_digits(self, digits: Sequence[SeenDigit], selected: int) -> None:
        """Put a frame around each digit when there are several, or what there is in a picture."""
        if self._frames.set_digits(digits, selected):
            self.update()

    @Slot()
    def drop_live(self) -> None:
        """Forget the stroke under the pen; what the pen does until it is lifted does not count."""
        self._live = self._tapped = None
        self.update()

    @Slot(float)
    def set_pen_width(self, width: float) -> None:
        """Draw the next strokes this wide, in sides of the canvas."""
        self._pen_width = width

    @Slot(bool)
    def set_eraser(self, on: bool) -> None:
        """Let the pen take whole strokes away instead of drawing."""
        self._eraser = on
        self._show_cursor()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("Canvas"))
        self.setAccessibleDescription(tr("Draw a digit here with the mouse, a pen or a finger."))
        self.update()

    def restyle(self) -> None:
        """Draw the strokes again."""
        self._finished.clear()
        self._under_pen.clear()
        self.update()

    def _show_cursor(self) -> None:
        self.setCursor(Qt.CursorShape.PointingHandCursor if self._eraser else Qt.CursorShape.CrossCursor)

    # The pen, whatever it is

    def _pen_down(self, position: QPointF, pressure: float | None, *, eraser: bool) -> None:
        if self._live is not None or self._tapped is not None:  # another button of the pen, in the middle of a stroke
            return
        self._erasing = eraser
        if eraser:
            self._last = self._place(position)
            self._erase_touched(self._last)
            return
        self._under_pen.clear()
        self._growing = GrowingStroke(self._pen_width)
        place = self._place(position)
        stroke = self._growing.add(place, pressure)
        if self._frames.several and (self._frames.are_of_picture or self._frames.at(*place) >= 0):
            self._tapped = place  # nothing is drawn, and no picture taken away, before it is clear that this is no tap
            return
        self._live = stroke
        self._report_move()

    def _pen_move(self, position: QPointF, pressure: float | None) -> None:
        if self._erasing:
            self._erase_touched(self._place(position))
        elif self._live is not None or self._tapped is not None:
            place = self._place(position)
            stroke = self._growing.add(place, pressure)
            if self._tapped is not None and max(abs(a - b) for a, b in zip(place, self._tapped, strict=True)) <= _TAP:
                return
            self._tapped, self._live = None, stroke
            self._report_move()

    def _pen_up(self) -> None:
        self._erasing = False
        if self._tapped is not None:
            place, self._tapped = self._tapped, None
            number = self._frames.at(*place)
            if number >= 0:
                self.digit_requested.emit(number)
        if self._live is not None:
            stroke, self._live = self._live, None
            self.stroke_finished.emit(stroke)

    def _report_move(self) -> None:
        self.stroke_moved.emit(self._live)
        if self._live is None or len(self._live.points) == 1:  # what was on empty paper goes
            self.update()
        else:
            self.update(self._end_of(self._live))

    def _end_of(self, stroke: Stroke) -> QRect:
        """Return the pixels that a stroke's last point may have changed."""
        sheet, around = self._sheet(), stroke.pen_width / 2
        low, high = stroke.points[-2:].min(axis=0) - around, stroke.points[-2:].max(axis=0) + around
        size = QSizeF(*(high - low).tolist()) * sheet.width()
        corner = sheet.topLeft() + QPointF(*low.tolist()) * sheet.width()
        return QRectF(corner, size).toAlignedRect().adjusted(-_SOFT, -_SOFT, _SOFT, _SOFT)

    def _erase_touched(self, place: Place) -> None:
        """Erase what lies on the eraser's way to this place; where it is set down, only the nearest stroke."""
        start, self._last = self._last, place
        reach = [stroke.pen_width / 2 + _ERASER for stroke in self._strokes]
        far = [
            stroke.distance_to(start, place) - near if _may_touch(stroke, start, place, near) else 1.0
            for stroke, near in zip(self._strokes, reach, strict=True)
        ]
        hit = [stroke for stroke, distance in zip(self._strokes, far, strict=True) if distance <= 0]
        if start == place and hit:
            hit = [self._strokes[far.index(min(far))]]
        for stroke in hit:
            self.erase_requested.emit(stroke)

    def _sheet(self) -> QRectF:
        side = min(self.width(), self.height())
        return QRectF((self.width() - side) / 2, 0, side, side)

    def _place(self, position: QPointF) -> Place:
        sheet = self._sheet()
        return (position.x() - sheet.x()) / sheet.width(), (position.y() - sheet.y()) / sheet.height()

    # Painting

    def _paint_hint(self, painter: QPainter, sheet: QRectF) -> None:
        painter.setPen(theme.colour("quiet"))
        painter.setFont(theme.number_font(1.5))
        middle = sheet.center().y()
        painter.drawText(
            sheet.adjusted(0, 0, 0, middle - sheet.bottom()),
            Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom,
            tr("Draw a digit"),
        )
        painter.setFont(theme.number_font())
        below = sheet.adjusted(16, middle - sheet.top() + 8, -16, 0)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(below, flags, tr("0 to 9, as large as you like.\nThe network reads while you draw."))

    # Qt's overrides

    def sizeHint(self) -> QSize:
        """Ask for a comfortable square."""
        return QSize(304, 304)

    def heightForWidth(self, width: int) -> int:
        """Be a square."""
        return width

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Begin a stroke with the left button, erase with the right one."""
        if self._since_pen.isValid() and self._since_pen.elapsed() < _AFTER_PEN:
            return  # no dot where the pen was lifted
        if event.button() is Qt.MouseButton.LeftButton:
            self._pen_up()  # should it be down still: a window that came in between has had the release
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton):
            self._pen_down(event.position(), None, eraser=self._eraser or event.button() is Qt.MouseButton.RightButton)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Go on with the stroke, inside the canvas or out."""
        self._pen_move(event.position(), None)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Finish the stroke."""
        if not event.buttons() & Qt.MouseButton.LeftButton:
            self._pen_up()

    def tabletEvent(self, event: QTabletEvent) -> None:
        """Take a tablet's pen with its pressure; accepted, so that the stroke does not come again as a mouse's."""
        kind = event.type()
        tip = event.button() is Qt.MouseButton.LeftButton  # not one of the pen's side buttons
        if kind is QTabletEvent.Type.TabletPress and tip:
            self.setFocus(Qt.FocusReason.MouseFocusReason)  # as a click of the mouse gives it
            turned = event.pointerType() is QPointingDevice.PointerType.Eraser
            self._pen_down(event.position(), event.pressure(), eraser=self._eraser or turned)
        elif kind is QTabletEvent.Type.TabletMove:
            self._pen_move(event.position(), event.pressure())
        elif kind is QTabletEvent.Type.TabletRelease and tip:
            self._pen_up()
            self._since_pen.start()
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the paper, the strokes, and on empty paper an invitation."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sheet = self._sheet()
        clip = QPainterPath()
        clip.addRoundedRect(sheet.adjusted(0.5, 0.5, -0.5, -0.5), theme.RADIUS, theme.RADIUS)
        painter.fillPath(clip, theme.colour("paper"))
        painter.save()
        painter.setClipPath(clip)
        drawn = bool(self._strokes) or self._live is not None
        if self._picture is not None and (self._picture.takes_ink or not drawn):
            paint_picture(painter, sheet, self._picture)
        if not self._finished.paint(painter, self, sheet):
            self._more.start()
        if self._live is not None:
            self._under_pen.paint(painter, self, sheet, self._live)
        elif not self._strokes and self._picture is None:
            self._paint_hint(painter, sheet)
        self._frames.paint(painter, sheet)
        painter.restore()
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawPath(clip)


def _may_touch(stroke: Stroke, start: Place, end: Place, reach: float) -> bool:
    """Whether the boxes of a stroke and of a way come so near to each other."""
    left, top, right, bottom = stroke.box
    return (
        min(start[0], end[0]) - reach <= right
        and left <= max(start[0], end[0]) + reach
        and min(start[1], end[1]) - reach <= bottom
        and top <= max(start[1], end[1]) + reach
    )
