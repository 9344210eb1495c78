"""The lines of the program that makes this network: to read, to copy, and to click on for what they make."""

from __future__ import annotations

from textwrap import wrap

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHBoxLayout, QListWidget, QListWidgetItem, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.program_text import Line, Part, as_text, program
from digitapp.core.runs.settings import TrainingSettings
from digitapp.i18n import tr
from digitapp.views.parts.page import Page
from digitapp.views.parts.view import label

_AROUND = 48  # pixels of width around a line, with the bar to scroll in
_LEAST_LETTERS = 60


class ProgramView(Page):
    """Shows the program of the current settings.

    Signals:
        part_requested(part): a line was chosen that makes this Part of the window.
        copied(library): the program was copied, for this library.
    """

    part_requested = Signal(object)
    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = TrainingSettings()
        self._letters = 200  # that fit into a line
        self._words = label("quiet")
        self._words.setWordWrap(True)
        self._lines = QListWidget()
        self._lines.setFont(theme.formula_font())
        self._lines.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self._for_keras, self._for_engine = QPushButton(), QPushButton()
        buttons = QHBoxLayout()
        buttons.addWidget(self._for_keras)
        buttons.addWidget(self._for_engine)
        buttons.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self._words)
        layout.addWidget(self._lines, 1)
        layout.addLayout(buttons)
        self._lines.itemClicked.connect(self._ask)
        self._lines.itemActivated.connect(self._ask)
        self._for_keras.clicked.connect(self._copy_for_keras)
        self._for_engine.clicked.connect(self._copy_for_engine)
        self.retranslate()

    def fit_into(self, room: QSize) -> None:
        """Break lines that are longer than the page is wide."""
        letters = max((room.width() - _AROUND) // self._lines.fontMetrics().horizontalAdvance("0"), _LEAST_LETTERS)
        if letters != self._letters:
            self._letters = letters
            self.set_settings(self._settings)

    @Slot(object)
    def set_settings(self, settings: TrainingSettings) -> None:
        """Show the program of these settings."""
        self._settings = settings
        lines = program(settings)
        chosen = self._lines.currentRow()
        self._lines.clear()
        for line in lines:
            self._lines.addItem(_item(line, self._letters))
        self._lines.setCurrentRow(min(chosen, len(lines) - 1))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._words.setText(
            tr(
                "This is the program that makes and trains such a network, with the settings of the window in it."
                " Click a line to see what it makes. It runs with Keras, and with this program's engine when the word"
                " keras is changed to engine."
            )
        )
        self._for_keras.setText(tr("Copy for Keras"))
        self._for_engine.setText(tr("Copy for the engine"))
        self._lines.setAccessibleName(tr("Program"))
        self.set_settings(self._settings)

    @Slot(QListWidgetItem)
    def _ask(self, item: QListWidgetItem) -> None:
        part = Part(item.data(Qt.ItemDataRole.UserRole))
        if part is not Part.NOTHING:
            self.part_requested.emit(part)

    @Slot()
    def _copy_for_keras(self) -> None:
        self._copy("keras")

    @Slot()
    def _copy_for_engine(self) -> None:
        self._copy("engine")

    def _copy(self, library: str) -> None:
        QGuiApplication.clipboard().setText(as_text(program(self._settings, library)))
        self.copied.emit(library)


def _item(line: Line, letters: int) -> QListWidgetItem:
    broken = wrap(line.text, letters, subsequent_indent=" " * 8, break_long_words=False, break_on_hyphens=False)
    item = QListWidgetItem("\n".join(broken))
    item.setData(Qt.ItemDataRole.UserRole, line.part.value)
    item.setToolTip(_said_of(line.part))
    return item


def _said_of(part: Part) -> str:
    match part:
        case Part.DATA:
            return tr(
                "60,000 pictures to learn from and 10,000 to be tested with, each with a row of ten for its digit."
            )
        case Part.INPUT:
            return tr("Each picture of 28 x 28 pixels becomes a row of 784 numbers from 0 to 1.")
        case Part.HIDDEN:
            return tr("A hidden layer: each unit computes relu(dot(W, input) + b).")
        case Part.OUTPUT:
            return tr("Ten scores, one for each digit, and softmax makes probabilities of them.")
        case Part.SETTINGS:
            return tr("How W and b are changed after each batch, and by which measure.")
        case Part.CURVES:
            return tr("The training itself: batch after batch, epoch after epoch.")
        case Part.NOTHING:
            return ""
