"""IMDB: 50,000 reviews of films as numbers of words, with 1 for the good and 0 for the bad, from imdb.npz."""

import os

import numpy as np

from ..types import Array
from . import ragged, words

Part = tuple[Array, Array]


def load_data(
    path: str | os.PathLike[str] = "imdb.npz",
    num_words: int | None = None,
    skip_top: int = 0,
    maxlen: int | None = None,
    seed: int = 113,
    start_char: int | None = 1,
    oov_char: int | None = 2,
    index_from: int = 3,
) -> tuple[Part, Part]:
    """Return (reviews, labels) for training and for testing, the reviews as lists of the numbers of their words.

    Args:
        path: a file of Keras's, where it is or in Keras's folder.
        num_words: words of this number and above are too rare, and become oov_char.
        skip_top: words below this number are too frequent, and become it too.
        maxlen: only shorter reviews are kept.
        seed: of the order of the reviews.
        start_char: what each review begins with; None for nothing.
        oov_char: what stands for a word that is left out; None for nothing.
        index_from: what is added to the numbers of the words.

    Raises:
        InputError: there is no such file, or it is damaged.
    """
    x_train, y_train, x_test, y_test = ragged.arrays(path, "x_train", "y_train", "x_test", "y_test")
    random = np.random.RandomState(seed)
    parts = []
    for x, y in ((x_train, y_train), (x_test, y_test)):
        texts, labels = words.shuffled(x, y, random)
        parts.append(words.short_ones(words.numbered(texts, start_char, index_from), labels, maxlen))
    (first, y_train), (second, y_test) = parts
    kept = words.frequent([*first, *second], num_words, skip_top, oov_char)
    return (kept[: len(first)], y_train), (kept[len(first) :], y_test)


def get_word_index(path: str | os.PathLike[str] = "imdb_word_index.json") -> dict[str, int]:
    """Return the number of each word, before index_from is added."""
    return words.index(path)
