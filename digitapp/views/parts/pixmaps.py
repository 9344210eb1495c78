"""Pictures that are painted once and shown often."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPixmap
from PySide6.QtWidgets import QWidget


def clear_pixmap(widget: QWidget, size: QSize | None = None) -> QPixmap:
    """Return an empty picture of a widget's size, or another, with as many pixels as its screen has."""
    ratio = widget.devicePixelRatioF()
    pixmap = QPixmap((widget.size() if size is None else size) * ratio)
    pixmap.setDevicePixelRatio(ratio)
    pixmap.fill(Qt.GlobalColor.transparent)
    return pixmap
