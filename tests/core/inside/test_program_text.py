"""The program of the settings runs on the engine and makes just that network; with Keras one word is another."""

from dataclasses import replace

import numpy as np
import pytest

from digitapp.core.inside.program_text import LIBRARIES, Part, as_text, program
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from engine.datasets import mnist as bundled
from tests import samples

CASES = (
    TrainingSettings(),
    TrainingSettings(hidden_units=(12, 7), optimizer="momentum", learning_rate=0.05, epochs=1),
    TrainingSettings(hidden_units=(9,), dropout=0.2, l2=0.001, label_smoothing=0.1, patience=3, validation_share=0.25),
    TrainingSettings(hidden_units=(5,), optimizer="adam", batch_size=64),
    TrainingSettings(hidden_units=(5,), activation="tanh", first_weights="he_normal"),
    TrainingSettings(hidden_units=(5,), first_weights="large"),
    TrainingSettings(hidden_units=(5,), first_weights="zeros", l2=0.01),
    TrainingSettings(hidden_units=(5,), optimizer="sgd", learning_rate=0.001),
)


@pytest.mark.parametrize("settings", CASES)
def test_it_runs_and_makes_the_network_of_the_settings(
    settings: TrainingSettings, mnist: Dataset, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    data = samples.small(mnist)
    pictures = (data.train_images, data.train_labels), (data.test_images, data.test_labels)
    monkeypatch.setattr(bundled, "load_data", lambda: pictures)
    made: dict[str, object] = {}
    exec(as_text(program(replace(settings, epochs=1), "engine")), made)
    network, expected = made["network"], settings.build()
    described = [dict(layer["config"]) for layer in network.get_config()["layers"]]  # type: ignore[attr-defined]
    assert described == [dict(layer["config"]) for layer in expected.get_config()["layers"]]
    assert network.optimizer.get_config() == expected.optimizer.get_config()  # type: ignore[attr-defined, union-attr]
    assert network.loss.label_smoothing == settings.label_smoothing  # type: ignore[attr-defined]
    assert 0 <= float(np.asarray(made["test_accuracy"])) <= 1
    assert "loss:" in capsys.readouterr().out


def test_for_keras_one_word_is_another() -> None:
    for settings in CASES:
        keras, own = (as_text(program(settings, library)) for library in LIBRARIES)
        assert keras != own
        assert keras.replace("from keras", "from engine") == own


def test_the_blog_s_settings_give_the_blog_s_lines() -> None:
    lines = [line.text for line in program(TrainingSettings())]
    assert "network.add(layers.Dense(512, activation='relu', input_shape=(28 * 28,)))" in lines
    assert "network.add(layers.Dense(10, activation='softmax'))" in lines
    compiled = "network.compile(optimizer='rmsprop', loss='categorical_crossentropy', metrics=['accuracy'])"
    assert compiled in lines
    assert {line.part for line in program(TrainingSettings())} == set(Part)
