"""A window of its own that offers the lessons, how far one is in each, and the ten questions before and after."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QPushButton,
    QRadioButton,
    QScrollArea,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from digitapp import theme
from digitapp.core.lessons.lesson import DEPTHS
from digitapp.i18n import language, tr
from digitapp.views.lessons.lesson_panel import DEPTH_NAMES
from digitapp.views.parts.view import View, label

_BUTTON = 112  # pixels


@dataclass(frozen=True)
class Offer:
    """A lesson that can be begun or gone on with.

    Attributes:
        key: what it is known by.
        title, about: by language.
        minutes, stops: how long it is; 0 minutes where nobody knows.
        at: the stop at which it was left, from 0; -1 for none.
        done: whether it was gone through to its end.
    """

    key: str
    title: Mapping[str, str]
    about: Mapping[str, str]
    minutes: int
    stops: int
    at: int = -1
    done: bool = False


@dataclass(frozen=True)
class Asked:
    """How far somebody is in the ten questions: how many there are, and were answered before and after."""

    questions: int
    before: int
    after: int


class LessonChooser(View):
    """Offers lessons.

    Signals:
        lesson_requested(key, afresh): this one, from its beginning or from where it was left.
        depth_requested(depth): lessons for others, one of DEPTHS.
        questions_requested(after): the ten questions, before the lessons or after them.
        compare_requested(): the answers before and after.
        open_requested(): a lesson from a file.
        class_requested(): a class's answers as a table.
    """

    lesson_requested = Signal(str, bool)
    depth_requested = Signal(str)
    questions_requested = Signal(bool)
    compare_requested = Signal()
    open_requested = Signal()
    class_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._offers: tuple[Offer, ...] = ()
        self._asked = Asked(0, 0, 0)
        self._for = label("quiet")
        self._depths = [QRadioButton() for _ in DEPTHS]
        group = QButtonGroup(self)
        for number, depth in enumerate(self._depths):
            group.addButton(depth, number)
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._open, self._class = QPushButton(), QPushButton()
        top = QHBoxLayout()
        for widget in (self._for, *self._depths):
            top.addWidget(widget)
        top.addStretch()
        below = QHBoxLayout()
        below.addWidget(self._open)
        below.addStretch()
        below.addWidget(self._class)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * theme.GRID] * 4)
        layout.setSpacing(theme.GRID)
        layout.addLayout(top)
        layout.addWidget(self._area, 1)
        layout.addLayout(below)
        group.idClicked.connect(self._choose_depth)
        self._open.clicked.connect(self.open_requested)
        self._class.clicked.connect(self.class_requested)
        self.resize(600, 640)
        self.retranslate()

    def set_offers(self, offers: Sequence[Offer], asked: Asked, depth: str) -> None:
        """Offer these lessons and the questions, for this depth."""
        self._offers, self._asked = tuple(offers), asked
        self._depths[DEPTHS.index(depth)].setChecked(True)
        self._show()

    @Slot(int)
    def _choose_depth(self, number: int) -> None:
        self.depth_requested.emit(DEPTHS[number])

    def _show(self) -> None:
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, theme.GRID, 0)
        column.setSpacing(theme.GRID)
        column.addWidget(self._questions_card(after=False))
        for offer in self._offers:
            column.addWidget(self._lesson_card(offer))
        column.addWidget(self._questions_card(after=True))
        column.addStretch()
        self._area.setWidget(content)

    def _lesson_card(self, offer: Offer) -> QWidget:
        code = language()
        begun = 0 < offer.at < offer.stops
        length = tr("{stops} stops", stops=offer.stops)
        if offer.minutes:
            length = tr("about {minutes} minutes, {stops} stops", minutes=offer.minutes, stops=offer.stops)
        left = tr("left at stop {number}", number=offer.at + 1)
        state = left if begun else tr("✓ done") if offer.done else ""
        go_on = QPushButton(tr("Go on") if begun else tr("Once more") if offer.done else tr("Begin"))
        go_on.setProperty("role", "" if offer.done and not begun else "primary")
        go_on.clicked.connect(_Ask(self, offer.key, not begun))
        buttons: list[QWidget] = [go_on]
        if begun:
            afresh = QToolButton()
            afresh.setText(tr("From the beginning"))
            afresh.setProperty("role", "plain")
            afresh.clicked.connect(_Ask(self, offer.key, True))
            buttons.append(afresh)
        return _card(offer.title[code], offer.about.get(code, ""), " · ".join(filter(None, (length, state))), buttons)

    def _questions_card(self, *, after: bool) -> QWidget:
        asked, count = self._asked, self._asked.after if after else self._asked.before
        state = "" if not count else tr("{count} of {all} answered", count=count, all=asked.questions)
        title = (
            tr("{count} questions, after the lessons", count=asked.questions)
            if after
            else tr("{count} questions, before the lessons", count=asked.questions)
        )
        about = (
            tr("The same questions again. Each wrong answer is refuted in the window, and you see what has changed.")
            if after
            else tr("What do you think a network like this is? Nobody says yet what is right: the lessons do.")
        )
        answer = QPushButton(tr("Answer again") if count >= asked.questions else tr("Answer"))
        if not after:
            answer.clicked.connect(self._ask_before)
            return _card(title, about, state, [answer])
        answer.clicked.connect(self._ask_after)
        compare = QPushButton(tr("Compare"))
        compare.setEnabled(asked.after > 0)
        compare.setToolTip("" if asked.after else tr("Answer the questions after the lessons first."))
        compare.clicked.connect(self.compare_requested)
        return _card(title, about, state, [answer, compare])

    @Slot()
    def _ask_before(self) -> None:
        self.questions_requested.emit(False)

    @Slot()
    def _ask_after(self) -> None:
        self.questions_requested.emit(True)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setWindowTitle(tr("Lessons"))
        self._area.setAccessibleName(tr("Lessons"))
        self._for.setText(tr("For:"))
        for button, depth in zip(self._depths, DEPTHS, strict=True):
            button.setText(tr(DEPTH_NAMES[depth]))
        self._depths[0].setToolTip(tr("In few words, without formulas where they are not needed"))
        self._depths[1].setToolTip(tr("With the formulas, and with stops for those who study"))
        self._open.setText(tr("A lesson from a file…"))
        self._class.setText(tr("A class's answers…"))
        self._class.setToolTip(
            tr("For teachers: the answers of a class, file by file, become one table without names.")
        )
        if self._offers:
            self._show()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by the usual key."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


class _Ask:
    """Asks for a lesson when a button of its card is clicked."""

    def __init__(self, chooser: LessonChooser, key: str, afresh: bool) -> None:
        self._chooser, self._key, self._afresh = chooser, key, afresh

    def __call__(self) -> None:
        self._chooser.lesson_requested.emit(self._key, self._afresh)


def _card(title: str, about: str, state: str, buttons: Sequence[QWidget]) -> QWidget:
    card = QFrame()
    card.setProperty("role", "card")
    heading, text, quiet = label("title"), label(), label("quiet")
    heading.setTextFormat(Qt.TextFormat.PlainText)
    text.setTextFormat(Qt.TextFormat.PlainText)
    for each, said in ((heading, title), (text, about), (quiet, state)):
        each.setText(said)
        each.setWordWrap(True)
        each.setVisible(bool(said))
    grid = QGridLayout(card)
    grid.setContentsMargins(2 * theme.GRID, theme.GRID, theme.GRID, theme.GRID)
    grid.setVerticalSpacing(theme.GRID // 2)
    grid.setColumnStretch(0, 1)
    for row, each in enumerate((heading, text, quiet)):
        grid.addWidget(each, row, 0)
    column = QVBoxLayout()
    column.setSpacing(theme.GRID // 2)
    for button in buttons:
        button.setMinimumWidth(_BUTTON)
        column.addWidget(button)
    column.addStretch()
    grid.addLayout(column, 0, 1, 3, 1)
    return card
