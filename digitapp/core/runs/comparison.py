"""What runs are compared by: their settings, how they went, what came of them, and how long that took."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from enum import Enum
from weakref import WeakKeyDictionary

import numpy as np

from digitapp.core.runs.curves import Curves, Series, joined, running_mean
from digitapp.core.runs.health import Health
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.tree import RunTree

_LAST = 25  # batches whose mean is the loss at the end, as in the curves
SETTINGS = tuple(field.name for field in fields(TrainingSettings))
_NAN = float("nan")


class Axis(Enum):
    """By what the curves of several runs are laid on each other."""

    STEPS = "steps"
    EPOCHS = "epochs"
    SECONDS = "seconds"


@dataclass(frozen=True)
class Figures:
    """What came of a run; NaN where that is not known.

    Attributes:
        epochs: how many it trained, parts of one too.
        loss, accuracy: on the training images, the mean of the last batches.
        held_out_loss, held_out_accuracy: after the last whole epoch, on images that it was not trained on.
        best_accuracy, best_epoch: the highest accuracy on these images, after a whole epoch or at the end, and when.
        test_accuracy: on all test images, of the moment that is shown.
        seconds: of training, without pauses and without what is measured after an epoch.
        images_per_second: while it trained.
    """

    epochs: float = 0.0
    loss: float = _NAN
    accuracy: float = _NAN
    held_out_loss: float = _NAN
    held_out_accuracy: float = _NAN
    best_accuracy: float = _NAN
    best_epoch: float = _NAN
    test_accuracy: float = _NAN
    seconds: float = _NAN
    images_per_second: float = _NAN


FIGURES = tuple(field.name for field in fields(Figures))


@dataclass(frozen=True, eq=False)
class RunLine:
    """A run as a list of runs shows it.

    Attributes:
        parent: the number of the run in the list that it began from; None if it began from nothing.
        current: whether the moment that reads now is one of its.
        under_way: whether it goes on at this moment.
        may_go_on: whether it was stopped or cut off, and may go on from there.
        health: how it was when it was last looked at; None if nobody did.
        group: what it is called together with others of one experiment; "" for none.
        curves: of the runs whose curves it has, one after the other.
    """

    number: int
    name: str
    kind: Kind
    parent: int | None
    settings: TrainingSettings
    figures: Figures
    curves: tuple[Curves, ...]
    current: bool = False
    under_way: bool = False
    pinned: bool = False
    saved: bool = False
    may_go_on: bool = False
    health: Health | None = None
    group: str = ""

    @property
    def planned(self) -> float:
        """How many epochs it was to train."""
        own = self.curves[-1] if self.curves else Curves()
        return own.planned_end - own.begin if own.planned_end > own.begin else float(self.settings.epochs)

    @property
    def held_out(self) -> str:
        """Which images it was measured on after each epoch: "test" or "validation"; "" if it has no curves."""
        return self.curves[-1].held_out if self.curves else ""


def lines(
    tree: RunTree, current: int, under_way: int | None = None, health: Mapping[int, Health] | None = None
) -> tuple[RunLine, ...]:
    """Return the runs that are not deleted, in the order in which they began; `health` has that of some, by number."""
    shown = {run.number for run in tree if not run.deleted}
    return tuple(
        RunLine(
            number=run.number,
            name=run.name,
            kind=run.kind,
            parent=_parent(tree, run, shown),
            settings=run.settings,
            figures=_figures_of(run),
            curves=run.curves,
            current=run.number == current,
            under_way=run.number == under_way,
            pinned=run.pinned,
            saved=run.moment.saved,
            health=None if health is None else health.get(run.number),
            group=run.group,
        )
        for run in tree
        if run.number in shown
    )


def _parent(tree: RunTree, run: Run, shown: set[int]) -> int | None:
    """Return the run that this one began from; where that is not shown, the one which that one began from."""
    while run.origin is not None and (found := tree.find(run.origin)) is not None:
        run = found[0]
        if run.number in shown:
            return run.number
    return None


_known: WeakKeyDictionary[Run, Figures] = WeakKeyDictionary()  # a run is another one when anything of it changes


def _figures_of(run: Run) -> Figures:
    found = _known.get(run)
    if found is None:
        found = _known[run] = figures(run)
    return found


def figures(run: Run) -> Figures:
    """Return what came of a run."""
    accuracy = run.moment.test_accuracy
    found = Figures(test_accuracy=_NAN if accuracy is None else accuracy)
    if not run.curves:
        return found
    whole, own = joined(run.curves), run.curves[-1]
    epochs = own.end - own.begin
    alike = joined([curves for curves in run.curves if (curves.held_out, curves.data) == (own.held_out, own.data)])
    measured = np.flatnonzero(np.isfinite(alike.val_accuracy))
    if len(measured):
        best = measured[alike.val_accuracy[measured].argmax()]
        found = replace(
            found,
            held_out_loss=float(alike.val_loss[measured[-1]]),
            held_out_accuracy=float(alike.val_accuracy[measured[-1]]),
            best_accuracy=float(alike.val_accuracy[best]),
            best_epoch=float(alike.epoch_at[best]),
        )
    is_test = own.held_out == "test" and accuracy is not None
    if is_test and not found.best_accuracy >= found.test_accuracy:  # it was stopped within an epoch
        found = replace(found, best_accuracy=found.test_accuracy, best_epoch=run.moment.at)
    return replace(
        found,
        epochs=epochs,
        loss=_at_end(whole.batch_loss, whole.loss),
        accuracy=_at_end(whole.batch_accuracy, whole.accuracy),
        seconds=own.seconds,
        images_per_second=own.images * epochs / own.seconds if own.images and own.seconds > 0 else _NAN,
    )


def _at_end(batches: Series, epochs: Series) -> float:
    if len(batches):
        return float(np.nanmean(batches[-_LAST:])) if np.isfinite(batches[-_LAST:]).any() else _NAN
    return float(epochs[-1]) if len(epochs) else _NAN


def differing(runs: Sequence[TrainingSettings]) -> tuple[str, ...]:
    """Return the names of the settings in which these runs are not all alike."""
    return tuple(name for name in SETTINGS if len({getattr(settings, name) for settings in runs}) > 1)


def along(curves: Sequence[Curves], axis: Axis, batch_size: int) -> Curves:
    """Return the curves of a run as one, their places along another axis than epochs; unknown places are NaN.

    Steps are batches from the beginning of the first of the curves on, seconds those of training.
    """
    if axis is Axis.EPOCHS:
        return joined(curves)
    moved, before = [], 0.0
    for own in curves:
        if axis is Axis.STEPS:
            batches = np.ceil(own.images / batch_size) if own.images else _NAN
            at, epochs = own.batch_at * batches, own.epoch_at * batches
        else:
            at = before + own.batch_seconds
            epochs = np.interp(own.epoch_at, own.batch_at, at) if len(at) else np.full(len(own.epoch_at), _NAN)
            before = float(at[-1]) if len(at) else _NAN
        moved.append(replace(own, batch_at=at, epoch_at=epochs))
    return joined(moved)


def smoothed(values: Series, batches: int) -> Series:
    """Return the mean of each value and of the ones before it, `batches` together."""
    return values if batches <= 1 else running_mean(values, batches)


def table(runs: Sequence[RunLine]) -> str:
    """Return runs as CSV, a line for each: how it came to be, its settings, and what came of it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    names = {run.number: run.name for run in runs}
    writer.writerow(["run", "from", "kind", "data", "pinned", *SETTINGS, *FIGURES])
    for run in runs:
        settings = run.settings.to_dict()
        settings["hidden_units"] = " ".join(map(str, run.settings.hidden_units))
        values = [getattr(run.figures, name) for name in FIGURES]
        writer.writerow(
            [
                run.name,
                names.get(-1 if run.parent is None else run.parent, ""),
                run.kind.value,
                run.curves[-1].data if run.curves else "",
                int(run.pinned),
                *(int(value) if isinstance(value, bool) else value for value in map(settings.get, SETTINGS)),
                *("" if np.isnan(value) else f"{value:.6g}" for value in values),
            ]
        )
    return text.getvalue()
