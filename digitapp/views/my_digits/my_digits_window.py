"""A window of its own for the person's digits: look at them, relabel and delete them, export them, and teach them."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QIcon, QImage, QKeyEvent, QKeySequence, QPixmap, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QListView, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.my_digits.collection import MyDigits, images_of
from digitapp.core.my_digits.teaching import Taught
from digitapp.core.paper.rasterize import SIDE
from digitapp.i18n import tr
from digitapp.views.my_digits.teaching_panel import Lesson
from digitapp.views.parts.digit_menu import DigitMenu
from digitapp.views.parts.view import View, label

_ZOOM = 2


class MyDigitsWindow(View):
    """Shows the collection and asks for changes to it.

    Signals:
        relabel_requested(numbers, label), delete_requested(numbers): for the digits with these numbers, from 0.
        undo_requested(), redo_requested(): of the last change.
        export_strokes_requested(), export_idx_requested(): write the collection to a file, or to two.
        teach_requested(), stop_requested(), undo_teaching_requested(): the lesson.
    """

    relabel_requested = Signal(object, int)
    delete_requested = Signal(object)
    undo_requested = Signal()
    redo_requested = Signal()
    export_strokes_requested = Signal()
    export_idx_requested = Signal()
    teach_requested = Signal()
    stop_requested = Signal()
    undo_teaching_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._digits: MyDigits = ()
        self._title, self._hint = label("title"), label("quiet")
        self._hint.setWordWrap(True)
        self._list = _Digits()
        self._menu = DigitMenu(self)
        self._relabel, self._delete = QPushButton(), QPushButton()
        self._relabel.setMenu(self._menu)
        self._undo, self._redo = QPushButton(), QPushButton()
        self._export_strokes, self._export_idx = QPushButton(), QPushButton()
        self.lesson = Lesson()

        changes, exports = QHBoxLayout(), QHBoxLayout()
        for button in (self._relabel, self._delete, self._undo, self._redo):
            changes.addWidget(button)
        for button in (self._export_strokes, self._export_idx):
            exports.addWidget(button)
        changes.addStretch()
        exports.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * theme.GRID] * 4)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self._title)
        layout.addWidget(self._hint)
        layout.addWidget(self._list, 1)
        layout.addLayout(changes)
        layout.addLayout(exports)
        layout.addWidget(self.lesson)

        self._list.itemSelectionChanged.connect(self._offer)
        self._list.delete_requested.connect(self._ask_to_delete)
        self._list.label_requested.connect(self._ask_to_relabel)
        self._menu.chosen.connect(self._ask_to_relabel)
        self._delete.clicked.connect(self._ask_to_delete)
        self._undo.clicked.connect(self.undo_requested)
        self._redo.clicked.connect(self.redo_requested)
        self._export_strokes.clicked.connect(self.export_strokes_requested)
        self._export_idx.clicked.connect(self.export_idx_requested)
        self.lesson.teach_requested.connect(self.teach_requested)
        self.lesson.stop_requested.connect(self.stop_requested)
        self.lesson.undo_requested.connect(self.undo_teaching_requested)
        self.set_undo_possible(undo=False, redo=False)
        self.resize(560, 620)
        self.retranslate()

    @Slot(object)
    def set_digits(self, digits: MyDigits) -> None:
        """Show this collection."""
        self._digits = digits
        if self.isVisible():
            self._list.show_digits(digits)
        self.lesson.set_possible(bool(digits))
        self._say_how_many()
        self._offer()

    def showEvent(self, event: QShowEvent) -> None:
        """Fill the list, which is left alone while nobody sees it."""
        super().showEvent(event)
        self._list.show_digits(self._digits)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo, redo and close by the usual keys."""
        if event.matches(QKeySequence.StandardKey.Undo):
            self._undo.click()
        elif event.matches(QKeySequence.StandardKey.Redo):
            self._redo.click()
        elif event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)

    def set_undo_possible(self, *, undo: bool, redo: bool) -> None:
        """Offer what can be undone and redone."""
        self._undo.setEnabled(undo)
        self._redo.setEnabled(redo)

    @Slot(object)
    def set_result(self, result: Taught) -> None:
        """Show how well the network reads now, and how well before."""
        self.lesson.set_result(result)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setWindowTitle(tr("My digits"))
        self._list.setAccessibleName(tr("My digits"))
        self._relabel.setText(tr("Relabel"))
        self._relabel.setToolTip(tr("Say which digit the selected ones are (or press 0 to 9)"))
        self._delete.setText(tr("Delete"))
        self._undo.setText(tr("Undo"))
        self._redo.setText(tr("Redo"))
        self._export_strokes.setText(tr("Export strokes…"))
        self._export_strokes.setToolTip(tr("As a stroke file (.npz), for `digitapp evaluate --pen`"))
        self._export_idx.setText(tr("Export as IDX…"))
        self._export_idx.setToolTip(tr("As pictures and labels in MNIST's own format"))
        self._say_how_many()

    def _say_how_many(self) -> None:
        self._title.setText(tr("My digits: {count}", count=len(self._digits)))
        self._hint.setText(
            tr("Select digits to relabel or delete them.")
            if self._digits
            else tr("None yet. Draw a digit in the main window and press “That's a…” beside the reading.")
        )

    @Slot()
    def _offer(self) -> None:
        some = bool(self._list.numbers())
        self._relabel.setEnabled(some)
        self._delete.setEnabled(some)
        self._export_strokes.setEnabled(bool(self._digits))
        self._export_idx.setEnabled(bool(self._digits))

    @Slot()
    def _ask_to_delete(self) -> None:
        if self._list.numbers():
            self.delete_requested.emit(self._list.numbers())

    @Slot(int)
    def _ask_to_relabel(self, digit: int) -> None:
        if self._list.numbers():
            self.relabel_requested.emit(self._list.numbers(), digit)


class _Digits(QListWidget):
    """The digits as small pictures, each with its label; Del and the keys 0 to 9 act on the selected ones."""

    delete_requested = Signal()
    label_requested = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setViewMode(QListView.ViewMode.IconMode)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setMovement(QListView.Movement.Static)
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        self.setIconSize(QSize(SIDE * _ZOOM, SIDE * _ZOOM))
        self.setSpacing(theme.GRID // 2)

    def show_digits(self, digits: MyDigits) -> None:
        """Show these; as many as before keep what is selected, else the last one is in sight."""
        chosen = self.numbers() if len(digits) == self.count() else []
        self.clear()
        for image, digit in zip(images_of(digits), digits, strict=True):
            self.addItem(QListWidgetItem(_icon(image), str(digit.label)))
        for number in chosen:
            self.item(number).setSelected(True)
        if not chosen:
            self.scrollToBottom()

    def numbers(self) -> list[int]:
        """Return the numbers of the selected ones, from 0."""
        return sorted(index.row() for index in self.selectedIndexes())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Delete or relabel the selected ones."""
        if event.key() in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self.delete_requested.emit()
        elif event.text() in tuple("0123456789"):
            self.label_requested.emit(int(event.text()))
        else:
            super().keyPressEvent(event)


def _icon(image: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> QIcon:
    pixels = np.ascontiguousarray(image)
    picture = QImage(pixels.data, SIDE, SIDE, SIDE, QImage.Format.Format_Grayscale8).copy()
    return QIcon(QPixmap.fromImage(picture.scaled(SIDE * _ZOOM, SIDE * _ZOOM)))
