"""A network with random numbers added to its weights, to see how much it bears."""

from __future__ import annotations

import numpy as np

from digitapp.core.runs.moment import Moment

SIZE = 1.0  # the numbers' standard deviation, in those of each layer's weights


def with_noise(moment: Moment, seed: int | None = None) -> Moment:
    """Return a moment whose kernels have normal random numbers added, in each layer as large as its weights are.

    Args:
        moment: stays as it is; its biases are the new one's too.
        seed: of the random numbers; None for others each time.
    """
    chance = np.random.default_rng(seed)
    learner = moment.learner()
    for layer in learner.dense_layers:
        noise = chance.normal(0.0, SIZE * float(layer.kernel.std()), layer.kernel.shape)
        layer.kernel[:] += noise.astype(layer.kernel.dtype)
    return moment.with_weights(learner.get_weights(), moment.at)
