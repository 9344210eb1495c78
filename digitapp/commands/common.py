"""What the commands share: their options, the files they begin with, how they say what came out."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from digitapp import i18n
from digitapp.i18n import error_text, tr

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


def add_command(commands: Any, name: str, text: str) -> argparse.ArgumentParser:
    """Return the parser of a new command; it has --lang and --json already."""
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    add_language(parser)
    parser.add_argument("--json", action="store_true", help=tr("print the result as JSON"))
    return parser


def add_language(parser: argparse.ArgumentParser) -> None:
    """Let the parser take --lang; it was obeyed before the parser was made."""
    languages = sorted(i18n.LANGUAGES)
    parser.add_argument("--lang", choices=languages, default=argparse.SUPPRESS, help=tr("the language to speak"))


def add_model(parser: argparse.ArgumentParser) -> None:
    """Let the parser take --model."""
    text = tr("the network (default: the bundled one)")
    parser.add_argument("--model", type=Path, metavar="FILE", default=argparse.SUPPRESS, help=text)


def add_answers(parser: argparse.ArgumentParser) -> None:
    """Let the parser take the answers to what a network's file may leave open."""
    from engine.saving.answers import KERNELS, NORMALIZATION, PIXELS

    group = parser.add_argument_group(tr("for files that do not say all of their network"))
    group.add_argument(
        "--hidden",
        metavar="FUNCTION",
        help=tr("the function of the hidden layers, such as relu, for a file that has weights only"),
    )
    group.add_argument(
        "--output", metavar="FUNCTION", help=tr("the function of the last layer of such a file (default: softmax)")
    )
    group.add_argument(
        "--kernels", choices=KERNELS, help=tr("how the weights lie in such a file, where their sizes allow both")
    )
    group.add_argument(
        "--normalization",
        choices=NORMALIZATION,
        help=tr("where batch normalization stands in such a file, seen from the function of the layer in front"),
    )
    group.add_argument(
        "--pixels",
        choices=list(PIXELS),
        help=tr("the numbers that images were when the network was trained, where its file does not say it"),
    )


def answers_of(options: argparse.Namespace) -> Any:
    """Return the answers that were given."""
    from engine.saving import Answers

    return Answers(options.hidden, options.output, options.kernels, options.normalization, options.pixels)


def add_data(parser: argparse.ArgumentParser) -> None:
    """Let the parser take --data."""
    text = tr("a data set instead of MNIST: a folder of IDX files or of pictures sorted by class, a .npz, a .csv")
    parser.add_argument("--data", type=Path, metavar="PATH", help=text)


def say(options: argparse.Namespace, result: object, text: str) -> None:
    """Print a result as JSON or as text, as the person asked."""
    print(json.dumps(result) if options.json else text)


def run_of(path: Path | None, options: argparse.Namespace) -> Any:
    """Return the run whose end is the network in a file, or the bundled one; say what its file left open."""
    from digitapp.core.files.model_file import load_bundled, load_run
    from engine.saving import Question

    if path is None:
        return load_bundled()
    run = load_run(path, answers=answers_of(options))
    for note in run.notes:
        print(f"digitapp: {error_text(note)}", file=sys.stderr)
        if isinstance(note, Question):
            print(tr("(--{option} says so, or otherwise.)", option=note.parameter), file=sys.stderr)
    return run


def dataset_of(folder: Path | None) -> Any:
    """Return the data set in a folder or a file, or MNIST; say what was done to it."""
    from digitapp.core.runs.dataset import load_folder, load_mnist

    if folder is None:
        return load_mnist()
    data = load_folder(folder)
    for note in data.notes:
        print(f"digitapp: {error_text(note)}", file=sys.stderr)
    return data
