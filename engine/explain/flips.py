"""What would change the answer: a few inputs to switch on or off."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from ..stack import Stack
from ..types import Array
from .ledgers import ledger


@dataclass(frozen=True, eq=False)
class Flip:
    """Inputs that, changed one after the other, make another class the answer.

    Attributes:
        answer: the new one.
        places: of the inputs, in the order in which they are changed.
        values: their new values, 0 or 1.
    """

    answer: int
    places: tuple[int, ...]
    values: tuple[float, ...]

    def applied(self, x: Array) -> Array:
        """Return the inputs with the changes."""
        changed = x.copy()
        changed[list(self.places)] = self.values
        return changed


def flip(network: Stack, x: Array, most: int = 60, to: int | None = None) -> Flip | None:
    """Return a few changes of a picture `x` (inputs,) that make the answer another, or the class `to`.

    Each step changes the input by which the rival gains most on the answer, by the ledger of that moment; so the number
    is small, though not always the smallest there is.

    Returns:
        None if `most` changes are not enough.

    Raises:
        InputError: a hidden layer has a function that is no straight line on each side of 0.
    """
    changed = x.copy()
    answer = int(ledger(network, x).scores.argmax())
    places: list[int] = []
    rival = to
    while len(places) < most:
        found = ledger(network, changed)
        if rival is None:  # who is nearest now
            rival = int(np.argsort(-found.scores, kind="stable")[1])
        if rival == answer:
            return None
        slope = found.gains[:, rival] - found.gains[:, answer]
        gain = np.maximum((1 - changed) * slope, -changed * slope)
        gain[places] = 0  # no input twice
        best = int(gain.argmax())
        if gain[best] <= 0:
            return None
        places.append(best)
        changed[best] = 1.0 if slope[best] > 0 else 0.0
        scores = network.trace(changed[np.newaxis])[-1].z[0]
        winner = int(scores.argmax())
        if winner != answer and to in (None, winner):
            return Flip(winner, tuple(places), tuple(float(changed[place]) for place in places))
    return None
