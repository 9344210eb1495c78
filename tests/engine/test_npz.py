""".npz files come back as they were; damaged and hostile ones are refused with what was expected and what came."""

import io
import zipfile
from contextlib import suppress
from pathlib import Path

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.errors import InputError
from engine.saving import npz

ARRAYS = {
    "a": np.arange(6, dtype=np.float32).reshape(2, 3),
    "in_columns": np.asfortranarray(np.arange(12).reshape(3, 4)),
    "none": np.empty((0, 5), np.int8),
    "one": np.array(7),
    "names": np.array(["한글", "b"]),
}


def header(shape: object, descr: str = "<f4") -> bytes:
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}".encode().ljust(117) + b"\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text


def zipped(path: Path, **entries: bytes) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as file:
        for name, content in entries.items():
            file.writestr(f"{name}.npy", content)
    return path


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        npz.read(path)
    message = str(caught.value)
    assert "expected" in message
    assert "Received" in message
    return message


@pytest.mark.parametrize("save", [np.savez, np.savez_compressed])
def test_arrays_come_back_as_they_were(tmp_path: Path, save: object) -> None:
    save(tmp_path / "a.npz", **ARRAYS)  # type: ignore[operator]
    read = npz.read(tmp_path / "a.npz")
    assert list(read) == list(ARRAYS)
    for name, array in ARRAYS.items():
        assert (read[name].dtype, read[name].shape) == (array.dtype, array.shape)
        np.testing.assert_array_equal(read[name], array)


def test_only_what_is_wanted_is_read(tmp_path: Path) -> None:
    zipped(tmp_path / "a.npz", good=header((1,)) + b"\0" * 4, bad=b"nonsense")
    assert list(npz.read(tmp_path / "a.npz", lambda name: name == "good")) == ["good"]


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (b"nonsense", "as an array of NumPy's"),
        (b"", "as an array of NumPy's"),
        (header((10**15,)), "expected 4000000000000000 bytes"),
        (header((2,)) + b"\0" * 4, "expected 8 bytes"),
        (header((1,)) + b"\0" * 8, "Received: more"),
        (header((-1,)) + b"\0" * 4, "sizes of 0 or more"),
        (header("'many'"), "as an array of NumPy's"),
        (header((1,), "|O") + b"\x80\x04K\x01.", "Received: the type object"),
        (header((1,), "|V8") + b"\0" * 8, "Received: the type"),
        (header((1,), "<U0"), "Received: the type"),
        (header((1,), "<U1") + b"\xff\xff\xff\x7f", "numbers that are no letters"),
        (header((1,), ">U1") + b"\x7f\xff\xff\xff", "numbers that are no letters"),
        (b"\x93NUMPY\x09\x00" + b"\0" * 100, "version 9.0"),
        (b"\x93NUMPY\x02\x00\xff\xff\xff\xff{", "as an array of NumPy's"),
    ],
)
def test_a_damaged_array_is_refused(tmp_path: Path, content: bytes, said: str) -> None:
    assert said in refusal(zipped(tmp_path / "a.npz", x=content))


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npz, "MOST_BYTES", 1000)
    path = zipped(tmp_path / "a.npz", x=header((250,)) + b"\0" * 1000)
    assert "at most 1000 bytes" in refusal(path)


def test_too_many_arrays_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(npz, "MOST_ARRAYS", 1)
    path = zipped(tmp_path / "a.npz", x=b"", y=b"")
    assert "at most 1 arrays. Received: 2" in refusal(path)


def test_what_is_no_such_file_is_refused(tmp_path: Path) -> None:
    assert "no such file" in refusal(tmp_path / "missing.npz")
    assert "a folder" in refusal(tmp_path)
    (tmp_path / "text.npz").write_text("hello")
    assert "whole .npz file" in refusal(tmp_path / "text.npz")


def saved() -> bytes:
    content = io.BytesIO()
    np.savez_compressed(content, **ARRAYS)
    return content.getvalue()


@hypothesis.settings(deadline=None, max_examples=300)
@given(st.lists(st.tuples(st.integers(0, 2000), st.integers(0, 255)), max_size=8), st.integers(0, 2000))
def test_whatever_is_damaged_it_is_refused_or_read(
    tmp_path_factory: pytest.TempPathFactory, changes: list[tuple[int, int]], cut: int
) -> None:
    content = bytearray(saved())
    for place, value in changes:
        content[place % len(content)] = value
    path = tmp_path_factory.getbasetemp() / "damaged.npz"
    path.write_bytes(content[: len(content) - cut % len(content)] if cut % 3 == 0 else content)
    with suppress(InputError):
        assert all(isinstance(array, np.ndarray) for array in npz.read(path).values())


def test_another_packing_is_refused(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.npz", "w", zipfile.ZIP_LZMA) as file:
        file.writestr("x.npy", header((1,)) + b"\0" * 4)
    assert "deflated or not packed" in refusal(tmp_path / "a.npz")
