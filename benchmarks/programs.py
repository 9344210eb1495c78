"""Prints what the small programs of the tests compute with this engine, beside what they computed with Keras.

python -m benchmarks.programs

For each: the largest relative difference of a batch's loss, of a number in the history and of what evaluate() returns,
and the largest difference of a weight after training and of a prediction. The recorded numbers are those of
tests/engine/data/keras_programs.py, which can be run with Keras again.
"""

from __future__ import annotations

import numpy as np

import engine
from engine.types import Array
from tests.engine.data.keras_programs import FILE, PROGRAMS, run

KINDS = {"losses": True, "history": True, "evaluate": True, "weights": False, "predict": False}  # relative or not


def difference(ours: Array, theirs: Array, relative: bool) -> float:
    """Return the largest difference of two arrays."""
    apart = np.abs(ours.astype(np.float64) - theirs)
    return float(np.max(apart / np.maximum(np.abs(theirs), 1e-3) if relative else apart))


def main() -> None:
    """Compare and print."""
    with np.load(FILE, allow_pickle=False) as file:
        recorded = {key: file[key] for key in file.files}
    print(f"| program (Keras {recorded['keras_version']}, JAX) | {' | '.join(KINDS)} | names in the history |")
    print("|---|" + "---:|" * len(KINDS) + "---|")
    worst = dict.fromkeys(KINDS, 0.0)
    for name in PROGRAMS:
        ours = run(engine, name)
        theirs = {key.removeprefix(f"{name}/"): value for key, value in recorded.items() if key.startswith(f"{name}/")}
        found = dict.fromkeys(KINDS, 0.0)
        for key, value in theirs.items():
            kind = key.split("/")[0]
            found[kind] = max(found[kind], difference(ours[key], value, KINDS[kind]))
        names = [key.removeprefix("history/") for key in theirs if key.startswith("history/")]
        assert names == [key.removeprefix("history/") for key in ours if key.startswith("history/")]
        print(f"| {name} | {' | '.join(f'{value:.0e}' for value in found.values())} | {', '.join(names)} |")
        worst = {kind: max(worst[kind], found[kind]) for kind in KINDS}
    print(f"| **largest of {len(PROGRAMS)}** | {' | '.join(f'{value:.0e}' for value in worst.values())} | |")


if __name__ == "__main__":
    main()
