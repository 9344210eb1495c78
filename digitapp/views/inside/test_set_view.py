"""The test set: which digits are taken for which, and the images themselves, to be read like drawings."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLabel, QLineEdit, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.survey import Survey, survey_table
from digitapp.core.runs.dataset import DIGIT_NAMES
from digitapp.i18n import tr
from digitapp.views.parts.choice import Choice
from digitapp.views.parts.class_names import class_name, class_names, in_short
from digitapp.views.parts.confusion_matrix import ConfusionMatrix
from digitapp.views.parts.image_grid import ImageGrid
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.survey_page import SurveyPage
from digitapp.views.parts.view import label

_MISTAKES, _DOUBTFUL, _ALL = range(3)


class TestSetView(SurveyPage):
    """Shows a Survey's confusion, and the images that the person asks for.

    Signals:
        image_chosen(number): the person wants the network to read this test image now.
    """

    __test__ = False  # not one of pytest's
    image_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._numbers: NDArray[np.int64] = np.zeros(0, np.int64)
        self._cell: tuple[int, int] | None = None
        self._title, self._count = Readout(theme.number_font(1.15, bold=True)), Readout(colour="quiet")
        self._matrix, self._images = ConfusionMatrix(), ImageGrid()
        self._rows_name, self._words = label("quiet"), label("quiet")
        self._which, self._digit = Choice(), QComboBox()
        self._digit_name, self._index_name = QLabel(), QLabel()
        self._index, self._complaint = QLineEdit(), label("error")
        self._index.setMaximumWidth(96)
        for text in (self._words, self._complaint):
            text.setWordWrap(True)
        self._lay_out()
        self._matrix.chosen.connect(self._choose_cell)
        self._which.chosen.connect(self._choose_kind)
        self._digit.activated.connect(self._choose_kind)
        self._index.returnPressed.connect(self._find)
        self._images.chosen.connect(self._choose_image)
        self.retranslate()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(theme.GRID)
        left.addWidget(self._title)
        left.addWidget(self._rows_name)
        left.addWidget(self._matrix)
        left.addWidget(self._words)
        left.addStretch()
        search = QHBoxLayout()
        for part in (self._digit_name, self._digit, self._index_name, self._index):
            search.addWidget(part)
        search.addStretch()
        right = QVBoxLayout()
        right.setSpacing(theme.GRID)
        right.addWidget(self._which, 0, Qt.AlignmentFlag.AlignLeft)
        right.addLayout(search)
        right.addWidget(self._count)
        right.addWidget(self._complaint)
        right.addWidget(self._images, 1)
        columns = QHBoxLayout(self.content)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(3 * theme.GRID)
        columns.addLayout(left)
        columns.addLayout(right, 1)

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives the answer to each image as CSV."""
        return None if self.survey is None else partial(survey_table, self.survey)

    def show_survey(self, survey: Survey) -> None:
        """Show this survey, and the same kind of images as before."""
        self._title.set_text(
            tr("{accuracy:.2%} of {count} images", accuracy=survey.accuracy, count=f"{len(survey.labels):,}")
        )
        self._matrix.set_counts(survey.confusion)
        self._show_images()

    @Slot(int, int)
    def _choose_cell(self, label: int, answer: int) -> None:
        self._cell = None if self._cell == (label, answer) else (label, answer)
        self._show_images()

    @Slot()
    def _choose_kind(self) -> None:
        self._cell = None
        self._show_images()

    @Slot()
    def _find(self) -> None:
        """Read the image of the number that was typed."""
        if self.survey is None:
            return
        text, last = self._index.text().strip(), len(self.survey.labels) - 1
        valid = text.isascii() and text.isdigit() and int(text[:9]) <= last
        wrong = tr("Expected a whole number from 0 to {last}. Received: {received}", last=last, received=text)
        self._complaint.setText("" if valid else wrong)
        if valid:
            self.image_chosen.emit(int(text))

    @Slot(int)
    def _choose_image(self, place: int) -> None:
        self.image_chosen.emit(int(self._numbers[place]))

    def _wanted(self, survey: Survey) -> NDArray[np.int64]:
        if self._cell is not None:
            return survey.cell(*self._cell)
        kind = self._which.current
        found = {_MISTAKES: survey.mistakes, _DOUBTFUL: survey.doubtful}.get(kind, np.arange(len(survey.labels)))
        digit = self._digit.currentIndex() - 1
        return found if digit < 0 else found[survey.labels[found] == digit]

    def _show_images(self) -> None:
        survey = self.survey
        if survey is None:
            return
        self._complaint.setText("")
        self._matrix.set_selection(*(self._cell or (-1, -1)))
        self._numbers = self._wanted(survey)
        labels, answers, certainty = (
            values[self._numbers].tolist() for values in (survey.labels, survey.answers, survey.certainty)
        )
        self._count.set_text(tr("{count} images", count=f"{len(self._numbers):,}"))
        names = survey.classes or DIGIT_NAMES
        tip = tr("Image {number}: a {label}, read as {answer} with {share:.1%}. Click to read it in all views.")
        tips = [
            tip.format(number=number, label=names[label], answer=class_name(answer), share=share)
            for number, label, answer, share in zip(self._numbers.tolist(), labels, answers, certainty, strict=True)
        ]
        words = [
            f"{in_short(names[a])} → {in_short(class_name(b))}" if a != b else names[a]
            for a, b in zip(labels, answers, strict=True)
        ]
        self._images.set_images(survey.images[self._numbers], words, tips, np.not_equal(labels, answers))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        super().retranslate()
        self._rows_name.setText(tr("Confusion matrix: a row for each digit, a column for each answer"))
        self._words.setText(
            tr(
                "Each cell counts images: on the diagonal, in grey, those that are read right; beside it the mistakes,"
                " the more the stronger the colour. Click a cell to see its images; click an image to have it read."
            )
        )
        self._matrix.setAccessibleName(tr("Confusion matrix"))
        self._images.setAccessibleName(tr("Test images"))
        self._which.set_choices(
            [tr("mistakes"), tr("least certain"), tr("all")],
            [tr("Those that it is surest of first."), tr("The least certain first."), tr("In the order of the files.")],
        )
        self._digit_name.setText(tr("Digit"))
        self._index_name.setText(tr("Number"))
        self._index.setAccessibleName(tr("Number"))
        self._index.setToolTip(tr("The number of an image, counted from 0; the return key reads it."))
        self._digit.setAccessibleName(tr("Digit"))
        chosen = max(self._digit.currentIndex(), 0)
        self._digit.clear()
        self._digit.addItems([tr("any"), *class_names()])
        self._digit.setCurrentIndex(chosen)
        if self.survey is not None:
            self.show_survey(self.survey)
