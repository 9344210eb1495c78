"""The drawing: finished strokes with undo, the stroke under the pen, and the picture the network sees of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from digitapp.core.rasterize import Image, rasterize
from digitapp.core.strokes import DEFAULT_PEN_WIDTH, Stroke, Strokes

JITTER = 0.008  # of the canvas's side: a pen that moved less was a tap


class Drawing(QObject):
    """What the person has drawn.

    Signals:
        changed(strokes): the finished strokes are others now.
        image_changed(): what the network sees, live stroke included, is another one; `image` computes it when asked.
        pen_width_changed(width): new strokes will be shown this wide, in sides of the canvas.
    """

    changed = Signal(object)
    image_changed = Signal()
    pen_width_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._strokes: Strokes = ()
        self._live: Stroke | None = None
        self._image: Image | None = None
        self._image_is_old = False
        self._pen_width = DEFAULT_PEN_WIDTH

    @property
    def strokes(self) -> Strokes:
        """The finished strokes, oldest first."""
        return self._strokes

    @property
    def image(self) -> Image | None:
        """The picture that the network sees, (28, 28) uint8; None while nothing is drawn."""
        if self._image_is_old:
            strokes = self._strokes if self._live is None else (*self._strokes, self._live)
            self._image = rasterize(strokes) if strokes else None
            self._image_is_old = False
        return self._image

    @property
    def pen_width(self) -> float:
        """How wide new strokes are shown, in sides of the canvas."""
        return self._pen_width

    @Slot(object)
    def move_live(self, stroke: Stroke) -> None:
        """Take the stroke that is being drawn; it counts at once, but cannot be undone before it is finished."""
        self._live = stroke
        self._outdate()

    @Slot(object)
    def add(self, stroke: Stroke) -> None:
        """Finish a stroke."""
        self._live = None
        self._push("stroke", (*self._strokes, stroke.without_jitter(JITTER)))

    @Slot(object)
    def erase(self, stroke: Stroke) -> None:
        """Take one whole stroke away."""
        self._push("erase", tuple(kept for kept in self._strokes if kept is not stroke))

    @Slot()
    def clear(self) -> None:
        """Take all strokes away; can be undone."""
        self._live = None
        if self._strokes:
            self._push("clear", ())

    @Slot()
    def undo(self) -> None:
        """Take the last change back."""
        self.undo_stack.undo()

    @Slot()
    def redo(self) -> None:
        """Make the change that was taken back again."""
        self.undo_stack.redo()

    @Slot(float)
    def set_pen_width(self, width: float) -> None:
        """Show new strokes this wide, in sides of the canvas."""
        if width != self._pen_width:
            self._pen_width = width
            self.pen_width_changed.emit(width)

    def _push(self, name: str, strokes: Strokes) -> None:
        self.undo_stack.push(_Change(self, name, self._strokes, strokes))

    def _show(self, strokes: Strokes) -> None:
        self._strokes = strokes
        self.changed.emit(strokes)
        self._outdate()

    def _outdate(self) -> None:
        self._image_is_old = True
        self.image_changed.emit()


class _Change(QUndoCommand):
    """From some strokes to others."""

    def __init__(self, drawing: Drawing, name: str, before: Strokes, after: Strokes) -> None:
        super().__init__(name)
        self._drawing, self._before, self._after = drawing, before, after

    def redo(self) -> None:
        """Show the strokes after the change."""
        self._drawing._show(self._after)

    def undo(self) -> None:
        """Show the strokes before the change."""
        self._drawing._show(self._before)
