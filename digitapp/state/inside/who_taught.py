"""Asks, in the background, which training images taught the network what it says of the drawing."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.errors import InputError
from digitapp.core.inside.influences import Influences, Ranking, ranking
from digitapp.core.inside.kept_moments import parts_of
from digitapp.core.inside.taught import Answer, Stage
from digitapp.core.inside.teacher import weigh
from digitapp.core.reading.reading import Reading
from digitapp.state.inside.asking import Teachers, moment_steps, way_steps
from digitapp.state.inside.watched_work import WatchedWork
from digitapp.state.paper.drawing import Drawing
from digitapp.state.reading.reader import Reader
from digitapp.state.reading.right_digit import RightDigit
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History
from digitapp.state.runs.rewinding import Rewinding
from digitapp.state.runs.training import Status, Training

REST = 400  # milliseconds without a change of drawing or network, before all images are asked


class WhoTaught(WatchedWork):
    """Keeps what each training image did to the drawing's answers, while somebody wants to see it.

    All moments and all answers are asked at once; another answer, or another place on the timeline, then costs a
    moment only. While a run goes on nobody is asked: it needs the processor, and its way grows.

    Signals:
        answer_changed(answer): which digit is asked about, an Answer.
        ranked(influences, ranking): an Influences with its Ranking for the answer and the place; None, None without.
        teacher_changed(teacher): the image that is looked at, a WeighedTeacher; None without.
    """

    answer_changed = Signal(object)
    ranked = Signal(object, object)
    teacher_changed = Signal(object)

    def __init__(
        self,
        history: History,
        datasets: Datasets,
        drawing: Drawing,
        reader: Reader,
        right_digit: RightDigit,
        training: Training,
        rewinding: Rewinding,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(REST, parent)
        self._history, self._datasets = history, datasets
        self._drawing, self._reader = drawing, reader
        self._right_digit, self._training, self._rewinding = right_digit, training, rewinding
        self._data_sets = 0  # how many there have been
        self._chosen = -1  # the answer that the person asks about; -1 for the given one
        self._answer = Answer()
        self._found: Influences | None = None
        self._ranking: Ranking | None = None
        self._teachers = Teachers(self)
        self._teachers.found.connect(self._tell_teacher)
        self._number = -1  # the image that is looked at
        for changed in (
            reader.reading_changed,
            right_digit.changed,
            training.status_changed,
            rewinding.way_changed,
            rewinding.place_changed,
            history.moment_changed,
        ):
            changed.connect(self._note)
        datasets.changed.connect(self._note_data)

    @property
    def place(self) -> int | None:
        """The place on the timeline that is looked at; None for the newest."""
        place = self._rewinding.place
        return None if place is None or place.live else place.place

    @property
    def _is_found(self) -> bool:
        return self._found is not None

    @Slot(int)
    def choose_answer(self, digit: int) -> None:
        """Ask about this digit; -1 for the right one, or else the one that was read."""
        self._chosen = digit
        self._note()

    @Slot(int)
    def look_at(self, number: int) -> None:
        """Look at this training image."""
        if self._found is not None and self._ranking is not None:
            self._number = number
            self._teachers.explain(self._found, number, self._ranking.answer)

    @Slot()
    def cancel(self) -> None:
        """Ask no more, until asked to."""
        self._rest.stop()
        self.stop_now()
        if self._found is None and self._stage is Stage.ASKING:
            self._set_stage(Stage.CANCELLED)

    @Slot()
    def ask_again(self) -> None:
        """Ask after all."""
        self._of = None
        self._note()

    # What it depends on

    @Slot()
    def _note(self) -> None:
        """Notice that the drawing, the network, the place or the answer is another."""
        if not self._watched:
            return
        reading = self._reader.reading
        if reading is None:
            if not self._drawing.ink and self._drawing.picture is None:  # else it is being read
                self._forget()
                self._set_stage(Stage.EMPTY)
            return
        self._follow_answer(reading)
        of = self._asked(reading)
        if of != self._of or (self._found is not None and self._answer.digit not in self._found.answers):
            self._forget()
            self._of = of
            if self._training.status is Status.RUNNING:
                self._of = None
                self._set_stage(Stage.TRAINING)
            else:
                self._set_stage(Stage.ASKING)
                self._rest.start()
        elif self._found is not None:
            self._rank()

    @Slot()
    def _note_data(self) -> None:
        self._data_sets += 1
        self._note()

    def _asked(self, reading: Reading) -> object:
        """Return what tells whether another answer would come: the drawing, and the way or else the network."""
        way = self._rewinding.way
        if way:
            learned: object = tuple((stretch.run, stretch.batches) for stretch in way.stretches)
        else:
            learned = self._history.moment.number, self._data_sets
        return reading.image.tobytes(), learned

    def _follow_answer(self, reading: Reading) -> None:
        right = self._right_digit.digit
        digit = reading.ranking[0] if right < 0 else right
        if self._chosen >= len(reading.probabilities):
            self._chosen = -1  # a network of fewer classes reads now
        answer = Answer(digit if self._chosen < 0 else self._chosen, digit, right >= 0, self._chosen >= 0)
        if answer != self._answer:
            self._answer = answer
            self.answer_changed.emit(answer)

    def _forget(self) -> None:
        self._rest.stop()
        self.stop_now()
        self._teachers.stop_now()
        self._of = self.refused = None
        self._number = -1
        if self._found is not None:
            self._found = self._ranking = None
            self.ranked.emit(None, None)
            self.teacher_changed.emit(None)

    # The work

    @Slot()
    def _begin(self) -> None:
        reading = self._reader.reading
        if reading is None or not self._watched:
            return
        if len(self._drawing.ink) > len(self._drawing.strokes):  # until the pen is lifted
            self._rest.start()
            return
        parts = parts_of(self._rewinding.way, self._rewinding.recordings)
        if parts:
            self._run(way_steps(reading.inputs, parts, self._answer.digit))
        else:
            moment, settings = self._history.moment, self._history.run.settings
            load, wanted = self._datasets.loader(), self._answer.digit
            self._run(moment_steps(reading.inputs, moment, settings, load, wanted))

    @Slot(object)
    def _take(self, item: float | Influences) -> None:
        if isinstance(item, float):
            self.advanced.emit(item)
            return
        self._found = item
        self._set_stage(Stage.THERE)
        self._rank()

    @Slot(object)
    def _fail(self, error: Exception) -> None:
        if isinstance(error, InputError):  # such a network cannot be asked
            self._end()
            self.refused = error
            self._set_stage(Stage.REFUSED)
        else:
            super()._fail(error)
            self._set_stage(Stage.CANCELLED)

    def _rank(self) -> None:
        assert self._found is not None
        before = self._ranking
        place = self.place if self._found.over_a_run else None
        self._ranking = ranking(self._found, self._answer.digit, place)
        self.ranked.emit(self._found, self._ranking)
        if before is None or before.answer != self._ranking.answer or self._number < 0:
            self.look_at(int(self._ranking.towards[0]) if len(self._ranking.towards) else -1)
        else:
            self._tell_teacher()

    @Slot()
    def _tell_teacher(self) -> None:
        teacher, found, ranked = self._teachers.teacher, self._found, self._ranking
        there = teacher is not None and teacher.number == self._number
        if teacher is None or found is None or ranked is None or not there or teacher.answer != ranked.answer:
            return
        self.teacher_changed.emit(weigh(found, ranked, teacher, self.place))
