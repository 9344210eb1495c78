"""What the networks of a way say about the drawing on the paper, from the first to the newest."""

from __future__ import annotations

from collections.abc import Generator

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.paper.rasterize import Image
from digitapp.core.reading.reading import Vector, read
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.way import Way
from digitapp.state.background import Background
from digitapp.state.reading.reader import Reader
from digitapp.state.runs.rewinding import Rewinding

REST = 150  # milliseconds without a change of the drawing, after which it is read by all
AT_ONCE = 16  # networks that read before what they said is told


class Said(Background):
    """Has the drawing read by every snapshot of the way, on a thread, anew whenever the drawing has come to rest.

    Signals:
        changed(places, shares): (n,) places on the way, in batches, and the (n, 10) probabilities there; None, None
            without a drawing.
    """

    changed = Signal(object, object)

    def __init__(self, reader: Reader, rewinding: Rewinding, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._reader, self._rewinding = reader, rewinding
        self._image: Image | None = None
        self._said: dict[tuple[int, int], Vector] = {}  # by run and batch
        self._rest = QTimer(self, singleShot=True, interval=REST)
        self._rest.timeout.connect(self._read)
        reader.reading_changed.connect(self._note_drawing)
        rewinding.way_changed.connect(self._note_way)

    @Slot(object)
    def _note_drawing(self, _: object) -> None:
        """Notice that the drawing is another one; that another network reads it changes nothing here."""
        image = self._drawn()
        if image is None:  # perhaps only until another network has read it
            self._rest.start()
        elif self._image is None or not np.array_equal(image, self._image):
            self._take_up(image)
            self._rest.start()

    @Slot(object)
    def _note_way(self, way: Way) -> None:
        runs = {stretch.run for stretch in way.stretches}
        self._said = {key: shares for key, shares in self._said.items() if key[0] in runs}
        self._tell()
        if not self._rest.isActive() and not self.running:
            self._rest.start()

    def _drawn(self) -> Image | None:
        reading = self._reader.reading
        return None if reading is None else reading.image

    def _take_up(self, image: Image | None) -> None:
        """Forget what was said about another drawing."""
        self.stop_now()
        self._image = image
        self._said.clear()
        self._tell()

    @Slot()
    def _read(self) -> None:
        """Have those read that have not."""
        image = self._drawn()
        if image is None:
            self._take_up(None)
            return
        self._image = image
        recordings = self._rewinding.recordings
        missing = [
            ((stretch.run, snapshot.batch), snapshot.moment)
            for stretch in self._rewinding.way.stretches
            if (recording := recordings.of(stretch.run)) is not None
            for snapshot in recording.snapshots
            if snapshot.batch <= stretch.batches and (stretch.run, snapshot.batch) not in self._said
        ]
        if missing:
            self._run(_steps(image, missing))

    @Slot(object)
    def _take(self, item: dict[tuple[int, int], Vector]) -> None:
        self._said.update(item)
        self._tell()

    @Slot()
    def _end(self) -> None:
        super()._end()
        self._read()  # what came meanwhile

    def _tell(self) -> None:
        found = [
            (stretch.first + batch, self._said[stretch.run, batch])
            for stretch in self._rewinding.way.stretches
            for batch in stretch.kept
            if (stretch.run, batch) in self._said and batch <= stretch.batches
        ]
        if not found:
            self.changed.emit(None, None)
            return
        places, shares = zip(*found, strict=True)
        self.changed.emit(np.array(places), np.stack(shares))


def _steps(
    image: Image, missing: list[tuple[tuple[int, int], Moment]]
) -> Generator[dict[tuple[int, int], Vector] | None, None, None]:
    found: dict[tuple[int, int], Vector] = {}
    for key, moment in missing:
        found[key] = read(moment, image).probabilities
        if len(found) == AT_ONCE:
            yield found
            found = {}
        else:
            yield None
    if found:
        yield found
