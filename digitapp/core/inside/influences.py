"""Who taught the network an answer: what learning from each training image did to the answer's loss over a run.

That is TracIn (G. Pruthi and others, "Estimating Training Data Influence by Tracing Gradient Descent", 2020,
arXiv:2002.08484): the dot product of the image's gradient with that of the drawing, as if the answer were its label,
times the learning rate, added up over moments of the run. Here each of some kept moments stands for the batches around
it, and an image is in one batch of each epoch. For plain gradient descent the sum over all images comes, to first
order, to what the run took off the loss; an optimizer that divides by how large the gradients were takes other steps,
and then the figures say how alike the gradients were.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from digitapp.core.inside.kept_moments import KeptMoment, Part, chosen_moments, same_images, true_labels, undistorted
from digitapp.core.reading.reading import Vector
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.examples import Examples
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.subsets import Subset, chosen_places
from engine import explain
from engine.explain import Errors
from engine.losses import Loss, SparseCategoricalCrossentropy
from engine.models import Sequential
from engine.thread_pool import best_pool

MOMENTS = 12  # of a run that are asked
MOST_ANSWERS = 16  # classes for all of which it is found at once; of more, for the likeliest ten
_LIKELIEST = 10
_AT_ONCE = 1000  # images


@dataclass(frozen=True, eq=False)
class Influences:
    """What each training image did to the loss of a drawing, for each answer that one may ask about.

    Attributes:
        inputs: (784,), the drawing.
        settings: with which the run learned; of a network without a recorded run, what is known.
        moments: those that were asked, in order.
        answers: the classes for which it was found.
        products: (answers, moments, n) float32, the gradients' dot products, for each of them.
        losses: (moments, answers), the drawing's with each of them.
        counted: (batches,), what each batch of the way counted; empty where there is only a last moment.
        first: the place on the way from which it counts: before, the network learned from other images.
        examples: the n images, as they are before they are distorted, and the labels that were learned.
        true_labels: (n,), the labels that they have in the data set.
        given: how many of them are of the data set; those beyond are made drawings.
        numbers: (given,), which ones of its training images these are.
        data: the data set's name.
    """

    inputs: Vector
    settings: TrainingSettings
    moments: tuple[KeptMoment, ...]
    answers: tuple[int, ...]
    products: NDArray[np.float32]
    losses: NDArray[np.float64]
    counted: NDArray[np.float64]
    first: int
    examples: Examples
    true_labels: NDArray[np.integer]
    given: int
    numbers: NDArray[np.intp]
    data: str

    @property
    def over_a_run(self) -> bool:
        """Whether a run is added up, and not only its last moment looked at."""
        return len(self.counted) > 0

    @property
    def is_plain(self) -> bool:
        """Whether each step was straight downhill, so that the figures add up to what was taken off the loss."""
        return self.settings.optimizer == "sgd"

    def weights(self, place: int | None) -> NDArray[np.float64]:
        """Return what each moment counts, (moments,), for the way up to a place; the end for None."""
        if not self.over_a_run:
            return np.ones(len(self.moments))
        sums = np.concatenate([[0.0], np.cumsum(self.counted)])
        places = np.array([each.place for each in self.moments])
        cuts = np.concatenate([[self.first], (places[1:] + places[:-1]) // 2, [len(self.counted)]])
        end = len(self.counted) if place is None else place
        found: NDArray[np.float64] = np.diff(sums[np.clip(np.minimum(cuts, end), self.first, None)])
        return found

    def pushes(self, answer: int, place: int | None = None) -> Vector:
        """Return how far each image pushed the loss of an answer down, (n,), up to a place of the way."""
        pushed: Vector = self.weights(place).astype(np.float32) @ self.products[self.answers.index(answer)]
        return pushed

    def nearest(self, place: int | None) -> int:
        """Return the number of the moment that is nearest to a place."""
        if place is None or not self.over_a_run:
            return len(self.moments) - 1
        return int(np.abs(np.array([each.place for each in self.moments]) - place).argmin())

    def number(self, image: int) -> int:
        """Return an image's number among the training images of the data set; a made drawing's own."""
        return int(self.numbers[image]) if image < self.given else image

    def image(self, number: int) -> NDArray[np.uint8]:
        """Return an image, (28, 28)."""
        found: NDArray[np.uint8] = self.images([number])[0]
        return found

    def images(self, numbers: Sequence[int] | NDArray[np.integer]) -> NDArray[np.uint8]:
        """Return images, (k, 28, 28)."""
        values = self.examples.rows[np.asarray(numbers, np.int64)]
        last = self.moments[-1].moment
        rows = np.rint(np.array([last.unreceived(each) for each in values]) * 255).astype(np.uint8)
        side = round(values.shape[1] ** 0.5)
        found: NDArray[np.uint8] = rows.reshape(len(rows), side, side)
        return found


@dataclass(frozen=True, eq=False)
class Ranking:
    """The images that pushed most towards an answer, and those that pushed most against it.

    Attributes:
        answer: the digit that is asked about.
        towards, against: the images' numbers, the strongest first.
        pushes: (n,), how far each image pushed the loss down.
        up, down: all pushes towards the answer together, and all against it, both positive.
        loss: the answer's, at the moment up to which was counted, and at the beginning.
        begun: whether anything was learned up to there.
    """

    answer: int
    towards: NDArray[np.int64]
    against: NDArray[np.int64]
    pushes: Vector
    up: float
    down: float
    loss: tuple[float, float]
    begun: bool

    def share(self, number: int) -> float:
        """Return an image's part of all that pushed the same way, from 0 to 1; negative where it pushed against."""
        push = float(self.pushes[number])
        whole = self.up if push > 0 else self.down
        return push / whole if whole else 0.0


