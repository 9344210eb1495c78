"""Networks of other kinds than the window makes are made such that it can show, explain and train them."""

from pathlib import Path

import numpy as np
import pytest

from digitapp.core.files.model_file import load_run, save_run
from digitapp.core.inside.explanations import explain_scores, explain_unit
from digitapp.core.inside.steps import Kind as StepKind
from digitapp.core.inside.steps import explain_steps
from digitapp.core.reading.reading import as_inputs, read
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run, describe
from digitapp.core.runs.settings import TrainingSettings
from engine import layers, models, saving
from engine.layers import Layer
from tests import samples
from tests.core.samples import refusal

IMAGE = samples.reading().image


def network(*row: Layer, shape: tuple[int, ...] = (784,)) -> models.Sequential:
    made = models.Sequential(row, generator=np.random.default_rng(0))
    made.build(shape)
    return made


OTHERS = {
    "batch normalization": (
        network(layers.Dense(12), layers.BatchNormalization(), layers.ReLU(), layers.Dense(10, "softmax")),
        "was worked into the weights",
    ),
    "images": (network(layers.Flatten(), layers.Dense(12, "tanh"), layers.Dense(10, "softmax"), shape=(28, 28)), ""),
    "bytes": (network(layers.Rescaling(1 / 255), layers.Dense(12, "relu"), layers.Dense(10, "softmax")), ""),
    "a slope": (network(layers.Dense(12), layers.LeakyReLU(0.3), layers.Dense(10, "softmax")), ""),
    "scores": (network(layers.Dense(12, "relu"), layers.Dense(10)), "gives scores"),
    "relu at the end": (network(layers.Dense(12, "relu"), layers.Dense(10, "relu")), "ends in relu"),
    "nothing hidden": (network(layers.Dense(10, "softmax")), ""),
    "five classes": (network(layers.Dense(12, "relu"), layers.Dense(5, "softmax")), "has 5 outputs"),
    "yes and no": (network(layers.Dense(12, "relu"), layers.Dense(1, "sigmoid")), "yes is shown as the digit 1"),
}


@pytest.mark.parametrize("which", OTHERS)
def test_it_is_read_as_it_would_read_and_explained(tmp_path: Path, which: str) -> None:
    made, said = OTHERS[which]
    for kind in (".keras", ".safetensors"):
        path = tmp_path / f"net{kind}"
        saving.save(path, made)
        run = load_run(path)
        remarks = describe(run).remarks
        assert bool(remarks) == bool(said)
        assert said in " ".join(map(str, remarks))
        pixels = as_inputs(IMAGE) * (255 if which == "bytes" and kind == ".safetensors" else 1)
        expected = made.predict(pixels.reshape(1, *(made.input_shape or ())), verbose=0)[0]
        reading = read(run.end, IMAGE)
        if which == "yes and no":
            np.testing.assert_allclose(reading.probabilities[1], expected[0], rtol=1e-5)
        elif which not in ("scores", "relu at the end", "bytes"):
            np.testing.assert_allclose(reading.probabilities[: len(expected)], expected, rtol=1e-4)
        assert reading.probabilities.sum() == pytest.approx(1)
        for layer, computed in enumerate(reading.shown):  # what a unit adds up is what it computed
            unit = explain_unit(run.end, reading, layer, 3)
            assert unit.products is not None
            assert unit.products.sum() + unit.bias == pytest.approx(computed.z[3], rel=1e-4, abs=1e-5)
        ledger = explain_scores(reading)
        assert (ledger is None) == (which == "images")  # tanh is curved
        if ledger is not None:
            total = ledger.inputs @ ledger.gains + ledger.constants
            np.testing.assert_allclose(total, reading.layers[-1].z, rtol=1e-3, atol=1e-4)
        steps = explain_steps(reading, 7)
        for step in steps:
            if step.kind is StepKind.DOT:
                np.testing.assert_allclose(step.before @ np.asarray(step.weights), step.after, rtol=1e-3, atol=1e-4)


def test_a_function_with_numbers_bends_between_two_layers(tmp_path: Path) -> None:
    """What a later unit adds up is what comes out of the function that stands as a layer in the file."""
    row = [layers.Dense(6), layers.ELU(0.5), layers.Dense(8), layers.LeakyReLU(0.3), layers.Dense(10, "softmax")]
    made = network(*row)
    saving.save(tmp_path / "net.h5", made)
    run = load_run(tmp_path / "net.h5")
    reading = read(run.end, IMAGE)
    assert [layer.function for layer in reading.hidden] == ["elu(alpha=0.5)", "leaky_relu(negative_slope=0.3)"]
    second = explain_unit(run.end, reading, 1, 3)
    assert second.products is not None
    assert second.votes is not None
    assert second.products.sum() + second.bias == pytest.approx(second.z, rel=1e-4)
    np.testing.assert_allclose(
        reading.hidden[1].activation @ run.end.network.dense_layers[-1].kernel, reading.layers[-1].z, rtol=1e-4
    )


def test_an_output_unit_shows_its_probability_over_its_score(tmp_path: Path) -> None:
    saving.save(tmp_path / "net.safetensors", network(layers.Dense(10, "softmax")))
    moment = load_run(tmp_path / "net.safetensors").end
    reading = read(moment, IMAGE)
    unit = explain_unit(moment, reading, 0, 3)
    assert unit.is_output
    assert unit.votes is None
    z, share = unit.graph
    assert np.interp(unit.z or 0.0, z, share) == pytest.approx(unit.activation, rel=0.01)
    assert explain_unit(moment, None, 0, 3).graph[1].max() < 1


def test_more_classes_than_digits_are_numbered(tmp_path: Path) -> None:
    saving.save(tmp_path / "letters.keras", network(layers.Dense(8, "relu"), layers.Dense(26, "softmax")))
    run = load_run(tmp_path / "letters.keras")
    assert run.settings.classes == tuple(str(number) for number in range(26))
    assert run.end.network.dense_layers[-1].units == 26


def test_a_network_keeps_the_names_of_its_classes(tmp_path: Path) -> None:
    settings = TrainingSettings(hidden_units=(8,), classes=("cat", "dog", "owl"))
    run = Run(Kind.MADE, "animals", settings, (Moment.of(settings.build()),))
    save_run(tmp_path / "animals.safetensors", run)
    again = load_run(tmp_path / "animals.safetensors")
    assert again.settings.classes == ("cat", "dog", "owl")
    assert again.end.network.dense_layers[-1].units == 3  # not one for each digit


def test_too_many_classes_are_refused_with_what_could_be_done(tmp_path: Path) -> None:
    saving.save(tmp_path / "words.keras", network(layers.Dense(8, "relu"), layers.Dense(63, "softmax")))
    said = refusal(lambda: load_run(tmp_path / "words.keras"))
    assert said.startswith("words.keras: expected at most 62 outputs")
    assert "load_model" in said
