"""The right digit of the drawing, if the person has said it: it belongs to that drawing alone."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.state.paper.drawing import Drawing
from digitapp.state.reading.reader import Reader


class RightDigit(QObject):
    """Keeps what the person said the selected digit is, for as long as anything of that digit is still there.

    Signals:
        changed(digit): the right digit, or -1 when nobody has said it.
    """

    changed = Signal(int)

    def __init__(self, drawing: Drawing, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._drawing, self._reader = drawing, reader
        self._digit = -1
        self._of: tuple[object, ...] = ()  # the strokes, or the picture, that it was said of
        self._sheet = object()  # stands for the picture that lies there
        drawing.picture_changed.connect(self._note_picture)
        reader.reading_changed.connect(self._look)

    @property
    def digit(self) -> int:
        """The right digit, or -1."""
        return self._digit

    @Slot(int)
    def say(self, digit: int) -> None:
        """The selected digit of the drawing is this one; -1 if nobody knows."""
        self._of = self._there()
        self._set(digit if self._of else -1)

    @Slot()
    def _look(self) -> None:
        """Forget it where another digit is looked at."""
        reading = self._reader.reading
        if reading is not None and self._digit >= len(reading.probabilities):
            self._set(-1)  # a network of fewer classes reads now
        if self._digit < 0 or (self._reader.reading is None and (self._drawing.ink or self._drawing.picture)):
            return  # it is being read
        there = self._there()
        if not any(one is other for one in there for other in self._of):
            self._set(-1)
        else:
            self._of = there

    @Slot()
    def _note_picture(self) -> None:
        self._sheet = object()

    def _there(self) -> tuple[object, ...]:
        """Return what the selected digit is made of."""
        drawing, reader = self._drawing, self._reader
        if drawing.picture is not None and len(reader.digits) > 1:
            return (reader.digits[reader.selected].reading.image,)
        if drawing.picture is not None:
            return (self._sheet,)
        if not drawing.ink or reader.selected < 0:
            return ()
        return reader.digits[reader.selected].strokes

    def _set(self, digit: int) -> None:
        if digit != self._digit:
            self._digit = digit
            self.changed.emit(digit)
