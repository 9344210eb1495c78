"""The session names the parts of the program's state and does what takes more than one of them."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from digitapp.core.errors import InputError, Words
from digitapp.core.inside.preparing import Prepared, prepare_in_all_ways, sheet_of_picture
from digitapp.core.keeping.store import RunStore
from digitapp.core.paper.sheets import sheet_of_strokes
from digitapp.core.reading.reading import Reading
from digitapp.core.runs.run import Run
from digitapp.core.runs.weight_noise import with_noise
from digitapp.jobs import join_all
from digitapp.state.background import Background
from digitapp.state.inside.explanations import MOST_AT_ONCE, Explanation, Explanations
from digitapp.state.inside.neighbour_maps import NeighbourMaps
from digitapp.state.inside.one_weight import WeightWatch
from digitapp.state.inside.painter import Painter
from digitapp.state.inside.surveyor import Surveyor
from digitapp.state.keeping.keeper import KEPT_BYTES, Keeper
from digitapp.state.keeping.kept_runs import KeptRuns
from digitapp.state.my_digits.collection import MyDigits
from digitapp.state.my_digits.teaching import Teaching
from digitapp.state.paper.drawing import Drawing
from digitapp.state.reading.reader import Reader
from digitapp.state.reading.right_digit import RightDigit
from digitapp.state.runs.advice import Advice
from digitapp.state.runs.beside import Beside
from digitapp.state.runs.by_hand import ByHand
from digitapp.state.runs.checkpoints import Checkpoints
from digitapp.state.runs.data_survey import DataSurvey
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.duel import Duel
from digitapp.state.runs.film import Film
from digitapp.state.runs.history import History
from digitapp.state.runs.measuring import Measuring
from digitapp.state.runs.one_step import OneStep
from digitapp.state.runs.rewinding import Rewinding
from digitapp.state.runs.run_queue import RunQueue
from digitapp.state.runs.said import Said
from digitapp.state.runs.shelf import RunShelf
from digitapp.state.runs.slow_motion import SlowMotion
from digitapp.state.runs.training import Status, Training
from digitapp.state.tasks import Tasks
from engine.optimizer import Optimizer
from engine.optimizers import SGD

if TYPE_CHECKING:  # read when their page is first wanted
    from digitapp.state.inside.landscapes import Landscapes
    from digitapp.state.inside.who_taught import WhoTaught


class Session(QObject):
    """One run of the program; `close()` must be called before it ends.

    Runs are kept in the folder `runs`, if there is one; where they are not, one under way is in the folder
    `checkpoints`.
    """

    def __init__(
        self,
        first: Run,
        checkpoints: Path,
        parent: QObject | None = None,
        *,
        runs: Path | None = None,
        most_kept: int = KEPT_BYTES,
    ) -> None:
        super().__init__(parent)
        self.checkpoints = Checkpoints(checkpoints, self)
        self.tasks = Tasks(self)
        self.counting = Tasks(self)  # what nobody waits for
        self.drawing = Drawing(self)
        self.datasets = Datasets(self)
        self.history = History(first, self)
        self.training = Training(self.history, self.datasets, self.checkpoints, self)
        store = None if runs is None else RunStore(runs)
        self.kept_runs = KeptRuns(store, self.history, self.datasets, self.training.recordings, self)
        self.keeper = Keeper(self.history, self.training, self.kept_runs, self, most_bytes=most_kept)
        self.checkpoints.covered = lambda: self.keeper.works
        self.measuring = Measuring(self.history, self.datasets, self)
        self.my_digits = MyDigits(self)
        self.teaching = Teaching(self.my_digits, self.history, self.datasets, self)
        self.reader = Reader(self.drawing, self.history, self)
        self.right_digit = RightDigit(self.drawing, self.reader, self)
        self.explanations = Explanations(self.history, self.reader, self)
        self.right_digit.changed.connect(self.explanations.set_label)
        self.one_step = OneStep(self.history, self)
        self.rewinding = Rewinding(self.history, self.training, self)
        self.said = Said(self.reader, self.rewinding, self)
        self.preparing = Explanation(self.reader, self._plan_preparing, self)
        self.advice = Advice(self.history, self.training, self)
        self.shelf = RunShelf(self.history, self.training, self.advice.health, self, self.kept_runs)
        self.shelf.may_go_on = self.keeper.may_go_on
        self.comparing = Explanation(self.reader, self.shelf.readings, self, is_large=self._is_much_to_compare)
        self.queue = RunQueue(self.history, self.training, self.datasets, self)
        self.twins = Beside(self.history, self.reader, self.training, self, in_step=True)
        self.more_units = Beside(self.history, self.reader, self.training, self)
        self.slow_motion = SlowMotion(self.training, self)
        self.film = Film(self.rewinding, self.training, self.explanations, self)
        self.duel = Duel(self.history, self.datasets, self)
        self.one_weight = WeightWatch(self.history, self.reader, self.right_digit, self.training, self)
        self.by_hand = ByHand(self.history, self)
        self.painter = Painter(self.history, self.reader, self.datasets, self.by_hand, self)
        self.data_survey = DataSurvey(self.history, self.datasets, self.training, self)
        self.surveyor = Surveyor(self.history, self.datasets, self)
        self.neighbour_maps = NeighbourMaps(self.surveyor, self)
        self.datasets.changed.connect(self._fit_settings)
        self.training.status_changed.connect(self._note_status)
        self.training.ended.connect(self.measuring.measure)
        self.training.advanced.connect(self.comparing.refresh)
        self.shelf.compared_changed.connect(self.comparing.refresh)

    def begin(self, run: Run) -> None:
        """Turn to a network that was opened; a run under way is left, which ends after its batch."""
        self.training.leave()
        self.history.begin(run)

    @Slot()
    def teach(self) -> None:
        """Teach the current network the person's digits; a run under way is left."""
        self.training.leave()
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

    def learn_from_drawing(self, label: int, optimizer: Optimizer | None = None) -> None:
        """Take one step of learning from the current drawing, whose right digit is `label`; `one_step` tells of it.

        The step is straight downhill, w ← w - rate · dL/dw, unless another optimizer is to take it.

        Raises:
            InputError: a run or a lesson goes on, or there is no drawing.
        """
        reading = self.reader.reading
        self._require_rest()
        if reading is None:
            empty = Words("an empty canvas")
            raise InputError("Expected a drawing to learn from. Received: {received}", received=empty)
        self.one_step.learn(reading.inputs, label, optimizer or SGD(self.training.settings.learning_rate))

    def train_on_from_hand(self) -> None:
        """Keep the network with what is set by hand as a run of its own, and train it further.

        Raises:
            InputError: a run or a lesson goes on.
        """
        self._require_rest()
        self.painter.end_stroke()
        self.measuring.measure(self.by_hand.keep().number)
        self.training.go_on()

    def add_noise(self) -> None:
        """Go on with the current network with random numbers added to its weights, as large as the weights are.

        Raises:
            InputError: a run or a lesson goes on.
        """
        self._require_rest()
        self.measuring.measure(self.by_hand.begin(with_noise(self.history.moment)).number)

    @Slot()
    def go_back(self) -> None:
        """Return to the run from before; one under way is left, which ends after its batch."""
        self.training.leave()
        self.history.go_back()

    @Slot()
    def go_forward(self) -> None:
        """Return to the run after this one; one under way is left."""
        self.training.leave()
        self.history.go_forward()

    def _require_rest(self) -> None:
        if self.training.status is not Status.IDLE or self.teaching.running:
            busy = Words("a training run") if self.training.status is not Status.IDLE else Words("a lesson")
            raise InputError("Expected that nothing else is changing the network. Received: {received}", received=busy)

    def _plan_preparing(self, reading: Reading) -> Callable[[], tuple[Prepared, ...]]:
        """Return what makes the selected digit ready for the network in all ways."""
        picture, width = self.drawing.picture, self.drawing.pen_width
        digits = self.reader.digits
        if picture is not None:
            corners = digits[self.reader.selected].corners if len(digits) > 1 else None
            return lambda: prepare_in_all_ways(sheet_of_picture(picture, corners), reading)
        strokes = digits[self.reader.selected].strokes
        return lambda: prepare_in_all_ways(sheet_of_strokes(strokes, width), reading)

    def _is_much_to_compare(self, _: Reading) -> bool:
        return self.shelf.weights_compared() > MOST_AT_ONCE

    @Slot()
    def _fit_settings(self) -> None:
        """Have the settings name the classes of the data, and leave none out that they have not."""
        self.training.set_settings(self.training.settings)

    @Slot(object)
    def _note_status(self, status: Status) -> None:
        self.reader.set_training(status is Status.RUNNING)
        if status is not Status.IDLE:  # one heavy job at a time
            self.teaching.stop_now()
            self.one_step.stop_now()

    @cached_property
    def who_taught(self) -> WhoTaught:
        """The training images that taught the network; read and made when the page is first wanted."""
        from digitapp.state.inside.who_taught import WhoTaught

        return WhoTaught(
            *(self.history, self.datasets, self.drawing, self.reader),
            *(self.right_digit, self.training, self.rewinding),
            self,
        )

    @cached_property
    def landscapes(self) -> Landscapes:
        """The way of the weights on a map of the loss; read and made when the page is first wanted."""
        from digitapp.state.inside.landscapes import Landscapes

        return Landscapes(self.training, self.rewinding, self)

    def close(self) -> None:
        """Stop whatever runs in the background, and wait for it."""
        self.training.leave()
        self.tasks.close()
        self.counting.close()
        for work in self.findChildren(Background):
            if work is not self.kept_runs.tasks:
                work.close()
        self.kept_runs.tasks.finish_writing()
        join_all()
        self.keeper.close()
