"""An experiment is several runs of which only one setting differs: a sweep of values, a run with its twin."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from enum import Enum
from math import log10

from digitapp.core.runs.settings import TrainingSettings

_LOGARITHMIC = 8.0  # the largest value by the smallest, from which on values are laid out by their logarithm
_PER_BATCH = 60_000  # weights whose products take about as long as all else that a batch takes
_numbers = itertools.count()


class Kind(Enum):
    """What an experiment is for."""

    SWEEP = "sweep"  # one setting, several values
    UNITS = "units"  # a few units, more, many
    TWIN = "twin"  # a run, and the same with one thing changed


class Stage(Enum):
    """Where a trial stands."""

    WAITING = "waiting"
    UNDER_WAY = "under way"
    DONE = "done"
    FAILED = "failed"  # its run ended with an error, such as a loss that is no number
    BAD = "bad"  # its value makes no sense, so that nothing was trained
    SKIPPED = "skipped"


@dataclass(frozen=True, eq=False)
class Trial:
    """One run of an experiment.

    Attributes:
        label: the value of the setting, as it is written.
        settings: of the run; None for a value that makes no sense.
        stage: where it stands.
        run: the run's number, as soon as it has begun.
        problem: what ended it, or what is wrong with the value.
        name: what the run is called; "" for its usual name.
    """

    label: str
    settings: TrainingSettings | None
    stage: Stage = Stage.WAITING
    run: int | None = None
    problem: Exception | None = None
    name: str = ""


@dataclass(frozen=True, eq=False)
class Experiment:
    """Several runs of which one setting differs.

    Attributes:
        kind: what it is for.
        setting: the name of the setting that differs.
        trials: the runs, in the order in which they are trained.
        group: what its runs are called together.
        number: what it is known by.
    """

    kind: Kind
    setting: str
    trials: tuple[Trial, ...]
    group: str = ""
    number: int = field(default_factory=lambda: next(_numbers))

    @property
    def next(self) -> int | None:
        """The place of the first trial that waits; None when there is none."""
        return next((place for place, trial in enumerate(self.trials) if trial.stage is Stage.WAITING), None)

    @property
    def under_way(self) -> int | None:
        """The place of the trial that goes on; None when there is none."""
        return next((place for place, trial in enumerate(self.trials) if trial.stage is Stage.UNDER_WAY), None)

    @property
    def over(self) -> bool:
        """Whether there is nothing to be trained any more."""
        return self.next is None and self.under_way is None

    @property
    def runs(self) -> tuple[int, ...]:
        """The numbers of the runs that have begun."""
        return tuple(trial.run for trial in self.trials if trial.run is not None)

    @property
    def settled(self) -> int:
        """How many trials are behind one, in whatever way they ended."""
        return sum(trial.stage not in (Stage.WAITING, Stage.UNDER_WAY) for trial in self.trials)

    def put(self, place: int, **what: object) -> Experiment:
        """Return the experiment with something else known of the trial at this place."""
        trial = replace(self.trials[place], **what)  # type: ignore[arg-type]
        return replace(self, trials=(*self.trials[:place], trial, *self.trials[place + 1 :]))

    def without_waiting(self) -> Experiment:
        """Return the experiment with all that waits skipped."""
        found = self
        while (place := found.next) is not None:
            found = found.put(place, stage=Stage.SKIPPED)
        return found


def seconds_left(experiment: Experiment, of_current: float, share_done: float, seconds: float) -> float:
    """Return about how long the trials still take; 0 while that is not known.

    Args:
        experiment: with a trial under way.
        of_current: seconds that this one still takes, as its run says.
        share_done: how much of it is done, from 0 to 1.
        seconds: how long that took.
    """
    place = experiment.under_way
    if place is None or share_done <= 0:
        return 0.0
    current = experiment.trials[place].settings
    assert current is not None
    rate = seconds / share_done / cost(current)
    waiting = [trial.settings for trial in experiment.trials if trial.stage is Stage.WAITING and trial.settings]
    return of_current + rate * sum(cost(settings) for settings in waiting)


def cost(settings: TrainingSettings) -> float:
    """Return how long a run takes beside others of the same data set: by its epochs, images and weights."""
    sizes = (28 * 28, *settings.hidden_units, 10)
    weights = sum(before * after for before, after in itertools.pairwise(sizes))
    return settings.epochs * (settings.images or 60_000) * (weights + _PER_BATCH)


@dataclass(frozen=True)
class Scale:
    """How the values of a setting lie along an axis.

    Attributes:
        places: of each value, from 0 to 1.
        logarithmic: whether by their logarithm.
        numeric: whether by the values at all; else one beside the other.
    """

    places: tuple[float, ...]
    logarithmic: bool = False
    numeric: bool = False


def scale(values: Sequence[float | None]) -> Scale:
    """Return where values lie on an axis; those of which some are no numbers (None) lie one beside the other."""
    count = len(values)
    numbers = [value for value in values if value is not None]
    if len(numbers) < count or len(set(numbers)) < 2:
        return Scale(tuple((place + 0.5) / count for place in range(count)))
    low, high = min(numbers), max(numbers)
    logarithmic = low > 0 and high / low >= _LOGARITHMIC
    if logarithmic:
        numbers, low, high = [log10(value) for value in numbers], log10(low), log10(high)
    return Scale(tuple(0.06 + 0.88 * (value - low) / (high - low) for value in numbers), logarithmic, True)


def value_of(settings: TrainingSettings, name: str) -> float | None:
    """Return the value of a setting as a number; None where it is none, such as an optimizer or two layers' units."""
    value = getattr(settings, name)
    if name == "hidden_units":
        return float(value[0]) if len(value) == 1 else 0.0 if not value else None
    if name == "images" and not value:
        return None  # all, however many that are
    return None if isinstance(value, bool | str) else float(value)
