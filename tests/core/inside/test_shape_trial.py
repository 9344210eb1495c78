"""A wrong input_shape, tried: the engine's own words, as the blog's program would get them."""

import ast

import numpy as np
import pytest

from digitapp.core.inside.shape_trial import Fit, try_shape
from engine import layers, models
from engine.errors import InputError


def run_the_blogs_program(shape: tuple[int, ...]) -> None:
    network = models.Sequential()
    network.add(layers.Dense(512, activation="relu", input_shape=shape))
    network.add(layers.Dense(10, activation="softmax"))
    network.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    network.fit(np.zeros((1, 784), np.float32), np.eye(10, dtype=np.float32)[:1], epochs=1, verbose=0)


@pytest.mark.parametrize("text", ["(784,)", "(28 * 28,)", "784", " (28*28,) "])
def test_the_right_one_fits(text: str) -> None:
    trial = try_shape(text)
    assert (trial.fit, trial.count, trial.said) == (Fit.FITS, 784, None)


@pytest.mark.parametrize(
    ("text", "fit"), [("(28, 28)", Fit.NOT_FLAT), ("(783,)", Fit.OTHER_COUNT), ("(785,)", Fit.OTHER_COUNT)]
)
def test_the_engine_says_to_the_blogs_program_what_is_shown(text: str, fit: Fit) -> None:
    with pytest.raises(InputError) as told:
        run_the_blogs_program(ast.literal_eval(text))
    trial = try_shape(text)
    assert trial.fit is fit
    assert str(trial.said) == str(told.value)


@pytest.mark.parametrize(
    "text", ["", "(", "()", "(0,)", "(-1,)", "x", "(2.5,)", "(True,)", "(10**9,)", "(999999, 999999)", "9" * 5000]
)
def test_what_is_no_shape_is_said_to_be_none(text: str) -> None:
    trial = try_shape(text)
    assert trial.fit is Fit.NO_SHAPE
    assert "Expected a shape such as (784,)" in str(trial.said)
