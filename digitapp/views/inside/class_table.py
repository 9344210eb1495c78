"""The classes of a data set, one below the other: how many images there are, their mean, and some of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QFontMetrics, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import (
    QAbstractScrollArea,
    QFrame,
    QStyle,
    QStyleOptionButton,
    QToolTip,
    QWidget,
)

from digitapp import theme
from digitapp.core.data.looking import DataOverview
from digitapp.i18n import tr
from digitapp.views.parts.grey_image import on_paper
from digitapp.views.parts.view import plain_tip

_IMAGE, _ROW, _GAP, _TICK = 36, 44, 6, 22  # pixels
_HEAD = 22
_MOST_NAME = 110


class ClassTable(QAbstractScrollArea):
    """Shows a DataOverview's classes.

    Signals:
        image_chosen(number): the person chose this training image.
        toggled(number): the person ticked this class, or no longer.
    """

    image_chosen = Signal(int)
    toggled = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._overview: DataOverview | None = None
        self._left_out: tuple[int, ...] = ()
        self._row, self._column = 0, -1  # where the keys are; -1 is the tick
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setMinimumWidth(380)

    def set_overview(self, overview: DataOverview | None) -> None:
        """Show this; None shows nothing."""
        before = self._overview
        self._overview = overview
        if overview is None or before is None or before.data is not overview.data:
            self._row, self._column = 0, -1
            self.verticalScrollBar().setValue(0)
        self._measure()
        self.viewport().update()

    def set_left_out(self, numbers: tuple[int, ...]) -> None:
        """Show which classes are left out."""
        self._left_out = numbers
        self.viewport().update()

    def sizeHint(self) -> QSize:
        """Ask for ten classes."""
        return QSize(560, _HEAD + 10 * _ROW)

    @property
    def _names_width(self) -> int:
        names = [each.name for each in self._overview.classes] if self._overview else ["0"]
        metrics = QFontMetrics(theme.number_font(bold=True))
        return min(max(map(metrics.horizontalAdvance, [*names, tr("Class")])), _MOST_NAME) + 2 * _GAP

    @property
    def _counts_width(self) -> int:
        return 2 * QFontMetrics(theme.number_font(0.9)).horizontalAdvance("00,000") + 4 * _GAP

    @property
    def _images_shown(self) -> int:
        room = self.viewport().width() - _TICK - self._names_width - self._counts_width - (_IMAGE + 3 * _GAP)
        return max(room // (_IMAGE + _GAP), 0)

    def image_rect(self, row: int, column: int) -> QRect:
        """Return where an image of a class lies, the first one beside the mean, in the viewport."""
        left = _TICK + self._names_width + _IMAGE + 3 * _GAP + column * (_IMAGE + _GAP)
        return QRect(left, self._top(row) + (_ROW - _IMAGE) // 2, _IMAGE, _IMAGE)

    def tick_rect(self, row: int) -> QRect:
        """Return where the tick of a class lies."""
        return QRect(0, self._top(row), _TICK, _ROW)

    def _top(self, row: int) -> int:
        return _HEAD + row * _ROW - self.verticalScrollBar().value()

    def _measure(self) -> None:
        rows = len(self._overview.classes) if self._overview else 0
        room = self.viewport().height() - _HEAD
        bar = self.verticalScrollBar()
        bar.setRange(0, max(rows * _ROW - room, 0))
        bar.setPageStep(max(room, 1))
        bar.setSingleStep(_ROW)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Lay the classes out anew."""
        super().resizeEvent(event)
        self._measure()

    def _row_at(self, place: QPoint) -> int:
        row = (place.y() - _HEAD + self.verticalScrollBar().value()) // _ROW
        there = self._overview is not None and place.y() >= _HEAD and 0 <= row < len(self._overview.classes)
        return row if there else -1

    def _image_at(self, place: QPoint) -> tuple[int, int] | None:
        row = self._row_at(place)
        if row < 0 or self._overview is None:
            return None
        shown = range(min(self._images_shown, len(self._overview.classes[row].places)))
        return next(((row, column) for column in shown if self.image_rect(row, column).contains(place)), None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the image under the pointer, or tick a class."""
        place = event.position().toPoint()
        image, row = self._image_at(place), self._row_at(place)
        if image is not None:
            self._row, self._column = image
            self._choose()
        elif row >= 0 and place.x() < _TICK + self._names_width:
            self._row, self._column = row, -1
            self.toggled.emit(row)
        self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk with the arrow keys; the space bar ticks the class or chooses the image, the return key too."""
        rows = len(self._overview.classes) if self._overview else 0
        steps = {Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0), Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1)}
        step = steps.get(Qt.Key(event.key()))
        if step is not None and rows and self._overview is not None:
            self._row = min(max(self._row + step[0], 0), rows - 1)
            last = min(self._images_shown, len(self._overview.classes[self._row].places)) - 1
            self._column = min(max(self._column + step[1], -1), last)
            top, bar = self._top(self._row), self.verticalScrollBar()
            bar.setValue(bar.value() + min(top - _HEAD, 0) + max(top + _ROW - self.viewport().height(), 0))
            self.setAccessibleDescription(self._said_of(self._row))
            self.viewport().update()
        elif event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter) and rows:
            if self._column < 0:
                self.toggled.emit(self._row)
            else:
                self._choose()
        else:
            super().keyPressEvent(event)

    def _choose(self) -> None:
        if self._overview is not None:
            self.image_chosen.emit(self._overview.classes[self._row].places[self._column])

    def _said_of(self, row: int) -> str:
        if self._overview is None:
            return ""
        each = self._overview.classes[row]
        return tr(
            "{name}: {train} training images, of which the next run gets {given}, and {test} test images",
            name=each.name,
            train=f"{each.train:,}",
            given=f"{each.given:,}",
            test=f"{each.test:,}",
        )

    def viewportEvent(self, event: QEvent) -> bool:
        """Say what is under the pointer."""
        if isinstance(event, QHelpEvent) and self._overview is not None:
            row, image = self._row_at(event.pos()), self._image_at(event.pos())
            text = self._said_of(row) if row >= 0 else ""
            if image is not None:
                number = self._overview.classes[image[0]].places[image[1]]
                text = tr("Training image {number}. Click to put it on the paper.", number=f"{number:,}")
            elif row >= 0 and event.pos().x() < _TICK:
                text = tr("Without the tick no run is given images of this class; the test images keep them.")
            QToolTip.showText(event.globalPos(), plain_tip(text), self)
            return True
        return super().viewportEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the classes in sight below a line that says what is what."""
        painter = QPainter(self.viewport())
        if self._overview is None:
            return
        first = self.verticalScrollBar().value() // _ROW
        last = first + self.viewport().height() // _ROW + 2
        for row in range(first, min(last, len(self._overview.classes))):
            self._paint_class(painter, row)
        self._paint_head(painter)

    def _paint_head(self, painter: QPainter) -> None:
        width = self.viewport().width()
        painter.fillRect(QRect(0, 0, width, _HEAD), self.palette().base())
        painter.setFont(theme.number_font(0.9))
        painter.setPen(theme.colour("quiet"))
        metrics = painter.fontMetrics()
        left = _TICK + self._names_width
        places = (
            (tr("Class"), QRect(_TICK, 0, self._names_width, _HEAD), Qt.AlignmentFlag.AlignLeft),
            (tr("Mean"), QRect(left - _GAP, 0, _IMAGE + 2 * _GAP, _HEAD), Qt.AlignmentFlag.AlignHCenter),
            (tr("Some of them"), QRect(self.image_rect(0, 0).left(), 0, width, _HEAD), Qt.AlignmentFlag.AlignLeft),
        )
        for text, rect, side in places:
            painter.drawText(rect, side | Qt.AlignmentFlag.AlignVCenter, text)
        for text, rect in zip((tr("Training"), tr("Test")), self._count_rects(0, _HEAD), strict=True):
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rect.width())
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, shown)

    def _count_rects(self, top: int, height: int) -> tuple[QRect, QRect]:
        half = self._counts_width // 2
        left = self.viewport().width() - self._counts_width
        return QRect(left, top, half, height), QRect(left + half, top, half - _GAP, height)

    def _paint_class(self, painter: QPainter, row: int) -> None:
        assert self._overview is not None
        each, top = self._overview.classes[row], self._top(row)
        out = row in self._left_out
        tick = QStyleOptionButton()
        tick.rect = QRect(2, top + (_ROW - 16) // 2, 16, 16)
        tick.state = QStyle.StateFlag.State_Enabled | (QStyle.StateFlag.State_Off if out else QStyle.StateFlag.State_On)
        self.style().drawPrimitive(QStyle.PrimitiveElement.PE_IndicatorCheckBox, tick, painter, self)
        painter.setFont(theme.number_font(bold=True))
        painter.setPen(theme.colour("quiet" if out else "text"))
        room = QRect(_TICK, top, self._names_width - _GAP, _ROW)
        name = painter.fontMetrics().elidedText(each.name, Qt.TextElideMode.ElideRight, room.width())
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter, name)
        painter.setOpacity(0.35 if out else 1.0)
        mean = QRect(_TICK + self._names_width, top + (_ROW - _IMAGE) // 2, _IMAGE, _IMAGE)
        painter.drawImage(mean, on_paper(each.mean))
        images = self._overview.examples(row)
        for column, image in enumerate(images[: self._images_shown]):
            painter.drawImage(self.image_rect(row, column), on_paper(image))
        painter.setOpacity(1.0)
        painter.setFont(theme.number_font(0.9))
        painter.setPen(theme.colour("quiet"))
        given = f"{each.given:,}" if each.given == each.train else f"{each.given:,}\n/ {each.train:,}"
        for text, rect in zip((given, f"{each.test:,}"), self._count_rects(top, _ROW), strict=True):
            painter.drawText(rect, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, text)
        if self.hasFocus() and row == self._row:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.drawRect(tick.rect if self._column < 0 else self.image_rect(row, self._column))
