"""A change of the collection, applied to one that another window has made another of meanwhile, through their file."""

from __future__ import annotations

from collections.abc import Sequence
from difflib import SequenceMatcher

import numpy as np

from digitapp.core.my_digits.collection import MyDigit, MyDigits

_Key = tuple[int, tuple[bytes, ...]]


def applied(before: MyDigits, after: MyDigits, now: MyDigits) -> MyDigits:
    """Return `now` with what is different between `before` and `after`, and with everything else as it is now.

    Digits are the same if their label and their strokes are, as a file keeps them. What `after` has no more is taken
    away, what it has anew is put to the digit that it follows there, and what is gone by now stays gone.
    """
    result, keys = list(now), [_key(digit) for digit in now]
    old, new = [_key(digit) for digit in before], [_key(digit) for digit in after]
    if keys == old:
        return after
    for what, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if what == "equal":
            continue
        relabelled = end - start == new_end - new_start
        for step in range(end - start):
            place = _place(keys, old[start + step])
            if place is None:
                continue
            del result[place], keys[place]
            if relabelled:
                result.insert(place, after[new_start + step])
                keys.insert(place, new[new_start + step])
        if not relabelled:
            previous = _place(keys, new[new_start - 1]) if new_start else -1
            place = len(keys) if previous is None else previous + 1
            result[place:place] = after[new_start:new_end]
            keys[place:place] = new[new_start:new_end]
    return tuple(result)


def _place(keys: Sequence[_Key], key: _Key) -> int | None:
    return keys.index(key) if key in keys else None


def _key(digit: MyDigit) -> _Key:
    return digit.label, tuple(stroke.points.astype(np.float32).tobytes() for stroke in digit.strokes)
