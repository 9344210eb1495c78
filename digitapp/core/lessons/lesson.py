"""Guided lessons, as files that a teacher can write: docs/lessons.md says how."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from digitapp.core.errors import InputError, brief
from engine.files import not_a_file

LANGUAGES = ("en", "ko")
PAGES = (
    "overview",
    "numbers",
    "sight",
    "diagram",
    "steps",
    "ledger",
    "units",
    "test_set",
    "map",
    "program",
    "runs",
    "weight",
)
PARTS = (
    *("canvas", "input", "bars", "verdict", "hidden_layer", "unit_card"),
    *("training_form", "train", "curves", "new_network", "relu", *PAGES),
)
KINDS = ("picture", "flatten", "dot", "bias", "function", "shift", "powers", "shares", "loss")
# What can be checked, and what stands behind its name: nothing, a whole number up to this, or one of these words.
CHECKS: dict[str, int | tuple[str, ...] | None] = {
    "none": None,
    "drawn": None,
    "read": 9,
    "unit": None,
    "unit_on": None,
    "unit_off": None,
    "unit_flipped": None,
    "showing_z": None,
    "pixel": 783,
    "below_zero": None,
    "step": KINDS,
    "flip_tried": None,
    "learned": None,
    "page": PAGES,
    "untrained": None,
    "batches": 100_000,
}
_LARGEST = 200_000  # bytes of a file
_MOST_STOPS = 100
_NETWORKS = ("current", "bundled")  # which one a lesson begins with


@dataclass(frozen=True)
class Check:
    """What must be done at a stop: one of CHECKS, and what stands behind its name."""

    name: str
    value: int | str | None = None


@dataclass(frozen=True)
class Stop:
    """One stop of a lesson.

    Attributes:
        title, text, task: by language.
        show: which of PARTS are lit up.
    """

    title: Mapping[str, str]
    text: Mapping[str, str]
    task: Mapping[str, str]
    show: tuple[str, ...]
    check: Check


@dataclass(frozen=True)
class Lesson:
    """A title by language, the stops, and whether they are about the network that came with the program."""

    title: Mapping[str, str]
    stops: tuple[Stop, ...]
    bundled: bool = False


def load_lesson(path: Path) -> Lesson:
    """Return the lesson in a file, which is not trusted.

    Raises:
        InputError: the file cannot be read or is no lesson; the message says what was expected, and in which line.
    """
    received = not_a_file(path)
    if received:
        raise InputError(
            "{file}: expected a lesson, a text file in UTF-8. Received: {reason}", file=path.name, reason=received
        )
    try:
        with path.open("rb") as file:
            data = file.read(_LARGEST + 1)
        text = data.decode("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise InputError(
            "{file}: expected a lesson, a text file in UTF-8. Received: {reason}", file=path.name, reason=reason
        ) from error
    if len(data) > _LARGEST:
        raise InputError("{file}: expected at most {most} bytes. Received: more", file=path.name, most=_LARGEST)
    return parse_lesson(text, path.name)


def parse_lesson(text: str, name: str) -> Lesson:
    """Return the lesson that a text describes; messages call it `name`.

    Raises:
        InputError: it is no lesson; the message says what was expected, and in which line.
    """
    try:
        values = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        raise InputError("{file}: expected TOML. Received: {error}", file=name, error=brief(str(error))) from error
    stops = values.get("stop")
    if not isinstance(stops, list) or not 1 <= len(stops) <= _MOST_STOPS:
        count = len(stops) if isinstance(stops, list) else 0
        raise InputError(
            "{file}: expected 1 to {most} stops, [[stop]]. Received: {count}", file=name, most=_MOST_STOPS, count=count
        )
    reader = _Reader(name, text)
    reader.only_known(0, values, ("title", "network", "stop"))
    title, network = reader.words(0, values, "title"), reader.network(values.get("network", _NETWORKS[0]))
    return Lesson(title, tuple(reader.stop(number, stop) for number, stop in enumerate(stops, 1)), network == "bundled")


class _Reader:
    """Reads a lesson's values, and knows in which line each stop begins."""

    def __init__(self, name: str, text: str) -> None:
        self._name = name
        self._lines = [
            1,
            *(text.count("\n", 0, at.start()) + 1 for at in re.finditer(r"^[ \t]*\[\[stop\]\]", text, re.M)),
        ]

    def _wrong(self, stop: int, what: InputError) -> InputError:
        """Return what is wrong, with its place: a stop counted from 1, or 0 for what stands before them."""
        line = self._lines[min(stop, len(self._lines) - 1)]
        if stop == 0:
            return InputError("{file}: {error}", file=self._name, error=what)
        return InputError(
            "{file}, stop {stop}, from line {line} on: {error}", file=self._name, stop=stop, line=line, error=what
        )

    def only_known(self, stop: int, values: Mapping[str, Any], known: tuple[str, ...]) -> None:
        """Refuse a key that means nothing, which is a slip of the pen more often than not."""
        for key in values:
            if key not in known:
                what = InputError(
                    "expected no other keys than {known}. Received: {key}", known=", ".join(known), key=brief(key)
                )
                raise self._wrong(stop, what)

    def words(self, stop: int, values: Mapping[str, Any], key: str) -> dict[str, str]:
        """Return a text in all languages."""
        found = values.get(key)
        found = found if isinstance(found, dict) else {}
        self.only_known(stop, found, LANGUAGES)
        for language in LANGUAGES:
            text = found.get(language)
            if not isinstance(text, str) or not text.strip():
                what = InputError(
                    "expected a text as {key}. Received: {received}", key=f"{key}.{language}", received=brief(text)
                )
                raise self._wrong(stop, what)
        return {language: " ".join(found[language].split()) for language in LANGUAGES}

    def network(self, value: object) -> str:
        """Return which network the lesson begins with."""
        if not isinstance(value, str) or value not in _NETWORKS:
            what = InputError(
                "expected {key} as one of {words}. Received: {received}",
                key="network",
                words=", ".join(_NETWORKS),
                received=brief(value),
            )
            raise self._wrong(0, what)
        return value

    def stop(self, number: int, values: object) -> Stop:
        """Return a stop."""
        if not isinstance(values, dict):
            raise self._wrong(number, InputError("expected a table. Received: {received}", received=brief(values)))
        self.only_known(number, values, ("title", "text", "task", "show", "check"))
        show = values.get("show", [])
        if not isinstance(show, list) or not all(isinstance(part, str) and part in PARTS for part in show):
            what = InputError(
                "expected show as a list of some of {parts}. Received: {received}",
                parts=", ".join(PARTS),
                received=brief(show),
            )
            raise self._wrong(number, what)
        return Stop(
            title=self.words(number, values, "title"),
            text=self.words(number, values, "text"),
            task=self.words(number, values, "task"),
            show=tuple(show),
            check=self._check(number, values.get("check", "none")),
        )

    def _check(self, number: int, value: object) -> Check:
        name, *behind = value.split() if isinstance(value, str) and value.strip() else [""]
        if name not in CHECKS:
            what = InputError(
                "expected check as one of {checks}. Received: {received}",
                checks=", ".join(CHECKS),
                received=brief(value),
            )
            raise self._wrong(number, what)
        allowed = CHECKS[name]
        if allowed is None and not behind:
            return Check(name)
        if isinstance(allowed, tuple) and len(behind) == 1 and behind[0] in allowed:
            return Check(name, behind[0])
        is_number = len(behind) == 1 and re.fullmatch("[0-9]{1,6}", behind[0]) is not None
        if isinstance(allowed, int) and is_number and int(behind[0]) <= allowed:
            return Check(name, int(behind[0]))
        raise self._wrong(number, _wrong_argument(name, allowed, value))


def _wrong_argument(name: str, allowed: int | tuple[str, ...] | None, value: object) -> InputError:
    """Return what is wrong with what stands behind a check's name."""
    received = brief(value)
    if allowed is None:
        return InputError("expected check as {name} alone. Received: {received}", name=name, received=received)
    if isinstance(allowed, int):
        return InputError(
            "expected check as {name} and a whole number up to {most}. Received: {received}",
            name=name,
            most=allowed,
            received=received,
        )
    return InputError(
        "expected check as {name} and one of {words}. Received: {received}",
        name=name,
        words=", ".join(allowed),
        received=received,
    )
