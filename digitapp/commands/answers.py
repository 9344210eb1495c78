"""digitapp answers: makes one table of a class's answers to the ten questions."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

import resources
from digitapp.commands.common import OK, add_command, say
from digitapp.i18n import tr


def add(commands: Any) -> None:
    """Put the command into the parser."""
    parser = add_command(commands, "answers", tr("make a table, as CSV, of a class's answers to the ten questions"))
    parser.add_argument(
        "files",
        type=Path,
        nargs="+",
        metavar="FILE",
        help=tr("a file of answers, as the window saves them, or of codes"),
    )
    parser.add_argument("--out", type=Path, required=True, metavar="CSV", help=tr("the table to write"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do it; return the exit code."""
    from digitapp.core.files.exports import write_file
    from digitapp.core.lessons.answers import ClassTable, load_answers
    from digitapp.core.lessons.lesson_file import load_lesson

    questions = load_lesson(resources.path("lessons/questions.toml")).stops
    table = ClassTable.of((each for path in options.files for each in load_answers(path)), questions)
    write_file(options.out, table.csv().encode())
    before, after = table.mean_right(after=False), table.mean_right(after=True)
    text = tr(
        "{file}: {people} people; on average {before} of {all} right before, {after} after.",
        file=options.out,
        people=len(table.people),
        before=f"{before:.1f}" if before == before else "–",
        after=f"{after:.1f}" if after == after else "–",
        all=len(questions),
    )
    result = {"file": str(options.out), "people": len(table.people)}
    means = {"right_before": before, "right_after": after}
    say(options, {**result, **{name: value if value == value else None for name, value in means.items()}}, text)
    return OK
