"""Reads a lesson's file, which is not trusted: what is wrong is said with its line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from digitapp.core.errors import InputError, brief
from digitapp.core.lessons.lesson import (
    CHECKS,
    DEEDS,
    DEPTHS,
    FORMS,
    LANGUAGES,
    NETWORKS,
    PARTS,
    PREDICTIONS,
    SETUPS,
    Answer,
    Check,
    Lesson,
    Stop,
)
from digitapp.core.lessons.naming import Known, named
from digitapp.core.runs.presets import PRESETS, Preset
from digitapp.core.runs.settings import TrainingSettings
from engine.files import not_a_file

_LARGEST = 200_000  # bytes of a file
_MOST_STOPS = 100
_ANSWERS = (2, 4)  # at least and at most
_MOST_MINUTES = 240
_LESSON = ("title", "about", "minutes", "network", "stop")
_STOP = (
    *("form", "name", "depth", "title", "text", "deeper", "task", "hint"),
    *("show", "check", "predict", "settings", "answer"),
)
_ANSWER = ("text", "why", "right", "show", "do")


def load_lesson(path: Path) -> Lesson:
    """Return the lesson in a file.

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
    return reader.lesson(values, stops)


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

    def lesson(self, values: Mapping[str, Any], stops: list[object]) -> Lesson:
        """Return the whole lesson."""
        self._only_known(0, values, _LESSON)
        minutes = values.get("minutes", 0)
        if type(minutes) is not int or not 0 <= minutes <= _MOST_MINUTES:
            what = InputError(
                "expected {key} as a whole number up to {most}. Received: {received}",
                key="minutes",
                most=_MOST_MINUTES,
                received=brief(minutes),
            )
            raise self._wrong(0, what)
        return Lesson(
            self._words(0, values, "title"),
            tuple(self._stop(number, stop) for number, stop in enumerate(stops, 1)),
            self._one_of(0, "network", values.get("network", NETWORKS[0]), NETWORKS) == "bundled",
            self._words(0, values, "about") if "about" in values else {},
            minutes,
        )

    def _only_known(self, stop: int, values: Mapping[str, Any], known: tuple[str, ...]) -> None:
        """Refuse a key that means nothing, which is a slip of the pen more often than not."""
        for key in values:
            if key not in known:
                what = InputError(
                    "expected no other keys than {known}. Received: {key}", known=", ".join(known), key=brief(key)
                )
                raise self._wrong(stop, what)

    def _table(self, stop: int, values: object) -> dict[str, Any]:
        if not isinstance(values, dict):
            raise self._wrong(stop, InputError("expected a table. Received: {received}", received=brief(values)))
        return values

    def _words(self, stop: int, values: Mapping[str, Any], key: str) -> dict[str, str]:
        """Return a text in all languages."""
        found = values.get(key)
        found = found if isinstance(found, dict) else {}
        self._only_known(stop, found, LANGUAGES)
        for language in LANGUAGES:
            text = found.get(language)
            if not isinstance(text, str) or not text.strip():
                what = InputError(
                    "expected a text as {key}. Received: {received}", key=f"{key}.{language}", received=brief(text)
                )
                raise self._wrong(stop, what)
        return {language: " ".join(found[language].split()) for language in LANGUAGES}

    def _one_of(self, stop: int, key: str, value: object, words: tuple[str, ...]) -> str:
        """Return a value that must be one of these words."""
        if not isinstance(value, str) or value not in words:
            what = InputError(
                "expected {key} as one of {words}. Received: {received}",
                key=key,
                words=", ".join(words),
                received=brief(value),
            )
            raise self._wrong(stop, what)
        return value

    def _stop(self, number: int, values: object) -> Stop:
        """Return a stop."""
        values = self._table(number, values)
        self._only_known(number, values, _STOP)
        form = self._one_of(number, "form", values.get("form", FORMS[0]), FORMS)
        check = self._named(number, "check", values.get("check", "none"), CHECKS)
        predict = self._named(number, "predict", values["predict"], PREDICTIONS) if "predict" in values else None
        answers = values.get("answer", [])
        self._fits(number, form, check, predict, answers)
        name = values.get("name", "")
        if not isinstance(name, str) or not re.fullmatch("[a-z0-9_]{0,24}", name):
            what = InputError("expected name in small letters without spaces. Received: {name}", name=brief(name))
            raise self._wrong(number, what)
        return Stop(
            title=self._words(number, values, "title"),
            text=self._words(number, values, "text"),
            task=self._words(number, values, "task"),
            show=self._show(number, values),
            check=check,
            form=form,
            deeper=self._words(number, values, "deeper") if "deeper" in values else {},
            hint=self._words(number, values, "hint") if "hint" in values else {},
            depth=self._one_of(number, "depth", values["depth"], DEPTHS) if "depth" in values else "",
            predict=predict,
            answers=self._answers(number, answers) if form == "ask" else (),
            settings=self._settings(number, values["settings"]) if "settings" in values else None,
            name=name,
        )

    def _fits(self, number: int, form: str, check: Check, predict: Check | None, answers: object) -> None:
        """Refuse a stop whose form asks for something else than it has."""
        what = None
        if form == "mission" and check.name == "none":
            what = InputError("expected a check, which a mission is ended by. Received: none")
        elif form not in ("task", "mission") and check.name != "none":
            what = InputError(
                "expected no check at a stop of the form {form}. Received: {name}", form=form, name=check.name
            )
        elif (form == "predict") != (predict is not None):
            what = InputError("expected predict at the stops of the form predict, and at no other")
        elif (form == "ask") != bool(answers):
            what = InputError("expected answers, [[stop.answer]], at the stops of the form ask, and at no other")
        if what is not None:
            raise self._wrong(number, what)

    def _show(self, number: int, values: Mapping[str, Any]) -> tuple[str, ...]:
        show = values.get("show", [])
        if not isinstance(show, list) or not all(isinstance(part, str) and part in PARTS for part in show):
            what = InputError(
                "expected show as a list of some of {parts}. Received: {received}",
                parts=", ".join(PARTS),
                received=brief(show),
            )
            raise self._wrong(number, what)
        return tuple(show)

    def _answers(self, number: int, values: object) -> tuple[Answer, ...]:
        """Return the answers to a question, of which one is right."""
        given = values if isinstance(values, list) else []
        answers = tuple(self._answer(number, each) for each in given)
        least, most = _ANSWERS
        right = sum(answer.right for answer in answers)
        if not least <= len(answers) <= most or right != 1:
            what = InputError(
                "expected {least} to {most} answers, one of them with right = true. Received: {count}, {right} right",
                least=least,
                most=most,
                count=len(answers),
                right=right,
            )
            raise self._wrong(number, what)
        return answers

    def _answer(self, number: int, values: object) -> Answer:
        values = self._table(number, values)
        self._only_known(number, values, _ANSWER)
        right, deeds = values.get("right", False), values.get("do", [])
        if type(right) is not bool:
            what = InputError("expected right as true or false. Received: {received}", received=brief(right))
            raise self._wrong(number, what)
        if not isinstance(deeds, list):
            what = InputError("expected do as a list of deeds. Received: {received}", received=brief(deeds))
            raise self._wrong(number, what)
        return Answer(
            self._words(number, values, "text"),
            self._words(number, values, "why"),
            right,
            self._show(number, values),
            tuple(self._named(number, "do", deed, DEEDS) for deed in deeds),
        )

    def _settings(self, number: int, values: object) -> TrainingSettings:
        """Return the settings that a stop has a run trained with: a preset's, with some changed."""
        values = dict(self._table(number, values))
        names = tuple(each.name for each in fields(TrainingSettings))
        self._only_known(number, values, ("preset", *names))
        preset = self._one_of(number, "settings.preset", values.pop("preset", SETUPS[0]), SETUPS)
        if isinstance(values.get("hidden_units"), list):
            values["hidden_units"] = tuple(values["hidden_units"])
        try:
            return replace(PRESETS[Preset[preset.upper()]].settings, **values)
        except InputError as error:
            raise self._wrong(number, error) from error
        except TypeError as error:
            what = InputError("expected settings that a run can have. Received: {received}", received=brief(values))
            raise self._wrong(number, what) from error

    def _named(self, number: int, key: str, value: object, known: Known) -> Check:
        try:
            return named(key, value, known)
        except InputError as error:
            raise self._wrong(number, error) from error
