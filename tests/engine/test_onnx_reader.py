"""ONNX files of a row of operations open and say what the arithmetic says; others are refused with the node's name."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import saving
from engine.layers import Dense, Dropout
from engine.models import Sequential
from engine.saving import Answers

from .onnx_checks import GEMMS, LAST, LIMITS, SHAPES, TENSORS, ints, refusal
from .onnx_files import node, tensor, write
from .other_files import B1, B2, FUNCTIONS, K1, K2, X, numbers, says

PIXELS = Answers(pixels="0..1")


def compare(path: Path, expected: np.ndarray, answers: Answers = PIXELS) -> None:
    result = saving.open_model(path, answers)
    assert {type(layer).__name__ for layer in result.model.layers} == {"Dense"}
    np.testing.assert_allclose(result.model.predict(X, verbose=0), expected, atol=2e-6)


@pytest.mark.parametrize("how", ["raw", "packed", "one by one"])
def test_gemms_and_functions(tmp_path: Path, how: str) -> None:
    tensors = [tensor(name, array, how) for name, array in (("k1", K1), ("b1", B1), ("k2", K2), ("b2", B2))]
    compare(write(tmp_path / "a.onnx", GEMMS, tensors), says())
    wide = [tensor(name, array.astype(float), how) for name, array in (("k1", K1), ("b1", B1), ("k2", K2), ("b2", B2))]
    compare(write(tmp_path / "net", GEMMS, wide), says())


def test_weights_as_pytorch_turns_them(tmp_path: Path) -> None:
    nodes = [node("Gemm", ["x", "k1", "b1"], "z1", alpha=1.0, beta=1.0, transB=1), *GEMMS[1:]]
    compare(write(tmp_path / "a.onnx", nodes, [tensor("k1", np.ascontiguousarray(K1.T)), *TENSORS[1:]]), says())
    nodes = [node("Transpose", ["k"], "k1", perm=[1, 0]), *GEMMS]
    compare(write(tmp_path / "a.onnx", nodes, [tensor("k", np.ascontiguousarray(K1.T)), *TENSORS[1:]]), says())
    nodes = [node("Gemm", ["x", "k1", "b1"], "z1", alpha=0.5, beta=2.0), *GEMMS[1:]]
    compare(write(tmp_path / "a.onnx", nodes, TENSORS), says(weights=(0.5 * K1, 2 * B1, K2, B2)))


def test_matmul_and_add(tmp_path: Path) -> None:
    start = [node("MatMul", ["x", "k1"], "p1"), node("Add", ["b1", "p1"], "z1")]
    compare(write(tmp_path / "a.onnx", [*start, *GEMMS[1:]], TENSORS), says())
    without = [node("MatMul", ["x", "k1"], "z1"), *GEMMS[1:]]
    compare(write(tmp_path / "a.onnx", without, TENSORS), says(weights=(K1, 0 * B1, K2, B2)))


@pytest.mark.parametrize(
    ("operator", "function", "attributes"),
    [("Sigmoid", "sigmoid", {}), ("Tanh", "tanh", {}), ("LeakyRelu", "leaky_relu", {"alpha": 0.2})],
)
def test_functions(tmp_path: Path, operator: str, function: str, attributes: dict[str, object]) -> None:
    nodes = [GEMMS[0], node(operator, ["z1"], "a1", **attributes), *LAST]
    compare(write(tmp_path / "a.onnx", nodes, TENSORS), says(hidden=function))


@pytest.mark.parametrize(
    ("operator", "more", "attributes", "function"),
    [
        ("LeakyRelu", [], {}, lambda z: np.where(z > 0, z, 0.01 * z)),
        ("Elu", [], {"alpha": 0.5}, lambda z: np.where(z > 0, z, 0.5 * np.expm1(np.minimum(z, 0)))),
        ("Clip", ["zero", "high"], {}, lambda z: np.clip(z, 0, 0.4)),
        ("Clip", ["zero"], {}, lambda z: np.maximum(z, 0)),
        ("Softplus", [], {}, lambda z: np.log1p(np.exp(z))),
        ("Softsign", [], {}, lambda z: z / (1 + np.abs(z))),
    ],
)
def test_functions_with_numbers_of_their_own(
    tmp_path: Path, operator: str, more: list[str], attributes: dict[str, object], function: Any
) -> None:
    nodes = [GEMMS[0], node(operator, ["z1", *more], "a1", **attributes), *LAST]
    model = saving.open_model(write(tmp_path / "a.onnx", nodes, [*TENSORS, *LIMITS]), PIXELS).model
    np.testing.assert_allclose(model.predict(X, verbose=0), says(function(X @ K1 + B1), weights=(K2, B2)), atol=2e-6)


def test_a_gate_that_takes_two(tmp_path: Path) -> None:
    nodes = [GEMMS[0], node("Sigmoid", ["z1"], "s"), node("Mul", ["z1", "s"], "a1"), *LAST]
    z = X @ K1 + B1
    compare(write(tmp_path / "a.onnx", nodes, TENSORS), says(z / (1 + np.exp(-z)), weights=(K2, B2)))


def test_logarithms_of_probabilities(tmp_path: Path) -> None:
    nodes = [*GEMMS[:3], node("LogSoftmax", ["z2"], "y", axis=-1)]
    compare(write(tmp_path / "a.onnx", nodes, TENSORS), says())


@pytest.mark.parametrize("shape", SHAPES)
def test_flatten_and_reshape(tmp_path: Path, shape: tuple[int | None, ...]) -> None:
    rest = [node("Gemm", ["rows", "k1", "b1"], "z1"), *GEMMS[1:]]
    flatten = node("Flatten", ["x"], "rows")
    compare(write(tmp_path / "a.onnx", [flatten, *rest], TENSORS, shape), says())
    for target in (ints(-1, 12), ints(0, -1), ints(0, 12), ints(1, -1)):
        nodes = [node("Reshape", ["x", "sizes"], "rows"), *rest]
        compare(write(tmp_path / "a.onnx", nodes, [tensor("sizes", target), *TENSORS], shape), says())
    squeezed = [
        node("Unsqueeze", ["x", "at"], "more"),
        node("Squeeze", ["more"], "less"),
        node("Flatten", ["less"], "rows"),
    ]
    compare(write(tmp_path / "a.onnx", [*squeezed, *rest], [tensor("at", ints(1)), *TENSORS], shape), says())


def test_sizes_that_are_taken_from_the_image(tmp_path: Path) -> None:
    nodes = [
        node("Shape", ["x"], "shape"),
        node("Constant", [], "zero", value=tensor("", np.array(0, np.int64))),
        node("Gather", ["shape", "zero"], "size", axis=0),
        node("Constant", [], "axes", value=tensor("", ints(0))),
        node("Unsqueeze", ["size", "axes"], "one"),
        node("Constant", [], "rest", value=tensor("", ints(-1))),
        node("Concat", ["one", "rest"], "sizes", axis=0),
        node("Reshape", ["x", "sizes"], "rows", allowzero=0),
        node("Gemm", ["rows", "k1", "b1"], "z1"),
        *GEMMS[1:],
    ]
    compare(write(tmp_path / "a.onnx", nodes, TENSORS, (None, 1, 3, 4)), says())


def test_what_does_nothing_in_use(tmp_path: Path) -> None:
    nodes = [
        node("Cast", ["x"], "c", to=1),
        node("Identity", ["c"], "i"),
        node("Dropout", ["i", "", ""], "d"),
        node("Gemm", ["d", "k1", "b1"], "z1"),
        *GEMMS[1:],
    ]
    compare(write(tmp_path / "a.onnx", nodes, TENSORS), says())


def test_arithmetic_on_the_pixels_tells_their_range(tmp_path: Path) -> None:
    nodes = [
        node("Div", ["x", "most"], "s"),
        node("Sub", ["s", "mean"], "c"),
        node("Mul", ["c", "scale"], "m"),
        node("Gemm", ["m", "k1", "b1"], "z1"),
        *GEMMS[1:],
    ]
    extra = [
        tensor(name, np.array(number, np.float32)) for name, number in (("most", 255), ("mean", 0.5), ("scale", 2))
    ]
    compare(write(tmp_path / "a.onnx", nodes, [*extra, *TENSORS]), says(2 * X - 1), Answers())
    turned = [node("Sub", ["most", "x"], "s"), node("Gemm", ["s", "k1", "b1"], "z1"), *GEMMS[1:]]
    path = write(tmp_path / "a.onnx", turned, [*extra, *TENSORS])
    expected = says(255 - X.astype(float))
    compare(path, expected)


def test_batch_normalization(tmp_path: Path) -> None:
    arrays = {"g": 1 + numbers(5, seed=1), "b": numbers(5, seed=2), "m": numbers(5, seed=3), "v": 0.5 + numbers(5) ** 2}
    nodes = [GEMMS[0], node("BatchNormalization", ["z1", *arrays], "n", epsilon=0.01), node("Relu", ["n"], "a1"), *LAST]
    z = arrays["g"] * (X @ K1 + B1 - arrays["m"]) / np.sqrt(arrays["v"] + 0.01) + arrays["b"]
    tensors = [*TENSORS, *(tensor(name, array) for name, array in arrays.items())]
    compare(write(tmp_path / "a.onnx", nodes, tensors), says(FUNCTIONS["relu"](z), weights=(K2, B2)))


def test_weights_in_a_file_beside(tmp_path: Path) -> None:
    (tmp_path / "a.onnx.data").write_bytes(b"1234" + K1.tobytes())
    tensors = [tensor("k1", K1, "outside:a.onnx.data:4"), *TENSORS[1:]]
    compare(write(tmp_path / "a.onnx", GEMMS, tensors), says())
    (tmp_path / "a.onnx.data").write_bytes(K1.tobytes())
    assert "sound ONNX file" in refusal(tmp_path / "a.onnx")  # four bytes are missing
    (tmp_path / "a.onnx.data").unlink()
    assert "a.onnx.data beside it" in refusal(tmp_path / "a.onnx")


@pytest.mark.parametrize("place", ["../secret", "/etc/hostname", "", ".", "..", "folder/secret", "link"])
def test_weights_in_another_place_are_not_read(tmp_path: Path, place: str) -> None:
    inner = tmp_path / "inner"
    inner.mkdir()
    (tmp_path / "secret").write_bytes(K1.tobytes())
    (inner / "link").symlink_to(tmp_path / "secret")
    path = write(inner / "a.onnx", GEMMS, [tensor("k1", K1, f"outside:{place}:0"), *TENSORS[1:]])
    assert "in this file, or in one beside it" in refusal(path)


@pytest.mark.parametrize("image_shape", [None, (2, 3), (1, 2, 3), (2, 3, 1)])
def test_what_we_wrote_comes_back(tmp_path: Path, image_shape: tuple[int, ...] | None) -> None:
    functions = ("relu", "leaky_relu", "sigmoid", "tanh", "linear")
    layers = [
        Dense(8, name, use_bias=bool(at % 2), input_shape=6 if not at else None) for at, name in enumerate(functions)
    ]
    network = Sequential([*layers, Dropout(0.2), Dense(3, "softmax")], generator=np.random.default_rng(1))
    saving.save(tmp_path / "a.onnx", network, image_shape=image_shape)
    again, _ = saving.load(tmp_path / "a.onnx")
    x = X[:, :6]
    images = x.reshape(-1, *again.input_shape or ())
    np.testing.assert_allclose(again.predict(images, verbose=0), network.predict(x, verbose=0), atol=1e-6)
    opened = saving.open_model(tmp_path / "a.onnx", PIXELS).model
    np.testing.assert_allclose(opened.predict(x, verbose=0), network.predict(x, verbose=0), atol=1e-6)
