"""A row of small buttons of which exactly one is on."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QToolButton, QWidget

from digitapp.views.parts.view import plain_tip


class Choice(QWidget):
    """Lets the person choose one of a few.

    Signals:
        chosen(index): the person chose this one.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._group = QButtonGroup(self)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self._group.idClicked.connect(self.chosen)

    @property
    def current(self) -> int:
        """Which one is on, from 0."""
        return max(self._group.checkedId(), 0)

    def set_choices(self, texts: Sequence[str], tool_tips: Sequence[str] = ()) -> None:
        """Offer these, with the same one on as before if it is still there."""
        current = self.current
        buttons = self._group.buttons()
        for index in range(len(buttons), len(texts)):
            button = QToolButton()
            button.setProperty("role", "plain")
            button.setCheckable(True)
            self._group.addButton(button, index)
            self._row.addWidget(button)
        for extra in buttons[len(texts) :]:
            self._group.removeButton(extra)
            extra.deleteLater()
        for index, text in enumerate(texts):
            self._group.button(index).setText(text)
            self._group.button(index).setToolTip(plain_tip(tool_tips[index]) if index < len(tool_tips) else "")
        self.set_current(min(current, len(texts) - 1))

    @Slot(int)
    def set_current(self, index: int) -> None:
        """Show this one as on."""
        button = self._group.button(index)
        if button is not None:
            button.setChecked(True)
