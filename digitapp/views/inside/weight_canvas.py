"""A unit's weights to paint on with the pointer, or with the arrow keys and the space bar."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QToolTip, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector
from digitapp.views.parts import colour_maps
from digitapp.views.parts.cells import paint_cells
from digitapp.views.parts.numbers import number
from digitapp.views.parts.signed_map import border

SIDE = 28
_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1, Qt.Key.Key_Up: -SIDE, Qt.Key.Key_Down: SIDE}
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)
_PAINTS = (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter)
# Keys that a menu has too: while the canvas has the focus they are its own.
OWN_KEYS = (Qt.Key.Key_E, Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight)


class WeightCanvas(QWidget):
    """Shows weights (784,) and tells where the pen goes, in pixels of the picture.

    Signals:
        begun(point, erasing), moved(point), ended(): a stroke; `erasing` with the right button.
        key_pressed(text): a letter or sign that is none of its own.
        undo_requested(), redo_requested(): by their keys.
    """

    begun = Signal(object, bool)
    moved = Signal(object)
    ended = Signal()
    key_pressed = Signal(str)
    undo_requested = Signal()
    redo_requested = Signal()

    def __init__(self, side: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weights: Vector | None = None
        self._top = 1.0
        self._ink: Vector | None = None
        self._cell = 14 * SIDE + 14  # the one that the keys are at: the middle
        self._radius = 1.5
        self._painting = False
        self._pointer: QPointF | None = None
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it paints all of itself
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.CrossCursor)
        self.setFixedSize(side, side)

    def set_weights(self, weights: Vector, top: float) -> None:
        """Show these; `top` is what the strongest colour stands for."""
        self._weights, self._top = weights, top
        self._describe()
        self.update()

    def set_ink(self, inputs: Vector | None) -> None:
        """Draw a line around the drawing's ink, (784,), or around nothing."""
        self._ink = inputs
        self.update()

    def set_radius(self, radius: float) -> None:
        """Show a pen of this radius, in pixels of the picture."""
        self._radius = radius
        self.update()

    def set_side(self, side: int) -> None:
        """Be so many pixels wide and high."""
        if side != self.width():
            self.setFixedSize(side, side)

    def sizeHint(self) -> QSize:
        """Ask for the size that it was given."""
        return self.size()

    def _point(self, event: QMouseEvent) -> tuple[float, float]:
        scale = SIDE / self.width()
        return event.position().x() * scale, event.position().y() * scale

    def _describe(self) -> None:
        if self._weights is not None and self.hasFocus():
            row, column = divmod(self._cell, SIDE)
            self.setAccessibleDescription(f"[{row}, {column}] = {number(float(self._weights[self._cell]), 4)}")

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Set the pen down, or with the right button the eraser."""
        if event.button() in (Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton) and not self._painting:
            self._painting = True
            self.begun.emit(self._point(event), event.button() == Qt.MouseButton.RightButton)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Move the pen, or tell the weight under it."""
        self._pointer = event.position()
        self.update()
        x, y = self._point(event)
        if self._painting:
            self.moved.emit((x, y))
        elif self._weights is not None and 0 <= x < SIDE and 0 <= y < SIDE:
            row, column = int(y), int(x)
            weight = number(float(self._weights[row * SIDE + column]), 4)
            where = event.globalPosition().toPoint() + QPoint(12, 12)
            QToolTip.showText(where, f"w[{row}, {column}] = {weight}", self)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Lift the pen."""
        del event
        if self._painting:
            self._painting = False
            self.ended.emit()

    def leaveEvent(self, event: QEvent) -> None:
        """Show no pen."""
        super().leaveEvent(event)
        self._pointer = None
        self.update()

    def event(self, event: QEvent) -> bool:
        """Keep the keys that it paints with, while it has the focus."""
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent) and _is_own(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from pixel to pixel and paint there."""
        key = Qt.Key(event.key())
        if _is_undo(event):
            (self.redo_requested if _is_redo(event) else self.undo_requested).emit()
        elif key in _STEPS and event.modifiers() in _PLAIN:
            row, column = divmod(self._cell, SIDE)
            step = _STEPS[key]
            row = min(max(row + step // SIDE if abs(step) == SIDE else row, 0), SIDE - 1)
            column = min(max(column + step if abs(step) == 1 else column, 0), SIDE - 1)
            self._cell = row * SIDE + column
            self._describe()
            self.update()
        elif key in _PAINTS:
            row, column = divmod(self._cell, SIDE)
            self.begun.emit((column + 0.5, row + 0.5), False)
            self.ended.emit()
        elif event.text() and event.text().isprintable():
            self.key_pressed.emit(event.text().lower())
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the weights, the drawing's outline and the pen."""
        del event
        painter = QPainter(self)
        if self._weights is None:
            painter.fillRect(self.rect(), theme.colour("off"))
            return
        paint_cells(painter, QRectF(self.rect()), colour_maps.signed(self._weights.reshape(SIDE, SIDE), self._top))
        painter.setPen(QPen(theme.colour("quiet", 0.6), 1))
        if self._ink is not None:
            painter.drawLines(border(self._ink, self.width()))
        size = self.width() / SIDE
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), 1.5))
        if self._pointer is not None:
            painter.drawEllipse(self._pointer, self._radius * size, self._radius * size)
        if self.hasFocus():
            row, column = divmod(self._cell, SIDE)
            painter.drawRect(QRectF(column * size, row * size, size, size))
            painter.drawRect(QRectF(self.rect()).adjusted(0.75, 0.75, -0.75, -0.75))


def _is_undo(event: QKeyEvent) -> bool:
    """Whether these are the keys of undo or redo."""
    control = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
    return control and event.key() in (Qt.Key.Key_Z, Qt.Key.Key_Y)


def _is_redo(event: QKeyEvent) -> bool:
    return event.key() == Qt.Key.Key_Y or bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)


def _is_own(event: QKeyEvent) -> bool:
    plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
    return _is_undo(event) or (plain and event.key() in OWN_KEYS)
