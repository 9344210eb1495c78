"""Two runs on the test set: how many images each alone reads, and which ones."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.comparison import RunLine
from digitapp.core.runs.disagreement import Disagreement, Side
from digitapp.i18n import tr
from digitapp.views.parts.choice import Choice
from digitapp.views.parts.class_names import class_name, in_short
from digitapp.views.parts.image_grid import ImageGrid
from digitapp.views.parts.page import Page
from digitapp.views.parts.progress_strip import ProgressStrip
from digitapp.views.parts.view import label

_SIDES = (Side.ONLY_FIRST, Side.ONLY_SECOND, Side.NEITHER)
_SELDOM, _LIKELY = 0.001, 0.1  # below the one it is hardly chance, above the other it may well be


class DuelView(Page):
    """Shows a Disagreement of two runs.

    Signals:
        runs_chosen(first, second): compare the runs of these numbers.
        image_chosen(number): the person chose this test image.
    """

    runs_chosen = Signal(int, int)
    image_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: Sequence[RunLine] = ()
        self._found: Disagreement | None = None
        self._shown = np.zeros(0, np.intp)
        self._first, self._second = QComboBox(), QComboBox()
        self._letters = (label("title"), label("title"))
        self._words, self._doubt, self._rest = label("title"), label("quiet"), label("quiet")
        for text in (self._words, self._doubt, self._rest):
            text.setWordWrap(True)
        self._strip, self.side, self.grid = ProgressStrip(), Choice(), ImageGrid()
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        for letter, box in zip(self._letters, (self._first, self._second), strict=True):
            row.addWidget(letter)
            row.addWidget(box, 1)
        sides = QHBoxLayout()
        sides.addWidget(self.side)
        sides.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addLayout(row)
        layout.addWidget(self._strip)
        layout.addWidget(self._words)
        layout.addWidget(self._doubt)
        layout.addWidget(self._rest)
        layout.addLayout(sides)
        layout.addWidget(self.grid, 1)
        self._first.activated.connect(self._ask)
        self._second.activated.connect(self._ask)
        self.side.chosen.connect(self._show_images)
        self.grid.chosen.connect(self._choose)
        self.retranslate()

    @property
    def runs(self) -> tuple[int, int]:
        """The numbers of the two runs that are chosen; -1 where there is none."""
        first, second = (box.currentData() for box in (self._first, self._second))
        return (-1 if first is None else int(first), -1 if second is None else int(second))

    @property
    def words(self) -> str:
        """What it says of the two."""
        return self._words.text()

    def set_lines(self, lines: Sequence[RunLine], compared: Sequence[int] = ()) -> None:
        """Offer these runs; first the two last of those that are compared are chosen, if there are two."""
        if [(line.number, line.name) for line in lines] == [(line.number, line.name) for line in self._lines]:
            return
        chosen, numbers = list(self.runs), [line.number for line in lines]
        self._lines = tuple(lines)
        wanted = [number for number in compared if number in numbers][-2:]
        usual = [*([number for number in numbers if number not in wanted][-2:]), *wanted][-2:]
        for place, box in enumerate((self._first, self._second)):
            box.clear()
            for line in lines:
                box.addItem(line.name, line.number)
            if chosen[place] not in numbers and len(usual) == 2:
                chosen[place] = usual[place]
            box.setCurrentIndex(numbers.index(chosen[place]) if chosen[place] in numbers else -1)
        self._ask()
        self._say()

    @Slot(float)
    def set_progress(self, share: float) -> None:
        """Show how much of the test images is read."""
        self._strip.set_share(share)
        self._strip.setVisible(share < 1)

    @Slot(object)
    def set_disagreement(self, found: Disagreement | None) -> None:
        """Show where the two disagree; None while that is not known."""
        self._found = found
        self._say()
        self._show_images()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        for letter, text, box in zip(self._letters, ("A", "B"), (self._first, self._second), strict=True):
            letter.setText(text)
            box.setAccessibleName(tr("Run {letter}", letter=text))
        self.setWhatsThis(
            tr(
                "Both runs read all test images. Those that both read, or both misread, say nothing about which is"
                " better; those that only one reads do. A click lays an image on the paper."
            )
        )
        self._say()
        self._show_images()

    def _say(self) -> None:
        found = self._found
        for part in (self.side, self.grid, self._doubt, self._rest):
            part.setVisible(found is not None)
        if found is None:
            first, second = self.runs
            self._words.setText(
                tr("There must be two runs: train one more (F5), and see here where they disagree.")
                if len(self._lines) < 2 or first < 0 or second < 0
                else ""
            )
            return
        self._strip.setVisible(False)
        counts = [len(found.places(side)) for side in _SIDES]
        a, b = found.accuracies
        self._words.setText(
            tr(
                "A reads {first:,} images that B misreads; B reads {second:,} that A misreads.",
                first=counts[0],
                second=counts[1],
            )
        )
        self._doubt.setText(self._in_plain_words(found, counts[0], counts[1]))
        self._rest.setText(
            tr(
                "A {a:.2%}, B {b:.2%} of {images:,} test images. Both read {both:,}; {same:,} both misread as the same"
                " digit.",
                a=a,
                b=b,
                images=len(found.labels),
                both=found.both_right,
                same=found.same_mistake,
            )
        )
        self.side.set_choices(
            [
                tr("only A reads ({count:,})", count=counts[0]),
                tr("only B reads ({count:,})", count=counts[1]),
                tr("neither, otherwise ({count:,})", count=counts[2]),
            ]
        )

    def _in_plain_words(self, found: Disagreement, first: int, second: int) -> str:
        if first == second:
            return tr("That is even: on these images neither is better.")
        better = "A" if first > second else "B"
        if found.chance < _SELDOM:
            return tr(
                "{better} is better: two equally good networks differ so less than once in 1,000 tests.", better=better
            )
        if found.chance < _LIKELY:
            return tr(
                "{better} seems better: two equally good networks differ so in {percent:.1%} of tests, by chance.",
                better=better,
                percent=found.chance,
            )
        return tr(
            "That may well be chance: two equally good networks differ so in {percent:.0%} of tests.",
            percent=found.chance,
        )

    @Slot()
    def _ask(self) -> None:
        first, second = self.runs
        if first >= 0 and second >= 0 and first != second:
            self.runs_chosen.emit(first, second)

    @Slot()
    def _show_images(self) -> None:
        found = self._found
        if found is None:
            return
        self._shown = found.places(_SIDES[self.side.current])
        answers, labels = found.answers[:, self._shown], found.labels[self._shown]
        words = [f"A {in_short(class_name(a))} · B {in_short(class_name(b))}" for a, b in answers.T]
        tips = [
            tr(
                "Test image {number}: it is {label}. A says {a} ({sure_a:.1%}), B says {b} ({sure_b:.1%}).",
                number=int(number),
                label=class_name(int(right)),
                a=class_name(int(a)),
                b=class_name(int(b)),
                sure_a=float(found.shares[0, number]),
                sure_b=float(found.shares[1, number]),
            )
            for number, right, (a, b) in zip(self._shown, labels, answers.T, strict=True)
        ]
        self.grid.set_images(found.images[self._shown], words, tips, np.zeros(len(self._shown), bool))

    @Slot(int)
    def _choose(self, place: int) -> None:
        self.image_chosen.emit(int(self._shown[place]))
