"""What of a data set a run is given, made poorer on purpose."""

from dataclasses import replace

import numpy as np
import pytest

from digitapp.core.errors import InputError
from digitapp.core.runs.branching import place_to_go_on
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.examples import count, examples
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recordings
from digitapp.core.runs.replay import replayed
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.subsets import Subset, chosen_places, count_given, given, in_order, pixel_order, with_noise
from digitapp.core.runs.training import TrainingRun
from engine.position import Position
from tests import samples


def chance() -> np.random.Generator:
    return np.random.default_rng(0)


def test_as_it_is_a_data_set_is_not_copied(mnist: Dataset) -> None:
    assert given(mnist, TrainingSettings(images=100, wrong_labels=0.5)) is mnist


def test_so_many_images_of_each_class_chosen_by_the_seed(mnist: Dataset) -> None:
    some = given(mnist, TrainingSettings(per_class=20, seed=3))
    assert some.counts == (20,) * 10
    assert len(some.test_labels) == 10_000
    assert (given(mnist, TrainingSettings(per_class=20, seed=3)).train_images == some.train_images).all()
    assert (given(mnist, TrainingSettings(per_class=20, seed=4)).train_images != some.train_images).any()
    places = chosen_places(mnist.train_labels, Subset(per_class=20, seed=3))
    assert (np.diff(places) > 0).all()  # in the order in which they were
    np.testing.assert_array_equal(mnist.train_labels[places], some.train_labels)


def test_a_class_with_fewer_images_keeps_all_of_them() -> None:
    labels = np.array([0, 0, 0, 1, 2, 2], np.uint8)
    assert np.bincount(labels[chosen_places(labels, Subset(per_class=2))]).tolist() == [2, 1, 2]


def test_a_class_that_is_left_out_is_never_learned_but_tested(mnist: Dataset) -> None:
    settings = TrainingSettings(left_out=(7,), images=1000)
    rows, labels, (_, tested) = examples(mnist, settings, chance())
    assert len(rows) == len(labels) == 1000
    assert 7 not in labels
    assert 7 in tested
    settings = replace(settings, pen_digits=40, left_out=(7, 8))
    rows, labels, _ = examples(mnist, settings, chance())
    assert not {7, 8} & set(labels.tolist())
    assert len(rows) == len(labels) == count(mnist, settings) == 1032


@pytest.mark.parametrize(
    "values",
    [{}, {"per_class": 30}, {"left_out": (1, 2)}, {"per_class": 5, "left_out": (0,)}, {"images": 50, "per_class": 9}],
)
def test_an_epoch_is_counted_without_making_images(mnist: Dataset, values: dict[str, object]) -> None:
    small = mnist.shortened(400, 10)
    settings = TrainingSettings(**values)  # type: ignore[arg-type]
    assert count(small, settings) == len(examples(small, settings, chance()).labels)


def test_noise_hits_its_share_of_the_pixels_of_training_images_only(mnist: Dataset) -> None:
    noisy = given(mnist.shortened(500, 10), TrainingSettings(noise=0.25, seed=1))
    differs = (noisy.train_images != mnist.train_images[:500]).mean()
    assert 0.24 < differs < 0.26  # a pixel can be what it was
    assert (noisy.test_images == mnist.test_images[:10]).all()
    np.testing.assert_array_equal(with_noise(mnist.train_images[:500], 0.25, 1), noisy.train_images)


def test_shuffled_pixels_stand_in_the_same_order_in_all_images(mnist: Dataset) -> None:
    small = mnist.shortened(50, 10)
    shuffled = given(small, TrainingSettings(shuffled_pixels=True, seed=2))
    order = pixel_order(784, 2)
    assert sorted(order.tolist()) == list(range(784))
    for images, was in ((shuffled.train_images, small.train_images), (shuffled.test_images, small.test_images)):
        np.testing.assert_array_equal(images.reshape(-1, 784), was.reshape(-1, 784)[:, order])
        np.testing.assert_array_equal(in_order(images, np.argsort(order)), was)
    settings = TrainingSettings(shuffled_pixels=True, pen_digits=10, seed=2)
    plain = examples(small, replace(settings, shuffled_pixels=False), chance()).rows[50:]
    np.testing.assert_array_equal(examples(small, settings, chance()).rows[50:], plain[:, order])


