"""The film strip of a unit, and before and after a single step: of a weight, a unit and a layer."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSpinBox, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.film import Frame, StepChange
from digitapp.core.runs.film import UnitChange as Change
from digitapp.core.runs.way import Place
from digitapp.i18n import tr
from digitapp.views.parts import colour_maps
from digitapp.views.parts.numbers import number
from digitapp.views.parts.page import Page
from digitapp.views.parts.signed_map import SignedMap
from digitapp.views.parts.unit_grid import UnitGrid
from digitapp.views.parts.view import label
from digitapp.views.runs.film_strip import FilmStrip

_SIDE = 168  # pixels, six for each of the picture's


class FilmView(Page):
    """Shows Frames of a unit, and a StepChange.

    Signals:
        unit_requested(unit): the person wants to see this unit.
        place_requested(place): the person wants to go to this place on the way, in batches.
    """

    unit_requested = Signal(int)
    place_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer, self._unit, self._pixel = 0, 0, -1
        self._change: StepChange | None = None
        self._of_unit: Change | None = None
        self._at: Place | None = None
        self._title, self._chooser = label("title"), QSpinBox()
        self._strip_words, self._invitation = label("quiet"), label("quiet")
        self._step_title, self._previous, self._next = label("title"), QPushButton(), QPushButton()
        self._maps = tuple(SignedMap(_SIDE) for _ in range(3))
        self._captions = tuple(label("quiet") for _ in range(3))
        self._of_weight, self._of_unit_words, self._of_layer = label(), label(), label()
        self.strip, self.grid = FilmStrip(), UnitGrid()
        for text in (self._invitation, self._strip_words, self._of_weight, self._of_unit_words, self._of_layer):
            text.setWordWrap(True)
        head, step = QHBoxLayout(), QHBoxLayout()
        for row, parts in ((head, (self._title, self._chooser)), (step, (self._step_title,))):
            row.setSpacing(theme.GRID)
            for part in parts:
                row.addWidget(part)
            row.addStretch()
        step.addWidget(self._previous)
        step.addWidget(self._next)
        pictures = QGridLayout()
        pictures.setHorizontalSpacing(theme.GRID)
        pictures.setVerticalSpacing(2)
        for column, (caption, picture) in enumerate(zip(self._captions, self._maps, strict=True)):
            pictures.addWidget(caption, 0, column)
            pictures.addWidget(picture, 1, column)
        unit, layer = QVBoxLayout(), QVBoxLayout()
        unit.addLayout(pictures)
        unit.addWidget(self._of_weight)
        unit.addWidget(self._of_unit_words)
        unit.addStretch()
        layer.addWidget(self._of_layer)
        layer.addWidget(self.grid, 1)
        self._below = QWidget()
        below = QHBoxLayout(self._below)
        below.setContentsMargins(0, 0, 0, 0)
        below.setSpacing(2 * theme.GRID)
        below.addLayout(unit)
        below.addLayout(layer, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addLayout(head)
        layout.addWidget(self._invitation)
        layout.addWidget(self.strip)
        layout.addWidget(self._strip_words)
        layout.addLayout(step)
        layout.addWidget(self._below, 1)
        layout.addStretch()
        self._chooser.valueChanged.connect(self.unit_requested)
        self.grid.selected.connect(self.unit_requested)
        self.strip.place_requested.connect(self.place_requested)
        self._previous.clicked.connect(self._ask_for_previous)
        self._next.clicked.connect(self._ask_for_next)
        for picture in self._maps:
            picture.pointed.connect(self._point)
        self.retranslate()

    @Slot(int, int)
    def set_unit(self, layer: int, unit: int) -> None:
        """Show this unit, both from 0."""
        self._layer, self._unit = layer, unit
        self._chooser.blockSignals(True)
        self._chooser.setMaximum(max(self._chooser.maximum(), unit))
        self._chooser.setValue(unit)
        self._chooser.blockSignals(False)
        self._say()

    def set_units(self, units: int) -> None:
        """Say how many units the layer has."""
        self._chooser.blockSignals(True)
        self._chooser.setMaximum(max(units - 1, 0))
        self._chooser.blockSignals(False)

    @Slot(object)
    def set_frames(self, frames: Sequence[Frame]) -> None:
        """Show the unit at these moments."""
        self.strip.set_frames(frames)
        self._say()

    @Slot(object)
    def set_place(self, place: Place | None) -> None:
        """Mark where one is on the way."""
        self._at = place
        self.strip.set_place(-1 if place is None else place.place)
        self._say()

    @Slot(object)
    def set_step(self, change: StepChange | None) -> None:
        """Show what the step did; None while that is not known."""
        self._change = change
        self._say()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._invitation.setText(
            tr(
                "Train a network (F5): the weights of a unit over the run will stand here, from the random start to the"
                " end, and below what a single batch changes in them."
            )
        )
        self._chooser.setAccessibleName(tr("Unit"))
        self._previous.setText(tr("Batch before"))
        self._next.setText(tr("Batch after"))
        for caption, text in zip(self._captions, (tr("before"), tr("change"), tr("after")), strict=True):
            caption.setText(text)
        self.grid.setAccessibleName(tr("How much each unit of the layer changed"))
        self.grid.setToolTip(tr("One cell for each unit: how much this step changed it. Click one to see it."))
        self.setWhatsThis(
            tr("A unit's weights over the run, and what the step to the timeline's moment did; a click goes there.")
        )
        self._say()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self.grid.restyle()
        self._say()

    def _say(self) -> None:
        there = bool(self.strip.marked >= 0)
        for part in (self.strip, self._strip_words, self._step_title, self._previous, self._next):
            part.setVisible(there)
        self._invitation.setVisible(not there)
        self._title.setText(tr("Layer {layer}, unit", layer=self._layer + 1))
        self._strip_words.setText(
            tr(
                "Below each picture the batch; red for weights above 0, blue below, the strongest ±{top:g}.",
                top=self.strip.top,
            )
        )
        change = self._change
        self._of_unit = None if change is None else change.of_unit(self._layer, self._unit)
        self._below.setVisible(there and self._of_unit is not None)
        if change is None or self._of_unit is None:
            self._step_title.setText(tr("One step: pause or go to a moment of the run to see it."))
            return
        self._step_title.setText(tr("The step of batch {batch}, loss {loss:.3f}", batch=change.batch, loss=change.loss))
        self._show_unit(self._of_unit)
        self._show_layer(change)

    def _show_unit(self, of_unit: Change) -> None:
        top = colour_maps.round_up(max(colour_maps.largest(of_unit.before), colour_maps.largest(of_unit.after)))
        for picture, values, strongest in zip(
            self._maps, (of_unit.before, of_unit.change, of_unit.after), (top, None, top), strict=True
        ):
            picture.set_values(values, strongest)
        length = float((of_unit.before**2).sum()) ** 0.5
        share = float((of_unit.change**2).sum()) ** 0.5 / length if length else 0.0
        self._of_unit_words.setText(
            tr(
                "This unit: its weights changed by {share:.3%} of their length, the strongest colour of the change is"
                " ±{top:g}; bias {before} → {after}.",
                share=share,
                top=self._maps[1].top,
                before=number(of_unit.bias_before, 4),
                after=number(of_unit.bias_after, 4),
            )
        )
        self._show_weight()

    def _show_weight(self) -> None:
        of_unit, place = self._of_unit, self._pixel
        if of_unit is None:
            return
        if not 0 <= place < len(of_unit.before):
            place = int(abs(of_unit.change).argmax())
        before, after = float(of_unit.before[place]), float(of_unit.after[place])
        self._of_weight.setText(
            tr(
                "Weight {place}: {before} → {after}, change {change}",
                place=place,
                before=number(before, 4),
                after=number(after, 4),
                change=number(after - before, 5),
            )
        )

    def _show_layer(self, change: StepChange) -> None:
        layer = change.layers[self._layer]
        self.grid.set_units(len(layer.of_units))
        self.grid.set_colours(colour_maps.magnitudes(layer.of_units, float(layer.of_units.max()) or 1.0))
        self.grid.set_selection(self._unit)
        self._of_layer.setText(
            tr(
                "The layer: its weights changed by {share:.3%} of their length; the unit that changed most by"
                " {most:.2%}; {unchanged} of {units} units not at all.",
                share=layer.share,
                most=float(layer.of_units.max()),
                unchanged=layer.unchanged,
                units=len(layer.of_units),
            )
        )

    @Slot(int)
    def _point(self, place: int) -> None:
        """Say of the weight under the pointer what the step did to it; of the one that changed most without one."""
        self._pixel = place
        self._show_weight()

    @Slot()
    def _ask_for_previous(self) -> None:
        if self._at is not None:
            self.place_requested.emit(max(self._at.place - 1, 0))

    @Slot()
    def _ask_for_next(self) -> None:
        if self._at is not None:
            self.place_requested.emit(self._at.place + 1)
