"""What somebody answered to the ten questions before and after the lessons; and a class's answers as one table.

Nothing here knows a name: a sheet has a random number, so that the same one, handed in twice, counts once. It fits in
one line, its code, which is all that a file of answers has in it:

    digitapp-answers 1 7f3a09c2 badcbaabca bacabbabca 5c

the sheet's number, the letters of the answers before and after ("-" where there is none), and two signs that tell a
slip of the pen.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from digitapp.core.errors import InputError, brief
from digitapp.core.lessons.lesson import Stop
from engine.files import not_a_file

NONE = "-"  # in the place of a letter
_LETTERS = "abcd"
_LARGEST = 100_000  # bytes of a file
_CODE = re.compile(r"digitapp-answers 1 ([0-9a-f]{8}) ([-a-d]{1,100}) ([-a-d]{1,100}) ([0-9a-f]{2})")


@dataclass(frozen=True)
class Answers:
    """One person's answers.

    Attributes:
        sheet: eight hexadecimal signs, random.
        before, after: a letter for each question, "a" for its first answer; "-" where it was not answered.
    """

    sheet: str
    before: str = ""
    after: str = ""

    def answered(self, number: int, answer: int, *, after: bool) -> Answers:
        """Return these answers with the one of this number, from 0, given to a question."""
        letters = self.after if after else self.before
        padded = letters.ljust(number + 1, NONE)
        changed = padded[:number] + _LETTERS[answer] + padded[number + 1 :]
        return Answers(self.sheet, self.before if after else changed, changed if after else self.after)

    def of(self, number: int, *, after: bool) -> int:
        """Return the number of the answer given to a question, or -1."""
        letters = self.after if after else self.before
        return _LETTERS.find(letters[number]) if number < len(letters) else -1

    def complete(self, questions: int, *, after: bool) -> bool:
        """Return whether all questions were answered."""
        return all(self.of(number, after=after) >= 0 for number in range(questions))

    def right(self, questions: Sequence[Stop], *, after: bool) -> int:
        """Return how many questions were answered rightly."""
        return sum(self.of(number, after=after) == right_answer(stop) for number, stop in enumerate(questions))

    def code(self, questions: int) -> str:
        """Return the line that says it all."""
        before, after = (letters[:questions].ljust(questions, NONE) for letters in (self.before, self.after))
        said = f"{self.sheet} {before} {after}"
        return f"digitapp-answers 1 {said} {_signs(said)}"


def right_answer(question: Stop) -> int:
    """Return the number of the right answer, from 0; -1 for a stop that asks nothing."""
    return next((number for number, answer in enumerate(question.answers) if answer.right), -1)


def letter(answer: int) -> str:
    """Return the letter that stands for an answer's number; a dash for -1."""
    return _LETTERS[answer] if 0 <= answer < len(_LETTERS) else NONE


def _signs(said: str) -> str:
    return f"{zlib.crc32(said.encode()) & 0xFF:02x}"


def answers_in(text: str, name: str) -> list[Answers]:
    """Return the answers whose codes stand in a text, whatever else there is; messages call it `name`.

    Raises:
        InputError: there is none, or one with a slip of the pen.
    """
    found = []
    for match in _CODE.finditer(text):
        sheet, before, after, signs = match.groups()
        if signs != _signs(f"{sheet} {before} {after}") or len(before) != len(after):
            raise InputError(
                "{file}: expected a code as the program wrote it. Received: {code}, which was changed",
                file=name,
                code=brief(match.group()),
            )
        found.append(Answers(sheet, before, after))
    if not found:
        raise InputError(
            "{file}: expected a line that begins with digitapp-answers. Received: {text}", file=name, text=brief(text)
        )
    return found


def load_answers(path: Path) -> list[Answers]:
    """Return the answers in a file, of one person or of several.

    Raises:
        InputError: it cannot be read, or holds none.
    """
    reason: object = not_a_file(path)
    if not reason:
        try:
            with path.open("rb") as file:
                return answers_in(file.read(_LARGEST).decode("utf-8-sig", errors="replace"), path.name)
        except OSError as error:
            reason = error.strerror or brief(str(error))
    raise InputError("{file}: expected a file of answers. Received: {reason}", file=path.name, reason=reason)


@dataclass(frozen=True)
class ClassTable:
    """The answers of a class.

    Attributes:
        people: each sheet once, as it was handed in last; in the order of the sheets' numbers, which says nothing of
            the order in which they came.
        questions: what was asked.
    """

    people: tuple[Answers, ...]
    questions: tuple[Stop, ...] = field(repr=False)

    @classmethod
    def of(cls, answers: Iterable[Answers], questions: Sequence[Stop]) -> ClassTable:
        """Return the table of these answers."""
        by_sheet = {each.sheet: each for each in answers}
        return cls(tuple(by_sheet[sheet] for sheet in sorted(by_sheet)), tuple(questions))

    def mean_right(self, *, after: bool) -> float:
        """Return how many questions were answered rightly, on average over those who answered any; NaN for nobody."""
        counted = [
            each.right(self.questions, after=after)
            for each in self.people
            if any(each.of(number, after=after) >= 0 for number in range(len(self.questions)))
        ]
        return sum(counted) / len(counted) if counted else float("nan")

    def csv(self) -> str:
        """Return it as CSV: a line for each person, and a first line with the letters of the right answers."""
        names = [stop.name or f"q{number}" for number, stop in enumerate(self.questions, 1)]
        rights = [letter(right_answer(stop)) for stop in self.questions]
        lines = [
            [
                "person",
                *(f"{name} {when}" for when in ("before", "after") for name in names),
                "right before",
                "right after",
            ],
            ["(right answers)", *rights, *rights, str(len(names)), str(len(names))],
        ]
        for person, each in enumerate(self.people, 1):
            letters = [letter(each.of(number, after=after)) for after in (False, True) for number in range(len(names))]
            counts = [str(each.right(self.questions, after=after)) for after in (False, True)]
            lines.append([str(person), *letters, *counts])
        return "".join(",".join(line) + "\n" for line in lines)
