"""One curve of a training run, loss or accuracy, live: every batch, their running mean, and the held-out images."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pyqtgraph as pg
from PySide6.QtCore import QEvent, QObject, QPointF, Qt, QTimer, Slot
from PySide6.QtGui import QMouseEvent
from PySide6.QtWidgets import QGraphicsItem, QHBoxLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.curves import Curves, Series, joined, running_mean, thinned
from digitapp.i18n import tr
from digitapp.views.parts.colour_maps import round_up
from digitapp.views.parts.line_sample import LineSample
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.view import View, label

_REFRESH = 250  # milliseconds between two drawings of the curves; each costs about as much as all other views
_WINDOW = 25  # batches in the running mean
_MOST_POINTS = 500


class CurvePlot(View):
    """Shows the loss, or with `accuracy` the accuracy, of a run.

    Faint: each batch. Solid: the mean of the last 25. Dashed with dots: held-out images after each epoch.
    """

    def __init__(self, *, accuracy: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accuracy = accuracy
        self._runs: tuple[Curves, ...] = ()
        self._curves = Curves()
        self._smooth_at: Series = np.empty(0)
        self._smooth: Series = np.empty(0)
        self._pointer: float | None = None  # the place under the cursor, in epochs
        self._title = label("title")
        self._readout = Readout(colour="quiet")
        self._train_name, self._held_out_name = label("quiet"), label("quiet")
        self._plot = pg.PlotWidget()
        self._plot.setMenuEnabled(False)
        self._plot.hideButtons()
        self._plot.setMouseEnabled(x=False, y=False)
        self._plot.setMinimumHeight(84)
        self._raw = self._plot.plot()
        self._mean = self._plot.plot(antialias=True)
        self._held_out = self._plot.plot(antialias=True)
        self._epochs = self._plot.plot(antialias=True)
        self._cursor = pg.InfiniteLine(angle=90)
        self._cursor.hide()
        self._plot.addItem(self._cursor, ignoreBounds=True)

        self._legend = QWidget()
        legend = QHBoxLayout(self._legend)
        legend.setContentsMargins(0, 0, 0, 0)
        legend.setSpacing(theme.GRID)
        legend.addWidget(LineSample("train", dashed=False))
        legend.addWidget(self._train_name)
        legend.addWidget(LineSample("held_out", dashed=True))
        legend.addWidget(self._held_out_name)
        header = QHBoxLayout()
        header.setSpacing(theme.GRID)
        header.addWidget(self._title)
        header.addWidget(self._readout, 1)
        header.addWidget(self._legend)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(header)
        layout.addWidget(self._plot, 1)

        self._timer = QTimer(self, singleShot=True, interval=_REFRESH)
        self._timer.timeout.connect(self._draw)
        self._plot.setMouseTracking(True)
        self._plot.viewport().installEventFilter(self)
        self.restyle()
        self.retranslate()

    @Slot(object)
    def set_curves(self, runs: Sequence[Curves]) -> None:
        """Show the curves of a run behind those of the runs that it went on from.

        They are shown together with the next ones if these come within a quarter of a second.
        """
        self._runs, self._curves = tuple(runs), joined(runs)
        if not self._timer.isActive():
            self._timer.start()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        title = tr("Accuracy") if self._accuracy else tr("Loss")
        self._title.setText(title)
        self.setAccessibleName(title)
        self._title.setToolTip(
            tr("The share of images that are read rightly.")
            if self._accuracy
            else tr(
                "How surprised the network is by the right answer: −log of the probability it gave to it, on average."
            )
        )
        self._train_name.setText(tr("training"))
        if self._accuracy:  # the lower one of the two; both have the same axis
            self._plot.setLabel("bottom", tr("epochs"))
        self._say_values()

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
        self._draw()

    def _series(self) -> tuple[Series, Series, Series]:
        """Return what this plot shows: each batch, each epoch's mean, each epoch's held-out images."""
        c = self._curves
        if self._accuracy:
            return c.batch_accuracy * 100, c.accuracy * 100, c.val_accuracy * 100
        return c.batch_loss, c.loss, c.val_loss

    @Slot()
    def _draw(self) -> None:
        curves = self._curves
        batch, epoch, held_out = self._series()
        if len(batch):
            self._smooth_at, self._smooth = curves.batch_at, running_mean(batch, _WINDOW)
        else:  # a history of epochs only
            self._smooth_at, self._smooth = curves.epoch_at, epoch
        self._raw.setData(*_drawable(*thinned(curves.batch_at, batch, _MOST_POINTS)))
        self._mean.setData(*_drawable(*thinned(self._smooth_at, self._smooth, _MOST_POINTS)))
        self._held_out.setData(*_drawable(curves.epoch_at, held_out))
        self._epochs.setData(*_drawable(curves.epoch_at, epoch))
        self._fit_axes(batch if len(batch) else epoch, held_out)
        self._say_values()

    def _fit_axes(self, batch: Series, held_out: Series) -> None:
        end = max(1.0, float(np.ceil(max(self._curves.end, self._curves.planned_end))))
        self._plot.setXRange(0, end, padding=0.02)
        values = np.concatenate([batch, held_out])
        values = values[np.isfinite(values)]
        if not len(values):
            self._plot.setYRange(*((0, 100) if self._accuracy else (0, 2.5)), padding=0.02)
        elif self._accuracy:
            low = float(np.quantile(values, 0.05)) if len(values) > 100 else float(values.min())
            self._plot.setYRange(min(90.0, np.floor(low / 10) * 10), 100, padding=0.02)
        else:
            high = float(np.quantile(values, 0.97)) if len(values) > 100 else float(values.max())
            self._plot.setYRange(0, round_up(high), padding=0.02)

    def _say_values(self) -> None:
        """Say the values under the cursor, or the newest ones, in words."""
        curves = self._curves
        _, _, held_out = self._series()
        at = curves.end if self._pointer is None else self._pointer
        self._held_out_name.setText(_held_out(curves))
        name = _held_out(next((run for run in reversed(self._runs) if run.begin < at), curves))
        known = []
        if len(self._smooth):
            index = min(int(np.searchsorted(self._smooth_at, at)), len(self._smooth) - 1)
            known.append((self._smooth[index], tr("training")))
        done = int(np.searchsorted(curves.epoch_at, at + 1e-9, side="right"))
        if done:
            known.append((held_out[done - 1], name))
        values = " · ".join(self._value(value, whose) for value, whose in known if not np.isnan(value))
        here = self._pointer is not None and bool(values)
        self._readout.set_text(tr("epoch {epoch:.2f}: {values}", epoch=at, values=values) if here else values)

    def _value(self, value: float, name: str) -> str:
        return tr("{value} {name}", value=f"{value:.1f}%" if self._accuracy else f"{value:.3f}", name=name)

    def _point_at(self, position: QPointF | None) -> None:
        has_curves = self._curves.end > 0
        at = None
        if position is not None and has_curves:
            at = float(self._plot.plotItem.vb.mapSceneToView(position).x())
            at = min(max(at, 0.0), self._curves.end)
        self._pointer = at
        self._cursor.setVisible(at is not None)
        self._legend.setVisible(
            at is None
        )  # the values under the cursor name their curves themselves and need the room
        if at is not None:
            self._cursor.setPos(at)
        self._say_values()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the pointer over the plot."""
        if event.type() is QEvent.Type.MouseMove and isinstance(event, QMouseEvent):
            self._point_at(event.position())
        elif event.type() is QEvent.Type.Leave:
            self._point_at(None)
        return super().eventFilter(watched, event)


def _held_out(curves: Curves) -> str:
    """Return what a run's held-out images are called."""
    return tr("test") if curves.held_out == "test" else tr("validation")


def _drawable(at: Series, values: Series) -> tuple[Series, Series]:
    """Return a line as it can be given to pyqtgraph, which warns when a line has no finite value at all."""
    return (at, values) if np.isfinite(values).any() else (at[:0], values[:0])
