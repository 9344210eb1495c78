"""What is no file is refused at once: to open a pipe would be to wait for whoever writes into it."""

import os
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from engine.datasets import idx
from engine.errors import InputError
from engine.files import not_a_file
from engine.saving import checkpoint, hdf5, load, npz

needs_pipes = pytest.mark.skipif(sys.platform == "win32", reason="files of POSIX")


@needs_pipes
def test_what_is_there_is_said_in_words(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").touch()
    (tmp_path / "link").symlink_to(tmp_path / "pipe")
    os.mkfifo(tmp_path / "pipe")
    monkeypatch.chdir(tmp_path)  # a socket's name must be short
    with socket.socket(socket.AF_UNIX) as listening:
        listening.bind("socket")
        found = [not_a_file(tmp_path / name) for name in ("file", "pipe", "link", "socket", "missing", "file/in it")]
    assert found == [None, "a pipe", "a pipe", "a socket", "no such file", "no such file"]
    assert [not_a_file(name) for name in ("/dev/zero", ".", "x" * 5000, "\0")] == [
        "a device",
        "a folder",
        "no such file",
        "no such file",
    ]


@needs_pipes
@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("x.gz", idx.read),
        ("x.npz", npz.read),
        ("x.npz", load),
        ("x.keras", load),
        ("x.h5", load),
        ("x.safetensors", load),
        ("x", load),
        ("x.h5", hdf5.read),
        ("x.safetensors", checkpoint.load),
    ],
)
def test_every_reader_refuses_a_pipe_and_a_device(tmp_path: Path, name: str, read: Callable[[Path], object]) -> None:
    os.mkfifo(tmp_path / name)
    with pytest.raises(InputError, match="Received: a pipe"):
        read(tmp_path / name)
    (tmp_path / name).unlink()
    (tmp_path / name).symlink_to("/dev/zero")
    with pytest.raises(InputError, match="Received: a device"):
        read(tmp_path / name)
