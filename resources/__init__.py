"""The files the program carries with it: MNIST, trained models, icons, translations."""

from pathlib import Path

_FOLDER = Path(__file__).resolve().parent


def path(name: str) -> Path:
    """Return where the resource `name` (such as "mnist" or "models/digits-512.safetensors") lies on this computer.

    It is the same call from a checkout, an editable install and a wheel.

    Raises:
        FileNotFoundError: there is no such resource; the message names the place that was looked at.
    """
    found = _FOLDER / name
    if not found.exists():
        raise FileNotFoundError(f"The program's own file {name} is missing. Expected: {found}")
    return found


def document(name: str) -> Path:
    """Return where a page of docs/ to read in the window (such as "learning.md") lies on this computer.

    A package that is installed has these pages beside its other files (setup.py puts them there); a checkout has docs/.

    Raises:
        FileNotFoundError: there is no such page; the message names the place that was looked at.
    """
    checkout = _FOLDER.parent / "docs" / name
    return path(f"docs/{name}") if (_FOLDER / "docs").exists() or not checkout.exists() else checkout
