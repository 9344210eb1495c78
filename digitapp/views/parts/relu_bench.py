"""An activation function to try out: a number of one's own on its graph, and one added to every z of the layer."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.scale import round_up
from digitapp.core.reading.reading import Vector
from digitapp.i18n import tr
from digitapp.views.parts.activation_plot import ActivationPlot
from digitapp.views.parts.numbers import number
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.view import View, label

_TICKS = 100  # places of a slider to each side of 0
_MOST = 5.0  # what is added to b at most


class ReluBench(View):
    """Shows a function's graph with a dot that the person moves, and how many units are above 0.

    Signals:
        bias_requested(change): so much is to be added to the b of every unit of the layer, for a while.
        back_requested(): nothing is to be added any more.
        tried(x): the person put the dot at this x.
    """

    bias_requested = Signal(float)
    back_requested = Signal()
    tried = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._function, self._reach = "relu", 1.0
        self._z: Vector = np.zeros(1, np.float32)
        ends = np.array([-1.0, 0.0, 1.0], np.float32)
        self._graph: tuple[Vector, Vector] = ends, np.maximum(ends, 0)
        self._plot = ActivationPlot()
        self._plot.setMinimumHeight(120)
        self._x_name, self._x = QLabel("x"), QSlider(Qt.Orientation.Horizontal)
        self._b_name, self._b = QLabel(), QSlider(Qt.Orientation.Horizontal)
        for slider in (self._x, self._b):
            slider.setRange(-_TICKS, _TICKS)
        self._answer, self._count = Readout(theme.formula_font()), Readout()
        self._words, self._back = label("quiet"), QPushButton()
        self._words.setWordWrap(True)
        self._back.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID // 2)
        column.addWidget(self._plot, 1)
        column.addLayout(_row(self._x_name, self._x))
        column.addWidget(self._answer)
        column.addLayout(_row(self._b_name, self._b, self._back))
        column.addWidget(self._count)
        column.addWidget(self._words)
        self._x.valueChanged.connect(self._try)
        self._plot.moved.connect(self._move)
        self._b.valueChanged.connect(self._ask)
        self._back.clicked.connect(self._put_back)
        self.setMinimumWidth(248)
        self.retranslate()

    @property
    def tried_x(self) -> float:
        """Where the dot is."""
        return self._x.value() / _TICKS * self._reach

    def set_layer(self, function: str, z: Vector, activation: Vector) -> None:
        """Show this function, by what it made of a layer's z."""
        self._function, self._z = function, z
        self._reach = round_up(max(float(np.abs(z[np.isfinite(z)]).max(initial=0.0)), 1.0))
        line = np.linspace(-self._reach, self._reach, 129, dtype=np.float32)
        if function == "relu":
            self._graph = line, np.maximum(line, 0)
        else:
            order = np.argsort(z)
            self._graph = line, np.interp(line, z[order], activation[order]).astype(np.float32)
        self._show()

    @Slot(float)
    def set_bias(self, change: float) -> None:
        """Show what is added to every b."""
        with QSignalBlocker(self._b):
            self._b.setValue(round(change / _MOST * _TICKS))
        self._back.setEnabled(change != 0)
        self._show()

    @Slot(int)
    def _try(self, _: int) -> None:
        self._show()
        self.tried.emit(self.tried_x)

    @Slot(float)
    def _move(self, x: float) -> None:
        self._x.setValue(round(min(max(x / self._reach, -1.0), 1.0) * _TICKS))

    @Slot(int)
    def _ask(self, value: int) -> None:
        self._back.setEnabled(value != 0)
        if value:
            self.bias_requested.emit(value / _TICKS * _MOST)
        else:
            self.back_requested.emit()

    @Slot()
    def _put_back(self) -> None:
        self._b.setValue(0)

    def _show(self) -> None:
        x = float(f"{self.tried_x:.2f}")
        y = float(np.interp(x, *self._graph))
        self._plot.set_point(self._graph, x, self._z)
        inner = f"max({number(x, 2)}, 0)" if self._function == "relu" else f"{self._function}({number(x, 2)})"
        self._answer.set_text(f"y = {inner} = {number(y, 2)}")
        added = self._b.value() / _TICKS * _MOST
        self._count.set_text(
            tr(
                "b {sign} {added:.2f}: {below} of {all} units are at 0",
                sign="−" if added < 0 else "+",
                added=abs(added),
                below=int((self._z <= 0).sum()),
                all=len(self._z),
            )
        )

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._x.setAccessibleName(tr("A number to try"))
        self._x.setToolTip(tr("Slide it, or drag the dot on the graph: what does the function make of x?"))
        self._plot.setAccessibleName(tr("The graph of the function"))
        self._b_name.setText(tr("b of all units"))
        self._b.setAccessibleName(tr("b of all units"))
        self._b.setToolTip(tr("Adds the same number to the b of every unit of this layer, for a while."))
        self._back.setText(tr("Put back"))
        self._back.setToolTip(tr("The network as it is. What is saved or trained was never changed."))
        self._words.setText(tr("To the left every z falls below 0, and the cells go out one by one."))
        self._show()


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for part in parts:
        row.addWidget(part, int(isinstance(part, QSlider)))
    return row
