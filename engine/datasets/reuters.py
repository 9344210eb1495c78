"""Reuters: 11,228 newswires as numbers of words, with 46 topics, from reuters.npz."""

import os

import numpy as np

from ..types import Array
from . import ragged, words

Part = tuple[Array, Array]


def load_data(
    path: str | os.PathLike[str] = "reuters.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    test_split: float = 0.2,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> tuple[Part, Part]:
    """Return (newswires, topics) for training and for testing; see imdb.load_data for the arguments.

    Raises:
        InputError: there is no such file, or it is damaged.
    """
    x, y = ragged.arrays(path, "x", "y")
    texts, labels = words.shuffled(x, y, np.random.RandomState(seed))
    kept, labels = words.short_ones(words.numbered(texts, start_char, index_from), labels, maxlen)
    rows = words.frequent(kept, num_words, skip_top, oov_char)
    at = int(len(rows) * (1 - test_split))
    return (rows[:at], labels[:at]), (rows[at:], labels[at:])


def get_word_index(path: str | os.PathLike[str] = "reuters_word_index.json") -> dict[str, int]:
    """Return the number of each word, before index_from is added."""
    return words.index(path)
