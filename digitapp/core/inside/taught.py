"""How far it is to know who taught the network, and about which answer one asks."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum


class Stage(Enum):
    """How far it is."""

    EMPTY = "empty"  # there is no drawing to ask about
    TRAINING = "training"  # a run goes on, and nobody is asked
    ASKING = "asking"
    CANCELLED = "cancelled"
    REFUSED = "refused"  # the network has layers of which it cannot be said
    THERE = "there"


@dataclass(frozen=True)
class Answer:
    """The digit that is asked about.

    Attributes:
        digit: which.
        given: the one that is asked about unless the person chooses another: the right one, or else what was read.
        is_right: whether the person has said that the given one is right.
        chosen: whether the person has chosen `digit`.
    """

    digit: int = 0
    given: int = 0
    is_right: bool = False
    chosen: bool = False
