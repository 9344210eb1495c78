"""A run in one file: opened elsewhere it is the same run, with those that it began from; what is unsound is refused."""

import io
import json
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitapp.core.errors import InputError
from digitapp.core.keeping.header import HEAD, Parent
from digitapp.core.keeping.lines import kept_line
from digitapp.core.keeping.run_file import INDEX, load_run_file, looks_like_a_run, save_run_file
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.subsets import order_of
from engine.saving import tensors
from engine.thread_pool import one_blas_thread
from tests import samples
from tests.core.keeping import kept
from tests.core.keeping.kept import ID, same

OTHER = "f" * 16


@pytest.fixture(autouse=True)
def _as_in_the_program() -> Iterator[None]:
    with one_blas_thread():
        yield


@pytest.fixture
def states(mnist: Dataset) -> list[kept.RunState]:
    """A run, and the one that it says it began from."""
    data = samples.small(mnist)
    own, other = kept.trained(data, samples.SETTINGS), kept.trained(data, samples.SETTINGS)
    return [replace(own, parent=Parent(OTHER, 2.0)), replace(other, id=OTHER, run=replace(other.run, name="other"))]


@pytest.fixture
def file(states: list[kept.RunState], tmp_path: Path) -> Path:
    path = tmp_path / "run.digitrun"
    save_run_file(path, states)
    return path


def test_a_run_comes_back_with_the_one_that_it_began_from(file: Path, states: list[kept.RunState]) -> None:
    own, other = load_run_file(file)
    assert [own.header.id, other.header.id] == [ID, OTHER]
    assert [own.header.name, other.header.name] == ["own", "other"]
    for loaded, state in zip((own, other), states, strict=True):
        assert same(loaded.last, state.run.end)
        assert loaded.recorded is not None
        assert state.recording is not None
        assert [each.digest for each in loaded.recorded.snapshots] == [one.digest for one in state.recording.snapshots]


def test_a_run_of_shuffled_pixels_comes_back_with_their_order(mnist: Dataset, tmp_path: Path) -> None:
    shuffled = replace(samples.SETTINGS, shuffled_pixels=True)
    path = tmp_path / "run.digitrun"
    save_run_file(path, [kept.trained(samples.small(mnist), shuffled)])
    (loaded,) = load_run_file(path)
    assert loaded.recorded is not None
    order = order_of(shuffled)
    for moment in (loaded.first, loaded.last, *(snapshot.moment for snapshot in loaded.recorded.snapshots)):
        np.testing.assert_array_equal(moment.order, order)


def test_it_is_a_plain_zip_of_plain_safetensors(file: Path) -> None:
    from safetensors.numpy import load

    with zipfile.ZipFile(file) as archive:
        assert archive.testzip() is None
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert json.loads(archive.read(INDEX)) == {"format": "digitrun", "version": 1, "run": ID}
        for name in archive.namelist():
            if name != INDEX:
                assert load(archive.read(name))


def test_the_same_run_gives_the_same_file(states: list[kept.RunState], file: Path, tmp_path: Path) -> None:
    save_run_file(tmp_path / "again", states)
    assert (tmp_path / "again").read_bytes() == file.read_bytes()


def test_it_is_known_by_its_name_or_its_content(file: Path, tmp_path: Path) -> None:
    other = file.rename(tmp_path / "download.bin")
    assert looks_like_a_run(other)
    assert looks_like_a_run(Path("nowhere.DIGITRUN"))
    (tmp_path / "text").write_text("something else")
    assert not looks_like_a_run(tmp_path / "text")
    assert not looks_like_a_run(tmp_path)


def test_where_it_cannot_be_written_that_is_said(states: list[kept.RunState], tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"run\.digitrun: expected a place where the run can be saved"):
        save_run_file(tmp_path / "no folder" / "run.digitrun", states)


# Unsound files


def refused(path: Path) -> None:
    with pytest.raises(InputError, match=path.name):
        load_run_file(path)


def rewritten(file: Path, change: Callable[[str, bytes], bytes | None], how: int = zipfile.ZIP_STORED) -> None:
    """Write the archive again, each entry as `change` has it."""
    with zipfile.ZipFile(file) as archive:
        entries = {name: archive.read(name) for name in archive.namelist()}
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", how) as archive:
        for name, content in entries.items():
            new = change(name, content)
            if new is not None:
                archive.writestr(name, new)
    file.write_bytes(whole.getvalue())


