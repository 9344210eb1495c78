"""The base of all views: a widget that follows the language and the palette while the program runs."""

from __future__ import annotations

import html

from PySide6.QtCore import QEvent, Qt
from PySide6.QtWidgets import QLabel, QWidget


class View(QWidget):
    """Calls `retranslate()` when the language changes and `restyle()` when the palette does."""

    def retranslate(self) -> None:
        """Say everything again, in the current language."""

    def restyle(self) -> None:
        """Take the colours of the current palette."""

    def in_numbers(self) -> str:
        """Return its formula with the numbers of now in it, for whoever asks what this is; empty without any."""
        return ""

    def changeEvent(self, event: QEvent) -> None:
        """Pass on what Qt tells every widget."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        elif event.type() is QEvent.Type.PaletteChange:
            self.restyle()


def plain_tip(text: str) -> str:
    """Return a tooltip that shows this text as it is: names of runs, files and classes may look like HTML to Qt."""
    if "<" not in text:  # what else there may be, Qt shows as it is
        return text
    lines = html.escape(text, quote=False).replace("\n", "<br>")
    return f"<span>{lines}</span>"


def label(role: str = "") -> QLabel:
    """Return an empty label for text as it is; `role` names its look in the theme: "title", "quiet", "error"."""
    result = QLabel()
    result.setTextFormat(Qt.TextFormat.PlainText)  # names of runs, files and classes may look like HTML
    result.setProperty("role", role)
    return result
