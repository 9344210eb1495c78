"""How the bundled network was trained: `digitapp train --recipe bundled` does the same again.

MNIST's digits, distorted anew in each epoch; pen digits, drawn from templates by imaginary hands; and drawings
that are no digits, with the target that each of the ten is equally likely. The last of MNIST's training images and
fresh pen digits, never trained with, then say how far its probabilities can be trusted.
"""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
from numpy.typing import NDArray

from digitapp.core.reading.calibration import Calibration, calibrate
from digitapp.core.recipe.epochs import Amounts, EpochImages, pen_digit_labels
from digitapp.core.recipe.pen_digits import pen_digit_images
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.settings import DIGITS, TrainingSettings
from engine.data import ScaledImages
from engine.history import EpochLog, StepLog
from engine.models import Sequential
from engine.schedules import Schedule


@dataclass(frozen=True)
class Recipe:
    """The numbers of a recipe.

    Attributes:
        settings: the network, the optimizer, the batches, the epochs and the seed.
        rounds: how often new drawings are made; the epochs are divided evenly between the rounds.
        pen_digits, non_digits: how many drawings there are in a round.
        held_out: how many of the training images, at most a tenth, and pen digits are kept for the calibration.
        smoothing: the share of the target that is spread evenly over the digits.
        schedule: of the learning rate.
        refused: the share of the held-out digits that the network may refuse.
    """

    settings: TrainingSettings
    rounds: int = 10
    pen_digits: int = 40_000
    non_digits: int = 18_000
    held_out: int = 5000
    smoothing: float = 0.05
    schedule: Schedule = field(default_factory=partial(Schedule, "cosine", 0.01))
    refused: float = 0.025


BUNDLED = Recipe(TrainingSettings(optimizer="adam", learning_rate=0.002, batch_size=256, epochs=100, seed=1))
QUICK = replace(BUNDLED, settings=replace(BUNDLED.settings, epochs=15), rounds=1)  # to judge a change by


@dataclass(frozen=True)
class Progress:
    """Where the training stands, counted from 1; step 0 while drawings are being made."""

    epoch: int
    epochs: int
    step: int
    steps: int


def cook(recipe: Recipe, data: Dataset, name: str) -> Generator[Progress, None, Run]:
    """Train a network by a recipe, on `data` and on what is drawn; return it, calibrated and measured."""
    settings = recipe.settings
    network = settings.build()
    optimizer = network.optimizer
    assert optimizer is not None
    network.compile(optimizer, "categorical_crossentropy", ["accuracy"])
    held_out = min(recipe.held_out, len(data.train_labels) // 10)
    kept = len(data.train_labels) - held_out
    test = (data.test_inputs, _targets(data.test_labels, 0.0))
    sample = ScaledImages(data.train_images[: len(data.test_labels)])
    history: dict[str, list[float]] = {
        name: [] for name in ("epoch_at", "loss", "accuracy", "val_loss", "val_accuracy")
    }
    amounts = Amounts(recipe.pen_digits, recipe.non_digits, settings.epochs // recipe.rounds, settings.seed)
    known = np.concatenate([data.train_labels[:kept], pen_digit_labels(recipe.pen_digits)])
    none = np.full((recipe.non_digits, DIGITS), 1 / DIGITS, np.float32)
    targets = np.concatenate([_targets(known, recipe.smoothing), none])
    steps, done = -(-len(targets) // settings.batch_size), 0
    with EpochImages(data.train_images[:kept], amounts, settings.epochs) as pictures:
        for epoch in range(settings.epochs):
            yield Progress(epoch + 1, settings.epochs, 0, steps)
            optimizer.learning_rate = _rate(recipe, done, steps)
            for log in network.fit_steps(
                ScaledImages(pictures.of(epoch)),
                targets,
                batch_size=settings.batch_size,
                initial_epoch=epoch,
                epochs=epoch + 1,
                validation_data=test,
            ):
                if isinstance(log, StepLog):
                    done += 1
                    optimizer.learning_rate = _rate(recipe, done, steps)
                    yield Progress(log.epoch + 1, settings.epochs, log.step + 1, log.steps)
                elif isinstance(log, EpochLog):
                    _note(history, log, network.predict(sample, verbose=0), data.train_labels[: len(sample)])
    settings.compile(network)  # from here on it learns from plain labels again
    calibration = _calibration(recipe, network, data, kept)
    curves = Curves().started("test", data.name).with_more(**history)
    moment = Moment(network, curves.end, calibration, curves.test_accuracy_at_end())
    return Run(Kind.TRAINED, name, settings, (moment,), (curves,))


def _rate(recipe: Recipe, done: int, steps: int) -> float:
    return recipe.settings.learning_rate * recipe.schedule.factor(done, recipe.settings.epochs * steps)


def _targets(labels: NDArray[np.integer], smoothing: float) -> NDArray[np.float32]:
    """Return one-hot rows (n, 10), with the share `smoothing` spread evenly over all digits."""
    one_hot = np.eye(DIGITS, dtype=np.float32)[labels]
    return np.asarray(one_hot * (1 - smoothing) + smoothing / DIGITS, np.float32)


def _calibration(recipe: Recipe, network: Sequential, data: Dataset, kept: int) -> Calibration:
    """Return the calibration on digits that the network was not trained with, half of them MNIST's, half pen digits."""
    labels = np.arange(recipe.held_out) % DIGITS
    drawn = pen_digit_images(labels, np.random.default_rng(recipe.settings.seed + 1))
    rows = ScaledImages(np.concatenate([data.train_images[kept:], drawn]))
    z = network.trace(rows[:])[-1].z
    return calibrate(z, np.concatenate([data.train_labels[kept:], labels]), recipe.refused)


def _note(
    history: dict[str, list[float]], log: EpochLog, probabilities: NDArray[np.float32], labels: NDArray[np.integer]
) -> None:
    """Add an epoch to the history: how well some of the training images are read as they are, and the test images.

    The loss of the batches would say little: in them are distorted digits, and drawings that have no right answer.
    """
    right = probabilities[np.arange(len(labels)), labels]
    history["epoch_at"].append(log.epoch + 1.0)
    history["loss"].append(float(-np.log(np.maximum(right, 1e-7)).mean()))
    history["accuracy"].append(float((probabilities.argmax(axis=1) == labels).mean()))
    history["val_loss"].append(log.val_loss or 0.0)
    history["val_accuracy"].append(log.val_accuracy or 0.0)
