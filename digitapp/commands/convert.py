"""digitapp convert: writes a network in another program's format, or reads one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from digitapp.commands.common import OK, add_answers, add_command, record_of, say
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
    from digitapp.core.model_file import SUFFIX, export_network, save_record

    record = record_of(options.source, options)
    if options.target.suffix.lower() == SUFFIX and not options.images:
        save_record(options.target, record)
    else:
        export_network(options.target, record, images=options.images)
    result = {"source": str(options.source), "target": str(options.target), "weights": record.network.count_params()}
    text = tr(
        "{target}: {count} weights of {source}", target=options.target, count=result["weights"], source=record.name
    )
    say(options, result, text)
    return OK
