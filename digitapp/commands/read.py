"""digitapp read: reads pictures of digits."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitapp.commands.common import FAILED, OK, add_answers, add_command, add_model, run_of
from digitapp.core.errors import InputError
from digitapp.i18n import error_text, tr

if TYPE_CHECKING:
    from digitapp.core.runs.moment import Moment


def add(commands: Any) -> None:
    """Put the command into the parser."""
    parser = add_command(commands, "read", tr("read pictures of digits"))
    parser.add_argument("images", type=Path, nargs="+", metavar="IMAGE", help=tr("a picture file, such as PNG or JPEG"))
    add_model(parser)
    add_answers(parser)
    parser.add_argument("--show", type=Path, metavar="FOLDER", help=tr("save there a picture of what was made of each"))
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do it; return the exit code."""
    moment = run_of(options.model, options).end
    results: list[dict[str, object]] = []
    code = OK
    for number, path in enumerate(options.images, start=1):
        shown = options.show and options.show / f"{number}-{path.name}-read.png"
        try:
            result, text = _read(path, moment, shown)
        except InputError as error:
            code = FAILED
            results.append({"image": str(path), "error": error_text(error)})
            print(f"digitapp: {error_text(error)}", file=sys.stderr)
            continue
        results.append(result)
        if not options.json:
            print(f"{path}: {text}")
    if options.json:
        print(json.dumps(results))
    return code


def _read(path: Path, moment: Moment, shown: Path | None) -> tuple[dict[str, object], str]:
    """Return what the network makes of a picture, as values and in words; show it in `shown`, if given."""
    from digitapp.core.paper.pictures import load_picture, save_shown
    from digitapp.core.reading.reading import read

    picture = load_picture(path)
    if shown is not None:
        save_shown(shown, picture)
    reading = read(moment, picture.image)
    first, second, *_ = reading.ranking
    chances = [round(float(share), 6) for share in reading.probabilities]
    result: dict[str, object] = {
        "image": str(path),
        "answer": reading.answer,
        "digit": first,
        "probability": chances[first],
        "probabilities": chances,
    }
    then = tr("then {digit}, {share:.1%}", digit=second, share=chances[second])
    if reading.answer is None:
        return result, tr("? (nearest {digit}, {share:.1%}; {then})", digit=first, share=chances[first], then=then)
    return result, f"{first} ({chances[first]:.1%}; {then})"
