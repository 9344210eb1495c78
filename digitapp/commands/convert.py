"""digitapp convert: writes a network in another program's format, or reads one."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from digitapp.commands.common import OK, add_command, say
from digitapp.i18n import tr


def add(commands: Any) -> None:
    """Put the command into the parser."""
    parser = add_command(commands, "convert", tr("write a network in another format, by the ending of the file's name"))
    parser.add_argument(
        "source", type=Path, metavar="IN", help=tr("a network: .safetensors, .keras, .h5, .weights.h5 or .npz")
    )
    parser.add_argument(
        "target", type=Path, metavar="OUT", help=tr("the file to write: .safetensors, .keras, .onnx, .npz or .py")
    )
    parser.add_argument(
        "--hidden",
        metavar="FUNCTION",
        help=tr("the function of the hidden layers, such as relu, for a file that has weights only"),
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do it; return the exit code."""
    from digitapp.core.files.model_file import SUFFIX, export_network, load_run, save_run

    opened = load_run(options.source, hidden_activation=options.hidden)
    if options.target.suffix.lower() == SUFFIX:
        save_run(options.target, opened)
    else:
        export_network(options.target, opened.end)
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
