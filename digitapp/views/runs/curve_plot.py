"""One curve of a training run, loss or accuracy, live: every batch, their running mean, and the held-out images."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtGui import QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.scale import round_up
from digitapp.core.runs.curves import Curves, Series, joined, running_mean
from digitapp.i18n import tr
from digitapp.views.parts.line_sample import LineSample
from digitapp.views.parts.view import View, label

if TYPE_CHECKING:
    from digitapp.views.runs.curve_lines import CurveLines

_FOLLOW = 100  # milliseconds between two places of the mark while somebody goes along the way
_REFRESH = 250  # milliseconds between two drawings of the curves; each costs about as much as all other views
_WINDOW = 25  # batches in the running mean
_LEAST_HEIGHT = 76  # pixels


class CurvePlot(View):
    """Shows the loss, or with `accuracy` the accuracy, of a run.

    Faint: each batch. Solid: the mean of the last 25. Dashed with dots: held-out images after each epoch.

    Signals:
        lines_wanted: the view was painted without its lines; somebody may import pyqtgraph and then call `prepare()`.
    """

    lines_wanted = Signal()

    def __init__(self, *, accuracy: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._accuracy = accuracy
        self._runs: tuple[Curves, ...] = ()
        self._curves = Curves()
        self._smooth_at: Series = np.empty(0)
        self._smooth: Series = np.empty(0)
        self._pointer: float | None = None  # the place under the cursor, in epochs
        self._moment: float | None = None  # the place that is looked at, if it is not the end
        self._title = label("title")
        self._train_value, self._held_out_value = label("quiet"), label("quiet")
        for value in (self._train_value, self._held_out_value):
            value.setFont(theme.number_font(0.9))
        self._lines: CurveLines | None = None
        room = QWidget()  # where the lines stand
        room.setMinimumHeight(_LEAST_HEIGHT)
        self._lines_layout = QVBoxLayout(room)
        self._lines_layout.setContentsMargins(0, 0, 0, 0)
        header = QHBoxLayout()
        header.setSpacing(theme.GRID // 2)
        header.addWidget(self._title)
        header.addStretch()
        header.addWidget(LineSample("train", dashed=False))
        header.addWidget(self._train_value)
        header.addSpacing(theme.GRID // 2)
        header.addWidget(LineSample("held_out", dashed=True))
        header.addWidget(self._held_out_value)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(header)
        layout.addWidget(room, 1)

        self._timer = QTimer(self, singleShot=True, interval=_REFRESH)
        self._timer.timeout.connect(self._draw)
        self._follower = QTimer(self, singleShot=True, interval=_FOLLOW)
        self._follower.timeout.connect(self._mark)
        self.retranslate()
        if "pyqtgraph" in sys.modules:
            self.prepare()

    @Slot()
    def prepare(self) -> None:
        """Make ready for drawing, once: this needs pyqtgraph."""
        from digitapp.views.runs.curve_lines import CurveLines  # here, so that the window is painted before it is read

        if self._lines is None:
            self._lines = CurveLines()
            self._lines.pointed_at.connect(self._point_at)
            self._lines_layout.addWidget(self._lines)
            self.retranslate()
            self._draw()

    @Slot(object)
    def set_curves(self, runs: Sequence[Curves]) -> None:
        """Show the curves of a run behind those of the runs that it went on from.

        They are shown together with the next ones if these come within a quarter of a second.
        """
        self._runs, self._curves = tuple(runs), joined(runs)
        if not self._timer.isActive():
            self._timer.start()

    @Slot(object)
    def set_moment(self, at: float | None) -> None:
        """Mark the place, in epochs, of the network that is looked at; None for the newest."""
        if at != self._moment:
            self._moment = at
            if not self._follower.isActive():
                self._follower.start()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("Accuracy") if self._accuracy else tr("Loss"))
        self._title.setToolTip(
            tr("The share of images that are read rightly.")
            if self._accuracy
            else tr(
                "How surprised the network is by the right answer: −ln (natural logarithm) "
                "of the probability it gave to it, on average."
            )
        )
        if self._lines is not None and self._accuracy:  # the lower one of the two; both have the same axis
            self._lines.name_axis(tr("epochs"))
        self._say_values()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        if self._lines is not None:
            self._lines.restyle()
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
        if self._lines is not None:
            self._lines.set_lines(
                (curves.batch_at, batch),
                (self._smooth_at, self._smooth),
                (curves.epoch_at, epoch),
                (curves.epoch_at, held_out),
            )
            end = max(1.0, float(np.ceil(max(curves.end, curves.planned_end))))
            self._lines.set_ranges(end, *self._span(np.concatenate([batch if len(batch) else epoch, held_out])))
        self._say_values()

    def _span(self, values: Series) -> tuple[float, float]:
        """Return the values between which the axis goes."""
        values = values[np.isfinite(values)]
        if not len(values):
            return (0, 100) if self._accuracy else (0, 2.5)
        if self._accuracy:
            low = float(np.quantile(values, 0.05)) if len(values) > 100 else float(values.min())
            return min(90.0, float(np.floor(low / 10) * 10)), 100
        high = float(np.quantile(values, 0.97)) if len(values) > 100 else float(values.max())
        return 0, round_up(high)

    def _say_values(self) -> None:
        """Say the values under the cursor, or the newest ones, beside how each line is drawn."""
        curves = self._curves
        _, _, held_out = self._series()
        at = next((place for place in (self._pointer, self._moment) if place is not None), curves.end)
        name = _held_out(next((run for run in reversed(self._runs) if run.begin < at), curves))
        trained, held = float("nan"), float("nan")
        if len(self._smooth):
            index = min(int(np.searchsorted(self._smooth_at, at)), len(self._smooth) - 1)
            trained = float(self._smooth[index])
        done = int(np.searchsorted(curves.epoch_at, at + 1e-9, side="right"))
        if done:
            held = float(held_out[done - 1])
        self._train_value.setText(self._value(trained, tr("training")))
        self._held_out_value.setText(self._value(held, name))
        here = self._pointer is not None and not (np.isnan(trained) and np.isnan(held))
        self._title.setText(tr("epoch {epoch:.2f}", epoch=at) if here else self.accessibleName())

    def _value(self, value: float, name: str) -> str:
        if np.isnan(value):
            return name
        return tr("{value} {name}", value=f"{value:.1f}%" if self._accuracy else f"{value:.3f}", name=name)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Ask for the lines if they are not there."""
        super().paintEvent(event)
        if self._lines is None:
            QTimer.singleShot(0, self.lines_wanted.emit)

    @Slot(object)
    def _point_at(self, at: float | None) -> None:
        if at is not None:
            at = min(max(at, 0.0), self._curves.end) if self._curves.end > 0 else None
        self._pointer = at
        self._mark()

    @Slot()
    def _mark(self) -> None:
        if self._lines is not None:
            self._lines.set_cursor(self._moment if self._pointer is None else self._pointer)
        self._say_values()


def _held_out(curves: Curves) -> str:
    """Return what a run's held-out images are called."""
    return tr("test") if curves.held_out == "test" else tr("validation")
