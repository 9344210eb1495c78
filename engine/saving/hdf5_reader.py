"""Reads an HDF5 file in a process of its own, and writes what is in it to standard output as .npz.

    python -m engine.saving.hdf5_reader FILE

The library that reads HDF5 can crash or hang on a damaged file, which must not happen to a program with a person's work
in it. So `hdf5.read` starts this process, with limits on its time and memory, and believes only what comes out of it.
"""

import io
import json
import os
import sys
from typing import Any

import numpy as np

MOST_NUMBERS = 2**27  # in all arrays together
MOST_OBJECTS = 5000
MOST_TEXT = 2**22
DEEPEST = 12


def packed(path: str, optimizer: bool = False) -> bytes:
    """Return the file's arrays of numbers, of an optimizer too if asked for, and its attributes of texts as an .npz."""
    import h5py

    arrays: dict[str, Any] = {}
    attributes: dict[str, dict[str, list[str]]] = {}
    numbers = objects = 0

    def visit(group: Any, place: str, depth: int) -> None:
        nonlocal numbers, objects
        attributes[place] = _texts(group.attrs)
        for name in group:
            if not (place or optimizer) and name.startswith("optimizer"):
                continue  # averages of the training, as many numbers again
            objects += 1
            if objects > MOST_OBJECTS or depth > DEEPEST:
                raise ValueError(f"more than {MOST_OBJECTS} objects, or deeper than {DEEPEST}")
            if not isinstance(group.get(name, getlink=True), h5py.HardLink):
                continue  # it may lead to another file
            found, own = group[name], f"{place}/{name}" if place else name
            if isinstance(found, h5py.Group):
                visit(found, own, depth + 1)
            elif isinstance(found, h5py.Dataset) and not found.is_virtual and not found.external:
                if found.shape is None or len(found.shape) > 4 or found.dtype.kind not in "fiu":
                    continue
                numbers += int(np.prod([int(side) for side in found.shape], dtype=object))
                if numbers > MOST_NUMBERS:
                    raise ValueError(f"more than {MOST_NUMBERS} numbers")
                arrays[own] = np.asarray(found[()], np.float32)

    with h5py.File(path, "r") as file:
        visit(file, "", 0)
    content = io.BytesIO()
    numbered = {f"array_{number}": array for number, array in enumerate(arrays.values())}
    np.savez(content, contents=np.array(json.dumps({"names": list(arrays), "attributes": attributes})), **numbered)
    return content.getvalue()


def _texts(attributes: Any) -> dict[str, list[str]]:
    """Return the attributes that are texts or lists of texts."""
    found = {}
    for name in list(attributes)[:100]:
        values = np.ravel(attributes[name])
        if values.dtype.kind in "OSU" and len(values) <= MOST_OBJECTS:
            texts = [value.decode(errors="replace") if isinstance(value, bytes) else str(value) for value in values]
            if sum(map(len, texts)) <= MOST_TEXT:
                found[name] = texts
    return found


def _limit_memory() -> None:
    """Let the system refuse more than a gigabyte, where it can do that."""
    if os.name == "posix":
        import resource

        resource.setrlimit(resource.RLIMIT_DATA, (2**30, 2**30))


if __name__ == "__main__":
    try:
        _limit_memory()
        sys.stdout.buffer.write(packed(sys.argv[1], optimizer=len(sys.argv) > 2))
    except Exception as error:  # whatever it is, the other process says it to the person
        print(f"{type(error).__name__}: {error}"[:300], file=sys.stderr)
        sys.exit(1)
