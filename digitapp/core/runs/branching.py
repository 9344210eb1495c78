"""Where in the order of its images a run begins that goes on from another run's moment."""

from __future__ import annotations

import copy

from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from engine.position import Position


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
    same_batches = (old.batch_size, old.validation_share) == (new.batch_size, new.validation_share)
    return copy.deepcopy(position) if same_images and same_batches else Position(position.epoch)
