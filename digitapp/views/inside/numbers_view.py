"""The numbers that a textbook prints: the picture's, the label's, and the weights' before and after training."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QSignalBlocker, QSize, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLabel, QSpinBox, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.numbers import PictureNumbers, Weights, numbers_table
from digitapp.i18n import tr
from digitapp.views.parts.choice import Choice
from digitapp.views.parts.class_names import class_name, class_names
from digitapp.views.parts.function_words import short
from digitapp.views.parts.page import Page
from digitapp.views.parts.pixel_table import PixelTable
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.signed_map import SignedMap
from digitapp.views.parts.two_counts import TwoCounts
from digitapp.views.parts.view import label

_MAP, _SMALL_MAP = 140, 112  # pixels, five and four for each of the picture's
_AROUND, _WORDS, _BELOW = 84, 340, 500  # pixels of height and width that the table leaves
_BESIDE_MAPS = 428  # pixels of height that the rest of the right side needs
_TWO_COLUMNS = 820  # pixels of width from which the words stand beside the table


class NumbersView(Page):
    """Shows PictureNumbers and Weights.

    Signals:
        unit_requested(unit): the weights of another unit of the first layer are wanted.
        label_chosen(digit): the right digit, or -1 for none.
        pixel_pointed(index): the person pointed at this pixel.
    """

    unit_requested = Signal(int)
    label_chosen = Signal(int)
    pixel_pointed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: PictureNumbers | None = None
        self._weights: Weights | None = None
        self._place = -1
        self._scale, self._table = Choice(), PixelTable()
        self._pixel, self._where = Readout(theme.formula_font()), label("quiet")
        self._titles = [label("title") for _ in range(3)]
        self._relu_picture, self._relu_hidden = label(), label()
        self._one_hot, self._digit = Readout(theme.formula_font()), QComboBox()
        self._digit_name, self._unit_name = QLabel(), QLabel()
        self._unit = QSpinBox()
        self._began, self._now = SignedMap(_MAP), SignedMap(_MAP)
        self._began_name, self._now_name = label("quiet"), label("quiet")
        self._scales, self._counts, self._legend = label("quiet"), TwoCounts(), label("quiet")
        self._words = [label("quiet") for _ in range(3)]
        names = (self._began_name, self._now_name)
        relus = (self._relu_picture, self._relu_hidden)
        for text in (*self._words, *relus, self._scales, self._legend, self._where, *names):
            text.setWordWrap(True)
        self._lay_out()
        self._scale.chosen.connect(self._choose_scale)
        self._table.pointed.connect(self._point)
        self._digit.activated.connect(self._choose_label)
        self._unit.valueChanged.connect(self.unit_requested)
        self.retranslate()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.GRID)
        above = QHBoxLayout()
        above.addWidget(self._scale)
        above.addSpacing(2 * theme.GRID)
        above.addWidget(self._pixel, 1)
        left.addLayout(above)
        left.addWidget(self._where)
        left.addWidget(self._table)
        left.addStretch()
        first, second = QVBoxLayout(), QVBoxLayout()
        for half in (first, second):
            half.setSpacing(theme.GRID // 2)
        for text in (self._titles[0], self._relu_picture, self._relu_hidden, self._words[0]):
            first.addWidget(text)
        first.addSpacing(theme.GRID)
        first.addWidget(self._titles[1])
        first.addLayout(_row(self._digit_name, self._digit))
        first.addWidget(self._one_hot)
        first.addWidget(self._words[1])
        first.addStretch()
        second.addWidget(self._titles[2])
        second.addLayout(_row(self._unit_name, self._unit))
        maps = QHBoxLayout()
        for picture, name in ((self._began, self._began_name), (self._now, self._now_name)):
            column = QVBoxLayout()
            column.addWidget(picture)
            column.addWidget(name)
            maps.addLayout(column)
        maps.addStretch()
        second.addLayout(maps)
        for part in (self._scales, self._counts, self._legend, self._words[2]):
            second.addWidget(part)
        second.addStretch(1)
        self._right = QVBoxLayout()
        self._right.setSpacing(2 * theme.GRID)
        self._right.addLayout(first)
        self._right.addLayout(second, 1)
        self._columns = QHBoxLayout(self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(3 * theme.GRID)
        self._columns.addLayout(left)
        self._columns.addLayout(self._right, 1)

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives the picture's numbers as CSV."""
        return None if self._numbers is None else partial(numbers_table, self._numbers)

    def fit_into(self, room: QSize) -> None:
        """Let the numbers fill the height, and the weights the width that is left; or put all of that below them."""
        beside = room.width() >= _TWO_COLUMNS
        ways = QBoxLayout.Direction
        self._columns.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self._right.setDirection(ways.TopToBottom if beside else ways.LeftToRight)
        self._right.setStretch(0, 0 if beside else 1)
        if not beside:
            self._table.set_cell(min((room.height() - _BELOW) // 28, room.width() // 28))
            for picture in (self._began, self._now):
                picture.set_side(_SMALL_MAP)
            return
        self._table.set_cell(min((room.height() - _AROUND) // 28, (room.width() - _WORDS) // 28))
        left = room.width() - self._table.sizeHint().width() - 7 * theme.GRID
        for picture in (self._began, self._now):
            side = min(max(left // 2, _MAP), (room.height() - _BESIDE_MAPS) // 28 * 28, 2 * _MAP)
            picture.set_side(max(side, _SMALL_MAP))

    @Slot(object)
    def set_numbers(self, numbers: PictureNumbers | None) -> None:
        """Show this picture; None shows an empty one."""
        self._numbers = numbers
        self._table.setEnabled(numbers is not None)
        if numbers is not None:
            self._table.set_pixels(numbers.pixels)
        self._show_numbers()

    @Slot(object)
    def set_weights(self, weights: Weights) -> None:
        """Show these."""
        self._weights = weights
        with QSignalBlocker(self._unit):
            self._unit.setValue(weights.unit)
        self._show_weights()

    @Slot(int)
    def set_units(self, units: int) -> None:
        """Offer the units of a first layer of this many."""
        with QSignalBlocker(self._unit):
            self._unit.setRange(0, units - 1)

    @Slot(int)
    def _choose_scale(self, index: int) -> None:
        self._table.set_as_shares(index == 1)

    @Slot(int)
    def _point(self, place: int) -> None:
        self._place = place
        self._table.point_at(place)
        self._show_numbers()
        self.pixel_pointed.emit(place)

    def _show_numbers(self) -> None:
        numbers = self._numbers
        if numbers is None:
            self._pixel.set_text(tr("Draw a digit to see its numbers."))
            self._where.setText("")
            self._relu_picture.setText("")
            self._relu_hidden.setText("")
            return
        place = max(self._place, 0)
        pixel = int(numbers.pixels[place])
        self._pixel.set_text(
            f"28·{place // 28} + {place % 28} = {place}:  x[{place}] = {pixel} / 255 = {pixel / 255:.4f}"
        )
        self._where.setText(
            tr(
                "Row {row}, column {column}, both counted from 0: {row} full rows of 28 numbers lie before it, then"
                " {column} more.",
                row=place // 28,
                column=place % 28,
            )
        )
        self._relu_picture.setText(
            tr("relu on the picture itself: {count} of {all} numbers change.", count=numbers.bent[0], all=784)
        )
        layers = zip(numbers.bent[1:], numbers.units, numbers.functions, strict=True)
        lines = []
        for layer, (count, units, function) in enumerate(layers, 1):
            if function == "relu":
                text = tr("relu after W and b, hidden layer {layer}: {count} of {all} become 0.")
            else:
                text = tr("{function} after W and b, hidden layer {layer}: {count} of {all} were below 0.")
            lines.append(text.format(function=short(function), layer=layer, count=count, all=units))
        self._relu_hidden.setText("\n".join(lines))

    @Slot(int)
    def _choose_label(self, index: int) -> None:
        self.label_chosen.emit(index - 1)

    @Slot(int)
    def set_label(self, digit: int) -> None:
        """Show what the person said the drawing is; -1 for nothing."""
        self._digit.setCurrentIndex(digit + 1)
        self._show_label()

    def _show_label(self) -> None:
        chosen = self._digit.currentIndex() - 1
        row = "[" + ", ".join(str(int(digit == chosen)) for digit in range(len(class_names()))) + "]"
        self._one_hot.set_text(row if chosen >= 0 else "[…]")
        if chosen >= 0:
            text = tr(
                "You have said that it is {digit}. The label is ten numbers, a 1 in the place of the right digit: what"
                " the ten probabilities should be. Only training uses it; reading does not.",
                digit=class_name(chosen),
            )
        else:
            text = tr(
                "Nobody has told the network what you drew. Say it, and the label is ten numbers, a 1 in the place of"
                " the right digit: what the ten probabilities should be."
            )
        self._words[1].setText(text)

    def _show_weights(self) -> None:
        weights = self._weights
        if weights is None:
            return
        for picture, name, values, words in (
            (self._began, self._began_name, weights.began, tr("at the beginning")),
            (self._now, self._now_name, weights.now, tr("now")),
        ):
            picture.set_values(values)
            name.setText(f"{words}  ±{picture.top:g}")
        self._scales.setText(
            tr(
                "Each picture has colours of its own: the strongest is ±{began:g} on the left, ±{now:g} on the right.",
                began=self._began.top,
                now=self._now.top,
            )
        )
        self._scales.setVisible(self._began.top != self._now.top)
        self._counts.set_counts(weights.edges, weights.began_counts, weights.now_counts)
        self._legend.setText(
            tr(
                "All weights of the first layer: dashed, at the beginning, random and small; solid, as they are now."
                " The random numbers come from the seed {seed}: the same seed gives the same numbers again.",
                seed=weights.seed,
            )
        )

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._scale.set_choices(
            [tr("0 to 255"), tr("0 to 1")],
            [tr("As a picture's file has them."), tr("As the network receives them: divided by 255.")],
        )
        self._table.setAccessibleName(tr("The picture's numbers"))
        self._table.setToolTip(tr("Point at a number to see its place; Ctrl+C copies all of them for a spreadsheet."))
        for text, words in zip(
            self._titles, (tr("What relu does"), tr("The label"), tr("W, before and after training")), strict=True
        ):
            text.setText(words)
        self._words[0].setText(
            tr("The picture has only numbers from 0 to 1, which max(x, 0) leaves alone. W and b make negative ones.")
        )
        self._words[2].setText(
            tr("W begins as small random numbers, b as zeros. Training changes them a little after each batch.")
        )
        self._digit_name.setText(tr("Right digit"))
        self._digit.setAccessibleName(tr("Right digit"))
        chosen = max(self._digit.currentIndex(), 0)
        self._digit.clear()
        self._digit.addItems([tr("not given"), *class_names()])
        self._digit.setCurrentIndex(chosen)
        self._unit_name.setText(tr("Unit"))
        self._unit.setAccessibleName(tr("Unit"))
        self._show_label()
        self._show_numbers()
        self._show_weights()


def _row(*widgets: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    for widget in widgets:
        row.addWidget(widget)
    row.addStretch()
    return row
