"""A menu of the ten digits."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu, QWidget


class DigitMenu(QMenu):
    """Offers 0 to 9.

    Signals:
        chosen(digit): the person chose this one.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        for digit in range(10):
            self.addAction(f"&{digit}").setData(digit)
        self.triggered.connect(self._choose)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self.chosen.emit(action.data())
