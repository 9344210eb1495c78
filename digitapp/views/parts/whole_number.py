"""A field for a whole number, or for a percentage: what is typed is taken as it was meant, or complained of."""

from __future__ import annotations

from PySide6.QtCore import QEvent
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QSpinBox, QWidget

from digitapp.core.errors import Words
from digitapp.views.parts.typed_number import TypedNumber


class WholeNumber(QSpinBox):
    """Takes whole numbers from `low` to `high`, and tells of a new one when it is finished.

    `typed` knows what is wrong with what was typed; `name` is what it calls the number then.
    """

    typed: TypedNumber = None  # type: ignore[assignment]  # Qt asks for texts before there is one

    def __init__(self, name: Words, low: int, high: int, suffix: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setRange(low, high)
        self.setSuffix(suffix)
        self.typed = TypedNumber(self, name)

    def setValue(self, value: int) -> None:
        """Show another number; what was typed and made no sense goes, but only for another."""
        if self.typed and value != self.value():
            self.typed.forget()
        super().setValue(value)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let everything be typed."""
        return QValidator.State.Acceptable, text, position

    def valueFromText(self, text: str) -> int:
        """Return the number that is meant, the one from before if none is."""
        return int(self.typed.read(text)) if self.typed else self.value()

    def textFromValue(self, value: int) -> str:
        """Return the digits, without marks between thousands, or what was typed and made no sense."""
        return self.typed.show(value, str(value)) if self.typed else str(value)

    def stepBy(self, steps: int) -> None:
        """Step from the last number that made sense."""
        if self.typed:
            self.typed.forget()
        super().stepBy(steps)

    def event(self, event: QEvent) -> bool:
        """Take what was typed before a shortcut works with it."""
        done = super().event(event)
        if self.typed:
            self.typed.finish_before_shortcut(event)
        return done
