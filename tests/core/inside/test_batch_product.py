"""The dot product of a batch of real images, and one number of it as its whole sum."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitapp.core.inside.batch_product import MOST, BatchProduct, batch_product, whole_sum
from digitapp.core.inside.printed import read_back
from digitapp.core.reading.reading import read
from tests.core.samples import bundled_moment, mnist


def product(layer: int = 0) -> BatchProduct:
    return batch_product(read(bundled_moment(), mnist().test_images[0]), mnist(), layer)


@pytest.mark.parametrize("layer", [0, 1])
def test_its_rows_are_the_drawing_and_images_and_its_y_what_the_engine_says(layer: int) -> None:
    found, network = product(layer), bundled_moment().network
    images = np.concatenate([mnist().test_images[:1], mnist().train_images[: MOST - 1]]).reshape(MOST, -1)
    traces = network.trace(images.astype(np.float32) / 255)
    assert found.y.shape == (128, network.dense_layers[layer].units)
    np.testing.assert_allclose(found.y, traces[layer].z - network.dense_layers[layer].bias, atol=1e-3)
    np.testing.assert_array_equal(found.labels, mnist().train_labels[: MOST - 1])
    np.testing.assert_allclose(found.x @ found.weights, found.y, atol=1e-3)


@settings(max_examples=15, deadline=None)
@given(st.integers(0, MOST - 1), st.integers(0, 9), st.sampled_from([0, 1]))
def test_the_printed_products_add_up_to_the_last_digit(row: int, unit: int, layer: int) -> None:
    found = product(layer)
    *lines, last = whole_sum(found, row, unit).splitlines()
    assert len(lines) == found.x.shape[1]
    parts = [line.rpartition(" = ")[2] for line in lines]
    total = last.rpartition(" = ")[2]
    assert round(sum(map(read_back, parts)), 6) == read_back(total)
    assert read_back(total) == pytest.approx(float(found.y[row, unit]), abs=2e-3)
