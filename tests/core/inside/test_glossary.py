"""The glossary's numbers are the engine's, and what is printed is true to its last digit."""

import re
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitapp.core.files.model_file import load_bundled
from digitapp.core.inside.glossary import Circumstances, figures
from digitapp.core.inside.printed import adding, bracketed, decimals_for, number, read_back, short
from digitapp.core.reading.reading import Reading, read
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.examples import examples
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from engine import layers, models
from engine.explain import backward

EVERY = {
    *("weight", "bias", "z", "relu", "unit", "dot_product", "loss", "gradient", "backpropagation", "gradient_descent"),
    *("learning_rate", "batch", "epoch", "softmax", "cross_entropy", "one_hot", "input_shape", "activation_function"),
    "hidden_layer",
}


@pytest.fixture(scope="module")
def moment() -> Moment:
    return load_bundled().moment


@pytest.fixture(scope="module")
def readings(moment: Moment, mnist: Dataset) -> list[Reading]:
    return [read(moment, image) for image in mnist.test_images[:40]]


def numbers(text: str) -> list[float]:
    return [float(found.replace("−", "-").replace("(", "")) for found in re.findall(r"\(?−?\d+(?:\.\d+)?", text)]


def sides(text: str) -> tuple[list[float], float]:
    """Return the numbers of the last sum or product before the last equals sign, and what it comes to."""
    *_, left, right = text.split(" = ")
    return numbers(left), numbers(right)[0]


def test_there_is_something_to_say_of_every_term(moment: Moment, readings: list[Reading]) -> None:
    found = figures(Circumstances(moment, TrainingSettings()), readings[0])
    assert set(found) == EVERY
    curves = Curves().with_more(accuracy=[0.9912], val_accuracy=[0.98])
    assert figures(Circumstances(moment, TrainingSettings(), (curves,)), None)["overfitting"].endswith(" = 0.0112")


def test_printed_sums_add_up_to_the_last_digit(moment: Moment, readings: list[Reading]) -> None:
    for reading in readings:
        found = figures(Circumstances(moment, TrainingSettings()), reading)
        for term in ("z", "dot_product"):
            parts, total = sides(found[term])
            assert round(sum(parts), 3) == total, found[term]
        assert sides(found["dot_product"])[1] == sides(found["z"])[0][0]  # one sum on both
        before, step = (
            read_back(part.strip("()")) for part in found["gradient_descent"].split(" = ")[0].split(" − ", 1)
        )
        after = read_back(found["gradient_descent"].split(" = ")[1])
        assert before - step == pytest.approx(after, abs=1e-12), found["gradient_descent"]


def test_they_are_what_the_engine_computed(moment: Moment, readings: list[Reading]) -> None:
    for reading in readings[:10]:
        found = figures(Circumstances(moment, TrainingSettings(learning_rate=0.5)), reading)
        unit = int(reading.hidden[0].activation.argmax())
        assert found["z"].startswith(f"z[{unit}] = ")
        assert sides(found["z"])[1] == pytest.approx(float(reading.hidden[0].z[unit]), abs=6e-4)
        back = backward(reading.network, reading.inputs, reading.ranking[0])
        gradient = float(np.asarray(back.layers[-1].dw)[unit, reading.ranking[0]])
        assert read_back(found["gradient"].split(" = ")[-1]) == pytest.approx(gradient, rel=0.02, abs=1e-30)
        weight = float(reading.network.dense_layers[-1].kernel[unit, reading.ranking[0]])
        assert read_back(found["gradient_descent"].split(" = ")[1]) == pytest.approx(
            weight - 0.5 * gradient, rel=0.01, abs=1e-3
        )


def test_the_chosen_unit_is_spoken_of(moment: Moment, readings: list[Reading]) -> None:
    now = Circumstances(moment, TrainingSettings(), unit=137)
    assert figures(now, readings[0])["z"].startswith("z[137] = ")


