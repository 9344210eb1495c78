"""How a picture becomes one row of numbers: its rows leave it one after the other and line up."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QSlider, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector
from digitapp.i18n import tr
from digitapp.views.parts import colour_maps
from digitapp.views.parts.view import View

_SIDE = 28
_TICKS = 10  # places of the slider for each row
_FRAME = 40  # milliseconds between two of them while it plays
_STRIP, _WORDS = 30, 22  # pixels of height


class RollOut(View):
    """Shows how far the picture is unrolled; a slider takes it forth and back, a button plays it.

    Signals:
        pointed(place): the person points at this number.
    """

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = _Rows()
        self._play, self._slider = QPushButton(), QSlider(Qt.Orientation.Horizontal)
        self._slider.setRange(0, _SIDE * _TICKS)
        self._timer = QTimer(self, interval=_FRAME)
        row = QHBoxLayout()
        row.addWidget(self._play)
        row.addWidget(self._slider, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self._stage, 1)
        column.addLayout(row)
        self._play.clicked.connect(self.play_or_pause)
        self._slider.valueChanged.connect(self._move)
        self._timer.timeout.connect(self._go_on)
        self._stage.pointed.connect(self.pointed)
        self.retranslate()

    @property
    def rows_out(self) -> float:
        """How many rows are in their new place, with the part of the way of the one that moves."""
        return self._slider.value() / _TICKS

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    def set_values(self, values: Vector, place: int) -> None:
        """Show these (784,), and frame one of them."""
        self._stage.set_values(values, place)

    @Slot()
    def play_or_pause(self) -> None:
        """Unroll the picture by itself, from the start if it is unrolled; or stop that."""
        if self.playing:
            self._timer.stop()
        else:
            if self._slider.value() == self._slider.maximum():
                self._slider.setValue(0)
            self._timer.start()
        self.retranslate()

    @Slot()
    def stop(self) -> None:
        """Go on no longer."""
        self._timer.stop()
        self.retranslate()

    @Slot()
    def _go_on(self) -> None:
        self._slider.setValue(self._slider.value() + 1)
        if self._slider.value() == self._slider.maximum():
            self.stop()

    @Slot(int)
    def _move(self, value: int) -> None:
        self._stage.set_rows_out(value / _TICKS)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._play.setText(tr("Pause") if self.playing else tr("Unroll the picture"))
        self._slider.setAccessibleName(tr("Rows that are unrolled"))
        self._stage.setAccessibleName(tr("The picture and the row of its 784 numbers"))
        self._stage.update()


class _Rows(QWidget):
    """Paints the picture, the row of numbers below it, and the row that is on its way."""

    pointed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._values: Vector = np.zeros(_SIDE * _SIDE, np.float32)
        self._place, self._out = 0, 0.0
        self._image: QImage | None = None
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(336, 150)

    def set_values(self, values: Vector, place: int) -> None:
        if values is not self._values:
            self._values, self._image = values, None
        self._place = place
        self.update()

    def set_rows_out(self, rows: float) -> None:
        self._out = rows
        self.update()

    def changeEvent(self, event: object) -> None:
        self._image = None  # another palette
        super().changeEvent(event)  # type: ignore[arg-type]

    @property
    def _cell(self) -> float:
        return max((self.height() - _STRIP - 2 * _WORDS) / _SIDE, 2.0)

    def _home(self, row: float) -> QRectF:
        """Return where a row lies in the picture."""
        left = (self.width() - _SIDE * self._cell) / 2
        return QRectF(left, row * self._cell, _SIDE * self._cell, self._cell)

    def _away(self, row: int) -> QRectF:
        """Return where a row lies in the row of all numbers."""
        width = self.width() / _SIDE
        return QRectF(row * width, self.height() - _STRIP - _WORDS, width, _STRIP)

    def sizeHint(self) -> QSize:
        return QSize(640, 320)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.position()
        for row in range(_SIDE):
            for there in (self._home(row), self._away(row)):
                if there.contains(place):
                    column = min(int((place.x() - there.x()) / there.width() * _SIDE), _SIDE - 1)
                    self.pointed.emit(row * _SIDE + column)
                    return

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._image is None:
            colours = np.ascontiguousarray(colour_maps.ink(self._values.reshape(_SIDE, _SIDE)))
            self._image = QImage(colours.data, _SIDE, _SIDE, _SIDE * 4, QImage.Format.Format_RGBA8888).copy()
        whole, moving = int(self._out), self._out - int(self._out)
        picture = QRectF(self._home(0).topLeft(), self._home(_SIDE - 1).bottomRight())
        painter.fillRect(picture, theme.colour("paper"))
        painter.setOpacity(0.25)  # what has left leaves a trace
        painter.drawImage(picture, self._image)
        painter.setOpacity(1.0)
        for row in range(_SIDE):
            place = self._away(row) if row < whole else self._home(row)
            if row == whole and moving:
                place = _between(self._home(row), self._away(row), moving)
            painter.drawImage(place, self._image, QRectF(0, row, _SIDE, 1))
        painter.setPen(theme.colour("line"))
        painter.drawRect(picture)
        painter.drawRect(QRectF(self._away(0).topLeft(), self._away(_SIDE - 1).bottomRight()))
        self._paint_place(painter)
        self._paint_words(painter, min(whole, _SIDE - 1))

    def _paint_place(self, painter: QPainter) -> None:
        """Frame the number that is pointed at, where it was and where it comes to lie."""
        row, column = divmod(self._place, _SIDE)
        painter.setPen(QPen(theme.colour("accent"), 2))
        for there in (self._home(row), self._away(row)):
            width = there.width() / _SIDE
            painter.drawRect(QRectF(there.x() + column * width, there.y(), max(width, 3.0), there.height()))

    def _paint_words(self, painter: QPainter, row: int) -> None:
        painter.setPen(theme.colour("quiet"))
        below = QRectF(0, self.height() - _WORDS, self.width(), _WORDS)
        painter.drawText(below, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, "0")
        painter.drawText(below, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, "783")
        if self._out:
            first = row * _SIDE
            words = tr("row {row} becomes numbers {first} to {last}", row=row, first=first, last=first + _SIDE - 1)
            painter.drawText(below, Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom, words)


def _between(first: QRectF, last: QRectF, share: float) -> QRectF:
    """Return the rectangle at a share of the way from one to the other."""

    def mixed(a: float, b: float) -> float:
        return a + (b - a) * share

    return QRectF(
        mixed(first.x(), last.x()),
        mixed(first.y(), last.y()),
        mixed(first.width(), last.width()),
        mixed(first.height(), last.height()),
    )
