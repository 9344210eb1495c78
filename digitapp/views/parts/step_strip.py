"""A row of steps, each with its name and its shape below; a click or the arrow keys choose another one."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetrics, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.views.parts.view import View

_PADDING, _GAP = 8, 14  # pixels; the gap has an arrow in it
_SMALL = 0.82  # of the font's size


class StepStrip(View):
    """Shows names and shapes from left to right, in as many rows as they need.

    Signals:
        chosen(number): the person wants to see this step, counted from 0.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._steps: list[tuple[str, str]] = []
        self._current = -1
        self._places: list[QRectF] = []
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._lay_out()

    @property
    def steps(self) -> list[tuple[str, str]]:
        """The names and shapes."""
        return list(self._steps)

    @property
    def current(self) -> int:
        """The number of the marked step; -1 for none."""
        return self._current

    def set_steps(self, steps: Sequence[tuple[str, str]]) -> None:
        """Show these."""
        self._steps = list(steps)
        self._lay_out()

    def set_current(self, number: int) -> None:
        """Mark this step."""
        self._current = number
        name, shape = self._steps[number] if 0 <= number < len(self._steps) else ("", "")
        self.setAccessibleDescription(f"{number + 1}/{len(self._steps)}: {name} {shape}".strip())
        self.update()

    def _row_height(self) -> int:
        small = QFontMetrics(self._small_font())
        return QFontMetrics(theme.formula_font()).height() + small.height() + _PADDING

    def _small_font(self) -> QFont:
        font = theme.formula_font()
        font.setPointSizeF(font.pointSizeF() * _SMALL)
        return font

    def _lay_out(self) -> None:
        """Find a place for each step, as many in a row as there is room for."""
        large, small = QFontMetrics(theme.formula_font()), QFontMetrics(self._small_font())
        height, x, y = self._row_height(), 0.0, 0.0
        self._places = []
        for name, shape in self._steps:
            width = max(large.horizontalAdvance(name), small.horizontalAdvance(shape)) + 2 * _PADDING
            if self._places and x + width > self.width():
                x, y = 0.0, y + height + _PADDING / 2
            self._places.append(QRectF(x, y, width, height))
            x += width + _GAP
        wanted = round(y) + height + 1
        if wanted != self.minimumHeight():
            self.setFixedHeight(wanted)
        self.update()

    def sizeHint(self) -> QSize:
        """Ask for some steps' width."""
        return QSize(320, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Fill the rows anew."""
        super().resizeEvent(event)
        self._lay_out()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the step under the pointer."""
        for number, place in enumerate(self._places):
            if place.contains(event.position()):
                self.chosen.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by the arrow keys."""
        by = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: +1}.get(Qt.Key(event.key()))
        if by is None:
            super().keyPressEvent(event)
        elif 0 <= self._current + by < len(self._steps):
            self.chosen.emit(self._current + by)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the steps, with an arrow between any two of a row."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        large, small = theme.formula_font(), self._small_font()
        half = QFontMetrics(large).height()
        for number, (place, (name, shape)) in enumerate(zip(self._places, self._steps, strict=True)):
            marked = number == self._current
            frame = place.adjusted(0.5, 0.5, -0.5, -0.5)
            painter.setPen(theme.colour("accent" if marked else "line"))
            painter.setBrush(theme.colour("accent" if marked else "card"))
            painter.drawRoundedRect(frame, theme.RADIUS / 2, theme.RADIUS / 2)
            if marked and self.hasFocus():
                painter.setPen(theme.colour("text"))
                painter.drawRoundedRect(frame, theme.RADIUS / 2, theme.RADIUS / 2)
            painter.setPen(theme.colour("on_accent" if marked else "text"))
            painter.setFont(large)
            top = QRectF(place.x(), place.y() + _PADDING / 2 - 1, place.width(), half)
            painter.drawText(top, Qt.AlignmentFlag.AlignCenter, name)
            painter.setPen(theme.colour("on_accent" if marked else "quiet"))
            painter.setFont(small)
            below = QRectF(place.x(), top.bottom(), place.width(), place.bottom() - top.bottom() - _PADDING / 2 + 1)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, shape)
            if number and self._places[number - 1].y() == place.y():
                painter.setPen(theme.colour("quiet"))
                arrow = QRectF(place.x() - _GAP, place.y(), _GAP, place.height())
                painter.setFont(large)
                painter.drawText(arrow, Qt.AlignmentFlag.AlignCenter, "›")
