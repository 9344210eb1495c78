"""Times whole programs from a cold start beside each other, and what the window needs from the engine; and memory.

    python -m benchmarks.whole [--runs 3] [--json FILE]

A program is started anew each time, in turn with the others. Memory is the most that the process held at any moment
(its peak resident set, from wait4); so this runs on Linux and macOS. Keras takes part if it is installed.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from statistics import median
from typing import Any

from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment
from engine import layers, models
from engine.datasets import mnist
from engine.thread_pool import one_blas_thread

ROOT = Path(__file__).parent.parent
PREPARE = """
from {library}.datasets import mnist
from {library} import models, layers
from {library}.utils import to_categorical
(train_images, train_labels), (test_images, test_labels) = mnist.load_data()
network = models.Sequential()
network.add(layers.Dense(512, activation='relu', input_shape=(28*28,)))
network.add(layers.Dense(10, activation='softmax'))
network.compile(optimizer='rmsprop', loss='categorical_crossentropy', metrics=['accuracy'])
train_images = train_images.reshape((60000, 28*28)).astype('float32') / 255
train_labels = to_categorical(train_labels)
"""
FIT = "network.fit(train_images, train_labels, epochs=5, batch_size=128)\n"
IMPORT = "import time, numpy; start = time.perf_counter(); import engine; print(time.perf_counter() - start)"


def keras_program() -> str:
    """Return the blog's program for Keras, but with MNIST from where this engine has it: nothing is downloaded."""
    return (PREPARE + FIT).format(library="keras").replace("from keras.datasets", "from engine.datasets")


def run(arguments: Sequence[str]) -> tuple[float, float]:
    """Run a program; return its seconds and the most memory it had, in MB (10^6 bytes)."""
    environment = os.environ | {"PYTHONPATH": str(ROOT), "KERAS_BACKEND": os.environ.get("KERAS_BACKEND", "jax")}
    start = time.perf_counter()
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, env=environment) as process:
        assert process.stderr is not None
        said = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{arguments} failed: {said.decode()}")
    unit = 1 if sys.platform == "darwin" else 1024
    return time.perf_counter() - start, usage.ru_maxrss * unit / 1e6


def seconds(work: Callable[[], object], times: int) -> float:
    """Return the median seconds of some work, done so many times after once that does not count."""
    work()
    taken = []
    for _ in range(times):
        start = time.perf_counter()
        work()
        taken.append(time.perf_counter() - start)
    return median(taken)


def programs(runs: int) -> dict[str, dict[str, float]]:
    """Run all programs in turn and return the median seconds and the most memory of each."""
    with tempfile.TemporaryDirectory() as folder:
        saved = str(Path(folder) / "network.safetensors")
        train = ["-m", "digitapp", "train", "--epochs", "5", "--out", saved]
        blog = PREPARE.format(library="engine")
        ways = {
            "digitapp train --epochs 5": train,
            "the blog's program on the engine": ["-c", blog + FIT],
            "its lines without fit()": ["-c", blog],
        }
        if importlib.util.find_spec("keras"):
            ways["the blog's program on Keras"] = ["-c", keras_program()]
        taken: dict[str, list[tuple[float, float]]] = {name: [] for name in ways}
        for _ in range(runs):
            for name, arguments in ways.items():
                taken[name].append(run([sys.executable, *arguments]))
    return {
        name: {"seconds": median(s for s, _ in values), "peak_mb": max(m for _, m in values)}
        for name, values in taken.items()
    }


def parts() -> dict[str, float]:
    """Return the seconds of what the window and a short script ask of the engine."""
    imports = [
        float(subprocess.run([sys.executable, "-c", IMPORT], capture_output=True, check=True, cwd=ROOT).stdout)
        for _ in range(9)
    ]
    (_, _), (images, labels) = mnist.load_data()
    network = models.Sequential(
        [layers.Dense(512, activation="relu", input_shape=(784,)), layers.Dense(10, activation="softmax")]
    )
    network.compile("rmsprop", "sparse_categorical_crossentropy", ["accuracy"])
    x = images.reshape(-1, 784).astype("float32") / 255
    with one_blas_thread():  # as in the window
        one = seconds(lambda: read(Moment(network), images[0]), 1000)
    return {
        "import engine, numpy being there": median(imports),
        "MNIST from its files": seconds(mnist.load_data, 5),
        "one image, with all that the views need": one,
        "evaluate 10,000 images": seconds(lambda: network.evaluate(x, labels, verbose=0), 5),
    }


def main() -> None:
    """Measure, print, and write JSON if asked to."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--json", type=Path)
    options = parser.parse_args()
    result: dict[str, Any] = {"programs": programs(options.runs), "parts": parts()}
    for name, row in result["programs"].items():
        print(f"{name:<42}  {row['seconds']:7.2f} s  {row['peak_mb']:6.0f} MB")
    for name, value in result["parts"].items():
        print(f"{name:<42}  {1000 * value:8.2f} ms")
    if options.json:
        options.json.write_text(json.dumps(result, indent=2) + "\n")


if __name__ == "__main__":
    main()
