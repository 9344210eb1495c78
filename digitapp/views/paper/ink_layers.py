"""Ink that has been painted once and is only laid down again: of the finished strokes, and of the one under the pen.

To paint a long stroke takes Qt many milliseconds. So the stroke under the pen is painted where it is new, finished
strokes are added to those that are there, and what must be painted anew, such as after an erased stroke, is painted a
stretch at a time, while what was there before is still seen.
"""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QWidget

from digitapp.core.paper.strokes import Stroke, Strokes
from digitapp.views.parts.pixmaps import clear_pixmap
from digitapp.views.parts.sheet import paint_stroke

PIECE = 64  # points that are painted in one go; the last piece of a stroke has up to twice as many
STRETCH = 2000  # points that are painted before others have their turn


class LiveInk:
    """The stroke under the pen, of which only the last piece is painted with every movement."""

    def __init__(self) -> None:
        self._settled: QPixmap | None = None
        self._first = 0  # the point up to which it is painted there

    def clear(self) -> None:
        """Begin anew."""
        self._settled, self._first = None, 0

    def paint(self, painter: QPainter, widget: QWidget, sheet: QRectF, stroke: Stroke) -> None:
        """Paint the stroke, which is the one of before with more points."""
        if self._settled is None or not _fits(self._settled, widget):
            self._settled, self._first = clear_pixmap(widget), 0
        *whole, last = _pieces(stroke, self._first)
        if whole:
            onto = _painter(self._settled)
            for piece in whole:
                paint_stroke(onto, sheet, piece)
            onto.end()
            self._first += PIECE * len(whole)
        painter.drawPixmap(0, 0, self._settled)
        paint_stroke(painter, sheet, last)


class FinishedInk:
    """The finished strokes, painted a stretch at a time."""

    def __init__(self) -> None:
        self._strokes: Strokes = ()  # that are to be seen
        self._seen: QPixmap | None = None
        self._on_it: Strokes | None = ()  # the strokes that are seen; None while some are added to it
        self._coming: QPixmap | None = None  # what is being painted on
        self._coming_strokes: Strokes = ()
        self._pieces: Iterator[Stroke] = iter(())

    def set_strokes(self, strokes: Strokes) -> None:
        """Show these; where they are those of before and some more, only these are painted."""
        self._strokes = strokes
        if not _begins_with(strokes, self._coming_strokes):
            self._coming = None

    def clear(self) -> None:
        """Paint all of it anew."""
        self._seen, self._coming, self._on_it = None, None, None

    def paint(self, painter: QPainter, widget: QWidget, sheet: QRectF) -> bool:
        """Paint the strokes for one stretch, and lay down what there is; return whether that is all."""
        if self._seen is not None and not _fits(self._seen, widget):
            self.clear()
        left = STRETCH
        while left > 0 and not self._is_done:
            if self._coming is None:
                self._begin(widget)
            left = self._go_on(sheet, left)
        shown = self._coming if self._seen is None else self._seen
        if shown is not None:
            painter.drawPixmap(0, 0, shown)
        return self._is_done

    @property
    def _is_done(self) -> bool:
        return self._seen is not None and self._on_it is not None and _same(self._on_it, self._strokes)

    def _begin(self, widget: QWidget) -> None:
        self._coming_strokes = self._strokes
        if self._seen is not None and self._on_it is not None and _begins_with(self._strokes, self._on_it):
            self._coming, new = self._seen, self._strokes[len(self._on_it) :]
            self._on_it = None
        else:
            self._coming, new = clear_pixmap(widget), self._strokes
        self._pieces = (piece for stroke in new for piece in _pieces(stroke))

    def _go_on(self, sheet: QRectF, left: int) -> int:
        """Paint pieces with about so many points; return how many more there is time for."""
        assert self._coming is not None
        onto = _painter(self._coming)
        for piece in self._pieces:
            paint_stroke(onto, sheet, piece)
            left -= len(piece.points)
            if left <= 0:
                break
        else:
            self._seen, self._on_it, self._coming = self._coming, self._coming_strokes, None
        onto.end()
        return left


def _pieces(stroke: Stroke, first: int = 0) -> Iterator[Stroke]:
    """Yield a stroke from its point number `first` on in pieces, each of which begins where the one before ended."""
    count, pressed = len(stroke.points), len(stroke.pressures) == len(stroke.points)
    while count - first > 2 * PIECE:
        yield _part(stroke, slice(first, first + PIECE + 1), pressed=pressed)
        first += PIECE
    yield _part(stroke, slice(first, count), pressed=pressed) if first else stroke


def _part(stroke: Stroke, points: slice, *, pressed: bool) -> Stroke:
    return Stroke(stroke.points[points], stroke.pen_width, stroke.pressures[points if pressed else slice(0)])


def _painter(pixmap: QPixmap) -> QPainter:
    painter = QPainter(pixmap)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    return painter


def _fits(pixmap: QPixmap, widget: QWidget) -> bool:
    ratio = widget.devicePixelRatioF()
    return pixmap.devicePixelRatioF() == ratio and pixmap.size() == widget.size() * ratio


def _begins_with(strokes: Strokes, first: Strokes) -> bool:
    return len(first) <= len(strokes) and all(a is b for a, b in zip(first, strokes, strict=False))


def _same(strokes: Strokes, others: Strokes) -> bool:
    return len(strokes) == len(others) and _begins_with(strokes, others)
