"""The curves of several runs laid on each other, as pyqtgraph draws them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGraphicsItem, QSizePolicy, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.curves import Series, thinned
from digitapp.views.runs.run_colours import run_colour

_MOST_POINTS = 400
_MOST_SMOOTH = 2  # runs whose lines are painted with smooth edges; six would take 50 ms in each plot
_LEAST = 1e-6  # of what is drawn by its logarithm
_LEAST_HEIGHT = 104  # pixels


@dataclass(frozen=True, eq=False)
class OverlaidRun:
    """The lines of one run: on the training images, (n,) each, and on the held-out ones, (m,) each.

    Attributes:
        colour: the number of its colour, from 0.
    """

    colour: int
    at: Series
    values: Series
    held_out_at: Series
    held_out: Series


class OverlayLines(QWidget):
    """Draws each run's training as a solid line, its held-out images as a dashed one with dots, and its number."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._runs: tuple[OverlaidRun, ...] = ()
        self._logarithmic = False
        self._plot = pg.PlotWidget()
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setMinimumHeight(_LEAST_HEIGHT)
        self._plot.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        self._items: list[tuple[pg.PlotDataItem, pg.PlotDataItem, pg.TextItem]] = []
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._plot)
        self.restyle()

    def set_runs(self, runs: Sequence[OverlaidRun], span: tuple[float, float], *, logarithmic: bool) -> None:
        """Draw these between the values of `span`, or by their logarithms."""
        self._runs, self._logarithmic = tuple(runs), logarithmic
        self._plot.setLogMode(x=False, y=logarithmic)
        while len(self._items) < len(runs):
            training, held_out = self._plot.plot(), self._plot.plot()
            number = pg.TextItem(anchor=(0, 0.5))
            number.setFont(theme.number_font(0.85, bold=True))
            self._plot.addItem(number, ignoreBounds=True)
            self._items.append((training, held_out, number))
        smooth = len(runs) <= _MOST_SMOOTH
        for index, (training, held_out, number) in enumerate(self._items):
            run = runs[index] if index < len(runs) else None
            for item in (training, held_out, number):
                item.setVisible(run is not None)
            if run is not None:
                at, values = thinned(run.at, run.values, _MOST_POINTS)
                training.setData(*self._drawable(at, values), antialias=smooth)
                held_out.setData(*self._drawable(run.held_out_at, run.held_out), antialias=smooth)
                self._place(number, run)
        self._style()
        ends = [float(np.nanmax(at)) for run in runs for at in (run.at, run.held_out_at) if np.isfinite(at).any()]
        end = max(ends, default=1.0) or 1.0
        self._plot.setXRange(0, end * 1.04, padding=0.01)
        low, high = (np.log10(max(value, _LEAST)) for value in span) if logarithmic else span
        self._plot.setYRange(low, high, padding=0.03)

    def name_axis(self, text: str) -> None:
        """Write what the axis below counts."""
        self._plot.setLabel("bottom", text)

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self._plot.setBackground(theme.colour("window"))
        for side in ("left", "bottom"):
            axis = self._plot.getAxis(side)
            axis.setCacheMode(QGraphicsItem.CacheMode.DeviceCoordinateCache)
            axis.setPen(theme.colour("line"))
            axis.setTextPen(theme.colour("quiet"))
            axis.setStyle(tickLength=-4, tickFont=theme.number_font(0.85), hideOverlappingLabels=True)
        self._plot.getAxis("left").setWidth(44)
        self._plot.showGrid(y=True, alpha=0.15)
        self._style()

    def _style(self) -> None:
        for run, (training, held_out, number) in zip(self._runs, self._items, strict=False):
            colour = run_colour(run.colour)
            training.setPen(pg.mkPen(colour, width=2))
            held_out.setPen(pg.mkPen(colour, width=2, style=Qt.PenStyle.DashLine))
            held_out.setSymbol("o")
            held_out.setSymbolSize(6)
            held_out.setSymbolPen(None)
            held_out.setSymbolBrush(colour)
            number.setText(str(run.colour + 1), colour)

    def _place(self, number: pg.TextItem, run: OverlaidRun) -> None:
        """Write a run's number where its line ends."""
        for at, values in ((run.at, run.values), (run.held_out_at, run.held_out)):
            known = np.flatnonzero(np.isfinite(at) & np.isfinite(values))
            if len(known):
                x, y = at[known[-1]], values[known[-1]]
                number.setPos(float(x), float(np.log10(max(y, _LEAST)) if self._logarithmic else y))
                return
        number.setVisible(False)

    def _drawable(self, at: Series, values: Series) -> tuple[Series, Series]:
        """Return a line as pyqtgraph can draw it: with at least one finite value, and positive for a logarithm."""
        known = np.isfinite(at)
        at, values = at[known], values[known]
        if self._logarithmic:
            values = np.maximum(values, _LEAST)
        return (at, values) if np.isfinite(values).any() else (at[:0], values[:0])
