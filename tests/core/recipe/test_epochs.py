"""The pictures of a recipe's epochs: made ahead on other threads, and still the same each time."""

import numpy as np
import pytest

from digitapp.core.paper.rasterize import Image
from digitapp.core.recipe import epochs
from digitapp.core.recipe.epochs import Amounts, EpochImages, pen_digit_labels
from tests.core.samples import bars

AMOUNTS = Amounts(pen_digits=40, non_digits=20, kept=2, seed=1)
WRITTEN = bars().train_images[:30]


def made(count: int, amounts: Amounts = AMOUNTS) -> list[Image]:
    with EpochImages(WRITTEN, amounts, count) as images:
        return [images.of(epoch) for epoch in range(count)]


def as_it_is(_: object, images: Image, __: object) -> Image:
    return images


def of_labels(labels: np.ndarray, _: object) -> Image:
    return np.broadcast_to(labels.astype(np.uint8)[:, None, None], (len(labels), 28, 28))


def test_an_epoch_has_all_of_them_and_no_two_epochs_are_alike() -> None:
    first, second = made(2)
    assert first.shape == second.shape == (90, *WRITTEN.shape[1:])
    assert first.dtype == np.uint8
    assert not (first == second).all(axis=(1, 2)).any()


def test_the_same_seed_makes_the_same_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epochs, "_AT_ONCE", 7)  # many parts, whichever thread makes them
    for one, other in zip(made(3), made(3), strict=True):
        np.testing.assert_array_equal(one, other)


def test_drawings_are_kept_for_some_epochs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epochs, "_distorted", as_it_is)
    first, second, third = made(3)
    np.testing.assert_array_equal(first, second)
    assert not np.array_equal(second[30:], third[30:])
    np.testing.assert_array_equal(second[:30], third[:30])


def test_labels_and_drawings_belong_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(epochs, "_AT_ONCE", 7)
    monkeypatch.setattr(epochs, "pen_digit_images", of_labels)
    monkeypatch.setattr(epochs, "_distorted", as_it_is)
    (images,) = made(1)
    np.testing.assert_array_equal(images[30:70, 0, 0], pen_digit_labels(40))
    assert len(pen_digit_labels(0)) == 0


def test_an_error_on_another_thread_comes_out(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("no pen")

    monkeypatch.setattr(epochs, "pen_digit_images", fails)
    with pytest.raises(ValueError, match="no pen"):
        made(1)
