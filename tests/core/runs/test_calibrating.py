"""Every network that is trained is calibrated on what it was not trained with."""

from dataclasses import replace

import numpy as np

from digitapp.core.reading.calibration import UNKNOWN, Calibration
from digitapp.core.runs.calibrating import calibrated
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingRun
from engine.models import Sequential
from tests import samples

SETTINGS = replace(samples.SETTINGS, hidden_units=(64,), images=2000, epochs=12)


def trained(mnist: Dataset, settings: TrainingSettings) -> Sequential:
    run = TrainingRun(settings.build(), lambda: mnist, settings)
    for _ in run.steps():
        pass
    return run.network


def surprise(network: Sequential, calibration: Calibration, data: Dataset) -> float:
    """The mean of -log of the right digit's probability on some test images, of which few told the calibration."""
    z = network.trace(np.asarray(data.test_inputs[5001:7001], np.float32))[-1].z
    right = calibration.probabilities(z)[np.arange(2000), data.test_labels[5001:7001]]
    return float(-np.log(np.maximum(right, 1e-9)).mean())


def test_an_overconfident_network_is_made_less_certain(mnist: Dataset) -> None:
    network = trained(mnist, SETTINGS)
    before = network.snapshot()
    found = calibrated(network, mnist, SETTINGS)
    assert found.temperature > 1.1
    assert 0.5 <= found.least < 0.99
    assert surprise(network, found, mnist) < surprise(network, UNKNOWN, mnist)
    assert found == calibrated(network, mnist, SETTINGS)  # the same again
    for weight, other in zip(network.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, other)


def test_images_held_back_are_what_it_is_found_on(mnist: Dataset) -> None:
    network = trained(mnist, SETTINGS)
    blind = mnist.with_images(mnist.train_images, mnist.train_labels, mnist.test_images[:0], mnist.test_labels[:0])
    assert calibrated(network, blind, replace(SETTINGS, validation_share=0.2)) != UNKNOWN


def test_too_few_pictures_or_no_numbers_tell_nothing(mnist: Dataset) -> None:
    network = SETTINGS.build()
    assert calibrated(network, mnist.shortened(100, 50), SETTINGS) == UNKNOWN
    network.set_weights([np.full_like(weight, np.nan) for weight in network.get_weights()])
    assert calibrated(network, mnist, SETTINGS) == UNKNOWN


def test_classes_that_are_no_digits_and_shuffled_pixels(mnist: Dataset) -> None:
    letters = replace(mnist, classes=tuple("abcdefghij"))
    for data, settings in (
        (letters, replace(SETTINGS, classes=letters.classes)),
        (mnist, replace(SETTINGS, pen_digits=50, shuffled_pixels=True, left_out=(9,))),
    ):
        assert calibrated(settings.build(), data, settings).least >= 0.5
