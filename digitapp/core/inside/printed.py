"""Numbers as they are printed beside each other: what stands there adds up to the last digit."""

from __future__ import annotations

import math
from collections.abc import Sequence

_MOST = 9  # decimals, beyond which float32 has nothing to say


def number(value: float, decimals: int = 3) -> str:
    """Return a number with so many decimals and a real minus sign; never a negative zero."""
    text = f"{value:.{decimals}f}"
    return text.removeprefix("-") if float(text) == 0 else text.replace("-", "−")


def read_back(text: str) -> float:
    """Return the number that a printed one is."""
    return float(text.replace("−", "-"))


def bracketed(text: str) -> str:
    """Return a printed number as it stands behind a sign: a negative one in brackets."""
    return f"({text})" if text.startswith("−") else text


def factor(value: float, decimals: int = 3) -> str:
    """Return a number with so many decimals as it stands behind a sign."""
    return bracketed(number(value, decimals))


def short(value: float, digits: int = 3) -> str:
    """Return a number with so many significant digits, a very small one as a power of ten."""
    return f"{value:.{digits}g}".replace("-", "−")


def adding(parts: Sequence[float], decimals: int = 3) -> tuple[list[str], str]:
    """Return terms and their sum as they are printed, so that the printed terms add up to the printed sum.

    The terms are rounded, and the sum is that of the rounded terms: nobody who adds up what stands there finds another.
    """
    shown = [round(float(part), decimals) for part in parts]
    return [number(part, decimals) for part in shown], number(math.fsum(shown), decimals)


def decimals_for(change: float, least: int = 3) -> int:
    """Return how many decimals show the two leading digits of a small change."""
    if change == 0 or not math.isfinite(change):
        return least
    return min(max(least, 1 - math.floor(math.log10(abs(change)))), _MOST)
