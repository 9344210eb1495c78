"""What the colours of units stand for: a digit each, a scale of numbers, or one thing alone."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QWidget

from digitapp import theme
from digitapp.i18n import tr
from digitapp.views.parts.class_names import CLASSES, legend_size, paint_legend
from digitapp.views.parts.colour_scale import ColourScale
from digitapp.views.parts.view import label

_MOST = 420.0  # pixels
_CELL = 22  # pixels for each digit


class UnitLegend(QWidget):
    """Shows one of the three."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits, self._scale, self._dead = DigitLegend(), ColourScale(), label("quiet")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self._dead, self._digits, self._scale):
            row.addWidget(part)
        row.addStretch()
        self.show_scale(1.0)

    def show_digits(self) -> None:
        """Each digit has a colour."""
        self._show(self._digits)

    def show_dead(self) -> None:
        """What is dead has a colour."""
        self._dead.setText(tr("red: dead"))
        self._show(self._dead)

    def show_scale(self, top: float) -> None:
        """The colours are those of numbers from 0 to `top`."""
        self._scale.set_range(top, signed=False)
        self._show(self._scale)

    def _show(self, shown: QWidget) -> None:
        for part in (self._digits, self._scale, self._dead):
            part.setVisible(part is shown)


class DigitLegend(QWidget):
    """Shows the ten digits, each beside its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setMinimumSize(10 * _CELL, 18)
        CLASSES.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        """Ask for room for ten names."""
        return legend_size(_CELL, _MOST)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint them."""
        painter = QPainter(self)
        painter.setFont(theme.number_font(0.9))
        paint_legend(painter, QRectF(0, 0, self.width(), self.height()), _CELL)
