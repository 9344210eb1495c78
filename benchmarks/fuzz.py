"""Feeds damaged files to every reader, and kills the program while it saves: nothing may crash, hang or be lost.

    python -m benchmarks.fuzz [--inputs 500] [--kills 200] [--seed 0]

Each input is a sound file with one to sixteen bytes changed, or cut off. A reader must give a result or an InputError;
anything else is counted as a failure and shown. A saving that is killed at a random moment must leave the old file or
the new one, whole.
"""

from __future__ import annotations

import argparse
import random
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image as Pillow

from digitapp.core.keeping import header as heads
from digitapp.core.keeping.header_reading import unpacked
from digitapp.core.keeping.keeping import RunState, writing
from digitapp.core.keeping.loading import load
from digitapp.core.keeping.moments import Shell
from digitapp.core.keeping.run_file import load_run_file, save_run_file
from digitapp.core.paper.pictures import load_picture
from digitapp.core.paper.stroke_files import StrokeFile, load_stroke_file, save_stroke_file
from digitapp.core.paper.strokes import strokes_from_points
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recordings
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingRun
from engine import saving
from engine.datasets import idx
from engine.errors import InputError
from engine.layers import Dense
from engine.models import Sequential

SAVE_FOR_EVER = """
import sys
from engine import saving
from engine.layers import Dense
from engine.models import Sequential
model = Sequential([Dense(512, "relu", input_shape=784), Dense(10, "softmax")])
print("ready", flush=True)
while True:
    saving.save(sys.argv[1], model)
"""


def sound_files(folder: Path) -> dict[str, tuple[Path, Callable[[Path], object]]]:
    """Write one sound file for each reader; return it with its reader."""
    model = Sequential([Dense(8, "relu", input_shape=20), Dense(4, "softmax")])
    files: dict[str, tuple[Path, Callable[[Path], object]]] = {}
    for suffix in (".safetensors", ".keras", ".npz"):
        saving.save(folder / f"net{suffix}", model)
        files[suffix] = (folder / f"net{suffix}", saving.load)
    data = Path(__file__).parents[1] / "tests" / "engine" / "data"
    files[".h5"] = (data / "keras_small.h5", saving.load)
    relu = saving.Answers("relu", pixels="0..1")
    files[".weights.h5"] = (data / "keras_plain.weights.h5", lambda path: saving.load(path, answers=relu))
    for name, written in loose_files(folder, model).items():
        files[name] = (written, lambda path: saving.open_model(path, relu))
    idx.write(folder / "idx", np.arange(600, dtype=np.uint16).astype(np.uint8).reshape(6, 10, 10))
    files["idx"] = (folder / "idx", idx.read)
    strokes = strokes_from_points([[(0, 0), (1, 1), (2, 0)]])
    save_stroke_file(folder / "strokes.npz", StrokeFile(np.array([7, 1]), (strokes, strokes), ("a/1", "b/1")))
    files["stroke file"] = (folder / "strokes.npz", load_stroke_file)
    files.update(run_files(folder))
    grey = np.full((60, 60), 255, np.uint8)
    grey[10:50, 28:32] = 0
    for suffix in (".png", ".jpg", ".gif"):
        Pillow.fromarray(grey).save(folder / f"picture{suffix}")
        files[suffix] = (folder / f"picture{suffix}", load_picture)
    return files


def run_files(folder: Path) -> dict[str, tuple[Path, Callable[[Path], object]]]:
    """Write a run of two short epochs: as one file, which has checksums, and its head and a moment, which have none."""
    chance = np.random.default_rng(0)
    pictures, labels = chance.integers(0, 256, (64, 28, 28), np.uint8), chance.integers(0, 10, 64).astype(np.uint8)
    data = Dataset("noise", pictures, labels, pictures, labels)
    settings = TrainingSettings(hidden_units=(4,), batch_size=16, epochs=2, dropout=0.1)
    recording = Recordings().begin(settings, lambda: data, 0.0)
    first = Moment.of(settings.build())
    training = TrainingRun(settings.build(), lambda: data, settings, recording=recording)
    for _ in training.steps():
        pass
    report = training.report()
    last = first.after_learning(training.network, report.curves.end)
    run = Run(Kind.TRAINED, "run", settings, (first, last), (report.curves,))
    state = RunState("0123456789abcdef", run, recording=recording)
    plan = writing(state)
    parts = {
        "run.digitrun": b"",
        "run head": b"".join(heads.packed(plan.header)),
        "run moment": b"".join(plan.files[heads.snapshot_file(4)]),
    }
    for name, content in parts.items():
        (folder / name).write_bytes(content)
    save_run_file(folder / "run.digitrun", [state])

    def read_head(path: Path) -> None:
        def read(name: str) -> bytes:
            if name not in plan.files:
                raise InputError("{file}: expected {name} beside it. Received: none", file=path, name=name)
            return b"".join(plan.files[name])

        load(unpacked(path.read_bytes(), path.name), read, path.name)

    def read_moment(path: Path) -> None:
        Shell(path.name, plan.header.layers, settings).moment(path.read_bytes(), 0.0)

    return {
        ".digitrun": (folder / "run.digitrun", load_run_file),
        "run head": (folder / "run head", read_head),
        "run moment": (folder / "run moment", read_moment),
    }


