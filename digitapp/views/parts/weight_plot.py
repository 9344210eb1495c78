"""Where one weight was over a run, as a line from its beginning to now."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Vector
from digitapp.i18n import tr
from digitapp.views.parts.numbers import number


class WeightPlot(QWidget):
    """Shows a weight against the place in its run, in epochs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._at: NDArray[np.float64] = np.zeros(0)
        self._values: Vector = np.zeros(0, np.float32)
        self._start: float | None = None
        self._steps, self._trained = 0, 0.0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 72)

    def set_way(self, at: NDArray[np.float64], values: Vector, steps: int = 0, trained: float = 0.0) -> None:
        """Show these places and the weight there, equally many; `steps` came after `trained` epochs."""
        self._at, self._values, self._steps, self._trained = at, values, steps, trained
        self.update()

    def set_start(self, start: float | None) -> None:
        """Show where it began, at epoch 0; None where that is not known. What lies between was not seen."""
        if start != self._start:
            self._start = start
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for a wide and low plot."""
        return QSize(360, 120)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint zero, the line, and the numbers at its ends."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(theme.number_font(0.85))
        line = painter.fontMetrics().height()
        area = QRectF(4, line, self.width() - 8, self.height() - 2 * line - 4)
        at, values, unseen = self._at, self._values, False
        if self._start is not None and len(at) and at[0] > 0:
            at, values, unseen = np.array([0.0, *at]), np.array([self._start, *values], np.float32), True
        finite = values[np.isfinite(values)]
        low, high = min(float(finite.min(initial=0.0)), 0.0), max(float(finite.max(initial=0.0)), 0.0)
        spread, length = (high - low) or 1.0, float(at[-1] - at[0]) if len(at) else 0.0
        zero = area.bottom() + low / spread * area.height()
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.drawLine(QPointF(area.left(), zero), QPointF(area.right(), zero))
        if not len(finite):
            return
        places = [
            QPointF(
                area.left() + ((place - at[0]) / length if length else 1.0) * area.width(),
                area.bottom() - (value - low) / spread * area.height(),
            )
            for place, value in zip(at.tolist(), values.tolist(), strict=True)
            if np.isfinite(value)
        ]
        painter.setPen(QPen(theme.colour("accent"), 2))
        painter.drawPolyline(places[1:] if unseen else places)
        painter.setBrush(theme.colour("accent"))
        for dot in (places[0], places[-1]) if unseen else (places[-1],):
            painter.drawEllipse(dot, 3, 3)
        painter.setPen(theme.colour("quiet"))
        flags = Qt.AlignmentFlag
        top, below = QRectF(4, 0, self.width() - 8, line), QRectF(4, self.height() - line, self.width() - 8, line)
        if length:
            painter.drawText(top, flags.AlignLeft, number(float(finite[0]), 4))
            painter.drawText(below, flags.AlignLeft, f"{at[0]:g}")
        painter.drawText(top, flags.AlignRight, number(float(finite[-1]), 4))
        painter.drawText(below, flags.AlignRight, self._end())
        if unseen:  # a line there would say that it went straight
            painter.drawText(below, flags.AlignHCenter, tr("what was between is not known"))

    def _end(self) -> str:
        """Return the last place: the epochs, and how many single steps came after them."""
        if not self._steps:
            return f"{self._at[-1]:.3g}"
        return f"{self._trained:.3g} + {self._steps}" if self._trained else f"{self._steps}"
