"""What the page Data shows of a data set."""

from dataclasses import replace

import numpy as np
import pytest

from digitapp.core.data.looking import DataOverview, Suspects, overview_steps, overview_table, suspects_steps
from digitapp.core.errors import InputError
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.subsets import order_of
from tests.core.samples import bars, bundled_moment


def overview(data: Dataset, **values: object) -> DataOverview:
    *shares, found = overview_steps(data, TrainingSettings(**values))  # type: ignore[arg-type]
    assert isinstance(found, DataOverview)
    assert all(isinstance(share, float) and 0 <= share <= 1 for share in shares)
    return found


def suspects(moment: Moment, data: Dataset, **values: object) -> Suspects:
    *_, found = suspects_steps(moment, data, TrainingSettings(**values))  # type: ignore[arg-type]
    assert isinstance(found, Suspects)
    return found


def test_each_class_with_its_counts_its_mean_and_some_of_its_images(mnist: Dataset) -> None:
    found = overview(mnist)
    assert [each.train for each in found.classes] == [5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949]
    assert sum(each.test for each in found.classes) == 10_000
    assert found.given == 60_000
    seven = found.classes[7]
    assert (seven.name, len(seven.places)) == ("7", 10)
    assert (mnist.train_labels[list(seven.places)] == 7).all()
    expected = mnist.train_images[mnist.train_labels == 7].astype(np.float64).mean(axis=0)
    assert np.abs(seven.mean - expected).max() <= 0.5
    assert found.examples(7).shape == (10, 28, 28)
    assert overview_table(found).splitlines()[8] == '"7",6265,1028,6265'


def test_a_class_without_images_is_there(mnist: Dataset) -> None:
    small = mnist.shortened(3, 5)
    found = overview(small)
    assert len(found.classes) == 10
    assert sum(each.train for each in found.classes) == 3


def test_it_says_how_many_a_run_is_given() -> None:
    found = overview(bars(), per_class=7, left_out=(2,))
    assert [each.given for each in found.classes] == [7, 7, 0, 7, 7, 7, 7, 7, 7, 7]
    assert [each.train for each in found.classes] == [20] * 10
    assert found.given == 63


def test_labels_made_wrong_on_purpose_are_found_by_a_good_network(mnist: Dataset) -> None:
    small = mnist.shortened(1000, 10)
    found = suspects(bundled_moment(), small, wrong_labels=0.1)
    assert found.images == 1000
    assert found.on_purpose > 95
    assert found.wrong < 125
    assert len(found.found) == found.wrong
    certain = [each.certainty for each in found.found]
    assert certain == sorted(certain, reverse=True)
    first = found.found[0]
    assert first.on_purpose
    assert first.answer == mnist.train_labels[first.number] != first.label
    assert suspects(bundled_moment(), small).on_purpose == 0


def test_they_are_numbered_as_in_the_data_set(mnist: Dataset) -> None:
    small = mnist.shortened(2000, 10)
    found = suspects(bundled_moment(), small, per_class=50, left_out=(0,), wrong_labels=0.5, images=300, seed=2)
    assert found.images == 300
    for each in found.found:
        assert (each.label != small.train_labels[each.number]) == each.on_purpose
        assert small.train_labels[each.number] != 0


def test_a_network_of_shuffled_pixels_gets_them_shuffled(mnist: Dataset) -> None:
    settings, small = TrainingSettings(shuffled_pixels=True, seed=3), mnist.shortened(300, 10)
    moment = bundled_moment()
    order = order_of(settings)
    assert order is not None
    learner = moment.learner()
    learner.dense_layers[0].kernel[:] = learner.dense_layers[0].kernel[order]
    shuffled = replace(Moment.of(learner), order=order)
    plain, found = suspects(moment, small), suspects(shuffled, small, shuffled_pixels=True, seed=3)
    assert [each.number for each in found.found] == [each.number for each in plain.found]


def test_a_network_of_other_classes_says_so() -> None:
    settings = TrainingSettings(hidden_units=(4,), classes=("a", "b"))
    with pytest.raises(InputError, match="2 classes, as the network has outputs"):
        suspects(Moment.of(settings.build()), bars())
