"""The data: where they are from, their classes, how they are split, and labels that look wrong to the network."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial

import numpy as np
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QPushButton, QStackedLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.data.looking import DataOverview, Suspect, Suspects, overview_table
from digitapp.core.runs.settings import TrainingSettings
from digitapp.i18n import error_text, tr
from digitapp.views.inside.class_table import ClassTable
from digitapp.views.inside.data_poorer import DataPoorer
from digitapp.views.parts.class_names import in_short
from digitapp.views.parts.image_grid import ImageGrid
from digitapp.views.parts.page import Page
from digitapp.views.parts.view import label, plain_tip

_RIGHT = 30 * theme.GRID  # pixels of the column at the right


class DataView(Page):
    """Shows a DataOverview and the Suspects among its labels.

    Signals:
        folder_requested(), file_requested(), my_digits_requested(), mnist_requested(): other data shall be opened.
        image_chosen(number): the person wants this training image on the paper.
        settings_edited(settings): the next run shall have these.
    """

    folder_requested = Signal()
    file_requested = Signal()
    my_digits_requested = Signal()
    mnist_requested = Signal()
    image_chosen = Signal(int)
    settings_edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._overview: DataOverview | None = None
        self._suspects: Suspects | None = None
        self._problem: Exception | None = None
        self._settings = TrainingSettings()
        self._waiting, self._progress = label("quiet"), QProgressBar()
        self._title, self._words, self._notes = label("title"), label("quiet"), label("quiet")
        self._classes, self.poorer = ClassTable(), DataPoorer()
        self._suspects_title, self._suspects_words = label("title"), label("quiet")
        self._suspects_progress, self._images = QProgressBar(), ImageGrid()
        for bar in (self._progress, self._suspects_progress):
            bar.setTextVisible(False)
            bar.setMaximumWidth(320)
        for text in (self._words, self._notes, self._suspects_words, self._waiting):
            text.setWordWrap(True)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._waiting.setMinimumWidth(320)
        self._buttons = [QPushButton() for _ in range(4)]
        asked = (self.folder_requested, self.file_requested, self.my_digits_requested, self.mnist_requested)
        for button, signal in zip(self._buttons, asked, strict=True):
            button.clicked.connect(signal)
        self._lay_out()
        self._classes.image_chosen.connect(self.image_chosen)
        self._classes.toggled.connect(self._toggle)
        self._images.chosen.connect(self._choose_suspect)
        self.poorer.settings_edited.connect(self.settings_edited)
        self.retranslate()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(theme.GRID)
        for button in self._buttons:
            buttons.addWidget(button)
        buttons.addStretch()
        left = QVBoxLayout()
        left.setSpacing(theme.GRID)
        for part in (self._title, self._words, self._notes):
            left.addWidget(part)
        left.addLayout(buttons)
        waiting = QWidget()
        column = QVBoxLayout(waiting)
        column.addStretch()
        column.addWidget(self._waiting, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._progress, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self._stack = QStackedLayout()
        self._stack.addWidget(waiting)
        self._stack.addWidget(self._classes)
        left.addLayout(self._stack, 1)
        right = QVBoxLayout()
        right.setSpacing(theme.GRID)
        right.addWidget(self.poorer)
        right.addSpacing(theme.GRID)
        below: tuple[QWidget, ...] = (self._suspects_title, self._suspects_words, self._suspects_progress)
        for shown in below:
            right.addWidget(shown)
        right.addWidget(self._images, 1)
        side = QWidget()
        side.setLayout(right)
        right.setContentsMargins(0, 0, 0, 0)
        side.setFixedWidth(_RIGHT)
        columns = QHBoxLayout(self)
        columns.setContentsMargins(0, 0, 0, 0)
        columns.setSpacing(3 * theme.GRID)
        columns.addLayout(left, 1)
        columns.addWidget(side)

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives the classes' counts as CSV."""
        return None if self._overview is None else partial(overview_table, self._overview)

    @Slot(object)
    def set_overview(self, overview: DataOverview | None) -> None:
        """Show this; None waits for it."""
        self._overview = overview
        self._progress.setValue(0)
        self._classes.set_overview(overview)
        self._stack.setCurrentIndex(0 if overview is None else 1)
        self._say_what_it_is()

    @Slot(object)
    def set_suspects(self, suspects: Suspects | None) -> None:
        """Show which labels look wrong to the network; None where that is not known."""
        self._suspects, self._problem = suspects, None
        self._show_suspects()

    @Slot(object)
    def set_problem(self, error: Exception) -> None:
        """Say why the data, or the labels that look wrong, are not to be had."""
        self._problem = error
        self._say_what_it_is()
        self._show_suspects()

    @Slot(float)
    def set_progress(self, share: float) -> None:
        """Say how much of what is waited for is done, from 0 to 1."""
        bar = self._progress if self._overview is None else self._suspects_progress
        bar.setValue(round(100 * share))

    @Slot(object)
    def set_settings(self, settings: TrainingSettings) -> None:
        """Show what the next run, with these settings, is given."""
        self._settings = settings
        self._classes.set_left_out(settings.left_out)
        self.poorer.set_settings(settings)

    @Slot(int)
    def _toggle(self, number: int) -> None:
        """Leave a class out, or take it in again; the last one stays."""
        out = {*self._settings.left_out} ^ {number}
        if self._overview is not None and len(out) < len(self._overview.classes):
            self.settings_edited.emit(replace(self._settings, left_out=tuple(sorted(out))))

    @Slot(int)
    def _choose_suspect(self, place: int) -> None:
        if self._suspects is not None:
            self.image_chosen.emit(self._suspects.found[place].number)

    def _say_what_it_is(self) -> None:
        overview, problem = self._overview, self._problem
        self._progress.setVisible(problem is None)
        self._waiting.setText(tr("Reading the images…") if problem is None else error_text(problem))
        if overview is None:
            for text in (self._title, self._words, self._notes):
                text.setText("")
            self._notes.hide()
            return
        data = overview.data
        self._title.setText(data.name)
        self._title.setToolTip("" if overview.source is None else plain_tip(str(overview.source)))
        said = tr(
            "{train} training images, of which the next run gets {given}; {test} test images; {classes} classes;"
            " 28 × 28 pixels.",
            train=f"{len(data.train_labels):,}",
            given=f"{overview.given:,}",
            test=f"{len(data.test_labels):,}",
            classes=len(overview.classes),
        )
        where = tr("It came with the program.") if overview.source is None else _shortened(str(overview.source))
        self._words.setText(f"{said} {where}")
        self._notes.setText(" ".join(error_text(note) for note in data.notes))
        self._notes.setVisible(bool(data.notes))

    def _show_suspects(self) -> None:
        suspects, overview = self._suspects, self._overview
        found: tuple[Suspect, ...] = () if suspects is None else suspects.found
        self._suspects_progress.setVisible(suspects is None and self._problem is None)
        self._suspects_progress.setValue(0)
        self._suspects_words.setText(self._said_of_suspects())
        if overview is None or suspects is None:
            self._images.set_images(np.zeros((0, 28, 28), np.uint8), [], [], np.zeros(0, bool))
            return
        names = [each.name for each in overview.classes]
        tip = tr("Training image {number}: its label is {label}, the network reads {answer} with {share:.1%}.")
        tips = [
            tip.format(number=each.number, label=names[each.label], answer=names[each.answer], share=each.certainty)
            for each in found
        ]
        numbers = [each.number for each in found]
        self._images.set_images(
            overview.data.train_images[numbers],
            [f"{in_short(names[each.label])} → {in_short(names[each.answer])}" for each in found],
            tips,
            np.array([each.on_purpose for each in found], bool),
        )

    def _said_of_suspects(self) -> str:
        suspects = self._suspects
        if self._problem is not None:
            return error_text(self._problem)
        if suspects is None:
            return tr("The network reads the training images, when no run goes on…")
        if not suspects.wrong:
            return tr("The network reads all {images} images as they are labelled.", images=f"{suspects.images:,}")
        said = tr(
            "It reads {wrong} of {images} training images otherwise than they are labelled. Those first that it is"
            " surest of: label → what it reads. Click one to put it on the paper.",
            wrong=f"{suspects.wrong:,}",
            images=f"{suspects.images:,}",
        )
        if suspects.on_purpose:
            more = tr("{count} of them were made wrong on purpose.", count=f"{suspects.on_purpose:,}")
            said = f"{said} {more}"
        return said

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        texts = (tr("Open folder…"), tr("Open file…"), tr("My digits"), "MNIST")
        tips = (
            tr("A folder of IDX files, of pictures sorted by class, or with a .npz or a .csv"),
            tr("A .csv with a line for each image, a .npz, or one of the IDX files; files can be dropped here too"),
            tr("Train on the digits that you have drawn and labelled"),
            tr("Return to the data set that came with the program"),
        )
        for button, text, tip in zip(self._buttons, texts, tips, strict=True):
            button.setText(text)
            button.setToolTip(tip)
        self._suspects_title.setText(tr("Labels that look wrong"))
        self._images.setAccessibleName(tr("Labels that look wrong"))
        self._classes.setAccessibleName(tr("Classes"))
        self._say_what_it_is()
        self._show_suspects()
        self._classes.viewport().update()


def _shortened(path: str, most: int = 70) -> str:
    return path if len(path) <= most else f"…{path[-most:]}"
