"""Opens a network's file and tells what it leaves open, so that the person can be asked everything at once."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from digitapp.core.errors import InputError
from digitapp.core.files.model_file import load_run
from digitapp.core.runs.run import Run
from engine import activations
from engine.saving import Answers, Question, try_answers

_NOT_HIDDEN = ("softmax", "log_softmax")


@dataclass(frozen=True)
class OpenQuestion:
    """Something that a file does not say.

    Attributes:
        parameter: what it is, by its name in engine.saving.Answers: "hidden_activation", "kernels" or "pixels".
        choices: the answers that are offered.
    """

    parameter: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class Undecided:
    """A file of a network that leaves something open.

    Attributes:
        path: the file.
        questions: what it leaves open.
        suggested: a choice for each question: those with the best result, or the usual ones.
        results: the share of test images that the network reads rightly, by a choice for each question; of what
            cannot be tried there is none.
        functions: all functions that hidden layers can have.
    """

    path: Path
    questions: tuple[OpenQuestion, ...]
    suggested: tuple[str, ...]
    results: Mapping[tuple[str, ...], float]
    functions: tuple[str, ...]


def open_or_ask(path: Path, answers: Mapping[str, str] | None = None) -> Run | Undecided:
    """Return the network in a file; or what the file leaves open, if nobody has said it and nothing tells it.

    Raises:
        InputError: as for `load_run`; the message has the file's name without its folder.
    """
    with _short_names(path):
        if answers is None:
            try:
                run = load_run(path)
            except Question:
                return _undecided(path)
            doubtful = any(isinstance(note, Question) and not note.sure for note in run.notes)
            return _undecided(path) if doubtful else run
        return replace(load_run(path, answers=Answers(**answers)), answers=answers)


def what_is_open(path: Path) -> Undecided:
    """Return all that a file leaves open, to open it otherwise than it was opened.

    Raises:
        InputError: as for `load_run`.
    """
    with _short_names(path):
        return _undecided(path)


def _undecided(path: Path) -> Undecided:
    trials = try_answers(path)
    load_run(path, answers=Answers(**_chosen(trials.questions, trials.suggested)))  # what is refused is refused now
    questions = tuple(OpenQuestion(question.parameter, question.choices) for question in trials.questions)
    functions = tuple(name for name in activations.ACTIVATIONS if name not in _NOT_HIDDEN)
    return Undecided(path, questions, trials.suggested, trials.results, functions)


def _chosen(questions: tuple[Question, ...], choices: tuple[str, ...]) -> dict[str, str]:
    return {question.parameter: choice for question, choice in zip(questions, choices, strict=True)}


class _short_names:  # noqa: N801
    """Within this, errors speak of a file by its name: where it is the person has just said."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def __enter__(self) -> None: ...

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if isinstance(error, InputError) and error.values.get("file") == self._path:
            error.values["file"] = self._path.name
