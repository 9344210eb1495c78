"""What one is advised: presets, what goes wrong in a run, remedies, and back to the settings from before."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.notices import Kind, Notice
from digitapp.core.runs.presets import PRESETS, Preset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingDivergedError
from digitapp.jobs import join_all
from digitapp.state.runs.advice import Advice
from digitapp.state.runs.checkpoints import Checkpoints
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.history import History
from digitapp.state.runs.training import Status, Training
from tests import samples

DEEP = replace(samples.DIVERGING, hidden_units=(16, 16, 16, 16))
SLOW = replace(samples.SETTINGS, optimizer="sgd", learning_rate=1e-6, batch_size=1, epochs=2)  # 640 batches


class Place:
    """A training on few images, and what advises on it."""

    def __init__(self, folder: Path, mnist: Dataset) -> None:
        self.history = History(samples.run(name="first", saved=True))
        datasets = Datasets()
        datasets.use(samples.small(mnist))
        self.training = Training(self.history, datasets, Checkpoints(folder))
        self.advice = Advice(self.history, self.training)

    def train(self, qtbot: QtBot, settings: TrainingSettings) -> int:
        self.training.set_settings(settings)
        with qtbot.waitSignal(self.training.ended, timeout=20_000):
            self.training.train()
        qtbot.waitUntil(lambda: self.training.status is Status.IDLE)
        return self.training.run

    @property
    def kinds(self) -> list[Kind]:
        return [notice.kind for notice in self.advice.notices]


@pytest.fixture
def place(tmp_path: Path, mnist: Dataset) -> Iterator[Place]:
    result = Place(tmp_path, mnist)
    yield result
    result.training.leave()
    join_all()


def test_a_preset_fills_the_form_and_can_be_undone(place: Place, qtbot: QtBot) -> None:
    before = replace(TrainingSettings(), epochs=77, seed=5)
    place.training.set_settings(before)
    with qtbot.waitSignal(place.advice.undo_changed) as told:
        place.advice.take_preset(Preset.OVERFIT)
    assert told.args == [True]
    assert place.training.settings == replace(PRESETS[Preset.OVERFIT].settings, seed=5)
    place.advice.take_preset(Preset.TINY)
    place.advice.undo()
    assert place.training.settings == replace(PRESETS[Preset.OVERFIT].settings, seed=5)
    place.advice.undo()
    assert place.training.settings == before
    assert not place.advice.undo_possible
    place.advice.undo()
    assert place.training.settings == before


def test_a_preset_that_is_in_the_form_already_is_no_change(place: Place) -> None:
    place.advice.take_preset(Preset.BLOG)
    assert not place.advice.undo_possible


def test_what_goes_wrong_is_told_and_its_remedy_taken_and_undone(place: Place, qtbot: QtBot) -> None:
    heard: list[tuple[Notice, ...]] = []
    place.advice.notices_changed.connect(heard.append)
    run = place.train(qtbot, SLOW)
    assert place.kinds == [Kind.TOO_LOW]
    assert heard[-1] == place.advice.notices
    assert place.advice.health[run].at == 2
    place.advice.take_remedy(place.advice.notices[0])
    assert place.training.settings == replace(SLOW, learning_rate=1e-5)
    assert place.kinds == [Kind.TOO_LOW]  # it is said of the run, not of the form
    place.advice.undo()
    assert place.training.settings == SLOW


def test_it_is_told_beside_the_network_of_that_run_only(place: Place, qtbot: QtBot) -> None:
    place.train(qtbot, SLOW)
    place.history.go_back()
    assert place.kinds == []
    place.history.go_forward()
    assert place.kinds == [Kind.TOO_LOW]


def test_a_run_that_ran_away_is_told_of(place: Place, qtbot: QtBot) -> None:
    with qtbot.waitSignal(place.training.failed, timeout=20_000) as failed:
        run = place.train(qtbot, DEEP)
    assert failed.args is not None
    assert failed.args[1] == run
    assert place.kinds[0] is Kind.DIVERGED


def test_a_run_that_was_left_and_ran_away_is_not_the_current_one(place: Place, qtbot: QtBot) -> None:
    left = place.train(qtbot, samples.SETTINGS)
    current = place.train(qtbot, samples.SETTINGS)
    place.training.failed.emit(TrainingDivergedError("The loss became nan."), left)
    assert Kind.DIVERGED not in place.kinds
    place.training.failed.emit(TrainingDivergedError("The loss became nan."), current)
    assert Kind.DIVERGED in place.kinds


def test_a_new_run_begins_without_notices(place: Place, qtbot: QtBot) -> None:
    place.train(qtbot, SLOW)
    assert place.kinds
    place.training.set_settings(samples.SETTINGS)
    place.training.train()
    assert place.kinds == []


def test_what_was_closed_is_not_said_again_in_this_run_but_in_the_next(place: Place, qtbot: QtBot) -> None:
    place.train(qtbot, SLOW)
    place.advice.dismiss(place.advice.notices[0])
    assert place.kinds == []
    place.advice._find()
    assert place.kinds == []
    place.train(qtbot, SLOW)
    assert place.kinds == [Kind.TOO_LOW]


def test_a_remedy_for_the_rate_counts_for_the_run_under_way(place: Place, qtbot: QtBot) -> None:
    place.training.set_settings(replace(SLOW, epochs=1000))
    with qtbot.waitSignal(place.training.advanced):
        place.training.train()
    place.advice.take_remedy(Notice(Kind.TOO_LOW, {}, replace(SLOW, learning_rate=0.01)))
    current = place.training._current
    assert current is not None
    assert current.training is not None
    assert current.training.learning_rate == 0.01


def test_a_notice_without_a_remedy_changes_nothing(place: Place) -> None:
    place.advice.take_remedy(Notice(Kind.INPUT, {"largest": 255.0}))
    assert place.training.settings == TrainingSettings()
    assert not place.advice.undo_possible
