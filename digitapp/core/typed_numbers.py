"""Numbers as people type them: with a percent sign, grouped by thousands, in full-width digits, with a comma."""

from __future__ import annotations

import re
import unicodedata
from decimal import Decimal, InvalidOperation

_GROUPED = re.compile(r"[+-]?[1-9]\d{0,2}(?:(?:,\d{3})+|(?: \d{3})+)(?:\.\d+)?")  # 1,000 or 1 000 000.5
_PLAIN = re.compile(r"[+-]?(?:\d+(?:[.,]\d*)?|[.,]\d+)(?:[eE][+-]?\d+)?")  # 12, 0,5 or 1e-3
_BEGUN = re.compile(r"[+-]?\d*[.,]?\d*(?:(?<=[\d.,])[eE][+-]?)?")  # what may become a number with the next keys
_LONGEST = 60  # characters of a number


def read_number(text: str, *, percent: bool = False, whole: bool = False) -> float | None:
    """Return the number that was meant by `text`, None where that cannot be told.

    Args:
        text: as it was typed.
        percent: the number is one of percent; the sign may stand behind it.
        whole: only whole numbers are meant, so that a point in it is none.
    """
    plain = _plain_characters(text, percent=percent)
    if _GROUPED.fullmatch(plain):
        plain = plain.replace(",", "").replace(" ", "")
    elif not _PLAIN.fullmatch(plain):
        return None
    plain = plain.replace(",", ".")
    try:
        number = Decimal(plain)
        if whole and (number != number.to_integral_value() or ("." in plain and "e" not in plain.lower())):
            return None
        return float(number)
    except (InvalidOperation, OverflowError):
        return None


def may_become_number(text: str, *, percent: bool = False) -> bool:
    """Return whether `text` looks like the beginning of a number, such as "1e-" or nothing yet."""
    return _BEGUN.fullmatch(_plain_characters(text, percent=percent)) is not None


def _plain_characters(text: str, *, percent: bool) -> str:
    if len(text) > _LONGEST or any(unicodedata.category(character) == "No" for character in text):
        return "?"  # longer than any number that is meant, or 10², which is not 102
    plain = unicodedata.normalize("NFKC", text).replace("\N{MINUS SIGN}", "-").strip()
    return plain.rstrip("% ") if percent else plain
