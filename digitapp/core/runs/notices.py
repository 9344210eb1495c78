"""What typically goes wrong in a run, found by measuring: with the figure, and the settings that help.

Each threshold lies between what healthy runs on MNIST show and what goes wrong; `benchmarks/notices.py` prints both.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import Enum

import numpy as np

from digitapp.core.errors import InputError
from digitapp.core.runs.curves import Curves, Series, running_mean
from digitapp.core.runs.health import Health
from digitapp.core.runs.settings import TrainingSettings

_IMAGES = 500  # whose mean loss says something
_BATCHES = 10
_EARLY = 400  # batches before which nobody says that a run is slow
_TOO_HIGH = 1.5  # times the loss of guessing
_SLOW, _SMALL_STEP = 0.6, 3e-4  # of the first loss, and of the weights
_SILENT = 0.3
_GUESSED = 2.0  # times the accuracy of guessing
_RISEN, _SINCE = 1.2, 2  # of the smallest held-out loss, and epochs
_GAP = 1.5  # held-out loss, in losses on the training images
_LOST = 0.03  # of the held-out accuracy
_STILL_FALLING, _STILL_RISING = 0.12, 0.01  # of the held-out loss, in the last epoch, and of the accuracy
_LARGE_INPUT = 10.0


class Kind(Enum):
    """What goes wrong, the most telling first."""

    INPUT = "input not scaled"
    DIVERGED = "diverged"
    SILENT = "dead relus"
    TOO_HIGH = "rate too high"
    TOO_LOW = "rate too low"
    NOTHING = "nothing learned"
    OVERFITTING = "overfitting"
    TOO_FEW = "too few epochs"


@dataclass(frozen=True)
class Notice:
    """Something that goes wrong.

    Attributes:
        kind: what.
        figures: the numbers that show it, by the names that the words for them have.
        remedy: settings that help; None where no setting does.
    """

    kind: Kind
    figures: Mapping[str, float]
    remedy: TrainingSettings | None = None


@dataclass(frozen=True, eq=False)
class Course:
    """How a run has gone until now.

    Attributes:
        ended: whether it is over, and went all its epochs.
        diverged: whether it ended since its loss was no number any more.
    """

    settings: TrainingSettings
    curves: Curves
    health: Sequence[Health] = field(default_factory=tuple)
    ended: bool = False
    diverged: bool = False

    def silent(self) -> float:
        """Return the share of dead units, from 0 to 1: only a relu has no slope where it is not above zero."""
        return self.health[-1].silent if self.health and self.settings.activation == "relu" else 0.0

    def means(self) -> Series:
        """Return the running means of the batches' losses, over enough images to say something."""
        window = max(_BATCHES, -(-_IMAGES // self.settings.batch_size))
        loss = self.curves.batch_loss
        return running_mean(loss, window)[window - 1 :] if len(loss) >= window else loss[:0]


def notices(course: Course) -> tuple[Notice, ...]:
    """Return what goes wrong in a run, the most telling first; of a rate that is wrong only what it does first."""
    found = [notice for check in _CHECKS if (notice := check(course)) is not None]
    if any(notice.kind in _OF_THE_RATE for notice in found):
        found = [notice for notice in found if notice.kind not in (Kind.NOTHING, Kind.TOO_FEW)]
    return tuple(found)


def _input(course: Course) -> Notice | None:
    largest = course.health[-1].largest_input if course.health else 0.0
    return Notice(Kind.INPUT, {"largest": largest}) if largest > _LARGE_INPUT else None


def _diverged(course: Course) -> Notice | None:
    rate = course.settings.learning_rate
    return Notice(Kind.DIVERGED, {"rate": rate}, _with_rate(course, 0.1)) if course.diverged else None


def _silent(course: Course) -> Notice | None:
    if not course.health:
        return None
    share = course.silent()
    if share <= _SILENT or share - course.health[0].silent <= _SILENT / 2:
        return None
    return Notice(Kind.SILENT, {"share": share, "rate": course.settings.learning_rate}, _with_rate(course, 0.1))


def _too_high(course: Course) -> Notice | None:
    highest = float(course.means().max(initial=0.0))
    guessing = float(np.log(course.settings.outputs))
    if highest <= _TOO_HIGH * guessing or course.diverged:
        return None
    figures = {"loss": highest, "guessing": guessing, "rate": course.settings.learning_rate}
    return Notice(Kind.TOO_HIGH, figures, _with_rate(course, 0.1))


def _too_low(course: Course) -> Notice | None:
    means, batches = course.means(), len(course.curves.batch_loss)
    steps = [health.update for health in course.health if np.isfinite(health.update)]
    if batches < _EARLY or not len(means) or not steps:
        return None
    half = float(np.log(course.settings.outputs)) / 2  # of the loss of guessing
    slow = means[-1] > max(_SLOW * means[0], half) and steps[-1] < _SMALL_STEP and course.silent() <= _SILENT
    figures = {"before": float(means[0]), "loss": float(means[-1]), "batches": batches, "step": steps[-1]}
    return Notice(Kind.TOO_LOW, figures, _with_rate(course, 10)) if slow else None


def _nothing(course: Course) -> Notice | None:
    accuracy, batches = course.curves.batch_accuracy, len(course.curves.batch_accuracy)
    if batches < _EARLY:
        return None
    share = float(accuracy[-_EARLY // 4 :].mean())
    guessed = 1 / course.settings.outputs
    if share >= min(_GUESSED * guessed, (1 + guessed) / 2):
        return None
    usual = replace(TrainingSettings(), hidden_units=course.settings.hidden_units, seed=course.settings.seed)
    usual = usual.for_classes(course.settings.classes)
    return Notice(Kind.NOTHING, {"share": share, "batches": batches, "guessed": guessed}, usual)


def _overfitting(course: Course) -> Notice | None:
    curves = course.curves
    known = np.flatnonzero(np.isfinite(curves.val_loss))
    if len(known) < _SINCE + 1:
        return None
    held_out, at, right = curves.val_loss[known], curves.epoch_at[known], curves.val_accuracy[known]
    best = int(held_out.argmin())
    trained = float(curves.loss[known[-1]])
    long_ago = len(held_out) - 1 - best >= _SINCE
    risen = held_out[-1] > _RISEN * held_out[best] and held_out[-1] > _GAP * trained
    if not long_ago or not (risen or right[best] - right[-1] > _LOST):
        return None
    figures = {
        "best": float(held_out[best]),
        "epoch": float(at[best]),
        "now": float(held_out[-1]),
        "trained": trained,
        "accuracy": float(curves.accuracy[known[-1]]),
        "held_out_accuracy": float(right[-1]),
        "held_out": course.settings.validation_share,
    }
    return Notice(Kind.OVERFITTING, figures, _against_learning_by_heart(course))


def _too_few(course: Course) -> Notice | None:
    known = np.isfinite(course.curves.val_loss)
    held_out, right = course.curves.val_loss[known], course.curves.val_accuracy[known]
    if not course.ended or len(held_out) < 2 or course.diverged:
        return None
    fallen = float(1 - held_out[-1] / held_out[:-1].min())  # a bad epoch and a good one after it are no progress
    if fallen <= _STILL_FALLING or right[-1] - right[:-1].max() <= _STILL_RISING:
        return None
    more = _with(course, epochs=min(2 * course.settings.epochs, 1000))
    figures = {"fallen": fallen, "epochs": course.settings.epochs, "held_out": course.settings.validation_share}
    return Notice(Kind.TOO_FEW, figures, more)


_CHECKS: tuple[Callable[[Course], Notice | None], ...] = (
    *(_input, _diverged, _silent, _too_high, _too_low, _nothing, _overfitting, _too_few),
)
_OF_THE_RATE = (Kind.DIVERGED, Kind.SILENT, Kind.TOO_HIGH, Kind.TOO_LOW)


def _with_rate(course: Course, factor: float) -> TrainingSettings | None:
    return _with(course, learning_rate=float(f"{course.settings.learning_rate * factor:.3g}"))


def _against_learning_by_heart(course: Course) -> TrainingSettings | None:
    """Return what helps first: right labels, then all images, then distorted ones, then dropout."""
    settings = course.settings
    if settings.wrong_labels:
        return _with(course, wrong_labels=0.0)
    if settings.images:
        return _with(course, images=0)
    if not settings.distort:
        return _with(course, distort=True)
    return None if settings.dropout else _with(course, dropout=0.3)


def _with(course: Course, **what: object) -> TrainingSettings | None:
    try:
        return replace(course.settings, **what)  # type: ignore[arg-type]
    except InputError:  # it is at its end already
        return None
