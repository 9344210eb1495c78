"""A survey holds what the network says to each test image, and where each lies."""

import numpy as np
import pytest

from digitapp.core.inside.survey import Ground, Survey, census_table, on_map, rows_steps, survey_steps, survey_table
from digitapp.core.reading.calibration import Calibration
from digitapp.core.reading.reading import read
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from engine import explain, layers, models
from tests import samples


def survey(data: Dataset, units: tuple[int, ...] = (16,), calibration: Calibration | None = None) -> Survey:
    network = samples.run(units).end.network
    *shares, found = survey_steps(Moment(network, calibration=calibration or Calibration()), data)
    assert shares == sorted(shares)  # type: ignore[type-var]
    assert shares[-1] == 1
    assert isinstance(found, Survey)
    return found


@pytest.fixture(scope="module")
def data(mnist: Dataset) -> Dataset:
    return mnist.shortened(10, 1500)  # more than a batch


def test_answers_and_confusion_are_the_network_s(data: Dataset) -> None:
    found = survey(data)
    p = samples.run((16,)).end.network.predict(data.test_inputs[:], verbose=0)
    np.testing.assert_array_equal(found.answers, p.argmax(axis=1))
    np.testing.assert_allclose(found.certainty, p.max(axis=1), atol=1e-6)
    for label in range(10):
        for answer in range(10):
            assert found.confusion[label, answer] == len(found.cell(label, answer))
    assert found.accuracy == pytest.approx(float(np.trace(found.confusion) / 1500))
    assert sorted(found.mistakes.tolist()) == np.flatnonzero(found.labels != found.answers).tolist()
    assert (np.diff(found.certainty[found.mistakes]) <= 0).all()
    assert (np.diff(found.certainty[found.doubtful]) >= 0).all()
    np.testing.assert_array_equal(data.test_labels[found.of_digit(3)], 3)


def test_a_temperature_makes_it_less_sure(data: Dataset) -> None:
    assert survey(data, calibration=Calibration(temperature=3)).certainty.mean() < survey(data).certainty.mean()


@pytest.mark.parametrize("units", [(16,), (12, 7)])
def test_a_drawing_lies_where_the_same_test_image_lies(data: Dataset, units: tuple[int, ...]) -> None:
    found = survey(data, units)
    network = samples.run(units).end.network
    for number in (0, 7, 1499):
        reading = read(Moment(network), data.test_images[number])
        for ground in Ground:
            np.testing.assert_allclose(on_map(found, ground, reading), found.maps[ground].places[number], atol=1e-3)


def test_a_reading_of_another_network_has_no_place_among_its_units(data: Dataset) -> None:
    found = survey(data, (16,))
    other = read(samples.moment((9,)), data.test_images[0])
    assert on_map(found, Ground.HIDDEN, other) is None
    assert on_map(found, Ground.PIXELS, other) is not None


def test_a_single_image_is_surveyed_without_a_map(mnist: Dataset) -> None:
    found = survey(mnist.shortened(10, 1))
    assert found.maps == {}
    assert found.answers.shape == (1,)
    assert found.confusion.sum() == 1
    reading = read(samples.moment((16,)), mnist.test_images[0])
    assert all(on_map(found, ground, reading) is None for ground in Ground)


@pytest.mark.filterwarnings("ignore:(invalid value|overflow) encountered")
def test_a_network_whose_numbers_are_none_is_surveyed_without_their_maps(mnist: Dataset) -> None:
    network = samples.run((16,)).end.network.copy()
    network.set_weights([np.full_like(weights, np.nan) for weights in network.get_weights()])
    *_, found = survey_steps(Moment(network, calibration=Calibration()), mnist.shortened(10, 50))
    assert isinstance(found, Survey)
    assert list(found.maps) == [Ground.PIXELS]
    assert len(found.labels) == 50


def test_the_larger_the_network_the_fewer_images_it_reads_in_one_step() -> None:
    network = samples.run((16,)).end.network
    assert explain.trace_batch(network) >= 1000
    large = models.Sequential([layers.Dense(4096, "relu", input_shape=(784,)), layers.Dense(10, "softmax")])
    assert explain.trace_batch(large) <= 50


def test_the_rows_of_a_map_are_computed_anew_in_steps(data: Dataset) -> None:
    found = survey(data, (12, 7))
    traces = samples.run((12, 7)).end.network.trace(data.test_inputs[:])
    expected = (data.test_inputs[:], traces[-2].activation, traces[-1].activation)
    for ground, rows in zip(Ground, expected, strict=True):
        steps = rows_steps(found, ground)
        for _ in range(0 if ground is Ground.PIXELS else 2):
            next(steps)
        with pytest.raises(StopIteration) as ended:
            next(steps)
        np.testing.assert_allclose(ended.value.value, rows, rtol=1e-4, atol=1e-5)


def test_the_tables(data: Dataset) -> None:
    found = survey(data, (16,))
    rows = [line.split(",") for line in survey_table(found).splitlines()]
    assert rows[0] == ["index", "digit", "answer", "probability"]
    assert [int(row[2]) for row in rows[1:]] == found.answers.tolist()
    units = [line.split(",") for line in census_table(found.census[0]).splitlines()]
    assert len(units) == 1 + 16
    np.testing.assert_allclose([float(row[1]) for row in units[1:]], found.census[0].firing_rates, atol=1e-5)
    assert len(units[1]) == len(units[0])
