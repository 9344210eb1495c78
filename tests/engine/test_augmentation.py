"""Distorted digits are the same digits from other hands, repeatable, and no farther from the picture than was asked."""

from dataclasses import fields, replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.augmentation import DistortedImages, Distortion
from engine.data import ScaledImages
from engine.datasets import mnist
from engine.errors import InputError

NOTHING = Distortion(**{field.name: 0.0 for field in fields(Distortion)})


def generator(seed: int = 0) -> np.random.Generator:
    return np.random.default_rng(seed)


def digits(count: int = 100) -> np.ndarray:
    (images, _), _ = mnist.load_data()
    return images[:count]


def blot() -> np.ndarray:
    """A hundred times the same soft round blot around the middle pixel."""
    places = np.arange(28) - 14
    one = 255 * np.exp(-(places[:, None] ** 2 + places**2) / 18)
    return np.repeat(one[None], 100, axis=0)


def centres(images: np.ndarray) -> np.ndarray:
    """The centre of mass (x, y) of each picture, from the middle pixel."""
    places = np.arange(28) - 14
    ink = images.sum(axis=(1, 2))
    return np.stack([images.sum(axis=1) @ places / ink, images.sum(axis=2) @ places / ink], axis=1)


def second_moments(images: np.ndarray) -> np.ndarray:
    """The mean of x², y² and xy of each picture's ink, from the middle pixel."""
    places = np.arange(28) - 14
    ink = images.sum(axis=(1, 2))
    across, down = images.sum(axis=1) @ places**2 / ink, images.sum(axis=2) @ places**2 / ink
    both = np.einsum("nyx,y,x->n", images, places, places) / ink
    return np.stack([across, down, both], axis=1)


def test_no_distortion_changes_nothing() -> None:
    np.testing.assert_allclose(NOTHING(digits(), generator()), digits(), atol=1e-3)


def test_the_same_seed_distorts_alike_and_another_one_differently() -> None:
    first = Distortion()(digits(), generator(1))
    np.testing.assert_array_equal(first, Distortion()(digits(), generator(1)))
    assert not np.array_equal(first, Distortion()(digits(), generator(2)))


def test_each_picture_is_distorted_in_its_own_way() -> None:
    distorted = Distortion()(blot(), generator())
    assert len(np.unique(distorted.round(1), axis=0)) == len(distorted)


def test_a_shift_moves_by_no_more_than_was_asked_and_in_all_directions() -> None:
    moves = centres(replace(NOTHING, shift=2.0)(blot(), generator()))
    assert 1.8 < np.abs(moves).max() <= 2.02
    np.testing.assert_allclose(moves.mean(axis=0), 0, atol=0.4)


def test_a_scale_changes_each_side_by_no_more_than_was_asked() -> None:
    before = second_moments(blot())[:, :2]
    ratio = np.sqrt(second_moments(replace(NOTHING, scale=0.2)(blot(), generator()))[:, :2] / before)
    assert ratio.min() == pytest.approx(1 / 1.2, abs=0.02)
    assert ratio.max() == pytest.approx(1.2, abs=0.02)
    assert not np.allclose(ratio[:, 0], ratio[:, 1], atol=0.05)


def test_a_shear_leans_to_both_sides_as_far_as_was_asked() -> None:
    moments = second_moments(replace(NOTHING, shear=0.3)(blot(), generator()))
    lean = -moments[:, 2] / moments[:, 1]  # pixels to the right for each pixel up
    assert lean.min() == pytest.approx(-0.3, abs=0.03)
    assert lean.max() == pytest.approx(0.3, abs=0.03)


def test_a_rotation_turns_as_far_as_was_asked() -> None:
    bar = np.zeros((200, 28, 28))
    bar[:, 4:25, 13:16] = 255
    moments = second_moments(replace(NOTHING, rotation=20.0)(bar, generator()))
    angle = np.degrees(0.5 * np.arctan2(2 * moments[:, 2], moments[:, 1] - moments[:, 0]))
    assert angle.min() == pytest.approx(-20, abs=1)
    assert angle.max() == pytest.approx(20, abs=1)


def test_thickness_adds_ink_to_some_and_takes_it_from_others() -> None:
    ink = digits().sum(axis=(1, 2))
    share = replace(NOTHING, thickness=0.7)(digits(), generator()).sum(axis=(1, 2)) / ink
    assert share.min() < 0.8
    assert share.max() > 1.2


def test_bending_moves_ink_about_and_keeps_it_whole() -> None:
    bent = replace(NOTHING, bending=1.0)(digits(), generator())
    assert np.abs(bent - digits()).max() > 100
    ink = digits().sum(axis=(1, 2))
    share = bent.sum(axis=(1, 2)) / ink  # a place that is drawn out has more of it, another one less
    assert np.median(share) == pytest.approx(1, abs=0.05)
    assert 0.5 < share.min() < share.max() < 2


@given(st.integers(0, 300), st.integers(1, 40), st.integers(1, 40))
def test_any_number_and_size_of_pictures(count: int, height: int, width: int) -> None:
    images = np.full((min(count, 20), height, width), 200, np.uint8)
    distorted = Distortion()(images, generator())
    assert (distorted.shape, distorted.dtype) == (images.shape, np.float32)
    assert distorted.min(initial=0) >= 0
    assert distorted.max(initial=200) <= 200.1


@pytest.mark.parametrize("name", [field.name for field in fields(Distortion)])
@pytest.mark.parametrize("value", [-0.1, float("nan"), float("inf"), "wide"])
def test_a_distance_that_makes_no_sense_is_refused(name: str, value: object) -> None:
    with pytest.raises(InputError, match=name):
        Distortion(**{name: value})  # type: ignore[arg-type]


def test_flat_pictures_are_refused() -> None:
    with pytest.raises(InputError, match=r"\(n, height, width\). Received: \(100, 784\)"):
        Distortion()(digits().reshape(100, 784), generator())


def test_rows_for_a_network_come_distorted_anew_each_time() -> None:
    rows = DistortedImages(digits(), generator())
    assert (rows.shape, len(rows)) == ((100, 784), 100)
    first, again = rows[np.arange(10)], rows[np.arange(10)]
    assert (first.shape, first.dtype) == ((10, 784), np.float32)
    assert 0 <= first.min() < first.max() <= 1.001
    assert not np.array_equal(first, again)
    plain = ScaledImages(digits())[np.arange(10)]
    assert np.corrcoef(first.ravel(), plain.ravel())[0, 1] > 0.5
    assert rows.subset(slice(90, None))[:].shape == (10, 784)


def test_rows_without_distortion_are_the_plain_ones() -> None:
    rows = DistortedImages(digits(), generator(), NOTHING)
    np.testing.assert_allclose(rows[5:50], ScaledImages(digits())[5:50], atol=1e-5)
