"""What is no data set, or a damaged one, is refused with what was expected and what came."""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitapp.core.data.opening import of_my_digits, open_data
from digitapp.core.errors import InputError
from tests.core.data.making_files import idx_set, images, labels, picture, table, write
from tests.core.data.test_opening import SHARED_NAMES, TEST, TRAIN
from tests.core.samples import refusal


def npz(path: Path, **arrays: object) -> Path:
    np.savez(path, **arrays)  # type: ignore[arg-type]
    return path


def text(path: Path, content: str) -> Path:
    path.write_text(content, "utf-8")
    return path


PIXELS = ",".join(["0"] * 784)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda d: d / "missing", "no such file"),
        (lambda d: d, "none of these"),
        (lambda d: text(d / "a.csv", ""), "an empty file"),
        (lambda d: text(d / "a.csv", "hello\n"), "hello"),
        (lambda d: text(d / "a.csv", f"label,{PIXELS}"), "2 to 62 classes"),
        (lambda d: text(d / "a.csv", ",".join(["label"] * 785)), "a line of names alone"),
        (lambda d: text(d / "a.csv", f"1,{PIXELS}\n2,{PIXELS},0"), "line 1 or after it|line 2 or after it"),
        (lambda d: text(d / "a.csv", f"1,{PIXELS}\n2,0,x{PIXELS[3:]}"), "line 1 or after it"),
        (lambda d: text(d / "a.csv", f"1,{PIXELS},0\n2,{PIXELS},0"), "785 pixels"),
        (lambda d: text(d / "a.csv", f"1,{PIXELS}\n2,{PIXELS[:-1]}256"), "0 to 256"),
        (lambda d: text(d / "a.csv", f"1,{PIXELS}\n2,{PIXELS[:-1]}-3"), "-3 to 0"),
        (lambda d: text(d / "a.csv", f"1,{PIXELS}\n2,{PIXELS[:-1]}nan"), "nan"),
        (lambda d: text(d / "a.csv", f"1,{PIXELS}\n2,{PIXELS}"), "one of each"),
        (lambda d: text(d / "a.csv", "\n".join(f"{n},{PIXELS}" for n in range(63))), "63: 0, 1, 2"),
        (lambda d: npz(d / "a.npz", x=np.zeros(3)), "x_train"),
        (lambda d: npz(d / "a.npz", x_train=np.zeros((3, 28)), y_train=np.zeros(3)), "28 pixels"),
        (lambda d: npz(d / "a.npz", x=np.zeros((4, 784)), y=np.zeros(3)), "4 labels"),
        (lambda d: npz(d / "a.npz", x=np.zeros((2, 784)), y=np.array([0.5, 1])), "0.5"),
        (lambda d: npz(d / "a.npz", x=np.zeros((2, 28, 28, 7)), y=np.zeros(2)), "7"),
        (lambda d: npz(d / "a.npz", x=np.zeros((2, 2000, 2)), y=np.zeros(2)), "2000 x 2"),
        (lambda d: npz(d / "a.npz", x=np.zeros((0, 784)), y=np.zeros(0)), "0, 784"),
        (lambda d: npz(d / "a.npz", x=np.array([{}]), y=np.zeros(1)), "object|the type O"),
    ],
)
def test_it_says_what_came(tmp_path: Path, make: Callable[[Path], Path], message: str) -> None:
    path = make(tmp_path)
    assert re.search(message, refusal(lambda: open_data(path)))


def test_idx_files_that_do_not_belong_together(tmp_path: Path) -> None:
    idx_set(tmp_path, SHARED_NAMES, TRAIN, TEST)
    (tmp_path / "t10k-labels-idx1-ubyte").unlink()
    assert "t10k-labels-idx1-ubyte" in refusal(lambda: open_data(tmp_path))
    write(tmp_path / "t10k-labels-idx1-ubyte", TRAIN)
    assert "30 labels" in refusal(lambda: open_data(tmp_path))
    write(tmp_path / "t10k-labels-idx1-ubyte", TEST.reshape(30, 1, 1))
    assert "no list of labels" in refusal(lambda: open_data(tmp_path))
    write(tmp_path / "t10k-labels-idx1-ubyte", TEST)
    write(tmp_path / "t10k-images-idx3-ubyte", images(TEST, side=20))
    assert "20 x 20" in refusal(lambda: open_data(tmp_path))
    (tmp_path / "train-images-idx3-ubyte").write_bytes(b"\0\0\x08\x03")
    assert "train-images" in refusal(lambda: open_data(tmp_path))
    (tmp_path / "other-name").write_bytes(b"\0\0\x08\x03")
    assert "another name" in refusal(lambda: open_data(tmp_path / "other-name"))


def test_a_mapping_that_is_none(tmp_path: Path) -> None:
    names = tuple(f"emnist-letters-{name}" for name in SHARED_NAMES)
    idx_set(tmp_path, names, TRAIN, TEST)  # type: ignore[arg-type]
    text(tmp_path / "emnist-letters-mapping.txt", "a b\n")
    assert "such as 1 65" in refusal(lambda: open_data(tmp_path))


def test_pictures_that_are_none(tmp_path: Path) -> None:
    for name in ("cat", "dog"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "a.png").write_bytes(b"none")
    assert "a.png" in refusal(lambda: open_data(tmp_path))
    picture(tmp_path / "cat" / "b.png", images(labels(1, 1))[0])
    assert "2 to 62 classes" in refusal(lambda: open_data(tmp_path))
    assert "one picture" in refusal(lambda: open_data(tmp_path / "cat" / "b.png"))


def test_no_digits_of_mine(tmp_path: Path) -> None:
    assert "none yet" in refusal(lambda: of_my_digits((), tmp_path, "mine"))


def test_a_table_too_long_a_line(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes(b"1," * 7_000_000)
    assert "more than" in refusal(lambda: open_data(tmp_path / "a.csv"))


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=300), st.sampled_from(["a.csv", "a.npz", "train-images-idx3-ubyte", "a.gz", "zip.train"]))
def test_whatever_is_in_a_file_it_is_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, content: bytes, name: str
) -> None:
    folder = tmp_path_factory.mktemp("any")
    for prefix in (b"", b"PK\x03\x04", b"\x1f\x8b\x08", b"1,2,3"):
        (folder / name).write_bytes(prefix + content)
        (folder / "train-labels-idx1-ubyte").write_bytes(content)
        for path in (folder, folder / name):
            with suppress(InputError):  # anything else is an error of ours
                open_data(path)


def test_a_made_table_is_read_after_all(tmp_path: Path) -> None:
    table(tmp_path / "a.csv", images(TRAIN), TRAIN.tolist())
    assert open_data(tmp_path / "a.csv").counts == (5,) * 10
