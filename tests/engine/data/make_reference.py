"""Makes keras_reference.npz, the small form of a larger file that Keras 3.15 was asked to write, number by number.

    python -m tests.engine.data.make_reference REFERENCE.npz

The large file holds four cases, each under its name: config (JSON), first/K and last/K (weights before and after
training), batch_losses, evaluate and predict. Two things are left out here, without loosening what the tests can claim:
rows of the first kernel whose pixel is dark in every image of the slice, which training cannot move (checked here for
Keras, in the test for this engine); and of the trained weights everything but their movement, in steps of 2**-17.
"""

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from engine.datasets import mnist
from engine.types import Array

CASES = ("blog", "sgd", "nesterov", "adam_two_hidden")
QUANTUM = 2.0**-17
FILE = Path(__file__).with_name("keras_reference.npz")


def images_of(config: dict[str, Any]) -> tuple[Array, Array]:
    """Return the images (n, 784) of a case as bytes, and their labels (n,)."""
    (images, labels), _ = mnist.load_data()
    rows = slice(config["first_image"], config["first_image"] + config["n"])
    return images[rows].reshape(config["n"], -1), labels[rows]


def main(source: str) -> None:
    """Read the large file and write the small one."""
    small = {}
    with np.load(source) as large:
        for case in CASES:
            config = json.loads(str(large[f"{case}/config"]))
            lit = images_of(config)[0].any(axis=0)
            small[f"{case}/config"] = large[f"{case}/config"]
            for key in ("batch_losses", "evaluate", "predict"):
                small[f"{case}/{key}"] = large[f"{case}/{key}"]
            for index in range(2 * len(config["hidden"]) + 2):
                first, last = large[f"{case}/first/{index}"], large[f"{case}/last/{index}"]
                if index == 0:
                    assert (first[~lit] == last[~lit]).all()
                    first, last = first[lit], last[lit]
                moved = np.rint((last.astype(np.float64) - first) / QUANTUM)
                assert np.abs(moved).max() < 2**15
                small[f"{case}/first/{index}"] = first
                small[f"{case}/moved/{index}"] = moved.astype(np.int16)
    np.savez_compressed(FILE, **small)


if __name__ == "__main__":
    main(sys.argv[1])
