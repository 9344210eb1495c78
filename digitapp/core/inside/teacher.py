"""What one training image did to an answer, moment by moment: its loss, and the two parts of the gradients' product."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from digitapp.core.inside.influences import Influences, Ranking, loss_of
from engine import explain


@dataclass(frozen=True, eq=False)
class TeacherParts:
    """What one training image did to the loss of an answer, moment by moment.

    Attributes:
        number: the image's.
        image: (28, 28).
        label, true_label: what was learned, and what the data set says.
        pen: whether it is a made pen digit.
        push, share: over the run, as of its Ranking.
        at: (moments,), in epochs.
        losses: (moments,), of the image itself.
        products: (moments,), the gradients' dot products.
        names: of the layers.
        alike, pulls: (moments, layers), x · x' (with 1 for the bias) and δ · δ', whose products add up to `products`.
        most: the moment that counted most.
        weights: (moments,), what each moment counts.
    """

    number: int
    image: NDArray[np.uint8]
    label: int
    true_label: int
    pen: bool
    push: float
    share: float
    at: NDArray[np.float64]
    losses: NDArray[np.float64]
    products: NDArray[np.float64]
    names: tuple[str, ...]
    alike: NDArray[np.float64]
    pulls: NDArray[np.float64]
    most: int
    weights: NDArray[np.float64]


def explain_teacher(found: Influences, ranked: Ranking, number: int, place: int | None = None) -> TeacherParts:
    """Return what one training image did to the answer that was ranked for, up to a place of the way."""
    loss, label = loss_of(found.settings), int(found.examples.labels[number])
    x = found.examples.rows[number : number + 1]
    losses, alike, pulls = [], [], []
    names: tuple[str, ...] = ()
    for each in found.moments:
        network = each.moment.network
        here = explain.errors(network, loss, x, np.array([label]))
        there = explain.errors(network, loss, found.inputs[np.newaxis], np.array([ranked.answer]))
        losses.append(float(here.losses[0]))
        alike.append([float(a.alike(b)[0, 0]) for a, b in zip(here.layers, there.layers, strict=True)])
        pulls.append([float(a.pulls(b)[0, 0]) for a, b in zip(here.layers, there.layers, strict=True)])
        names = tuple(layer.name for layer in here.layers)
    both = np.array(alike), np.array(pulls)
    products, weights = (both[0] * both[1]).sum(axis=1), found.weights(place)
    return TeacherParts(
        number,
        found.image(number),
        label,
        int(found.true_labels[number]),
        number >= found.given,
        float(ranked.pushes[number]),
        ranked.share(number),
        np.array([each.at for each in found.moments]),
        np.array(losses),
        products,
        names,
        *both,
        int(np.abs(products * weights).argmax()),
        weights,
    )