@pytest.mark.parametrize(
    "values",
    [{"per_class": 12, "seed": 5}, {"noise": 0.3, "wrong_labels": 0.2}, {"shuffled_pixels": True}, {"left_out": (4,)}],
)
def test_a_run_goes_its_way_again_to_the_last_bit(mnist: Dataset, values: dict[str, object]) -> None:
    settings = replace(samples.SETTINGS, epochs=1, **values)
    small, recordings = mnist.shortened(600, 50), Recordings()
    recording = recordings.begin(settings, lambda: small, 0.0)
    run = TrainingRun(settings.build(), lambda: small, settings, recording=recording)
    for _ in run.steps():
        pass
    *_, found = replayed(recording, recording.snapshots[0], recording.batches)  # raises where a bit differs
    assert found is not None
    for again, was in zip(found.moment.network.get_weights(), run.network.get_weights(), strict=True):
        np.testing.assert_array_equal(again, was)


def test_another_seed_only_cuts_batches_otherwise_where_it_chooses_images() -> None:
    network = samples.SETTINGS.build()
    moment = replace(Moment.of(network), position=Position(0, 3))
    old = replace(samples.SETTINGS, epochs=5)
    for values, place in (({}, 3), ({"per_class": 10}, 0), ({"noise": 0.1}, 0), ({"left_out": (1,)}, 3)):
        was = replace(old, **values)
        position = place_to_go_on(moment, was, replace(was, seed=9), same_images=True)
        assert position is not None
        assert position.batches == place, values


def test_of_each_class_at_most_so_many_are_counted() -> None:
    assert count_given((5, 9, 2), TrainingSettings(classes=("a", "b", "c"), per_class=4)) == 10
    assert count_given((5, 9, 2), TrainingSettings(classes=("a", "b", "c"), left_out=(1,))) == 7


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"per_class": -1}, "images per class"),
        ({"left_out": (10,)}, "classes left out"),
        ({"left_out": tuple(range(10))}, "all 10 left out"),
        ({"noise": 1.5}, "noise"),
        ({"shuffled_pixels": 1}, "shuffled pixels"),
        ({"classes": ("a",)}, "2 to 62"),
        ({"classes": ("a", "a")}, "1 differ"),
        ({"classes": ("a", 1)}, "as texts"),
        ({"classes": tuple(map(str, range(63)))}, "2 to 62"),
    ],
)
def test_what_makes_no_sense_is_refused(values: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        TrainingSettings(**values)  # type: ignore[arg-type]


def test_where_no_image_is_left_that_is_said(mnist: Dataset) -> None:
    small = mnist.shortened(1, 1)
    with pytest.raises(InputError, match="none of another class"):
        given(small, TrainingSettings(left_out=(int(small.train_labels[0]),)))


def test_a_network_of_other_classes_is_not_trained_with_a_data_set(mnist: Dataset) -> None:
    with pytest.raises(InputError, match="3 classes, as the network has outputs"):
        examples(mnist, TrainingSettings(classes=("a", "b", "c")), chance())
    letters = replace(mnist.shortened(20, 5), classes=tuple("abcdefghij"))
    with pytest.raises(InputError, match="pen digits are the ten digits"):
        examples(letters, TrainingSettings(classes=letters.classes, pen_digits=10), chance())


def test_settings_in_a_file_keep_what_was_chosen() -> None:
    settings = TrainingSettings(
        per_class=7, left_out=(1,), noise=0.5, shuffled_pixels=True, classes=("cat", "dog", "owl")
    )
    assert TrainingSettings.from_dict(settings.to_dict()) == settings
    assert settings.build().dense_layers[-1].units == 3
    assert settings.for_classes(("x", "y")).left_out == (1,)
    assert settings.for_classes(()).classes == ()
    assert TrainingSettings(left_out=(5, 9)).for_classes(("x", "y")).left_out == ()
