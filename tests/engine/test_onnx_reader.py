"""ONNX files of a row of operations open and say what the arithmetic says; others are refused with the node's name."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import saving
from engine.errors import InputError
from engine.layers import Dense, Dropout
from engine.models import Sequential
from engine.saving import Answers, onnx_graph, protobuf

from .onnx_files import field, node, tensor, value, varint, whole, write
from .other_files import B1, B2, FUNCTIONS, K1, K2, X, numbers, says

PIXELS = Answers(pixels="0..1")
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


def compare(path: Path, expected: np.ndarray, answers: Answers = PIXELS) -> None:
    result = saving.open_model(path, answers)
    assert {type(layer).__name__ for layer in result.model.layers} == {"Dense"}
    np.testing.assert_allclose(result.model.predict(X, verbose=0), expected, atol=2e-6)


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as caught:
        saving.open_model(path)
    message = str(caught.value)
    assert "xpected" in message
    assert "Received" in message
    return message


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


# What is refused


@pytest.mark.parametrize(
    ("operator", "inputs", "attributes", "said"),
    [
        ("Conv", ["z1", "k2"], {}, "Conv (/a1)"),
        ("Relu", ["b1"], {}, "Relu (/a1)"),
        ("Add", ["z1", "z1"], {}, "Add (/a1): it takes more"),
        ("Add", ["z1", "x"], {}, "Add (/a1): it takes more"),
        ("Div", ["b1", "z1"], {}, "Div (/a1)"),
        ("LeakyRelu", ["z1"], {"alpha": -3.0}, "negative_slope"),
        ("Selu", ["z1"], {"alpha": 3.0}, "alpha is 3"),
        ("Elu", ["z1"], {"alpha": -3.0}, "alpha"),
        ("Clip", ["z1", "low", "high"], {}, "min is"),
        ("Softmax", ["z1"], {"axis": 0}, "axis is 0"),
        ("Flatten", ["z1"], {"axis": 0}, "axis is 0"),
        ("Gemm", ["k2", "z1"], {}, "the image must be its first input"),
        ("Gemm", ["z1", "k2"], {"transA": 1}, "not turned"),
        ("Gemm", ["z1", "b1"], {}, "shape (5,)"),
        ("Gemm", ["z1", "k2", "b1"], {}, "its bias has the shape (5,)"),
        ("Gemm", ["z1"], {}, "its weights are not in the file"),
        ("MatMul", ["k2", "z1"], {}, "the image must be its first input"),
        ("Reshape", ["z1", "k2"], {}, "its shape is None"),
        ("Reshape", ["z1", "sizes"], {}, "its shape is [5]"),
        ("BatchNormalization", ["z1", "b1", "b1"], {}, "its weights are not in the file"),
        ("Mul", ["z1", "b2"], {}, "its numbers do not go with images of (5,)"),
        ("Split", ["z1"], {}, "Split (/a1)"),
    ],
)
def test_other_operations_are_refused_by_name(
    tmp_path: Path, operator: str, inputs: list[str], attributes: dict[str, object], said: str
) -> None:
    nodes = [GEMMS[0], node(operator, inputs, "a1", **attributes), *LAST]
    assert said in refusal(write(tmp_path / "a.onnx", nodes, [*TENSORS, tensor("sizes", ints(5)), *LIMITS]))


def test_another_domain_is_refused(tmp_path: Path) -> None:
    nodes = [GEMMS[0], node("Relu", ["z1"], "a1", domain="ai.onnx.ml"), *LAST]
    assert "Relu (/a1)" in refusal(write(tmp_path / "a.onnx", nodes, TENSORS))


def test_a_graph_that_is_no_row_is_refused(tmp_path: Path) -> None:
    branch = [GEMMS[0], node("Tanh", ["z1"], "t"), node("Relu", ["z1"], "a1"), *LAST]
    assert "Relu (/a1)" in refusal(write(tmp_path / "a.onnx", branch, TENSORS))
    assert "only output. Received: other" in refusal(write(tmp_path / "a.onnx", GEMMS, TENSORS, output="other"))
    two = [value("x", (None, 12)), value("more", (None, 2))]
    assert "one input, the image. Received: x, more" in refusal(write(tmp_path / "a.onnx", GEMMS, TENSORS, inputs=two))
    assert "one image" in refusal(write(tmp_path / "a.onnx", GEMMS, TENSORS, (None, None)))
    assert "one image" in refusal(write(tmp_path / "a.onnx", GEMMS, TENSORS, ()))
    assert "Flatten" in refusal(write(tmp_path / "a.onnx", GEMMS, TENSORS, (None, 1, 12)))


@pytest.mark.parametrize(
    "bad",
    [
        field(8, "k1") + whole(2, 1) + whole(1, 10**15) + field(9, b""),
        field(8, "k1") + whole(2, 1) + whole(1, -1) + field(9, b""),
        field(8, "k1") + whole(2, 1) + whole(1, 3) + field(9, b"12345"),
        field(8, "k1") + whole(2, 1) + whole(1, 3) + field(9, b"1234"),
        field(8, "k1") + whole(2, 8) + whole(1, 1) + field(6, b"text"),
        field(8, "k1") + whole(2, 1) + b"".join(whole(1, 1) for _ in range(9)),
        field(8, "k1") + whole(2, 7) + whole(1, 3) + field(7, b"\xff\xff"),
        field(8, "k1") + varint(9 << 3 | 2) + varint(10**9),
        field(8, "k1") + whole(9, 3) + whole(2, 1) + whole(1, 1),
        b"\x00\x00",
        b"\x0b\x0b",
    ],
)
def test_damaged_tensors_are_refused(tmp_path: Path, bad: bytes) -> None:
    refusal(write(tmp_path / "a.onnx", GEMMS, [bad, *TENSORS[1:]]))


def test_sizes_that_grow_without_end_are_refused(tmp_path: Path) -> None:
    nodes = [node("Shape", ["x"], "s0")]
    nodes += [node("Concat", [f"s{number}", f"s{number}"], f"s{number + 1}") for number in range(100)]
    assert "Concat" in refusal(write(tmp_path / "a.onnx", [*nodes, *GEMMS], TENSORS))


def test_limits_are_held(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(tmp_path / "a.onnx", GEMMS, TENSORS)
    monkeypatch.setattr(onnx_graph, "MOST_NODES", 3)
    assert "more than 3 nodes" in refusal(path)
    monkeypatch.undo()
    monkeypatch.setattr(protobuf, "MOST_FIELDS", 20)
    assert "more than 20 fields" in refusal(path)
    monkeypatch.setattr(onnx_graph, "MOST_BYTES", 20)
    assert "at most 20 bytes" in refusal(path)


def test_nan_is_refused(tmp_path: Path) -> None:
    assert "NaN" in refusal(write(tmp_path / "a.onnx", GEMMS, [tensor("k1", np.nan * K1), *TENSORS[1:]]))
