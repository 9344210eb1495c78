"""The session names the parts of the program's state and does what takes more than one of them."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QObject, Slot

from digitapp.core.errors import InputError, Words
from digitapp.core.files.model_file import NetworkRecord, load_record
from digitapp.core.inside.preparing import Prepared, prepare_in_all_ways, sheet_of_picture
from digitapp.core.inside.sheets import sheet_of_strokes
from digitapp.core.reading.reading import Reading
from digitapp.core.runs.checkpoints import Checkpoint
from digitapp.state.inside.explanations import Explanations, Watched
from digitapp.state.inside.neighbour_maps import NeighbourMaps
from digitapp.state.inside.surveyor import Surveyor
from digitapp.state.my_digits.collection import MyDigits
from digitapp.state.my_digits.teaching import Teaching
from digitapp.state.paper.drawing import Drawing
from digitapp.state.reading.reader import Reader
from digitapp.state.runs.checkpoints import Checkpoints
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.network import Network, load_bundled
from digitapp.state.runs.one_step import OneStep
from digitapp.state.runs.training import Status, Training
from engine.models import Sequential


class Session(QObject):
    """One run of the program; `close()` must be called before it ends.

    Runs under way are kept in the folder `checkpoints`.
    """

    def __init__(self, first: NetworkRecord, checkpoints: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.checkpoints = Checkpoints(checkpoints)
        self.drawing = Drawing(self)
        self.datasets = Datasets(self)
        self.network = Network(first, self)
        self.training = Training(self.network, self.datasets, self.checkpoints, self)
        self.my_digits = MyDigits(self)
        self.teaching = Teaching(self.my_digits, self.network, self.datasets, self)
        self.reader = Reader(self.drawing, self.network, self)
        self.explanations = Explanations(self.network, self.reader, self)
        self.one_step = OneStep(self.network, self)
        self.preparing = Watched(self.network, self.reader, self._prepare, self)
        self.surveyor = Surveyor(self.network, self.datasets, self)
        self.neighbour_maps = NeighbourMaps(self.network, self.surveyor, self)
        self.training.status_changed.connect(self._note_status)

    def open_network(self, path: Path, hidden_activation: str | None = None) -> None:
        """Read a network from a file; a run under way is stopped for it.

        Raises:
            WeightsOnlyError: a file has weights only, and the function of its hidden layers was not given.
            InputError: the file is no network that fits; nothing changes and the run goes on.
        """
        record = load_record(path, hidden_activation=hidden_activation)
        self.training.stop_now()
        self.network.begin(record)

    @Slot()
    def open_bundled_network(self) -> None:
        """Stop a run and return to the network that came with the program."""
        self.training.stop_now()
        self.network.begin(load_bundled())

    def recover(self, run: Checkpoint) -> None:
        """Go on with a run that was broken off, on the data that it was trained on.

        Raises:
            InputError: the data is not there any more; nothing changes.
        """
        if run.folder != self.datasets.folder:
            if run.folder is None:
                self.datasets.use_mnist()
            else:
                self.datasets.open_folder(run.folder)
        self.training.recover(run)

    @Slot()
    def teach(self) -> None:
        """Stop a run and teach the current network the person's digits."""
        self.training.stop_now()
        self.teaching.begin()

    @Slot(int)
    def label_drawing(self, label: int) -> None:
        """Add the selected digit of the drawing to the person's own digits, as the digit `label`.

        Raises:
            InputError: there are no strokes to add.
        """
        digits, number = self.reader.digits, self.reader.selected
        if number < 0 or not digits[number].strokes:
            received = Words("an empty canvas") if number < 0 else Words("a picture")
            raise InputError("Expected a digit drawn with the pen. Received: {received}", received=received)
        self.my_digits.add(digits[number].strokes, label)

    def learn_from_drawing(self, label: int) -> None:
        """Take one step of learning from the current drawing, whose right digit is `label`.

        Raises:
            InputError: a run or a lesson goes on, or there is no drawing.
        """
        reading = self.reader.reading
        if self.training.status is not Status.IDLE or self.teaching.running:
            busy = Words("a training run") if self.training.status is not Status.IDLE else Words("a lesson")
            raise InputError("Expected that nothing else is changing the network. Received: {received}", received=busy)
        if reading is None:
            empty = Words("an empty canvas")
            raise InputError("Expected a drawing to learn from. Received: {received}", received=empty)
        self.one_step.learn(reading.inputs, label, self.training.settings.learning_rate)

    @Slot()
    def go_back(self) -> None:
        """Stop a run and return to the network from before."""
        self.training.stop_now()
        self.network.go_back()

    @Slot()
    def go_forward(self) -> None:
        """Stop a run and return to the network after this one."""
        self.training.stop_now()
        self.network.go_forward()

    def _prepare(self, network: Sequential, reading: Reading) -> tuple[Prepared, ...]:
        """Make the selected digit ready for the network in all ways."""
        picture = self.drawing.picture
        if picture is not None:
            sheet = sheet_of_picture(picture)
        else:
            strokes = self.reader.digits[self.reader.selected].strokes
            sheet = sheet_of_strokes(strokes, self.drawing.pen_width)
        return prepare_in_all_ways(network, sheet, reading, self.network.record.calibration)

    @Slot(object)
    def _note_status(self, status: Status) -> None:
        self.reader.set_training(status is Status.RUNNING)
        if status is not Status.IDLE:  # one heavy job at a time
            self.teaching.stop_now()

    def close(self) -> None:
        """Stop whatever runs in the background."""
        self.neighbour_maps.stop_now()
        self.surveyor.stop_now()
        self.teaching.stop_now()
        self.training.stop_now()
