"""Keras's models of all versions open and say what the arithmetic says, whatever stands around the Dense layers."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import saving

from . import other_files as files
from .keras_checks import BETA, DENSE, FLAT, GAMMA, LAST, LINEAR, MEAN, SCORES, VARIANCE, compare, normalized, opened
from .other_files import B1, B2, INPUTS, K1, K2, SHAPE, X, dense, other, says

pytestmark = pytest.mark.usefixtures("in_this_process")


KINDS: dict[str, list[dict[str, Any]]] = {
    "flatten": [FLAT, DENSE, LAST],
    "channel": [other("Flatten", "f", batch_input_shape=[None, *SHAPE, 1]), DENSE, LAST],
    "reshape": [other("Reshape", "f", batch_input_shape=[None, *SHAPE], target_shape=[INPUTS]), DENSE, LAST],
    "reshape to what is left": [other("Reshape", "f", batch_shape=[None, *SHAPE], target_shape=[-1]), DENSE, LAST],
    "activation layers": [FLAT, LINEAR, other("Activation", "a", activation="relu"), SCORES, other("Softmax", "s")],
    "relu layer": [FLAT, LINEAR, other("ReLU", "a", max_value=None, negative_slope=0.0), LAST],
    "relu twice": [FLAT, DENSE, other("ReLU", "a"), LAST],
    "a layer as a function": [FLAT, dense(function={"class_name": "ReLU", "config": {}}), LAST],
    "noise": [FLAT, other("GaussianNoise", "g", stddev=0.1), DENSE, other("AlphaDropout", "r", rate=0.1), LAST],
    "augmentation": [other("RandomRotation", "r", batch_shape=[None, *SHAPE], factor=0.1), FLAT, DENSE, LAST],
    "regularizers": [
        FLAT,
        dense(
            kernel_regularizer={"class_name": "L1L2", "config": {"l1": 0.0, "l2": 0.001}},
            bias_regularizer={"class_name": "L2", "config": {"l2": 0.001}},
            activity_regularizer={"class_name": "L1", "config": {"l1": 0.1}},
            kernel_constraint={"class_name": "MaxNorm", "config": {"max_value": 3, "axis": 0}},
        ),
        LAST,
    ],
    "tensorflow's own softmax": [FLAT, DENSE, dense("d2", 4, "softmax_v2")],
    "registered": [FLAT, {**DENSE, "class_name": "Custom>Dense"}, LAST],
}


@pytest.mark.parametrize("kind", KINDS)
def test_what_stands_around_dense_layers_changes_nothing(tmp_path: Path, kind: str) -> None:
    compare(files.h5(tmp_path / "a.hdf5", KINDS[kind]), says())
    compare(files.keras(tmp_path / "a.keras", KINDS[kind]), says())


BENDS: dict[str, tuple[Any, Any]] = {
    "leaky": (other("LeakyReLU", "a", alpha=0.01), lambda z: np.where(z > 0, z, 0.01 * z)),
    "leaky of Keras 2": (other("LeakyReLU", "a"), lambda z: np.where(z > 0, z, 0.3 * z)),
    "leaky relu": (other("ReLU", "a", negative_slope=0.5), lambda z: np.where(z > 0, z, 0.5 * z)),
    "at most": (other("ReLU", "a", max_value=0.4), lambda z: np.clip(z, 0, 0.4)),
    "threshold": (other("ReLU", "a", threshold=0.2), lambda z: np.where(z > 0.2, z, 0)),
    "elu": (other("ELU", "a", alpha=0.5), lambda z: np.where(z > 0, z, 0.5 * np.expm1(np.minimum(z, 0)))),
    "elu of 1": (other("ELU", "a"), lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0)))),
    "selu": (
        other("Activation", "a", activation="selu"),
        lambda z: 1.0507009873554805 * np.where(z > 0, z, 1.6732632423543772 * np.expm1(np.minimum(z, 0))),
    ),
    "swish": (other("Activation", "a", activation="swish"), lambda z: z / (1 + np.exp(-z))),
    "softplus": (other("Activation", "a", activation="softplus"), lambda z: np.log1p(np.exp(z))),
    "relu6": (other("Activation", "a", activation="relu6"), lambda z: np.clip(z, 0, 6)),
}


@pytest.mark.parametrize("kind", BENDS)
@pytest.mark.parametrize("within", [True, False])
def test_functions_with_numbers_of_their_own(tmp_path: Path, kind: str, within: bool) -> None:
    """As a layer, and as the function of a Dense layer; the drawing's network and the one as it is say the same."""
    bend, function = BENDS[kind]
    described = bend["config"]["activation"] if bend["class_name"] == "Activation" else bend
    layers = [FLAT, dense(function=described), LAST] if within else [FLAT, LINEAR, bend, LAST]
    expected = says(function(X @ K1 + B1), weights=(K2, B2))
    for path in (files.h5(tmp_path / "a.h5", layers), files.keras(tmp_path / "a.keras", layers)):
        for model in (opened(path).model, saving.load(path)[0], opened(path).model.copy()):
            images = X.reshape(-1, *model.input_shape or ())
            np.testing.assert_allclose(model.predict(images, verbose=0), expected, atol=2e-6)


