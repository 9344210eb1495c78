"""A step's numbers as pictures: what goes in and what comes out, and what helps to understand that kind of step."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.steps import Kind, Step
from digitapp.core.reading.reading import Vector
from digitapp.core.runs.unit_changes import Changes, common_bias
from digitapp.i18n import tr
from digitapp.views.parts.close_up import CloseUp
from digitapp.views.parts.number_grid import NumberGrid, columns_for
from digitapp.views.parts.product_figure import ProductFigure
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.relu_bench import ReluBench
from digitapp.views.parts.roll_out import RollOut
from digitapp.views.parts.shape_bench import ShapeBench
from digitapp.views.parts.signed_map import SignedMap
from digitapp.views.parts.view import View

_MAP = 140  # pixels, five for each of the picture's


class StepFigure(View):
    """Shows a Step: two grids of numbers, or the picture close up, or its rows on their way into one row.

    Signals:
        pointed(place): the person points at a number that comes out.

    Attributes:
        bench: tries out the activation function.
        product: the dot product of many pictures.
    """

    pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._step: Step | None = None
        self._place = 0
        self._changes: Changes = {}
        self._before, self._after = NumberGrid(), NumberGrid()
        self._before_name, self._after_name = Readout(colour="quiet"), Readout(colour="quiet")
        self._close_up, self._close_up_name = CloseUp(), Readout(colour="quiet")
        self._roll_out, self.bench, self.product = RollOut(), ReluBench(), ProductFigure()
        self._shape = ShapeBench()
        self._maps = [SignedMap(_MAP) for _ in range(3)]
        self._map_names = [Readout(theme.formula_font(), colour="quiet") for _ in range(3)]
        self._maps_row = QWidget()
        self._lay_out()
        for part in (self._before, self._after, self._roll_out):
            part.pointed.connect(self.pointed)
        self.product.unit_chosen.connect(self.pointed)
        self.retranslate()

    def _lay_out(self) -> None:
        self._columns = columns = QHBoxLayout()
        columns.setSpacing(3 * theme.GRID)
        for heading, part in (
            (self._before_name, self._before),
            (self._after_name, self._after),
            (self._close_up_name, self._close_up),
        ):
            column = QVBoxLayout()
            column.setSpacing(theme.GRID // 2)
            column.addWidget(heading)
            column.addWidget(part, 1)
            columns.addLayout(column, 1)
        columns.addWidget(self.bench, 1)
        maps = QHBoxLayout(self._maps_row)
        maps.setContentsMargins(0, 0, 0, 0)
        for heading, picture in zip(self._map_names, self._maps, strict=True):
            column = QVBoxLayout()
            column.addWidget(picture)
            column.addWidget(heading)
            maps.addLayout(column)
        maps.addWidget(self.product, 1)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.GRID)
        whole.addLayout(columns, 1)
        whole.addWidget(self._roll_out, 1)
        whole.addWidget(self._shape)
        whole.addWidget(self._maps_row)

    def set_step(self, step: Step | None, place: int) -> None:
        """Show this step and frame this number that comes out; None shows nothing."""
        self._step, self._place = step, place
        kind = None if step is None else step.kind
        picture, flat = kind is Kind.PICTURE, kind is Kind.FLATTEN
        grid = step is not None and not flat
        for parts, shown in (
            ((self._after, self._after_name), grid),
            ((self._before, self._before_name), grid and not picture),
            ((self._close_up, self._close_up_name), picture),
            ((self._roll_out, self._shape), flat),
            ((self.bench,), kind is Kind.FUNCTION),
            ((self._maps_row,), step is not None and step.weights is not None),
            ((self.product,), kind is Kind.DOT),
        ):
            for part in parts:
                part.setVisible(shown)  # once with its final value: showing and hiding lays everything out anew
        for number, shown in enumerate((grid and not picture, grid, picture, kind is Kind.FUNCTION)):
            self._columns.setStretch(number, int(shown))
        if not flat:
            self._roll_out.stop()
        if step is None:
            return
        self._show_numbers(step, place)
        if step.weights is not None:
            self._show_maps(step, place, step.weights[:, place])

    def _show_numbers(self, step: Step, place: int) -> None:
        if step.kind is Kind.FLATTEN:
            self._roll_out.set_values(step.after, place)
            return
        if step.kind is Kind.FUNCTION:
            self.bench.set_layer(step.function, step.before, step.after)
            self._show_bias(step)
        ink_before = step.kind is Kind.DOT and step.layer == 0
        self._before.set_values(step.before, columns_for(len(step.before)), ink=ink_before)
        self._after.set_values(step.after, columns_for(len(step.after)), ink=step.kind is Kind.PICTURE)
        if step.kind is Kind.PICTURE:
            self._close_up.set_values(step.after, place)
        same = len(step.before) == len(step.after)
        self._before.point_at(int(step.amount) if step.kind is Kind.LOSS else place if same else -1)
        self._after.point_at(place)
        before = tr("in: {count} numbers, ±{top:g}", count=len(step.before), top=self._before.top)
        self._before_name.set_text(before)
        self._after_name.set_text(tr("out: {count} numbers, ±{top:g}", count=len(step.after), top=self._after.top))
        if step.kind is Kind.PICTURE:
            self._after_name.set_text(tr("The picture: point at a pixel."))

    def _show_maps(self, step: Step, place: int, weights: Vector) -> None:
        gradient = step.kind is Kind.WEIGHT_GRADIENT
        dot = step.kind is Kind.DOT
        if dot:
            self.product.set_product(step.before, step.after, place, step.layer)
        other = self.product.row_values if dot else None  # of another picture than the drawing
        before = step.before if other is None else other
        shown = (weights, None, None) if gradient else (before, weights, before * weights)
        came = "x" if step.layer == 0 else f"a{step.layer}" if step.kind is Kind.DOT else f"dL/dz{step.layer + 1}"
        came += f"[{self.product.row}]" if other is not None else ""
        names = (f"dL/dW[:, {place}]", "", "") if gradient else (came, f"W[:, {place}]", f"{came}·W")
        ink = dot and step.layer == 0
        for number, (values, name) in enumerate(zip(shown, names, strict=True)):
            picture, heading = self._maps[number], self._map_names[number]
            picture.setVisible(values is not None)
            picture.set_values(values, ink=ink and number == 0)
            picture.outline(before if ink and number == 2 else None)
            heading.set_text(name and (name if ink and number == 0 else f"{name} ±{picture.top:g}"))

    @Slot(object)
    def set_changes(self, changes: Changes) -> None:
        """Note which units are changed for a while."""
        self._changes = changes
        if self._step is not None and self._step.kind is Kind.FUNCTION:
            self._show_bias(self._step)

    def _show_bias(self, step: Step) -> None:
        """Let the bench, which serves all layers, show what is added to the b of this one."""
        self.bench.set_bias(common_bias(self._changes, step.layer, len(step.after)))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._before.setAccessibleName(tr("Numbers that go in"))
        self._after.setAccessibleName(tr("Numbers that come out"))
        self._close_up.setAccessibleName(tr("The numbers around the pixel"))
        self._close_up_name.set_text(tr("Close up, with rows and columns counted from 0"))
        if self._step is not None:
            self.set_step(self._step, self._place)
