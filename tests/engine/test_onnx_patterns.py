"""Functions that PyTorch's exports spell out with several operations are read as the one that they are."""

from math import erf
from pathlib import Path

import numpy as np
import pytest

from engine import saving
from engine.saving import Answers

from .onnx_checks import GEMMS, LAST, TENSORS, refusal
from .onnx_files import node, tensor, write
from .other_files import B1, B2, K1, K2, X, says

NUMBERS = {"root": np.sqrt(2), "one": 1.0, "half": 0.5, "two": 2.0, "twenty": 20.0}
CONSTANTS = [*TENSORS, *(tensor(name, np.array(value, np.float32)) for name, value in NUMBERS.items())]
ERF = [node("Div", ["z1", "root"], "d"), node("Erf", ["d"], "e"), node("Add", ["e", "one"], "f")]
SPELLED = {
    "gelu": [*ERF, node("Mul", ["z1", "f"], "g"), node("Mul", ["g", "half"], "a1")],
    "gelu halved first": [*ERF, node("Mul", ["z1", "half"], "h"), node("Mul", ["h", "f"], "a1")],
    "gelu divided": [*ERF, node("Mul", ["f", "z1"], "g"), node("Div", ["g", "two"], "a1")],
    "silu": [node("Sigmoid", ["z1"], "s"), node("Mul", ["z1", "s"], "a1")],
    "softsign": [node("Abs", ["z1"], "m"), node("Add", ["m", "one"], "n"), node("Div", ["z1", "n"], "a1")],
    "softplus": [
        node("Softplus", ["z1"], "p"),
        node("Greater", ["z1", "twenty"], "far"),
        node("Where", ["far", "z1", "p"], "a1"),
    ],
}
FORMULAS = {
    "gelu": lambda z: z * (1 + np.vectorize(erf)(z / np.sqrt(2))) / 2,
    "silu": lambda z: z / (1 + np.exp(-z)),
    "softsign": lambda z: z / (1 + np.abs(z)),
    "softplus": lambda z: np.log1p(np.exp(z)),
}


@pytest.mark.parametrize("which", SPELLED)
def test_it_is_the_one_function(tmp_path: Path, which: str) -> None:
    path = write(tmp_path / "a.onnx", [GEMMS[0], *SPELLED[which], *LAST], CONSTANTS)
    model = saving.open_model(path, Answers(pixels="0..1")).model
    name = which.split()[0]
    assert [layer.activation.name for layer in model.dense_layers] == [name, "softmax"]
    hidden = FORMULAS[name](X.astype(float) @ K1 + B1)
    np.testing.assert_allclose(model.predict(X, verbose=0), says(hidden, weights=(K2, B2)), atol=2e-6)


@pytest.mark.parametrize(
    "nodes",
    [
        [*ERF, node("Mul", ["z1", "f"], "g"), node("Mul", ["g", "two"], "a1")],  # twice too much
        [node("Abs", ["z1"], "m"), node("Add", ["m", "two"], "n"), node("Div", ["z1", "n"], "a1")],
        [node("Softplus", ["z1"], "p"), node("Greater", ["z1", "one"], "far"), node("Where", ["far", "z1", "p"], "a1")],
    ],
)
def test_what_only_looks_like_it_is_refused(tmp_path: Path, nodes: list[bytes]) -> None:
    refusal(write(tmp_path / "a.onnx", [GEMMS[0], *nodes, *LAST], CONSTANTS))


def test_an_approximation_of_gelu_is_told(tmp_path: Path) -> None:
    nodes = [GEMMS[0], node("Gelu", ["z1"], "a1", approximate="tanh"), *LAST]
    opened = saving.open_model(write(tmp_path / "a.onnx", nodes, TENSORS), Answers(pixels="0..1"))
    assert any("approximation" in str(remark) for remark in opened.remarks)
