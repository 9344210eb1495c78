"""The data set that networks are trained on."""

import gzip
import threading
from pathlib import Path

import numpy as np
import pytest

from digitapp.core.runs.dataset import Dataset, load_folder
from digitapp.state.runs import datasets as module
from digitapp.state.runs.datasets import Datasets
from digitapp.state.session import Session
from tests import samples


def write_idx(folder: Path, data: Dataset) -> None:
    """Write a data set as four IDX files: magic number, sizes, bytes."""
    for name, array in {
        "train-images-idx3-ubyte": data.train_images,
        "train-labels-idx1-ubyte": data.train_labels,
        "t10k-images-idx3-ubyte": data.test_images,
        "t10k-labels-idx1-ubyte": data.test_labels,
    }.items():
        sizes = b"".join(size.to_bytes(4, "big") for size in array.shape)
        (folder / f"{name}.gz").write_bytes(gzip.compress(bytes([0, 0, 8, array.ndim]) + sizes + array.tobytes()))


def test_mnist_is_read_when_it_is_needed_and_only_once(monkeypatch: pytest.MonkeyPatch, mnist: Dataset) -> None:
    reads: list[str] = []

    def load() -> Dataset:
        reads.append(threading.current_thread().name)
        return mnist

    monkeypatch.setattr(module, "load_mnist", load)
    datasets = Datasets()
    assert datasets.name == "MNIST"
    assert reads == []
    assert datasets.load() is mnist
    thread = threading.Thread(target=datasets.load)
    thread.start()
    thread.join()
    assert reads == ["MainThread"]


def test_another_data_set(mnist: Dataset) -> None:
    datasets = Datasets()
    names: list[str] = []
    datasets.changed.connect(names.append)
    small = samples.small(mnist)
    datasets.use(small)
    assert datasets.load() is small
    assert names == ["MNIST"]


def test_a_folder_of_idx_files(tmp_path: Path, mnist: Dataset) -> None:
    folder = tmp_path / "fashion"
    folder.mkdir()
    write_idx(folder, mnist.shortened(20, 10))
    datasets = Datasets()
    names: list[str] = []
    datasets.changed.connect(names.append)
    datasets.use(load_folder(folder), folder)
    assert names == ["fashion"]
    assert datasets.name == "fashion"
    np.testing.assert_array_equal(datasets.load().train_images, mnist.train_images[:20])
    np.testing.assert_array_equal(datasets.load().test_labels, mnist.test_labels[:10])
    datasets.use_mnist()
    assert names == ["fashion", "MNIST"]
    assert len(datasets.load().train_images) == 60_000


def test_ten_distorted_digits_to_look_at(session: Session) -> None:
    one, other = session.datasets.distorted_sample(), session.datasets.distorted_sample()
    assert (one.shape, one.dtype) == ((10, 28, 28), np.uint8)
    assert one.any(axis=(1, 2)).all()
    assert not np.array_equal(one, other)
