"""Which ink made it a 7: what each pixel of the drawing adds to each digit's score, adding up to the score exactly."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from digitapp import theme
from digitapp.core.inside.explanations import Flip, Ledger, ledger_table
from digitapp.core.inside.scale import largest, round_up
from digitapp.core.runs.run import NetworkInfo
from digitapp.i18n import tr
from digitapp.views.parts.class_names import class_name, class_names, first_classes
from digitapp.views.parts.function_words import why_none, why_one_sum
from digitapp.views.parts.ledger_cell import SIDE, WORDS, LedgerCell
from digitapp.views.parts.numbers import added_up, in_brackets
from digitapp.views.parts.page import Page
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.signed_map import SignedMap
from digitapp.views.parts.view import label

_LARGE = 336  # pixels, 12 for each of the picture's
_BESIDE_CELLS, _BESIDE_LARGE = 80, 240  # pixels of height that the maps leave
_NOBODY = -1


class LedgerView(Page):
    """Shows a Ledger: a map for each digit, and a large one for the digit that is looked at.

    Which digit that is, and against which other it is held, follows the scores until the person chooses.

    Signals:
        flip_requested(): what would change the answer?
        flip_shown(flip): this would, a Flip.
        try_requested(): the drawing is to be changed so.
    """

    flip_requested = Signal()
    flip_shown = Signal(object)
    try_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ledger: Ledger | None = None
        self._bending: tuple[str, ...] = ()
        self._is_relu = True
        self._chosen: int | None = None
        self._cells = [LedgerCell(digit) for digit in range(10)]
        self._large = SignedMap(_LARGE)
        self._title, self._sum, self._scale = Readout(theme.number_font(1.15)), label(), Readout()
        self._sum.setFont(theme.formula_font())
        self._against_label, self._against = QLabel(), QComboBox()
        self._flip: Flip | None = None
        self._ask, self._try, self._told = QPushButton(), QPushButton(), label()
        self._words, self._hint = label("quiet"), label("quiet")
        for text in (self._words, self._hint, self._told, self._sum):
            text.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)

        maps = QGridLayout()
        maps.setSpacing(theme.GRID)
        for cell in self._cells:
            maps.addWidget(cell, cell.digit // 2, cell.digit % 2)
        maps.setRowStretch(5, 1)
        against = QHBoxLayout()
        against.addWidget(self._against_label)
        against.addWidget(self._against)
        against.addStretch()
        right = QVBoxLayout()
        right.setSpacing(theme.GRID)
        right.addWidget(self._title)
        right.addLayout(against)
        right.addWidget(self._large)
        right.addWidget(self._scale)
        right.addWidget(self._sum)
        questions = QHBoxLayout()
        questions.addWidget(self._ask)
        questions.addWidget(self._try)
        questions.addStretch()
        right.addLayout(questions)
        right.addWidget(self._told)
        right.addWidget(self._words)
        right.addStretch()
        whole = QWidget()
        columns = QHBoxLayout(whole)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(3 * theme.GRID)
        columns.addLayout(maps)
        columns.addLayout(right, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(whole)

        for cell in self._cells:
            cell.chosen.connect(self._choose)
        self._against.activated.connect(self._show)
        self._ask.clicked.connect(self.flip_requested)
        self._try.clicked.connect(self.try_requested)
        self.retranslate()

    def fit_into(self, room: QSize) -> None:
        """Let the maps fill the height, and the large one what is left of the width."""
        wide = (room.width() - 5 * theme.GRID - _LARGE) // 2 - WORDS
        small = min(max(min((room.height() - _BESIDE_CELLS) // 5, wide), SIDE - 28), 2 * SIDE) // 28 * 28
        for cell in self._cells:
            cell.set_side(small)
        left = room.width() - 2 * (small + WORDS) - 5 * theme.GRID
        self._large.set_side(max(min(left, room.height() - _BESIDE_LARGE), _LARGE - 56) // 28 * 28)

    @property
    def ledger(self) -> Ledger | None:
        """What is shown."""
        return self._ledger

    def in_numbers(self) -> str:
        """Return the sum of the digit that is looked at."""
        return "" if self._ledger is None else self._sum.text()

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives each pixel's share of each digit's score as CSV."""
        return None if self._ledger is None else partial(ledger_table, self._ledger)

    @Slot(object)
    def set_network(self, info: NetworkInfo) -> None:
        """Take which functions the network has: with some of them there is no ledger."""
        self._bending = info.bending
        self._is_relu = all(layer.function == "relu" for layer in info.hidden) and bool(info.hidden)
        self._explain()

    @Slot(object)
    def set_ledger(self, ledger: Ledger | None) -> None:
        """Show this; None says what is missing."""
        self._ledger = ledger
        self._forget_flip()
        self._show()

    def set_flip(self, flip: Flip | None) -> None:
        """Show what would change the answer; None says that a few pixels would not."""
        self._flip = flip
        self._try.setEnabled(flip is not None)
        self._large.frame(flip.places if flip else ())
        if flip is None:
            self._told.setText(tr("No change of a few pixels is enough."))
            return
        self.flip_shown.emit(flip)
        added = sum(value > 0 for value in flip.values)
        self._told.setText(
            tr(
                "{count} pixels would make it a {digit}: {added} with ink, {taken} without (framed).",
                count=len(flip.places),
                digit=class_name(flip.answer),
                added=added,
                taken=len(flip.places) - added,
            )
            + "  "
            + tr("Try it puts that picture in the place of your drawing; Ctrl+Z brings it back.")
        )

    def _forget_flip(self) -> None:
        """What was found is of the drawing from before."""
        self._flip = None
        self._try.setEnabled(False)
        self._large.frame(())
        self._told.setText("")

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._explain()
        self._scale.setToolTip(
            tr("The ink of a pixel times its gain: by how much the score grows for a 1 of ink there.")
        )
        self._ask.setText(tr("What would change the answer?"))
        self._try.setText(tr("Try it"))
        self._try.setToolTip(tr("Try it puts that picture in the place of your drawing; Ctrl+Z brings it back."))
        self._against_label.setText(tr("rather than"))
        chosen = self._against.currentIndex()
        self._against.clear()
        self._against.addItem(tr("the next best"), None)
        self._against.addItem(tr("nothing: its score alone"), _NOBODY)
        for digit, name in enumerate(class_names()):
            self._against.addItem(name, digit)
        self._against.setCurrentIndex(max(chosen, 0))
        self._against.setAccessibleName(tr("rather than"))
        if self._flip is not None:
            self.set_flip(self._flip)
        self._show()

    def _explain(self) -> None:
        """Say why the whole network is one sum, or why it is none."""
        self._hint.setText(why_none(self._bending))
        self._words.setText(why_one_sum(is_relu=self._is_relu))

    @Slot(int)
    def _choose(self, digit: int) -> None:
        """Look at a digit; at the same one again to follow the scores."""
        self._chosen = None if digit == self._chosen else digit
        self._show()

    @Slot()
    def _show(self) -> None:
        ledger = self._ledger
        self._stack.setCurrentIndex(0 if ledger is None else 1)
        if ledger is None:
            return
        ranking = [int(digit) for digit in np.argsort(-ledger.scores, kind="stable")]
        if self._chosen is not None and self._chosen >= len(ranking):
            self._chosen = None
        digit = ranking[0] if self._chosen is None else self._chosen
        other = self._other_than(digit, ranking)
        shares = [ledger.shares(each) for each in range(len(ledger.scores))]
        top = round_up(max(largest(each) for each in shares))
        shown = first_classes(ledger.scores)
        if digit not in shown:
            shown = sorted([*sorted(shown, key=lambda each: -ledger.scores[each])[:-1], digit])
        for cell, each in zip(self._cells, shown, strict=False):
            cell.set_digit(each)
            cell.set_values(shares[each], top, float(ledger.scores[each]), looked_at=each == digit)
        for number, cell in enumerate(self._cells):
            cell.setVisible(number < len(shown))
        self._large.set_values(ledger.shares(digit, other))
        self._large.outline(ledger.inputs)
        self._scale.set_text(f"x · {tr('gain')}  ±{self._large.top:g}")
        self._title.set_text(_title(digit, other))
        self._sum.setText(_sum(ledger, digit, other))

    def _other_than(self, digit: int, ranking: list[int]) -> int | None:
        other = self._against.currentData()
        if other is None:
            return next(each for each in ranking if each != digit)
        return None if other in (_NOBODY, digit) else int(other)


def _title(digit: int, other: int | None) -> str:
    if other is None:
        return tr("Which ink makes it a <b>{digit}</b>", digit=class_name(digit))
    return tr(
        "Which ink makes it a <b>{digit}</b> rather than a <b>{other}</b>",
        digit=class_name(digit),
        other=class_name(other),
    )


def _sum(ledger: Ledger, digit: int, other: int | None) -> str:
    ink, constant = float(ledger.shares(digit, other).sum()), ledger.constant(digit, other)
    score = float(ledger.scores[digit] - (0.0 if other is None else ledger.scores[other]))
    name = tr("score") if other is None else tr("lead")
    (first, second), total = added_up((ink, constant), score)
    return f"{name} = Σ {tr('ink')} + {tr('constant')} = {first} + {in_brackets(second)} = {total}"
