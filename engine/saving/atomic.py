"""Writes a file wholly or not at all: to a temporary one beside it, which then takes its name."""

import os
import secrets
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO


def write(path: str | os.PathLike[str], data: bytes | Iterable[bytes | memoryview]) -> None:
    """Write `data`, or its parts, to `path`, replacing a file that is there; if it fails, that file stays as it was.

    Raises:
        OSError: it cannot be written there; the temporary file is gone again.
    """
    with replacing(path) as file:
        for part in (data,) if isinstance(data, bytes) else data:
            file.write(part)


@contextmanager
def replacing(path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """Open a new file that takes the place of the one at `path` when all is written, and is gone where that fails.

    Raises:
        OSError: it cannot be written there.
    """
    target = Path(path).resolve()  # a link stays a link
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
