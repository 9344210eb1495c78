"""A run is how a network came to be: opened, made, trained, taught, or moved by single steps."""

from __future__ import annotations

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import Enum
from pathlib import Path

from digitapp.core.errors import InputError
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.subsets import order_of
from engine import explain
from engine.models import Sequential
from engine.saving import Question

_numbers = itertools.count()


def new_number() -> int:
    """Return a number that no run has, for one that is kept but not here yet."""
    return next(_numbers)


class Kind(Enum):
    """How a network came to be."""

    OPENED = "opened"
    MADE = "made"
    TRAINED = "trained"
    TAUGHT = "taught"
    STEPS = "steps"  # of learning, each from one drawing
    BY_HAND = "by hand"  # what was set by hand, kept


@dataclass(frozen=True, eq=False)
class Run:
    """How a network came to be, with its moments.

    Attributes:
        kind: how.
        name: what its network is called: its file's name without the ending, or after its units, such as "relu-512".
        settings: what it was made and trained with.
        moments: those that are kept, the oldest first; never none.
        curves: of this run; a file may hold those of several, one after the other.
        origin: the number of the moment of another run that it began from.
        path: the file that it is saved to, unless the person names another.
        bundled: whether it was opened from the file that came with the program and must not be written to.
        folder: its data set's; None for MNIST.
        notes: what its file left open, as engine.saving.Question, and what its reader did, as Remark.
        answers: what the person said of what its file left open, by the names of engine.saving.Answers.
        left_at: the number of the moment at which the person left it; None for the newest.
        taken_back: whether the person has taken it back; it is there still, and nobody is asked about it.
        pinned: whether the person wants it to be let go of last, when there is no more room.
        deleted: whether the person has deleted it; until there is no more room it can be had back.
        group: what it is called together with others of one experiment, such as a sweep; "" for none.
        number: what the run is known by.
    """

    kind: Kind
    name: str
    settings: TrainingSettings
    moments: tuple[Moment, ...]
    curves: tuple[Curves, ...] = ()
    origin: int | None = None
    path: Path | None = None
    bundled: bool = False
    folder: Path | None = None
    notes: tuple[InputError, ...] = ()
    answers: Mapping[str, str] = field(default_factory=dict)
    left_at: int | None = None
    taken_back: bool = False
    pinned: bool = False
    deleted: bool = False
    group: str = ""
    number: int = field(default_factory=lambda: next(_numbers))

    def __post_init__(self) -> None:
        order = order_of(self.settings)
        if order is not None and any(moment.order is None for moment in self.moments):  # it belongs to the settings
            moments = tuple(
                moment if moment.order is not None else replace(moment, order=order) for moment in self.moments
            )
            object.__setattr__(self, "moments", moments)

    @property
    def end(self) -> Moment:
        """The newest moment."""
        return self.moments[-1]

    @property
    def moment(self) -> Moment:
        """The moment at which the person left it: what is shown, saved and asked about."""
        return next((moment for moment in self.moments if moment.number == self.left_at), self.end)

    def with_moment(self, moment: Moment) -> Run:
        """Return the run with this moment in the place of the one of the same number, or else at its end."""
        if any(each.number == moment.number for each in self.moments):
            return replace(
                self, moments=tuple(moment if each.number == moment.number else each for each in self.moments)
            )
        return replace(self, moments=(*self.moments, moment))

    def curves_until(self, at: float) -> tuple[Curves, ...]:
        """Return the curves as they were at a place, in epochs."""
        return tuple(curves.until(at) for curves in self.curves if curves.begin < at)


@dataclass(frozen=True)
class LayerInfo:
    """A dense layer's place and size: `inputs` numbers come in, `units` go out through `function`."""

    name: str
    inputs: int
    units: int
    function: str


@dataclass(frozen=True)
class Answered:
    """What the file of a network leaves open, and how it was opened.

    Attributes:
        parameter: what is open, by its name in engine.saving.Answers, such as "pixels".
        choice: how the network was opened, such as "0..255".
        by_person: whether the person said so; else it was assumed.
        sure: whether something bears the assumption out.
    """

    parameter: str
    choice: str
    by_person: bool
    sure: bool


@dataclass(frozen=True)
class NetworkInfo:
    """What views say about a network.

    Attributes:
        name, path, bundled: as of its run.
        saved, test_accuracy: as of its moment.
        parameters: how many numbers the network learned.
        remarks: what the reader of its file did, as sentences.
        answers: what its file left open and the person said, or what was assumed.
        bending: the functions of hidden layers that are no straight line on each side of 0.
        mnist_alone: whether it was trained on MNIST's images and on nothing made, so that it knows no pen drawings.
        untrained: whether it was only made, and has learned nothing yet.
    """

    name: str
    layers: tuple[LayerInfo, ...]
    path: Path | None
    bundled: bool
    saved: bool
    test_accuracy: float | None
    parameters: int = 0
    remarks: tuple[InputError, ...] = ()
    answers: tuple[Answered, ...] = ()
    bending: tuple[str, ...] = ()
    mnist_alone: bool = False
    untrained: bool = False

    @property
    def hidden(self) -> tuple[LayerInfo, ...]:
        """The layers before the output."""
        return self.layers[:-1]

    @property
    def shown(self) -> tuple[LayerInfo, ...]:
        """The layers whose units can be looked at: the hidden ones, or the output of a network that has none."""
        return self.hidden or self.layers


def describe(run: Run, moment: Moment | None = None) -> NetworkInfo:
    """Return what views say about the network of a run at a moment, its newest one if none is given."""
    moment = moment or run.end
    layers = tuple(
        LayerInfo(str(layer.name), layer.kernel.shape[0], layer.units, layer.activation.name)
        for layer in moment.network.dense_layers
    )
    path = moment.file or run.path
    return NetworkInfo(
        run.name,
        layers,
        path,
        run.bundled,
        moment.saved,
        moment.test_accuracy,
        sum(weight.size for layer in moment.network.layers for weight in layer.parameters),
        tuple(note for note in run.notes if not isinstance(note, Question)),
        answered(run),
        explain.bending(moment.network),
        _is_of_mnist_alone(run),
        run.kind is Kind.MADE,
    )


def _is_of_mnist_alone(run: Run) -> bool:
    made = run.settings.pen_digits or run.settings.non_digits
    known = run.kind is Kind.TRAINED and not run.bundled and run.origin is None
    return known and not made and bool(run.curves) and all(curves.data == "MNIST" for curves in run.curves)


def answered(run: Run) -> tuple[Answered, ...]:
    """Return how a run's network was opened where its file leaves something open."""
    said = [Answered(name, choice, by_person=True, sure=True) for name, choice in run.answers.items()]
    open_still = [note for note in run.notes if isinstance(note, Question) and note.assumed is not None]
    return (*said, *(Answered(note.parameter, note.assumed or "", False, note.sure) for note in open_still))


def default_name(network: Sequential) -> str:
    """Return a name from the hidden layers' function and widths, such as "relu-512" or "tanh-128-64"."""
    *hidden, last = network.dense_layers
    return "-".join([(hidden or [last])[0].activation.kind, *(str(layer.units) for layer in hidden)])
