"""A run that is kept after each epoch, and what goes on from there."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitapp.core.errors import InputError
from digitapp.core.runs.checkpoints import Checkpoint, load_checkpoint, save_checkpoint
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingRun
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
