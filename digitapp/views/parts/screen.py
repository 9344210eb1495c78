"""How large a window may begin, and where."""

from __future__ import annotations

from math import ceil

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

_BESIDE, _ABOVE = 10, 40  # pixels for the window's own frame and the desktop's bars


def fitting(width: int, height: int) -> QSize:
    """Return this size, or as much of it as the screen has room for."""
    free = QGuiApplication.primaryScreen().availableSize()
    return QSize(min(width, free.width() - _BESIDE), min(height, free.height() - _ABOVE))


def scales() -> tuple[int, ...]:
    """Return how many real pixels there are to one of Qt's, on a plain screen and on those of this machine."""
    return tuple(sorted({1, *(ceil(screen.devicePixelRatio()) for screen in QGuiApplication.screens())}))


def place_at_first(window: QWidget, stage: QWidget) -> None:
    """Put a window that nobody has moved yet where it does not lie on what stands beside the stage."""
    if window.testAttribute(Qt.WidgetAttribute.WA_Moved):
        return
    main = stage.window()
    on_stage = QRect(stage.mapToGlobal(QPoint()), stage.size())
    window.setGeometry(first_place(window.size(), main.frameGeometry(), on_stage, main.screen().availableGeometry()))


def first_place(size: QSize, main: QRect, stage: QRect, free: QRect) -> QRect:
    """Return where a window of this size goes: at the right of the main one, or without room there over the stage."""
    at = QPoint(main.right() + 1 + _BESIDE // 2, max(main.top(), free.top()) + _ABOVE)
    beside = QRect(at, size)
    if free.contains(beside):
        return beside
    room = stage.adjusted(_BESIDE // 2, _ABOVE, -_BESIDE // 2, 0)
    return QRect(room.topLeft(), size.boundedTo(room.size()))
