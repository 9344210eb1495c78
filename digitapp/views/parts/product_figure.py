"""The dot product as a figure: the tables x, W and y to scale, and a number of y with its row and its column."""

from __future__ import annotations

from PySide6.QtCore import QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSpinBox, QVBoxLayout, QWidget

from digitapp.core.inside.batch_product import MOST, BatchProduct, whole_sum
from digitapp.core.reading.reading import Vector
from digitapp.i18n import tr
from digitapp.views.parts.choice import Choice
from digitapp.views.parts.numbers import number
from digitapp.views.parts.product_tables import ProductTables
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.sum_window import SumWindow
from digitapp.views.parts.view import View

_REST = 200  # milliseconds without another number, after which its sum is written
_POST = 1  # W·x, with the pictures as columns


class ProductFigure(View):
    """Shows how x, W and y fit together, the way code writes it or the way books do, for a batch of n pictures.

    The first picture is the drawing; the others are real ones of the training set, as soon as they are there.

    Signals:
        batch_wanted(layer): the other pictures' numbers are wanted, for this layer.
        unit_chosen(unit): the person chose a number of y in this unit's column.
    """

    batch_wanted = Signal(int)
    unit_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way, self._n_name, self._n = Choice(), QLabel("n"), QSpinBox()
        self._n.setRange(1, MOST)
        self._all = QPushButton()
        self._tables, self._said = ProductTables(), Readout(colour="quiet")
        self._product: BatchProduct | None = None
        self._layer, self._row, self._unit = 0, 0, 0
        self._window: SumWindow | None = None
        self._later = QTimer(self, singleShot=True, interval=_REST)
        self._later.timeout.connect(self._write_sum)
        row = QHBoxLayout()
        for part in (self._way, self._n_name, self._n):
            row.addWidget(part)
        row.addStretch()
        below = QHBoxLayout()
        below.addWidget(self._said, 1)
        below.addWidget(self._all)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(row)
        column.addWidget(self._tables, 1)
        column.addLayout(below)
        self._way.chosen.connect(self._draw)
        self._n.valueChanged.connect(self._draw)
        self._tables.chosen.connect(self._choose)
        self._all.clicked.connect(self._show_sum)
        self.retranslate()

    @property
    def shapes(self) -> tuple[str, str, str]:
        """The shapes of the three tables, from left to right."""
        return self._tables.shapes

    @property
    def layer(self) -> int:
        """The layer whose product is shown, from 0."""
        return self._layer

    @property
    def wants_batch(self) -> bool:
        """Whether more pictures than the drawing are to be seen, or the whole sum."""
        return self.isVisible() and (self._n.value() > 1 or (self._window is not None and self._window.isVisible()))

    @property
    def row(self) -> int:
        """Which picture's number of y is lit; 0 is the drawing."""
        return self._row

    @property
    def row_values(self) -> Vector | None:
        """What goes in for that picture, (inputs,); None where it is not known, or is the drawing."""
        product = self._product
        return product.x[self._row] if product is not None and 0 < self._row < len(product.x) else None

    def set_product(self, x: Vector, y: Vector, place: int, layer: int) -> None:
        """Show the product of the row x (inputs,) that makes y (units,), of which one number is lit."""
        known = self._product
        fits = known is not None and known.layer == layer and known.weights.shape == (len(x), len(y))
        self._layer, self._unit = layer, place
        if known is not None and fits:
            known.x[0], known.y[0] = x, y  # the drawing of now
            self._tables.set_tables(known.x, known.y, layer)
        else:
            self._product, self._row = None, 0
            self._tables.set_tables(x[None], y[None], layer)
            if self.wants_batch:
                self.batch_wanted.emit(layer)
        self._light()

    @Slot(object)
    def set_batch(self, product: BatchProduct) -> None:
        """Show these rows besides the drawing's."""
        if product.layer == self._layer:
            self._product = product
            self._tables.set_tables(product.x, product.y, product.layer)
            self._light()

    @Slot()
    def _draw(self) -> None:
        self._row = min(self._row, self._n.value() - 1)
        self._tables.arrange(self._n.value(), turned=self._way.current == _POST)
        self._light()
        if self.wants_batch and self._product is None:
            self.batch_wanted.emit(self._layer)

    @Slot(int, int)
    def _choose(self, row: int, unit: int) -> None:
        self._row, self._unit = row, unit
        self._light()
        self.unit_chosen.emit(unit)

    def _light(self) -> None:
        self._tables.light(self._row, self._unit)
        if self._window is not None and self._window.isVisible():
            self._later.start()
        product, row, unit = self._product, self._row, self._unit
        if product is None or row >= len(product.y) or unit >= product.y.shape[1]:
            self._said.set_text("")
            return
        x = "x" if product.layer == 0 else f"a{product.layer}"
        value = number(float(product.y[row, unit]))
        what = "" if row == 0 else f"   ({tr('a {label}', label=int(product.labels[row - 1]))})"
        self._said.set_text(f"y[{row}, {unit}] = Σ {x}[{row}, i]·W[i, {unit}] = {value}{what}")

    @Slot()
    def _show_sum(self) -> None:
        if self._window is None:
            self._window = SumWindow(self)
        self._window.show()
        self._window.activateWindow()
        if self._product is None:
            self.batch_wanted.emit(self._layer)
        self._write_sum()

    @Slot()
    def _write_sum(self) -> None:
        if self._window is not None and self._product is not None and self._row < len(self._product.y):
            self._window.set_sum(whole_sum(self._product, self._row, min(self._unit, self._product.y.shape[1] - 1)))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._way.set_choices(
            ["x·W", "W·x"],
            [
                tr("As code writes it: each picture is a row of x."),
                tr("As books write it: each picture is a column of x. Turned on its side it is the same."),
            ],
        )
        self._n_name.setToolTip(tr("How many pictures are read at once, the batch_size."))
        self._n.setAccessibleName(tr("Pictures at once"))
        self._n.setToolTip(
            tr("How many pictures are read at once, the batch_size: the drawing, then images of the training set.")
        )
        self._all.setText(tr("All products…"))
        self._all.setToolTip(tr("The number that is lit as the whole sum, to scroll and to copy"))
        self._tables.setAccessibleName(tr("The tables x, W and y, to scale"))
        self._light()
