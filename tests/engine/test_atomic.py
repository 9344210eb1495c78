"""A file is replaced wholly or not at all, and nothing is left lying beside it."""

import os
from pathlib import Path
from typing import Any

import pytest

from engine.saving import atomic


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder in which nothing is yet."""
    path = tmp_path / "folder"
    path.mkdir()
    return path


def test_a_new_file_and_one_that_is_replaced(folder: Path) -> None:
    path = folder / "file"
    for data in (b"first", b"second"):
        atomic.write(path, data)
        assert path.read_bytes() == data
    assert list(folder.iterdir()) == [path]


def test_the_file_may_be_read_by_whom_new_files_may(folder: Path) -> None:
    (folder / "usual").write_bytes(b"")
    atomic.write(folder / "file", b"data")
    assert (folder / "file").stat().st_mode == (folder / "usual").stat().st_mode


@pytest.mark.parametrize("step", ["fsync", "replace"])
def test_when_it_fails_the_old_file_is_whole_and_the_new_one_gone(
    folder: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def fail(*_: Any) -> None:
        raise OSError("No space left on device")

    path = folder / "file"
    path.write_bytes(b"old")
    monkeypatch.setattr(os, step, fail)
    with pytest.raises(OSError, match="No space left"):
        atomic.write(path, b"new")
    assert path.read_bytes() == b"old"
    assert list(folder.iterdir()) == [path]


def test_the_data_is_on_the_disk_before_it_takes_the_name(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    calls: list[str] = []
    fsync, replace = os.fsync, os.replace
    monkeypatch.setattr(os, "fsync", lambda file: (calls.append("fsync"), fsync(file)))
    monkeypatch.setattr(os, "replace", lambda *names: (calls.append("replace"), replace(*names)))
    atomic.write(folder / "file", b"data")
    assert calls == ["fsync", "replace"]


def test_a_link_stays_a_link(folder: Path) -> None:
    target, link = folder / "target", folder / "link"
    target.write_bytes(b"old")
    link.symlink_to(target)
    atomic.write(link, b"new")
    assert link.is_symlink()
    assert target.read_bytes() == b"new"


def test_a_folder_that_is_not_there(folder: Path) -> None:
    with pytest.raises(FileNotFoundError):
        atomic.write(folder / "none" / "file", b"data")
