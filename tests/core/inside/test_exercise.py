"""The exercise sheet's solutions are exactly what its own rounded numbers come to, and these are the network's."""

from decimal import Decimal
from math import exp

import numpy as np
import pytest

from digitapp.core.errors import InputError
from digitapp.core.files.model_file import load_bundled
from digitapp.core.inside.exercise import RATE, exercise
from digitapp.core.reading.reading import Reading, read
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from engine import layers, models


@pytest.fixture(scope="module")
def readings(mnist: Dataset) -> list[Reading]:
    moment = load_bundled().moment
    return [read(moment, image) for image in mnist.test_images[:60]]


def test_the_sums_are_those_of_the_printed_numbers(readings: list[Reading]) -> None:
    for reading in readings:
        sheet = exercise(reading, "digits-512")
        assert len(sheet.products) == 4
        assert sheet.dot == sum(Decimal(f"{each.x}") * Decimal(f"{each.w}") for each in sheet.products)
        assert sheet.z == sheet.dot + sheet.bias
        assert sheet.total == sum(share.power for share in sheet.shares)
        for share in sheet.shares:
            assert share.below == share.score - sheet.shares[0].score
            assert abs(share.power - Decimal(exp(share.below))) <= Decimal("0.0005")
            assert abs(share.probability - share.power / sheet.total) <= Decimal("0.005")
        assert sheet.gradient == sheet.activation * (sheet.probability - 1)
        assert sheet.after == sheet.weight - RATE * sheet.gradient
        assert sheet.after >= sheet.weight  # its unit is on, and p is at most 1


def test_they_are_the_network_s_numbers(readings: list[Reading]) -> None:
    for reading in readings[:20]:
        sheet = exercise(reading, "digits-512", unit=137)
        kernel = reading.network.dense_layers[0].kernel
        assert sheet.unit == 137
        for each in sheet.products:
            place = each.row * 28 + each.column
            assert float(each.x) == pytest.approx(float(reading.inputs[place]), abs=0.051)
            assert float(each.w) == pytest.approx(float(kernel[place, 137]), abs=0.0051)
        z = reading.hidden[0].z
        assert all(np.abs(z - float(value)).min() <= 0.051 for value in sheet.zs)
        assert float(sheet.own_z) == pytest.approx(float(z[137]), abs=0.0051)
        assert [share.digit for share in sheet.shares] == list(np.argsort(-reading.layers[-1].z)[:3])
        last = reading.network.dense_layers[-1].kernel
        assert float(sheet.weight) == pytest.approx(float(last[sheet.from_unit, sheet.label]), abs=0.0051)


def test_there_is_something_to_learn_in_the_last_exercise(readings: list[Reading]) -> None:
    sheets = [exercise(reading, "digits-512") for reading in readings]
    assert all(sheet.probability <= Decimal("0.9") for sheet in sheets)
    assert any(sheet.label == sheet.said for sheet in sheets) or all(
        sheet.shares[0].probability > Decimal("0.9") for sheet in sheets
    )


def test_six_units_are_on_and_off_in_equal_parts_where_there_are_both(readings: list[Reading]) -> None:
    sheet = exercise(readings[0], "digits-512")
    assert len(sheet.zs) == 6
    assert sum(z > 0 for z in sheet.zs) == 3


@pytest.mark.parametrize("units", [(1,), (2,), (5, 3), (8,)])
def test_small_networks_make_sheets_too(units: tuple[int, ...], readings: list[Reading]) -> None:
    moment = Moment.of(TrainingSettings(hidden_units=units).build())
    sheet = exercise(read(moment, readings[0].image), "relu", unit=400)
    assert 0 <= sheet.unit < units[0]
    assert 1 <= len(sheet.zs) <= 6


def test_zeros_and_an_empty_picture_make_sheets_too(readings: list[Reading]) -> None:
    network = models.Sequential()
    network.add(layers.Dense(4, activation="relu", input_shape=(784,), kernel_initializer="zeros"))
    network.add(layers.Dense(10, activation="softmax", kernel_initializer="zeros"))
    sheet = exercise(read(Moment.of(network), np.zeros_like(readings[0].image)), "zeros")
    assert sheet.zs == (Decimal("0.0"),) * 4
    assert [share.probability for share in sheet.shares] == [Decimal("0.33")] * 3
    assert sheet.gradient == 0


def test_a_network_without_a_hidden_layer_is_refused(readings: list[Reading]) -> None:
    network = models.Sequential()
    network.add(layers.Dense(10, activation="softmax", input_shape=(784,)))
    with pytest.raises(InputError, match="a hidden layer"):
        exercise(read(Moment.of(network), readings[0].image), "flat")