def ranking(found: Influences, answer: int, place: int | None = None, count: int = 48) -> Ranking:
    """Return the images that pushed most, up to a place of the way; the whole way for None."""
    pushes = found.pushes(answer, place)
    largest = _largest(pushes, count)
    smallest = _largest(-pushes, count)
    up, down = (float(side[side > 0].sum(dtype=np.float64)) for side in (pushes, -pushes))
    now, start = (found.losses[number, found.answers.index(answer)] for number in (found.nearest(place), 0))
    return Ranking(answer, largest, smallest, pushes, up, down, (float(now), float(start)), up > 0 or down > 0)


def _largest(values: Vector, count: int) -> NDArray[np.int64]:
    """Return the places of the largest values above 0, the largest first."""
    count = min(count, len(values))
    places = np.argpartition(-values, count - 1)[:count] if count else np.zeros(0, np.int64)
    places = places[np.argsort(-values[places], kind="stable")]
    found: NDArray[np.int64] = places[values[places] > 0].astype(np.int64)
    return found


def loss_of(settings: TrainingSettings) -> Loss:
    """Return the loss that a run with these settings makes small, without its penalty for the weights."""
    return SparseCategoricalCrossentropy(label_smoothing=settings.label_smoothing)


def influence_steps(
    inputs: Vector, parts: Sequence[Part], most: int = MOMENTS, wanted: int = 0
) -> Generator[float, None, Influences]:
    """Find who taught a network over its recorded way; yield how much is done, from 0 to 1.

    Args:
        inputs: (784,), the drawing.
        parts: of the way, at least one; those that learned from other images than the last are left out.
        most: moments that are asked.
        wanted: an answer for which it must be found.

    Raises:
        InputError: the network has layers that are not Dense.
    """
    last = parts[-1]
    yield 0.0
    used = [part for part in parts if part is last]
    for part in reversed(parts[:-1]):
        if not same_images(part, last):
            break
        used.insert(0, part)
    counted = np.zeros(last.stretch.last)
    for part in used:
        counted[part.stretch.first : part.stretch.last] = part.counted()
    found = yield from _asked(inputs, chosen_moments(used, most), last.settings, last.recording.load(), wanted)
    return replace(found, counted=counted, first=used[0].stretch.first)


