"""The bundled MNIST is the original, and other folders are read if they hold the same kind of files."""

import gzip
import hashlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.datasets import mnist
from engine.errors import InputError

from . import idx_files

NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
QMNIST_NAMES = (
    "qmnist-train-images-idx3-ubyte",
    "qmnist-train-labels-idx2-int",
    "qmnist-test-images-idx3-ubyte",
    "qmnist-test-labels-idx2-int",
)
LABELS = np.array([9, 0, 4], np.uint8)

# SHA-256 of the original files without their headers.
ORIGINAL = (
    ((60_000, 28, 28), "741c988805d008ac6e4c904b69001ba184c24b2c540a4ef403f4c71b676cf757"),
    ((60_000,), "1feba77c54802fa5339a11837ea4b2866434b83314ec45192930f1df69120c13"),
    ((10_000, 28, 28), "6d87418db22cc8025d05968bec9bd5c3932904b23485740db143a061a2c9d161"),
    ((10_000,), "ddeff807876a9661a1110d45c266c86239a3a1b7d37da0c3716a7a683c852ff5"),
)


def fill(folder: Path, names: tuple[str, ...] = NAMES, **changes: Any) -> Path:
    """Write the four files; a change names a file by its position, as in _1=array."""
    arrays = [idx_files.images(), LABELS, idx_files.images(2), LABELS[:2]]
    for position, name in enumerate(names):
        array = changes.get(f"_{position}", arrays[position])
        data = idx_files.packed(array)
        (folder / name).write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    return folder


def refusal(folder: Path) -> str:
    with pytest.raises(InputError) as error:
        mnist.load_folder(folder)
    return str(error.value)


def test_the_bundled_files_are_the_original_ones() -> None:
    train, test = mnist.load_data()
    for array, (shape, digest) in zip((*train, *test), ORIGINAL, strict=True):
        assert array.dtype == np.uint8
        assert array.shape == shape
        assert hashlib.sha256(array.tobytes()).hexdigest() == digest


@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_a_folder_of_other_files(tmp_path: Path, suffix: str) -> None:
    fill(tmp_path, tuple(name + suffix for name in NAMES))
    (images, labels), (test_images, test_labels) = mnist.load_folder(str(tmp_path))
    np.testing.assert_array_equal(images, idx_files.images())
    np.testing.assert_array_equal(labels, LABELS)
    assert (test_images.shape, test_labels.shape) == ((2, 28, 28), (2,))


def test_qmnist_whose_labels_say_more(tmp_path: Path) -> None:
    more = np.column_stack([LABELS, [100, 200, 300]]).astype(np.int32)
    fill(tmp_path, QMNIST_NAMES, _1=more, _3=more[:2])
    (_, labels), _ = mnist.load_folder(tmp_path)
    np.testing.assert_array_equal(labels, LABELS)
    assert labels.dtype == np.uint8


def test_missing_files_are_named(tmp_path: Path) -> None:
    fill(tmp_path)
    for name in (NAMES[1], NAMES[2]):
        (tmp_path / name).unlink()
    assert refusal(tmp_path) == (
        f"{tmp_path}: expected four IDX files, each plain or .gz. Received: none of the names {NAMES[1]}, {NAMES[2]}"
    )


def test_no_folder(tmp_path: Path) -> None:
    path = tmp_path / "nowhere"
    assert refusal(path) == f"{path}: expected a folder. Received: none of that name"


def test_images_of_another_size(tmp_path: Path) -> None:
    fill(tmp_path, _0=np.zeros((3, 32, 32), np.uint8))
    assert refusal(tmp_path) == (
        f"{tmp_path / NAMES[0]}: expected images of 28x28 bytes, shape (n, 28, 28). "
        "Received: uint8 of shape (3, 32, 32)"
    )


def test_another_number_of_labels(tmp_path: Path) -> None:
    fill(tmp_path, _1=LABELS[:2])
    assert refusal(tmp_path) == (
        f"{tmp_path / NAMES[1]}: expected 3 labels, one for each image in {NAMES[0]}. Received: shape (2,)"
    )


def test_labels_that_are_no_digits(tmp_path: Path) -> None:
    fill(tmp_path, _3=np.array([0, 10], np.uint8))
    assert refusal(tmp_path) == (f"{tmp_path / NAMES[3]}: expected labels from 0 to 9. Received: labels from 0 to 10")
