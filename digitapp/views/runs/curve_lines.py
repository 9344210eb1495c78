"""The lines of one curve view, with their axes, as pyqtgraph draws them.

Only this module needs pyqtgraph when the window opens, and importing that takes a quarter of a second. `CurvePlot`
therefore imports it after the window was painted.
"""

from __future__ import annotations

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGraphicsItem, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.curves import Series, thinned

_MOST_POINTS = 500

Line = tuple[Series, Series]  # where, in epochs, and the values there


class CurveLines(QWidget):
    """Draws each batch, their running mean, and each epoch on the training and on the held-out images.

    Signals:
        pointed_at: the place under the pointer, in epochs, or None when it left.
    """

    pointed_at = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._plot = pg.PlotWidget()
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(x=False, y=False)
        self._raw = self._plot.plot()
        self._mean = self._plot.plot(antialias=True)
        self._held_out = self._plot.plot(antialias=True)
        self._epochs = self._plot.plot(antialias=True)
        self._cursor = pg.InfiniteLine(angle=90)
        self._cursor.hide()
        self._plot.addItem(self._cursor, ignoreBounds=True)
        self._plot.setMouseTracking(True)
        self._plot.viewport().installEventFilter(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self.restyle()

    def set_lines(self, batches: Line, mean: Line, epochs: Line, held_out: Line) -> None:
        """Draw these lines."""
        self._raw.setData(*_drawable(*thinned(*batches, _MOST_POINTS)))
        self._mean.setData(*_drawable(*thinned(*mean, _MOST_POINTS)))
        self._held_out.setData(*_drawable(*held_out))
        self._epochs.setData(*_drawable(*epochs))

    def set_ranges(self, end: float, low: float, high: float) -> None:
        """Show the epochs from 0 to `end` and the values from `low` to `high`."""
        self._plot.setXRange(0, end, padding=0.02)
        self._plot.setYRange(low, high, padding=0.02)

    def set_cursor(self, at: float | None) -> None:
        """Stand the cursor at a place, in epochs, or hide it."""
        self._cursor.setVisible(at is not None)
        if at is not None:
            self._cursor.setPos(at)

    def name_axis(self, text: str) -> None:
        """Write a name under the axis of epochs."""
        self._plot.setLabel("bottom", text)

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self._plot.setBackground(theme.colour("window"))
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)  # its text is half of what a frame costs
            axis.setPen(theme.colour("line"))
            axis.setTextPen(theme.colour("quiet"))
            axis.setStyle(tickLength=-4, tickFont=theme.number_font(0.85), hideOverlappingLabels=True)
        self._plot.getAxis("left").setWidth(44)
        self._plot.showGrid(y=True, alpha=0.15)
        self._raw.setPen(pg.mkPen(theme.colour("train", 0.3), width=1))
        self._mean.setPen(pg.mkPen(theme.colour("train"), width=2))
        self._held_out.setPen(pg.mkPen(theme.colour("held_out"), width=2, style=Qt.PenStyle.DashLine))
        for item, name in ((self._held_out, "held_out"), (self._epochs, "train")):
            item.setSymbol("o")
            item.setSymbolSize(6)
            item.setSymbolPen(None)
            item.setSymbolBrush(theme.colour(name))
        self._epochs.setPen(None)
        self._cursor.setPen(pg.mkPen(theme.colour("quiet"), width=1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the pointer over the plot."""
        if event.type() is QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self.pointed_at.emit(self._epoch_under(event.position()))
        elif event.type() is QEvent.Type.Leave:
            self.pointed_at.emit(None)
        return super().eventFilter(watched, event)

    def _epoch_under(self, position: QPointF) -> float:
        return float(self._plot.plotItem.vb.mapSceneToView(position).x())


def _drawable(at: Series, values: Series) -> Line:
    """Return a line as it can be given to pyqtgraph, which warns when a line has no finite value at all."""
    return (at, values) if np.isfinite(values).any() else (at[:0], values[:0])
