"""A functional model that is one row of layers opens; one that branches is refused, with the layer's name."""

from pathlib import Path
from typing import Any

import pytest

from engine.saving import Answers

from . import other_files as files
from .keras_checks import DENSE, FLAT, INPUT, LAST, compare, refusal
from .other_files import B1, B2, INPUTS, K1, K2, WEIGHTS, X, dense, other, says

pytestmark = pytest.mark.usefixtures("in_this_process")


def row_2(*layers: dict[str, Any]) -> list[dict[str, Any]]:
    """The layers of a functional model as Keras 2 writes them, in the order of their names."""
    before, entries = "i", [INPUT]
    for layer in layers:
        name = layer["config"]["name"]
        entries.append({**layer, "name": name, "inbound_nodes": [[[before, 0, 0, layer.get("given", {})]]]})
        before = name
    return [{**INPUT, "inbound_nodes": []}, *reversed(entries[1:])]


def row_3(*layers: dict[str, Any]) -> list[dict[str, Any]]:
    """The same as Keras 3 writes them."""
    before, entries = "i", []
    for layer in layers:
        name = layer["config"]["name"]
        tensor = {"shape": [None, 7], "dtype": "float32", "keras_history": [before, 0, 0]}
        node = {"args": [{"class_name": "__keras_tensor__", "config": tensor}, *layer.get("args", [])], "kwargs": {}}
        entries.append({**layer, "name": name, "inbound_nodes": [node]})
        before = name
    return [{**INPUT, "inbound_nodes": []}, *entries]


@pytest.mark.parametrize("row", [row_2, row_3])
@pytest.mark.parametrize("kind", ["Functional", "Model"])
def test_a_functional_model_that_is_a_row(tmp_path: Path, row: Any, kind: str) -> None:
    layers = row(DENSE, other("Dropout", "r", rate=0.1), LAST)
    compare(files.h5(tmp_path / "a.h5", layers, WEIGHTS, kind, input_layers=[["i", 0, 0]]), says())


def test_a_number_that_a_functional_model_divides_by(tmp_path: Path) -> None:
    by = {**other("TrueDivide", "by"), "args": [255.0]}
    less = {**other("Subtract", "less"), "args": [0.5]}
    path = files.keras(tmp_path / "a.keras", row_3(by, less, DENSE, LAST), kind="Functional")
    assert compare(path, says(X - 0.5), answers=Answers()).questions == ()  # 255 says which pixels it takes
    old = {"class_name": "TFOpLambda", "config": {"name": "by", "function": "math.truediv"}, "given": {"y": 255.0}}
    path = files.h5(tmp_path / "a.h5", row_2(old, DENSE, LAST), WEIGHTS, "Functional", name="m")
    compare(path, says(), answers=Answers())
    shaped = {
        "class_name": "TFOpLambda",
        "config": {"name": "s", "function": "reshape"},
        "given": {"shape": [-1, INPUTS]},
    }
    layers = row_2(shaped, old, DENSE, LAST)
    for layer in layers[1:]:
        if layer["class_name"] == "TFOpLambda":  # Keras writes their nodes with one pair of brackets less
            (layer["inbound_nodes"],) = layer["inbound_nodes"]
    compare(files.h5(tmp_path / "a.h5", layers, WEIGHTS, "Functional", name="m"), says(), answers=Answers())
    turned = row_3({**other("Subtract", "by"), "args": [255.0]}, DENSE, LAST)
    turned[1]["inbound_nodes"][0]["args"].reverse()  # 255 - x, which is another thing
    assert "Subtract (by)" in refusal(files.keras(tmp_path / "b.keras", turned, kind="Functional"))


@pytest.mark.parametrize("row", [row_2, row_3])
def test_a_functional_model_that_branches_is_refused(tmp_path: Path, row: Any) -> None:
    layers = [*row(DENSE, LAST)]
    more = {**dense("d3"), "name": "d3", "inbound_nodes": layers[-1]["inbound_nodes"]}
    message = refusal(files.keras(tmp_path / "a.keras", [*layers, more], kind="Functional"))
    assert "d3 is not in such a row" in message
    round_trip = [{**entry, "inbound_nodes": [[["d2", 0, 0, {}]]]} for entry in row_2(DENSE)[1:]]
    assert "row" in refusal(files.keras(tmp_path / "a.keras", round_trip, kind="Functional"))


def test_a_model_in_a_model(tmp_path: Path) -> None:
    inner = {"class_name": "Sequential", "config": {"name": "body", "layers": [FLAT, DENSE]}}
    compare(
        files.h5(tmp_path / "a.h5", [inner, LAST], {"body": [("d1/kernel", K1), ("d1/bias", B1)], **WEIGHTS}), says()
    )
    placed = {"sequential/layers/dense": [K1, B1], "dense": [K2, B2]}
    compare(files.keras(tmp_path / "a.keras", [inner, LAST], placed), says())
    for _ in range(6):
        inner = {"class_name": "Sequential", "config": {"name": "body", "layers": [inner]}}
    assert "Sequential" in refusal(files.keras(tmp_path / "a.keras", [inner, LAST], placed))
