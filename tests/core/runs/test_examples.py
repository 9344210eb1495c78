"""Which images a run learns from."""

from dataclasses import replace

import numpy as np
import pytest

from digitapp.core.errors import InputError
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.examples import count, examples, non_digits, pen_digits, with_wrong_labels
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingRun
from tests import samples


def chance() -> np.random.Generator:
    return np.random.default_rng(0)


def test_by_default_all_images_as_they_are(mnist: Dataset) -> None:
    rows, labels, held_out = examples(mnist, TrainingSettings(), chance())
    assert len(rows) == len(labels) == 60_000
    np.testing.assert_array_equal(rows[:3], mnist.train_inputs[:3])
    assert labels is mnist.train_labels or (labels == mnist.train_labels).all()
    assert len(held_out[1]) == 10_000


def test_the_first_images_of_which_some_are_held_back(mnist: Dataset) -> None:
    rows, labels, held_out = examples(mnist, TrainingSettings(images=500, validation_share=0.2), chance())
    assert len(rows) == len(labels) == 400
    assert len(held_out[1]) == 100
    np.testing.assert_array_equal(held_out[1], mnist.train_labels[400:500])
    more, _, _ = examples(mnist.shortened(100, 10), TrainingSettings(images=500), chance())
    assert len(more) == 100  # as many as there are


def test_as_many_labels_are_wrong_as_were_asked_for_and_the_same_ones_again() -> None:
    labels = (np.arange(1000) % 10).astype(np.uint8)
    wrong = with_wrong_labels(labels, 0.3, seed=4)
    assert (wrong != labels).sum() == 300
    assert wrong.max() < 10
    np.testing.assert_array_equal(wrong, with_wrong_labels(labels, 0.3, seed=4))
    assert (wrong != with_wrong_labels(labels, 0.3, seed=5)).any()
    np.testing.assert_array_equal(labels, np.arange(1000) % 10)  # the data set's own stay right


def test_held_out_labels_stay_right(mnist: Dataset) -> None:
    settings = TrainingSettings(images=500, validation_share=0.2, wrong_labels=1.0)
    _, labels, held_out = examples(mnist, settings, chance())
    assert (labels != mnist.train_labels[:400]).all()
    np.testing.assert_array_equal(held_out[1], mnist.train_labels[400:500])


@pytest.mark.parametrize("distort", [False, True])
def test_made_pen_digits_come_after_the_images(mnist: Dataset, distort: bool) -> None:
    settings = TrainingSettings(images=50, pen_digits=20, distort=distort)
    rows, labels, _ = examples(mnist, settings, chance())
    drawn, digits = pen_digits(20, settings.seed)
    assert rows.shape == (70, 784)
    np.testing.assert_array_equal(labels, [*mnist.train_labels[:50], *digits])
    assert sorted(set(digits.tolist())) == list(range(10))
    if not distort:
        np.testing.assert_array_equal(rows[50:], drawn.reshape(20, 784) / np.float32(255))
    again, _ = pen_digits(20, settings.seed)
    np.testing.assert_array_equal(drawn, again)


def test_a_run_counts_the_images_that_it_has(mnist: Dataset) -> None:
    settings = replace(samples.SETTINGS, images=100, pen_digits=10, epochs=1)
    run = TrainingRun(settings.build(), lambda: mnist, settings)
    for _ in run.steps():
        pass
    assert run.report().curves.images == 110
    assert len(run.report().curves.batch_at) == 7  # of 16


@pytest.mark.parametrize("wrong", [{"images": -1}, {"wrong_labels": 1.5}, {"pen_digits": 1.5}])
def test_what_makes_no_sense_is_refused(wrong: dict[str, float]) -> None:
    with pytest.raises(InputError):
        TrainingSettings(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "settings",
    [
        TrainingSettings(),
        TrainingSettings(images=500, validation_share=0.2),
        TrainingSettings(images=70_000, pen_digits=20),
        TrainingSettings(images=333, validation_share=0.1, pen_digits=20, wrong_labels=0.5),
    ],
    ids=str,
)
def test_how_many_there_are_is_known_before(mnist: Dataset, settings: TrainingSettings) -> None:
    assert count(mnist, settings) == len(examples(mnist, settings, chance())[1])


def test_drawings_that_are_no_digits_have_any_digit_as_their_label_and_the_same_again(mnist: Dataset) -> None:
    settings = TrainingSettings(images=50, pen_digits=20, non_digits=200, left_out=(3,), seed=5)
    rows, labels, _ = examples(mnist, settings, chance())
    assert len(rows) == len(labels) == count(mnist, settings)
    np.testing.assert_array_equal(rows[-200:], non_digits(200, 5).reshape(200, -1) / np.float32(255))
    told = np.bincount(labels[-200:], minlength=10)
    assert told[3] == 0  # nobody shall learn a digit that is left out
    assert np.delete(told, 3).min() >= 22
    again = examples(mnist, settings, chance())
    np.testing.assert_array_equal(again.labels, labels)
    assert (examples(mnist, replace(settings, seed=6), chance()).labels[-200:] != labels[-200:]).any()


def test_data_of_other_classes_take_no_drawings(mnist: Dataset) -> None:
    letters = replace(mnist, classes=tuple("abcdefghij"))
    with pytest.raises(InputError, match="other classes"):
        examples(letters, TrainingSettings(classes=letters.classes, non_digits=5), chance())


def test_a_run_with_drawings_that_are_no_digits_is_gone_again_to_the_last_bit(mnist: Dataset) -> None:
    settings = replace(samples.SETTINGS, images=100, non_digits=30, distort=True, epochs=1)
    ends = []
    for _ in range(2):
        run = TrainingRun(settings.build(), lambda: mnist, settings)
        for _ in run.steps():
            pass
        ends.append(run.network.snapshot())
    for weight, other in zip(*ends, strict=True):
        np.testing.assert_array_equal(weight, other)
