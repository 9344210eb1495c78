"""The hidden layer: what each of its units computed, as a grid of colours."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.reading.reading import LayerReading, Reading
from digitapp.core.runs.run import LayerInfo, NetworkInfo
from digitapp.i18n import tr
from digitapp.views.parts import colour_maps
from digitapp.views.parts.choice import Choice
from digitapp.views.parts.colour_scale import ColourScale
from digitapp.views.parts.function_words import formula, short
from digitapp.views.parts.numbers import number
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.unit_grid import UnitGrid
from digitapp.views.parts.view import View, label


class HiddenLayerView(View):
    """Shows a hidden layer's activations, or what they were before the activation function.

    Signals:
        layer_requested(layer): the person wants to see another hidden layer, counted from 0.
        unit_requested(unit): the person chose a unit of the layer shown.
        stage_changed(): it shows z now, or what the activation function made of it.
    """

    layer_requested = Signal(int)
    unit_requested = Signal(int)
    stage_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: NetworkInfo | None = None
        self._reading: Reading | None = None
        self._layer = 0
        self._show_z = False
        self._hover = -1
        self._title = label("title")
        self._formula = label()
        self._shapes = Readout(theme.formula_font(), colour="quiet")
        self._layers = Choice()
        self._stage = Choice()
        self._grid = UnitGrid()
        self._counts = Readout()
        self._scale = ColourScale()
        self._formula.setFont(theme.formula_font())

        header = QHBoxLayout()
        header.setSpacing(theme.GRID)
        header.addWidget(self._title)
        header.addWidget(self._formula)
        header.addWidget(self._shapes, 1)
        header.addWidget(self._layers)
        header.addWidget(self._stage)
        footer = QHBoxLayout()
        footer.addWidget(self._counts, 1)
        footer.addWidget(self._scale)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addLayout(header)
        layout.addWidget(self._grid, 1)
        layout.addLayout(footer)

        self._layers.chosen.connect(self.layer_requested)
        self._stage.chosen.connect(self._choose_stage)
        self._grid.hovered.connect(self._note_hover)
        self._grid.selected.connect(self.unit_requested)
        self.retranslate()

    @Slot(object)
    def set_network(self, info: NetworkInfo) -> None:
        """Show this network's layers."""
        self._info = info
        self._layer = min(self._layer, len(info.shown) - 1)
        self._name_layers()

    @Slot(object)
    def set_reading(self, reading: Reading | None) -> None:
        """Show what the layer computed in this reading; None shows all units off."""
        self._reading = reading
        self._show_numbers()

    @Slot(int, int)
    def set_selection(self, layer: int, unit: int) -> None:
        """Show this hidden layer and mark this unit of it, or none (-1)."""
        self._layer = layer
        self._layers.set_current(layer)
        self._grid.set_selection(unit)
        self._show_layer()

    def show_z(self, show: bool) -> None:
        """Show z, or what the activation function made of it."""
        if show != self._show_z:
            self._choose_stage(0 if show else 1)

    @Slot(int)
    def _choose_stage(self, index: int) -> None:
        self._show_z = index == 0
        self._show_layer()
        self.stage_changed.emit()

    @property
    def shows_z(self) -> bool:
        """Whether it shows what was there before the activation function."""
        return self._show_z

    @Slot(int)
    def _note_hover(self, unit: int) -> None:
        self._hover = unit
        self._show_counts()

    def in_numbers(self) -> str:
        """Return how many units are on, or what the unit under the pointer computed."""
        return self._counts.text

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("Hidden layer"))
        self._grid.setAccessibleName(tr("Units of the hidden layer"))
        self._name_layers()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self._grid.restyle()
        self._show_numbers()

    def _name_layers(self) -> None:
        info = self._info
        if info is None:
            return
        numbers = [str(index + 1) for index in range(len(info.shown))]
        tips = [
            tr("Hidden layer {number}: {units} units", number=index + 1, units=layer.units)
            for index, layer in enumerate(info.shown)
        ]
        self._title.setText(tr("Hidden layer") if info.hidden else tr("Output layer"))
        self._title.setToolTip("" if info.hidden else tr("This network has no hidden layer: each unit is a digit."))
        self._layers.set_choices(numbers, tips)
        self._layers.set_current(self._layer)
        self._layers.setVisible(len(info.shown) > 1)
        self._show_layer()

    def _show_layer(self) -> None:
        """Say which layer is shown, its formula and its shapes, and show its numbers."""
        if self._info is None:
            return
        info = self._info.shown[self._layer]
        inputs = "x" if self._layer == 0 else "h"
        self._stage.set_choices(
            ["z", short(info.function)],
            [
                tr("z = {x}·W + b, before the activation", x=inputs),
                _what_goes_on(info.function, is_output=not self._info.hidden),
            ],
        )
        self._stage.set_current(0 if self._show_z else 1)
        z = f"{inputs}·W + b"
        self._formula.setText(z if self._show_z else f"{short(info.function)}({z})")
        self._formula.setToolTip(_explain(info))
        self._shapes.set_text(f"(1, {info.inputs})·({info.inputs}, {info.units}) + ({info.units},)")
        self._shapes.setToolTip(
            tr("The shapes: one row of {inputs} numbers, times the kernel W, plus the bias b.", inputs=info.inputs)
        )
        self._grid.set_units(info.units)
        self._show_numbers()

    def _show_numbers(self) -> None:
        self._colour(self._layer_reading())
        self._show_counts()

    def _layer_reading(self) -> LayerReading | None:
        """Return what the layer shown computed; None without a drawing, or for the short time until it is read."""
        info = self._info
        if self._reading is None or info is None or self._layer >= len(self._reading.shown):
            return None
        layer = self._reading.shown[self._layer]
        return layer if layer.units == info.shown[self._layer].units else None

    def _colour(self, layer: LayerReading | None) -> None:
        values = None if layer is None else (layer.z if self._show_z else layer.activation)
        signed = self._show_z or (values is not None and float(values.min()) < 0)
        top = colour_maps.round_up(0.0 if values is None else colour_maps.largest(values))
        colours = colour_maps.signed if signed else colour_maps.magnitudes
        self._grid.set_colours(None if values is None else colours(values, top))
        self._scale.set_range(top, signed=signed)
        self._scale.setVisible(values is not None)

    def _show_counts(self) -> None:
        layer = self._layer_reading()
        if layer is None:
            self._counts.set_text(tr("Draw a digit to see which units go on."))
        elif 0 <= self._hover < layer.units:
            z, activation = float(layer.z[self._hover]), float(layer.activation[self._hover])
            text = tr("unit {unit}", unit=self._hover)
            values = f"z = {number(z)} · {short(layer.function)}(z) = {number(activation)}"
            self._counts.set_text(f"<b>{text}</b> · {values}")
        else:
            below = int(np.count_nonzero(layer.activation < 0))
            if self._info is not None and not self._info.hidden:
                text = tr("the digits' shares, which add up to 1")
            elif below:  # a function other than relu
                text = tr("<b>{on}</b> above zero · <b>{below}</b> below", on=layer.on, below=below)
            else:
                text = tr("<b>{on}</b> on · <b>{off}</b> at zero", on=layer.on, off=layer.units - layer.on)
            self._counts.set_text(text)


def _what_goes_on(function: str, *, is_output: bool) -> str:
    """Return what stands behind the name of the function."""
    if is_output:
        return tr("{function}(z), the probability of each digit", function=short(function))
    rule = formula(function)
    if not rule:
        return tr("{function}(z), what the next layer receives", function=short(function))
    return tr("{function}(z) = {rule}, what the next layer receives", function=short(function), rule=rule)


def _explain(info: LayerInfo) -> str:
    return tr(
        "Each of the {units} units multiplies its {inputs} inputs by its own weights W, adds them up, adds its bias b,"
        " and applies {function}.",
        units=info.units,
        inputs=info.inputs,
        function=info.function,
    )
