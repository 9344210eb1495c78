"""A field for a learning rate: steps 1, 2, 5, 10, ... instead of even ones."""

from __future__ import annotations

import math

from PySide6.QtGui import QValidator
from PySide6.QtWidgets import QDoubleSpinBox, QWidget


class RateBox(QDoubleSpinBox):
    """Shows a rate in as few digits as it needs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setDecimals(7)
        self.setRange(1e-7, 100.0)
        self.setKeyboardTracking(False)

    def textFromValue(self, value: float) -> str:
        """Return "0.001", not "0.0010000"."""
        return f"{value:.7f}".rstrip("0").rstrip(".")

    def valueFromText(self, text: str) -> float:
        """Return the number; scientific notation such as 1e-3 is understood."""
        return float(text.replace(",", "."))

    def validate(self, text: str, position: int) -> tuple[QValidator.State, str, int]:
        """Accept a number in the range; let everything else be typed on."""
        try:
            inside = self.minimum() <= self.valueFromText(text) <= self.maximum()
        except ValueError:
            inside = False
        return (QValidator.State.Acceptable if inside else QValidator.State.Intermediate), text, position

    def stepBy(self, steps: int) -> None:
        """Go to the next of 1, 2, 5 times a power of ten."""
        value = self.value()
        for _ in range(abs(steps)):
            value = _next(value) if steps > 0 else _previous(value)
        self.setValue(value)


def _next(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value) + 1e-9)
    return next((step * power for step in (1, 2, 5) if step * power > value * (1 + 1e-9)), 10 * power)


def _previous(value: float) -> float:
    power = 10.0 ** math.floor(math.log10(value) + 1e-9)
    return next((step * power for step in (5, 2, 1) if step * power < value * (1 - 1e-9)), 0.5 * power)