def last_moment_steps(
    inputs: Vector, moment: Moment, settings: TrainingSettings, data: Dataset, wanted: int = 0
) -> Generator[float, None, Influences]:
    """Find which images of a data set pull a network the way that a drawing does, at this one moment.

    Raises:
        InputError: the network has layers that are not Dense, or other outputs than the data set has classes.
    """
    data.check_outputs(moment.network)
    known = TrainingSettings(label_smoothing=settings.label_smoothing, optimizer=settings.optimizer)
    plain = known.for_classes(data.classes)
    received = data if moment.order is None else replace(data, train_images=moment.received(data.train_images))
    found = yield from _asked(inputs, [KeptMoment(0, moment.at, moment)], plain, received, wanted)
    return found


def _ask(
    network: Sequential,
    loss: Loss,
    learned: Examples,
    there: Errors,
    products: NDArray[np.float32],
    rows: slice,
) -> None:
    """Write the products of some images' gradients with those of the drawing into (answers, n)."""
    with np.errstate(over="ignore", invalid="ignore"):
        here = explain.errors(network, loss, learned.rows[rows], learned.labels[rows])
        products[:, rows] = here.products(there).T


def _from(work: Callable[[slice], None], start: int, rows: slice) -> None:
    if rows.stop > rows.start:
        work(slice(start + rows.start, start + rows.stop))


def _asked(
    inputs: Vector, moments: Sequence[KeptMoment], settings: TrainingSettings, data: Dataset, wanted: int
) -> Generator[float, None, Influences]:
    learned, loss = undistorted(data, settings), loss_of(settings)
    images, answers = len(learned.labels), _answers(moments[-1].moment.network, inputs, wanted)
    products = np.empty((len(answers), len(moments), images), np.float32)
    losses = np.empty((len(moments), len(answers)))
    drawing = np.repeat(inputs[np.newaxis], len(answers), axis=0)
    with best_pool() as pool:
        for number, each in enumerate(moments):
            network = each.moment.network
            there = explain.errors(network, loss, drawing, np.array(answers))
            losses[number] = there.losses
            of_moment = partial(_ask, network, loss, learned, there, products[:, number])
            block = pool.size * min(_AT_ONCE, explain.trace_batch(network))
            for start in range(0, images, block):
                count = min(block, images - start)
                pool.share(count, partial(_from, of_moment, start))
                yield (number + (start + count) / images) / len(moments)
    np.nan_to_num(products, copy=False, posinf=0.0, neginf=0.0)
    true, given = true_labels(data, settings)
    numbers = chosen_places(data.train_labels, Subset.of(settings))[:given]
    found = (answers, products, losses, np.zeros(0), 0, learned, true, given, numbers, data.name)
    return Influences(inputs, settings, tuple(moments), *found)


def _answers(network: Sequential, inputs: Vector, wanted: int) -> tuple[int, ...]:
    """Return the classes that are asked about: all, or of many the likeliest and the one that is wanted."""
    scores = network.trace(inputs[np.newaxis])[-1].z[0]
    if len(scores) <= MOST_ANSWERS:
        return tuple(range(len(scores)))
    return tuple(sorted({*np.argsort(-scores, kind="stable")[:_LIKELIEST].tolist(), wanted}))


def table(found: Influences, ranked: Ranking) -> str:
    """Return the images that were ranked as CSV."""
    lines = ["number,label,data_set_label,push,share"]
    for number in [*ranked.towards.tolist(), *ranked.against[::-1].tolist()]:
        label, true = int(found.examples.labels[number]), int(found.true_labels[number])
        lines.append(f"{found.number(number)},{label},{true},{ranked.pushes[number]:.6g},{ranked.share(number):.6g}")
    return "\n".join(lines) + "\n"
