"""Data sets from files that a person has: read as Keras reads them, found where Keras puts them, never believed."""

import json
import pickle
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import datasets
from engine.datasets import (
    boston_housing,
    california_housing,
    emnist,
    fashion_mnist,
    idx,
    imdb,
    kmnist,
    mnist,
    places,
    reuters,
)
from engine.errors import InputError

TEXTS = [[1, 4, 2], [9, 3], [5, 5, 6, 7], [8], [2, 2]]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    folder = tmp_path / "datasets"
    folder.mkdir()
    return folder


def ragged(texts: list[list[int]]) -> Any:
    rows = np.empty(len(texts), object)
    rows[:] = texts
    return rows


def ordered(rows: Any, seed: int = 113) -> list[Any]:
    order = np.arange(len(rows))
    np.random.RandomState(seed).shuffle(order)
    return [rows[number] for number in order]


def test_house_prices_in_the_order_of_keras(home: Path) -> None:
    x, y = np.arange(20.0).reshape(10, 2), np.arange(10.0)
    np.savez(home / "boston_housing.npz", x=x, y=y)
    (x_train, y_train), (x_test, y_test) = boston_housing.load_data()
    np.testing.assert_array_equal(np.concatenate([y_train, y_test]), ordered(y))
    assert (x_train.shape, x_test.shape) == ((8, 2), (2, 2))
    np.testing.assert_array_equal(x_train[:, 0], 2 * y_train)
    (few, _), (many, _) = boston_housing.load_data(home / "boston_housing.npz", test_split=0.7, seed=1)
    assert (len(few), len(many)) == (3, 7)


def test_california(home: Path) -> None:
    np.savez(home / "california_housing.npz", x=np.zeros((700, 8)), y=np.arange(700.0))
    (x_train, y_train), (x_test, _) = california_housing.load_data(version="small")
    assert (len(x_train), len(x_test)) == (480, 120)
    assert y_train.max() < 600
    assert len(california_housing.load_data()[0][0]) == 560
    with pytest.raises(InputError, match="version must be small or large"):
        california_housing.load_data("medium")


def test_newswires(home: Path) -> None:
    np.savez(home / "reuters.npz", x=ragged(TEXTS), y=np.arange(5))
    (x_train, y_train), (x_test, y_test) = reuters.load_data(num_words=9)
    assert [*y_train, *y_test] == ordered(range(5))
    assert (len(x_train), len(x_test)) == (4, 1)
    expected = [[1, *(word + 3 if word + 3 < 9 else 2 for word in TEXTS[label])] for label in ordered(range(5))]
    assert [*x_train, *x_test] == expected
    bare = reuters.load_data(start_char=None, index_from=0, oov_char=None, skip_top=3, maxlen=3)
    assert sorted(bare[0][0].tolist() + bare[1][0].tolist()) == [[], [3], [8]]
    with pytest.raises(InputError, match="maxlen must leave some texts"):
        reuters.load_data(maxlen=1)


def test_films(home: Path) -> None:
    rows, labels = ragged(TEXTS), np.array([0, 1, 0, 1, 1])
    np.savez(home / "imdb.npz", x_train=rows, y_train=labels, x_test=rows[:3], y_test=labels[:3])
    (x_train, y_train), (x_test, y_test) = imdb.load_data(num_words=10000)
    assert x_train.dtype == object
    assert x_train.tolist() == [[1, *(word + 3 for word in text)] for text in ordered(TEXTS)]
    assert y_train.tolist() == ordered(labels)
    assert (len(x_test), len(y_test)) == (3, 3)
    (home / "imdb_word_index.json").write_text(json.dumps({"film": 1, "good": 2}))
    assert imdb.get_word_index() == {"film": 1, "good": 2}


