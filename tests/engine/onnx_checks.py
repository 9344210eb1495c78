"""A sound graph of two layers, whose nodes and tensors the tests change, and what a refusal must say."""

from pathlib import Path

import numpy as np
import pytest

from engine import saving
from engine.errors import InputError

from .onnx_files import node, tensor
from .other_files import B1, B2, K1, K2

GEMMS = [
    node("Gemm", ["x", "k1", "b1"], "z1"),
    node("Relu", ["z1"], "a1"),
    node("Gemm", ["a1", "k2", "b2"], "z2"),
    node("Softmax", ["z2"], "y", axis=1),
]
TENSORS = [tensor("k1", K1), tensor("b1", B1), tensor("k2", K2), tensor("b2", B2)]
LAST = [node("Gemm", ["a1", "k2", "b2"], "z2"), node("Softmax", ["z2"], "y")]
LIMITS = [tensor("low", np.array(-1, np.float32)), tensor("zero", np.array(0, np.float32))]
LIMITS += [tensor("high", np.array(0.4, np.float32))]
SHAPES = ((None, 12), (1, 12), (None, 1, 3, 4), (None, 3, 4))


def ints(*numbers: int) -> np.ndarray:
    return np.array(numbers, np.int64)


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        saving.open_model(path)
    message = str(caught.value)
    assert "xpected" in message
    assert "Received" in message
    return message
