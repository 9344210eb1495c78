"""Being a unit: its weights to paint, its b to slide, and what it fires for, while one paints."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.painting import PaintedSum, PaintedUnit, Point, weights_table
from digitapp.core.inside.unit_trial import Verdict
from digitapp.core.reading.reading import Vector
from digitapp.i18n import tr
from digitapp.views.inside.painter_results import PainterResults
from digitapp.views.inside.painter_tools import PainterTools
from digitapp.views.inside.weight_canvas import SIDE, WeightCanvas
from digitapp.views.parts.number_slider import NumberSlider
from digitapp.views.parts.outgoing_bars import OutgoingBars
from digitapp.views.parts.page import Page
from digitapp.views.parts.view import label

_LEAST, _LARGEST = 8 * SIDE, 20 * SIDE  # pixels of the canvas
_RESULTS, _BELOW = 380, 224  # pixels of width and height that the canvas leaves
_MOST_B = 20.0


class PainterView(Page):
    """Shows a PaintedUnit and lets the person paint it.

    Signals:
        unit_chosen(unit): another unit is to be painted.
        stroke_begun(pen, point), stroke_moved(point), stroke_ended(): where the pen goes.
        bias_asked(b), outgoing_asked(place, weight): this number is to be set.
        own_requested(), zero_requested(), drawing_requested(strength), copy_requested(unit): what to begin with.
        smooth_requested(), undo_requested(), redo_requested(), back_requested(): as they say.
        train_requested(): the network is to be trained on from it.
        image_chosen(number): the network is to read this test image now.
    """

    unit_chosen = Signal(int)
    stroke_begun = Signal(object, object)
    stroke_moved = Signal(object)
    stroke_ended = Signal()
    bias_asked = Signal(float)
    outgoing_asked = Signal(int, float)
    own_requested = Signal()
    zero_requested = Signal()
    drawing_requested = Signal(float)
    copy_requested = Signal(int)
    smooth_requested = Signal()
    undo_requested = Signal()
    redo_requested = Signal()
    back_requested = Signal()
    train_requested = Signal()
    image_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit: PaintedUnit | None = None
        self._busy = False
        self._unit_name, self._number = QLabel(), QSpinBox()
        self._words = label("quiet")
        self._words.setWordWrap(True)
        self._tools, self._canvas = PainterTools(), WeightCanvas(12 * SIDE)
        self._bias = NumberSlider("b", -_MOST_B, _MOST_B)
        self._start_name, self._other = label("quiet"), QSpinBox()
        self._starts = [QPushButton() for _ in range(4)]
        self._scale = label("quiet")
        self._smooth, self._undo, self._redo = QPushButton(), QPushButton(), QPushButton()
        self._outgoing_name, self._outgoing = label("quiet"), OutgoingBars()
        self._back, self._train = QPushButton(), QPushButton()
        self.results = PainterResults()
        self._lay_out()
        self._connect()
        self.set_undo(undo=False, redo=False)
        self.retranslate()

    def _lay_out(self) -> None:
        starts = _row(self._unit_name, self._number, self._start_name, *self._starts, self._other)
        edits = _row(self._smooth, self._undo, self._redo)
        edits.addWidget(self._scale)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(theme.GRID // 2)
        for part in (self._tools, self._canvas):
            left.addWidget(part)
        left.addLayout(edits)
        left.addWidget(self._bias)
        left.addLayout(_row(self._train, self._back))
        left.addStretch()
        right.addWidget(self.results)
        right.addWidget(self._outgoing_name)
        right.addWidget(self._outgoing)
        right.addStretch()
        halves = QHBoxLayout()
        halves.setSpacing(3 * theme.GRID)
        halves.addLayout(left)
        halves.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addWidget(self._words)
        column.addLayout(starts)
        column.addLayout(halves)
        column.addStretch()

    def _connect(self) -> None:
        self._number.valueChanged.connect(self.unit_chosen)
        self._canvas.begun.connect(self._begin)
        self._canvas.moved.connect(self.stroke_moved)
        self._canvas.ended.connect(self.stroke_ended)
        self._canvas.key_pressed.connect(self._tools.press)
        self._canvas.undo_requested.connect(self.undo_requested)
        self._canvas.redo_requested.connect(self.redo_requested)
        self._tools.changed.connect(self._show_pen)
        self._bias.asked.connect(self.bias_asked)
        self._outgoing.asked.connect(self.outgoing_asked)
        own, zero, drawing, other = self._starts
        own.clicked.connect(self.own_requested)
        zero.clicked.connect(self.zero_requested)
        drawing.clicked.connect(self._ask_for_drawing)
        other.clicked.connect(self._ask_for_copy)
        for button, signal in (
            (self._smooth, self.smooth_requested),
            (self._undo, self.undo_requested),
            (self._redo, self.redo_requested),
            (self._back, self.back_requested),
            (self._train, self.train_requested),
        ):
            button.clicked.connect(signal)
        self.results.image_chosen.connect(self.image_chosen)

    def fit_into(self, room: QSize) -> None:
        """Let the canvas take the height that there is, and leave room for what the unit does."""
        side = min(room.height() - _BELOW, room.width() - _RESULTS) // SIDE * SIDE
        self._canvas.set_side(min(max(side, _LEAST), _LARGEST))
        self._tools.setMaximumWidth(self._canvas.width())
        self._bias.setMaximumWidth(self._canvas.width())

    @Slot(object)
    def set_unit(self, unit: PaintedUnit) -> None:
        """Show this."""
        self._unit = unit
        with QSignalBlocker(self._number):
            self._number.setRange(0, unit.units - 1)
            self._number.setValue(unit.unit)
        self._other.setRange(0, unit.units - 1)
        self._canvas.set_weights(unit.weights, unit.top)
        self._scale.setText(f"±{unit.top:g}")
        self._bias.set_value(unit.bias)
        self._bias.setEnabled(unit.has_bias)
        self._outgoing.set_weights(unit.outgoing)
        for part in (self._outgoing, self._outgoing_name):
            part.setVisible(len(unit.outgoing) > 0)
        self.results.set_unit(unit)
        self._offer()

    @Slot(object)
    def set_sum(self, found: PaintedSum | None) -> None:
        """Show what the drawing gives; None without one."""
        self.results.set_sum(found)

    @Slot(object)
    def set_verdict(self, verdict: Verdict | None) -> None:
        """Show what the test images give; None while that is not known."""
        self.results.set_verdict(verdict)

    def set_drawing(self, inputs: Vector | None) -> None:
        """Draw a line around the drawing's ink."""
        self._canvas.set_ink(inputs)
        self._starts[2].setEnabled(inputs is not None)

    def set_undo(self, *, undo: bool, redo: bool) -> None:
        """Say whether a change can be taken back, or made again."""
        self._undo.setEnabled(undo)
        self._redo.setEnabled(redo)

    def set_busy(self, busy: bool) -> None:
        """Say whether a training goes on."""
        self._busy = busy
        self.results.set_busy(busy)
        self._offer()

    def _offer(self) -> None:
        changed = self._unit is not None and self._unit.changed
        self._back.setEnabled(changed)
        self._train.setEnabled(changed and not self._busy)
        if self._busy:
            why = tr("A training goes on: stop it first (F8).")
        elif not changed:
            why = tr("Paint something first: then the network is trained on with your unit in it.")
        else:
            why = tr(
                "A new run begins with your unit in it and goes on with the settings of now. The network from before"
                " stays in the history."
            )
        self._train.setToolTip(why)

    @Slot(object, bool)
    def _begin(self, point: Point, erasing: bool) -> None:
        self.stroke_begun.emit(self._tools.eraser if erasing else self._tools.pen, point)

    @Slot()
    def _show_pen(self) -> None:
        self._canvas.set_radius(self._tools.radius)

    @Slot()
    def _ask_for_drawing(self) -> None:
        self.drawing_requested.emit(self._tools.strength)

    @Slot()
    def _ask_for_copy(self) -> None:
        self.copy_requested.emit(self._other.value())

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives the weights as CSV."""
        return None if self._unit is None else partial(weights_table, self._unit)

    def in_numbers(self) -> str:
        """Return the sum."""
        return self.results.in_numbers()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._unit_name.setText(tr("Unit"))
        self._number.setAccessibleName(tr("Unit"))
        self._words.setText(
            tr(
                "A unit is 784 weights and a b. Red where ink shall speak for it, blue where ink shall speak against"
                " it: then see for which digits it fires. Training finds all weights in this way, only by itself."
            )
        )
        self._canvas.setAccessibleName(tr("The unit's weights, to paint"))
        self._canvas.setWhatsThis(
            tr(
                "Paint with the mouse, or walk with the arrow keys and paint with the space bar. R, B and E choose a"
                " pen, [ and ] its width, + and − its strength. The line goes around the ink of your drawing."
            )
        )
        self._start_name.setText(tr("Begin with"))
        texts = (tr("the unit as it is"), tr("zeros"), tr("the drawing"), tr("a copy of unit"))
        tips = (
            tr("The weights that the network has for this unit."),
            tr("All weights 0: nothing counts."),
            tr("The drawing's ink as weights above 0, as strong as the pen: a template."),
            tr("The weights and the b of another unit."),
        )
        for button, text, tip in zip(self._starts, texts, tips, strict=True):
            button.setText(text)
            button.setToolTip(tip)
        self._other.setAccessibleName(tr("Unit to copy"))
        self._smooth.setText(tr("Smooth"))
        self._scale.setToolTip(tr("What the strongest red and the strongest blue stand for."))
        self._smooth.setToolTip(tr("Each weight becomes the mean of its neighbourhood."))
        self._undo.setText(tr("Undo"))
        self._undo.setToolTip(tr("Ctrl+Z, while the picture has the focus."))
        self._redo.setText(tr("Redo"))
        self._redo.setToolTip(tr("Ctrl+Shift+Z, while the picture has the focus."))
        self._bias.explain(tr("the bias b"), tr("What the unit adds to its sum: the larger, the more easily it fires."))
        self._outgoing_name.setText(tr("Who hears it: its weights to the next layer (drag a bar)"))
        self._outgoing.setAccessibleName(tr("Weights to the next layer"))
        self._outgoing.setToolTip(
            tr("Its activation times this weight goes into each score. Left and right choose, up and down change.")
        )
        self._back.setText(tr("Put everything back"))
        self._back.setToolTip(tr("The network as it is. What is saved or trained was never changed."))
        self._train.setText(tr("Train on from it"))
        self._offer()


def _row(*parts: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(theme.GRID)
    for part in parts:
        row.addWidget(part)
    row.addStretch()
    return row
