"""ONNX files that are no row of known operations, damaged or hostile, are refused with the node's name."""

from pathlib import Path

import numpy as np
import pytest

from engine.saving import onnx_graph, protobuf

from .onnx_checks import GEMMS, LAST, LIMITS, TENSORS, ints, refusal
from .onnx_files import field, node, tensor, value, varint, whole, write
from .other_files import K1


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


def test_numbers_that_grow_beyond_all_are_refused_without_a_warning(tmp_path: Path) -> None:
    huge = np.full_like(K1, 3e38)
    nodes = [node("Gemm", ["x", "k1", "b1"], "z1", alpha=1e30), *GEMMS[1:]]
    assert "finite" in refusal(write(tmp_path / "a.onnx", nodes, [tensor("k1", huge), *TENSORS[1:]]))