def test_steps_of_an_epoch_are_those_of_the_training(moment: Moment) -> None:
    settings = TrainingSettings(batch_size=100, epochs=3, validation_share=0.25)
    found = figures(Circumstances(moment, settings), None)
    assert found["batch"] == "45,000 / 100 → 450"
    assert found["epoch"] == "3 · 450 = 1,350"
    assert found["learning_rate"] == "η = 0.001"


@pytest.mark.parametrize(
    ("settings", "images", "batch"),
    [
        (TrainingSettings(batch_size=100, images=500), 60_000, "500 / 100 → 5"),
        (TrainingSettings(batch_size=100, pen_digits=2000), 60_000, "62,000 / 100 → 620"),
        (TrainingSettings(batch_size=100, images=500), 320, "320 / 100 → 4"),
        (TrainingSettings(images=1, validation_share=0.5), 60_000, None),
    ],
)
def test_an_epoch_has_the_images_that_the_run_learns_from(
    moment: Moment, settings: TrainingSettings, images: int, batch: str | None
) -> None:
    found = figures(Circumstances(moment, settings, images=images), None)
    assert found.get("batch") == batch
    assert ("epoch" in found) == (batch is not None)


def test_the_count_is_that_of_the_examples(moment: Moment, mnist: Dataset) -> None:
    settings = TrainingSettings(batch_size=100, images=700, validation_share=0.3, pen_digits=50)
    learned = examples(mnist, settings, np.random.default_rng(0)).rows
    assert figures(Circumstances(moment, settings), None)["batch"].startswith(f"{len(learned)} / 100")


def test_other_networks_are_told_of_as_they_are(readings: list[Reading]) -> None:
    """One without a softmax, with another function, without biases; and one of two hidden layers."""
    network = models.Sequential(generator=np.random.default_rng(1))
    network.add(layers.Dense(6, activation="tanh", input_shape=(784,), use_bias=False))
    network.add(layers.Dense(10, activation="sigmoid"))
    moment = Moment.of(network)
    found = figures(Circumstances(moment, TrainingSettings()), read(moment, readings[0].image))
    assert not {"softmax", "relu", "gradient"} & set(found)
    assert found["activation_function"] == "6: tanh → 10: sigmoid"
    assert found["bias"].endswith("= 0.000")
    deep = Moment.of(TrainingSettings(hidden_units=(7, 5)).build())
    found = figures(Circumstances(deep, TrainingSettings(), unit=400), read(deep, readings[0].image))
    assert set(found) == EVERY


def test_an_empty_picture_has_numbers_too(moment: Moment, readings: list[Reading]) -> None:
    blank = read(moment, np.zeros_like(readings[0].image))
    assert set(figures(Circumstances(moment, TrainingSettings()), blank)) == EVERY
    dead = replace(moment, network=moment.learner())
    silent = models.Sequential()
    silent.add(layers.Dense(3, activation="relu", input_shape=(784,), kernel_initializer="zeros"))
    silent.add(layers.Dense(10, activation="softmax", kernel_initializer="zeros"))
    zeros = Moment.of(silent)
    assert dead is not moment
    assert set(figures(Circumstances(zeros, TrainingSettings()), read(zeros, readings[0].image))) == EVERY


@given(st.lists(st.floats(-1e4, 1e4), min_size=1, max_size=6), st.integers(0, 6))
def test_printed_terms_add_up_to_the_printed_sum(parts: list[float], decimals: int) -> None:
    terms, total = adding(parts, decimals)
    assert number(sum(read_back(term) for term in terms), decimals) == total


def test_how_numbers_are_printed() -> None:
    assert number(-0.0004) == "0.000"
    assert number(-1.25, 1) == "−1.2"
    assert bracketed("−1") == "(−1)"
    assert short(-0.000012345) == "−1.23e−05"
    assert read_back("−1.23e−05") == -1.23e-05
    assert [decimals_for(change) for change in (0.0, 0.5, 0.00123, 1e-30, float("inf"))] == [3, 3, 4, 9, 3]
