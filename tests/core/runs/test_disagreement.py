"""Two networks on the same test images, against counting by hand and SciPy's binomial test."""

import numpy as np
import pytest

from digitapp.core.runs.columns import MOST_UNITS, column
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.disagreement import Disagreement, Side, by_chance, disagreement_steps
from digitapp.core.runs.moment import Moment
from tests import samples


def test_each_image_is_counted_where_it_belongs() -> None:
    labels = np.array([0, 1, 2, 3, 4, 5], np.uint8)
    answers = np.array([[0, 1, 7, 8, 4, 9], [0, 6, 2, 8, 4, 1]])
    shares = np.array([[0.9, 0.5, 0.9, 0.9, 0.9, 0.9]] * 2, np.float32)
    found = Disagreement(np.zeros((6, 28, 28), np.uint8), labels, answers, shares)
    assert [found.places(side).tolist() for side in Side] == [[1], [2], [5]]
    assert (found.both_right, found.same_mistake) == (2, 1)
    assert found.accuracies == (0.5, 0.5)
    assert found.chance == 1.0


def test_those_come_first_about_which_both_are_surest() -> None:
    shares = np.array([[0.2, 0.9, 0.5], [0.2, 0.9, 0.6]], np.float32)
    answers = np.array([[1, 1, 1], [2, 2, 2]])
    found = Disagreement(np.zeros((3, 28, 28), np.uint8), np.ones(3, np.uint8), answers, shares)
    assert found.places(Side.ONLY_FIRST).tolist() == [1, 2, 0]


@pytest.mark.parametrize(
    ("first", "second", "expected"),  # scipy.stats.binomtest(first, first + second).pvalue, with SciPy
    [(61, 40, 0.04604407), (10, 2, 0.03857422), (5, 5, 1.0), (0, 0, 1.0), (3, 0, 0.25)],
)
def test_chance_is_that_of_a_fair_coin(first: int, second: int, expected: float) -> None:
    assert by_chance(first, second) == pytest.approx(expected, rel=1e-5)
    assert by_chance(second, first) == pytest.approx(expected, rel=1e-5)


def test_large_counts_do_not_overflow() -> None:
    assert 0 <= by_chance(9000, 1000) < 1e-100


def test_two_networks_read_all_test_images(mnist: Dataset) -> None:
    data = mnist.shortened(10, 700)
    first, second = samples.moment((16,), 0), samples.moment((16,), 1)
    *shares, found = disagreement_steps(first, second, data)
    assert isinstance(found, Disagreement)
    assert shares == [pytest.approx(500 / 700), 1.0]
    for place, moment in enumerate((first, second)):
        expected = moment.network.predict(data.test_inputs[0:700], verbose=0)
        assert (found.answers[place] == expected.argmax(axis=1)).all()
        assert found.shares[place] == pytest.approx(expected.max(axis=1))


def test_a_column_shows_the_units_that_do_most_for_the_answer() -> None:
    moment, image = samples.moment((16,)), samples.reading().image
    shown = column(3, moment, image)
    assert shown.reading is not None
    digit = shown.reading.ranking[0]
    does = shown.reading.layers[0].activation * moment.network.dense_layers[1].kernel[:, digit]
    assert [unit.unit for unit in shown.units] == np.argsort(-does, kind="stable")[:MOST_UNITS].tolist()
    best = shown.units[0]
    assert (best.weights == moment.network.dense_layers[0].kernel[:, best.unit]).all()
    assert best.activation == pytest.approx(shown.reading.layers[0].activation[best.unit])
    assert shown.strongest >= np.abs(best.weights).max()


@pytest.mark.parametrize("units", [(), (16, 8)])
def test_a_column_of_a_network_with_other_layers(units: tuple[int, ...]) -> None:
    moment: Moment = samples.moment(units)
    for image in (samples.reading().image, None):
        shown = column(0, moment, image)
        assert len(shown.units) == MOST_UNITS
        assert (shown.reading is None) == (image is None)
        assert all((unit.activation is None) == (image is None) for unit in shown.units)
