"""What multiplies and adds goes into the weights, and the last layer ends in softmax; what was done is said."""

from pathlib import Path

import numpy as np
import pytest

from engine import saving
from engine.saving import Answers

from . import other_files as files
from .keras_checks import BETA, DENSE, FLAT, GAMMA, LAST, LINEAR, MEAN, VARIANCE, compare, normalized
from .other_files import B1, B2, INPUTS, K1, K2, SHAPE, WEIGHTS, X, dense, numbers, other, says

pytestmark = pytest.mark.usefixtures("in_this_process")


def test_rescaling_says_which_pixels_there_were(tmp_path: Path) -> None:
    middle = other("Rescaling", "m", scale=1, offset=-127.5)
    for scale, offset, x, more in ((1 / 255, 0, X, []), (1 / 127.5, -1, 2 * X - 1, []), (1, 0, 2 * X - 1, [middle])):
        first = other("Rescaling", "r", scale=scale, offset=offset, batch_shape=[None, *SHAPE])
        last = [other("Rescaling", "l", scale=1 / 127.5)] * len(more)
        layers = [first, *more, *last, FLAT, DENSE, LAST]
        path = files.keras(tmp_path / "a.keras", layers)
        assert compare(path, says(x), answers=Answers()).questions == ()
        as_it_is, _ = saving.load(path)
        images = 255 * X.reshape(-1, *as_it_is.input_shape or ())
        np.testing.assert_allclose(as_it_is.predict(images, verbose=0), says(x), atol=1e-5)


@pytest.mark.parametrize("before", [True, False])
def test_batch_normalization_goes_into_the_weights(tmp_path: Path, before: bool) -> None:
    norm = other("BatchNormalization", "n", axis=[1], epsilon=0.01)
    act, drop = other("Activation", "a", activation="tanh"), other("Dropout", "r", rate=0.1)
    layers = [FLAT, LINEAR, norm, act, LAST] if before else [FLAT, LINEAR, act, drop, norm, LAST]
    z = X @ K1 + B1
    hidden = np.tanh(normalized(z, 0.01)) if before else normalized(np.tanh(z), 0.01)
    placed = {"dense": [K1, B1], "batch_normalization": [GAMMA, BETA, MEAN, VARIANCE], "dense_1": [K2, B2]}
    result = compare(files.keras(tmp_path / "a.keras", layers, placed), says(hidden, weights=(K2, B2)))
    assert "Batch normalization (n)" in str(result.remarks[0])
    named = list(zip(("gamma", "beta", "moving_mean", "moving_variance"), placed["batch_normalization"], strict=True))
    compare(files.h5(tmp_path / "a.h5", layers, {**WEIGHTS, "n": named}), says(hidden, weights=(K2, B2)))


def test_batch_normalization_without_scale_or_center_and_a_layer_without_bias(tmp_path: Path) -> None:
    norm = other("BatchNormalization", "n", scale=False, center=False)
    layers = [FLAT, dense(function="linear", use_bias=False), norm, other("ReLU", "a"), LAST]
    placed = {"dense": [K1], "batch_normalization": [MEAN, VARIANCE], "dense_1": [K2, B2]}
    hidden = np.maximum((X @ K1 - MEAN) / np.sqrt(VARIANCE + 0.001), 0)
    compare(files.keras(tmp_path / "a.keras", layers, placed), says(hidden, weights=(K2, B2)))


def test_what_normalizes_the_pixels_tells_their_range(tmp_path: Path) -> None:
    mean, variance = np.float32(60) + numbers(INPUTS), 900 + numbers(INPUTS)
    for kind, arrays in (("Normalization", [mean, variance]), ("BatchNormalization", [mean, variance])):
        norm = other(kind, "n", scale=False, center=False, epsilon=0.0, batch_input_shape=[None, INPUTS])
        placed = {"dense": [K1, B1], "dense_1": [K2, B2]}
        placed["normalization" if kind == "Normalization" else "batch_normalization"] = arrays
        path = files.keras(tmp_path / "a.keras", [norm, DENSE, LAST], placed)
        expected = says((255 * X - mean) / np.sqrt(variance))
        assert compare(path, expected, answers=Answers()).questions == ()


# What comes out


def test_scores_and_sigmoids_open_as_they_are_and_in_the_window_through_softmax(tmp_path: Path) -> None:
    for function, said in (("linear", "gives scores"), ("sigmoid", "sigmoid for each digit"), ("log_softmax", "log")):
        path = files.h5(tmp_path / "a.h5", [FLAT, DENSE, dense("d2", 4, function)])
        result = compare(path, says())
        assert said in str(result.remarks[0])
        if function != "log_softmax":
            as_it_is, _ = saving.load(path)
            images = X.reshape(-1, *as_it_is.input_shape or ())
            np.testing.assert_allclose(as_it_is.predict(images, verbose=0), says(last=function), atol=2e-6)


def test_a_function_that_no_dense_layer_can_take_gets_one(tmp_path: Path) -> None:
    path = files.h5(tmp_path / "a.h5", [FLAT, DENSE, dense("d2", 4, "relu"), other("Softmax", "s")])
    result = compare(path, says(says(last="relu"), weights=(np.eye(4), np.zeros(4))))
    assert "s became a layer of its own" in str(result.remarks[0])
