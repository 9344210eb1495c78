"""Asks all that a network's file leaves open, and shows how well the network reads with each answer."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QDialogButtonBox,
    QFrame,
    QGridLayout,
    QLabel,
    QLineEdit,
    QRadioButton,
    QVBoxLayout,
    QWidget,
)

from digitapp import theme
from digitapp.core.files.opening import OpenQuestion, Undecided
from digitapp.i18n import tr
from digitapp.views.parts.view import label
from digitapp.views.window.answer_words import MEANINGS, TITLES, choice_text

_WIDTH = 75 * theme.GRID
_MARGIN = 2 * theme.GRID  # of a card
_FEW = 0.6  # of the test images: with less, a network reads no digits


class FileQuestions(QDialog):
    """A dialog with a card for each question; `answers` are what the person said."""

    def __init__(self, undecided: Undecided, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._undecided = undecided
        self.setWindowTitle(tr("Open network"))
        self._cards = [
            _QuestionCard(question, chosen, undecided.functions)
            for question, chosen in zip(undecided.questions, undecided.suggested, strict=True)
        ]
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Open | QDialogButtonBox.StandardButton.Cancel)
        self._open = self._buttons.button(QDialogButtonBox.StandardButton.Open)
        self._open.setProperty("role", "primary")
        for button in self._buttons.buttons():
            button.setIcon(QIcon())
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * theme.GRID, 2 * theme.GRID, 3 * theme.GRID, 2 * theme.GRID)
        layout.setSpacing(theme.GRID)
        layout.addWidget(_sentence("title", tr("{name} does not say all of its network.", name=undecided.path.name)))
        layout.addWidget(_sentence("quiet", self._introduction()))
        for card in self._cards:
            layout.addWidget(card)
        layout.addWidget(self._buttons)
        for card in self._cards:
            card.changed.connect(self._show_results)
        self._buttons.accepted.connect(self.accept)
        self._buttons.rejected.connect(self.reject)
        self.setFixedWidth(_WIDTH + 6 * theme.GRID)
        self._show_results()
        self._open.setFocus()

    @property
    def answers(self) -> Mapping[str, str]:
        """The answers, by what they answer."""
        return {card.parameter: card.choice for card in self._cards}

    def _introduction(self) -> str:
        results = self._undecided.results
        if not results:
            return tr("Answer what you know. It can be opened otherwise later, under Network > About this network.")
        if max(results.values()) < _FEW:
            return tr(
                "With none of the answers does it read MNIST's test images: it was trained on other pictures, or not"
                " at all. Answer what you know."
            )
        return tr("Beside each answer stands how many of MNIST's test images the network reads rightly with it.")

    @Slot()
    def _show_results(self) -> None:
        chosen = tuple(card.choice for card in self._cards)
        for place, card in enumerate(self._cards):
            card.set_results(
                {
                    choice: self._undecided.results.get((*chosen[:place], choice, *chosen[place + 1 :]))
                    for choice in card.choices
                }
            )
        self._open.setEnabled(all(card.valid for card in self._cards))


class _QuestionCard(QFrame):
    """A question with its meaning and a line for each answer.

    Signals:
        changed(): another answer.
    """

    changed = Signal()

    def __init__(self, question: OpenQuestion, chosen: str, functions: tuple[str, ...]) -> None:
        super().__init__()
        self.parameter, self.choices = question.parameter, question.choices
        self._functions = functions if question.parameter == "hidden_activation" else ()
        self._group = QButtonGroup(self)
        self._results = {choice: label("quiet") for choice in question.choices}
        self._other = QLineEdit()
        self.setProperty("role", "card")
        self.setAccessibleName(tr(TITLES[question.parameter]))
        lines = QGridLayout(self)
        lines.setContentsMargins(_MARGIN, theme.GRID, _MARGIN, theme.GRID + theme.GRID // 2)
        lines.setColumnStretch(1, 1)
        lines.setVerticalSpacing(theme.GRID // 2)
        lines.addWidget(_sentence("title", tr(TITLES[question.parameter])), 0, 0, 1, 3)
        lines.addWidget(_sentence("quiet", tr(MEANINGS[question.parameter]), _WIDTH - 2 * _MARGIN - 2), 1, 0, 1, 3)
        for line, choice in enumerate(question.choices, 2):
            button = QRadioButton(choice_text(question.parameter, choice))
            self._group.addButton(button, line - 2)
            button.setChecked(choice == chosen)
            self._results[choice].setFont(theme.number_font())
            self._results[choice].setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
            lines.addWidget(button, line, 0, 1, 2)
            lines.addWidget(self._results[choice], line, 2)
        if self._functions:
            self._offer_another(lines, len(question.choices) + 2)
        self._group.idToggled.connect(self.changed)

    def _offer_another(self, lines: QGridLayout, line: int) -> None:
        button = QRadioButton(tr("another:"))
        self._group.addButton(button, len(self.choices))
        self._other.setPlaceholderText(tr("such as elu; or relu, tanh for two layers"))
        self._other.setToolTip(tr("One of {known}; or one for each hidden layer.", known=", ".join(self._functions)))
        self._other.setAccessibleName(tr("Another function"))
        self._other.textEdited.connect(self._choose_another)
        lines.addWidget(button, line, 0)
        lines.addWidget(self._other, line, 1, 1, 2)

    @property
    def choice(self) -> str:
        """The answer."""
        chosen = self._group.checkedId()
        return self.choices[chosen] if 0 <= chosen < len(self.choices) else self._other.text().strip()

    @property
    def valid(self) -> bool:
        """Whether it is an answer: what is typed must be functions that there are."""
        named = [name.strip() for name in self.choice.split(",")]
        return self.choice in self.choices or all(name in self._functions for name in named)

    def set_results(self, results: Mapping[str, float | None]) -> None:
        """Show the share of test images that are read rightly with each answer; None where it was not tried."""
        for choice, share in results.items():
            self._results[choice].setText("" if share is None else tr("{share:.0%} read rightly", share=share))
        self._other.setProperty("valid", self.valid)
        self._other.style().polish(self._other)

    @Slot()
    def _choose_another(self) -> None:
        self._group.button(len(self.choices)).setChecked(True)
        self.changed.emit()


def _sentence(role: str, text: str, width: int = _WIDTH) -> QLabel:
    """Return a label that is as high as the text needs in this width; a layout would not ask before it is shown."""
    result = label(role)
    result.setTextFormat(Qt.TextFormat.PlainText)  # it may quote the name of a file
    result.setWordWrap(True)
    result.setText(text)
    result.ensurePolished()
    result.setMinimumHeight(result.heightForWidth(width))
    return result
