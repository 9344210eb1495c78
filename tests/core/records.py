"""Networks in files as they should be, and as they should not, for the tests of model files."""

import json
from pathlib import Path

from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.training import TrainingRun
from engine import models
from engine.saving import safetensors_file
from tests.core.samples import bars, small

HISTORY = {
    "batch_at": [0.5, 1.0],
    "batch_loss": [2.3, 1.9],
    "batch_accuracy": [0.1, 0.4],
    "batch_seconds": [0.25, 0.5],
    "epoch_at": [1.0],
    "loss": [2.1],
    "accuracy": [0.25],
    "val_loss": [1.8],
    "val_accuracy": [0.5],
    "held_out": "test",
}


def trained() -> Run:
    """A network of two hidden layers after a short run."""
    chosen = small(hidden_units=(16, 8), optimizer="momentum", learning_rate=0.02, seed=3, validation_share=0.25)
    run = TrainingRun(chosen.build(), bars, chosen)
    for _ in run.steps():
        pass
    curves = run.report().curves
    return Run(Kind.TRAINED, "mine", chosen, (Moment(run.network, curves.end, test_accuracy=0.75),), (curves,))


def write(path: Path, details: object, network: models.Sequential | None = None) -> Path:
    """Write a sound network with these details: a text as it is, or anything else as JSON."""
    text = details if isinstance(details, str) else json.dumps(details)
    safetensors_file.save(path, network or small().build(), {"digitapp": text})
    return path
