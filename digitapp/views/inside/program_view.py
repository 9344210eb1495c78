"""The lines of the program that makes this network: to read, to change and to run, and what each of them makes."""

from __future__ import annotations

from math import isnan

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QGuiApplication, QTextCursor, QTextFormat
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QTextEdit, QToolButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.program_reading import settings_of
from digitapp.core.inside.program_text import Line, Part, as_text, part_of, program
from digitapp.core.inside.program_words import IMAGES, ProgramError
from digitapp.core.runs.settings import TrainingSettings
from digitapp.i18n import error_text, tr
from digitapp.views.inside.program_lines import ProgramLines
from digitapp.views.parts.page import Page
from digitapp.views.parts.view import label

_PAUSE = 300  # milliseconds without a key, after which what was typed is read


class ProgramView(Page):
    """Shows the program of the current settings, and reads what somebody makes of it.

    What stands in the lines and what the window does stay the same: lines that work become the settings, other settings
    become lines, and lines that do not work say why and are not run.

    Signals:
        part_requested(part): the person wants to see this Part of the window.
        settings_edited(settings): the lines say these now.
        run_requested(): train a fresh network with what the lines say.
        copied(library): the program was copied, for this library.
    """

    part_requested = Signal(object)
    settings_edited = Signal(object)
    run_requested = Signal()
    copied = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = TrainingSettings()
        self._before: TrainingSettings | None = None  # before the first edit
        self._outcome: float | None = None  # of the run of these lines: the test accuracy, NaN while it goes on
        self._problem: ProgramError | None = None
        self._words, self._beside, self._line = label("quiet"), label("quiet"), label()
        self._error, self._result = label("error"), label()
        self._result.setFont(theme.formula_font())
        self._result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        for words in (self._words, self._beside, self._line, self._error, self._result):
            words.setWordWrap(True)
        self._error.setTextFormat(Qt.TextFormat.PlainText)  # it has what was typed in it
        self._lines = ProgramLines(tabChangesFocus=True)
        self._lines.setFont(theme.formula_font())
        self._run, self._reset = QPushButton(), QPushButton()
        self._run.setProperty("role", "primary")
        self._for_keras, self._for_engine = QPushButton(), QPushButton()
        self._show_part = QToolButton()
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE)
        self._lay_out()
        self._pause.timeout.connect(self._read)
        self._lines.textChanged.connect(self._note_typing)
        self._lines.cursorPositionChanged.connect(self._say_what_it_makes)
        self._show_part.clicked.connect(self._ask)
        self._run.clicked.connect(self._ask_to_run)
        self._reset.clicked.connect(self._put_back)
        self._for_keras.clicked.connect(self._copy_for_keras)
        self._for_engine.clicked.connect(self._copy_for_engine)
        self._write(program(self._settings))
        self.retranslate()

    def _lay_out(self) -> None:
        said, buttons = QHBoxLayout(), QHBoxLayout()
        said.addWidget(self._line, 1)
        said.addWidget(self._show_part, 0, Qt.AlignmentFlag.AlignTop)
        for button in (self._run, self._reset):
            buttons.addWidget(button)
        buttons.addStretch()
        for button in (self._for_keras, self._for_engine):
            buttons.addWidget(button)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self._words)
        layout.addWidget(self._lines, 1)
        layout.addWidget(self._result)
        layout.addLayout(said)
        layout.addWidget(self._error)
        layout.addWidget(self._beside)
        layout.addLayout(buttons)

    @Slot(object)
    def set_settings(self, settings: TrainingSettings) -> None:
        """Show the program of these settings; lines that say the same in other words stay as they are."""
        if settings != self._settings:  # they come from elsewhere
            self._before = None
            self.set_outcome(None)
        self._settings = settings
        self._say_what_is_beside()
        self._pause.stop()
        try:
            if settings_of(self._lines.toPlainText(), settings) == settings:
                self._show_problem(None)
                return
        except ProgramError:
            pass
        self._write(program(settings))

    @Slot(object)
    def set_outcome(self, accuracy: float | None) -> None:
        """Say what came of the lines that were run: the test accuracy, NaN while they run; None for nothing."""
        self._outcome = accuracy
        if accuracy is None:
            self._result.setText("")
        elif isnan(accuracy):
            self._result.setText(tr("The lines are being run…"))
        else:
            self._result.setText(tr("What came of it: {printed}", printed=f"test_accuracy = {accuracy:.4f}"))
        self._result.setVisible(accuracy is not None)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._words.setText(
            tr(
                "This is the program that makes and trains such a network. Change it, such as the number of units or"
                " 'relu' to 'sigmoid', and run it. It runs with Keras, and with this program's engine when the word"
                " keras is changed to engine."
            )
        )
        self._lines.setWhatsThis(self._words.text())
        self._run.setText(tr("Run these lines"))
        self._run.setToolTip(tr("Trains a fresh network with what the lines say (as Train does)"))
        self._reset.setText(tr("As it was"))
        self._reset.setToolTip(tr("Put back the lines and the settings from before the first change"))
        self._for_keras.setText(tr("Copy for Keras"))
        self._for_engine.setText(tr("Copy for the engine"))
        self._show_part.setText(tr("Show it"))
        self._show_part.setToolTip(tr("Light up what this line makes"))
        self._lines.setAccessibleName(tr("Program"))
        self._say_what_it_makes()
        self._say_what_is_beside()
        self.set_outcome(self._outcome)
        self._show_problem(self._problem)

    # What is typed

    @Slot()
    def _note_typing(self) -> None:
        self._pause.start()

    @Slot()
    def _read(self) -> None:
        """Read the lines: what works becomes the settings."""
        self._pause.stop()
        try:
            settings = settings_of(self._lines.toPlainText(), self._settings)
        except ProgramError as problem:
            self._show_problem(problem)
            return
        if settings != self._settings:
            self._before = self._before or self._settings
            self._take(settings)
        self._show_problem(None)

    def _take(self, settings: TrainingSettings) -> None:
        """Tell that the lines say these settings now."""
        self._settings = settings
        self.set_outcome(None)
        self.settings_edited.emit(settings)

    def _show_problem(self, problem: ProgramError | None) -> None:
        """Say which line does not work, and mark it."""
        self._problem = problem
        text = "" if problem is None else error_text(problem)
        self._error.setText(text)
        self._error.setVisible(bool(text))
        self._lines.setAccessibleDescription(text)
        for button in (self._run, self._for_keras, self._for_engine):
            button.setEnabled(problem is None)
        as_they_were = self._before is None or self._before == self._settings
        self._reset.setEnabled(not as_they_were or self._lines.toPlainText() != as_text(program(self._settings)))
        marks = []
        if problem is not None:
            mark = QTextEdit.ExtraSelection()
            mark.format.setBackground(theme.colour("warning", 0.16))
            mark.format.setProperty(QTextFormat.Property.FullWidthSelection, True)
            block = self._lines.document().findBlockByNumber(problem.line - 1)
            mark.cursor = QTextCursor(block)
            marks = [mark]
        self._lines.setExtraSelections(marks)

    @Slot()
    def _put_back(self) -> None:
        settings, self._before = self._before or self._settings, None
        if settings != self._settings:
            self._take(settings)
        self._write(program(settings))

    def _write(self, lines: tuple[Line, ...]) -> None:
        """Put other lines into the place of these, which can be undone; the cursor stays in its line."""
        cursor = self._lines.textCursor()
        row = cursor.blockNumber()
        self._lines.blockSignals(True)
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.insertText(as_text(lines))
        cursor = QTextCursor(self._lines.document().findBlockByNumber(min(row, len(lines) - 1)))
        self._lines.setTextCursor(cursor)
        self._lines.blockSignals(False)
        self._pause.stop()
        self._show_problem(None)
        self._say_what_it_makes()

    # What is said of it

    @Slot()
    def _say_what_it_makes(self) -> None:
        part = self._part
        self._line.setText(_said_of(part, self._settings) or tr("Put the cursor into a line to read what it makes."))
        self._show_part.setVisible(part is not Part.NOTHING)

    def _say_what_is_beside(self) -> None:
        """Say what the window does that no line says, so that both are the same."""
        settings = self._settings
        done = (
            (settings.classes, tr("it trains on data of {count} classes, not on MNIST", count=settings.outputs)),
            (settings.distort, tr("it distorts the images")),
            (settings.schedule != "constant" or settings.warm_up, tr("it changes the learning rate over the run")),
            (settings.wrong_labels, tr("it gives some images wrong labels")),
            (settings.pen_digits, tr("it adds made pen digits")),
            (settings.non_digits, tr("it adds drawings that are no digits")),
            (settings.per_class or settings.left_out, tr("it leaves training images out")),
            (settings.noise, tr("it puts noise on the training images")),
            (settings.shuffled_pixels, tr("it shuffles the pixels")),
        )
        more = [text for is_so, text in done if is_so]
        self._beside.setText(
            tr("What the window does beside these lines: {what}.", what=", ".join(more)) if more else ""
        )
        self._beside.setVisible(bool(more))

    @property
    def _part(self) -> Part:
        return part_of(self._lines.textCursor().block().text())

    @Slot()
    def _ask(self) -> None:
        self.part_requested.emit(self._part)

    @Slot()
    def _ask_to_run(self) -> None:
        self._read()
        if self._problem is None:
            self.run_requested.emit()

    @Slot()
    def _copy_for_keras(self) -> None:
        self._copy("keras")

    @Slot()
    def _copy_for_engine(self) -> None:
        self._copy("engine")

    def _copy(self, library: str) -> None:
        self._read()
        if self._problem is None:
            QGuiApplication.clipboard().setText(as_text(program(self._settings, library)))
            self.copied.emit(library)

    def restyle(self) -> None:
        """Mark the line that does not work in the palette's colour."""
        self._show_problem(self._problem)


def _said_of(part: Part, settings: TrainingSettings) -> str:
    match part:
        case Part.DATA:
            every = IMAGES["train_images"]
            return tr(
                "{train} pictures to learn from and {test} to be tested with, each with a row of ten for its digit.",
                train=f"{min(settings.images or every, every):,}",
                test=f"{IMAGES['test_images']:,}",
            )
        case Part.INPUT:
            return tr("Each picture of 28 x 28 pixels becomes a row of 784 numbers from 0 to 1.")
        case Part.HIDDEN:
            return tr("A hidden layer: each unit computes {function}(dot(W, input) + b).", function=settings.activation)
        case Part.OUTPUT:
            return tr("Ten scores, one for each digit, and softmax makes probabilities of them.")
        case Part.SETTINGS:
            return tr("How W and b are changed after each batch, and by which measure.")
        case Part.CURVES:
            return tr("The training itself: batch after batch, epoch after epoch.")
        case Part.NOTHING:
            return ""
