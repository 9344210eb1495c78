"""A moment is a network as it was at one time: whatever is shown is what one such network said.

A moment never changes. Whoever trains takes a `learner()`, a copy that may be written to, and makes new moments of it.
"""

from __future__ import annotations

import copy
import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.rasterize import Image
from digitapp.core.reading.calibration import UNKNOWN, Calibration
from digitapp.core.runs.subsets import in_order
from digitapp.core.runs.unit_changes import Changes, with_changes
from engine.models import Sequential
from engine.optimizers import Optimizer
from engine.position import Position
from engine.types import Array

_numbers = itertools.count()
_NONE: Changes = MappingProxyType({})


@dataclass(frozen=True, eq=False)
class Moment:
    """A network as it was at one time, and what is known of it.

    Attributes:
        network: cannot be written to. With its optimizer's averages where a run ended here; then training can go on
            from here as if it had never stopped.
        at: its place in its run, in epochs.
        calibration: how far its probabilities can be trusted.
        test_accuracy: on its data set's test images, or None while that is not measured.
        file: the file that holds just these weights, or None.
        position: where in the run to go on, for a moment in the middle of one that has all its next batch needs.
        order: in which the pixels of a picture reach the network, (784,); None for the order in which they are.
        changes: the units that are changed for a while; such a moment reads, but is never kept.
        number: what the moment is known by, also after something more is known of it.
    """

    network: Sequential
    at: float = 0.0
    calibration: Calibration = UNKNOWN
    test_accuracy: float | None = None
    file: Path | None = None
    position: Position | None = None
    order: NDArray[np.intp] | None = None
    changes: Changes = field(default_factory=lambda: _NONE)
    number: int = field(default_factory=lambda: next(_numbers))

    def __post_init__(self) -> None:
        for array in _arrays(self.network):
            array.flags.writeable = False

    @property
    def saved(self) -> bool:
        """Whether a file holds just these weights."""
        return self.file is not None

    @property
    def parameters(self) -> list[Array]:
        """The weights themselves, layer by layer, not copies of them."""
        return list(_arrays(self.network))

    @property
    def arrays(self) -> list[Array]:
        """The weights and what the optimizer remembers, to be counted; moments may share some of them."""
        optimizer = self.network.optimizer
        slots = [] if optimizer is None else [slot for each in optimizer.slots.values() for slot in each]
        return [*_arrays(self.network), *slots]

    @classmethod
    def of(cls, network: Sequential, at: float = 0.0) -> Moment:
        """Return a network as it is now; it may learn more, the moment has copies of its weights."""
        return cls(_around(network, network.get_weights()), at)

    def as_beginning(self) -> Moment:
        """Return the first moment of a run that goes on from this one: the same network, which no file holds yet."""
        return replace(self, test_accuracy=None, file=None, position=None, number=next(_numbers))

    def received(self, images: Image) -> Image:
        """Return images (n, 28, 28) as the network receives them: the same, or with their pixels in its order."""
        return images if self.order is None else in_order(images, self.order)

    def unreceived(self, values: Array) -> Array:
        """Return what belongs to the inputs, (784,), at the places where the picture has them."""
        if self.order is None:
            return values
        picture = np.empty_like(values)
        picture[self.order] = values
        return picture

    def learner(self) -> Sequential:
        """Return a copy of the network that may be trained."""
        return self.network.copy()

    def with_weights(self, weights: Sequence[Array], at: float) -> Moment:
        """Return a later moment of the same run, of which nothing more is known; the arrays are taken, not copied."""
        return Moment(_around(self.network, weights), at, order=self.order)

    def after_learning(self, learner: Sequential, at: float) -> Moment:
        """Return the moment at which `learner` has stopped; it is taken, not copied, and must not learn any more."""
        network = _around(self.network, list(_arrays(learner)))
        network.optimizer, network.generator = learner.optimizer, learner.generator
        network.loss, network.metrics = learner.loss, learner.metrics
        return Moment(network, at, order=self.order)

    def exact(
        self, learner: Sequential, at: float, position: Position, weights: Sequence[Array] | None = None
    ) -> Moment:
        """Return where `learner` is now, with all that its next batch needs; it may learn on, everything is copied.

        Args:
            learner: of the same layers as this moment's network.
            at: the place in the run, in epochs.
            position: the same place, for the next batch.
            weights: copies of its weights, where there are some already.
        """
        network = _around(self.network, learner.snapshot() if weights is None else weights)
        network.optimizer, network.generator = copy.deepcopy(learner.optimizer), copy.deepcopy(learner.generator)
        network.loss, network.metrics = learner.loss, learner.metrics
        return Moment(network, at, position=copy.deepcopy(position), order=self.order)

    def with_state(
        self,
        weights: Sequence[Array],
        at: float,
        optimizer: Optimizer | None,
        generator: np.random.Generator,
        position: Position | None = None,
    ) -> Moment:
        """Return a moment of the same layers with all that its next batch needs; what is given is taken, not copied."""
        network = _around(self.network, weights)
        network.optimizer, network.generator = optimizer, generator
        return Moment(network, at, position=position, order=self.order)

    def changed(self, changes: Changes) -> Moment:
        """Return this moment with some units changed; without changes, itself."""
        if not changes:
            return self
        network = with_changes(self.network, changes)
        return replace(self, network=network, changes=MappingProxyType(dict(changes)))


def size_of(moments: Mapping[int, Moment] | Sequence[Moment]) -> int:
    """Return how many bytes moments keep, what they share counted once."""
    every = moments.values() if isinstance(moments, Mapping) else moments
    return sum({id(array): array.nbytes for moment in every for array in moment.arrays}.values())


def _around(network: Sequential, weights: Sequence[Array]) -> Sequential:
    """Return a network of the same layers around these arrays."""
    twin, left = copy.copy(network), iter(weights)
    twin.layers = [copy.copy(layer) for layer in network.layers]
    for layer in twin.layers:
        layer.parameters = [next(left) for _ in layer.parameters]
        layer.gradients = []
    twin.optimizer = None
    return twin


def _arrays(network: Sequential) -> Iterator[Array]:
    return (parameter for layer in network.layers for parameter in layer.parameters)