def loose_files(folder: Path, model: Sequential) -> dict[str, Path]:
    """Write the model in the forms of other programs: ONNX, arrays by hand, a state dict, weights of Keras 2."""
    import h5py
    from safetensors.numpy import save_file

    names = {name: folder / name for name in ("onnx", "images onnx", "arrays", "state dict", "weights of Keras 2")}
    saving.save(folder / "net.onnx", model)
    (folder / "net.onnx").rename(names["onnx"])
    saving.save(folder / "net.onnx", model, image_shape=(4, 5))
    (folder / "net.onnx").rename(names["images onnx"])
    weights = model.get_weights()
    with names["arrays"].open("wb") as file:
        turned: dict[str, Any] = {name: array.T for name, array in zip(("W1", "b1", "W2", "b2"), weights, strict=True)}
        np.savez(file, **turned)
    tensors = dict(zip(("0.weight", "0.bias", "2.weight", "2.bias"), weights, strict=True))
    save_file({name: np.ascontiguousarray(array.T) for name, array in tensors.items()}, names["state dict"])
    with h5py.File(names["weights of Keras 2"], "w") as hdf5:
        hdf5.attrs["layer_names"] = [b"d1", b"d2"]
        for layer in ("d1", "d2"):
            group = hdf5.create_group(layer)
            group.attrs["weight_names"] = [f"{layer}/kernel:0".encode(), f"{layer}/bias:0".encode()]
            for which, array in zip(("kernel:0", "bias:0"), weights[:2] if layer == "d1" else weights[2:], strict=True):
                group[f"{layer}/{which}"] = array
    return names


def damaged(content: bytes, chance: random.Random) -> bytes:
    """Return the content with some bytes changed, mostly near the beginning, or cut off."""
    result = bytearray(content)
    for _ in range(chance.choice([1, 1, 2, 4, 16])):
        near = chance.random() < 0.7
        place = chance.randrange(min(len(result), 4000) if near else len(result))
        result[place] = chance.choice([0, 255, chance.randrange(256), result[place] ^ (1 << chance.randrange(8))])
    if chance.random() < 0.15:
        result = result[: chance.randrange(len(result))]
    return bytes(result)


def fuzz(name: str, source: Path, read: Callable[[Path], object], inputs: int, chance: random.Random) -> int:
    """Feed damaged copies of a file to its reader; print what came of them, return how many failed."""
    content = source.read_bytes()
    accepted = refused = failed = 0
    slowest = 0.0
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / source.name
        for _ in range(inputs):
            path.write_bytes(damaged(content, chance))
            started = time.perf_counter()
            try:
                read(path)
                accepted += 1
            except InputError:
                refused += 1
            except Exception as error:  # this is what is looked for
                failed += 1
                print(f"{name}: {type(error).__name__}: {error}")
            slowest = max(slowest, time.perf_counter() - started)
    print(f"{name}: {inputs} inputs, {accepted} read, {refused} refused, {failed} failed, slowest {slowest:.2f} s")
    return failed


def lost_by_killing(kills: int, chance: random.Random) -> int:
    """Kill a process that saves a model again and again; return how often the file was not whole afterwards."""
    lost = 0
    with tempfile.TemporaryDirectory() as folder:
        for suffix in (".safetensors", ".keras"):
            path = Path(folder) / f"net{suffix}"
            for _ in range(kills // 2):
                process = subprocess.Popen([sys.executable, "-c", SAVE_FOR_EVER, str(path)], stdout=subprocess.PIPE)
                assert process.stdout is not None
                process.stdout.readline()
                time.sleep(chance.uniform(0.005, 0.05))
                process.kill()
                process.wait()
                process.stdout.close()
                try:
                    saving.load(path)
                except InputError:
                    lost += path.exists()
    return lost


def main() -> int:
    """Do it all; return 1 if anything failed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--inputs", type=int, default=500)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    chance = random.Random(options.seed)
    with tempfile.TemporaryDirectory() as folder:
        files = sound_files(Path(folder))
        failed = sum(fuzz(name, source, read, options.inputs, chance) for name, (source, read) in files.items())
    lost = lost_by_killing(options.kills, chance)
    print(f"killed {options.kills} times while saving: {lost} files lost")
    return int(failed + lost > 0)


if __name__ == "__main__":
    sys.exit(main())
