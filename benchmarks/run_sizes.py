"""Shows what a run takes: five epochs of the blog's network on the disk and in memory, and that the bound is held.

    python -m benchmarks.run_sizes [--epochs 5] [--long 100]

The run is written once a second while it goes on, as the program does it. Then a long run on fewer images, and more
runs than there is room for, show that neither a run nor the folder of all runs becomes larger than it may.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path

from digitapp.core.keeping.data_digest import digest
from digitapp.core.keeping.header import Data
from digitapp.core.keeping.keeping import RUN_BYTES, RunState
from digitapp.core.keeping.run_file import save_run_file
from digitapp.core.keeping.store import RunFolder, RunStore, new_id
from digitapp.core.runs.dataset import Dataset, load_mnist
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.recording import Recordings
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingRun
from engine.thread_pool import one_blas_thread

MEGABYTE = 2**20


def kept(data: Dataset, settings: TrainingSettings, store: RunStore) -> tuple[RunState, int, list[float], float]:
    """Train and keep a run; return it, the most bytes that it took, and the seconds of each writing and of training."""
    folder = store.take(new_id())
    assert folder is not None
    recordings = Recordings()
    recording = recordings.begin(settings, lambda: data, 0.0)
    first = Moment.of(settings.build())
    training = TrainingRun(settings.build(), lambda: data, settings, recording=recording)
    state = RunState(
        folder.id,
        Run(Kind.TRAINED, "run", settings, (first,)),
        time.time(),
        under_way=True,
        recording=recording,
        data=Data(data.name, None, digest(data)),
    )
    largest, writings, begun = 0, list[float](), time.perf_counter()
    due = begun + 1
    for report in training.steps():
        if report is not None and time.perf_counter() >= due:
            end = first.with_weights(report.weights, report.curves.end)
            state = replace(state, run=replace(state.run, moments=(first, end), curves=(report.curves,)))
            writings.append(written(folder, state, most_new=3))
            largest = max(largest, folder.size)
            due = time.perf_counter() + 1
    seconds = time.perf_counter() - begun - sum(writings)
    training.record_end()
    report = training.report()
    end = first.after_learning(training.network, report.curves.end)
    run = replace(state.run, moments=(first, end), curves=(report.curves,))
    state = replace(state, run=run, under_way=False)
    writings.append(written(folder, state))
    largest = max(largest, folder.size)
    folder.release()
    return state, largest, writings, seconds


def written(folder: RunFolder, state: RunState, most_new: int | None = None) -> float:
    """Write a run; return how many seconds that took."""
    begun = time.perf_counter()
    folder.write(state, most_new=most_new)
    return time.perf_counter() - begun


def main() -> int:
    """Measure and print; return 1 if a bound was not held."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--epochs", type=int, default=5)
    parser.add_argument("--long", type=int, default=100, metavar="EPOCHS")
    options = parser.parse_args()
    data = load_mnist()
    settings = TrainingSettings(epochs=options.epochs)
    with tempfile.TemporaryDirectory() as folder, one_blas_thread():
        store = RunStore(Path(folder) / "runs")
        state, largest, writings, seconds = kept(data, settings, store)
        (found,) = store.runs()
        assert state.recording is not None
        print(f"{options.epochs} epochs of the blog's network, {seconds:.1f} s of training")
        print(f"  in memory: {state.recording.size / MEGABYTE:.0f} MiB, {len(state.recording.kept)} moments")
        print(f"  on the disk: {found.size / MEGABYTE:.1f} MiB, {len(found.header.batches)} moments; its head", end=" ")
        print(f"{(store.folder / found.header.id / 'run.safetensors').stat().st_size / 1024:.0f} KiB")
        print(f"  written {len(writings)} times, {max(writings):.2f} s at the most, the last time {writings[-1]:.2f} s")
        path = Path(folder) / "run.digitrun"
        save_run_file(path, [state])
        print(f"  in one file: {path.stat().st_size / MEGABYTE:.1f} MiB")
        begun = time.perf_counter()
        held = store.take(found.header.id)
        assert held is not None
        held.load()
        held.release()
        print(f"  read with all moments in {time.perf_counter() - begun:.2f} s", end="; ")
        begun = time.perf_counter()
        list(store.runs())
        print(f"its head alone in {1000 * (time.perf_counter() - begun):.1f} ms")
        bound = RUN_BYTES + MEGABYTE * max(1, options.long // 20)
        _, longest, writings, _ = kept(data, replace(settings, epochs=options.long, images=12_800), store)
        print(f"{options.long} epochs of 12,800 images: {longest / MEGABYTE:.1f} MiB at the most, written", end=" ")
        print(f"{len(writings)} times; the bound is {RUN_BYTES / MEGABYTE:.0f} MiB and the curves")
    return int(max(largest, longest) > bound)


if __name__ == "__main__":
    sys.exit(main())
