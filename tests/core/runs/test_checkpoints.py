"""A run that is kept after each epoch, and what goes on from there."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given
from hypothesis import settings as settings_of_hypothesis
from hypothesis import strategies as st

from digitapp.core.errors import InputError
from digitapp.core.runs.checkpoints import Checkpoint, load_checkpoint, save_checkpoint
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingRun
from engine.position import Position
from engine.saving import checkpoint
from tests import samples

SETTINGS = replace(samples.SETTINGS, epochs=4, dropout=0.2, schedule="cosine")


class Keeper:
    """Writes each checkpoint to a file of its own."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.files = folder, []  # type: tuple[Path, list[Path]]

    def __call__(self, run: Checkpoint) -> None:
        self.files.append(self.folder / f"{run.position.epoch}.safetensors")
        save_checkpoint(self.files[-1], replace(run, name="relu-16", folder=Path("somewhere")))


def run_of(settings: TrainingSettings, data: Dataset, keeper: Keeper) -> TrainingRun:
    run = TrainingRun(settings.build(), lambda: samples.small(data), settings, keep=keeper)
    for _ in run.steps():
        pass
    return run


def test_a_run_is_kept_after_each_epoch_but_the_last(mnist: Dataset, tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    run_of(SETTINGS, mnist, keeper)
    assert [file.stem for file in keeper.files] == ["1", "2", "3"]


def test_a_run_that_goes_on_learns_what_the_whole_one_learned(mnist: Dataset, tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    whole = run_of(SETTINGS, mnist, keeper)
    kept = load_checkpoint(keeper.files[1])
    assert (kept.name, kept.folder, kept.settings, kept.position.epoch) == ("relu-16", Path("somewhere"), SETTINGS, 2)
    assert kept.curves.end == 2
    again = TrainingRun(
        kept.network, lambda: samples.small(mnist), kept.settings, kept.curves, position=kept.position, keep=keeper
    )
    reports = [report for report in again.steps() if report is not None]
    assert (reports[0].epoch, reports[0].epochs) == (3, 4)
    assert reports[0].share_done >= 0.5
    for one, other in zip(again.network.get_weights(), whole.network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)
    curves, expected = again.report().curves, whole.report().curves
    np.testing.assert_array_equal(curves.epoch_at, [1, 2, 3, 4])
    np.testing.assert_allclose(curves.loss, expected.loss, rtol=1e-4)
    assert curves.planned_end == 4
    assert again.test_accuracy == whole.test_accuracy


def test_a_damaged_one_is_refused(mnist: Dataset, tmp_path: Path) -> None:
    keeper = Keeper(tmp_path)
    run_of(SETTINGS, mnist, keeper)
    whole = keeper.files[0].read_bytes()
    for damaged in (b"", whole[:-10], whole.replace(b'\\"seed\\": 0', b'\\"seed\\": -')):
        keeper.files[0].write_bytes(damaged)
        with pytest.raises(InputError, match=r"1\.safetensors"):
            load_checkpoint(keeper.files[0])


anything = st.recursive(
    st.sampled_from([10**400, -(10**400), 2**64, "\ud800", "\0", "9" * 5000, 0.001, "relu", float("nan")])
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)
details = {
    "settings": samples.SETTINGS.to_dict(),
    "learning_rate": 0.001,
    "history": [samples.curves(epochs=2).to_dict()],
    "name": "relu-16",
    "folder": None,
}
_places = [
    *((name,) for name in details),
    ("history", 0),
    *(("settings", name) for name in samples.SETTINGS.to_dict()),
    *(("history", 0, name) for name in samples.curves(epochs=2).to_dict()),
]


@given(st.sampled_from(_places), anything)
@example(("settings",), None)
@example(("history",), [5])
@example(("learning_rate",), 10**400)
@example(("learning_rate",), float("nan"))
@example(("name",), "\ud800")
@example(("folder",), "a\0b")
@settings_of_hypothesis(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_its_metadata_say_it_is_sound_or_refused(
    tmp_path: Path, place: tuple[str | int, ...], value: Any
) -> None:
    file, changed = tmp_path / "run.safetensors", json.loads(json.dumps(details))
    holder = changed
    for step in place[:-1]:
        holder = holder[step]
    holder[place[-1]] = value
    checkpoint.save(file, samples.SETTINGS.build(), Position(1), {"digitapp": json.dumps(changed)})
    try:
        found = load_checkpoint(file)
    except InputError:
        pass
    else:
        assert 1e-7 <= found.learning_rate <= 100
        assert found.name.encode()
        assert json.loads(json.dumps([found.settings.to_dict(), found.curves.to_dict()]))


@pytest.mark.parametrize("place", ["epoch", "batches", "passed"])
def test_a_place_beyond_any_run_is_refused(tmp_path: Path, place: str) -> None:
    file = tmp_path / "run.safetensors"
    checkpoint.save(file, samples.SETTINGS.build(), Position(**{place: 10**400}), {"digitapp": json.dumps(details)})
    with pytest.raises(InputError, match=r"run\.safetensors"):
        load_checkpoint(file)
