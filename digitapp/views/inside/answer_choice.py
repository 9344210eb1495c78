"""Which answer is asked about: the given one, or any class."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QWidget

from digitapp.views.parts.choice import Choice
from digitapp.views.parts.view import plain_tip

_BUTTONS = 11  # that there is room for, with names of one letter


class AnswerChoice(QWidget):
    """Lets the person choose, by buttons where the names are short and few, else from a list.

    Signals:
        chosen(number): the class; -1 for the given one.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._buttons, self._list = Choice(), QComboBox()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._buttons)
        row.addWidget(self._list)
        self._list.hide()
        self._buttons.chosen.connect(self._choose)
        self._list.activated.connect(self._choose)

    def set_choices(self, texts: Sequence[str], tool_tips: Sequence[str]) -> None:
        """Offer these: the given one first, then all classes."""
        by_buttons = len(texts) <= _BUTTONS and all(len(text) == 1 for text in texts[1:])
        self._buttons.setVisible(by_buttons)
        self._list.setVisible(not by_buttons)
        self._buttons.set_choices(texts if by_buttons else (), tool_tips if by_buttons else ())
        if [self._list.itemText(index) for index in range(self._list.count())] != list(texts):
            self._list.clear()
            self._list.addItems(texts)
            for index, tip in enumerate(tool_tips):
                self._list.setItemData(index, plain_tip(tip), Qt.ItemDataRole.ToolTipRole)

    def set_current(self, number: int) -> None:
        """Show this class as chosen; -1 for the given one."""
        self._buttons.set_current(number + 1)
        self._list.setCurrentIndex(number + 1)

    def set_name(self, name: str) -> None:
        """Name what is chosen, for those who hear the window."""
        self.setAccessibleName(name)
        self._list.setAccessibleName(name)

    @Slot(int)
    def _choose(self, index: int) -> None:
        self.chosen.emit(index - 1)
