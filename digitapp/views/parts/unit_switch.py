"""What can be changed about a unit for a while: switched off, made louder, its bias moved."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Signal, Slot
from PySide6.QtWidgets import QCheckBox, QDoubleSpinBox, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.unit_changes import UnitChange
from digitapp.i18n import tr
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.view import View

MOST = 10  # units that are switched off at once


class UnitSwitch(View):
    """Shows how a unit is changed, and how many are.

    Signals:
        change_requested(change): the unit is to be changed like this, a UnitChange.
        loudest_requested(): the units that speak most for the digit that is read are to be switched off.
        back_requested(): no unit is to be changed any more.
    """

    change_requested = Signal(object)
    loudest_requested = Signal()
    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._count, self._digit = 0, -1
        self._change = UnitChange()
        self._off = QCheckBox()
        self._factor_name, self._factor = QLabel(), QDoubleSpinBox()
        self._bias_name, self._bias = QLabel(), QDoubleSpinBox()
        self._factor.setRange(0, 5)
        self._factor.setSingleStep(0.1)
        self._bias.setRange(-20, 20)
        self._bias.setSingleStep(0.1)
        self._loudest, self._back = QPushButton(), QPushButton()
        self._said = Readout(colour="quiet")
        own = QHBoxLayout()
        for part in (self._off, self._factor_name, self._factor, self._bias_name, self._bias):
            own.addWidget(part)
        own.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addLayout(own)
        column.addWidget(self._loudest)
        column.addWidget(self._back)
        column.addWidget(self._said)
        self._off.toggled.connect(self._switch)
        self._factor.valueChanged.connect(self._tell)
        self._bias.valueChanged.connect(self._tell)
        self._loudest.clicked.connect(self.loudest_requested)
        self._back.clicked.connect(self.back_requested)
        self.set_change(None)
        self.set_count(0)
        self.retranslate()

    def set_change(self, change: UnitChange | None) -> None:
        """Show how the chosen unit is changed; None for no unit."""
        for part in (self._off, self._factor, self._bias):
            part.setEnabled(change is not None)
        self._change = shown = change or UnitChange()
        with QSignalBlocker(self._off), QSignalBlocker(self._factor), QSignalBlocker(self._bias):
            self._off.setChecked(shown.factor == 0)
            self._factor.setValue(shown.factor)
            self._bias.setValue(shown.bias)

    def set_count(self, count: int) -> None:
        """Say how many units are changed."""
        self._count = count
        self._back.setEnabled(count > 0)
        self._said.set_text(tr("{count} units are changed", count=count) if count else "")

    def set_digit(self, digit: int) -> None:
        """Offer to switch off what speaks for this digit; -1 when none is read."""
        self._digit = digit
        self._loudest.setEnabled(digit >= 0)
        shown = class_name(digit) if digit >= 0 else "?"
        self._loudest.setText(tr("Switch off the {count} that speak most for {digit}", count=MOST, digit=shown))

    @Slot(bool)
    def _switch(self, off: bool) -> None:
        self._factor.setValue(0.0 if off else 1.0)

    @Slot()
    def _tell(self) -> None:
        with QSignalBlocker(self._off):
            self._off.setChecked(self._factor.value() == 0)
        own = replace(self._change, factor=round(self._factor.value(), 6), bias=round(self._bias.value(), 6))
        self.change_requested.emit(own)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._off.setText(tr("switched off"))
        self._off.setToolTip(tr("What would the network say without this unit?"))
        self._factor_name.setText(tr("times"))
        self._factor.setAccessibleName(tr("times"))
        self._factor.setToolTip(tr("Its activation is multiplied by this."))
        self._bias_name.setText(tr("b plus"))
        self._bias.setAccessibleName(tr("b plus"))
        self._bias.setToolTip(tr("This is added to its bias: above 0 it comes on more easily."))
        self._back.setText(tr("Put everything back"))
        self._back.setToolTip(tr("The network as it is. What is saved or trained was never changed."))
        self.set_count(self._count)
        self.set_digit(self._digit)
