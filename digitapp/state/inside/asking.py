"""What WhoTaught has done on threads: all training images are asked, or one of them is explained."""

from __future__ import annotations

from collections.abc import Callable, Generator

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.inside.influences import Influences, influence_steps, last_moment_steps
from digitapp.core.inside.kept_moments import Part
from digitapp.core.inside.teacher import Teacher, explain_teacher
from digitapp.core.reading.reading import Vector
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from digitapp.state.background import Background


class Teachers(Background):
    """Explains the image that is looked at; of several that are asked for the newest counts.

    Signals:
        found(): it is explained.
    """

    found = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.teacher: Teacher | None = None

    def explain(self, found: Influences, number: int, answer: int) -> None:
        """Explain this image; -1 for none."""
        self.stop_now()
        self.teacher = None
        if number >= 0:
            self._run(_teacher_steps(found, number, answer))

    @Slot(object)
    def _take(self, item: Teacher) -> None:
        self.teacher = item
        self.found.emit()


def way_steps(inputs: Vector, parts: tuple[Part, ...], wanted: int) -> Generator[float | Influences, None, None]:
    """Find who taught a network over its way; the last item is what was found."""
    yield (yield from influence_steps(inputs, parts, wanted=wanted))


def moment_steps(
    inputs: Vector, moment: Moment, settings: TrainingSettings, load: Callable[[], Dataset], wanted: int
) -> Generator[float | Influences, None, None]:
    """Find which images pull a network so at one moment; the last item is what was found."""
    yield 0.0
    yield (yield from last_moment_steps(inputs, moment, settings, load(), wanted))


def _teacher_steps(found: Influences, number: int, answer: int) -> Generator[Teacher, None, None]:
    yield explain_teacher(found, number, answer)
