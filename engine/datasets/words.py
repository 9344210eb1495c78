"""Texts as numbers: each word is its place in a list of all words, the most frequent first."""

import json
import os
from collections.abc import Sequence
from typing import Any

import numpy as np

from .. import checks
from ..errors import InputError
from ..types import Array
from . import places

Texts = list[list[int]]


def shuffled(texts: Array, labels: Array, random: np.random.RandomState) -> tuple[list[Any], Array]:
    """Return texts and labels in the order that Keras draws."""
    order = np.arange(len(texts))
    random.shuffle(order)
    return list(texts[order]), labels[order]


def numbered(texts: Sequence[Any], start_char: int | None, index_from: int) -> Texts:
    """Return the texts with words numbered from index_from on, each behind the start sign, if there is one."""
    begin = [] if start_char is None else [start_char]
    more = index_from or 0
    return [[*begin, *(int(word) + more for word in text)] for text in texts]


def short_ones(texts: Texts, labels: Array, maxlen: int | None) -> tuple[Texts, Array]:
    """Return the texts, and their labels, that are shorter than maxlen.

    Raises:
        InputError: none is.
    """
    if not maxlen:
        return texts, labels
    kept = [number for number, text in enumerate(texts) if len(text) < maxlen]
    if not kept:
        raise InputError("maxlen must leave some texts. Received: maxlen={maxlen}", maxlen=maxlen)
    return [texts[number] for number in kept], labels[kept]


def frequent(texts: Texts, num_words: int | None, skip_top: int, oov_char: int | None) -> Array:
    """Return the texts, (n,) of lists, with oov_char for words that are too rare or too frequent, or without them."""
    if num_words is not None:
        checks.positive_integer("num_words", num_words)
    most = num_words if num_words else max(max(text, default=0) for text in texts)
    rows = np.empty(len(texts), object)
    for number, text in enumerate(texts):
        if oov_char is None:
            rows[number] = [word for word in text if skip_top <= word < most]
        else:
            rows[number] = [word if skip_top <= word < most else oov_char for word in text]
    return rows


def index(path: str | os.PathLike[str]) -> dict[str, int]:
    """Return the number of each word from a JSON file.

    Raises:
        InputError: there is no such file, or it is damaged.
    """
    place = places.find(path)
    try:
        words = json.loads(place.read_text("utf-8"))
    except (ValueError, OSError, RecursionError) as error:
        raise InputError("{file}: expected JSON. Received: {error}", file=place, error=str(error)[:200]) from error
    if not isinstance(words, dict):
        raise InputError("{file}: expected JSON. Received: {error}", file=place, error=type(words).__name__)
    return words
