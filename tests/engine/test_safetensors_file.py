"""A saved model comes back as it was; a file that is not one is refused by name, and costs nothing."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.numpy import save as serialize

from engine.errors import InputError
from engine.layers import Dense, Dropout
from engine.losses import CategoricalCrossentropy
from engine.models import Sequential
from engine.optimizers import Adam
from engine.saving import safetensors_file

from . import small


def model() -> Sequential:
    network = Sequential([Dense(5, "relu", input_shape=4), Dropout(0.2), Dense(3, "softmax", name="out")], name="mine")
    network.compile(Adam(0.002, amsgrad=True), "sparse_categorical_crossentropy", ["accuracy"])
    return network


def parts(network: Sequential, path: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """The tensors and the metadata of the file that the model makes."""
    safetensors_file.save(path, network)
    header_length = int.from_bytes(path.read_bytes()[:8], "little")
    metadata = json.loads(path.read_bytes()[8 : 8 + header_length])["__metadata__"]
    names = ["dense.kernel", "dense.bias", "out.kernel", "out.bias"]
    return dict(zip(names, network.get_weights(), strict=True)), metadata


def refusal(path: Path) -> str:
    with pytest.raises(InputError) as error:
        safetensors_file.load(path)
    message = str(error.value)
    assert message.startswith(f"{path}: expected ")
    assert "Received: " in message
    return message.removeprefix(f"{path}: ")


def test_a_model_comes_back_as_it_was(tmp_path: Path) -> None:
    network = model()
    safetensors_file.save(str(tmp_path / "a"), network, {"lesson": "3", "Sprache": "한국어"})
    again, metadata = safetensors_file.load(str(tmp_path / "a"))
    assert metadata == {"lesson": "3", "Sprache": "한국어"}
    assert again.get_config() == network.get_config()
    for ours, theirs in zip(again.get_weights(), network.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
        assert ours.dtype == np.float32
    assert again.optimizer is not None
    assert network.optimizer is not None
    assert type(again.optimizer) is Adam
    assert again.optimizer.get_config() == network.optimizer.get_config()
    assert (again.loss, again.metrics) == (network.loss, network.metrics)
    again.train_on_batch(np.ones((2, 4)), [0, 1])


def test_a_model_that_was_not_compiled(tmp_path: Path) -> None:
    safetensors_file.save(tmp_path / "a", Sequential([Dense(3, input_shape=4)]))
    assert safetensors_file.load(tmp_path / "a")[0].optimizer is None


def test_weights_in_another_order_of_memory_or_dtype(tmp_path: Path) -> None:
    network = Sequential([Dense(3, input_shape=4)], dtype=np.float64)
    layer = network.layers[0]
    layer.parameters[0] = np.asfortranarray(layer.parameters[0])
    safetensors_file.save(tmp_path / "a", network)
    kernel = safetensors_file.load(tmp_path / "a")[0].get_weights()[0]
    np.testing.assert_array_equal(kernel, network.get_weights()[0].astype(np.float32))


@pytest.mark.parametrize(
    ("network", "metadata", "message"),
    [
        (
            Sequential([Dense(3)]),
            {},
            "a model must have its weights before it is saved. Received: a model that is not built",
        ),
        (
            small.model(),
            {"format": "x"},
            "metadata must not use the format's own names format, format_version, architecture, training. "
            "Received: format",
        ),
        (small.model(), {"epochs": 5}, "metadata must map texts to texts. Received: {'epochs': 5}"),
    ],
)
def test_what_cannot_be_saved(tmp_path: Path, network: Sequential, metadata: Any, message: str) -> None:
    with pytest.raises(InputError) as error:
        safetensors_file.save(tmp_path / "a", network, metadata)
    assert str(error.value) == message
    assert not list(tmp_path.glob("*a*"))


def test_no_file_and_a_folder(tmp_path: Path) -> None:
    assert refusal(tmp_path / "a") == "expected a safetensors file. Received: no such file"
    assert refusal(tmp_path) == "expected a safetensors file. Received: a folder"


def test_files_that_are_no_safetensors(tmp_path: Path) -> None:
    path = tmp_path / "a"
    safetensors_file.save(path, model())
    whole = path.read_bytes()
    huge_header = (2**60).to_bytes(8, "little") + whole[8:]
    for data in (b"", b"PK\x03\x04 something else", whole[:-1], whole[:100], whole + b"\0", huge_header):
        path.write_bytes(data)
        assert "expected a readable safetensors file" in refusal(path)


def test_a_file_of_absurd_size(tmp_path: Path) -> None:
    path = tmp_path / "a"
    with path.open("wb") as file:
        file.truncate(2**40)  # a hole: no disk is used
    assert refusal(path) == "expected a file of at most 1073741824 bytes. Received: 1099511627776"


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"dense.bias": None}, "expected tensors {'dense.kernel': (4, 5), 'dense.bias': (5,), 'out.kernel': (5, 3), "),
        ({"more": np.zeros(1, np.float32)}, "expected tensors "),
        ({"out.bias": np.zeros(4, np.float32)}, "expected tensors "),
        ({"out.bias": np.zeros(3, np.float64)}, "expected out.bias as F32. Received: F64"),
        ({"out.bias": np.zeros(3, np.int32)}, "expected out.bias as F32. Received: I32"),
        (
            {"out.bias": np.array([0, np.nan, np.inf], np.float32)},
            "expected finite weights in out.bias. Received: 2 that are NaN or infinite",
        ),
    ],
)
def test_unsound_tensors(tmp_path: Path, change: dict[str, Any], expected: str) -> None:
    path = tmp_path / "a"
    tensors, metadata = parts(model(), path)
    tensors = {name: tensor for name, tensor in {**tensors, **change}.items() if tensor is not None}
    path.write_bytes(serialize(tensors, metadata))
    assert refusal(path).startswith(expected)


def architecture(**changes: Any) -> str:
    return json.dumps({**model().get_config(), **changes})


def layer(**changes: Any) -> dict[str, Any]:
    return {"class_name": "Dense", "config": {"units": 5, **changes}}


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        ({"format": None}, "expected format 'digitapp' in the metadata. Received: None"),
        ({"format": "pt"}, "expected format 'digitapp' in the metadata. Received: 'pt'"),
        ({"format_version": "2"}, "expected format_version '1' in the metadata. Received: '2'"),
        ({"architecture": None}, "expected architecture in the metadata. Received: none"),
        ({"architecture": "{"}, "expected architecture in the metadata as JSON. Received: "),
        ({"architecture": "[" * 100_000}, "expected architecture in the metadata as JSON. Received: "),
        ({"architecture": "[]"}, "expected a sound architecture. Received: it must be a mapping with a list of layers"),
        ({"architecture": architecture(layers={})}, "expected a sound architecture. Received: it must be a mapping"),
        ({"architecture": architecture(layers=[])}, "expected a sound architecture. Received: it must have 1 to 1000"),
        ({"architecture": architecture(layers=[layer()] * 1001)}, "expected a sound architecture. Received: it must"),
        ({"architecture": architecture(layers=[3])}, "expected a sound architecture. Received: the description of a"),
        ({"architecture": architecture(layers=[layer(units="5")])}, "expected a sound architecture. Received: units"),
        ({"architecture": architecture(layers=[layer(units=10**30)])}, "expected tensors "),
        ({"architecture": architecture(layers=[layer(name=["a"])])}, "expected a sound architecture. Received: name"),
        ({"architecture": architecture(layers=[layer(input_shape=9)])}, "expected a sound architecture. Received: the"),
        (
            {"architecture": architecture(layers=[layer(activation={})])},
            "expected a sound architecture. Received: activation must be one of",
        ),
        (
            {"architecture": architecture(layers=[{"class_name": ["Dense"], "config": {}}])},
            "expected a sound architecture. Received: a layer's class_name must be one of Dense, Dropout",
        ),
        (
            {"architecture": architecture(layers=[{"class_name": "Dense"}])},
            "expected a sound architecture. Received: the description of Dense",
        ),
        (
            {"architecture": architecture(input_shape=None)},
            "expected a sound architecture. Received: input_shape must be positive integers",
        ),
        (
            {"architecture": architecture(input_shape=[-4])},
            "expected a sound architecture. Received: input_shape must be positive integers",
        ),
        ({"architecture": architecture(input_shape=[10**30])}, "expected tensors "),
        ({"architecture": architecture(name=3)}, "expected a sound architecture. Received: name must be a text"),
        ({"training": None}, "expected training in the metadata. Received: none"),
        ({"training": "3"}, "expected a sound training. Received: the description of training"),
        (
            {"training": '{"optimizer": "adam"}'},
            "expected a sound training. Received: the description of",
        ),
        (
            {"training": '{"optimizer": {"name": "adam", "config": {"learning_rate": "0"}}}'},
            "expected a sound training. Received: learning_rate must be a finite number",
        ),
        (
            {"training": '{"optimizer": {"name": "adam", "config": {"learning_rate": 1}}, "loss": "hinge"}'},
            "expected a sound training. Received: loss must be one of",
        ),
    ],
)
def test_unsound_metadata(tmp_path: Path, change: dict[str, Any], expected: str) -> None:
    path = tmp_path / "a"
    tensors, metadata = parts(model(), path)
    texts = {name: text for name, text in {**metadata, **change}.items() if text is not None}
    path.write_bytes(serialize(tensors, texts))
    assert refusal(path).startswith(expected)


def test_label_smoothing_comes_back(tmp_path: Path) -> None:
    network = model()
    network.compile("adam", CategoricalCrossentropy(label_smoothing=0.1))
    safetensors_file.save(tmp_path / "a", network)
    again, _ = safetensors_file.load(tmp_path / "a")
    assert again.loss == network.loss
