"""Times one epoch of this engine beside the matrix products alone, and beside other libraries, in turn in one process.

    python -m benchmarks.speed [--pairs 5] [--json FILE] [--quick]

floor    the five products of a step (forward two, backward three; more with more layers) for every batch of an epoch,
         dense, contiguous float32, into arrays that are there already, with BLAS's own number of threads
epoch    fit(epochs=1, verbose=0) on 60,000 images, freshly shuffled, with all it sets up

The first table is the blog's network with every library that is installed: PyTorch, JAX, Keras, scikit-learn. Their
second epoch is timed, so that compiling does not count. The second table is this engine with other networks, batches,
optimizers and inputs; there the epoch by the textbook's step stands beside the fast one. Between two measurements there
is a pause, in which threads that wait for work by spinning fall asleep. Each value is a median.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import Any
from unittest import mock

import numpy as np

from engine import fast, layers, models
from engine.datasets import mnist
from engine.types import Array
from engine.utils import to_categorical

from .libraries import LIBRARIES, Library

PAUSE = 0.15  # seconds
BLOG = (784, 512, 10)


@dataclass(frozen=True)
class Case:
    """What is trained: the units of each layer from the input on, and how."""

    name: str
    units: tuple[int, ...] = BLOG
    batch: int = 128
    optimizer: str = "rmsprop"
    inputs: str = "MNIST"
    images: int = 60_000


CASES = (
    Case("784-512-10, RMSprop, 128"),
    Case("batch 32", batch=32),
    Case("batch 512", batch=512),
    Case("SGD", optimizer="sgd"),
    Case("Adam", optimizer="adam"),
    Case("784-64-10", (784, 64, 10)),
    Case("784-128-64-10", (784, 128, 64, 10)),
    Case("784-1024-1024-10", (784, 1024, 1024, 10)),
    Case("half of the pixels on", inputs="half"),
    Case("dense random input", inputs="dense"),
    Case("15,000 images", images=15_000),
    Case("30,000 images", images=30_000),
)


@dataclass(frozen=True)
class Data:
    """60,000 images (n, 784) as float32, one-hot labels (n, 10), and the test images with their labels."""

    x: Array
    y: Array
    test_x: Array
    test_y: Array


def load() -> Data:
    """Return MNIST as the blog's program prepares it."""
    (x, y), (test_x, test_y) = mnist.load_data()
    x, test_x = (images.reshape(len(images), 784).astype("float32") / 255 for images in (x, test_x))
    return Data(x, to_categorical(y).astype("float32"), test_x, test_y)


def inputs(kind: str, data: Data) -> Array:
    """Return the images of a case: MNIST, or random ones of which all or half of the pixels are on."""
    if kind == "MNIST":
        return data.x
    generator = np.random.default_rng(0)
    x = generator.random(data.x.shape, dtype=np.float32)
    if kind == "half":
        x *= generator.random(x.shape, dtype=np.float32) < 0.5
    return x


