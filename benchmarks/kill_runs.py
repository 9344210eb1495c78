"""Kills the program in the middle of a run again and again: after each start the run must be there, and go on.

    python -m benchmarks.kill_runs [--times 50] [--seed 0]

The program runs with its window on Qt's offscreen platform and trains a network of 512 units. It is killed (SIGKILL)
after a random part of a second to some seconds. Then what is kept is read: each file must be whole, and the run must
stand at least where the program had last said that it was kept. The next start takes the run up again. A run that comes
to its end must have the very weights of one that was never killed.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import statistics
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from digitapp.core.keeping.store import RunStore
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.snapshot import Snapshot

SETTINGS = TrainingSettings(images=10_000, epochs=10, dropout=0.2)
PATIENCE = 120  # seconds for the program to say something

PROGRAM = """
import json, sys
from PySide6.QtCore import QCoreApplication, QTimer
from digitapp import app
from digitapp.state.runs.training import Status
from digitapp.views.window import dialogs

def say(what, **more):
    print(json.dumps({"what": what, **more}), flush=True)

dialogs.ask_to_take_up = lambda *_: True

class Watched(app.Program):
    def __init__(self, *arguments):
        super().__init__(*arguments)
        self.session.training.advanced.connect(self.tell)
        self.session.training.ended.connect(self.end)
        self.session.keeper.kept.connect(self.tell_kept)
        self.session.kept_runs.changed.connect(self.begin)
        self.begun = False
    def begin(self):
        if not self.begun:
            self.begun = True
            QTimer.singleShot(0, self.train)
    def train(self):
        session = self.session
        going_on = any(entry.header.under_way for entry in session.kept_runs.entries.values())
        if not going_on and session.training.status is Status.IDLE:
            say("afresh")
            session.training.train()
    def done(self):
        recording = self.session.training.recordings.of(self.session.training.run)
        return 0 if recording is None else recording.batches
    def tell(self, report):
        say("batch", batch=self.done())
    def tell_kept(self, number):
        header = self.session.kept_runs.header(number)
        say("kept", batch=header.batches[-1] if header.batches else 0)
    def end(self, number):
        self.session.keeper.catch_up(QCoreApplication.quit)

