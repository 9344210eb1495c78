"""digitapp evaluate: measures a network on test images, or on drawings in a stroke file."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from digitapp.commands.common import OK, add_answers, add_command, add_model, dataset_of, run_of, say
from digitapp.core.errors import InputError
from digitapp.i18n import tr

if TYPE_CHECKING:
    from digitapp.core.reading.evaluation import Evaluation


def add(commands: Any) -> None:
    """Put the command into the parser."""
    parser = add_command(commands, "evaluate", tr("measure a network on the test images"))
    add_model(parser)
    add_answers(parser)
    parser.add_argument("--data", type=Path, metavar="FOLDER", help=tr("a folder of IDX files instead of MNIST"))
    parser.add_argument(
        "--pen", type=Path, metavar="FILE", help=tr("measure on the drawings of a stroke file (.npz) instead")
    )
    parser.add_argument(
        "--errors", type=Path, metavar="FOLDER", help=tr("with --pen: save pictures of what was read wrongly there")
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do it; return the exit code."""
    if options.pen is not None:
        return _measure_drawings(options)
    if options.errors is not None:
        raise InputError("Expected a stroke file after --pen, together with --errors. Received: none")
    measured = run_of(options.model, options)
    data = dataset_of(options.data)
    loss, accuracy = measured.end.network.evaluate(data.test_inputs, data.test_labels, batch_size=1000, verbose=0)
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


def _measure_drawings(options: argparse.Namespace) -> int:
    from digitapp.core.paper.stroke_files import load_stroke_file
    from digitapp.core.reading.evaluation import evaluate_drawings, save_errors

    measured = run_of(options.model, options)
    evaluation = evaluate_drawings(measured.end, load_stroke_file(options.pen))
    sheets = save_errors(options.errors, evaluation) if options.errors else []
    result = {
        "model": measured.name,
        "file": str(options.pen),
        "drawings": len(evaluation.labels),
        "accuracy": evaluation.accuracy,
        "accuracy_by_digit": evaluation.by_digit,
        "accuracy_by_group": {
            group: {"accuracy": share, "drawings": count} for group, (share, count) in evaluation.by_group.items()
        },
        "confusion": evaluation.confusion.tolist(),
        "calibration_error": evaluation.calibration_error,
        "refused": float(evaluation.refused.mean()),
        "median_ms": float(np.median(evaluation.seconds) * 1000),
        "p99_ms": float(np.quantile(evaluation.seconds, 0.99) * 1000),
        "wrong": np.flatnonzero(~evaluation.right).tolist(),
        "error_sheets": [str(path) for path in sheets],
    }
    say(options, result, _report(measured.name, options.pen.name, evaluation))
    return OK


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
        "      " + "".join(f"{digit:6}" for digit in range(10)),
    ]
    for digit, counts in enumerate(evaluation.confusion):
        if digit in evaluation.by_digit:
            shown = "".join(f"{count or '·':>6}" for count in counts)
            lines.append(f"{digit:6}{shown}   {evaluation.by_digit[digit]:.1%}")
    if evaluation.by_group:
        lines += ["", tr("each group of writers")]
        lines += [f"  {group}: {share:.2%} ({count})" for group, (share, count) in evaluation.by_group.items()]
    return "\n".join(lines)
