"""Makes an animation of a page over the run: goes to one moment after the other, and takes a picture of each."""

from __future__ import annotations

import time
from functools import partial
from math import ceil
from pathlib import Path

from PySide6.QtCore import QElapsedTimer, QObject, QPoint, QRect, QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QImage, QPainter, QRegion
from PySide6.QtWidgets import QProgressDialog, QWidget

from digitapp import theme
from digitapp.core.runs.animation import Frame, pack, places
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.background import Background
from digitapp.state.runs.animation import AnimationFile
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.window.main_window import MainWindow
from digitapp.views.window.pages import entry
from digitapp.wiring.files import Files

_REST, _LONGEST = 60, 10_000  # milliseconds after which a page shows what it was told, and for which one waits for that
_SOON = 1000  # milliseconds: what is to happen later than that has nothing to do with what is shown
_LOOK = 15  # milliseconds between two looks whether it is at rest
_SLICE = 20.0  # milliseconds for which one part of a picture may be painted


class AnimationMaker(QObject):
    """Takes the pictures, a slice at a time, and has them written.

    Signals:
        done(path): the animation is written; None where it was given up.
    """

    done = Signal(object)

    def __init__(self, session: Session, window: MainWindow, messages: Messages, files: Files) -> None:
        super().__init__(window)
        self._session, self._window, self._messages, self._files = session, window, messages, files
        self._file = AnimationFile(session)
        self._widget: QWidget | None = None
        self._path = Path()
        self._places: list[int] = []
        self._frames: list[Frame] = []
        self._milliseconds, self._before = 100, session.rewinding.place
        self._picture, self._slices, self._slice = QImage(), 1, 0
        self._size: QSize | None = None  # of the first picture, and so of all
        self.worst = 0.0  # milliseconds that a slice took, to be measured
        self._progress: QProgressDialog | None = None
        self._since, self._look = QElapsedTimer(), QTimer(self, interval=_LOOK)
        self._look.timeout.connect(self._wait)
        self._file.progressed.connect(self._note_written)
        self._file.written.connect(self._finish)
        self._file.failed.connect(self._fail)
        window.commands["animation"].triggered.connect(self.ask)

    @Slot()
    def ask(self) -> None:
        """Ask how the animation shall be, and where to save it."""
        way = self._session.rewinding.way
        if not way or self._session.training.status is Status.RUNNING:
            self._messages.show_notice(
                tr("Pause the run first: an animation goes over the run up to now.")
                if way
                else tr("Train a network first (F5): an animation shows a page over its run.")
            )
            return
        from digitapp.views.runs.animation_dialog import AnimationDialog  # seldom needed, and not at the start
        from digitapp.views.window import dialogs

        name = self._window.stage.in_front
        dialog = AnimationDialog(tr(entry(name).title), self._window)
        accepted, wish = dialog.exec(), dialog.wish
        dialog.deleteLater()
        if not accepted:
            return
        suggestion = Path(self._files.folder()) / (tr(entry(name).title) + wish.suffix)
        path = dialogs.ask_animation_to_save(self._window, suggestion, wish.suffix)
        if path is not None:
            widget = self._window if wish.whole else self._window.pages[name]
            chosen = places(way.end, wish.frames, dense=wish.dense)
            self.make(widget, chosen, path, round(1000 * wish.seconds / len(chosen)))

    def make(self, widget: QWidget, chosen: list[int], path: Path, milliseconds: int) -> None:
        """Take a picture of a widget at each of these places, and write them, each shown for so long."""
        self._widget, self._places, self._path, self._milliseconds = widget, list(chosen), path, milliseconds
        self._frames, self._slices, self._size, self.worst = [], 1, None, 0.0
        self._before = self._session.rewinding.place
        self._progress = QProgressDialog(
            tr("Taking pictures…"), tr("Cancel"), 0, 2 * len(chosen), self._window, minimumDuration=0
        )
        self._progress.setWindowModality(Qt.WindowModality.WindowModal)
        self._progress.setAutoReset(False)
        self._progress.setAutoClose(False)
        self._progress.setWindowTitle(tr("Save animation"))
        self._progress.canceled.connect(self.cancel)
        self._progress.setValue(0)
        self._go()

    @Slot()
    def cancel(self) -> None:
        """Give it up; one is where one was before."""
        if self._progress is not None:
            self._file.stop_now()
            self._leave()
            self.done.emit(None)

    def _go(self) -> None:
        """Go to the next moment; where there is none any more, write."""
        if not self._places:
            self._return()
            self._session.counting.do(Task("", _nothing, self._write))  # after all that is packed before
            return
        self._session.rewinding.go_to(self._places[0])
        self._since.start()
        self._look.start()

    @Slot()
    def _wait(self) -> None:
        """Take the picture as soon as all is shown."""
        waited = self._since.elapsed()
        if waited < _REST or (waited < _LONGEST and not self._is_at_rest()):
            return
        self._look.stop()
        assert self._widget is not None
        self._picture = QImage(self._widget.size(), QImage.Format.Format_RGB888)
        self._picture.fill(theme.colour("window"))
        self._slice = 0
        QTimer.singleShot(0, self._paint_slice)

    def _is_at_rest(self) -> bool:
        """Whether nothing is computed any more for what is shown, or about to be."""
        session, place = self._session, self._session.rewinding.place
        if place is None or not place.exact:
            return False
        timers = [timer for timer in session.findChildren(QTimer) if timer.isSingleShot() and timer.isActive()]
        keeping = session.keeper.findChildren(QTimer)  # writes the runs; nothing of that is shown
        about = any(timer.interval() <= _SOON for timer in timers if timer not in keeping)
        mine = (session.tasks, session.counting, session.kept_runs.tasks, self._file)
        return not about and not any(work.running for work in session.findChildren(Background) if work not in mine)

    @Slot()
    def _paint_slice(self) -> None:
        """Paint a part of the picture; the next one in another turn, so that the window never stands still."""
        if self._progress is None or self._widget is None:
            return
        size, begun = self._widget.size(), time.perf_counter()
        if size != self._picture.size():  # it was resized meanwhile
            self._go()
            return
        top, bottom = (size.height() * each // self._slices for each in (self._slice, self._slice + 1))
        part = QRect(0, top, size.width(), bottom - top)
        painter = QPainter(self._picture)
        self._widget.render(painter, QPoint(0, top), QRegion(part), QWidget.RenderFlag.DrawChildren)
        painter.end()
        took = (time.perf_counter() - begun) * 1000
        self.worst = max(self.worst, took)
        self._slice += 1
        if self._slice < self._slices:
            QTimer.singleShot(0, self._paint_slice)
            return
        self._slices = min(max(self._slices, ceil(self._slices * took / _SLICE)), 12)
        self._take(self._picture)

    def _take(self, picture: QImage) -> None:
        """Have the picture packed, on a thread, and go on."""
        self._size = self._size or picture.size()
        self._session.counting.do(Task("", partial(_packed, _fitted(picture, self._size)), self._frames.append))
        self._places.pop(0)
        assert self._progress is not None
        self._progress.setValue(self._progress.value() + 1)
        self._go()

    def _write(self, _: object) -> None:
        if self._progress is not None:
            self._progress.setLabelText(tr("Writing {name}…", name=self._path.name))
            self._file.write(self._path, self._frames, self._milliseconds)

    @Slot(int)
    def _note_written(self, count: int) -> None:
        if self._progress is not None:
            self._progress.setValue(max(self._progress.value(), len(self._frames) + count))

    @Slot(object)
    def _finish(self, path: Path) -> None:
        self._leave()
        self._files.remember(path.parent)
        self._messages.show_notice(tr("Saved as {file}.", file=path.name))
        self.done.emit(path)

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        self._leave()
        self._messages.show_error(error)
        self.done.emit(None)

    def _leave(self) -> None:
        progress, self._progress = self._progress, None
        self._look.stop()
        self._places, self._frames, self._picture, self._widget = [], [], QImage(), None
        if progress is not None:
            progress.canceled.disconnect(self.cancel)
            progress.close()
            progress.deleteLater()
        self._return()

    def _return(self) -> None:
        """Go back to where one was."""
        if self._before is None or self._before.live:
            self._session.rewinding.return_to_now()
        else:
            self._session.rewinding.go_to(self._before.place)


def _fitted(picture: QImage, size: QSize) -> QImage:
    """Return a picture in this size, that of the first one: made smaller or larger where the window was resized."""
    if picture.size() == size:
        return picture.copy()
    scaled = picture.scaled(size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation)
    result = QImage(size, picture.format())
    result.fill(theme.colour("window"))
    painter = QPainter(result)
    painter.drawImage((size.width() - scaled.width()) // 2, (size.height() - scaled.height()) // 2, scaled)
    painter.end()
    return result


def _packed(picture: QImage) -> Frame:
    width, height, line = picture.width(), picture.height(), picture.bytesPerLine()
    whole = bytes(picture.constBits())
    rows = [whole[start : start + 3 * width] for start in range(0, line * height, line)]  # without what fills a line
    return pack(width, height, b"".join(rows))


def _nothing() -> None:
    """Do nothing, after all that was to be done before."""
