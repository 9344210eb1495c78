"""Files that are written for a person to take elsewhere: pictures and tables."""

from __future__ import annotations

from pathlib import Path

from digitapp.core.errors import InputError
from engine.saving import atomic


def write_file(path: Path, data: bytes) -> None:
    """Write a file wholly or not at all.

    Raises:
        InputError: the file cannot be written; the message says why.
    """
    try:
        atomic.write(path, data)
    except OSError as error:
        raise InputError(
            "{file}: expected a place where the file can be written. Received: {reason}",
            file=path.name,
            reason=error.strerror or str(error),
        ) from error
