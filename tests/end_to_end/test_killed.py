"""The program, killed in the middle of a run: after the next start the run is there, and goes on."""

import random
from pathlib import Path

from benchmarks import kill_runs
from digitapp.core.runs.settings import TrainingSettings


def test_a_run_outlives_the_program_that_is_killed(tmp_path: Path) -> None:
    kill_runs.prepare(tmp_path, TrainingSettings(hidden_units=(32,), images=2000, batch_size=16, epochs=1000))
    tally = kill_runs.kill_often(tmp_path, 2, random.Random(2), longest=1.5)
    if not tally.taken_up:  # it was killed so early that nothing was kept yet
        tally = kill_runs.kill_often(tmp_path, 2, random.Random(3), longest=3.0)
    assert tally.problems == []
    assert tally.there == tally.whole >= 1
    assert tally.taken_up >= 1
