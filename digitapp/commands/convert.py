"""digitapp convert: writes a network in another program's format, or reads one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from digitapp.commands.common import OK, add_answers, add_command, run_of, say
from digitapp.i18n import tr


def add(commands: Any) -> None:
    """Put the command into the parser."""
    parser = add_command(commands, "convert", tr("write a network in another format, by the ending of the file's name"))
    parser.add_argument(
        "source", type=Path, metavar="IN", help=tr("a network: .safetensors, .keras, .h5, .onnx or .npz")
    )
    parser.add_argument(
        "target", type=Path, metavar="OUT", help=tr("the file to write: .safetensors, .keras, .h5, .onnx, .npz or .py")
    )
    parser.add_argument(
        "--images",
        action="store_true",
        help=tr("write a .keras, .h5 or .onnx file that takes images of 28 x 28 instead of rows of 784 numbers"),
    )
    add_answers(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do it; return the exit code."""
    from digitapp.core.files.model_file import SUFFIX, export_network, save_run

    opened = run_of(options.source, options)
    if options.target.suffix.lower() == SUFFIX and not options.images:
        save_run(options.target, opened)
    else:
        export_network(options.target, opened.end, images=options.images)
    result = {
        "source": str(options.source),
        "target": str(options.target),
        "weights": opened.end.network.count_params(),
    }
    text = tr(
        "{target}: {count} weights of {source}",
        target=options.target,
        count=opened.end.network.count_params(),
        source=opened.name,
    )
    say(options, result, text)
    return OK
