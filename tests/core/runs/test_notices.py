"""Each notice is provoked by a run that goes wrong so, and none comes from runs that are healthy.

`benchmarks/notices.py` does the same with all presets on all of MNIST, and with 20 healthy settings drawn at random.
"""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from digitapp.core.runs.curves import Curves
from digitapp.core.runs.dataset import Dataset, load_mnist
from digitapp.core.runs.health import Health, LayerHealth
from digitapp.core.runs.notices import Course, Kind, Notice, notices
from digitapp.core.runs.presets import PRESETS, Preset, preset_of
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingDivergedError, TrainingRun
from engine.types import Array

Settings = TrainingSettings


@cache
def part() -> Dataset:
    return load_mnist().shortened(12_000, 2000)


def trained(settings: TrainingSettings, data: Dataset | None = None) -> Course:
    """Train to the end, or until there are no numbers any more."""
    run, diverged = TrainingRun(settings.build(), part if data is None else lambda: data, settings), False
    try:
        for _ in run.steps():
            pass
    except TrainingDivergedError:
        diverged = True
    report = run.report()
    return Course(settings, report.curves, report.health, ended=True, diverged=diverged)


def found(course: Course) -> dict[Kind, Notice]:
    return {notice.kind: notice for notice in notices(course)}


def test_a_rate_that_is_too_high() -> None:
    notice = found(trained(Settings(hidden_units=(64,), learning_rate=0.1, epochs=1)))[Kind.TOO_HIGH]
    assert notice.figures["loss"] > 3.45 > notice.figures["guessing"]
    assert notice.remedy is not None
    assert notice.remedy.learning_rate == 0.01
    again = found(trained(replace(notice.remedy, learning_rate=0.001)))
    assert Kind.TOO_HIGH not in again


def test_a_rate_that_is_too_low() -> None:
    settings = Settings(hidden_units=(64,), optimizer="sgd", learning_rate=1e-4, epochs=5)
    notice = found(trained(settings))[Kind.TOO_LOW]
    assert notice.figures["step"] < 3e-4
    assert notice.figures["loss"] > 0.9 * notice.figures["before"]
    assert notice.remedy is not None
    assert notice.remedy == replace(settings, learning_rate=1e-3)


def test_dead_relus() -> None:
    notice = found(trained(Settings(optimizer="momentum", learning_rate=1.0, epochs=2)))[Kind.SILENT]
    assert 0.3 < notice.figures["share"] <= 1
    assert notice.remedy is not None
    assert notice.remedy.learning_rate == 0.1


def test_units_that_were_silent_from_the_beginning_are_not_the_rates_fault() -> None:
    layer = LayerHealth("dense", 1.0, 0.1, 0.01, silent=0.6)
    course = Course(Settings(), Curves(), [Health(0.0, (layer, layer), 1.0)] * 2)
    assert notices(course) == ()


@pytest.mark.parametrize("activation", ["sigmoid", "tanh", "linear"])
def test_only_relus_die(activation: str) -> None:
    """A unit of another kind still has a slope where it is below zero; so its rate can be called too low."""
    batches = np.arange(1, 501.0)
    curves = Curves(batch_at=batches / 100, batch_loss=np.full(500, 2.3), batch_accuracy=np.full(500, 0.3))
    health = [
        Health(at, (LayerHealth("dense", 1.0, 0.1, 1e-5, silent=share),) * 2, 1.0) for at, share in ((0, 0.0), (5, 0.9))
    ]
    assert set(found(Course(Settings(), curves, health))) == {Kind.SILENT}
    assert set(found(Course(Settings(activation=activation), curves, health))) == {Kind.TOO_LOW}


def test_a_run_that_ran_away() -> None:
    deep = Settings(hidden_units=(16, 16, 16, 16), optimizer="momentum", learning_rate=100.0, batch_size=16)
    course = trained(deep)
    assert course.diverged
    notice = found(course)[Kind.DIVERGED]
    assert notice.figures == {"rate": 100.0}
    assert notice.remedy == replace(deep, learning_rate=10.0)


def test_nothing_learned() -> None:
    settings = Settings(hidden_units=(64,), wrong_labels=0.9, epochs=5, seed=3)
    notice = found(trained(settings))[Kind.NOTHING]
    assert notice.figures["share"] < 0.2
    assert notice.remedy is not None
    assert (notice.remedy.wrong_labels, notice.remedy.hidden_units, notice.remedy.seed) == (0, (64,), 3)


def test_overfitting() -> None:
    settings = replace(PRESETS[Preset.OVERFIT].settings, epochs=40)
    notice = found(trained(settings))[Kind.OVERFITTING]
    assert notice.figures["now"] > 1.2 * notice.figures["best"]
    assert notice.figures["trained"] < 0.01
    assert notice.figures["epoch"] < 20
    assert notice.remedy == replace(settings, images=0)


