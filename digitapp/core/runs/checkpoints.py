"""A training run in a file: what it takes to go on with it after the program, or the computer, has gone down."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from digitapp.core.errors import InputError, brief
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.settings import TrainingSettings
from engine.models import Sequential
from engine.position import Position
from engine.saving import checkpoint

SUFFIX = ".safetensors"


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
        details = json.loads(metadata.get("digitapp", ""))
        settings = TrainingSettings.from_dict(details["settings"])
        name, folder = details["name"], details["folder"]
        if not isinstance(name, str) or not (folder is None or isinstance(folder, str)):
            raise TypeError
        settings.compile(network, network.optimizer)
        *before, curves = [Curves.from_dict(each) for each in details["history"]]
        return Checkpoint(
            network,
            position,
            settings,
            float(details["learning_rate"]),
            curves,
            name,
            None if folder is None else Path(folder),
            tuple(before),
        )
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise InputError(
            "{file}: expected the settings and the history as JSON objects. Received: {received}",
            file=path.name,
            received=brief(metadata.get("digitapp", "")),
        ) from error
