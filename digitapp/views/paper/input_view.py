"""The picture that the network sees: 28 x 28 pixels, enlarged, each with its number."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Slot
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolTip, QWidget

from digitapp import theme
from digitapp.core.paper.rasterize import SIDE, Image
from digitapp.core.reading.reading import Reading
from digitapp.i18n import tr
from digitapp.views.parts.grey_image import on_paper
from digitapp.views.parts.view import View


class InputView(View):
    """Shows the network's input; the pointer over a pixel tells its place and its value."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image: Image | None = None
        self._pointer: tuple[int, int] | None = None  # row, column
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it paints all of itself
        self.setMouseTracking(True)
        self.set_zoom(4)
        self.retranslate()

    @Slot(object)
    def set_reading(self, reading: Reading | None) -> None:
        """Show what this reading saw; None shows an empty picture."""
        image = None if reading is None else reading.seen
        if image is not self._image:
            self._image = image
            self.update()

    def set_zoom(self, zoom: int) -> None:
        """Show each of the picture's pixels as `zoom` x `zoom` of the screen's."""
        self.setFixedSize(zoom * SIDE, zoom * SIDE)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("What the network sees"))

    def in_numbers(self) -> str:
        """Return the number under the pointer."""
        return "" if self._pointer is None else self.pixel_text(*self._pointer)

    def pixel_text(self, row: int, column: int) -> str:
        """Return what the pointer tells about a pixel."""
        value = 0 if self._image is None else int(self._image[row, column])
        return tr(
            "Row {row}, column {column}, both counted from 0: number 28·{row} + {column} = {index}\n"
            "{value} of 255 = {scaled:.3f}",
            row=row,
            column=column,
            index=row * SIDE + column,
            value=value,
            scaled=value / 255,
        )

    def _cell(self) -> int:
        return min(self.width(), self.height()) // SIDE

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell about the pixel under the pointer."""
        column, row = (int(v) // self._cell() for v in (event.position().x(), event.position().y()))
        if 0 <= row < SIDE and 0 <= column < SIDE:
            self._pointer = (row, column)
            where = event.globalPosition().toPoint() + QPoint(8, 8)
            QToolTip.showText(where, self.pixel_text(row, column), self)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        """Forget the pointer."""
        self._pointer = None
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pixels as ink on paper, like every picture in the window."""
        painter = QPainter(self)
        image = np.zeros((SIDE, SIDE), np.uint8) if self._image is None else self._image
        cell = self._cell()
        painter.drawImage(QRect(0, 0, SIDE * cell, SIDE * cell), on_paper(image))
        painter.setPen(theme.colour("line"))
        painter.drawRect(0, 0, SIDE * cell - 1, SIDE * cell - 1)
        if self._pointer is not None:
            row, column = self._pointer
            painter.setPen(theme.colour("accent"))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(column * cell, row * cell, cell - 1, cell - 1)
