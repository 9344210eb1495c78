"""Work in parts: how much of a part is done, as a share of the whole."""

from __future__ import annotations

from collections.abc import Generator
from typing import TypeVar

Result = TypeVar("Result")


def of_whole(steps: Generator[float, None, Result], start: float, end: float) -> Generator[float, None, Result]:
    """Do a part that yields shares from 0 to 1; yield them as shares of the whole, from `start` to `end`."""
    while True:
        try:
            share = next(steps)
        except StopIteration as stop:
            result: Result = stop.value
            return result
        yield min(start + (end - start) * share, end)  # rounding must not say more
