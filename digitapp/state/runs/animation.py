"""Writes an animation on a thread; it can be given up at any picture."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.files.exports import write_file
from digitapp.core.runs.animation import Frame, GivenUpError, encode
from digitapp.state.background import Background


class AnimationFile(Background):
    """Writes pictures to a file, which is there whole or not at all.

    Signals:
        progressed(count): so many pictures are written.
        written(path): the file is there.
    """

    progressed = Signal(int)
    written = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._given_up = Event()

    def write(self, path: Path, frames: Sequence[Frame], milliseconds: int) -> None:
        """Write these, each shown for so long."""
        self.stop_now()
        self._given_up = Event()
        self._run(self._steps(path, tuple(frames), milliseconds, self._given_up))

    @Slot()
    def stop_now(self) -> None:
        """Give it up; a file that was there before stays as it was."""
        if self.running:
            self._given_up.set()
        super().stop_now()

    def _steps(
        self, path: Path, frames: Sequence[Frame], milliseconds: int, given_up: Event
    ) -> Generator[_Written, None, None]:
        def tell(count: int) -> None:
            if given_up.is_set():
                raise GivenUpError
            self.progressed.emit(count)

        try:
            content = encode(frames, path.suffix.lower(), milliseconds, tell)
            tell(len(frames))
        except GivenUpError:
            return
        write_file(path, content)
        yield _Written(path)

    @Slot(object)
    def _take(self, item: _Written) -> None:
        self.written.emit(item.path)


@dataclass(frozen=True, eq=False)
class _Written:
    path: Path