def with_head(file: Path, **what: Any) -> None:
    def change(name: str, content: bytes) -> bytes:
        if name != f"{ID}/{HEAD}":
            return content
        arrays, metadata = tensors.unpacked(content, name)
        return b"".join(tensors.packed(arrays, {"run": json.dumps({**json.loads(metadata["run"]), **what})}))

    rewritten(file, change)


@pytest.mark.parametrize("content", [b"", b"PK", b"PK\5\6" + bytes(18), b"digitrun.json" * 100])
def test_another_kind_of_file_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "other.digitrun"
    path.write_bytes(content)
    refused(path)


@pytest.mark.parametrize("share", [0.01, 0.5, 0.99, 0.9999])
def test_a_file_that_is_cut_off_is_refused(file: Path, share: float) -> None:
    content = file.read_bytes()
    file.write_bytes(content[: int(share * len(content))])
    refused(file)


def test_a_folder_or_no_file_is_refused(tmp_path: Path) -> None:
    refused(tmp_path)
    refused(tmp_path / "nothing.digitrun")


def test_what_is_compressed_is_refused_so_that_nothing_swells(file: Path) -> None:
    rewritten(file, lambda _, content: content, zipfile.ZIP_DEFLATED)
    refused(file)


@pytest.mark.parametrize(
    "name", ["../evil.safetensors", "/etc/passwd", f"{ID}/other.txt", f"{ID}/../x/run.safetensors"]
)
def test_names_that_no_run_has_are_refused(file: Path, name: str) -> None:
    with zipfile.ZipFile(file, "a") as archive:
        archive.writestr(name, b"")
    refused(file)


def test_a_name_that_is_there_twice_is_refused(file: Path) -> None:
    with pytest.warns(UserWarning, match="Duplicate name"), zipfile.ZipFile(file, "a") as archive:
        archive.writestr(f"{ID}/{HEAD}", b"")
    refused(file)


@pytest.mark.parametrize(
    "index", [b"", b"[]", b"{}", b'{"format": "other"}', b'{"format": "digitrun", "version": 1, "run": 5}', b"[" * 9000]
)
def test_an_index_that_makes_no_sense_is_refused(file: Path, index: bytes) -> None:
    rewritten(file, lambda name, content: index if name == INDEX else content)
    refused(file)


def test_a_later_version_is_named(file: Path) -> None:
    index = json.dumps({"format": "digitrun", "version": 7, "run": ID}).encode()
    rewritten(file, lambda name, content: index if name == INDEX else content)
    with pytest.raises(InputError, match=r"Received: version 7\. A newer digitapp can open it"):
        load_run_file(file)


def test_a_run_that_began_from_itself_is_refused(file: Path) -> None:
    with_head(file, parent={"run": ID, "at": 1.0})
    refused(file)


def test_without_its_head_it_is_refused(file: Path) -> None:
    rewritten(file, lambda name, content: None if name == f"{ID}/{HEAD}" else content)
    refused(file)


def test_without_the_run_that_it_began_from_it_opens_alone(file: Path) -> None:
    rewritten(file, lambda name, content: None if name.startswith(OTHER) else content)
    (own,) = load_run_file(file)
    assert own.header.parent == Parent(OTHER, 2.0)


def test_a_damaged_snapshot_is_left_out(file: Path) -> None:
    content = bytearray(file.read_bytes())
    content[content.index(b"b000000002.safetensors") + 3000] ^= 1
    file.write_bytes(content)
    own, _ = load_run_file(file)
    assert own.damaged == 1


def test_a_run_of_a_sweep_is_still_one(states: list[kept.RunState], tmp_path: Path) -> None:
    own = states[0]
    path = tmp_path / "swept.digitrun"
    save_run_file(path, [replace(own, parent=None, run=replace(own.run, group="Sweep: Rate"))])
    (loaded,) = load_run_file(path)
    assert loaded.run().group == "Sweep: Rate"
    assert kept_line(loaded.header, 7, None).group == "Sweep: Rate"


def test_a_run_from_before_there_were_sweeps_belongs_to_none(file: Path) -> None:
    assert load_run_file(file)[0].run().group == ""
