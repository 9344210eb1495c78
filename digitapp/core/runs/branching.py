"""Where in the order of its images a run begins that goes on from another run's moment."""

from __future__ import annotations

import copy
from dataclasses import replace
from typing import Any

from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.subsets import Subset
from engine.position import Position

_OF_NO_MATTER = frozenset(
    {
        *(
            "hidden_units",
            "optimizer",
            "learning_rate",
            "schedule",
            "warm_up",
            "label_smoothing",
            "dropout",
            "l2",
            "use_bias",
        ),
        *("epochs", "patience", "seed", "distort", "wrong_labels"),
    }
)


_ITS_OWN = ("hidden_units", "activation", "first_weights", "use_bias", "dropout", "l2", "shuffled_pixels")


def to_go_on(old: TrainingSettings, new: TrainingSettings) -> TrainingSettings:
    """Return the settings with which a network of old settings is trained further: the new ones but for what it is."""
    its_own = [*_ITS_OWN, *(["seed"] if old.shuffled_pixels else [])]  # which the order of the pixels comes from
    if new.outputs != old.outputs:  # else the data's names count from now on
        new = new.for_classes(old.classes)
    return replace(new, **{name: getattr(old, name) for name in its_own})


def place_to_go_on(
    moment: Moment, old: TrainingSettings, new: TrainingSettings, *, same_images: bool
) -> Position | None:
    """Return the position at which training goes on from a moment; None for a whole run more.

    A moment in the middle of a run is gone on from to the end of that run, as far as the new settings still have its
    epoch: with the same settings that is what the run itself did, batch for batch. Where batches are cut otherwise, or
    from other images, its epoch begins anew.

    Args:
        moment: which is gone on from.
        old: the settings with which it came to be.
        new: those of the run that begins.
        same_images: whether both learn from the same data set.
    """
    position = moment.position
    if position is None or position.epoch >= new.epochs:
        return None
    same_batches = same_images and _what_cuts_batches(old) == _what_cuts_batches(new)
    return copy.deepcopy(position) if same_batches else Position(position.epoch)


def _what_cuts_batches(settings: TrainingSettings) -> dict[str, Any]:
    """Return the settings that may decide which images a batch has; any that is not known here does."""
    cuts = {name: value for name, value in settings.to_dict().items() if name not in _OF_NO_MATTER}
    return cuts | {"subset": Subset.of(settings)}  # where the seed chooses images, it matters
