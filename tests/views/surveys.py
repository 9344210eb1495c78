"""A small survey for the tests of the pages that show one."""

import numpy as np

from digitapp.core.inside.survey import Survey, survey_steps
from digitapp.core.reading.calibration import Calibration
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment

from .. import samples


def survey(count: int = 60, units: tuple[int, ...] = (12, 7)) -> Survey:
    """Return what an untrained network says to random images."""
    generator = np.random.default_rng(3)
    images = generator.integers(0, 256, (count, 28, 28), np.uint8)
    labels = (np.arange(count) % 10).astype(np.uint8)
    data = Dataset("noise", images, labels, images, labels)
    *_, found = survey_steps(Moment(samples.run(units).end.network, calibration=Calibration()), data)
    assert isinstance(found, Survey)
    return found
