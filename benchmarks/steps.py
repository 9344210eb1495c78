"""Times single steps of the training, beside the matrix products alone, so that other programs may run meanwhile.

    python -m benchmarks.steps [--epochs 3] [--json FILE] [CASE ...]

Each case of benchmarks.speed is trained in turn by the textbook's step, by threads, and by a thread and a worker
process. Another program that wants a core breaks into some steps and not into others: the fastest hundredth is what
a step takes when it is left alone. That is the products' time too; beside it stands the middle of all steps, which on a
quiet machine is nearly the same.
"""

from __future__ import annotations

import argparse
import json
import platform
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import pairwise
from pathlib import Path
from unittest import mock

import numpy as np

from engine import fast, thread_pool, workers
from engine.types import Array

from .speed import CASES, Case, inputs, load, network

FASTEST = 1  # percent


def products(case: Case) -> list[float]:
    """Return the seconds of the products of each step of an epoch: forward two, backward three, dense."""
    generator = np.random.default_rng(0)
    weights = [generator.random(size, dtype=np.float32) for size in pairwise(case.units)]
    gradients = [np.empty_like(w) for w in weights]
    outputs = [generator.random((case.batch, n), dtype=np.float32) for n in case.units]
    deltas = [generator.random((case.batch, n), dtype=np.float32) for n in case.units]
    seconds = []
    for _ in range(-(-case.images // case.batch)):
        start = time.perf_counter()
        for i, w in enumerate(weights):
            np.matmul(outputs[i], w, out=outputs[i + 1])
        for i in reversed(range(len(weights))):
            np.matmul(outputs[i].T, deltas[i + 1], out=gradients[i])
            if i:
                np.matmul(deltas[i + 1], weights[i].T, out=deltas[i])
        seconds.append(time.perf_counter() - start)
    return seconds


def steps(case: Case, x: Array, y: Array) -> list[float]:
    """Return the seconds of each step of an epoch of training."""
    seconds = []
    start = time.perf_counter()
    for _ in network(case).fit_steps(x, y, batch_size=case.batch, epochs=1):
        seconds.append(time.perf_counter() - start)
        start = time.perf_counter()
    return seconds


@contextmanager
def by_the_textbook() -> Iterator[None]:
    """Train by engine/step.py."""
    with mock.patch.object(fast, "suits", return_value=False):
        yield


@contextmanager
def by_threads() -> Iterator[None]:
    """Train without worker processes."""
    with mock.patch.object(workers, "can_start", return_value=False):
        yield


@contextmanager
def by_processes() -> Iterator[None]:
    """Train with worker processes, also where it is not for long."""
    with mock.patch.object(workers, "WORTH_A_PROCESS", 0.0):
        yield


def compare(case: Case, x: Array, y: Array, epochs: int) -> dict[str, dict[str, float]]:
    """Return the fastest and the middle step of each way, in microseconds; the first epoch does not count."""
    ways: dict[str, Callable[[], list[float]]] = {"products": lambda: products(case)}
    for name, way in {"processes": by_processes, "threads": by_threads, "textbook": by_the_textbook}.items():

        def timed(way: Callable[..., object] = way) -> list[float]:
            with way():  # type: ignore[attr-defined]
                return steps(case, x, y)

        ways[name] = timed
    seconds: dict[str, list[float]] = {name: [] for name in ways}
    for number in range(epochs + 1):
        for name, epoch in ways.items():
            taken = epoch()
            if number:
                seconds[name] += taken
    return {
        name: dict(
            zip(("fastest", "middle"), (float(t) * 1e6 for t in np.percentile(values, [FASTEST, 50])), strict=True)
        )
        for name, values in seconds.items()
    }


def main() -> None:
    """Time, print, and write JSON if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("cases", nargs="*", metavar="CASE", help="the names of cases of benchmarks.speed; all without")
    parser.add_argument("--epochs", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    data = load()
    print(platform.machine(), platform.python_version(), np.__version__, thread_pool.blas_libraries())
    print(
        f"{'microseconds a step':<26}"
        + "".join(f"{name:>20}" for name in ("products", "processes", "threads", "textbook"))
    )
    result = {}
    for case in CASES:
        if options.cases and case.name not in options.cases:
            continue
        x, y = inputs(case.inputs, data)[: case.images], data.y[: case.images]
        result[case.name] = found = compare(case, x, y, options.epochs)
        least = found["products"]["fastest"]
        cells = [
            f"{each['fastest']:7.0f} ({each['fastest'] / least:4.2f}) {each['middle']:5.0f}" for each in found.values()
        ]
        print(f"{case.name:<26}" + "".join(f"{cell:>20}" for cell in cells), flush=True)
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
