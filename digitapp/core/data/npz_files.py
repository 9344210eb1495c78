"""Data sets in .npz files: Keras's mnist.npz, and others with the usual names."""

from __future__ import annotations

from pathlib import Path

from digitapp.core.data.names import names_for
from digitapp.core.data.raw import Part, Raw, Reading, images_of, labels_of
from digitapp.core.errors import InputError
from engine.saving import npz

_TRAIN = (
    *(("x_train", "y_train"), ("X_train", "y_train"), ("train_images", "train_labels"), ("train_x", "train_y")),
    *(("training_images", "training_labels"), ("images", "labels"), ("x", "y"), ("X", "y"), ("data", "target")),
)
_TEST = (
    *(("x_test", "y_test"), ("X_test", "y_test"), ("test_images", "test_labels"), ("test_x", "test_y")),
    ("val_images", "val_labels"),
)
_KNOWN = {name for pair in (*_TRAIN, *_TEST) for name in pair}
_MY_DIGITS = {"label", "start", "stroke_start", "xy"}


def is_strokes(path: Path) -> bool:
    """Return whether an .npz file holds drawings as strokes, such as My digits.

    Raises:
        InputError: it is damaged.
    """
    return _names(path) >= _MY_DIGITS


def has_images(path: Path) -> bool:
    """Return whether an .npz file holds images and labels.

    Raises:
        InputError: it is damaged.
    """
    return any(set(pair) <= _names(path) for pair in _TRAIN)


def read_npz(path: Path) -> Reading:
    """Read a data set in an .npz file.

    Raises:
        InputError: it is damaged, or has no images and labels under names that are known.
    """
    yield 0.0
    arrays = npz.read(path, lambda name: name in _KNOWN)
    yield 0.6
    found = [next((pair for pair in known if set(pair) <= set(arrays)), None) for known in (_TRAIN, _TEST)]
    if found[0] is None:
        raise InputError(
            "{file}: expected arrays x_train, y_train, x_test and y_test, as in Keras's mnist.npz. Received: {names}",
            file=path.name,
            names=", ".join(sorted(_names(path))[:12]),
        )
    parts = []
    for pair in found:
        if pair is not None:
            images = images_of(f"{path.name}: {pair[0]}", arrays[pair[0]])
            parts.append(Part(images, labels_of(f"{path.name}: {pair[1]}", arrays[pair[1]], len(images))))
            yield 0.8
    train, test = parts[0], parts[1] if len(parts) > 1 else None
    names = names_for(path.name, train.labels) if train.labels.dtype.kind == "i" else {}
    return Raw(path.stem, path, train, test, names)


def _names(path: Path) -> set[str]:
    seen: set[str] = set()

    def note(name: str) -> bool:
        seen.add(name)
        return False

    npz.read(path, note)
    return seen
