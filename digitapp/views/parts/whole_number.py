"""A field for a whole number: what is too large or too small may be typed, and becomes the nearest that fits."""

from __future__ import annotations

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QWidget


class WholeNumber(QSpinBox):
    """Takes whole numbers from `low` to `high`, and tells of a new one when it is finished.

    Qt's own box swallows the key that would make a number too large, so that 95 becomes 9 without a word.
    """

    def __init__(self, low: int, high: int, suffix: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(low, high)
        self.setSuffix(suffix)
        self.setKeyboardTracking(False)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let a number that does not fit be typed."""
        number = self._number(text)
        if number is not None and not self.minimum() <= number <= self.maximum():
            return QValidator.State.Intermediate, text, position
        return super().validate(text, position)

    def fixup(self, text: str) -> str:
        """Return the nearest number that fits."""
        number = self._number(text)
        if number is None:
            return text
        return f"{min(max(number, self.minimum()), self.maximum())}{self.suffix()}"

    def _number(self, text: str) -> int | None:
        try:
            return int(text.removesuffix(self.suffix()).strip())
        except ValueError:
            return None
