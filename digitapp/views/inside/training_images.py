"""A window of its own for the training images: all of them, by digit and by number, and what they are apart for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import overload

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.errors import InputError
from digitapp.core.runs.dataset import DIGIT_NAMES, Dataset
from digitapp.core.runs.examples import count_of
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.subsets import count_given
from digitapp.i18n import error_text, tr
from digitapp.views.parts.image_grid import ImageGrid
from digitapp.views.parts.view import View, label


class TrainingImages(View):
    """Shows a Dataset's training images.

    Signals:
        wanted(): the window is seen and has no images yet.
        image_chosen(number): the person wants the network to read this training image now.
        test_images_requested(): the person wants to see the test images.
    """

    wanted = Signal()
    image_chosen = Signal(int)
    test_images_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._data: Dataset | None = None
        self._settings = TrainingSettings()
        self._numbers: NDArray[np.int64] = np.zeros(0, np.int64)
        self._title, self._words, self._split, self._count = label("title"), label(), label("quiet"), label("quiet")
        self._complaint = label("error")
        for words in (self._words, self._split, self._complaint):
            words.setWordWrap(True)
        self._digit_name, self._index_name = label("quiet"), label("quiet")
        self._digit, self._index = QComboBox(), QLineEdit()
        self._index.setMaximumWidth(96)
        self._test = QPushButton()
        self._images = ImageGrid()
        search = QHBoxLayout()
        search.setSpacing(theme.GRID)
        for part in (self._digit_name, self._digit, self._index_name, self._index):
            search.addWidget(part)
        search.addStretch()
        search.addWidget(self._test)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * theme.GRID] * 4)
        layout.setSpacing(theme.GRID)
        for part in (self._title, self._words, self._split):
            layout.addWidget(part)
        layout.addLayout(search)
        layout.addWidget(self._count)
        layout.addWidget(self._complaint)
        layout.addWidget(self._images, 1)
        self._digit_name.setBuddy(self._digit)
        self._index_name.setBuddy(self._index)
        self._digit.activated.connect(self._show_images)
        self._index.returnPressed.connect(self._find)
        self._images.chosen.connect(self._choose)
        self._test.clicked.connect(self.test_images_requested)
        self.resize(760, 620)
        self.retranslate()

    @Slot(object)
    def set_data(self, data: Dataset | None) -> None:
        """Show this data set's; None forgets what was shown, until it is wanted again."""
        if data is not self._data:
            self._data = data
            self.retranslate()
        if data is None and self.isVisible():
            self.wanted.emit()

    def set_settings(self, settings: TrainingSettings) -> None:
        """Say what the next run, with these settings, learns from."""
        self._settings = settings
        self._say_what_for()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setWindowTitle(tr("Training images"))
        self._digit_name.setText(tr("Digit"))
        self._index_name.setText(tr("Number"))
        self._digit.setAccessibleName(tr("Digit"))
        self._index.setAccessibleName(tr("Number"))
        self._index.setToolTip(tr("The number of an image, counted from 0; the return key reads it."))
        self._images.setAccessibleName(tr("Training images"))
        self._test.setText(tr("Test images"))
        self._test.setToolTip(tr("Show the page of the images that no network is trained on"))
        chosen = max(self._digit.currentIndex(), 0)
        self._digit.clear()
        names = DIGIT_NAMES if self._data is None else self._data.class_names
        counts = (0,) * len(names) if self._data is None else self._data.counts
        self._digit.addItem(tr("any"))
        self._digit.addItems([f"{name} ({count:,})" for name, count in zip(names, counts, strict=True)])
        self._digit.setCurrentIndex(chosen)
        self._say_what_for()
        self._show_images()

    def _say_what_for(self) -> None:
        data = self._data
        if data is None:
            self._title.setText(tr("Reading the images…"))
            self._words.setText("")
            self._split.setText("")
            return
        train, test = len(data.train_labels), len(data.test_labels)
        self._title.setText(tr("{count} training images of {name}", count=f"{train:,}", name=data.name))
        self._words.setText(
            tr(
                "Networks learn from these images alone. The {test} test images are kept apart: a network could know"
                " what it has learned from by heart, and only images that it has never seen tell whether it reads"
                " digits.",
                test=f"{test:,}",
            )
        )
        self.setWhatsThis(self._words.text())
        self._split.setText(" ".join(self._said_of_the_next_run(train)))

    def _said_of_the_next_run(self, train: int) -> list[str]:
        """Return sentences on which of so many images the next run learns from, and what else."""
        settings, said = self._settings, []
        chosen = train if self._data is None else count_given(self._data.counts, settings)
        given = min(settings.images or chosen, chosen)
        try:
            kept = given - count_of(chosen, replace(settings, pen_digits=0, non_digits=0))
        except InputError as error:  # the run will say so too
            return [error_text(error)]
        if chosen < train:
            said.append(tr("The next run is given {given} of them (see the page Data).", given=f"{chosen:,}"))
        if given < chosen:
            said.append(tr("The next run has only the first {given} of them (Images).", given=f"{given:,}"))
        if kept and given < train:
            said.append(
                tr(
                    "Of these it keeps the last {kept} back to measure itself by while it learns (Hold out).",
                    kept=f"{kept:,}",
                )
            )
        elif kept:
            said.append(
                tr(
                    "The next run keeps the last {kept} of them back to measure itself by while it learns (Hold out).",
                    kept=f"{kept:,}",
                )
            )
        elif given == train and chosen == train:
            said.append(
                tr("The next run learns from all of them. With Hold out it keeps some back to measure itself by.")
            )
        if settings.pen_digits:
            said.append(
                tr(
                    "It learns from {count} made pen digits too, which are not shown here.",
                    count=f"{settings.pen_digits:,}",
                )
            )
        if settings.non_digits:
            said.append(
                tr(
                    "It learns from {count} drawings that are no digits too, which are not shown here.",
                    count=f"{settings.non_digits:,}",
                )
            )
        return said

    @Slot()
    def _show_images(self) -> None:
        self._complaint.setText("")
        self._complaint.hide()
        data = self._data
        if data is None:
            self._images.set_images(np.zeros((0, 28, 28), np.uint8), [], [], np.zeros(0, bool))
            self._count.setText("")
            return
        digit = self._digit.currentIndex() - 1
        every = digit < 0
        self._numbers = np.arange(len(data.train_labels)) if every else np.flatnonzero(data.train_labels == digit)
        self._count.setText(tr("{count} images", count=f"{len(self._numbers):,}"))
        numbers, labels, names = self._numbers, data.train_labels, data.class_names
        tip = tr("Training image {number}: a {label}. Click to read it in all views.")
        self._images.set_images(
            data.train_images if every else data.train_images[numbers],
            _Texts(len(numbers), lambda place: names[labels[numbers[place]]]),
            _Texts(len(numbers), lambda place: tip.format(number=numbers[place], label=names[labels[numbers[place]]])),
            np.zeros(len(numbers), bool),
        )

    @Slot()
    def _find(self) -> None:
        """Read the image of the number that was typed."""
        if self._data is None:
            return
        text, last = self._index.text().strip(), len(self._data.train_labels) - 1
        valid = text.isascii() and text.isdigit() and int(text[:9]) <= last
        wrong = tr("Expected a whole number from 0 to {last}. Received: {received}", last=last, received=text)
        self._complaint.setText("" if valid else wrong)
        self._complaint.setVisible(not valid)
        if valid:
            self.image_chosen.emit(int(text))

    @Slot(int)
    def _choose(self, place: int) -> None:
        self.image_chosen.emit(int(self._numbers[place]))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by the usual key."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def showEvent(self, event: QShowEvent) -> None:
        """Ask for the images when they are first to be seen."""
        super().showEvent(event)
        if self._data is None:
            self.wanted.emit()


class _Texts(Sequence[str]):
    """So many texts, each made when it is looked at: 60,000 at once would keep the window for a tenth of a second."""

    def __init__(self, count: int, make: Callable[[int], str]) -> None:
        self._count, self._make = count, make

    def __len__(self) -> int:
        return self._count

    @overload
    def __getitem__(self, place: int) -> str: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[str]: ...
    def __getitem__(self, place: int | slice) -> str | Sequence[str]:
        if isinstance(place, slice):
            return [self._make(each) for each in range(*place.indices(self._count))]
        return self._make(place)
