"""Reads HDF5 files as if a stranger had made them: in a process of its own, so that no file can crash or hang us."""

import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from pathlib import Path

from ..errors import InputError, Words
from ..files import not_a_file
from ..types import Array
from . import npz

MOST_BYTES = 2**30
SECONDS = 10.0  # for a file; a sound one takes less than one
_kept: ContextVar[dict[tuple[Path, bool], "Contents"] | None] = ContextVar("kept", default=None)


@dataclass(frozen=True, eq=False)
class Contents:
    """What is in a file.

    Attributes:
        arrays: float32 arrays of at most four axes by their place, such as "layers/dense/vars/0", in the file's order.
        attributes: the texts of each group's attributes, by the group's place ("" for the file) and their name.
    """

    arrays: Mapping[str, Array]
    attributes: Mapping[str, Mapping[str, list[str]]]

    def array(self, path: Path, place: str) -> Array:
        """Return the array at a place.

        Raises:
            InputError: there is none.
        """
        if place not in self.arrays:
            raise InputError("{file}: expected an array {name}. Received: none", file=path, name=place[:80])
        return self.arrays[place]


@contextmanager
def read_once() -> Iterator[None]:
    """Have each file read only once within this, however often it is asked for."""
    token = _kept.set({})
    try:
        yield
    finally:
        _kept.reset(token)


def read(path: Path, content: bytes | None = None, *, optimizer: bool = False) -> Contents:
    """Return what is in the HDF5 file `path`, or in the content of one that was packed in there.

    What an optimizer remembers is as many numbers again, and read only if it is asked for.

    Raises:
        InputError: there is no such file, it is damaged, too large, or takes too long to read.
    """
    kept, key = _kept.get(), (path, optimizer)
    if kept is not None and key in kept:
        return kept[key]
    contents = _read_anew(path, content, optimizer)
    if kept is not None:
        kept[key] = contents
    return contents


def _read_anew(path: Path, content: bytes | None, optimizer: bool) -> Contents:
    if content is None:
        _check(path)
        return _read(path, path, optimizer)
    handle, name = tempfile.mkstemp(suffix=".h5")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        return _read(path, Path(name), optimizer)
    finally:
        os.unlink(name)


def _check(path: Path) -> None:
    received = not_a_file(path)
    if received:
        raise InputError("{file}: expected an HDF5 file. Received: {received}", file=path, received=received)
    size = path.stat().st_size
    if size > MOST_BYTES:
        raise InputError(
            "{file}: expected a file of at most {most} bytes. Received: {size}", file=path, most=MOST_BYTES, size=size
        )


def _read(path: Path, source: Path, optimizer: bool) -> Contents:
    arrays = npz.read_bytes(_packed(path, source, optimizer), path)
    contents = json.loads(str(arrays["contents"]))
    named = {name: arrays[f"array_{number}"] for number, name in enumerate(contents["names"])}
    return Contents(named, contents["attributes"])


def _packed(path: Path, source: Path, optimizer: bool) -> bytes:
    """Have another process read `source`; messages speak of `path`."""
    package = str(Path(__file__).parents[2])
    search = os.pathsep.join([package, *filter(None, [os.environ.get("PYTHONPATH")])])
    command = [
        sys.executable,
        "-m",
        "engine.saving.hdf5_reader",
        str(source.resolve()),
        *(["optimizer"] if optimizer else []),
    ]
    try:
        done = subprocess.run(
            command,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            env={**os.environ, "PYTHONPATH": search, "OPENBLAS_NUM_THREADS": "1"},
        )
    except subprocess.TimeoutExpired:
        raise _unsound(path, Words("one that cannot be read to its end")) from None
    if done.returncode:
        said = done.stderr.decode(errors="replace").strip().rsplit("\n", 1)[-1][:200]
        raise _unsound(path, said if done.returncode == 1 and said else Words("a damaged one"))
    return done.stdout


def _unsound(path: Path, received: str) -> InputError:
    return InputError("{file}: expected a sound HDF5 file. Received: {error}", file=path, error=received)
