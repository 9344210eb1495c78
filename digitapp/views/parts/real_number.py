"""A field for any number: what is typed is taken as it was meant, or complained of."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent
from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget

from digitapp.core.errors import Words
from digitapp.views.parts.typed_number import TypedNumber

_DECIMALS = 15  # as exact as a number that is typed can be


class RealNumber(QDoubleSpinBox):
    """Takes numbers from `low` to `high`, shows them in as few digits as they need, and tells of a finished one.

    `typed` knows what is wrong with what was typed; `name` is what it calls the number then.
    """

    typed: TypedNumber = None  # type: ignore[assignment]  # Qt asks for texts before there is one

    def __init__(self, name: Words, low: float, high: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(_DECIMALS)
        self.setRange(low, high)
        self.typed = TypedNumber(self, name)

    def setValue(self, value: float) -> None:
        """Show another number; what was typed and made no sense goes, but only for another."""
        if self.typed and value != self.value():
            self.typed.forget()
        super().setValue(value)

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Let everything be typed."""
        return QValidator.State.Acceptable, text, position

    def valueFromText(self, text: str) -> float:
        """Return the number that is meant, the one from before if none is."""
        return self.typed.read(text) if self.typed else self.value()

    def textFromValue(self, value: float) -> str:
        """Return "0.001", not "0.0010000", or what was typed and made no sense."""
        text: str = np.format_float_positional(value, trim="-")
        return self.typed.show(value, text) if self.typed else text

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
