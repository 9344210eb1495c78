"""What does not belong in a Keras file is refused by the layer's name, with what could be done."""

from pathlib import Path
from typing import Any

import pytest

from . import other_files as files
from .keras_checks import DENSE, FLAT, INPUT, LAST, refusal
from .other_files import B1, K1, LAYERS, dense, other

pytestmark = pytest.mark.usefixtures("in_this_process")


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (other("Conv2D", "c"), "Conv2D c: it belongs to a convolution"),
        (other("SimpleRNN", "c"), "SimpleRNN c: it is recurrent"),
        (other("Lambda", "c"), "Lambda c: it holds a program"),
        (other("PReLU", "c"), "PReLU c: it has a slope for each unit; put LeakyReLU in its place"),
        (other("LayerNormalization", "c"), "LayerNormalization c: it looks at all units of one picture"),
        (other("Mine", "c"), "Mine (c)"),
        (other("LeakyReLU", "c", alpha=-3), "negative_slope"),
        (other("ReLU", "c", threshold=-1.0), "threshold"),
        (other("ReLU", "c", max_value=-3.0), "max_value"),
        (other("ELU", "c", alpha="x"), "alpha"),
        (other("Softmax", "c", axis=0), "axis"),
        (other("Activation", "c", activation="mine"), "activation='mine'"),
        (other("Activation", "c", activation={"class_name": "function", "config": "mine"}), "activation='mine'"),
        (other("Rescaling", "c", scale="x"), "Rescaling c: its numbers do not go with images of (12,)"),
        (other("Rescaling", "c", scale=[1.0, 2.0]), "Rescaling c"),
        (other("Rescaling", "c", scale=1e999), "Rescaling c"),
        (other("Reshape", "c", target_shape=[5]), "Reshape c: it makes (5,) of (12,)"),
        (other("Reshape", "c", target_shape="x"), "target_shape"),
        (other("Reshape", "c", target_shape=[3, 4]), "Flatten must stand in front of it"),
        (other("Normalization", "c", invert=True), "invert"),
        (other("BatchNormalization", "c", mode=1), "mode"),
        (other("BatchNormalization", "c", epsilon="x"), "epsilon"),
        (other("Dropout", "c", rate=None), "rate"),
    ],
)
def test_a_layer_that_does_not_belong_is_refused_by_name(tmp_path: Path, layer: dict[str, Any], said: str) -> None:
    assert said in refusal(files.keras(tmp_path / "a.keras", [FLAT, layer, DENSE, LAST]))


@pytest.mark.parametrize("config", [None, [], {"class_name": "Sequential"}, {"class_name": "Other", "config": {}}])
def test_descriptions_that_are_none_are_refused(tmp_path: Path, config: Any) -> None:
    import json
    import zipfile

    files.keras(tmp_path / "a.keras")
    with zipfile.ZipFile(tmp_path / "b.keras", "w") as packed:
        packed.writestr("config.json", json.dumps(config))
        packed.writestr("model.weights.h5", files.weights_3({}))
    refusal(tmp_path / "b.keras")


@pytest.mark.parametrize("shape", [[None], [None, 0], [None, "x"], "x", [None, 2, 2, 2, 2, 2], [None, 10**12]])
def test_images_of_no_shape_are_refused(tmp_path: Path, shape: Any) -> None:
    refusal(files.keras(tmp_path / "a.keras", [dense(batch_shape=shape), LAST]))


def test_hostile_numbers_of_layers_and_nodes_are_refused(tmp_path: Path) -> None:
    many = [other("Flatten", f"f{number}") for number in range(1001)]
    assert "1 to 1000 layers" in refusal(files.keras(tmp_path / "a.keras", many))
    nested: Any = 1
    for _ in range(200):
        nested = [nested]
    layers = [{**INPUT, "inbound_nodes": []}, {**DENSE, "name": "d1", "inbound_nodes": nested}]
    assert "row" in refusal(files.keras(tmp_path / "a.keras", layers, kind="Functional"))
    assert "as the layers need" in refusal(files.keras(tmp_path / "a.keras", LAYERS, {"dense": [K1, B1]}))
