"""The command line: the window, and the same work without a window: train, evaluate, read."""

from __future__ import annotations

import argparse
import io
import json
import os
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from digitapp import __version__, i18n, system_libraries
from digitapp.core.errors import InputError, Words
from digitapp.i18n import error_text, tr

OK, FAILED, USAGE, INTERRUPTED = 0, 1, 2, 130


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
    _add_language(parser)
    parser.add_argument(
        "--version", action="version", version=f"digitapp {__version__}", help=tr("say the version and end")
    )
    _add_model(parser)
    parser.set_defaults(run=_open_window, model=None, lang="")
    commands = parser.add_subparsers(title=tr("commands"), metavar=tr("COMMAND"))
    _add_train(commands)
    _add_evaluate(commands)
    _add_read(commands)
    return parser


def _add_command(commands: Any, name: str, text: str) -> argparse.ArgumentParser:
    parser: argparse.ArgumentParser = commands.add_parser(name, help=text, description=text)
    _add_language(parser)
    parser.add_argument("--json", action="store_true", help=tr("print the result as JSON"))
    return parser


def _add_language(parser: argparse.ArgumentParser) -> None:
    languages = sorted(i18n.LANGUAGES)
    parser.add_argument("--lang", choices=languages, default=argparse.SUPPRESS, help=tr("the language to speak"))


def _add_model(parser: argparse.ArgumentParser) -> None:
    text = tr("the network (default: the bundled one)")
    parser.add_argument("--model", type=Path, metavar="FILE", default=argparse.SUPPRESS, help=text)


def _add_train(commands: Any) -> None:
    from digitapp.core.settings import OPTIMIZERS, TrainingSettings

    parser = _add_command(commands, "train", tr("train a fresh network and save it"))
    default = TrainingSettings()
    parser.add_argument("--out", type=Path, required=True, metavar="FILE", help=tr("where to save the network"))
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
    parser.add_argument("--data", type=Path, metavar="FOLDER", help=tr("a folder of IDX files instead of MNIST"))
    parser.set_defaults(run=_train)


def _add_evaluate(commands: Any) -> None:
    parser = _add_command(commands, "evaluate", tr("measure a network on the test images"))
    _add_model(parser)
    parser.add_argument("--data", type=Path, metavar="FOLDER", help=tr("a folder of IDX files instead of MNIST"))
    parser.set_defaults(run=_evaluate)


def _add_read(commands: Any) -> None:
    parser = _add_command(commands, "read", tr("read pictures of digits"))
    parser.add_argument("images", type=Path, nargs="+", metavar="IMAGE", help=tr("a picture file, such as PNG or JPEG"))
    _add_model(parser)
    parser.set_defaults(run=_read)


def _open_window(options: argparse.Namespace) -> int:
    missing = system_libraries.missing_packages()
    if missing:
        print(system_libraries.complaint(missing), file=sys.stderr)
        return FAILED
    from digitapp import app

    return app.main(options.model, options.lang)


def _train(options: argparse.Namespace) -> int:
    from digitapp.core.model_file import NetworkRecord, save_record
    from digitapp.core.settings import TrainingSettings, parse_units
    from digitapp.core.training import TrainingRun

    settings = TrainingSettings(
        hidden_units=parse_units(options.units),
        optimizer=options.optimizer,
        learning_rate=options.rate,
        batch_size=options.batch,
        epochs=options.epochs,
        seed=options.seed,
        validation_share=options.hold_out,
    )
    _check_folder(options.out)
    run = TrainingRun(settings.build(), lambda: _dataset(options.data), settings)
    started = time.perf_counter()
    for report in run.steps():
        if report is not None and not options.json and sys.stderr.isatty():
            text = tr(
                "epoch {epoch} of {epochs} · batch {step} of {steps}",
                epoch=report.epoch,
                epochs=report.epochs,
                step=report.step,
                steps=report.steps,
            )
            print(f"\r\033[K{text}", end="", file=sys.stderr, flush=True)
    if not options.json and sys.stderr.isatty():
        print("\r\033[K", end="", file=sys.stderr)
    seconds = time.perf_counter() - started
    curves = run.report().curves
    accuracy = curves.test_accuracy_at_end()
    record = NetworkRecord(run.network, options.out.stem, settings, curves, test_accuracy=accuracy)
    save_record(options.out, record)
    result = {
        "file": str(options.out),
        "seconds": round(seconds, 2),
        "loss": float(curves.loss[-1]),
        "accuracy": float(curves.accuracy[-1]),
        f"{curves.held_out}_loss": float(curves.val_loss[-1]),
        f"{curves.held_out}_accuracy": float(curves.val_accuracy[-1]),
    }
    text = tr(
        "{file}: {epochs} epochs in {seconds:.1f} s, {accuracy:.2%} on the held-out images",
        file=options.out,
        epochs=settings.epochs,
        seconds=seconds,
        accuracy=curves.val_accuracy[-1],
    )
    _say(options, result, text)
    return OK


def _evaluate(options: argparse.Namespace) -> int:
    record = _record(options.model)
    data = _dataset(options.data)
    loss, accuracy = record.network.evaluate(data.test_inputs, data.test_labels, batch_size=1000, verbose=0)
    result = {
        "model": record.name,
        "data": data.name,
        "images": len(data.test_labels),
        "loss": loss,
        "accuracy": accuracy,
    }
    text = tr(
        "{model}: {accuracy:.2%} of {count} test images of {data}, loss {loss:.4f}",
        model=record.name,
        accuracy=accuracy,
        count=len(data.test_labels),
        data=data.name,
        loss=loss,
    )
    _say(options, result, text)
    return OK


def _read(options: argparse.Namespace) -> int:
    from digitapp.core.pictures import load_picture
    from digitapp.core.reading import read

    record = _record(options.model)
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


def _say(options: argparse.Namespace, result: dict[str, object], text: str) -> None:
    print(json.dumps(result) if options.json else text)


def _record(path: Path | None) -> Any:
    import resources
    from digitapp.core.model_file import BUNDLED, load_record

    return load_record(path) if path else load_record(resources.path(BUNDLED), bundled=True)


def _dataset(folder: Path | None) -> Any:
    from digitapp.core.dataset import load_folder, load_mnist

    return load_folder(folder) if folder else load_mnist()


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
