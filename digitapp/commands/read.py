"""digitapp read: reads pictures of digits."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitapp.commands.common import FAILED, OK, add_answers, add_command, add_model, run_of
from digitapp.core.errors import InputError
from digitapp.i18n import error_text, tr

if TYPE_CHECKING:
    from digitapp.core.paper.pictures import Picture
    from digitapp.core.reading.drawing import SeenDigit
    from digitapp.core.reading.reading import Reading
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
    opened = run_of(options.model, options)
    results: list[dict[str, object]] = []
    code = OK
    for number, path in enumerate(options.images, start=1):
        shown = options.show and options.show / f"{number}-{path.name}-read.png"
        try:
            result, text = _read(path, opened.end, shown, opened.settings.classes)
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


def _read(
    path: Path, moment: Moment, shown: Path | None, classes: tuple[str, ...] = ()
) -> tuple[dict[str, object], str]:
    """Return what the network makes of a picture, as values and in words; show it in `shown`, if given.

    `classes` are the names of the network's outputs; none for the ten digits.
    """
    from digitapp.core.paper.pictures import load_picture
    from digitapp.core.reading.pages import read_picture
    from digitapp.core.reading.shown import save_shown

    picture = load_picture(path)
    digits = read_picture(moment, picture)
    if shown is not None:
        save_shown(shown, picture, digits)
    values, text = _one(digits[0].reading, classes)
    if len(digits) == 1:
        return {"image": str(path), **values}, text
    rows = _rows(digits, classes)
    several: dict[str, object] = {
        "image": str(path),
        "text": rows,
        "digits": [_placed(picture, digit, classes) for digit in digits],
    }
    return several, tr("{text} ({count} digits)", text=" / ".join(rows), count=len(digits))


def _rows(digits: Sequence[SeenDigit], classes: tuple[str, ...]) -> list[str]:
    """Return the digits of each row, "?" where the network cannot tell."""
    rows = [""] * (digits[-1].row + 1)
    for digit in digits:
        rows[digit.row] += "?" if digit.reading.answer is None else _name(digit.reading.answer, classes)
    return rows


def _name(number: int, classes: tuple[str, ...]) -> str:
    return classes[number] if classes else str(number)


def _placed(picture: Picture, digit: SeenDigit, classes: tuple[str, ...]) -> dict[str, object]:
    """Return what the network makes of one of several digits, and the corners around it in shares of the picture."""
    values, _ = _one(digit.reading, classes)
    corners = [] if digit.corners is None else picture.from_canvas(digit.corners).round(4).tolist()
    return {"row": digit.row, "corners": corners, **values}


def _one(reading: Reading, classes: tuple[str, ...]) -> tuple[dict[str, object], str]:
    """Return what the network makes of a digit, as values and in words."""
    first, second, *_ = reading.ranking
    chances = [round(float(share), 6) for share in reading.probabilities]
    result: dict[str, object] = {
        "answer": reading.answer,
        "digit": first,
        "probability": chances[first],
        "probabilities": chances,
    }
    if classes:
        result["class"] = classes[first]
    name, other = (_name(number, classes) for number in (first, second))
    then = tr("then {digit}, {share:.1%}", digit=other, share=chances[second])
    if reading.answer is None:
        return result, tr("? (nearest {digit}, {share:.1%}; {then})", digit=name, share=chances[first], then=then)
    return result, f"{name} ({chances[first]:.1%}; {then})"
