"""A batch seen in slow motion is the one that was learned from, and to look changes nothing."""

from dataclasses import replace

import numpy as np
import pytest

from digitapp.core.runs.batch_seen import BatchSeen, Watched, Watcher
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingReport, TrainingRun
from engine.position import Position
from tests import samples

ALL = replace(
    samples.SETTINGS, distort=True, dropout=0.3, wrong_labels=0.2, pen_digits=20, optimizer="adam", schedule="cosine"
)


@pytest.fixture(autouse=True)
def _every_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("digitapp.core.runs.batch_seen._PAUSE", 0.0)


def go(data: Dataset, settings: TrainingSettings, *, on: bool) -> tuple[TrainingRun, list[BatchSeen], TrainingReport]:
    position, watcher = Position(), Watcher()
    watcher.on = on
    run = TrainingRun(settings.build(), lambda: data, settings, position=position)
    seen = [item.batch for item in watcher.steps(run, position) if isinstance(item, Watched)]
    return run, seen, run.report()


@pytest.mark.parametrize("settings", [samples.SETTINGS, ALL, replace(samples.SETTINGS, hidden_units=(64,))])
def test_to_look_changes_nothing(mnist: Dataset, settings: TrainingSettings) -> None:
    data = samples.small(mnist)
    alone, nothing, _ = go(data, settings, on=False)
    watched, seen, _ = go(data, settings, on=True)
    assert nothing == []
    steps = -(-(320 + settings.pen_digits) // 16)
    assert [(batch.epoch, batch.batch, batch.steps) for batch in seen] == [
        (epoch, number, steps) for epoch in (1, 2) for number in range(1, steps + 1)
    ]
    for one, other in zip(alone.network.get_weights(), watched.network.get_weights(), strict=True):
        assert (one == other).all()


@pytest.mark.parametrize("distort", [False, True])
def test_the_losses_are_those_of_just_these_images(mnist: Dataset, distort: bool) -> None:
    settings = replace(samples.SETTINGS, distort=distort, hidden_units=(64,))  # enough to go the fast way
    _, seen, report = go(samples.small(mnist), settings, on=True)
    assert [batch.loss for batch in seen] == pytest.approx(report.curves.batch_loss.tolist(), rel=1e-4)
    shares = [batch.right / len(batch.losses) for batch in seen]
    assert shares == pytest.approx(report.curves.batch_accuracy.tolist())


def test_each_image_comes_once_an_epoch_with_its_own_label(mnist: Dataset) -> None:
    data = samples.small(mnist)
    _, seen, _ = go(data, replace(samples.SETTINGS, epochs=1), on=True)
    images = np.concatenate([batch.images for batch in seen])
    labels = np.concatenate([batch.labels for batch in seen])
    known = {image.tobytes(): int(label) for image, label in zip(data.train_images, data.train_labels, strict=True)}
    assert len(images) == 320
    assert {image.tobytes() for image in images} == set(known)
    assert [known[image.tobytes()] for image in images] == labels.tolist()


def test_the_worst_come_first(mnist: Dataset) -> None:
    _, (batch, *_), _ = go(samples.small(mnist), samples.SETTINGS, on=True)
    ordered = batch.losses[batch.worst_first]
    assert (np.diff(ordered) <= 0).all()
    assert np.exp(-batch.losses) == pytest.approx(batch.shares, rel=1e-5)
    assert batch.rate == pytest.approx(samples.SETTINGS.learning_rate)


def test_a_run_that_goes_on_in_the_middle_of_an_epoch_is_seen_rightly(mnist: Dataset) -> None:
    data, settings = samples.small(mnist), replace(samples.SETTINGS, distort=True)
    _, whole, _ = go(data, settings, on=True)
    position, watcher = Position(), Watcher()
    run = TrainingRun(settings.build(), lambda: data, settings, position=position)
    found = []
    for number, item in enumerate(watcher.steps(run, position)):
        watcher.on = number >= 6  # from the middle on
        if isinstance(item, Watched):
            found.append(item.batch)
    assert [each.batch for each in found[:3]] == [8, 9, 10]
    for one, other in zip(found, whole[7:], strict=True):
        assert (one.images == other.images).all()
        assert (one.losses == other.losses).all()
