"""Loss and accuracy of several runs laid on each other, and how one wants to see them."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QCheckBox, QGridLayout, QHBoxLayout, QLabel, QSlider, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.scale import round_up
from digitapp.core.runs.comparison import Axis, RunLine, along, smoothed
from digitapp.core.runs.curves import Curves, Series
from digitapp.i18n import mark, tr
from digitapp.views.parts.choice import Choice
from digitapp.views.parts.view import View, label
from digitapp.views.runs.run_words import curves_legend

if TYPE_CHECKING:
    from digitapp.views.runs.overlay_lines import OverlaidRun, OverlayLines

_AXES = {Axis.EPOCHS: mark("epochs"), Axis.STEPS: mark("batches"), Axis.SECONDS: mark("seconds")}
_WINDOWS = (1, 3, 10, 25, 50, 100, 250, 500)  # batches whose mean is drawn
_USUAL = 3


@dataclass(frozen=True, eq=False)
class _Overlaid:
    """What was made to be drawn of a run's curves, and how: in which colour, along which axis, how smooth."""

    curves: tuple[Curves, ...]
    how: tuple[int, Axis, int]
    loss: OverlaidRun
    accuracy: OverlaidRun


class OverlayPlots(View):
    """Shows RunLines, each in its colour."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[RunLine] = ()
        self._colours: Mapping[int, int] = {}
        self._drawn: list[OverlayLines] = []  # loss, accuracy; none of them without pyqtgraph
        self._overlaid_before: dict[int, _Overlaid] = {}
        self._axis, self._logarithmic = Choice(), QCheckBox()
        self._smooth_name, self._smooth, self._smoothed = QLabel(), QSlider(Qt.Orientation.Horizontal), QLabel()
        self._smooth.setRange(0, len(_WINDOWS) - 1)
        self._smooth.setPageStep(1)
        self._smooth.setValue(_USUAL)
        self._smooth.setMinimumWidth(64)
        self._smoothed.setFont(theme.number_font())
        self._titles = (label("title"), label("title"))
        self._legend = label("quiet")
        self._legend.setWordWrap(True)
        options = QHBoxLayout()
        options.setSpacing(theme.GRID)
        options.addWidget(self._axis)
        options.addWidget(self._logarithmic)
        options.addStretch()
        smoothing = QHBoxLayout()
        smoothing.setSpacing(theme.GRID)
        smoothing.addWidget(self._titles[0])
        smoothing.addStretch()
        for part in (self._smooth_name, self._smooth, self._smoothed):
            smoothing.addWidget(part)
        self._plots = QGridLayout()
        self._plots.setVerticalSpacing(2)
        self._plots.addLayout(smoothing, 0, 0)
        self._plots.addWidget(self._titles[1], 2, 0)
        for row in (1, 3):
            self._plots.setRowStretch(row, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID // 2)
        layout.addLayout(options)
        layout.addLayout(self._plots, 1)
        layout.addWidget(self._legend)
        self._axis.chosen.connect(self._draw)
        self._logarithmic.toggled.connect(self._draw)
        self._smooth.valueChanged.connect(self._smooth_otherwise)
        self.retranslate()
        if "pyqtgraph" in sys.modules:
            QTimer.singleShot(0, self, self.prepare)

    @Slot()
    def prepare(self) -> None:
        """Make ready for drawing, once, one plot and then the other: each takes 20 ms. This needs pyqtgraph."""
        from digitapp.views.runs.overlay_lines import OverlayLines  # here, so that the page is there before it is read

        if len(self._drawn) < 2:
            lines = OverlayLines()
            self._plots.addWidget(lines, 2 * len(self._drawn) + 1, 0)
            self._drawn.append(lines)
            self._draw()
            QTimer.singleShot(0, self, self.prepare)

    def set_lines(self, lines: Sequence[RunLine], colours: Mapping[int, int]) -> None:
        """Show these runs, each in the colour of this number."""
        self._lines, self._colours = tuple(lines), dict(colours)
        self._legend.setText(curves_legend(self._lines))
        self._draw()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._axis.set_choices(
            [tr(text) for text in _AXES.values()],
            [
                tr("Lay the curves on each other by epochs: how often each image was seen"),
                tr("Lay the curves on each other by batches: how often the weights were changed"),
                tr("Lay the curves on each other by seconds of training, without pauses and measuring"),
            ],
        )
        self._logarithmic.setText(tr("log loss"))
        self._logarithmic.setToolTip(tr("Draw the loss by its logarithm: small differences at the end are seen"))
        self._smooth_name.setText(tr("Smoothing"))
        tip = tr("The solid lines are the mean of so many batches")
        for part in (self._smooth_name, self._smooth, self._smoothed):
            part.setToolTip(tip)
        self._smooth.setAccessibleName(tr("Smoothing"))
        self._titles[0].setText(tr("Loss"))
        self._titles[1].setText(tr("Accuracy"))
        self._legend.setText(curves_legend(self._lines))
        self._draw()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        for lines in self._drawn:
            lines.restyle()

    @property
    def axis(self) -> Axis:
        """What the curves are laid on each other by."""
        return list(_AXES)[self._axis.current]

    @Slot()
    def _smooth_otherwise(self) -> None:
        self._draw()

    @Slot()
    def _draw(self) -> None:
        window = _WINDOWS[self._smooth.value()]
        self._smoothed.setText(tr("off") if window == 1 else str(window))
        self._smoothed.setMinimumWidth(self._smoothed.fontMetrics().horizontalAdvance("000 "))
        if not self._drawn:
            return
        logarithmic = self._logarithmic.isChecked()
        loss, accuracy = self._overlaid(window)
        high = round_up(_largest([part for run in loss for part in (run.values, run.held_out)], 0.97))
        least = _smallest([part for run in loss for part in (run.values, run.held_out)])
        low = min(90.0, _smallest([run.values for run in accuracy], 0.05))
        self._drawn[0].set_runs(loss, (max(least, 1e-4) if logarithmic else 0.0, high), logarithmic=logarithmic)
        if len(self._drawn) == 1:
            return
        self._drawn[1].set_runs(accuracy, (np.floor(low / 10) * 10, 100.0), logarithmic=False)
        self._drawn[1].name_axis(tr(_AXES[self.axis]))

    def _overlaid(self, window: int) -> tuple[list[OverlaidRun], list[OverlaidRun]]:
        """Return the loss and the accuracy of each run; what was made before of the same curves is not made anew."""
        found: dict[int, _Overlaid] = {}
        for line in self._lines:
            if line.number in self._colours and line.curves:
                how = (self._colours[line.number], self.axis, window)
                known = self._overlaid_before.get(line.number)
                if known is None or known.curves is not line.curves or known.how != how:
                    known = _Overlaid(line.curves, how, *self._overlay(line, window))
                found[line.number] = known
        self._overlaid_before = found
        return [known.loss for known in found.values()], [known.accuracy for known in found.values()]

    def _overlay(self, line: RunLine, window: int) -> tuple[OverlaidRun, OverlaidRun]:
        from digitapp.views.runs.overlay_lines import OverlaidRun

        curves = along(line.curves, self.axis, line.settings.batch_size)
        colour = self._colours[line.number]
        has_batches = len(curves.batch_at) > 0
        at = curves.batch_at if has_batches else curves.epoch_at
        loss = smoothed(curves.batch_loss, window) if has_batches else curves.loss
        accuracy = smoothed(curves.batch_accuracy, window) if has_batches else curves.accuracy
        return (
            OverlaidRun(colour, at, loss, curves.epoch_at, curves.val_loss),
            OverlaidRun(colour, at, accuracy * 100, curves.epoch_at, curves.val_accuracy * 100),
        )


def _largest(parts: Sequence[Series], quantile: float) -> float:
    """Return how high the values go, but for a few at the beginning."""
    return max((float(np.quantile(known, quantile)) for known in _known(parts)), default=2.5)


def _smallest(parts: Sequence[Series], quantile: float = 0.0) -> float:
    return min((float(np.quantile(known, quantile)) for known in _known(parts)), default=0.0)


def _known(parts: Sequence[Series]) -> list[Series]:
    return [values[np.isfinite(values)] for values in parts if np.isfinite(values).any()]