def test_sets_of_the_form_of_mnist(home: Path) -> None:
    images, labels = np.arange(2 * 784).reshape(2, 28, 28).astype(np.uint8), np.array([3, 7], np.uint8)
    for folder, names in (("fashion-mnist", ("train", "t10k")), ("kmnist", ("train", "t10k"))):
        (home / folder).mkdir()
        for part in names:
            idx.write(home / folder / f"{part}-images-idx3-ubyte", images)
            idx.write(home / folder / f"{part}-labels-idx1-ubyte", labels)
    for module in (fashion_mnist, kmnist):
        (x_train, y_train), (x_test, _) = module.load_data()
        np.testing.assert_array_equal(x_train, images)
        np.testing.assert_array_equal(y_train, labels)
        np.testing.assert_array_equal(x_test, images)
    np.testing.assert_array_equal(fashion_mnist.load_data(home / "kmnist")[0][0], images)
    (home / "emnist").mkdir()
    for part in ("train", "test"):
        idx.write(home / f"emnist/emnist-letters-{part}-images-idx3-ubyte", images)
        idx.write(home / f"emnist/emnist-letters-{part}-labels-idx1-ubyte", np.array([1, 26], np.uint8))
    np.testing.assert_array_equal(emnist.load_data("letters")[0][0][0], images[0].T)
    with pytest.raises(InputError, match="expected four IDX files"):
        emnist.load_data("digits")
    with pytest.raises(InputError, match="type must be one of balanced"):
        emnist.load_data("animals")


def test_mnist_comes_with_the_library() -> None:
    assert mnist.load_data()[0][0].shape == mnist.load_data("mnist.npz")[0][0].shape == (60000, 28, 28)
    assert set(datasets.__all__) >= {"imdb", "reuters", "boston_housing"}
    with pytest.raises(AttributeError):
        datasets.nothing  # noqa: B018


@pytest.mark.parametrize(
    ("load", "name"),
    [
        (imdb.load_data, "imdb.npz"),
        (reuters.load_data, "reuters.npz"),
        (boston_housing.load_data, "boston_housing.npz"),
        (california_housing.load_data, "california_housing.npz"),
        (fashion_mnist.load_data, "fashion-mnist"),
        (kmnist.load_data, "kmnist"),
        (emnist.load_data, "emnist"),
        (imdb.get_word_index, "imdb_word_index.json"),
    ],
)
def test_a_file_that_is_missing_is_named_with_its_place(load: Any, name: str, home: Path) -> None:
    with pytest.raises(InputError) as error:
        load()
    assert str(error.value) == (
        f"{name}: expected the data set at {home / name}, or at a path given to load_data(); nothing is downloaded. "
        "Received: no such file"
    )


def test_without_keras_home_it_is_in_the_persons_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("KERAS_HOME", raising=False)
    assert places.keras_folder() == Path.home() / ".keras" / "datasets"


class Harm:
    """What a pickle must not be able to do."""

    def __reduce__(self) -> tuple[Any, ...]:
        return print, ("harm",)


def test_a_pickle_runs_nothing(home: Path, capsys: pytest.CaptureFixture[str]) -> None:
    rows = np.empty(1, object)
    rows[0] = Harm()
    np.savez(home / "reuters.npz", x=rows, y=np.arange(1))
    with pytest.raises(InputError, match="print is no part of an array"):
        reuters.load_data()
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize("change", ["text", "cut", "missing", "not an array", "scrambled"])
def test_damaged_files(change: str, home: Path) -> None:
    path = home / "reuters.npz"
    np.savez(path, x=ragged(TEXTS), y=np.arange(5))
    content = path.read_bytes()
    if change == "text":
        path.write_bytes(b"no zip at all")
    elif change == "cut":
        path.write_bytes(content[:100])
    elif change == "missing":
        np.savez(path, x=ragged(TEXTS))
    elif change == "not an array":
        with zipfile.ZipFile(path, "w") as packed:
            for name in ("x.npy", "y.npy"):
                header = b"{'descr': '|O', 'fortran_order': False, 'shape': (1,), }".ljust(117) + b"\n"
                packed.writestr(name, b"\x93NUMPY\x01\x00v\x00" + header + pickle.dumps({"no": "array"}))
    else:
        with zipfile.ZipFile(path) as packed:
            member = bytearray(packed.read("x.npy"))
        member[140:150] = bytes(10)
        with zipfile.ZipFile(path, "w") as packed:
            packed.writestr("x.npy", bytes(member))
            packed.writestr("y.npy", b"")
    with pytest.raises(InputError, match=r"reuters\.npz: expected"):
        reuters.load_data()


def test_a_promise_of_too_much_is_refused(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.savez(home / "boston_housing.npz", x=np.zeros((10, 2)), y=np.zeros(10))
    monkeypatch.setattr(places, "MOST_BYTES", 100)
    with pytest.raises(InputError, match="expected an array x of at most 100 bytes"):
        boston_housing.load_data()
