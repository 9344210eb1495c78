"""Teaches a network the person's own digits in a few seconds, without letting it forget what it knew.

A tenth of each batch are the person's digits, distorted anew each time; the rest is what it already knew: MNIST's
digits, made pen digits, and drawings that are no digits. The targets of those are what the network itself said of
them before (Z. Li and D. Hoiem, "Learning without Forgetting", 2016).
"""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError
from digitapp.core.my_digits.collection import MyDigits, images_of, labels_of
from digitapp.core.paper.rasterize import Image
from digitapp.core.recipe.non_digits import non_digit_images
from digitapp.core.recipe.pen_digits import pen_digit_images
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import DIGITS, TrainingSettings
from digitapp.core.runs.subsets import in_order, order_of
from engine.augmentation import Distortion
from engine.models import Sequential
from engine.optimizers import Adam

Order = NDArray[np.intp] | None
STEPS = 400
_MINE, _KNOWN = 12, 116  # pictures of each kind in a batch
_RATE = 0.0005
_ONE_IN = 5  # of the person's digits is kept for measuring, once there are so many
_REMEMBERED = {"mnist": 16_000, "pen": 3000, "none": 600}  # pictures of what the network already knew
_AT_ONCE = 500  # drawings made in a step, so that the work can be stopped in between
_MEASURED = 1000  # images measured in a step


@dataclass(frozen=True)
class Score:
    """The shares that a network reads rightly.

    Attributes:
        learned: of the person's digits that it is taught.
        held_out: of those that are kept for measuring; None when there are too few.
        test: of the data set's test images.
    """

    learned: float
    held_out: float | None
    test: float


@dataclass(frozen=True)
class Progress:
    """How much of the teaching is done, from 0 to 1."""

    share: float


@dataclass(frozen=True, eq=False)
class Taught:
    """What came of it: the network that was taught, and how well it read before and after."""

    network: Sequential
    before: Score
    after: Score


def teach(
    network: Sequential, digits: MyDigits, load: Callable[[], Dataset], settings: TrainingSettings, seed: int = 0
) -> Generator[Progress | Taught, None, None]:
    """Teach a copy of `network` the digits; yield how far it is, and in the end what came of it.

    `load` returns the data set of what the network already knew; it is called when the work begins.

    Raises:
        InputError: there are no digits, or the network tells something else apart than the ten digits.
    """
    if not digits:
        raise InputError("Expected at least one digit of yours to teach. Received: none")
    if settings.classes:
        raise InputError(
            "Expected a network that tells the ten digits apart. Received: one for {count} other classes. My digits can"
            " be opened as training data instead, on the page Data.",
            count=settings.outputs,
        )
    yield Progress(0.0)
    data, generator = load(), np.random.default_rng(seed)
    data.check_outputs(network)
    pupil = network.copy()
    images, labels = images_of(digits), labels_of(digits)
    kept = np.arange(len(digits)) % _ONE_IN == _ONE_IN - 1
    known = yield from _known(data, generator)
    order = order_of(settings)
    answers = yield from _answers(network, known, order)
    before = yield from _scored(network, images, labels, kept, data, order, 0.1)
    pupil.compile(Adam(_RATE), "categorical_crossentropy", ["accuracy"])
    targets = np.eye(DIGITS, dtype=np.float32)[labels]
    distort = Distortion()
    mine = np.flatnonzero(~kept)
    for step in range(STEPS):
        chosen, old = generator.choice(mine, _MINE), generator.integers(len(known), size=_KNOWN)
        pictures = np.concatenate([distort(images[chosen], generator), known[old]])
        pupil.train_on_batch(_rows(pictures, order), np.concatenate([targets[chosen], answers[old]]))
        yield Progress(0.2 + 0.7 * step / STEPS)
    after = yield from _scored(pupil, images, labels, kept, data, order, 0.9)
    settings.compile(pupil)
    yield Taught(pupil, before, after)


def _known(data: Dataset, generator: np.random.Generator) -> Generator[Progress, None, Image]:
    """Return pictures of what the network may have known already, (n, 28, 28) uint8."""
    some = generator.choice(len(data.train_images), min(_REMEMBERED["mnist"], len(data.train_images)), replace=False)
    parts = [data.train_images[some]]
    for start in range(0, _REMEMBERED["pen"], _AT_ONCE):
        yield Progress(0.0)
        parts.append(pen_digit_images(np.arange(start, min(start + _AT_ONCE, _REMEMBERED["pen"])) % DIGITS, generator))
    yield Progress(0.05)
    parts.append(non_digit_images(_REMEMBERED["none"], generator))
    return np.concatenate(parts)


def _answers(network: Sequential, pictures: Image, order: Order) -> Generator[Progress, None, NDArray[np.float32]]:
    """Return what the network says of the pictures, (n, 10)."""
    parts = []
    for start in range(0, len(pictures), _MEASURED):
        parts.append(network.predict_on_batch(_rows(pictures[start : start + _MEASURED], order)))
        yield Progress(0.05 + 0.05 * start / len(pictures))
    return np.concatenate(parts)


def _scored(
    network: Sequential,
    images: Image,
    labels: NDArray[np.int64],
    kept: NDArray[np.bool_],
    data: Dataset,
    order: Order,
    begin: float,
) -> Generator[Progress, None, Score]:
    """Measure the network; yield in between, from the share `begin` of the work on."""
    right = network.predict_on_batch(_rows(images, order)).argmax(axis=1) == labels
    hits = 0
    for start in range(0, len(data.test_labels), _MEASURED):
        part = slice(start, start + _MEASURED)
        answers = network.predict_on_batch(_rows(data.test_images[part], order)).argmax(axis=1)
        hits += int((answers == data.test_labels[part]).sum())
        yield Progress(begin + 0.1 * start / len(data.test_labels))
    held_out = float(right[kept].mean()) if kept.any() else None
    return Score(float(right[~kept].mean()), held_out, hits / len(data.test_labels))


def _rows(pictures: NDArray[Any], order: Order) -> NDArray[np.float32]:
    pictures = pictures if order is None else in_order(pictures, order)
    return np.asarray(pictures.reshape(len(pictures), -1) / np.float32(255), np.float32)
