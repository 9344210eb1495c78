"""Numbers as the window writes them; what is written down of a computation is true as it stands there."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

_MOST = 6  # digits after the point
_RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


def number(value: float, digits: int = 3) -> str:
    """Return `value` with so many digits after the point and a real minus sign, as wide as a plus."""
    written = f"{value:.{digits}f}"
    if written.startswith("-") and not written.strip("-0."):
        written = written[1:]  # a zero has no sign
    return written.replace("-", "−")


def significant(value: float, digits: int = 3) -> str:
    """Return `value` with so many digits that count, small ones as 1.23·10⁻⁵."""
    if value == 0 or not math.isfinite(value):
        return number(value, 0)
    mantissa, _, power = f"{value:.{digits - 1}e}".partition("e")
    if -4 <= int(power) <= 5:
        return number(float(f"{value:.{digits - 1}e}"), max(digits - 1 - int(power), 0))
    return f"{mantissa}·10{str(int(power)).translate(_RAISED)}".replace("-", "−")


def in_brackets(value: str) -> str:
    """Return a number that was written, in brackets where it has a sign of its own."""
    return f"({value})" if value.startswith("−") else value


def added_up(parts: Sequence[float], total: float, digits: int = 3, most: int = _MOST) -> tuple[list[str], str]:
    """Return the parts of a sum and the sum as written numbers that add up to the last digit written.

    They have `digits` digits after the point, or as many more as it takes; where `most` are not enough, the largest
    part takes what the rounding has left.
    """
    if not all(map(math.isfinite, (*parts, total))):
        return [number(part, digits) for part in parts], number(total, digits)
    for places in range(digits, max(digits, most) + 1):
        shown = [_in_units(part, places) for part in parts]
        if sum(shown) == _in_units(total, places):
            break
    else:
        largest = max(range(len(shown)), key=lambda place: abs(shown[place]))
        shown[largest] += _in_units(total, places) - sum(shown)
    return [number(part / 10**places, places) for part in shown], number(total, places)


def computed(
    operands: Sequence[float],
    result: float,
    how: Callable[..., float],
    digits: int = 3,
    result_digits: int | None = None,
) -> tuple[list[str], str]:
    """Return operands and a result as written numbers: who computes `how` with what is written gets that result.

    The operands have `digits` digits after the point, or as many more as that takes, up to nine.
    """
    last = digits if result_digits is None else result_digits
    written = number(result, last)
    for places in range(digits, 10):
        shown = [round(value, places) for value in operands]
        try:
            if number(how(*shown), last) == written:
                break
        except (ArithmeticError, ValueError):  # a 0 that is none any more with more digits
            continue
    return [number(value, places) for value in operands], written


def _in_units(value: float, places: int) -> int:
    """Return a number in units of the last digit written."""
    units: int = round(value * 10.0**places)
    return units
