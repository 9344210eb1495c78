"""Fields that the mouse wheel changes only while they have the focus, so that scrolling over them changes nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtWidgets import QWidget


class _Guard(QObject):
    """Keeps the wheel from a field without the focus; what is around the field may scroll instead."""

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Pass the wheel on to what is around the field."""
        if event.type() is QEvent.Type.Wheel and isinstance(watched, QWidget) and not watched.hasFocus():
            event.ignore()
            return True
        return super().eventFilter(watched, event)


def only_with_focus(*fields: QWidget) -> None:
    """Have the wheel change these fields only while they have the focus, and not give it to them."""
    for field in fields:
        field.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        field.installEventFilter(_Guard(field))
