"""digitapp evaluate: measures a network on test images, or on drawings in a stroke file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from digitapp.commands.common import OK, add_answers, add_command, add_data, add_model, dataset_of, run_of, say
from digitapp.core.errors import InputError
from digitapp.i18n import error_text, tr
from engine.data import ScaledImages

if TYPE_CHECKING:
    from digitapp.core.reading.evaluation import Evaluation


def add(commands: Any) -> None:
    """Put the command into the parser."""
    parser = add_command(commands, "evaluate", tr("measure a network on the test images"))
    add_model(parser)
    add_answers(parser)
    add_data(parser)
    parser.add_argument(
        "--pen", type=Path, metavar="FILE", help=tr("measure on the drawings of a stroke file (.npz) instead")
    )
    parser.add_argument(
        "--pictures",
        type=Path,
        metavar="FOLDER",
        help=tr("measure on picture files instead, named (7-photo.png) or sorted into folders by digit"),
    )
    parser.add_argument(
        "--errors",
        type=Path,
        metavar="FOLDER",
        help=tr("with --pen or --pictures: save pictures of what was read wrongly there"),
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do it; return the exit code."""
    if options.pen is not None and options.pictures is not None:
        raise InputError("Expected --pen or --pictures. Received: both")
    if options.pen is not None:
        return _measure_drawings(options)
    if options.pictures is not None:
        return _measure_pictures(options)
    if options.errors is not None:
        raise InputError("Expected --pen or --pictures together with --errors. Received: neither")
    measured = run_of(options.model, options)
    data = dataset_of(options.data)
    data.check_outputs(measured.end.network)
    images = ScaledImages(measured.end.received(data.test_images))
    loss, accuracy = measured.end.network.evaluate(images, data.test_labels, batch_size=1000, verbose=0)
    result = {
        "model": measured.name,
        "data": data.name,
        "images": len(data.test_labels),
        "loss": loss,
        "accuracy": accuracy,
    }
    text = tr(
        "{model}: {accuracy:.2%} of {count} test images of {data}, loss {loss:.4f}",
        model=measured.name,
        accuracy=accuracy,
        count=len(data.test_labels),
        data=data.name,
        loss=loss,
    )
    say(options, result, text)
    return OK


def _reads_digits(options: argparse.Namespace) -> Any:
    """Return the run of the network that is measured on drawings or pictures of digits."""
    measured = run_of(options.model, options)
    if measured.settings.classes:
        raise InputError(
            "Expected a network that tells the ten digits apart, which drawings and pictures are of. Received: one for"
            " {count} other classes",
            count=measured.settings.outputs,
        )
    return measured


def _measure_drawings(options: argparse.Namespace) -> int:
    from digitapp.core.paper.stroke_files import load_stroke_file
    from digitapp.core.reading.evaluation import evaluate_drawings, save_errors

    measured = _reads_digits(options)
    evaluation = evaluate_drawings(measured.end, load_stroke_file(options.pen))
    sheets = save_errors(options.errors, evaluation) if options.errors else []
    result = {
        "model": measured.name,
        "file": str(options.pen),
        "drawings": len(evaluation.labels),
        "accuracy": evaluation.accuracy,
        "accuracy_by_group": {
            group: {"accuracy": share, "drawings": count} for group, (share, count) in evaluation.by_group.items()
        },
        **_numbers(evaluation),
        "wrong": np.flatnonzero(~evaluation.right).tolist(),
        "error_sheets": [str(path) for path in sheets],
    }
    say(options, result, _report(measured.name, options.pen.name, evaluation))
    return OK


def _measure_pictures(options: argparse.Namespace) -> int:
    from digitapp.core.reading.evaluation import save_errors
    from digitapp.core.reading.picture_files import evaluate_pictures, labelled_pictures

    measured = _reads_digits(options)
    pictures = evaluate_pictures(measured.end, labelled_pictures(options.pictures))
    evaluation = pictures.read
    sheets = save_errors(options.errors, evaluation) if options.errors else []
    wrong = {
        str(pictures.files[place].relative_to(options.pictures)): int(evaluation.digits[place])
        for place in np.flatnonzero(~evaluation.right)
    }
    not_read = {str(path.relative_to(options.pictures)): error_text(error) for path, error in pictures.not_read}
    result = {
        "model": measured.name,
        "folder": str(options.pictures),
        "pictures": len(pictures.files) + len(not_read),
        "accuracy": pictures.accuracy,
        **(_numbers(evaluation) if len(evaluation.labels) else {}),
        "wrong": wrong,
        "not_read": not_read,
        "error_sheets": [str(path) for path in sheets],
    }
    text = tr(
        "{accuracy:.2%} of {count} pictures are right; in {none} of them no digit was found",
        accuracy=pictures.accuracy,
        count=len(pictures.files) + len(not_read),
        none=len(not_read),
    )
    lines = [
        text,
        *(f"  {name}: {digit}" for name, digit in wrong.items()),
        *(f"  {each}" for each in not_read.values()),
    ]
    if len(evaluation.labels):
        lines += ["", _report(measured.name, options.pictures.name, evaluation)]
    say(options, result, "\n".join(lines))
    return OK


def _numbers(evaluation: Evaluation) -> dict[str, Any]:
    """Return what is measured of any drawings, as it is said in JSON."""
    return {
        "accuracy_by_digit": evaluation.by_digit,
        "confusion": evaluation.confusion.tolist(),
        "calibration_error": evaluation.calibration_error,
        "refused": float(evaluation.refused.mean()),
        "median_ms": float(np.median(evaluation.seconds) * 1000),
        "p99_ms": float(np.quantile(evaluation.seconds, 0.99) * 1000),
    }


def _report(model: str, file: str, evaluation: Evaluation) -> str:
    """Return what came out as lines of text."""
    wrong = int((~evaluation.right).sum())
    lines = [
        tr(
            "{model}: {accuracy:.2%} of {count} drawings in {file}; {wrong} wrong",
            model=model,
            accuracy=evaluation.accuracy,
            count=len(evaluation.labels),
            file=file,
            wrong=wrong,
        ),
        tr("not said, because no digit stands out: {share:.2%}", share=evaluation.refused.mean()),
        tr("expected calibration error: {error:.2%}", error=evaluation.calibration_error),
        tr(
            "time for a drawing: {median:.2f} ms, 99 of 100 in {most:.2f} ms",
            median=np.median(evaluation.seconds) * 1000,
            most=np.quantile(evaluation.seconds, 0.99) * 1000,
        ),
        "",
        tr("each digit (rows: what it was, columns: what was read)"),
        "      " + "".join(f"{digit:6}" for digit in range(len(evaluation.confusion))),
    ]
    for digit, counts in enumerate(evaluation.confusion):
        if digit in evaluation.by_digit:
            shown = "".join(f"{count or '·':>6}" for count in counts)
            lines.append(f"{digit:6}{shown}   {evaluation.by_digit[digit]:.1%}")
    if evaluation.by_group:
        lines += ["", tr("each group of writers")]
        lines += [f"  {group}: {share:.2%} ({count})" for group, (share, count) in evaluation.by_group.items()]
    return "\n".join(lines)
