"""How a run is, layer by layer: held against numbers that are computed in another way."""

from dataclasses import replace

import numpy as np
import pytest

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.health import Health, HealthProbe
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingRun
from engine.models import Sequential
from engine.optimizers import SGD
from tests import samples


def network(units: tuple[int, ...] = (16, 8)) -> Sequential:
    return replace(samples.SETTINGS, hidden_units=units).build()


def probe(mnist: Dataset) -> HealthProbe:
    return HealthProbe(mnist, mnist.train_labels)


def test_the_gradient_is_what_a_step_of_gradient_descent_takes(mnist: Dataset) -> None:
    """SGD with rate 1 changes the weights by just the gradient: the engine's own, on the same images."""
    found = probe(mnist)
    one = network()
    found.look(one, 0.0)
    before = [layer.kernel.copy() for layer in one.dense_layers]
    one.compile(SGD(1.0), "sparse_categorical_crossentropy")
    one.train_on_batch(mnist.train_inputs[:128], mnist.train_labels[:128])
    for layer, kernel, health in zip(one.dense_layers, before, found.found[0].layers, strict=True):
        expected = np.linalg.norm(layer.kernel - kernel) / np.linalg.norm(kernel)
        assert health.gradient == pytest.approx(expected, rel=1e-4)
        assert health.weights == pytest.approx(np.linalg.norm(kernel), rel=1e-5)


def test_the_step_is_how_far_the_next_batch_moves_the_weights(mnist: Dataset) -> None:
    found, one = probe(mnist), network()
    found.look(one, 0.0)
    assert np.isnan(found.found[0].update)
    before = one.dense_layers[0].kernel.copy()
    one.train_on_batch(mnist.train_inputs[:16], mnist.train_labels[:16])
    found.after_batch(one)
    moved = np.linalg.norm(one.dense_layers[0].kernel - before) / np.linalg.norm(before)
    assert found.found[0].layers[0].update == pytest.approx(moved, rel=1e-4)
    known = found.found
    found.after_batch(one)  # that is one batch later, and not what was asked
    assert found.found is known


def test_silent_units_are_those_that_no_image_switches_on(mnist: Dataset) -> None:
    one = network((16,))
    layer = one.dense_layers[0]
    assert layer.bias is not None
    layer.bias[:12] = -100.0
    found = probe(mnist)
    found.look(one, 0.0)
    expected = (np.maximum(mnist.train_inputs[:512] @ layer.kernel + layer.bias, 0).max(axis=0) == 0).mean()
    assert found.found[0].silent == expected >= 0.75
    assert np.isnan(found.found[0].layers[-1].silent)


def test_to_look_at_a_run_changes_nothing_of_it(mnist: Dataset, monkeypatch: pytest.MonkeyPatch) -> None:
    """Bit for bit: with dropout and distortion, which draw random numbers, and looked at after each batch."""
    data = mnist.shortened(320, 50)
    settings = replace(samples.SETTINGS, distort=True, dropout=0.3)

    def weights(look: bool) -> list[np.ndarray]:
        run = TrainingRun(settings.build(), lambda: data, settings)
        for _ in run.steps():
            assert run._probe is not None
            if look:
                run._probe.look(run.network, run.report().curves.end, at_once=True)
        return run.network.get_weights()

    looked = weights(True)
    monkeypatch.setattr(HealthProbe, "look", lambda *_, **__: None)
    for one, other in zip(looked, weights(False), strict=True):
        np.testing.assert_array_equal(one, other)


def test_a_report_says_how_the_run_is(mnist: Dataset) -> None:
    data = mnist.shortened(320, 50)
    run = TrainingRun(samples.SETTINGS.build(), lambda: data, samples.SETTINGS)
    first = next(report for report in run.steps() if report is not None)
    assert [health.at for health in first.health] == [first.curves.end]
    for _ in run.steps():
        pass


def test_the_end_of_a_run_is_looked_at(mnist: Dataset) -> None:
    data = mnist.shortened(320, 50)
    run = TrainingRun(samples.SETTINGS.build(), lambda: data, samples.SETTINGS)
    for _ in run.steps():
        pass
    health = run.report().health
    assert health[-1].at == 2
    assert health[-1].largest_input == 1
    assert len({one.at for one in health}) == len(health)


def test_it_is_not_looked_at_too_often(mnist: Dataset) -> None:
    found, one = probe(mnist), network()
    for at in range(50):
        found.look(one, float(at))
    assert len(found.found) < 5


def test_weights_that_are_no_numbers_raise_no_warning(mnist: Dataset) -> None:
    one = network()
    one.dense_layers[0].kernel[:] = np.inf
    found = probe(mnist)
    found.look(one, 0.0)
    assert isinstance(found.found[0], Health)


def test_a_network_of_few_images(mnist: Dataset) -> None:
    settings = TrainingSettings(hidden_units=(4,), images=3, batch_size=2, epochs=1)
    run = TrainingRun(settings.build(), lambda: mnist.shortened(60, 10), settings)
    for _ in run.steps():
        pass
    assert run.report().health[-1].at == 1
