"""The diagram: input, hidden units and output as nodes, and the lines between them that count most for the drawing."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QStackedLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.diagram import FEWEST, MOST, USUAL, Diagram, diagram_table, has_lines
from digitapp.i18n import tr
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.network_figure import NetworkFigure
from digitapp.views.parts.numbers import number
from digitapp.views.parts.page import Page
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.view import label


class DiagramView(Page):
    """Shows a Diagram.

    Signals:
        count_requested(count): so many lines between two layers are wanted.
        unit_requested(layer, unit): the person chose this unit of this hidden layer, from 0.
    """

    count_requested = Signal(int)
    unit_requested = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._diagram: Diagram | None = None
        self._node = (-1, -1)
        self._figure, self._said = NetworkFigure(), Readout()
        self._count_name, self._count, self._counted = QLabel(), QSlider(Qt.Orientation.Horizontal), QLabel()
        self._count.setRange(FEWEST, MOST)
        self._count.setValue(USUAL)
        self._count.setMaximumWidth(240)
        self._words, self._hint = label("quiet"), label("quiet")
        self._words.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        top = QHBoxLayout()
        for part in (self._count_name, self._count, self._counted):
            top.addWidget(part)
        top.addStretch()
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addLayout(top)
        column.addWidget(self._figure, 1)
        column.addWidget(self._said)
        column.addWidget(self._words)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(whole)
        self._count.valueChanged.connect(self._choose_count)
        self._figure.followed.connect(self._say)
        self._figure.chosen.connect(self._choose)
        self.retranslate()

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives the lines as CSV."""
        return None if self._diagram is None else partial(diagram_table, self._diagram)

    @Slot(object)
    def set_diagram(self, diagram: Diagram | None) -> None:
        """Show this; None says what is missing."""
        self._diagram = diagram
        self._stack.setCurrentIndex(0 if diagram is None else 1)
        self._figure.set_diagram(diagram)
        self._say(*self._node)

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self._figure.restyle()

    @Slot(int)
    def _choose_count(self, count: int) -> None:
        self._counted.setText(str(count))
        self.count_requested.emit(count)

    @Slot(int, int)
    def _choose(self, layer: int, node: int) -> None:
        if self._diagram is not None and 0 < layer < len(self._diagram.activations) - 1:
            self.unit_requested.emit(layer - 1, node)

    @Slot(int, int)
    def _say(self, layer: int, node: int) -> None:
        """Say what a node is, with its numbers."""
        self._node = (layer, node)
        diagram = self._diagram
        if diagram is None or layer < 0 or node >= len(diagram.activations[min(layer, len(diagram.z))]):
            self._said.set_text(tr("Point at a node to follow its paths; all other lines are dimmed then."))
            return
        value = float(diagram.activations[layer][node])
        z = float(diagram.z[layer - 1][node]) if layer else 0.0
        if layer == 0:
            text = tr(
                "pixel {index}: row {row}, column {column} (from 0)", index=node, row=node // 28, column=node % 28
            )
            text = f"{text}: x = {number(value)}"
        elif layer == len(diagram.z):
            text = f"{tr('digit {digit}', digit=class_name(node))}: z = {number(z)}, p = {value:.1%}"
        else:
            text = f"{tr('Unit {unit}', unit=node)}: z = {number(z)}, a = {number(value)}"
        if not has_lines(diagram, layer, node):
            text += ".  " + tr("None of its lines is among the {count} strongest.", count=self._count.value())
        self._said.set_text(text)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._hint.setText(tr("Draw a digit to see which lines it takes through the network."))
        self._count_name.setText(tr("Lines between two layers"))
        self._count.setAccessibleName(tr("Lines between two layers"))
        self._count.setToolTip(tr("Only the largest terms, activation times weight, are drawn."))
        self._counted.setText(str(self._count.value()))
        self._figure.setAccessibleName(tr("The diagram"))
        self._words.setText(
            tr(
                "Every pixel is joined to every hidden unit, and every unit to every digit; a line is a weight. Drawn"
                " are those that say most to a unit that is on, activation times weight: red for, blue against."
                " Grey nodes are exactly 0."
            )
        )
        self._say(*self._node)
