"""Takes networks to other programs and back, and compares the predictions over MNIST's 10,000 test images.

    python -m benchmarks.exchange [--reference FOLDER]

The bundled network goes to .keras, .h5, .onnx, .npz and a Python program and is used there: by Keras and onnxruntime,
where they are installed, by this engine, and by Python. With a folder of files that Keras wrote (reference_blog.keras,
.h5 and .weights.h5) and what Keras predicts with them (reference.npz), these are read by this engine.
"""

from __future__ import annotations

import argparse
import importlib
import importlib.util
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np

import resources
from digitapp.core.model_file import BUNDLED
from engine import saving
from engine.datasets import mnist
from engine.types import Array


def by_keras(path: Path, x: Array) -> Array:
    """Return what Keras predicts with a file."""
    predictions: Array = importlib.import_module("keras").models.load_model(path).predict(x, verbose=0)
    return predictions


def by_onnxruntime(path: Path, x: Array) -> Array:
    """Return what onnxruntime predicts with a file."""
    session = importlib.import_module("onnxruntime").InferenceSession(str(path))
    (output,) = session.run(None, {session.get_inputs()[0].name: x})
    predictions: Array = output
    return predictions


def by_engine(path: Path, x: Array) -> Array:
    """Return what this engine predicts with a file."""
    return saving.load(path)[0].predict(x, verbose=0)


def by_python(path: Path, x: Array) -> Array:
    """Return what the program that was written predicts."""
    sys.path.insert(0, str(path.parent))
    predictions: Array = importlib.import_module(path.stem).predict(x)
    return predictions


READERS: tuple[tuple[str, str, str, Callable[[Path, Array], Array]], ...] = (
    ("network.keras", "Keras", "keras", by_keras),
    ("network.h5", "Keras", "keras", by_keras),
    ("network.onnx", "onnxruntime", "onnxruntime", by_onnxruntime),
    ("network.keras", "this engine", "engine", by_engine),
    ("network.npz", "this engine", "engine", by_engine),
    ("network_program.py", "Python", "numpy", by_python),
)


def main() -> None:
    """Exchange, compare and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--reference", type=Path)
    options = parser.parse_args()
    _, (images, _) = mnist.load_data()
    x = images.reshape(-1, 784).astype(np.float32) / np.float32(255)
    network = saving.load(resources.path(BUNDLED))[0]
    expected = network.predict(x, verbose=0)
    print("the bundled network, largest difference of a probability over 10,000 images")
    with tempfile.TemporaryDirectory() as folder:
        for name, program, module, reader in READERS:
            if importlib.util.find_spec(module):
                path = Path(folder) / name
                saving.save(path, network)
                print(f"  {path.suffix:<12} read by {program:<12} {np.abs(reader(path, x) - expected).max():.1e}")
    if options.reference:
        with np.load(options.reference / "reference.npz", allow_pickle=False) as file:
            predicted = file["blog/predict"]
        first, _ = mnist.load_data()
        x = first[0].reshape(-1, 784)[: len(predicted)].astype(np.float32) / np.float32(255)
        print(f"files that Keras wrote, over the {len(x)} images that it predicted")
        for name in ("reference_blog.keras", "reference_blog.h5", "reference_blog.weights.h5"):
            read, _ = saving.load(options.reference / name, "relu")
            print(f"  {name:<26} {np.abs(read.predict(x, verbose=0) - predicted).max():.1e}")


if __name__ == "__main__":
    main()
