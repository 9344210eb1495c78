"""The IDX reader gives back what was written, and refuses every damaged file by its name, cheaply."""

import gzip
import struct
import tracemalloc
from pathlib import Path

import numpy as np
import pytest

from engine.datasets import idx
from engine.errors import InputError

from . import idx_files

IMAGES = idx_files.images()
WHOLE = idx_files.packed(IMAGES)


def header(kind: int, *sizes: int) -> bytes:
    return struct.pack(f">BBBB{len(sizes)}i", 0, 0, kind, len(sizes), *sizes)


def refusal(path: Path) -> str:
    """The message about a file, which must not cost memory, begin with the file's name, and say what came."""
    tracemalloc.start()
    try:
        with pytest.raises(InputError) as error:
            idx.read(path)
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert peak < 1_000_000
    message = str(error.value)
    assert message.startswith(f"{path}: expected ")
    assert "Received: " in message
    return message.removeprefix(f"{path}: ")


@pytest.mark.parametrize("array", [IMAGES, IMAGES[0, 0], np.arange(-6, 6, dtype=np.int32).reshape(3, 4)])
@pytest.mark.parametrize("name", ["plain", "packed.gz", "packed-without-saying-so"])
def test_what_was_written_comes_back(tmp_path: Path, name: str, array: np.ndarray) -> None:
    data = idx_files.packed(array)
    (tmp_path / name).write_bytes(gzip.compress(data) if "packed" in name else data)
    read = idx.read(str(tmp_path / name))
    np.testing.assert_array_equal(read, array)
    assert read.dtype.itemsize == array.dtype.itemsize
    read[0] = 7  # it is the caller's own


DAMAGED = {
    "empty": (b"", "Received: an empty file"),
    "two bytes": (b"\0\0", "Received: 00 00"),
    "not IDX": (
        b"\x89PNG....",
        "two zero bytes, the type and the number of axes. Received: 89 50 4e 47",
    ),
    "signed bytes": (
        idx_files.packed(IMAGES.view(np.int8)),
        "expected type 0x08 (unsigned byte) or 0x0c (32-bit integer). Received: type 0x09",
    ),
    "no axes": (header(8), "expected 1 to 4 axes. Received: 0"),
    "255 axes": (b"\0\0\x08\xff" + bytes(1020), "expected 1 to 4 axes. Received: 255"),
    "sizes missing": (WHOLE[:10], "expected the sizes of 3 axes. Received: 6 bytes, of 12"),
    "negative size": (header(8, 3, -28, 28), "expected positive sizes. Received: shape (3, -28, 28)"),
    "size zero": (header(8, 0, 28, 28), "expected positive sizes. Received: shape (0, 28, 28)"),
    "truncated": (WHOLE[:-1], "expected 2352 bytes of data for shape (3, 28, 28). Received: "),
    "more": (WHOLE + b"\0", "expected 2352 bytes of data for shape (3, 28, 28). Received: more"),
    "promises more than it can hold": (header(8, 1000, 1000, 1000) + bytes(50), "expected 1000000000 bytes"),
    "promises more than 1 GB": (
        header(8, 2**31 - 1, 2**31 - 1, 2**31 - 1, 2**31 - 1),
        "expected at most 1073741824 bytes of data. Received: a header that promises",
    ),
}


@pytest.mark.parametrize("what", DAMAGED)
@pytest.mark.parametrize("suffix", ["", ".gz"])
def test_damaged_files(tmp_path: Path, what: str, suffix: str) -> None:
    data, expected = DAMAGED[what]
    path = tmp_path / f"file{suffix}"
    path.write_bytes(gzip.compress(data) if suffix else data)
    assert expected in refusal(path)


def test_a_bomb_is_read_no_further_than_its_header_promises(tmp_path: Path) -> None:
    path = tmp_path / "bomb.gz"
    path.write_bytes(gzip.compress(header(8, 10) + bytes(50_000_000)))
    assert refusal(path) == "expected 10 bytes of data for shape (10,). Received: more"


def test_gzip_cut_off(tmp_path: Path) -> None:
    path = tmp_path / "file.gz"
    path.write_bytes(gzip.compress(WHOLE)[:-200])
    assert "expected a whole gzip file" in refusal(path)


@pytest.mark.parametrize("position", [-5, -1, 10, 500])
def test_gzip_with_a_wrong_byte(tmp_path: Path, position: int) -> None:
    path = tmp_path / "file.gz"
    data = bytearray(gzip.compress(WHOLE))
    data[position] ^= 0x55
    path.write_bytes(data)
    assert "expected a whole gzip file" in refusal(path)


def test_not_gzip_though_it_says_so(tmp_path: Path) -> None:
    path = tmp_path / "file.gz"
    path.write_bytes(WHOLE)
    assert refusal(path) == "expected a file packed with gzip. Received: something else"


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "missing") == "expected an IDX file. Received: no such file"
    assert refusal(tmp_path) == "expected an IDX file. Received: a folder"


@pytest.mark.parametrize("array", [IMAGES, IMAGES[0, 0], IMAGES[:0], IMAGES[:, ::2, ::-1]])
def test_what_is_written_comes_back(tmp_path: Path, array: np.ndarray) -> None:
    idx.write(tmp_path / "a", array)
    if array.size:
        np.testing.assert_array_equal(idx.read(tmp_path / "a"), array)
    else:
        assert "positive sizes" in refusal(tmp_path / "a")


@pytest.mark.parametrize("array", [np.zeros(3), np.zeros((), np.uint8), np.zeros((1,) * 5, np.uint8)])
def test_other_arrays_are_not_written(tmp_path: Path, array: np.ndarray) -> None:
    with pytest.raises(InputError, match=r"uint8 array of 1 to 4 axes\. Received: "):
        idx.write(tmp_path / "a", array)
    assert not (tmp_path / "a").exists()
