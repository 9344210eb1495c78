"""A unit of the first layer that the person paints: its weights with pens, its b, and who hears it."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QUndoCommand, QUndoStack

from digitapp.core.inside.painting import (
    PaintedUnit,
    Pen,
    PenStroke,
    Point,
    explain_sum,
    smoothed,
    template,
)
from digitapp.core.inside.scale import largest, round_up
from digitapp.core.inside.unit_trial import unit_numbers
from digitapp.core.reading.reading import Vector
from digitapp.core.runs.unit_changes import UnitChange
from digitapp.state.inside.judging import Judging, UnitQuestion
from digitapp.state.reading.reader import Reader
from digitapp.state.runs.by_hand import ByHand
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History

_PALEST = 0.25  # of the own weights' scale, to which that of painted ones may go down
FRAME = 33  # milliseconds between two looks at a stroke under the pen
_STROKE, _BIAS, _OUTGOING = -1, 1, 2  # what is done in one go is taken back in one go


class Painter(QObject):
    """Changes one unit for a while, as History.change_units does it, and tells what that unit is like then.

    Signals:
        changed(unit): a PaintedUnit.
        summed(sum): a PaintedSum of the drawing; None without one.
        judged(verdict): a Verdict; None while none is known.
        undo_changed(): something else can be taken back, or made again.
    """

    changed = Signal(object)
    summed = Signal(object)
    judged = Signal(object)
    undo_changed = Signal()

    def __init__(
        self,
        history: History,
        reader: Reader,
        datasets: Datasets,
        by_hand: ByHand,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._history, self._reader, self._by_hand = history, reader, by_hand
        self._judging = Judging(datasets, self)
        self.undo_stack = QUndoStack(self)
        self._unit = 0
        self._watched = False
        self._run = history.run.number
        self._stroke: PenStroke | None = None
        self._wanted: Vector | None = None  # the weights under the pen, which are not shown yet
        self._before = UnitChange()  # that stroke
        self._frame = QTimer(self, singleShot=True, interval=FRAME)
        self._frame.timeout.connect(self._show_stroke)
        self.failed = self._judging.failed
        self._judging.judged.connect(self.judged)
        self.undo_stack.indexChanged.connect(self.undo_changed)
        history.moment_changed.connect(self.refresh)
        history.changed.connect(self._fit)
        reader.reading_changed.connect(self._sum_up)

    @property
    def unit(self) -> int:
        """Which unit of the first layer, from 0."""
        return self._unit

    @Slot(bool)
    def watch(self, watched: bool) -> None:
        """Tell of the unit from now on, or no longer."""
        self._watched = watched
        if watched:
            self.refresh()
            self._sum_up()
        else:
            self.end_stroke()
            self._judging.forget()

    @Slot(int)
    def choose(self, unit: int) -> None:
        """Paint another unit; what was painted stays."""
        self.end_stroke()
        self._unit = unit
        self.refresh()
        self._sum_up()

    # What is painted

    def begin_stroke(self, pen: Pen, point: Point) -> None:
        """Set a pen down."""
        self.end_stroke()
        self._before = self._change
        self._stroke = PenStroke(pen, self._numbers[0])
        self.draw_to(point)

    def draw_to(self, point: Point) -> None:
        """Move the pen; what it paints is read with at most thirty times a second."""
        if self._stroke is not None:
            self._wanted = self._stroke.to(point)
            if not self._frame.isActive():
                self._show_stroke()
                self._frame.start()

    @Slot()
    def end_stroke(self) -> None:
        """Lift the pen."""
        stroke, self._stroke = self._stroke, None
        if stroke is not None:
            self._frame.stop()
            wanted, self._wanted = self._wanted, None
            after = self._change if wanted is None else self._with_weights(wanted)
            self._push(self._before, after)

    @Slot(float)
    def set_bias(self, bias: float) -> None:
        """Give the unit this b."""
        self.end_stroke()
        own = self._history.moment.network.dense_layers[0].bias
        if own is not None:
            self._push(self._change, replace(self._change, bias=bias - float(own[self._unit]), output=None), _BIAS)

    @Slot(int, float)
    def set_outgoing(self, place: int, weight: float) -> None:
        """Let a unit of the next layer hear this one with another weight."""
        self.end_stroke()
        change = self._change
        others = tuple(pair for pair in change.outgoing if pair[0] != place)
        self._push(change, replace(change, outgoing=(*others, (place, weight))), _OUTGOING + place)

    @Slot()
    def smooth(self) -> None:
        """Let each weight be the mean of its neighbourhood."""
        self._paint_over(smoothed(self._numbers[0]))

    @Slot()
    def start_from_zero(self) -> None:
        """Begin with weights of 0."""
        self._paint_over(np.zeros(len(self._numbers[0]), np.float32))

    @Slot(float)
    def start_from_drawing(self, strength: float) -> None:
        """Begin with the drawing as weights."""
        if (reading := self._reader.reading) is not None:
            self._paint_over(template(reading.inputs, strength))

    @Slot(int)
    def start_from_unit(self, unit: int) -> None:
        """Begin with another unit's weights and b."""
        first = self._history.moment.network.dense_layers[0]
        if 0 <= unit < first.units:
            change = self._with_weights(first.kernel[:, unit])
            if first.bias is not None:
                change = replace(change, bias=float(first.bias[unit]) - float(first.bias[self._unit]))
            self.end_stroke()
            self._push(self._change, change)

    @Slot()
    def start_from_own(self) -> None:
        """Begin with the unit as the network has it; other units stay changed."""
        self.end_stroke()
        self._push(self._change, UnitChange())

    @Slot()
    def undo(self) -> None:
        """Take the last change back; with the pen down, the stroke under it."""
        self.end_stroke()
        self.undo_stack.undo()

    @Slot()
    def redo(self) -> None:
        """Make the change that was taken back again."""
        self.end_stroke()
        self.undo_stack.redo()

    def put(self, unit: int, change: UnitChange) -> None:
        """Change a unit like this; what undo and redo do."""
        if unit != self._unit:
            self._unit = unit
            self._sum_up()
        self._history.change_units({(0, unit): change})

    # How it is told

    @Slot()
    def refresh(self) -> None:
        """Tell what the unit is like, and have it judged, if somebody looks."""
        self._unit = min(self._unit, self._history.moment.network.dense_layers[0].units - 1)
        if not self._watched:
            return
        history = self._history
        first = history.in_use.network.dense_layers[0]
        own = history.moment.network.dense_layers[0].kernel[:, self._unit]
        weights, bias, outgoing = self._numbers
        top = round_up(max(largest(weights), _PALEST * largest(own)))
        kept = None if self._by_hand.kept is None else self._by_hand.kept.network
        self.changed.emit(
            PaintedUnit(
                self._unit,
                first.units,
                weights,
                bias,
                outgoing,
                first.bias is not None,
                first.activation.name,
                bool(history.changes),
                top,
                None if kept is None or kept.dense_layers[0].units <= self._unit else unit_numbers(kept, self._unit)[0],
            )
        )
        others = {unit: change for unit, change in history.changes.items() if unit != (0, self._unit)}
        self._judging.ask(UnitQuestion(history.moment, others, self._unit, weights, bias, outgoing))

    @property
    def _numbers(self) -> tuple[Vector, float, Vector]:
        return unit_numbers(self._history.in_use.network, self._unit)

    @property
    def _change(self) -> UnitChange:
        return self._history.changes.get((0, self._unit), UnitChange())

    def _with_weights(self, weights: Vector) -> UnitChange:
        return replace(self._change, weights=tuple(enumerate(weights.tolist())), factor=1.0, output=None)

    def _paint_over(self, weights: Vector) -> None:
        self.end_stroke()
        self._push(self._change, self._with_weights(weights))

    def _push(self, before: UnitChange, after: UnitChange, kind: int = _STROKE) -> None:
        if before != after:
            self.undo_stack.push(_Painted(self, self._unit, before, after, kind))

    @Slot()
    def _show_stroke(self) -> None:
        if self._wanted is not None:
            wanted, self._wanted = self._wanted, None
            self._frame.start()
            self._history.change_units({(0, self._unit): self._with_weights(wanted)})

    @Slot()
    def _sum_up(self) -> None:
        reading = self._reader.reading
        if not self._watched:
            return
        if reading is None or self._unit >= reading.layers[0].units:
            self.summed.emit(None)
            return
        self.summed.emit(explain_sum(reading, self._unit))

    @Slot()
    def _fit(self) -> None:
        """Forget what was painted on another network."""
        if self._history.run.number != self._run:
            self._run = self._history.run.number
            self._stroke = self._wanted = None
            self._frame.stop()
            self.undo_stack.clear()
            self.refresh()


class _Painted(QUndoCommand):
    """A unit is changed otherwise than before; a slider's movements are one."""

    def __init__(self, painter: Painter, unit: int, before: UnitChange, after: UnitChange, kind: int) -> None:
        super().__init__()
        self._painter, self._unit, self._before, self._after, self._kind = painter, unit, before, after, kind

    def redo(self) -> None:
        """Do it."""
        self._painter.put(self._unit, self._after)

    def undo(self) -> None:
        """Take it back."""
        self._painter.put(self._unit, self._before)

    def id(self) -> int:
        """Return what it may be one with: -1 for nothing."""
        return self._kind

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Be one with the next movement of the same slider."""
        if not isinstance(other, _Painted) or other._unit != self._unit:
            return False
        self._after = other._after
        return True
