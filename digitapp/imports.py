"""What comes in from outside: pictures that are opened, pasted or dropped, and other files that are dropped."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Slot
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QApplication

from digitapp.core.errors import InputError, Words, brief
from digitapp.core.model_file import READABLE, looks_like_a_network
from digitapp.core.pictures import SUFFIXES, load_picture, read_picture
from digitapp.files import Files
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.views import dialogs
from digitapp.views.main_window import MainWindow


class Imports(QObject):
    """Lays pictures on the canvas and hands other files to who opens them."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages, files: Files) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._messages = messages
        self._files = files
        window.files_dropped.connect(self.take_files)
        window.image_dropped.connect(self.take_image)

    @Slot()
    def open_picture(self) -> None:
        """Ask for a picture of a digit and read it."""
        path = dialogs.ask_picture_to_open(self._window, self._files.folder(), SUFFIXES)
        if path is not None:
            self._take_picture(path)
            self._files.remember(path.parent)

    @Slot()
    def paste(self) -> None:
        """Read the picture in the clipboard, or the file that was copied."""
        data = QApplication.clipboard().mimeData()
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.take_files(paths)
        elif data.hasImage() and isinstance(image := data.imageData(), QImage):
            self.take_image(image)
        else:
            self._messages.show_error(
                InputError("Expected a picture in the clipboard. Received: {received}", received=_kinds(data.formats()))
            )

    @Slot(object)
    def take_files(self, paths: Sequence[Path]) -> None:
        """Open what was dropped or pasted: a network, a folder of a data set, or a picture."""
        path = paths[0]
        if len(paths) > 1:
            self._messages.show_error(InputError("Expected one file at a time. Received: {count}", count=len(paths)))
        elif _is_folder(path):
            self._files.open_dataset_folder(path)
        elif path.suffix.lower() in READABLE or looks_like_a_network(path):
            self._files.open_network_file(path)
        else:
            self._take_picture(path)

    @Slot(QImage)
    def take_image(self, image: QImage) -> None:
        """Read a picture that comes without a file."""
        data = QByteArray()
        buffer = QBuffer(data)
        buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        QImageWriter(buffer, QByteArray(b"png")).write(image)
        try:
            self._session.drawing.lay_down(read_picture(bytes(data.data()), tr("the picture")))
        except InputError as error:
            self._messages.show_error(error)

    def _take_picture(self, path: Path) -> None:
        try:
            self._session.drawing.lay_down(load_picture(path))
        except InputError as error:
            self._messages.show_error(error)


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, say; whoever opens it will tell
        return False


def _kinds(formats: Sequence[str]) -> str:
    return brief(", ".join(formats)) or Words("nothing")
