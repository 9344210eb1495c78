"""The answers to a question, one of which is chosen; each has as many lines as it needs."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QButtonGroup, QSizePolicy, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.i18n import tr

_LETTERS = "ABCD"
_PAD = theme.GRID // 2
_MARK = 20  # pixels for the letter, or for what there is to say of the answer
_NARROWEST = 160  # pixels


class AnswerButton(QAbstractButton):
    """One answer: its letter, or ✓ or ✗ once that was said, and its text."""

    def __init__(self, letter: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._letter, self._verdict = letter, ""
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)  # a click leaves the keys where they were
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def set_answer(self, text: str, verdict: bool | None) -> None:
        """Show this text, and whether it is right, if that was said."""
        self._verdict = "" if verdict is None else "✓" if verdict else "✗"
        self.setText(text)
        said = {"": "", "✓": tr("right"), "✗": tr("wrong")}[self._verdict]
        self.setAccessibleName(f"{self._letter}: {text}" + (f" ({said})" if said else ""))
        self.updateGeometry()
        self.update()

    def _words(self, width: int) -> QRect:
        """Return where the text goes in a button of this width."""
        room = QRect(0, 0, max(width - _MARK - 3 * _PAD, 1), 10_000)
        return self.fontMetrics().boundingRect(room, int(Qt.TextFlag.TextWordWrap), self.text())

    def heightForWidth(self, width: int) -> int:
        """Return the height of all lines."""
        return self._words(width).height() + 2 * _PAD

    def sizeHint(self) -> QSize:
        """Ask for a usual width."""
        return QSize(2 * _NARROWEST, self.heightForWidth(2 * _NARROWEST))

    def minimumSizeHint(self) -> QSize:
        """Ask for room for some words."""
        return QSize(_NARROWEST, self.fontMetrics().height() + 2 * _PAD)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint it: filled under the pointer, framed where it was chosen or has the keys."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = self.rect().adjusted(1, 1, -1, -1)
        chosen = self.isChecked() or self.hasFocus()
        painter.setPen(QPen(theme.colour("accent" if chosen else "line"), 2 if self.isChecked() else 1))
        painter.setBrush(theme.colour("off" if self.underMouse() else "card"))
        painter.drawRoundedRect(rect, theme.RADIUS // 2, theme.RADIUS // 2)
        colour = {"✗": "warning", "✓": "accent", "": "quiet"}[self._verdict]
        painter.setPen(theme.colour(colour))
        mark = QRect(_PAD, _PAD, _MARK, self.fontMetrics().height())
        painter.drawText(mark, int(Qt.AlignmentFlag.AlignHCenter), self._verdict or self._letter)
        painter.setPen(theme.colour("text"))
        place = QRect(_MARK + 2 * _PAD, _PAD, max(self.width() - _MARK - 3 * _PAD, 1), self.height() - 2 * _PAD)
        painter.drawText(place, int(Qt.TextFlag.TextWordWrap), self.text())


class AnswerList(QWidget):
    """Shows up to four answers below each other.

    Signals:
        answered(number): this one was chosen, counted from 0.
    """

    answered = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons = [AnswerButton(letter) for letter in _LETTERS]
        self._group = QButtonGroup(self)
        self._group.setExclusive(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, theme.GRID, 0)
        layout.setSpacing(_PAD)
        for number, button in enumerate(self._buttons):
            self._group.addButton(button, number)
            layout.addWidget(button)
        layout.addStretch()
        self._group.idClicked.connect(self._choose)

    def set_answers(self, texts: Sequence[str], chosen: int, verdicts: Sequence[bool | None]) -> None:
        """Show these answers, the chosen one (or -1), and of each whether it is right, if that was said."""
        for number, button in enumerate(self._buttons):
            button.setVisible(number < len(texts))
            if number < len(texts):
                button.set_answer(texts[number], verdicts[number])
            button.setChecked(number == chosen)

    @Slot(int)
    def _choose(self, number: int) -> None:
        self._buttons[number].setChecked(True)  # one that was chosen already stays so
        self.answered.emit(number)
