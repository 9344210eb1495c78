"""The field in which a program's lines are read and changed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit


class ProgramLines(QPlainTextEdit):
    """Keeps for itself the keys that take letters away, which would clear the drawing elsewhere."""

    def event(self, event: QEvent) -> bool:
        """Say that these keys are wanted here."""
        taking = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
        override = event.type() is QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in taking:
            event.accept()
            return True
        return super().event(event)
