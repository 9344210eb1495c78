"""What comes in from outside: pictures that are opened, pasted or dropped, and other files that are dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QObject, Slot
from PySide6.QtGui import QImage, QImageWriter
from PySide6.QtWidgets import QApplication

from digitapp.core.data.opening import is_data
from digitapp.core.errors import InputError, Words, brief
from digitapp.core.files.model_file import READABLE, looks_like_a_network
from digitapp.core.paper.pictures import SUFFIXES, Picture, load_picture, read_picture
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.parts.mime import what_is_in
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.data_files import DataFiles
from digitapp.wiring.files import Files
from digitapp.wiring.run_files import RunFiles


class Pictures(QObject):
    """Lays pictures on the canvas and hands other files to who opens them."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        messages: Messages,
        files: Files,
        data_files: DataFiles,
        run_files: RunFiles,
    ) -> None:
        super().__init__(window)
        self._run_files = run_files
        self._session = session
        self._window = window
        self._messages = messages
        self._files = files
        self._data_files = data_files
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
        given = what_is_in(data)
        if isinstance(given, QImage):
            self.take_image(given)
        elif given:
            self.take_files(given)
        else:
            formats = data.formats() if data is not None else []
            self._messages.show_error(
                InputError("Expected a picture in the clipboard. Received: {received}", received=_kinds(formats))
            )

    @Slot(object)
    def take_files(self, paths: Sequence[Path]) -> None:
        """Open what was dropped or pasted: a data set or its folder, a run, a network, or a picture."""
        from digitapp.core.keeping.run_file import looks_like_a_run  # not at the start

        path = paths[0]
        if len(paths) > 1 and all(is_data(each) and each.parent == path.parent for each in paths):
            self._data_files.open_path(min(paths, key=lambda each: "train" not in each.name.lower()))
        elif len(paths) > 1:
            self._messages.show_error(InputError("Expected one file at a time. Received: {count}", count=len(paths)))
        elif _is_folder(path) or is_data(path):
            self._data_files.open_path(path)
        elif looks_like_a_run(path):
            self._run_files.open_run_file(path)
        elif path.suffix.lower() in READABLE or looks_like_a_network(path):
            self._files.open_network_file(path)
        else:
            self._take_picture(path)

    @Slot(QImage)
    def take_image(self, image: QImage) -> None:
        """Read a picture that comes without a file."""
        name = tr("the picture")
        self._read(name, lambda: read_picture(_png(image), name))

    def _take_picture(self, path: Path) -> None:
        self._read(path.name, lambda: load_picture(path))

    def _read(self, name: str, read: Callable[[], Picture]) -> None:
        title = tr("Reading {name}…", name=name)
        self._session.tasks.do(Task(title, read, self._session.drawing.lay_down))


def _png(image: QImage) -> bytes:
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(data.data())


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError:  # a name that is too long, say; whoever opens it will tell
        return False


def _kinds(formats: Sequence[str]) -> str:
    return brief(", ".join(formats)) or Words("nothing")
