"""What one training image did to an answer, moment by moment: its loss, and the two parts of the gradients' product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitapp.core.inside.influences import Influences, Ranking, loss_of
from engine import explain


@dataclass(frozen=True, eq=False)
class Teacher:
    """A training image beside a drawing and an answer, at each of the moments that were asked.

    Attributes:
        number, answer: of the image, and the digit that is asked about.
        known_as: its number among the training images of the data set.
        image: (28, 28).
        label, true_label: what was learned, and what the data set says.
        pen: whether it is a made drawing.
        at: (moments,), in epochs.
        losses: (moments,), of the image itself.
        names: of the layers.
        alike, pulls: (moments, layers), x · x' (with 1 for the bias) and δ · δ'.
    """

    number: int
    answer: int
    known_as: int
    image: NDArray[np.uint8]
    label: int
    true_label: int
    pen: bool
    at: NDArray[np.float64]
    losses: NDArray[np.float64]
    names: tuple[str, ...]
    alike: NDArray[np.float64]
    pulls: NDArray[np.float64]

    @property
    def products(self) -> NDArray[np.float64]:
        """(moments,): the gradients' dot products, which are the layers' parts added up."""
        products: NDArray[np.float64] = (self.alike * self.pulls).sum(axis=1)
        return products


@dataclass(frozen=True, eq=False)
class WeighedTeacher:
    """What an image counts over a way.

    Attributes:
        teacher: the image.
        push, share: how far it pushed the answer's loss down, and its part of all that pushed the same way.
        weights: (moments,), what each moment counts; 0 beyond the place that is looked at.
        most: the moment at which it counted most.
        over_a_run: whether it is a sum over a run.
    """

    teacher: Teacher
    push: float
    share: float
    weights: NDArray[np.float64]
    most: int
    over_a_run: bool


def explain_teacher(found: Influences, number: int, answer: int) -> Teacher:
    """Return what a training image was to a drawing with this answer."""
    loss, label = loss_of(found.settings), int(found.examples.labels[number])
    x, drawing = found.examples.rows[number : number + 1], found.inputs[np.newaxis]
    losses, alike, pulls = [], [], []
    names: tuple[str, ...] = ()
    for each in found.moments:
        here = explain.errors(each.moment.network, loss, x, np.array([label]))
        there = explain.errors(each.moment.network, loss, drawing, np.array([answer]))
        losses.append(float(here.losses[0]))
        alike.append([float(a.alike(b)[0, 0]) for a, b in zip(here.layers, there.layers, strict=True)])
        pulls.append([float(a.pulls(b)[0, 0]) for a, b in zip(here.layers, there.layers, strict=True)])
        names = tuple(layer.name for layer in here.layers)
    return Teacher(
        number,
        answer,
        found.number(number),
        found.image(number),
        label,
        int(found.true_labels[number]),
        number >= found.given,
        np.array([each.at for each in found.moments]),
        np.array(losses),
        names,
        np.array(alike),
        np.array(pulls),
    )


def weigh(found: Influences, ranked: Ranking, teacher: Teacher, place: int | None = None) -> WeighedTeacher:
    """Return what a training image counts up to a place of the way; the whole way for None."""
    weights = found.weights(place)
    most = int(np.abs(teacher.products * weights).argmax())
    push, share = float(ranked.pushes[teacher.number]), ranked.share(teacher.number)
    return WeighedTeacher(teacher, push, share, weights, most, found.over_a_run)
