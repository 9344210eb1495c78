"""What the commands share: their options, the files they begin with, how they say what came out."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from digitapp import i18n
from digitapp.i18n import tr

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


def say(options: argparse.Namespace, result: object, text: str) -> None:
    """Print a result as JSON or as text, as the person asked."""
    print(json.dumps(result) if options.json else text)


def run_of(path: Path | None) -> Any:
    """Return the run whose end is the network in a file, or the bundled one."""
    from digitapp.core.files.model_file import load_bundled, load_run

    return load_run(path) if path else load_bundled()


def dataset_of(folder: Path | None) -> Any:
    """Return the data set in a folder, or MNIST."""
    from digitapp.core.runs.dataset import load_folder, load_mnist

    return load_folder(folder) if folder else load_mnist()
