"""A data set is MNIST, or four files of the same form."""

from pathlib import Path

import numpy as np
import pytest

from digitapp.core.runs.dataset import load_folder
from tests.core.samples import bars, mnist, refusal, write_idx


def write_folder(folder: Path) -> None:
    data = bars()
    write_idx(folder / "train-images-idx3-ubyte.gz", data.train_images)
    write_idx(folder / "train-labels-idx1-ubyte.gz", data.train_labels)
    write_idx(folder / "t10k-images-idx3-ubyte.gz", data.test_images)
    write_idx(folder / "t10k-labels-idx1-ubyte.gz", data.test_labels)


def test_mnist_is_all_there() -> None:
    data = mnist()
    assert data.name == "MNIST"
    assert (data.train_images.shape, data.test_images.shape) == ((60000, 28, 28), (10000, 28, 28))
    assert data.train_images.dtype == data.test_labels.dtype == np.uint8
    assert np.bincount(data.test_labels).tolist() == [980, 1135, 1032, 1010, 982, 892, 958, 1028, 974, 1009]


def test_inputs_are_numbers_from_0_to_1() -> None:
    data = mnist()
    assert (data.train_inputs.shape, data.test_inputs.shape) == ((60000, 784), (10000, 784))
    few = data.test_inputs[:10]
    np.testing.assert_array_equal(few, data.test_images[:10].reshape(10, 784).astype(np.float32) / 255)
    np.testing.assert_array_equal(data.train_inputs[:1], data.train_images[:1].reshape(1, 784).astype(np.float32) / 255)


def test_a_shortened_data_set_has_the_first_pictures() -> None:
    short = bars().shortened(30, 20)
    assert short.name == "bars"
    np.testing.assert_array_equal(short.train_images, bars().train_images[:30])
    np.testing.assert_array_equal(short.train_labels, bars().train_labels[:30])
    np.testing.assert_array_equal(short.test_images, bars().test_images[:20])
    np.testing.assert_array_equal(short.test_labels, bars().test_labels[:20])


def test_a_folder_is_a_data_set_named_after_it(tmp_path: Path) -> None:
    folder = tmp_path / "Fashion"
    folder.mkdir()
    write_folder(folder)
    data = load_folder(folder)
    assert data.name == "Fashion"
    np.testing.assert_array_equal(data.train_images, bars().train_images)
    np.testing.assert_array_equal(data.test_labels, bars().test_labels)


def test_a_folder_with_a_file_missing_is_refused(tmp_path: Path) -> None:
    write_folder(tmp_path)
    (tmp_path / "t10k-labels-idx1-ubyte.gz").unlink()
    assert "t10k-labels-idx1-ubyte" in refusal(lambda: load_folder(tmp_path))


def test_files_that_do_not_belong_together_are_refused(tmp_path: Path) -> None:
    write_folder(tmp_path)
    write_idx(tmp_path / "train-labels-idx1-ubyte.gz", bars().test_labels)
    assert "train-labels-idx1-ubyte" in refusal(lambda: load_folder(tmp_path))


@pytest.mark.parametrize("name", ["missing", "file"])
def test_what_is_no_folder_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert name in refusal(lambda: load_folder(tmp_path / name))
