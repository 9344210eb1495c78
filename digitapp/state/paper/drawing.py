"""The drawing: finished strokes, or a picture, with undo, and the stroke under the pen."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from digitapp.core.paper.pictures import Picture, drawn_over
from digitapp.core.paper.strokes import DEFAULT_PEN_WIDTH, Stroke, Strokes

JITTER = 0.008  # of the canvas's side: a pen that moved less was a tap
Sheet = tuple[Strokes, Picture | None]


class Drawing(QObject):
    """What the person has drawn, or the picture that was brought in instead.

    A first stroke takes the picture away, unless it is one that takes ink: that is drawn over.

    What changes the drawing while the pen is down ends the stroke under it there: that goes with the rest and comes
    back with it, as one step, and what the pen does until it is lifted does not count.

    Signals:
        changed(strokes): the finished strokes are others now.
        picture_changed(picture): a Picture lies there now, or None.
        ink_changed(): what there is to read, live stroke included, is another one.
        live_dropped(): the stroke under the pen does not count any more.
        pen_width_changed(width): new strokes will be shown this wide, in sides of the canvas.
    """

    changed = Signal(object)
    picture_changed = Signal(object)
    ink_changed = Signal()
    live_dropped = Signal()
    pen_width_changed = Signal(float)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.undo_stack = QUndoStack(self)
        self._strokes: Strokes = ()
        self._picture: Picture | None = None
        self._live: Stroke | None = None
        self._pen_width = DEFAULT_PEN_WIDTH

    @property
    def strokes(self) -> Strokes:
        """The finished strokes, oldest first."""
        return self._strokes

    @property
    def ink(self) -> Strokes:
        """All strokes, oldest first, with the one under the pen."""
        return self._strokes if self._live is None else (*self._strokes, self._live)

    @property
    def picture(self) -> Picture | None:
        """The picture that lies there, with what is drawn over it; None as soon as something is drawn instead."""
        picture, ink = self._picture, self.ink
        if picture is None or not ink:
            return picture
        return drawn_over(picture, ink) if picture.takes_ink else None

    @property
    def pen_width(self) -> float:
        """How wide new strokes are shown, in sides of the canvas."""
        return self._pen_width

    @Slot(object)
    def move_live(self, stroke: Stroke) -> None:
        """Take the stroke that is being drawn; it counts at once, but cannot be undone before it is finished."""
        self._live = stroke
        self.ink_changed.emit()

    @Slot(object)
    def add(self, stroke: Stroke) -> None:
        """Finish a stroke."""
        self._live = None  # what it has become is given
        self._push("stroke", (*self._strokes, stroke.without_jitter(JITTER)), self._under_strokes)

    def lay_down(self, picture: Picture) -> None:
        """Lay a picture there instead of what was drawn; can be undone."""
        self._push("picture", (), picture)

    def lay_down_strokes(self, strokes: Strokes) -> None:
        """Lay a whole drawing there instead of what was drawn; can be undone."""
        self._push("sample", strokes)

    @Slot(object)
    def erase(self, stroke: Stroke) -> None:
        """Take one whole stroke away."""
        self._end_live()
        self._push("erase", tuple(kept for kept in self._strokes if kept is not stroke), self._under_strokes)

    @Slot()
    def clear(self) -> None:
        """Take everything away; can be undone."""
        if self.ink or self._picture:
            self._push("clear", ())

    @property
    def can_undo(self) -> bool:
        """Whether there is a change to take back, the stroke under the pen included."""
        return self._live is not None or self.undo_stack.canUndo()

    @property
    def can_redo(self) -> bool:
        """Whether a change can be made again; a stroke under the pen is newer than all of them."""
        return self._live is None and self.undo_stack.canRedo()

    @Slot()
    def undo(self) -> None:
        """Take the last change back: with the pen down, the stroke under it."""
        self._end_live()
        self.undo_stack.undo()

    @Slot()
    def redo(self) -> None:
        """Make the change that was taken back again."""
        if self.can_redo:
            self.undo_stack.redo()

    @Slot(float)
    def set_pen_width(self, width: float) -> None:
        """Show new strokes this wide, in sides of the canvas."""
        if width != self._pen_width:
            self._pen_width = width
            self.pen_width_changed.emit(width)

    @property
    def _under_strokes(self) -> Picture | None:
        """The picture that stays where strokes are."""
        return self._picture if self._picture is not None and self._picture.takes_ink else None

    def _take_live(self) -> Sheet:
        """Let go of the stroke under the pen; return the sheet with it."""
        if self._live is None:
            return self._strokes, self._picture
        sheet = (*self._strokes, self._live.without_jitter(JITTER)), self._under_strokes
        self._live = None
        self.live_dropped.emit()
        return sheet

    def _end_live(self) -> None:
        """Make the stroke under the pen a finished one."""
        if self._live is not None:
            self._push("stroke", *self._take_live())

    def _push(self, name: str, strokes: Strokes, picture: Picture | None = None) -> None:
        before = self._take_live()
        self.undo_stack.push(_Change(self, name, before, (strokes, picture)))

    def _show(self, strokes: Strokes, picture: Picture | None) -> None:
        had, self._picture = self._picture, picture
        self._strokes = strokes
        self.changed.emit(strokes)
        if picture is not had:
            self.picture_changed.emit(picture)
        self.ink_changed.emit()


class _Change(QUndoCommand):
    """From one sheet, strokes or a picture, to another."""

    def __init__(self, drawing: Drawing, name: str, before: Sheet, after: Sheet) -> None:
        super().__init__(name)
        self._drawing, self._before, self._after = drawing, before, after

    def redo(self) -> None:
        """Show the sheet after the change."""
        self._drawing._show(*self._after)

    def undo(self) -> None:
        """Show the sheet before the change."""
        self._drawing._show(*self._before)
