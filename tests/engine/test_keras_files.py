"""Keras's models of all versions open and say what the arithmetic says; what does not belong is refused by name."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import saving
from engine.errors import InputError
from engine.saving import Answers, Opened, WeightsOnlyError, hdf5, hdf5_reader

from . import other_files as files
from .other_files import B1, B2, INPUTS, K1, K2, LAYERS, SHAPE, WEIGHTS, X, dense, numbers, other, says

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


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """These files are sound: they need no process of their own, which takes a third of a second."""
    monkeypatch.setattr(hdf5, "_packed", lambda _, source, optimizer: hdf5_reader.packed(str(source), optimizer))


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


# A functional model that is a plain row


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


# What works on every number


def test_rescaling_says_which_pixels_there_were(tmp_path: Path) -> None:
    for scale, offset, x in ((1 / 255, 0, X), (1 / 127.5, -1, 2 * X - 1)):
        layers = [other("Rescaling", "r", scale=scale, offset=offset, batch_shape=[None, *SHAPE]), FLAT, DENSE, LAST]
        path = files.keras(tmp_path / "a.keras", layers)
        assert compare(path, says(x), answers=Answers()).questions == ()
        as_it_is, _ = saving.load(path)
        images = 255 * X.reshape(-1, *as_it_is.input_shape or ())
        np.testing.assert_allclose(as_it_is.predict(images, verbose=0), says(x), atol=1e-5)


def normalized(x: np.ndarray, epsilon: float = 0.001) -> np.ndarray:
    return GAMMA * (x - MEAN) / np.sqrt(VARIANCE + epsilon) + BETA


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


# Weights only


def test_weights_of_keras_2_and_1(tmp_path: Path) -> None:
    names = ["flatten_1", "d1", "dropout_1", "d2"]
    path = files.legacy_weights(tmp_path / "a.h5", names, WEIGHTS)
    with pytest.raises(WeightsOnlyError) as caught:
        opened(path)
    assert caught.value.parameter == "hidden_activation"
    assert "relu" in caught.value.choices
    compare(path, says(hidden="tanh"), answers=Answers("tanh", pixels="0..1"))
    compare(path, says(hidden="tanh"), answers=Answers("tanh", "sigmoid", pixels="0..1"))
    path = files.legacy_weights(tmp_path / "a.h5", ["d1", "re_lu", "d2", "softmax"], WEIGHTS)
    compare(path, says())  # the names say all


def test_weights_of_keras_2_with_normalization(tmp_path: Path) -> None:
    named = list(zip(("gamma", "beta", "moving_mean", "moving_variance"), (GAMMA, BETA, MEAN, VARIANCE), strict=True))
    names = ["d1", "batch_normalization_1", "activation_1", "d2"]
    weights = {**WEIGHTS, "batch_normalization_1": named}
    result = compare(
        files.legacy_weights(tmp_path / "a.h5", names, weights),
        says(np.maximum(normalized(X @ K1 + B1), 0), weights=(K2, B2)),
        answers=Answers("relu", pixels="0..1"),
    )
    assert "epsilon" in str(result.remarks[0])


def test_weights_of_keras_3(tmp_path: Path) -> None:
    kernel, bias = numbers(5, 5), numbers(5, seed=7)
    placed = {"dense": [K1, B1], "dense_1": [kernel, bias], "dense_2": [K2, B2], "flatten": []}
    path = tmp_path / "a.weights.h5"
    path.write_bytes(files.weights_3(placed))
    compare(path, says(weights=(K1, B1, kernel, bias, K2, B2)), answers=Answers("relu", pixels="0..1"))
    first = np.maximum(X @ K1 + B1, 0)
    expected = says(np.tanh(first @ kernel + bias), weights=(K2, B2))
    compare(path, expected, answers=Answers("relu, tanh", pixels="0..1"))
    with pytest.raises(InputError, match="2 hidden layers"):
        opened(path, Answers("relu, tanh, relu"))


@pytest.mark.parametrize("name", ["conv2d_3", "embedding"])
def test_weights_of_other_layers_are_refused_by_name(tmp_path: Path, name: str) -> None:
    legacy = files.legacy_weights(tmp_path / "a.h5", [name, "d2"], {**WEIGHTS, name: [("kernel", numbers(3, 3, 1, 2))]})
    assert f"Received: {name}" in refusal(legacy, Answers("relu"))
    path = tmp_path / "b.h5"
    path.write_bytes(files.weights_3({name: [numbers(3, 3, 1, 2)], "dense": [K1, B1]}))
    message = refusal(path)  # without asking for a function first
    assert f"Received: {name}" in message
    assert "model.save" in message


def test_arrays_that_somebody_put_into_hdf5(tmp_path: Path) -> None:
    import h5py

    with h5py.File(tmp_path / "a.h5", "w") as file:
        for name, array in (("W1", K1), ("b1", B1), ("W2", K2), ("b2", B2)):
            file[name] = array
    compare(tmp_path / "a.h5", says(), answers=Answers("relu", pixels="0..1"))


# What is refused


@pytest.mark.parametrize(
    ("layer", "said"),
    [
        (other("Conv2D", "c"), "Conv2D c: it belongs to a convolution"),
        (other("SimpleRNN", "c"), "SimpleRNN c: it is recurrent"),
        (other("Lambda", "c"), "Lambda c: it holds a program"),
        (other("PReLU", "c"), "PReLU (c)"),
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
