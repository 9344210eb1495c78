"""The command line: the window, and the same work without a window: train, evaluate, read."""

from __future__ import annotations

import argparse
import gc
import io
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from digitapp import __version__, i18n, system_libraries
from digitapp.commands import answers, convert, evaluate, read, runs, train
from digitapp.commands.common import FAILED, INTERRUPTED, OK, USAGE, add_language, add_model
from digitapp.core.errors import InputError
from digitapp.i18n import error_text, tr

__all__ = ["FAILED", "INTERRUPTED", "OK", "USAGE", "main"]


def main(arguments: Sequence[str]) -> int:
    """Run a command; return 0 when it did what was asked, 1 when it could not, 2 when it was not understood."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a file's name may have letters that the terminal has not
    try:
        try:
            return _run(arguments)
        finally:
            if sys.stdout is not None:
                sys.stdout.flush()
    except BrokenPipeError:  # whoever read our output has enough; Python shall not complain when it closes it
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED


def _run(arguments: Sequence[str]) -> int:
    i18n.set_language(_language_of(arguments))
    i18n.teach_argparse()
    options = _parser().parse_args(arguments)
    try:
        code: int = options.run(options)
    except InputError as error:
        print(f"digitapp: {error_text(error)}", file=sys.stderr)
        return FAILED
    except KeyboardInterrupt:
        print(file=sys.stderr)
        return INTERRUPTED
    return code


def _language_of(arguments: Sequence[str]) -> str:
    """Return the language that --lang asks for, needed before the texts of the help are made."""
    for given, value in zip(arguments, [*arguments[1:], ""], strict=False):
        name, _, after = given.partition("=")
        if name == "--lang" and (after or value) in i18n.LANGUAGES:
            return after or value
    return i18n.system_language()


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="digitapp",
        description=tr(
            "Draw a digit, watch a small ReLU network read it, and train it. Without a command: the window."
        ),
    )
    add_language(parser)
    parser.add_argument(
        "--version", action="version", version=f"digitapp {__version__}", help=tr("say the version and end")
    )
    add_model(parser)
    parser.set_defaults(run=_open_window, model=None, lang="", runs_folder=_runs_folder)
    commands = parser.add_subparsers(title=tr("commands"), metavar=tr("COMMAND"))
    for command in (train, evaluate, read, convert, runs, answers):
        command.add(commands)
    return parser


def _runs_folder() -> Path:
    from digitapp import preferences

    return preferences.runs_folder()


def _open_window(options: argparse.Namespace) -> int:
    missing = system_libraries.missing_packages()
    if missing:
        print(system_libraries.complaint(missing), file=sys.stderr)
        return FAILED
    gc.disable()  # what is read and built for the window stays; app.py goes on with the collector when it is there
    from digitapp import app

    return app.main(options.model, options.lang)
