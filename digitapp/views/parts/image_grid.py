"""Many small images in rows, each with a word below it; one can be chosen."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QToolTip, QWidget

from digitapp import theme
from digitapp.views.parts.grey_image import on_paper
from digitapp.views.parts.view import plain_tip

_IMAGE, _WORD, _GAP = 56, 16, 8  # pixels


class ImageGrid(QAbstractScrollArea):
    """Shows images (n, 28, 28) and paints only those that are in sight.

    Signals:
        chosen(index): the person chose this image.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._images: NDArray[np.uint8] = np.zeros((0, 28, 28), np.uint8)
        self._words: Sequence[str] = ()
        self._tips: Sequence[str] = ()
        self._warned: NDArray[np.bool_] = np.zeros(0, bool)
        self._place = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(3 * (_IMAGE + _GAP))

    def set_images(
        self, images: NDArray[np.uint8], words: Sequence[str], tips: Sequence[str], warned: NDArray[np.bool_]
    ) -> None:
        """Show these from the first one on, each with a word, a tooltip, and whether the word is a warning."""
        self._images, self._words, self._tips, self._warned = images, words, tips, warned
        self._place = 0
        self._measure()
        self.verticalScrollBar().setValue(0)
        self.viewport().update()

    def __len__(self) -> int:
        return len(self._images)

    @property
    def _columns(self) -> int:
        return max(1, (self.viewport().width() - _GAP) // (_IMAGE + _GAP))

    def rect_of(self, index: int) -> QRect:
        """Return where an image lies in the viewport."""
        row, column = divmod(index, self._columns)
        top = _GAP + row * (_IMAGE + _WORD + _GAP) - self.verticalScrollBar().value()
        return QRect(_GAP + column * (_IMAGE + _GAP), top, _IMAGE, _IMAGE)

    def _at(self, place: QPoint) -> int:
        row = (place.y() + self.verticalScrollBar().value() - _GAP) // (_IMAGE + _WORD + _GAP)
        column = (place.x() - _GAP) // (_IMAGE + _GAP)
        index = row * self._columns + column
        return index if 0 <= column < self._columns and 0 <= index < len(self._images) else -1

    def _measure(self) -> None:
        rows = -(-len(self._images) // self._columns)
        height = rows * (_IMAGE + _WORD + _GAP) + _GAP
        self.verticalScrollBar().setRange(0, max(height - self.viewport().height(), 0))
        self.verticalScrollBar().setPageStep(self.viewport().height())
        self.verticalScrollBar().setSingleStep(_IMAGE)

    def sizeHint(self) -> QSize:
        """Ask for seven columns."""
        return QSize(7 * (_IMAGE + _GAP) + 3 * _GAP, 5 * (_IMAGE + _WORD + _GAP))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the images out anew."""
        super().resizeEvent(event)
        self._measure()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the image under the pointer."""
        index = self._at(event.position().toPoint())
        if index >= 0:
            self._place = index
            self.viewport().update()
            self.chosen.emit(index)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys; choose with the space bar or the return key."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._columns,
            Qt.Key.Key_Down: self._columns,
        }
        step = steps.get(Qt.Key(event.key()))
        if step is not None:
            if 0 <= self._place + step < len(self._images):
                self._place += step
                self._scroll_to(self._place)
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and len(self._images):
            self.chosen.emit(self._place)
        else:
            super().keyPressEvent(event)

    def _scroll_to(self, index: int) -> None:
        rect, bar = self.rect_of(index), self.verticalScrollBar()
        below = rect.bottom() + _WORD + _GAP - self.viewport().height()
        bar.setValue(bar.value() + min(rect.top() - _GAP, 0) + max(below, 0))
        self.setAccessibleDescription(self._tips[index])
        self.viewport().update()

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what the image under the pointer is."""
        if isinstance(event, QHelpEvent):
            index = self._at(event.pos())
            QToolTip.showText(event.globalPos(), plain_tip(self._tips[index]) if index >= 0 else "", self)
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the images in sight, ink on paper."""
        painter = QPainter(self.viewport())
        painter.setFont(theme.number_font(0.8))
        step = _IMAGE + _WORD + _GAP
        first = self.verticalScrollBar().value() // step * self._columns
        last = first + (self.viewport().height() // step + 2) * self._columns
        for index in range(first, min(last, len(self._images))):
            rect = self.rect_of(index)
            painter.drawImage(rect, on_paper(self._images[index]))
            painter.setPen(theme.colour("warning" if self._warned[index] else "quiet"))
            below = QRect(rect.left() - _GAP // 2, rect.bottom() + 1, _IMAGE + _GAP, _WORD)
            word = painter.fontMetrics().elidedText(self._words[index], Qt.TextElideMode.ElideMiddle, below.width())
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, word)
            if index == self._place and self.hasFocus():
                painter.setPen(QPen(theme.colour("accent"), 2))
                painter.drawRect(rect)
