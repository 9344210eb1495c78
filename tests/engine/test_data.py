"""ScaledImages are bit for bit what the usual conversion of all images at once gives."""

import tracemalloc

import numpy as np
import pytest

from engine.data import JoinedRows, ScaledImages
from engine.datasets import mnist
from engine.errors import InputError

ALL_BYTES = np.arange(256 * 8, dtype=np.uint32).astype(np.uint8).reshape(8, 16, 16)


@pytest.mark.parametrize("index", [slice(None), slice(2, 5), slice(0, 8, 3), np.array([5, 1, 1]), [True, False] * 4])
def test_rows_are_bit_for_bit_those_of_the_usual_conversion(index: object) -> None:
    usual = ALL_BYTES.reshape(8, 256).astype("float32") / 255
    rows = ScaledImages(ALL_BYTES)[index]
    assert rows.dtype == np.float32
    np.testing.assert_array_equal(rows.view(np.uint32), usual[index].view(np.uint32))


def test_it_looks_like_the_array_and_shares_its_bytes() -> None:
    (images, _), _ = mnist.load_data()
    tracemalloc.start()
    try:
        scaled = ScaledImages(images)
        part = scaled.subset(slice(50_000, None))
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 10_000
    assert scaled.shape == (60_000, 784)
    assert (len(part), part.shape, part.dtype) == (10_000, (10_000, 784), np.float32)
    np.testing.assert_array_equal(part[:3], scaled[50_000:50_003])
    assert np.shares_memory(part.images, images)


def test_flat_images() -> None:
    np.testing.assert_array_equal(ScaledImages(ALL_BYTES.reshape(8, 256))[:], ScaledImages(ALL_BYTES)[:])


@pytest.mark.parametrize("images", [ALL_BYTES.astype(np.float32), ALL_BYTES[0, 0], ALL_BYTES[None]])
def test_errors(images: np.ndarray) -> None:
    with pytest.raises(InputError) as error:
        ScaledImages(images)
    assert str(error.value) == (
        "images must be a uint8 array of shape (n, height, width) or (n, pixels). "
        f"Received: {images.dtype} array of shape {images.shape}"
    )


@pytest.mark.parametrize("index", [slice(None), slice(6, 11), np.array([9, 0, 8, 7, 0]), np.array([1, 2])])
def test_joined_tables_are_one_after_the_other(index: object) -> None:
    other = np.random.default_rng(1).random((3, 256)).astype(np.float32)
    joined = JoinedRows([ScaledImages(ALL_BYTES), other])
    together = np.concatenate([ScaledImages(ALL_BYTES)[:], other])
    assert (joined.shape, len(joined)) == ((11, 256), 11)
    np.testing.assert_array_equal(joined[index], together[index])


@pytest.mark.parametrize("parts", [[], [np.zeros((2, 3)), np.zeros((2, 4))]])
def test_tables_that_do_not_fit_together_are_refused(parts: list[np.ndarray]) -> None:
    with pytest.raises(InputError, match="equally many columns"):
        JoinedRows(parts)
