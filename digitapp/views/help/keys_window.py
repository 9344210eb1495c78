"""A window of its own that lists the keys, as the menus have them."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QGridLayout, QScrollArea, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.i18n import tr
from digitapp.views.parts.view import View, label

Keys = Sequence[tuple[str, Sequence[tuple[str, str]]]]  # for each menu its title, and each command with its keys


class KeysWindow(View):
    """Shows each menu's commands that have keys; `keys` tells them, in the language of now."""

    def __init__(self, keys: Callable[[], Keys], parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._keys = keys
        self._area = QScrollArea(widgetResizable=True)
        self._area.setFrameShape(QScrollArea.Shape.NoFrame)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*[2 * theme.GRID] * 4)
        layout.addWidget(self._area)
        self.resize(480, 640)
        self.retranslate()

    def _show_keys(self) -> None:
        content = QWidget()
        grid = QGridLayout(content)
        grid.setHorizontalSpacing(3 * theme.GRID)
        grid.setVerticalSpacing(theme.GRID // 2)
        grid.setColumnStretch(0, 1)
        row = 0
        for title, commands in self._keys():
            heading = label("title")
            heading.setText(title)
            heading.setContentsMargins(0, theme.GRID if row else 0, 0, 0)
            grid.addWidget(heading, row, 0, 1, 2)
            for row, (text, key) in enumerate(commands, row + 1):  # noqa: B020 (the rows go on)
                name, shortcut = label(), label("quiet")
                name.setText(text)
                shortcut.setText(key)
                name.setWordWrap(True)
                grid.addWidget(name, row, 0)
                grid.addWidget(shortcut, row, 1, Qt.AlignmentFlag.AlignRight)
            row += 1
        grid.setRowStretch(row, 1)
        self._area.setWidget(content)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setWindowTitle(tr("Keys"))
        self._area.setAccessibleName(tr("Keys"))
        self._show_keys()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by the usual key."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