def test_a_function_with_numbers_where_no_dense_layer_is_before_it(tmp_path: Path) -> None:
    norm = other("BatchNormalization", "n")
    leaky = other("LeakyReLU", "a", alpha=0.01)
    placed = {"dense": [K1, B1], "batch_normalization": [GAMMA, BETA, MEAN, VARIANCE], "dense_1": [K2, B2]}
    path = files.keras(tmp_path / "a.keras", [FLAT, DENSE, norm, leaky, LAST], placed)
    hidden = normalized(np.maximum(X @ K1 + B1, 0))
    expected = says(np.where(hidden > 0, hidden, 0.01 * hidden), weights=(K2, B2))
    np.testing.assert_allclose(opened(path).model.predict(X, verbose=0), expected, atol=2e-6)


def test_dropout_stays_for_more_training(tmp_path: Path) -> None:
    path = files.h5(tmp_path / "a.h5", [FLAT, DENSE, other("Dropout", "r", rate=0.25), LAST])
    assert [type(layer).__name__ for layer in compare(path, says()).model.layers] == ["Dense", "Dropout", "Dense"]


def test_keras_1(tmp_path: Path) -> None:
    old = {"init": "glorot_uniform", "bias": True, "W_regularizer": None}
    first = {"name": "d1", "output_dim": 5, "activation": "relu", "batch_input_shape": [None, INPUTS], **old}
    layers = [
        {"class_name": "Dense", "config": first},
        other("Dropout", "r", p=0.2),
        {"class_name": "Dense", "config": {"name": "d2", "output_dim": 4, "activation": "softmax", **old}},
    ]
    result = compare(files.h5(tmp_path / "a.model", layers), says())
    assert [layer.name for layer in result.model.layers] == ["d1", "r", "d2"]


@pytest.mark.parametrize("name", ["a.h5", "a.hdf5", "a.model", "a.keras", "a.weights", "a"])
def test_the_content_decides_not_the_ending(tmp_path: Path, name: str) -> None:
    compare(files.h5(tmp_path / name), says())
    compare(files.keras(tmp_path / name), says())


def test_what_keras_2_called_a_layers_place(tmp_path: Path) -> None:
    path = files.keras(tmp_path / "a.keras", weights={})
    with_old_places = files.weights_3({"dense": [K1, B1], "dense_1": [K2, B2]})
    import io
    import zipfile

    import h5py

    content = io.BytesIO(with_old_places)
    with h5py.File(content, "r+") as file:
        file.move("layers", "_layer_checkpoint_dependencies")
    with zipfile.ZipFile(path) as old:
        config = old.read("config.json")
    with zipfile.ZipFile(path, "w") as new:
        new.writestr("config.json", config)
        new.writestr("model.weights.h5", content.getvalue())
    compare(path, says())
