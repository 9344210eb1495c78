"""What is broken on purpose: pixels in another order, no b, noise on W."""

from dataclasses import replace

import numpy as np
import pytest

from digitapp.core.inside.explanations import explain_flip, flipped_picture
from digitapp.core.inside.survey import Survey, survey_steps
from digitapp.core.my_digits import teaching
from digitapp.core.my_digits.collection import MyDigit
from digitapp.core.my_digits.teaching import Taught, teach
from digitapp.core.reading.reading import read
from digitapp.core.runs.measuring import accuracy_steps
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.subsets import in_order, order_of
from digitapp.core.runs.training import TrainingRun
from digitapp.core.runs.weight_noise import with_noise
from tests.core.samples import bars, bundled_moment, drawn, mnist, small

SHUFFLED = small(shuffled_pixels=True, epochs=8)


def trained(settings: TrainingSettings) -> Run:
    """What a run over the bars ended with."""
    run = TrainingRun(settings.build(), bars, settings)
    for _ in run.steps():
        pass
    report = run.report()
    return Run(Kind.TRAINED, "run", settings, (Moment(run.network, test_accuracy=run.test_accuracy),), (report.curves,))


def test_a_network_of_shuffled_pixels_reads_a_drawing_as_well_by_shuffling_it() -> None:
    run, plain = trained(SHUFFLED), trained(replace(SHUFFLED, shuffled_pixels=False))
    assert run.end.test_accuracy == pytest.approx(plain.end.test_accuracy, abs=0.1)
    assert run.end.test_accuracy > 0.8
    data = bars()
    readings = [read(run.end, image) for image in data.test_images]
    right = np.mean([reading.ranking[0] == label for reading, label in zip(readings, data.test_labels, strict=True)])
    assert right == pytest.approx(run.end.test_accuracy)
    order = order_of(SHUFFLED)
    assert order is not None
    np.testing.assert_array_equal(readings[0].seen, in_order(data.test_images[:1], order)[0])
    np.testing.assert_array_equal(readings[0].image, data.test_images[0])  # what was drawn
    np.testing.assert_array_equal(readings[0].inputs, readings[0].seen.ravel() / np.float32(255))


def test_all_that_measures_it_shuffles_too() -> None:
    run = trained(SHUFFLED)
    *_, accuracy = accuracy_steps(run.end, bars())
    assert accuracy == run.end.test_accuracy
    *_, survey = survey_steps(run.end, bars())
    assert isinstance(survey, Survey)
    assert survey.accuracy == run.end.test_accuracy
    np.testing.assert_array_equal(survey.images, bars().test_images)  # which are laid on the paper


def test_the_order_goes_with_the_network_wherever_it_goes() -> None:
    moment = trained(SHUFFLED).end
    order = moment.order
    assert order is not None
    later = moment.with_weights(moment.network.get_weights(), 3.0)
    taken = moment.after_learning(moment.learner(), 3.0)
    for other in (later, taken, moment.as_beginning(), moment.changed({}), with_noise(moment, 0)):
        np.testing.assert_array_equal(other.order, order)
    assert trained(small()).end.order is None


def test_a_changed_picture_is_put_in_order_again() -> None:
    moment = replace(bundled_moment(), order=np.random.default_rng(0).permutation(784))
    reading = read(moment, mnist().test_images[0])
    np.testing.assert_array_equal(moment.unreceived(reading.seen.ravel()).reshape(28, 28), reading.image)
    flip = explain_flip(reading)
    if flip is not None:
        after = read(moment, flipped_picture(reading, flip))
        assert after.ranking[0] != reading.ranking[0]


def test_it_is_taught_and_measured_in_its_order(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "STEPS", 1)
    run = trained(SHUFFLED)
    *_, result = teach(run.end.learner(), (MyDigit(drawn(3), 3),), bars, SHUFFLED)
    assert isinstance(result, Taught)
    assert result.before.test == run.end.test_accuracy


@pytest.mark.parametrize("hidden", [(16,), (12, 8), ()])
def test_without_b_all_b_stay_0(hidden: tuple[int, ...]) -> None:
    settings = small(hidden_units=hidden, use_bias=False, epochs=2)
    network = trained(settings).end.network
    assert all(layer.bias is None for layer in network.dense_layers)
    scores = network.trace(np.zeros((1, 784), np.float32))[-1].z
    assert (scores == 0).all()


def test_noise_on_w_is_as_large_as_the_weights_and_leaves_the_network_alone() -> None:
    moment = bundled_moment()
    before = moment.network.get_weights()
    noisy = with_noise(moment, 1)
    for one, other in zip(before, moment.network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    kernel, changed = before[0], noisy.network.get_weights()[0]
    assert (changed - kernel).std() == pytest.approx(kernel.std(), rel=0.02)
    np.testing.assert_array_equal(noisy.network.get_weights()[1], before[1])  # b
    assert (with_noise(moment, 2).network.get_weights()[0] != changed).any()
