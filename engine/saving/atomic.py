"""Writes a file wholly or not at all: to a temporary one beside it, which then takes its name."""

import os
import secrets
from pathlib import Path


def write(path: str | os.PathLike[str], data: bytes) -> None:
    """Write `data` to `path`, replacing a file that is there; if it fails, that file stays as it was.

    Raises:
        OSError: it cannot be written there; the temporary file is gone again.
    """
    target = Path(path).resolve()  # a link stays a link
    temporary = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with temporary.open("xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(temporary, target)
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