def floor(units: tuple[int, ...], batch: int, images: int = 60_000) -> float:
    """Return the seconds of the products alone."""
    generator = np.random.default_rng(0)
    sizes = list(pairwise(units))
    weights = [generator.random(size, dtype=np.float32) for size in sizes]
    gradients = [np.empty_like(w) for w in weights]
    outputs = [generator.random((batch, n), dtype=np.float32) for n in units]
    deltas = [generator.random((batch, n), dtype=np.float32) for n in units]
    start = time.perf_counter()
    for _ in range(-(-images // batch)):
        for i, w in enumerate(weights):
            np.matmul(outputs[i], w, out=outputs[i + 1])
        for i in reversed(range(len(weights))):
            np.matmul(outputs[i].T, deltas[i + 1], out=gradients[i])
            if i:
                np.matmul(deltas[i + 1], weights[i].T, out=deltas[i])
    return time.perf_counter() - start


def network(case: Case) -> models.Sequential:
    """Return a new network of the case."""
    made = models.Sequential()
    for inputs_, units in pairwise(case.units):
        last = units == case.units[-1]
        made.add(layers.Dense(units, activation="softmax" if last else "relu", input_shape=(inputs_,)))
    made.compile(case.optimizer, "categorical_crossentropy", ["accuracy"])
    return made


def epoch(case: Case, x: Array, y: Array) -> float:
    """Return the seconds of an epoch of this engine."""
    made = network(case)
    start = time.perf_counter()
    made.fit(x, y, epochs=1, batch_size=case.batch, verbose=0)
    return time.perf_counter() - start


def textbook_epoch(case: Case, x: Array, y: Array) -> float:
    """Return the seconds of an epoch by the textbook's step."""
    with mock.patch.object(fast, "suits", return_value=False):
        return epoch(case, x, y)


def in_turn(ways: dict[str, Callable[[], float]], pairs: int) -> dict[str, list[float]]:
    """Run all ways in turn, `pairs` times after a first time that does not count; return the seconds of each."""
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(pairs + 1):
        for name, way in ways.items():
            time.sleep(PAUSE)
            taken = way()
            if number:
                seconds[name].append(taken)
    return seconds


def ratio(seconds: dict[str, list[float]], one: str, other: str) -> float:
    """Return the median of the ratios of runs that stood side by side."""
    return median(a / b for a, b in zip(seconds[one], seconds[other], strict=True))


def compare_libraries(data: Data, pairs: int) -> dict[str, Any]:
    """Time the blog's network with every library, print the table, return its values."""
    case = CASES[0]
    installed = [library for library in LIBRARIES if library.installed()]
    trainers: dict[str, Library] = {library.name: library.prepare(data) for library in installed}
    ways: dict[str, Callable[[], float]] = {
        "products": partial(floor, case.units, case.batch),
        "engine": partial(epoch, case, data.x, data.y),
        "engine, textbook": partial(textbook_epoch, case, data.x, data.y),
    }
    ways |= {name: trainer.epoch for name, trainer in trainers.items()}
    seconds = in_turn(ways, pairs)
    ours = network(case)
    ours.fit(data.x, data.y, epochs=5, batch_size=case.batch, verbose=0)
    accuracy = {"engine": float((ours.predict(data.test_x, 1000, verbose=0).argmax(axis=1) == data.test_y).mean())}
    accuracy |= {name: trainer.accuracy(5) for name, trainer in trainers.items()}
    print(f"{'784-512-10, RMSprop, batch 128':<34}  seconds  / products  engine is x times as fast  accuracy, 5 epochs")
    table = {}
    for name, values in seconds.items():
        row = {
            "seconds": median(values),
            "to_products": ratio(seconds, name, "products"),
            "to_engine": ratio(seconds, name, "engine"),
            "accuracy": accuracy.get(name),
        }
        shown = "" if row["accuracy"] is None else f"{row['accuracy']:.4f}"
        print(f"{name:<34}  {row['seconds']:7.3f}  {row['to_products']:10.2f}  {row['to_engine']:25.2f}  {shown:>18}")
        table[name] = row
    return table


def compare_cases(data: Data, pairs: int) -> dict[str, Any]:
    """Time this engine in all cases, print the table, return its values."""
    print(f"\n{'this engine':<34}  products     fast  textbook  fast / products  fast / textbook")
    table = {}
    for case in CASES:
        x, y = inputs(case.inputs, data)[: case.images], data.y[: case.images]
        ways: dict[str, Callable[[], float]] = {
            "products": partial(floor, case.units, case.batch, case.images),
            "fast": partial(epoch, case, x, y),
            "textbook": partial(textbook_epoch, case, x, y),
        }
        seconds = in_turn(ways, pairs)
        row = {name: median(values) for name, values in seconds.items()}
        row["fast / products"] = ratio(seconds, "fast", "products")
        row["fast / textbook"] = ratio(seconds, "fast", "textbook")
        print(
            f"{case.name:<34}  {row['products']:8.3f}  {row['fast']:7.3f}  {row['textbook']:8.3f}  "
            f"{row['fast / products']:15.2f}  {row['fast / textbook']:15.2f}",
            flush=True,
        )
        table[case.name] = row
    return table


def main() -> None:
    """Time, print, and write JSON if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pairs", type=int, default=5)
    parser.add_argument("--json", type=Path)
    parser.add_argument("--quick", action="store_true", help="leave the other libraries out")
    options = parser.parse_args()
    data = load()
    versions = {"python": platform.python_version(), "numpy": np.__version__, "machine": platform.machine()}
    versions |= {library.name: library.version() for library in LIBRARIES if library.installed()}
    print(versions)
    result: dict[str, Any] = {"versions": versions}
    if not options.quick:
        result["libraries"] = compare_libraries(data, options.pairs)
    result["cases"] = compare_cases(data, options.pairs)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
