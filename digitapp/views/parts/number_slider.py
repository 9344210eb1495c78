"""A number to slide or to type."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QDoubleSpinBox, QHBoxLayout, QLabel, QSlider, QWidget

_TICKS = 1000


class NumberSlider(QWidget):
    """Shows a number; the slider or the field asks for another.

    Signals:
        asked(value): the person wants this number.
    """

    asked = Signal(float)

    def __init__(self, name: str, low: float, high: float, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name = QLabel(name)
        self._name.setFixedWidth(self.fontMetrics().horizontalAdvance("mm"))
        self._slider, self._box = QSlider(Qt.Orientation.Horizontal), QDoubleSpinBox()
        self._box.setDecimals(4)
        self._box.setSingleStep(0.1)
        self._box.setKeyboardTracking(False)
        self._box.setFixedWidth(96)
        self._slider.setRange(0, _TICKS)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._name)
        row.addWidget(self._slider, 1)
        row.addWidget(self._box)
        self._low, self._high = low, high
        self.set_range(low, high)
        self._slider.valueChanged.connect(self._slide)
        self._box.valueChanged.connect(self._type)

    def set_range(self, low: float, high: float) -> None:
        """Offer numbers from `low` to `high`."""
        if (low, high) == (self._low, self._high) and self._box.maximum() == high:
            return
        self._low, self._high = low, high
        value = self._box.value()
        with QSignalBlocker(self._box):
            self._box.setRange(low, high)
        self.set_value(value)

    def set_value(self, value: float) -> None:
        """Show this number; nothing is asked for."""
        with QSignalBlocker(self._box), QSignalBlocker(self._slider):
            self._box.setValue(value)
            share = (value - self._low) / (self._high - self._low)
            self._slider.setValue(round(min(max(share, 0.0), 1.0) * _TICKS))

    def explain(self, name: str, tip: str) -> None:
        """Say what the number is, to the eye and to screen readers."""
        for part in (self._slider, self._box):
            part.setAccessibleName(name)
        for shown in (self._name, self._slider, self._box):
            shown.setToolTip(tip)

    @Slot(int)
    def _slide(self, tick: int) -> None:
        value = round(self._low + (self._high - self._low) * tick / _TICKS, 3)
        with QSignalBlocker(self._box):
            self._box.setValue(value)
        self.asked.emit(value)

    @Slot(float)
    def _type(self, value: float) -> None:
        self.set_value(value)
        self.asked.emit(value)