@pytest.mark.parametrize(
    ("before", "remedy"),
    [
        ({"wrong_labels": 0.2, "images": 500}, {"wrong_labels": 0.0}),
        ({}, {"distort": True}),
        ({"distort": True}, {"dropout": 0.3}),
        ({"distort": True, "dropout": 0.2}, None),
    ],
)
def test_what_helps_against_overfitting(before: dict[str, float], remedy: dict[str, float] | None) -> None:
    settings = replace(Settings(), **before)  # type: ignore[arg-type]
    epochs = np.arange(1, 6.0)
    curves = Curves(
        epoch_at=epochs,
        loss=1 / epochs**3,
        accuracy=1 - 0.1 / epochs,
        val_loss=0.1 * epochs,
        val_accuracy=np.full(5, 0.9),
    )
    expected = None if remedy is None else replace(settings, **remedy)  # type: ignore[arg-type]
    assert found(Course(settings, curves))[Kind.OVERFITTING].remedy == expected


def test_wrong_labels_learned_by_heart_cost_held_out_accuracy() -> None:
    course = trained(PRESETS[Preset.WRONG_LABELS].settings)
    assert found(course)[Kind.OVERFITTING].remedy == replace(course.settings, wrong_labels=0.0)


def test_too_few_epochs() -> None:
    settings = Settings(hidden_units=(64,), optimizer="sgd", learning_rate=0.05, epochs=2)
    course = trained(settings)
    notice = found(course)[Kind.TOO_FEW]
    assert notice.figures["fallen"] > 0.12
    assert notice.remedy == replace(settings, epochs=4)
    assert Kind.TOO_FEW not in found(replace(course, ended=False))  # it may go on


def test_an_input_that_is_not_scaled() -> None:
    class Unscaled(Dataset):
        @property
        def train_inputs(self) -> Array:  # type: ignore[override]
            return np.asarray(self.train_images.reshape(len(self.train_images), -1), np.float32)

    few = part().shortened(640, 100)
    data = Unscaled(few.name, few.train_images, few.train_labels, few.test_images, few.test_labels)
    notice = found(trained(Settings(hidden_units=(16,), epochs=1), data))[Kind.INPUT]
    assert notice.figures == {"largest": 255}
    assert notice.remedy is None


@pytest.mark.parametrize(
    "settings",
    [
        Settings(),
        replace(PRESETS[Preset.TINY].settings, epochs=8),
        replace(PRESETS[Preset.TWO_LAYERS].settings, epochs=6),
        Settings(optimizer="adam", epochs=4),
        Settings(optimizer="sgd", learning_rate=0.1, epochs=8),
        Settings(hidden_units=(32,), dropout=0.3, epochs=6),
        Settings(hidden_units=(64,), l2=1e-4, label_smoothing=0.1, epochs=6),
        Settings(hidden_units=(64,), batch_size=16, epochs=3),
        Settings(hidden_units=(64,), validation_share=0.2, schedule="cosine", epochs=5),
    ],
    ids=str,
)
def test_healthy_runs_are_left_alone(settings: TrainingSettings) -> None:
    run = TrainingRun(settings.build(), part, settings)
    for report in run.steps():
        if report is not None:
            assert notices(Course(settings, report.curves, report.health)) == (), report.curves.end
    report = run.report()
    found = notices(Course(settings, report.curves, report.health, ended=True))
    assert [notice for notice in found if notice.kind is not Kind.TOO_FEW] == []  # there are only 12,000 images


def test_to_go_on_with_a_small_rate_is_healthy() -> None:
    """A network that has learned already changes little, and needs to."""
    batches = np.arange(1, 501.0)
    curves = Curves(batch_at=batches / 100, batch_loss=np.full(500, 0.1), batch_accuracy=np.full(500, 0.97))
    layer = LayerHealth("dense", 1.0, 0.1, 1e-5, silent=0.0)
    assert notices(Course(Settings(), curves, [Health(5.0, (layer, layer), 1.0)])) == ()


def test_without_a_batch_there_is_nothing_to_say() -> None:
    assert notices(Course(Settings(), Curves(), ended=True)) == ()


def test_the_presets_are_known_by_their_settings_whatever_the_seed() -> None:
    assert len({recommended.settings for recommended in PRESETS.values()}) == len(PRESETS) == len(Preset)
    for preset, recommended in PRESETS.items():
        assert preset_of(replace(recommended.settings, seed=17)) is preset
    assert preset_of(Settings(epochs=77)) is None
    letters = Settings(classes=tuple("abcdefghijkl"))
    assert preset_of(letters) is Preset.BLOG
    assert preset_of(replace(letters, left_out=(11,))) is None  # a class that the digits do not have
