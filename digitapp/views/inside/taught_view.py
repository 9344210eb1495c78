"""Who taught it? The training images that pushed the network towards an answer, or against it, and the way it went."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QLabel, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.errors import InputError
from digitapp.core.inside.influences import Influences, Ranking, table
from digitapp.core.inside.taught import Answer, Stage
from digitapp.core.inside.teacher import WeighedTeacher
from digitapp.i18n import tr
from digitapp.views.inside import taught_words
from digitapp.views.inside.answer_choice import AnswerChoice
from digitapp.views.inside.teacher_card import TeacherCard
from digitapp.views.inside.way_panel import WayPanel
from digitapp.views.parts.image_grid import ImageGrid
from digitapp.views.parts.page import Page
from digitapp.views.parts.progress_strip import ProgressStrip
from digitapp.views.parts.view import label

_WIDE = 640  # pixels from which the way stands beside the images
_SIDE = 280  # pixels, the width of what stands beside
_ANY = 16_777_215  # pixels, as much as Qt has
_HIGH = 660  # pixels of height from which the image close up is larger
_GRID = 176  # pixels, two rows of images


class TaughtView(Page):
    """Shows Influences with their Ranking, and a Landscape.

    Signals:
        answer_chosen(digit): the person asks about this digit; -1 for the given one.
        image_chosen(number): the person wants to look at this training image.
        read_requested(number): and to have it read.
        cancel_requested(), again_requested(): nobody shall be asked any more, or after all.

    Attributes:
        way: the panel with the landscape.
    """

    answer_chosen = Signal(int)
    image_chosen = Signal(int)
    read_requested = Signal(int)
    cancel_requested = Signal()
    again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._found: Influences | None = None
        self._ranking: Ranking | None = None
        self._answer = Answer()
        self._stage = Stage.EMPTY
        self._refused: InputError | None = None
        self._answer_name, self._choice, self._why = QLabel(), AnswerChoice(), label("quiet")
        self._said, self._strip, self._stop = label("quiet"), ProgressStrip(), QPushButton()
        self._source = label("quiet")
        self._titles = [label("title") for _ in range(2)]
        self._grids = [_Images() for _ in range(2)]
        self._card, self.way = TeacherCard(), WayPanel()
        for text in (self._said, self._source, self._why):
            text.setWordWrap(True)
        self._lay_out()
        self._choice.chosen.connect(self.answer_chosen)
        self._stop.clicked.connect(self._stop_or_go_on)
        self._card.read_requested.connect(self.read_requested)
        for grid, choose in zip(self._grids, (self._choose_towards, self._choose_against), strict=True):
            grid.chosen.connect(choose)
        self._card.set_teacher(None)
        self.retranslate()
        self._show_stage()

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(theme.GRID)
        top.addWidget(self._answer_name)
        top.addWidget(self._choice)
        top.addWidget(self._why, 1)
        waiting, images = QWidget(), QWidget()
        wait = QVBoxLayout(waiting)
        wait.setSpacing(theme.GRID)
        self._said.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._strip.setMaximumWidth(320)
        wait.addStretch()
        wait.addWidget(self._said)
        wait.addWidget(self._strip, 0, Qt.AlignmentFlag.AlignHCenter)
        wait.addWidget(self._stop, 0, Qt.AlignmentFlag.AlignHCenter)
        wait.addStretch()
        column = QVBoxLayout(images)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID // 2)
        for title, grid in zip(self._titles, self._grids, strict=True):
            column.addWidget(title)
            column.addWidget(grid, 1)
        column.addWidget(self._source)
        left = QWidget()
        self._stack = QStackedLayout(left)
        self._stack.addWidget(waiting)
        self._stack.addWidget(images)
        beside = QWidget()
        right = QVBoxLayout(beside)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(2 * theme.GRID)
        right.addWidget(self.way, 1)
        right.addWidget(self._card)
        right.addStretch()
        self._beside = beside
        self._row = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._row.setSpacing(3 * theme.GRID)
        self._row.addWidget(left, 1)
        self._row.addWidget(beside)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(theme.GRID)
        whole.addLayout(top)
        whole.addLayout(self._row, 1)

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives the images that are shown, with how far each pushed, as CSV; None while there are none."""
        if self._found is None or self._ranking is None:
            return None
        return partial(table, self._found, self._ranking)

    def in_numbers(self) -> str:
        """Return what all images together did, and how the loss fell."""
        return "" if self._ranking is None else taught_words.together(self._ranking)

    def fit_into(self, room: QSize) -> None:
        """Show the image that is looked at larger where there is room."""
        self._card.set_large(room.height() >= _HIGH)

    # What is shown

    @Slot(object)
    def set_stage(self, stage: Stage) -> None:
        """Say how far it is."""
        self._stage = stage
        self._strip.set_share(0)
        self._show_stage()

    def set_refused(self, error: InputError | None) -> None:
        """Say why this network cannot be asked."""
        self._refused = error
        self._show_stage()

    @Slot(float)
    def set_progress(self, share: float) -> None:
        """Say how many of the images were asked."""
        self._strip.set_share(share)

    @Slot(object)
    def set_answer(self, answer: Answer) -> None:
        """Show which digit is asked about."""
        self._answer = answer
        self._choice.set_choices(*taught_words.answers(answer))
        self._choice.set_current(answer.digit if answer.chosen else -1)
        self._why.setText(taught_words.why(answer))

    @Slot(object, object)
    def set_ranking(self, found: Influences | None, ranking: Ranking | None) -> None:
        """Show the images that pushed most; None shows none."""
        same = ranking is not None and self._ranking is not None and _same(ranking, self._ranking)
        self._found, self._ranking = found, ranking
        if found is None or ranking is None:
            self._show_stage()
            return
        self._say_ranking(found, ranking)
        self._show_stage()
        for grid, numbers in zip(self._grids, (ranking.towards, ranking.against), strict=True):
            words = [taught_words.below(found, ranking, int(number)) for number in numbers]
            tips = [taught_words.tip(found, ranking, int(number)) for number in numbers]
            wrong = found.true_labels[numbers] != found.examples.labels[numbers]
            where = grid.verticalScrollBar().value()
            grid.set_images(found.images(numbers), words, tips, np.asarray(wrong, bool))
            grid.verticalScrollBar().setValue(where if same else 0)

    @Slot(object)
    def set_teacher(self, teacher: WeighedTeacher | None) -> None:
        """Show this training image close up."""
        self._card.set_teacher(teacher)

    def _say_ranking(self, found: Influences, ranking: Ranking) -> None:
        for title, text in zip(self._titles, taught_words.titles(ranking), strict=True):
            title.setText(text)
        self._source.setText(taught_words.source(found, ranking))

    def _show_stage(self) -> None:
        ranking = self._ranking
        there = self._stage is Stage.THERE and ranking is not None and ranking.begun
        self._stack.setCurrentIndex(1 if there else 0)
        self._said.setText(taught_words.waiting(self._stage, ranking, self._refused))
        self._strip.setVisible(self._stage is Stage.ASKING)
        self._stop.setVisible(self._stage in (Stage.ASKING, Stage.CANCELLED))
        self._stop.setText(tr("Cancel") if self._stage is Stage.ASKING else tr("Ask the images"))
        self._card.setVisible(there and self._card.teacher is not None)
        self._choice.setEnabled(self._stage is not Stage.EMPTY)
        self._why.setVisible(self._stage is not Stage.EMPTY)

    # What the person asks for

    @Slot()
    def _stop_or_go_on(self) -> None:
        if self._stage is Stage.ASKING:
            self.cancel_requested.emit()
        else:
            self.again_requested.emit()

    @Slot(int)
    def _choose_towards(self, place: int) -> None:
        if self._ranking is not None:
            self.image_chosen.emit(int(self._ranking.towards[place]))

    @Slot(int)
    def _choose_against(self, place: int) -> None:
        if self._ranking is not None:
            self.image_chosen.emit(int(self._ranking.against[place]))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._answer_name.setText(tr("Answer"))
        self._choice.set_name(tr("Answer"))
        self._grids[0].setAccessibleName(tr("Training images that pushed towards the answer"))
        self._grids[1].setAccessibleName(tr("Training images that pushed against the answer"))
        self.setWhatsThis(taught_words.what_it_is())
        self.set_answer(self._answer)
        if self._found is not None and self._ranking is not None:
            self.set_ranking(self._found, self._ranking)
        self._show_stage()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the way beside the images, or below them where there is little room."""
        super().resizeEvent(event)
        wide = self.width() >= _WIDE
        directions = QBoxLayout.Direction
        self._row.setDirection(directions.LeftToRight if wide else directions.TopToBottom)
        if wide:
            self._beside.setFixedWidth(max(_SIDE, round(0.36 * self.width())))
        else:
            self._beside.setMinimumWidth(0)
            self._beside.setMaximumWidth(_ANY)


class _Images(ImageGrid):
    """Images that ask for two rows, and take what room there is."""

    def sizeHint(self) -> QSize:
        """Ask for no more than is needed: a page asks for what its parts would like best."""
        return QSize(super().sizeHint().width(), _GRID)

    def minimumSizeHint(self) -> QSize:
        """Ask for two rows."""
        return QSize(super().minimumSizeHint().width(), _GRID)


def _same(one: Ranking, other: Ranking) -> bool:
    """Whether two rankings have the same images in the same order."""
    return one.answer == other.answer and all(
        np.array_equal(mine, its) for mine, its in ((one.towards, other.towards), (one.against, other.against))
    )
