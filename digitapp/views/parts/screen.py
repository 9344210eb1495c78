"""How large a window may begin."""

from __future__ import annotations

from PySide6.QtCore import QSize
from PySide6.QtGui import QGuiApplication

_BESIDE, _ABOVE = 10, 40  # pixels for the window's own frame and the desktop's bars


def fitting(width: int, height: int) -> QSize:
    """Return this size, or as much of it as the screen has room for."""
    free = QGuiApplication.primaryScreen().availableSize()
    return QSize(min(width, free.width() - _BESIDE), min(height, free.height() - _ABOVE))
