"""What stands at a path that should be a file, asked before it is opened: opening a pipe can wait for ever."""

from __future__ import annotations

import os
import stat

from .errors import Words

NO_SUCH_FILE = Words("no such file")


def not_a_file(path: str | os.PathLike[str]) -> Words | None:
    """Return what is at `path` in the place of a regular file, in words for a message; None for a regular file."""
    try:
        mode = os.stat(path).st_mode
    except PermissionError:
        return Words("a file that may not be read")
    except (OSError, ValueError):  # ValueError: a name that no file can have
        return NO_SUCH_FILE
    if stat.S_ISREG(mode):
        return None
    if stat.S_ISDIR(mode):
        return Words("a folder")
    if stat.S_ISFIFO(mode):
        return Words("a pipe")
    return Words("a socket") if stat.S_ISSOCK(mode) else Words("a device")
