"""The names in a lesson's file that have something behind them, such as "read 7" or "notice overfitting"."""

from __future__ import annotations

import re
from collections.abc import Mapping

from digitapp.core.errors import InputError, brief
from digitapp.core.lessons.lesson import Check

Known = Mapping[str, int | tuple[str, ...] | None]  # each name with what stands behind it, as in lesson.CHECKS


def named(key: str, value: object, known: Known) -> Check:
    """Return a name that is known, with what stands behind it.

    Raises:
        InputError: it is not known, or something else stands behind it.
    """
    name, *behind = value.split() if isinstance(value, str) and value.strip() else [""]
    if name not in known:
        raise InputError(
            "expected {key} as one of {words}. Received: {received}",
            key=key,
            words=", ".join(known),
            received=brief(value),
        )
    allowed = known[name]
    if allowed is None and not behind:
        return Check(name)
    if isinstance(allowed, tuple) and len(behind) == 1 and behind[0] in allowed:
        return Check(name, behind[0])
    is_number = len(behind) == 1 and re.fullmatch("[0-9]{1,6}", behind[0]) is not None
    if isinstance(allowed, int) and is_number and int(behind[0]) <= allowed:
        return Check(name, int(behind[0]))
    raise _wrong_argument(key, name, allowed, value)


def _wrong_argument(key: str, name: str, allowed: int | tuple[str, ...] | None, value: object) -> InputError:
    """Return what is wrong with what stands behind a name."""
    received = brief(value)
    if allowed is None:
        return InputError("expected {key} as {name} alone. Received: {received}", key=key, name=name, received=received)
    if isinstance(allowed, int):
        return InputError(
            "expected {key} as {name} and a whole number up to {most}. Received: {received}",
            key=key,
            name=name,
            most=allowed,
            received=received,
        )
    return InputError(
        "expected {key} as {name} and one of {words}. Received: {received}",
        key=key,
        name=name,
        words=", ".join(allowed),
        received=received,
    )
