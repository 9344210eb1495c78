"""What an epoch costs with BLAS's own threads and with ours, with the computer to itself and beside a busy program.

    python -m benchmarks.blas_threads [--rounds 3]

The busy program is a second process that spins on one core. Each round runs all ways in turn; the medians are printed.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext

from digitapp.core.runs.dataset import load_mnist
from digitapp.core.runs.settings import TrainingSettings
from engine import step
from engine.thread_pool import ThreadPool, best_pool, one_blas_thread

SECONDS = 4.0  # of training; the rest of an epoch is extrapolated


@contextmanager
def busy() -> Iterator[None]:
    """Keep one core busy with another process."""
    process = subprocess.Popen([sys.executable, "-c", "while True: pass"])
    try:
        yield
    finally:
        process.kill()
        process.wait()


@contextmanager
def alone() -> Iterator[ThreadPool]:
    """Let BLAS do as it likes."""
    yield ThreadPool(1)


@contextmanager
def one_thread() -> Iterator[ThreadPool]:
    """Use one thread for everything."""
    with one_blas_thread():
        yield ThreadPool(1)


WAYS = {"BLAS's threads": alone, "one thread": one_thread, "our threads": best_pool}


def epoch(way: str) -> float:
    """Return the seconds of an epoch of 784-512-10 in batches of 128."""
    data = load_mnist()
    network = TrainingSettings().build()
    vars(step)["best_pool"] = WAYS[way]
    try:
        steps = network.fit_steps(data.train_inputs, data.train_labels, batch_size=128)
        next(steps)
        started, done = time.perf_counter(), 0
        for _ in steps:
            done += 1
            if time.perf_counter() - started > SECONDS:
                break
        steps.close()
        return (time.perf_counter() - started) / done * 469
    finally:
        vars(step)["best_pool"] = best_pool


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=3)
    options = parser.parse_args()
    for situation, company in (("alone", nullcontext), ("beside a busy program", busy)):
        seconds: dict[str, list[float]] = {way: [] for way in WAYS}
        with company():
            for _ in range(options.rounds):
                for way, values in seconds.items():
                    values.append(epoch(way))
        print(situation + ": " + ", ".join(f"{way} {statistics.median(v):.2f} s" for way, v in seconds.items()))


if __name__ == "__main__":
    main()
