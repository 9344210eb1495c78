"""What the classes of known data sets are called, where their files do not say it."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from string import ascii_lowercase, ascii_uppercase, digits

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError, brief

FASHION = (*("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"),)
KMNIST = ("お", "き", "す", "つ", "な", "は", "ま", "や", "れ", "を")
BALANCED = digits + ascii_uppercase + "abdefghnqrt"  # EMNIST's 47: letters that look alike are one class
EMNIST = {
    "byclass": dict(enumerate(digits + ascii_uppercase + ascii_lowercase)),
    "bymerge": dict(enumerate(BALANCED)),
    "balanced": dict(enumerate(BALANCED)),
    "letters": dict(enumerate(ascii_uppercase, 1)),
}
_FASHION_BEGINS = [9, 0, 0, 3, 0, 2, 7, 2, 5, 5]  # the first labels of its 60,000
_MOST_OF_MAPPING = 10_000  # bytes


def names_for(hint: str, labels: NDArray[np.integer]) -> Mapping[int, str]:
    """Return what a data set's classes are called, by what is known of it; nothing where that is not known.

    Args:
        hint: the names of its folder and files.
        labels: of its training images.
    """
    hint = hint.lower()
    if "emnist" in hint:
        return next((names for kind, names in EMNIST.items() if kind in hint), {})
    begins = len(labels) == 60_000 and labels[:10].tolist() == _FASHION_BEGINS
    if "fashion" in hint or begins:
        return dict(enumerate(FASHION))
    if "kmnist" in hint or "kuzushiji" in hint:
        return dict(enumerate(KMNIST))
    letters = ("a_z", "a-z", "letter", "alphabet", "sign_mnist")
    if any(word in hint for word in letters) and len(labels) and 9 < labels.max() <= 26:
        return dict(enumerate(ascii_uppercase, 1 if labels.min() == 1 else 0))
    return {}


def read_mapping(path: Path) -> dict[int, str]:
    """Return the names in EMNIST's mapping file: lines of a label and the codes of the letters that it stands for.

    Raises:
        InputError: it is no such file.
    """
    try:
        with path.open(encoding="utf-8") as file:
            text = file.read(_MOST_OF_MAPPING)
        rows = [[int(word) for word in line.split()] for line in text.splitlines() if line.strip()]
        return {label: chr(code) for label, code, *_ in rows}
    except (OSError, ValueError, OverflowError) as error:
        raise InputError(
            "{file}: expected lines of a label and the code of its letter, such as 1 65. Received: {received}",
            file=path.name,
            received=brief(str(error)),
        ) from error