app.Program = Watched
sys.exit(app.main())
"""


@dataclass
class Tally:
    """What came of it.

    Attributes:
        killed, there, whole: how often it was killed, the run was there after it, and each of its files was whole.
        lost: batches that a kill lost, each time.
        lost_seconds: how long before the kill the kept moment was, as far as the program told.
        taken_up: how often the run went on at just the batch that was kept.
        finished, equal: runs that came to their end, and those with the weights of one that was never killed.
    """

    killed: int = 0
    there: int = 0
    whole: int = 0
    lost: list[int] = field(default_factory=list)
    lost_seconds: list[float] = field(default_factory=list)
    taken_up: int = 0
    finished: int = 0
    equal: int = 0
    problems: list[str] = field(default_factory=list)


class Life:
    """The program from its start on, with what it says."""

    def __init__(self, home: Path) -> None:
        folders = {f"XDG_{kind}_HOME": str(home / kind.lower()) for kind in ("CONFIG", "STATE", "DATA")}
        root = str(Path(__file__).parents[1])
        environment = os.environ | folders | {"QT_QPA_PLATFORM": "offscreen", "PYTHONPATH": root}
        self.process = subprocess.Popen(
            [sys.executable, "-c", PROGRAM], env=environment, stdout=subprocess.PIPE, text=True, cwd=home
        )
        self.said: list[tuple[float, dict[str, Any]]] = []

    def listen(self, until: float, what: str = "") -> bool:
        """Take what it says until a time, or until it says `what`; return False when it has ended."""
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.said.append((time.monotonic(), json.loads(line)))
            if time.monotonic() >= until or (what and self.said[-1][1]["what"] == what):
                return True
        return False

    def last(self, what: str) -> int:
        """Return the last batch of which it said this; 0 if it never did."""
        return next((said["batch"] for _, said in reversed(self.said) if said["what"] == what), 0)

    def first(self, what: str) -> int:
        """Return the first batch of which it said this; 0 if it never did."""
        return next((said["batch"] for _, said in self.said if said["what"] == what), 0)

    def when(self, batch: int) -> float:
        """Return when it had done so many batches."""
        times = [at for at, said in self.said if said["what"] == "batch" and said["batch"] >= batch]
        return times[0] if times else time.monotonic()

    def kill(self) -> None:
        """End it as a power cut does."""
        self.process.kill()
        self.process.wait()
        assert self.process.stdout is not None
        self.process.stdout.close()


def prepare(home: Path, settings: TrainingSettings) -> None:
    """Let the program begin with these settings, and without a second page."""
    file = home / "config" / "digitapp" / "preferences.json"
    file.parent.mkdir(parents=True)
    file.write_text(json.dumps({"page_beside": "", "training": settings.to_dict()}))


def store_of(home: Path) -> RunStore:
    """Return the folder of runs."""
    return RunStore(home / "data" / "digitapp" / "runs")


def end_of(home: Path) -> tuple[int, bytes, int]:
    """Return how many batches the newest run has done, the digest of its end, and how many files are damaged."""
    store = store_of(home)
    newest = max(store.runs(), key=lambda found: found.header.begun)
    folder = store.take(newest.header.id)
    assert folder is not None
    loaded = folder.load()
    folder.release()
    assert loaded.recorded is not None
    last: Snapshot = loaded.recorded.snapshots[-1]
    return last.batch, last.digest, loaded.damaged


def never_killed(home: Path) -> tuple[int, bytes]:
    """Train a run to its end; return how many batches it has, and the digest of its end."""
    life = Life(home)
    life.listen(time.monotonic() + 10 * PATIENCE, "never")
    life.process.wait(PATIENCE)
    batches, digest, _ = end_of(home)
    return batches, digest


def kill_often(home: Path, times: int, chance: random.Random, end: bytes | None = None, longest: float = 2.5) -> Tally:
    """Do it; `end` is the digest of the end of a run that was never killed."""
    tally, expected = Tally(), 0
    while tally.killed < times:
        life = Life(home)
        life.listen(time.monotonic() + PATIENCE, "batch")
        afresh = any(said["what"] == "afresh" for _, said in life.said)
        if expected and not afresh:
            begun_at = life.first("batch")
            tally.taken_up += begun_at >= expected
            if begun_at < expected:
                tally.problems.append(f"kept after {expected} batches, went on after {begun_at}")
        elif expected:
            tally.problems.append(f"the run of {expected} batches was not taken up")
        alive = life.listen(time.monotonic() + chance.uniform(0.05, longest))
        said = life.last("kept")
        killed_at, done = time.monotonic(), life.last("batch")
        life.kill()
        if not alive:
            _, digest, _ = end_of(home)
            tally.finished += 1
            tally.equal += digest == end
            expected = 0
            continue
        tally.killed += 1
        try:
            expected, _, damaged = end_of(home)
        except ValueError:  # killed before anything was kept
            if said:
                tally.problems.append(f"nothing is there, though {said} batches were said to be kept")
            expected = 0
            continue
        tally.there += 1
        tally.whole += damaged == 0
        tally.lost.append(max(done - expected, 0))
        tally.lost_seconds.append(max(killed_at - life.when(expected), 0.0) if done > expected else 0.0)
        if expected < said:
            tally.problems.append(f"kept after {expected} batches, though {said} were said to be")
    return tally


def main() -> int:
    """Do it and print it; return 1 if anything was lost that was kept."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--times", type=int, default=50)
    parser.add_argument("--seed", type=int, default=0)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        alone, killed = Path(folder) / "alone", Path(folder) / "killed"
        for home in (alone, killed):
            prepare(home, SETTINGS)
        batches, end = never_killed(alone)
        print(f"a run that is never killed: {batches} batches, its end {end.hex()[:16]}…", flush=True)
        tally = kill_often(killed, options.times, random.Random(options.seed), end)
        _, digest = never_killed(killed)  # from where it was killed last
        tally.finished += 1
        tally.equal += digest == end
    nothing = tally.killed - tally.there
    print(f"killed {tally.killed} times in the middle of a run")
    print(f"the run was there afterwards {tally.there} times; {nothing} times it was killed before its first second")
    print(f"all of its files were whole {tally.whole} times")
    print(f"taken up where it was kept {tally.taken_up} times")
    print(
        f"lost by a kill: {statistics.median(tally.lost):.0f} batches in the middle, {max(tally.lost)} at the most;"
        f" {statistics.median(tally.lost_seconds):.2f} s, {max(tally.lost_seconds):.2f} s at the most"
    )
    print(f"runs that came to their end, killed on the way: {tally.finished}; equal to the last bit: {tally.equal}")
    for problem in tally.problems:
        print(f"PROBLEM: {problem}")
    return int(bool(tally.problems) or tally.whole < tally.there or tally.equal < tally.finished)


if __name__ == "__main__":
    sys.exit(main())
