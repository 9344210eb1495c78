"""A run belongs to one program at a time, and to nobody when that program has gone down."""

import subprocess
import sys
from pathlib import Path

import pytest

from digitapp.core.keeping.lock import FileLock
from digitapp.core.keeping.store import RunStore
from tests import samples
from tests.core.keeping import kept
from tests.core.keeping.kept import ID

HOLDER = """
import sys
from pathlib import Path
from digitapp.core.keeping.store import RunStore
held = RunStore(Path(sys.argv[1])).take(sys.argv[2])
print("held" if held is not None else "refused", flush=True)
sys.stdin.read()
"""


def another_program(folder: Path) -> tuple[subprocess.Popen[str], str]:
    """Start a program that takes the run; return it with what came of that."""
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(folder), ID], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    return process, process.stdout.readline().strip()


def end(process: subprocess.Popen[str]) -> None:
    process.kill()
    process.wait()
    for stream in (process.stdin, process.stdout):
        assert stream is not None
        stream.close()


@pytest.fixture
def store(tmp_path: Path) -> RunStore:
    result = RunStore(tmp_path / "runs")
    folder = result.take(ID)
    assert folder is not None
    folder.write(kept.RunState(ID, samples.run((8,))))
    folder.release()
    return result


def test_two_programs_do_not_have_the_same_run(store: RunStore) -> None:
    other, answer = another_program(store.folder)
    assert answer == "held"
    assert store.take(ID) is None
    assert list(store.runs()) == []  # so it is neither shown nor changed
    end(other)  # as a crash does it: the lock's file is still there
    assert (store.folder / f"{ID}.lock").exists()
    assert [found.header.id for found in store.runs()] == [ID]
    held = store.take(ID)
    assert held is not None
    other, answer = another_program(store.folder)
    assert answer == "refused"
    end(other)
    held.release()
    assert not (store.folder / f"{ID}.lock").exists()


def test_what_a_program_that_went_down_left_half_written_is_removed(store: RunStore) -> None:
    rest = store.folder / ID / ".b000000005.safetensors.1a2b3c4d"
    rest.write_bytes(b"half")
    (store.folder / ".gone-0011").mkdir()
    assert len(list(store.runs())) == 1
    assert not rest.exists()
    assert not (store.folder / ".gone-0011").exists()


def test_a_lock_is_had_again_after_it_was_let_go_of(tmp_path: Path) -> None:
    for _ in range(3):
        one = FileLock.take(tmp_path / "lock")
        assert one is not None
        assert FileLock.take(tmp_path / "lock") is None
        one.release()
        one.release()
    assert not (tmp_path / "lock").exists()
