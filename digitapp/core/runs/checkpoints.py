"""A training run in a file: what it takes to go on with it after the program, or the computer, has gone down."""

from __future__ import annotations

import json
import os
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from digitapp.core.errors import InputError, brief
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.settings import TrainingSettings
from engine.models import Sequential
from engine.position import Position
from engine.saving import checkpoint

SUFFIX = ".safetensors"
_MOST = 10**9  # epochs, and batches of one: beyond it a place in a run is damage


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """A run at the end of an epoch that was not its last.

    Attributes:
        network: with its optimizer's averages and its generator's state.
        position: where in the run it stands.
        settings, learning_rate: of the run; the rate may have been changed on the way.
        curves: of this run, up to here.
        before: the curves of the runs that it went on from.
        name: what the network is called.
        folder: the data set's; None for MNIST.
    """

    network: Sequential
    position: Position
    settings: TrainingSettings
    learning_rate: float
    curves: Curves
    name: str = ""
    folder: Path | None = None
    before: tuple[Curves, ...] = ()


def save_checkpoint(path: Path, run: Checkpoint) -> None:
    """Write a run; a file already there stays whole if that fails.

    Raises:
        OSError: it cannot be written there.
    """
    details = {
        "settings": run.settings.to_dict(),
        "learning_rate": run.learning_rate,
        "history": [curves.to_dict() for curves in (*run.before, run.curves)],
        "name": run.name,
        "folder": None if run.folder is None else str(run.folder),
    }
    checkpoint.save(path, run.network, run.position, {"digitapp": json.dumps(details)})


def load_checkpoint(path: Path) -> Checkpoint:
    """Return the run in a file.

    Raises:
        InputError: it is no whole and sound checkpoint.
    """
    network, position, metadata = checkpoint.load(path)
    try:
        return _checkpoint(network, position, json.loads(metadata.get("digitapp", "")))
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise InputError(
            "{file}: expected the settings and the history as JSON objects. Received: {received}",
            file=path.name,
            received=brief(metadata.get("digitapp", "")),
        ) from error


def _checkpoint(network: Sequential, position: Position, details: Any) -> Checkpoint:
    """Return a run with what its file's metadata say; where they are unsound, that raises whatever it raises."""
    name, folder, rate = details["name"], details["folder"], details["learning_rate"]
    if not isinstance(name, str) or not (folder is None or isinstance(folder, str)) or isinstance(rate, str):
        raise TypeError
    name.encode()  # half a character cannot be shown
    if b"\0" in os.fsencode(folder or ""):  # it may have bytes that are no text, but only such as a folder can have
        raise ValueError
    settings = TrainingSettings.from_dict(details["settings"])
    replace(settings, learning_rate=rate)  # it has the same bounds
    if max(position.epoch, position.batches, position.passed) > _MOST or not isinstance(details["history"], list):
        raise ValueError
    *before, curves = [Curves.from_dict(each) for each in details["history"]]
    settings.compile(network, network.optimizer)
    return Checkpoint(
        network,
        position,
        settings,
        float(rate),
        curves,
        name,
        None if folder is None else Path(folder),
        tuple(before),
    )
