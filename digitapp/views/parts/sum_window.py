"""A window with a long sum, line by line, to scroll and to copy."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.i18n import tr
from digitapp.views.parts.view import View, label


class SumWindow(View):
    """Shows a sum's lines; the last one is what they come to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._words, self._lines = label("quiet"), QPlainTextEdit(readOnly=True)
        self._words.setWordWrap(True)
        self._total = label()
        self._lines.setFont(theme.formula_font())
        self._total.setFont(theme.formula_font())
        self._lines.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._copy, self._close = QPushButton(), QPushButton()
        buttons = QHBoxLayout()
        buttons.addWidget(self._total, 1)
        buttons.addWidget(self._copy)
        buttons.addWidget(self._close)
        column = QVBoxLayout(self)
        column.setContentsMargins(*[2 * theme.GRID] * 4)
        column.setSpacing(theme.GRID)
        column.addWidget(self._words)
        column.addWidget(self._lines, 1)
        column.addLayout(buttons)
        self._copy.clicked.connect(self._copy_all)
        self._close.clicked.connect(self.close)
        self.resize(620, 560)
        self.retranslate()

    @property
    def text(self) -> str:
        """All lines."""
        return self._lines.toPlainText()

    def set_sum(self, text: str) -> None:
        """Show this sum, at the line at which one was."""
        place = self._lines.verticalScrollBar().value()
        self._lines.setPlainText(text)
        self._lines.verticalScrollBar().setValue(place)
        self._total.setText(text.rstrip().rpartition("\n")[2])

    @Slot()
    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(self.text)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setWindowTitle(tr("The whole sum"))
        self._words.setText(
            tr("Each number of the row times the weight at the same place of the column. Where x is 0, so is that.")
        )
        self._lines.setAccessibleName(tr("The whole sum"))
        self._copy.setText(tr("Copy all"))
        self._close.setText(tr("Close"))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by the usual key."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)
