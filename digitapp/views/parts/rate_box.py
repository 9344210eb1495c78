"""A field for a learning rate: steps 1, 2, 5, 10, ... instead of even ones."""

from __future__ import annotations

import math

from PySide6.QtWidgets import QWidget

from digitapp.core.errors import Words
from digitapp.views.parts.real_number import RealNumber


class RateBox(RealNumber):
    """Takes a learning rate; scientific notation such as 1e-3 is understood."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(Words("learning rate"), 1e-7, 100.0, parent)

    def stepBy(self, steps: int) -> None:
        """Go to the next of 1, 2, 5 times a power of ten."""
        if self.typed:
            self.typed.forget()
        self.interpretText()
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
