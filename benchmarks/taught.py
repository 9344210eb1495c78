"""Who taught it, tried: the answer's loss without the 200 images that taught it most, beside 200 others left out.

Run: python -m benchmarks.taught [--images 10000] [--units 128] [--epochs 5] [--optimizer rmsprop] [--rate 0.001]

A network is trained on the first images of MNIST and reads 20 made pen drawings, two of each digit. For each drawing
and the digit that is read, the images are found that pushed most towards it; a new network with the same seed is
trained without them, and the loss of the answer compared. So it is with as many others: ones drawn by chance, and ones
drawn by chance among the images of that digit. Leaving any out changes the order of the rest, and the loss with it.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Generator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitapp.core.inside.influences import Influences, influence_steps, ranking
from digitapp.core.inside.kept_moments import Part
from digitapp.core.recipe.pen_digits import pen_digit_images
from digitapp.core.runs.dataset import Dataset, load_mnist
from digitapp.core.runs.recording import Recording, Recordings
from digitapp.core.runs.settings import OPTIMIZERS, TrainingSettings
from digitapp.core.runs.training import TrainingRun
from digitapp.core.runs.way import Stretch
from engine import losses
from engine.models import Sequential
from engine.thread_pool import one_blas_thread

LEFT_OUT = 200
DRAWINGS = 20
BY_CHANCE = 10  # times that as many images are left out by chance
OF_DIGIT = 3  # and among those of one digit, for each digit


def trained(data: Dataset, settings: TrainingSettings) -> tuple[Sequential, Recording]:
    """Return a network that learned from these images, and its recording."""
    recording = Recordings().begin(settings, lambda: data, 0.0)
    run = TrainingRun(settings.build(), lambda: data, settings, recording=recording)
    for _ in run.steps():
        pass
    run.record_end()
    return run.network, recording


def without(data: Dataset, numbers: NDArray[np.integer]) -> Dataset:
    """Return the data set without these training images."""
    kept = np.delete(np.arange(len(data.train_labels)), numbers)
    return Dataset(data.name, data.train_images[kept], data.train_labels[kept], data.test_images, data.test_labels)


def losses_of(network: Sequential, drawings: NDArray[np.float32], answers: NDArray[np.integer]) -> NDArray[np.float64]:
    """Return the loss of each drawing's answer, (n,)."""
    targets = np.eye(10, dtype=np.float32)[answers]
    found: NDArray[np.float64] = losses.from_logits(targets, network.trace(drawings)[-1].z).astype(np.float64)
    return found


def end_of(steps: Generator[Any, None, Influences]) -> Influences:
    """Return what steps come to."""
    while True:
        try:
            next(steps)
        except StopIteration as end:
            found: Influences = end.value
            return found


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--images", type=int, default=10_000)
    parser.add_argument("--units", type=int, default=128)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--optimizer", choices=sorted(OPTIMIZERS), default="rmsprop")
    parser.add_argument("--rate", type=float, default=0.001)
    chosen = parser.parse_args()
    settings = TrainingSettings(
        hidden_units=(chosen.units,), epochs=chosen.epochs, optimizer=chosen.optimizer, learning_rate=chosen.rate
    )
    data, chance = load_mnist().shortened(chosen.images, 100), np.random.default_rng(0)
    images = pen_digit_images(np.arange(DRAWINGS) % 10, np.random.default_rng(1))
    drawings = np.asarray(images.reshape(DRAWINGS, -1) / np.float32(255), np.float32)
    with one_blas_thread():
        network, recording = trained(data, settings)
        answers = network.trace(drawings)[-1].z.argmax(axis=1)
        before = losses_of(network, drawings, answers)
        stretch = Stretch(0, "", 0, recording.batches, 0.0, recording.steps, 0, recording.kept)
        part = Part(stretch, recording)
        taught, same_label, seconds = np.empty(DRAWINGS), np.empty(DRAWINGS), []
        for number in range(DRAWINGS):
            begun = time.perf_counter()
            found = end_of(influence_steps(drawings[number], [part]))
            seconds.append(time.perf_counter() - begun)
            ranked = ranking(found, int(answers[number]), count=LEFT_OUT)
            same_label[number] = (data.train_labels[ranked.towards] == answers[number]).mean()
            other, _ = trained(without(data, ranked.towards), settings)
            taught[number] = losses_of(other, drawings, answers)[number]
        by_chance = np.stack(
            [
                _left_out(data, chance.choice(chosen.images, LEFT_OUT, False), settings, drawings, answers)
                for _ in range(BY_CHANCE)
            ]
        )
        of_digit = np.empty((OF_DIGIT, DRAWINGS))
        for digit in np.unique(answers):
            places = np.flatnonzero(data.train_labels == digit)
            for again in range(OF_DIGIT):
                left = chance.choice(places, LEFT_OUT, False)
                of_digit[again, answers == digit] = _left_out(data, left, settings, drawings, answers)[answers == digit]
    print(f"{chosen.images:,} images, {chosen.units} units, {settings.optimizer}, {chosen.epochs} epochs")
    print(f"{DRAWINGS} drawings asked in {np.median(seconds):.1f} s each (median);", end=" ")
    print(f"{same_label.mean():.0%} of the {LEFT_OUT} images that taught most have the answer as their label")
    print(f"loss of the answer before: median {np.median(before):.4f}")
    others = {"by chance": by_chance, "by chance, of the digit": of_digit}
    print(f"{'left out':<26}{'change, median':>16}{'mean':>10}{'mean size':>12}{'factor, median':>17}")
    for name, after in {"that taught most": taught[np.newaxis], **others}.items():
        change = after - before
        print(
            f"{name:<26}{np.median(change):>+16.4f}{change.mean():>+10.4f}{np.abs(change).mean():>12.4f}"
            f"{np.median(after / before):>17.2f}"
        )
    for name, after in others.items():
        more = np.abs(taught - before) > np.abs(after - before).mean(axis=0)
        up = taught > after.mean(axis=0)
        print(f"than {name}: changes the loss more for {more.sum()} of {DRAWINGS}, ends higher for {up.sum()}")


def _left_out(
    data: Dataset,
    numbers: NDArray[np.integer],
    settings: TrainingSettings,
    drawings: NDArray[np.float32],
    answers: NDArray[np.integer],
) -> NDArray[np.float64]:
    network, _ = trained(without(data, numbers), settings)
    return losses_of(network, drawings, answers)


if __name__ == "__main__":
    main()
