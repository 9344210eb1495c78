"""digitapp read: reads pictures of digits."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from digitapp.commands.common import FAILED, OK, add_command, add_model, record_of
from digitapp.core.errors import InputError
from digitapp.i18n import error_text, tr


def add(commands: Any) -> None:
    """Put the command into the parser."""
    parser = add_command(commands, "read", tr("read pictures of digits"))
    parser.add_argument("images", type=Path, nargs="+", metavar="IMAGE", help=tr("a picture file, such as PNG or JPEG"))
    add_model(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do it; return the exit code."""
    from digitapp.core.pictures import load_picture
    from digitapp.core.reading import read

    record = record_of(options.model)
    results: list[dict[str, object]] = []
    code = OK
    for path in options.images:
        try:
            reading = read(record.network, load_picture(path))
        except InputError as error:
            code = FAILED
            results.append({"image": str(path), "error": error_text(error)})
            print(f"digitapp: {error_text(error)}", file=sys.stderr)
            continue
        first, second, *_ = reading.ranking
        chances = [round(float(share), 6) for share in reading.probabilities]
        results.append({"image": str(path), "digit": first, "probability": chances[first], "probabilities": chances})
        if not options.json:
            then = tr("then {digit}, {share:.1%}", digit=second, share=chances[second])
            print(f"{path}: {first} ({chances[first]:.1%}; {then})")
    if options.json:
        print(json.dumps(results))
    return code
