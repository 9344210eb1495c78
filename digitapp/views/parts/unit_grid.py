"""A grid with one cell for each unit of a layer."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.views.parts.cell_frame import frame, openness
from digitapp.views.parts.cells import paint_cells
from digitapp.views.parts.colour_maps import Colours

_TALLEST = 2.2  # a cell's height, in its widths


def grid_shape(units: int) -> tuple[int, int]:
    """Return (rows, columns) for `units` cells: about twice as wide as high, without a rest where that can be.

    512 units are 16 rows of 32.
    """
    wide = max(1, round((2 * units) ** 0.5))
    whole = [columns for columns in range(wide, min(units, 2 * wide) + 1) if units % columns == 0]
    columns = whole[0] if whole else wide
    return -(-units // columns), columns


class UnitGrid(QWidget):
    """Shows one colour for each unit; one unit may be selected, by pointer or arrow keys.

    Signals:
        hovered(unit): the pointer is over this unit, or over none (-1).
        selected(unit): the person chose this unit.
    """

    hovered = Signal(int)
    selected = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, paper: str = "window") -> None:
        super().__init__(parent)
        self._paper = paper
        self._colours: Colours | None = None
        self._units = 0
        self._shape = (1, 1)
        self._selection = -1
        self._hover = -1
        self._frame: QPixmap | None = None  # the grid's bars, with a hole for each cell
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # it paints all of itself
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(256, 128)

    @property
    def units(self) -> int:
        """How many units are shown."""
        return self._units

    def set_units(self, units: int) -> None:
        """Show a layer of this many units."""
        if units != self._units:
            self._units, self._shape = units, grid_shape(units)
            self.restyle()

    def set_colours(self, colours: Colours | None) -> None:
        """Show (units, 4) colours; None shows all units off."""
        self._colours = colours
        self.update()

    def set_selection(self, unit: int) -> None:
        """Mark this unit, or none (-1)."""
        self._selection = unit
        self.update()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self._frame = None
        self.update()

    def _cell_size(self) -> tuple[float, float]:
        rows, columns = self._shape
        cell = min(self.width() / columns, self.height() / rows * _TALLEST)
        return cell, min(self.height() / rows, cell * _TALLEST)

    def cell_rect(self, unit: int) -> QRectF:
        """Return where the unit's cell lies in the widget."""
        row, column = divmod(unit, self._shape[1])
        width, height = self._cell_size()
        return QRectF(column * width, row * height, width, height)

    def _unit_at(self, x: float, y: float) -> int:
        width, height = self._cell_size()
        column, row = int(x // width), int(y // height)
        unit = row * self._shape[1] + column
        return unit if 0 <= column < self._shape[1] and 0 <= unit < self._units and y >= 0 else -1

    def _paint_frame(self) -> QPixmap:
        ratio = self.devicePixelRatioF()
        size = self.size() * ratio
        width, height = self._cell_size()
        gap = 1.0 if min(width, height) >= 5 else 0.0
        radius = min(width, height) * 0.18 if gap else 0.0
        holes = openness(
            (size.height(), size.width()),
            self._units,
            self._shape[1],
            (width * ratio, height * ratio),
            gap * ratio,
            radius * ratio,
        )
        return frame(holes, theme.colour(self._paper), ratio)

    def _picture(self) -> NDArray[np.uint8]:
        rows, columns = self._shape
        cells = np.empty((rows * columns, 4), np.uint8)
        off = theme.colour("off")
        cells[:] = (off.red(), off.green(), off.blue(), 255)
        if self._colours is not None:
            cells[: self._units] = self._colours
        return cells.reshape(rows, columns, 4)

    def sizeHint(self) -> QSize:
        """Ask for cells of about 16 x 14 pixels."""
        return QSize(528, 228)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Tell which unit the pointer is over."""
        self._set_hover(self._unit_at(event.position().x(), event.position().y()))

    def leaveEvent(self, event: QEvent) -> None:
        """Tell that the pointer is over no unit."""
        self._set_hover(-1)

    def _set_hover(self, unit: int) -> None:
        if unit != self._hover:
            self._hover = unit
            self.hovered.emit(unit)
            self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the unit under the pointer."""
        unit = self._unit_at(event.position().x(), event.position().y())
        if unit >= 0:
            self.selected.emit(unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk from unit to unit with the arrow keys."""
        steps = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Up: -self._shape[1],
            Qt.Key.Key_Down: self._shape[1],
        }
        if event.key() not in steps or not self._units:
            super().keyPressEvent(event)
            return
        unit = self._selection + steps[Qt.Key(event.key())] if self._selection >= 0 else 0
        if 0 <= unit < self._units:
            self.selected.emit(unit)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the cells, the bars between them, and the marks."""
        if not self._units:
            return
        painter = QPainter(self)
        cells = self._picture()
        rows, columns = self._shape
        width, height = self._cell_size()
        paint_cells(painter, QRectF(0, 0, columns * width, rows * height), cells)
        if self._frame is None or self._frame.deviceIndependentSize().toSize() != self.size():
            self._frame = self._paint_frame()
        painter.drawPixmap(0, 0, self._frame)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for unit, name, thick in ((self._hover, "quiet", 1.5), (self._selection, "text", 2.0)):
            if 0 <= unit < self._units:
                painter.setPen(QPen(theme.colour(name), thick))
                painter.drawRoundedRect(self.cell_rect(unit), 3, 3)
        if self.hasFocus() and self._selection < 0:
            painter.setPen(QPen(theme.colour("accent"), 1))
            painter.drawRect(QRect(0, 0, int(columns * width) - 1, int(rows * height) - 1))
