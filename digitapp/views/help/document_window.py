"""A window of its own for a page to read: text with pictures, as Markdown."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, QUrl, Signal, Slot
from PySide6.QtGui import QImage, QKeyEvent
from PySide6.QtWidgets import QTextBrowser, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.views.parts.view import View

_WIDTH = 760  # pixels of the pictures
_PICTURE = re.compile(r"!\[[^\]]*\]\(([^)\s]+)\)")


@dataclass(frozen=True, eq=False)
class Document:
    """A page with its pictures, by the names that it has for them."""

    title: str
    text: str
    pictures: Mapping[str, QImage]


def read_document(path: Path) -> Document:
    """Return the page in a Markdown file, on any thread; a picture that is missing is left out.

    Raises:
        OSError: the file cannot be read.
    """
    text = path.read_text(encoding="utf-8")
    title = text.splitlines()[0].lstrip("# ") if text else ""
    pictures = {}
    for name in _PICTURE.findall(text):
        picture = QImage(str(path.parent / name))
        if not picture.isNull():
            pictures[name] = picture.scaledToWidth(_WIDTH, Qt.TransformationMode.SmoothTransformation)
    return Document(title, text, pictures)


class DocumentWindow(View):
    """Shows a Document.

    Signals:
        link_requested(target): the person followed a link, as it stands in the text.
    """

    link_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Window)
        self._browser = _Browser(openLinks=False)
        self._browser.document().setDocumentMargin(2 * theme.GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._browser)
        self._browser.anchorClicked.connect(self._follow)
        self.resize(_WIDTH + 10 * theme.GRID, 720)

    @property
    def text(self) -> str:
        """What one reads, without its pictures."""
        return self._browser.toPlainText()

    @property
    def length(self) -> float:
        """How high the whole page is, in pixels."""
        return self._browser.document().size().height()

    @Slot(object)
    def set_document(self, document: Document) -> None:
        """Show this page from its beginning."""
        self.setWindowTitle(document.title)
        self._browser.setAccessibleName(document.title)
        self._browser.pictures = document.pictures
        self._browser.setMarkdown(document.text)
        self._browser.verticalScrollBar().setValue(0)

    @Slot(QUrl)
    def _follow(self, target: QUrl) -> None:
        self.link_requested.emit(target.toString())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Close by the usual key."""
        if event.key() == Qt.Key.Key_Escape:
            self.close()
        else:
            super().keyPressEvent(event)


class _Browser(QTextBrowser):
    """Has its pictures from the Document, and reads no file itself."""

    pictures: Mapping[str, QImage] = {}

    def loadResource(self, kind: int, name: QUrl | str) -> object:
        """Return the picture of this name."""
        del kind
        return self.pictures.get(QUrl(name).toString())
