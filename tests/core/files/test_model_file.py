"""A network's file brings everything back."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from digitapp.core.files.model_file import load_bundled, load_run, save_run
from digitapp.core.reading.calibration import UNKNOWN
from digitapp.core.recipe import bundled as recipe
from digitapp.core.runs.curves import SERIES, Curves
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, LayerInfo, Run, default_name, describe
from digitapp.core.runs.training import TrainingRun
from engine import layers, models
from engine.optimizers import SGD
from engine.saving import atomic, safetensors_file
from tests.core.records import trained, write
from tests.core.samples import bars, mnist, refusal, small

# There and back


def test_a_record_comes_back_from_its_file(tmp_path: Path) -> None:
    record, path = trained(), tmp_path / "other name.safetensors"
    save_run(path, record)
    back = load_run(path)
    for weight, expected in zip(back.end.network.get_weights(), record.end.network.get_weights(), strict=True):
        np.testing.assert_array_equal(weight, expected)
    assert back.settings == record.settings
    assert back.end.test_accuracy == 0.75
    assert (back.name, back.path, back.end.saved, back.bundled) == ("other name", path, True, False)
    for name in SERIES:
        np.testing.assert_allclose(getattr(back.curves[0], name), getattr(record.curves[0], name), atol=1e-5)
    assert back.curves[0].held_out == "validation"


def test_a_network_from_a_file_can_be_trained_on(tmp_path: Path) -> None:
    save_run(tmp_path / "mine.safetensors", trained())
    back = load_run(tmp_path / "mine.safetensors")
    run = TrainingRun(back.end.learner(), bars, back.settings, Curves(begin=back.end.at))
    for _ in run.steps():
        pass
    assert run.report().curves.end == 4
    assert run.report().curves.loss[-1] < back.curves[0].loss[0]


def test_a_network_that_was_never_trained_comes_back(tmp_path: Path) -> None:
    save_run(tmp_path / "new.safetensors", Run(Kind.MADE, "relu-16", small(), (Moment(small().build()),)))
    back = load_run(tmp_path / "new.safetensors")
    assert back.end.test_accuracy is None
    assert back.end.at == 0


def test_a_network_that_the_engine_alone_saved_can_be_opened(tmp_path: Path) -> None:
    path = tmp_path / "engine.safetensors"
    safetensors_file.save(path, small(hidden_units=(24, 12)).build())
    back = load_run(path)
    assert back.settings.hidden_units == (24, 12)
    assert back.end.at == 0


def test_weights_too_large_to_read_with_are_refused(tmp_path: Path) -> None:
    record = trained()
    weights = [np.full_like(array, 1e30) for array in record.end.network.get_weights()]
    save_run(tmp_path / "huge.safetensors", record, record.end.with_weights(weights, 0.0))
    assert "expected weights with which a white picture can be read" in refusal(
        lambda: load_run(tmp_path / "huge.safetensors")
    )


def test_the_optimizer_of_a_file_is_that_of_its_settings(tmp_path: Path) -> None:
    record = trained()
    record.end.network.optimizer.learning_rate = 0.5  # type: ignore[union-attr]  # changed while it trained
    save_run(tmp_path / "mine.safetensors", record)
    optimizer = load_run(tmp_path / "mine.safetensors").end.network.optimizer
    assert isinstance(optimizer, SGD)
    assert (optimizer.learning_rate, optimizer.momentum) == (0.02, 0.9)


def test_a_network_that_was_never_compiled_can_be_measured_and_trained(tmp_path: Path) -> None:
    row = [layers.Dense(16, "relu", input_shape=(784,)), layers.Dense(10, "softmax")]
    path = write(tmp_path / "mine.safetensors", {"settings": small().to_dict()}, models.Sequential(row))
    network = load_run(path).end.learner()
    assert len(network.evaluate(bars().test_inputs, bars().test_labels, verbose=0)) == 2  # type: ignore[arg-type]
    network.train_on_batch(bars().train_inputs[:50], bars().train_labels[:50])


def test_the_bundled_network_is_what_it_says() -> None:
    record = load_bundled()
    data = mnist()
    _, accuracy = record.end.network.evaluate(data.test_inputs, data.test_labels, 1000, verbose=0)  # type: ignore[misc]
    assert record.end.test_accuracy == pytest.approx(accuracy, abs=2e-4)
    assert accuracy >= 0.989
    assert record.settings == recipe.BUNDLED.settings
    assert record.end.calibration != UNKNOWN
    assert (record.name, record.bundled, record.end.saved) == ("digits-512", True, True)
    assert record.curves[0].epoch_at.tolist() == list(range(1, recipe.BUNDLED.settings.epochs + 1))


def test_saving_over_a_file_that_fails_keeps_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "models" / "mine.safetensors"
    path.parent.mkdir()
    save_run(path, trained())
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    message = refusal(lambda: save_run(path, trained()))
    assert "No space left on device" in message
    assert path.read_bytes() == before
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("name", ["no such folder/mine.safetensors", "", "x" * 300 + ".safetensors"])
def test_a_file_that_cannot_be_written_is_refused(tmp_path: Path, name: str) -> None:
    before = set(tmp_path.iterdir())
    refusal(lambda: save_run(tmp_path / name, trained()))
    assert set(tmp_path.iterdir()) == before


# What views are told


def test_a_network_is_described_for_views() -> None:
    run = trained()
    info = describe(run.with_moment(replace(run.end, file=Path("mine.safetensors"))))
    assert info.layers == (
        LayerInfo("dense", 784, 16, "relu"),
        LayerInfo("dense_1", 16, 8, "relu"),
        LayerInfo("dense_2", 8, 10, "softmax"),
    )
    assert info.hidden == info.layers[:2]
    assert (info.name, info.path, info.saved, info.bundled) == ("mine", Path("mine.safetensors"), True, False)
    assert info.test_accuracy == 0.75


def test_a_network_is_named_after_its_hidden_layers() -> None:
    assert default_name(small().build()) == "relu-16"
    assert default_name(small(hidden_units=(128, 64)).build()) == "relu-128-64"
