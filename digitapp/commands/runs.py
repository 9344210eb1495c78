"""digitapp runs: lists the runs that are kept, or in files, compares them, and writes them in other formats."""

from __future__ import annotations

import argparse
import csv
import io
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from digitapp.commands.common import OK, add_command, say
from digitapp.core.errors import InputError, Words
from digitapp.i18n import tr

if TYPE_CHECKING:
    from digitapp.core.keeping.header import Header
    from digitapp.core.keeping.loading import LoadedRun
    from digitapp.core.keeping.store import RunStore

_FIGURES = ("epochs", "loss", "held_out_loss", "held_out_accuracy", "best_accuracy", "test_accuracy", "seconds")
_WHAT = ("list", "compare", "export")


@dataclass(frozen=True, eq=False)
class Known:
    """A run, with where it is: the file, or None for the folder of runs."""

    header: Header
    file: Path | None
    size: int


def add(commands: Any) -> None:
    """Put the command into the parser."""
    text = tr("list the runs that are kept, or those in .digitrun files; compare them; write one in another format")
    parser = add_command(commands, "runs", text)
    parser.add_argument(
        "what",
        nargs="?",
        default=_WHAT[0],
        metavar=f"{{{','.join(_WHAT)}}}",
        help=tr("what to do (default: list)"),
    )
    parser.add_argument(
        "which", nargs="*", metavar="RUN", help=tr("a .digitrun file, or the name or the id of a run that is kept")
    )
    parser.add_argument(
        "--out",
        type=Path,
        metavar="FILE",
        help=tr(
            "for export: .csv for the curves, .digitrun for the whole run, .safetensors, .keras, .h5, .onnx, .npz or"
            " .py for the network at its end"
        ),
    )
    parser.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Do it; return the exit code."""
    from digitapp.core.keeping.store import RunStore

    store = RunStore(options.runs_folder())
    if options.what not in _WHAT:  # a run at once: it is to be listed
        options.what, options.which = _WHAT[0], [options.what, *options.which]
    if options.what == "export":
        return _export(options, store)
    found = [_find(each, store) for each in options.which] if options.which else _all(store)
    if options.what == "compare":
        if len(found) < 2:
            raise InputError("Expected at least two runs to compare. Received: {count}", count=len(found))
        return _compare(options, found)
    say(options, [_described(known) for known in found], _listed(found))
    return OK


def _all(store: RunStore) -> list[Known]:
    return [Known(found.header, None, found.size) for found in store.runs()]


def _find(which: str, store: RunStore) -> Known:
    """Return the run of a file, a name or an id.

    Raises:
        InputError: there is none, or there are several of that name.
    """
    from digitapp.core.keeping.run_file import load_run_file, looks_like_a_run

    path = Path(which)
    if path.exists() or looks_like_a_run(path):
        return Known(load_run_file(path)[0].header, path, path.stat().st_size)
    kept = _all(store)
    found = [known for known in kept if known.header.id == which]
    found = found or [known for known in kept if known.header.name == which]
    if len(found) == 1:
        return found[0]
    if found:
        raise InputError(
            "Expected the name of one run. Received: {name}, of which there are {count}; give its id.",
            name=which,
            count=len(found),
        )
    names = ", ".join(known.header.name for known in kept[-10:]) or Words("none")
    raise InputError(
        "Expected a file of a run, or the name or id of one that is kept and not open in the window ({known})."
        " Received: {name}",
        known=names,
        name=which,
    )


def _figures(known: Known) -> dict[str, float | None]:
    from digitapp.core.keeping.lines import kept_line

    figures = kept_line(known.header, 0, None).figures
    values = {name: float(getattr(figures, name)) for name in _FIGURES}
    return {name: None if value != value else value for name, value in values.items()}


def _described(known: Known) -> dict[str, Any]:
    header = known.header
    return {
        "id": header.id,
        "name": header.name,
        "kind": header.kind.value,
        "from": None if header.parent is None else header.parent.run,
        "begun": header.begun,
        "pinned": header.pinned,
        "may_go_on": header.may_go_on,
        "moments": len(header.batches),
        "bytes": known.size,
        "file": None if known.file is None else str(known.file),
        "data": header.data.name,
        "settings": header.settings.to_dict(),
        **_figures(known),
    }


def _listed(found: list[Known]) -> str:
    """Return the runs as a table of text."""
    if not found:
        return tr("No run is kept.")
    rows: list[tuple[str, ...]] = [(tr("id"), tr("run"), tr("epochs"), tr("test"), tr("moments"), tr("size"), "")]
    for known in found:
        header, figures = known.header, _figures(known)
        accuracy = figures["test_accuracy"]
        rows.append(
            (
                header.id,
                header.name,
                f"{figures['epochs'] or 0:.3g}",
                "–" if accuracy is None else f"{accuracy:.2%}",
                str(len(header.batches)),
                f"{known.size / 2**20:.1f} MB",
                tr("may go on") if header.may_go_on else "",
            )
        )
    return _table(rows)


def _compare(options: argparse.Namespace, found: list[Known]) -> int:
    from digitapp.core.runs.comparison import differing

    names = differing([known.header.settings for known in found])
    runs = [_described(known) for known in found]
    rows: list[tuple[str, ...]] = [("", *(known.header.name for known in found))]
    rows += [(name, *(str(each["settings"][name]) for each in runs)) for name in names]
    rows += [
        (name, *("–" if each[name] is None else f"{each[name]:.5g}" for each in runs))
        for name in _FIGURES
        if any(each[name] is not None for each in runs)
    ]
    say(options, {"differing": list(names), "runs": runs}, _table(rows))
    return OK


def _table(rows: list[tuple[str, ...]]) -> str:
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def _export(options: argparse.Namespace, store: RunStore) -> int:
    if len(options.which) != 1 or options.out is None:
        raise InputError(
            "Expected one run and --out FILE to export. Received: {count} runs and {file}",
            count=len(options.which),
            file=options.out or Words("no file"),
        )
    from digitapp.core.files.exports import write_file
    from digitapp.core.files.model_file import SUFFIX as NETWORK
    from digitapp.core.files.model_file import export_network, save_run
    from digitapp.core.keeping.header import SUFFIX

    known = _find(options.which[0], store)
    loaded = _loaded(known, store)
    suffix = options.out.suffix.lower()
    if suffix == ".csv":
        write_file(options.out, _curves(loaded).encode())
    elif suffix == SUFFIX:
        _save(options.out, loaded)
    elif suffix == NETWORK:
        save_run(options.out, loaded[0].run())
    else:
        export_network(options.out, loaded[0].last)
    result = {"run": known.header.name, "file": str(options.out)}
    say(options, result, tr("{file}: written from {name}", file=options.out, name=known.header.name))
    return OK


def _loaded(known: Known, store: RunStore) -> list[LoadedRun]:
    """Return a run, then those that it began from, as far as they are there."""
    from digitapp.core.keeping.run_file import load_run_file

    if known.file is not None:
        return load_run_file(known.file)
    found: list[LoadedRun] = []
    run: str | None = known.header.id
    while run is not None and run not in [each.header.id for each in found]:
        folder = store.take(run) if (store.folder / run).exists() else None
        if folder is None:
            break
        try:
            found.append(folder.load())
        finally:
            folder.release()
        parent = found[-1].header.parent
        run = None if parent is None else parent.run
    if not found:
        raise InputError(
            "{name} is open in another window of the program. Close that one first.", name=known.header.name
        )
    return found


def _save(path: Path, loaded: list[LoadedRun]) -> None:
    from digitapp.core.keeping.data_digest import not_here
    from digitapp.core.keeping.keeping import RunState
    from digitapp.core.keeping.run_file import save_run_file
    from digitapp.core.runs.dataset import Dataset
    from digitapp.core.runs.recording import Recordings

    states = []
    for each in loaded:
        header = each.header

        def load(name: str = header.data.name) -> Dataset:
            raise not_here(name)

        past = each.recorded
        recording = None if past is None else Recordings(2**62).begin(header.settings, load, past.begin, past)
        run = each.run(origin=0)  # what led to it is kept beside
        states.append(
            RunState(
                header.id,
                run,
                header.begun,
                rate=header.rate,
                parent=header.parent,
                bundled_parent=header.bundled_parent,
                before=header.before,
                recording=recording,
                data=header.data,
            )
        )
    save_run_file(path, states)


def _curves(loaded: list[LoadedRun]) -> str:
    """Return the curves as CSV: a line for each batch, and one for each epoch with what was measured after it."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["run", "epoch", "seconds", "batch_loss", "batch_accuracy", "loss", "accuracy", "held_out"])
    for each in reversed(loaded):
        header = each.header
        all_curves = (*header.before, *header.curves) if each is loaded[-1] else header.curves
        for curves in all_curves:
            batches = zip(curves.batch_at, curves.batch_seconds, curves.batch_loss, curves.batch_accuracy, strict=True)
            lines = [(at, [header.name, at, seconds, loss, right, "", "", ""]) for at, seconds, loss, right in batches]
            epochs = zip(curves.epoch_at, curves.val_loss, curves.val_accuracy, strict=True)
            lines += [(at, [header.name, at, "", "", "", loss, right, curves.held_out]) for at, loss, right in epochs]
            for _, line in sorted(lines, key=lambda pair: pair[0]):
                writer.writerow([_number(value) for value in line])
    return text.getvalue()


def _number(value: object) -> object:
    if not isinstance(value, float):
        return value
    return "" if value != value else f"{float(value):.9g}"
