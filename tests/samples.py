"""Small networks, readings, curves and data sets for the tests of the state and of the views."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from digitapp.core.paper.rasterize import rasterize
from digitapp.core.paper.strokes import Strokes, strokes_from_points
from digitapp.core.reading.reading import LayerReading, Reading, read
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run, default_name
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingReport
from engine import layers, models

from .pen import SEVEN

# So small that a batch takes a millisecond and its products stay on one thread.
SETTINGS = TrainingSettings(hidden_units=(16,), batch_size=16, epochs=2)
STEPS = 20  # batches in an epoch with these settings and 320 images
# A run that does not end by itself while a test looks at it, with 320 batches in an epoch.
LONG = replace(SETTINGS, batch_size=1, epochs=1000)
# A learning rate of 100 with momentum through four layers: the loss is no number after a few batches.
DIVERGING = replace(SETTINGS, hidden_units=(16, 16, 16, 16), optimizer="momentum", learning_rate=100.0)


def strokes() -> Strokes:
    """A seven in one stroke."""
    return strokes_from_points([SEVEN])


def run(units: Sequence[int] = (16,), seed: int = 0, *, saved: bool = False, **what: Any) -> Run:
    """A run that ended with an untrained network, saved nowhere; `what` are more attributes of it or of its end."""
    settings = replace(SETTINGS, hidden_units=tuple(units), seed=seed)
    network = settings.build()
    at = what["curves"][-1].end if what.get("curves") else 0.0
    own = {name: what.pop(name) for name in ("calibration", "test_accuracy") if name in what}
    end = Moment(network, at, file=Path("somewhere.safetensors") if saved else None, **own)
    return Run(what.pop("kind", Kind.TRAINED), what.pop("name", default_name(network)), settings, (end,), **what)


def run_of(network: models.Sequential, name: str) -> Run:
    """A run that ended with this network."""
    return Run(Kind.OPENED, name, SETTINGS, (Moment(network),))


def moment(units: Sequence[int] = (16,), seed: int = 0) -> Moment:
    """An untrained network."""
    return run(units, seed).end


def network_with(function: str, units: int = 16) -> models.Sequential:
    """An untrained network whose hidden layer has another activation function than relu."""
    network = models.Sequential(generator=np.random.default_rng(0))
    network.add(layers.Dense(units, activation=function, input_shape=(784,)))
    network.add(layers.Dense(10, activation="softmax"))
    SETTINGS.compile(network)
    return network


def reading(units: Sequence[int] = (16,), seed: int = 0) -> Reading:
    """What an untrained network reads in a seven."""
    return read(moment(units, seed), rasterize(strokes()))


def reading_of(values: Sequence[float], probabilities: Sequence[float] | None = None) -> Reading:
    """A reading by a hidden relu layer with just these z, and an output with these probabilities."""
    z = np.asarray(values, np.float32)
    shares = np.asarray(np.full(10, 0.1) if probabilities is None else probabilities, np.float32)
    hidden = LayerReading("dense", "relu", 784, z, np.maximum(z, 0))
    output = LayerReading("dense_1", "softmax", len(z), np.log(np.maximum(shares, np.float32(1e-9))), shares)
    return Reading(moment((len(z),)), rasterize(strokes()), (hidden, output))


def curves(batches: int = 40, epochs: int = 2, **what: Any) -> Curves:
    """Curves that fall from 2 to nearly 0 (the loss) and rise from 0 to nearly 1 (the accuracy)."""
    done, whole = (np.arange(1, count + 1) / max(count, 1) for count in (batches, epochs))
    return Curves(
        batch_at=done * epochs,
        batch_loss=2 - 1.9 * done,
        batch_accuracy=0.9 * done,
        epoch_at=whole * epochs,
        loss=2 - 1.8 * whole,
        accuracy=0.8 * whole,
        val_loss=2 - 1.7 * whole,
        val_accuracy=0.7 * whole,
        **{"planned_end": float(epochs), **what},
    )


def report(**what: Any) -> TrainingReport:
    """A report from the middle of the second of four epochs."""
    values: dict[str, Any] = {
        "epoch": 2,
        "epochs": 4,
        "step": 10,
        "steps": 20,
        "validating": False,
        "images_per_second": 12345.6,
        "seconds_left": 7.4,
        "curves": curves(),
        "weights": [],
    }
    return TrainingReport(**{**values, **what})


def small(mnist: Dataset) -> Dataset:
    """The first images of MNIST: 20 batches of 16, and 100 test images."""
    return mnist.shortened(16 * STEPS, 100)
