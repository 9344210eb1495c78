"""Layers as Keras describes them, and what is asked of the network that a file of them opens as."""

from pathlib import Path

import numpy as np
import pytest

from engine import saving
from engine.errors import InputError
from engine.saving import Answers, Opened

from .other_files import INPUTS, SHAPE, X, dense, numbers, other

FLAT = other("Flatten", "f", batch_input_shape=[None, *SHAPE])
DENSE, LAST = dense(), dense("d2", 4, "softmax")
LINEAR, SCORES = dense(function="linear"), dense("d2", 4, "linear")
INPUT = {"class_name": "InputLayer", "name": "i", "config": {"name": "i", "batch_input_shape": [None, INPUTS]}}
GAMMA, BETA, MEAN, VARIANCE = (
    1 + numbers(5, seed=1),
    numbers(5, seed=2),
    numbers(5, seed=3),
    0.5 + numbers(5, seed=4) ** 2,
)


def opened(path: Path, answers: Answers | None = None) -> Opened:
    return saving.open_model(path, Answers(pixels="0..1") if answers is None else answers)


def refusal(path: Path, answers: Answers | None = None) -> str:
    with pytest.raises(InputError) as caught:
        opened(path, answers)
    message = str(caught.value)
    assert "xpected" in message
    assert "Received" in message
    return message


def compare(path: Path, expected: np.ndarray, x: np.ndarray = X, answers: Answers | None = None) -> Opened:
    """The network for pixels says what is expected, and has nothing but Dense and Dropout layers."""
    result = opened(path, answers)
    assert {type(layer).__name__ for layer in result.model.layers} <= {"Dense", "Dropout"}
    np.testing.assert_allclose(result.model.predict(x, verbose=0), expected, atol=2e-6)
    return result


def normalized(x: np.ndarray, epsilon: float = 0.001) -> np.ndarray:
    return GAMMA * (x - MEAN) / np.sqrt(VARIANCE + epsilon) + BETA
