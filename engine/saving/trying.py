"""Tries every answer to what a file leaves open: with which of them its network reads MNIST's test images."""

import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product
from pathlib import Path

from ..errors import InputError
from . import opening, pixels
from .answers import Answers
from .errors import Question


@dataclass(frozen=True, eq=False)
class Trials:
    """What a file leaves open, and what comes of each answer.

    Attributes:
        questions: all of them, also those that open_model answers by itself.
        results: the share of some of MNIST's test images that are read rightly, by a choice for each question, in their
            order; of what cannot be opened or tried there is none.
        suggested: the choices with the best result; the usual ones where no other are clearly better.
    """

    questions: tuple[Question, ...]
    results: Mapping[tuple[str, ...], float]
    suggested: tuple[str, ...]


def try_answers(path: str | os.PathLike[str]) -> Trials:
    """Open a file with every answer to all that it leaves open.

    Raises:
        InputError: there is no such file, it is damaged, or its network is none that this program reads.
    """
    from . import hdf5

    path = Path(path)
    with hdf5.read_once():
        questions = _questions(path)
        raised = [question for question in questions if question.assumed is None]
        results: dict[tuple[str, ...], tuple[float, float]] = {}
        for choices in product(*(question.choices for question in raised)):
            try:
                tried = opening.tried(path, _answers(raised, choices))
            except InputError:  # the weights do not fit this way
                continue
            results.update({(*choices, name)[: len(questions)]: result for name, result in tried.items()})
    usual = tuple(
        question.assumed if question.assumed and question.sure else question.choices[0] for question in questions
    )
    suggested, _ = pixels.best(results, usual)
    return Trials(questions, {choices: right for choices, (right, _) in results.items()}, suggested)


def _questions(path: Path) -> tuple[Question, ...]:
    """Return all that a file leaves open, what must be answered first."""
    raised: list[Question] = []
    while True:
        try:
            opened = opening.open_model(path, _answers(raised, [question.choices[0] for question in raised]))
        except Question as question:
            if any(question.parameter == other.parameter for other in raised):
                raise
            raised.append(question)
        else:
            return (*raised, *opened.questions)


def _answers(questions: list[Question], choices: Sequence[str]) -> Answers:
    given = {question.parameter: choice for question, choice in zip(questions, choices, strict=True)}
    return replace(Answers(), **given)
