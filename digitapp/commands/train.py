"""digitapp train: trains a fresh network and saves it."""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np

from digitapp.commands.common import OK, add_command, add_data, dataset_of, say
from digitapp.core.errors import InputError, Words
from digitapp.i18n import tr

if TYPE_CHECKING:
    from digitapp.core.recipe.bundled import Progress
    from digitapp.core.runs.run import Run
    from digitapp.core.runs.training import TrainingReport

    Work: TypeAlias = Generator[TrainingReport | Progress | None, None, Run]


def add(commands: Any) -> None:
    """Put the command into the parser."""
    from digitapp.core.runs.settings import ACTIVATIONS, FIRST_WEIGHTS, OPTIMIZERS, TrainingSettings
    from engine.schedules import SHAPES

    parser = add_command(commands, "train", tr("train a fresh network and save it"))
    parser.set_defaults(refuse=parser.error)
    default = TrainingSettings()
    parser.add_argument("--out", type=Path, metavar="FILE", help=tr("where to save the network"))
    parser.add_argument(
        "--run",
        type=Path,
        dest="run_file",
        metavar="FILE",
        help=tr("where to save the run with its way, a .digitrun that the window opens with its timeline"),
    )
    parser.add_argument(
        "--keep", action="store_true", help=tr("keep the run among those of the window, as it goes: see digitapp runs")
    )
    parser.add_argument(
        "--units", default="512", help=tr("units of the hidden layer; 128,64 for two layers (default: 512)")
    )
    parser.add_argument(
        "--optimizer",
        choices=list(OPTIMIZERS),
        default=default.optimizer,
        help=tr("how the gradient becomes a change of the weights (default: rmsprop)"),
    )
    parser.add_argument(
        "--rate", type=float, default=default.learning_rate, help=tr("the learning rate (default: 0.001)")
    )
    parser.add_argument("--batch", type=int, default=default.batch_size, help=tr("images in a batch (default: 128)"))
    parser.add_argument("--epochs", type=int, default=default.epochs, help=tr("times through all images (default: 5)"))
    parser.add_argument(
        "--seed", type=int, default=default.seed, help=tr("the random numbers to begin with (default: 0)")
    )
    parser.add_argument(
        "--hold-out",
        type=float,
        default=0.0,
        help=tr("share of the training images to keep back for validation (default: 0)"),
    )
    parser.add_argument("--distort", action="store_true", help=tr("distort the images anew in each epoch"))
    parser.add_argument(
        "--schedule",
        choices=list(SHAPES),
        default=default.schedule,
        help=tr("how the learning rate goes down over the run (default: constant)"),
    )
    for name, text in (
        ("--warm-up", tr("share of the run over which the learning rate first rises (default: 0)")),
        ("--label-smoothing", tr("share of each target that is spread over all digits (default: 0)")),
        ("--dropout", tr("share of the hidden units that each batch leaves out (default: 0)")),
        ("--l2", tr("the factor of the penalty for large weights (default: 0)")),
        ("--wrong-labels", tr("share of the training images that get a wrong label, on purpose (default: 0)")),
        ("--noise", tr("share of the pixels of each training image that are any grey instead (default: 0)")),
    ):
        parser.add_argument(name, type=float, default=0.0, metavar="SHARE", help=text)
    parser.add_argument(
        "--patience",
        type=int,
        default=0,
        metavar="EPOCHS",
        help=tr("end after so many epochs in which the held-out images are read no better (default: 0, never)"),
    )
    for name, text in (
        ("--images", tr("use only so many of the training images, the first ones (default: 0, all)")),
        ("--per-class", tr("use at most so many training images of each class, chosen by the seed (default: 0, all)")),
        ("--pen-digits", tr("made drawings of digits to put to the training images (default: 0)")),
        ("--non-digits", tr("made drawings that are no digits to put to the training images (default: 0)")),
    ):
        parser.add_argument(name, type=int, default=0, metavar="COUNT", help=text)
    parser.add_argument(
        "--left-out",
        default="",
        metavar="CLASSES",
        help=tr("leave the training images of these classes out: their names, with commas between them"),
    )
    parser.add_argument(
        "--shuffled-pixels",
        action="store_true",
        help=tr("let the pixels of all images stand in another order, the same for all"),
    )
    parser.add_argument(
        "--activation",
        choices=list(ACTIVATIONS),
        default=default.activation,
        help=tr("the hidden layers' function (default: relu)"),
    )
    parser.add_argument(
        "--first-weights",
        choices=list(FIRST_WEIGHTS),
        default=default.first_weights,
        help=tr("what the weights begin as; zeros and large go wrong, to be seen (default: glorot_uniform)"),
    )
    parser.add_argument("--no-bias", action="store_true", help=tr("layers without a bias: all b stay 0"))
    parser.add_argument(
        "--recipe", choices=["bundled"], help=tr("train as the bundled network was, whatever the other settings are")
    )
    parser.add_argument(
        "--quick", action="store_true", help=tr("with --recipe: a short training, to judge a change of the recipe by")
    )
    add_data(parser)
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do it; return the exit code."""
    from digitapp.core.files.model_file import save_run

    if options.quick and not options.recipe:
        raise InputError("Expected --recipe together with --quick. Received: --quick alone")
    outputs = [path for path in (options.out, options.run_file) if path is not None]
    if not outputs and not options.keep:
        options.refuse(tr("expected --out, --run or --keep, for the network to last"))
    if options.recipe and (options.run_file or options.keep):
        raise InputError("Expected --run and --keep without --recipe, which is trained in parts. Received: both")
    for path in outputs:
        _check_folder(path)
    started = time.perf_counter()
    work = _by_recipe(options) if options.recipe else _by_settings(options)
    trained = _shown(work, silent=options.json or not sys.stderr.isatty())
    seconds = time.perf_counter() - started
    if options.out is not None:
        save_run(options.out, trained)
    curves = trained.curves[-1]
    epoch = int(np.argmin(curves.val_loss)) if trained.settings.patience else -1  # whose weights are saved
    result = {
        "file": str(outputs[0]) if outputs else None,
        "seconds": round(seconds, 2),
        "loss": float(curves.loss[epoch]),
        "accuracy": float(curves.accuracy[epoch]),
        f"{curves.held_out}_loss": float(curves.val_loss[epoch]),
        f"{curves.held_out}_accuracy": float(curves.val_accuracy[epoch]),
    }
    if options.run_file is not None:
        result["run"] = str(options.run_file)
    values = {
        "file": outputs[0] if outputs else trained.name,
        "seconds": seconds,
        "accuracy": curves.val_accuracy[epoch],
    }
    if curves.held_out == "test":
        text = tr("{file}: trained in {seconds:.1f} s, {accuracy:.2%} of the test images right", **values)
    else:
        text = tr("{file}: trained in {seconds:.1f} s, {accuracy:.2%} of the held-out images right", **values)
    say(options, result, text)
    return OK


def _by_settings(options: argparse.Namespace) -> Work:
    """Train with the settings of the command line, step by step; return the network."""
    from digitapp.commands.keeping import KeptTraining
    from digitapp.core.reading.calibration import UNKNOWN
    from digitapp.core.runs.calibrating import calibrated
    from digitapp.core.runs.dataset import class_numbers
    from digitapp.core.runs.moment import Moment
    from digitapp.core.runs.run import Kind, Run, default_name
    from digitapp.core.runs.settings import TrainingSettings, parse_units
    from digitapp.core.runs.training import TrainingRun

    data = dataset_of(options.data)
    settings = TrainingSettings(
        hidden_units=parse_units(options.units),
        optimizer=options.optimizer,
        learning_rate=options.rate,
        batch_size=options.batch,
        epochs=options.epochs,
        seed=options.seed,
        validation_share=options.hold_out,
        distort=options.distort,
        schedule=options.schedule,
        warm_up=options.warm_up,
        label_smoothing=options.label_smoothing,
        dropout=options.dropout,
        l2=options.l2,
        patience=options.patience,
        activation=options.activation,
        images=options.images,
        wrong_labels=options.wrong_labels,
        pen_digits=options.pen_digits,
        non_digits=options.non_digits,
        first_weights=options.first_weights,
        use_bias=not options.no_bias,
        per_class=options.per_class,
        left_out=class_numbers(data, options.left_out),
        noise=options.noise,
        shuffled_pixels=options.shuffled_pixels,
        classes=data.classes,
    )
    network = settings.build()
    named = options.out or options.run_file
    name = default_name(network) if named is None else named.stem
    kept, calibration = None, UNKNOWN
    if options.run_file or options.keep:
        kept = KeptTraining(options, name, settings, lambda: data, Moment.of(network))
    run = TrainingRun(network, lambda: data, settings, recording=None if kept is None else kept.recording)
    try:
        for report in run.steps():
            if kept is not None and report is not None:
                kept.note(report)
            yield report
    finally:  # at Ctrl-C too: what it has learned lasts
        if kept is not None and kept.recording.steps:
            run.record_end()
            calibration = calibrated(network, data, settings)
            kept.end(network, run.report(), run.test_accuracy, calibration)
    curves = run.report().curves
    if kept is None:
        calibration = calibrated(network, data, settings)
    moment = Moment(run.network, curves.end, calibration, run.test_accuracy)
    return Run(Kind.TRAINED, name, settings, (moment,), (curves,))


def _by_recipe(options: argparse.Namespace) -> Work:
    from digitapp.core.recipe import bundled as recipe

    chosen = recipe.QUICK if options.quick else recipe.BUNDLED
    return (yield from recipe.cook(chosen, dataset_of(options.data), options.out.stem))


def _shown(work: Work, *, silent: bool) -> Run:
    """Do the work and show on the terminal where it stands; return the network."""
    while True:
        try:
            report = next(work)
        except StopIteration as end:
            if not silent:
                print("\r\033[K", end="", file=sys.stderr)
            trained: Run = end.value
            return trained
        if report is not None and not silent:
            text = tr(
                "epoch {epoch} of {epochs} · batch {step} of {steps}",
                epoch=report.epoch,
                epochs=report.epochs,
                step=report.step,
                steps=report.steps,
            )
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)


def _check_folder(out: Path) -> None:
    """Find out before the training, not after it, that the file cannot be written."""
    try:
        if not out.is_dir():
            tempfile.TemporaryFile(dir=out.parent).close()
            out.exists()  # refuses a name that is too long
            return
        reason: str = Words("it is a folder")
    except OSError as error:
        reason = error.strerror or str(error)
    raise InputError(
        "Expected a file that can be saved, in a folder that exists. Received: {received}: {reason}",
        received=out,
        reason=reason,
    )
