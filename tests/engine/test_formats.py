"""Models travel: Keras's files are read and written, ONNX and Python are written, and they all say the same."""

import io
import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import h5py
import numpy as np
import pytest

from engine import saving
from engine.errors import InputError
from engine.layers import Dense, Dropout
from engine.models import Sequential
from engine.saving import hdf5, keras_file, npz_file
from engine.saving.errors import WeightsOnlyError

DATA = Path(__file__).parent / "data"  # made with Keras 3.15 on JAX
X = np.random.default_rng(5).random((9, 6)).astype(np.float32)


def model() -> Sequential:
    return Sequential(
        [
            Dense(8, "relu", input_shape=6, name='"] + open("x") #'),  # a name that wants to be a program
            Dropout(0.3),
            Dense(7, "leaky_relu", use_bias=False, kernel_regularizer="l2"),
            Dense(5, "sigmoid", bias_initializer="he_normal"),
            Dense(4, "tanh", bias_initializer="he_uniform"),
            Dense(3, "softmax"),
        ],
        generator=np.random.default_rng(1),
    )


def refusal(path: Path, **how: Any) -> str:
    with pytest.raises(InputError) as caught:
        saving.load(path, **how)
    message = str(caught.value)
    assert "xpected" in message
    return message


# Keras's own files


@pytest.mark.parametrize("name", ["keras_small.keras", "keras_small.h5"])
def test_a_model_of_keras_says_here_what_it_said_there(name: str) -> None:
    with np.load(DATA / "keras_small_expected.npz") as expected:
        network, metadata = saving.load(DATA / name)
        np.testing.assert_allclose(network.predict(expected["x"], verbose=0), expected["predicted"], atol=1e-6)
    assert metadata == {}
    assert [type(layer).__name__ for layer in network.layers] == ["Dense", "Dropout", "Dense", "Dense"]
    assert network.dense_layers[0].name == "mine"
    assert network.dense_layers[1].kernel_regularizer is not None


def test_weights_only_need_to_be_told_the_function() -> None:
    with pytest.raises(WeightsOnlyError):
        saving.load(DATA / "keras_plain.weights.h5")
    with np.load(DATA / "keras_plain_expected.npz") as expected:
        network, _ = saving.load(DATA / "keras_plain.weights.h5", "relu")
        np.testing.assert_allclose(network.predict(expected["x"], verbose=0), expected["predicted"], atol=1e-6)


def test_another_layer_is_refused_by_name_and_with_what_could_be_done(tmp_path: Path) -> None:
    keras_file.save(tmp_path / "a.keras", model())
    for kind, said in (("Conv2D", "a convolution"), ("LSTM", "recurrent"), ("MyLayer", "Dense, Dropout, Flatten")):
        entry = {"class_name": kind, "config": {"name": "other"}}
        path = changed(tmp_path, lambda config, entry=entry: config["config"]["layers"].insert(1, entry))
        message = refusal(path)
        assert kind in message
        assert "other" in message
        assert said in message


@pytest.mark.parametrize("kind", ["Lambda", "TFSMLayer"])
def test_what_would_run_code_is_refused(tmp_path: Path, kind: str) -> None:
    keras_file.save(tmp_path / "a.keras", model())
    entry = {"class_name": kind, "config": {"name": "evil", "function": ["code", None, None]}}
    message = refusal(changed(tmp_path, lambda config: config["config"]["layers"].insert(1, entry)))
    assert f"{kind} evil: it holds a program, which is not run" in message


def changed(folder: Path, change: Any) -> Path:
    """The model in a.keras with its description changed."""
    with zipfile.ZipFile(folder / "a.keras") as old:
        config = json.loads(old.read("config.json"))
        weights = old.read("model.weights.h5")
    change(config)
    with zipfile.ZipFile(folder / "b.keras", "w") as new:
        new.writestr("config.json", json.dumps(config))
        new.writestr("model.weights.h5", weights)
    return folder / "b.keras"


# There and back


@pytest.mark.parametrize("name", ["a.keras", "a.npz", "a.safetensors"])
def test_a_model_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    network = model()
    saving.save(tmp_path / name, network)
    again, _ = saving.load(tmp_path / name)
    np.testing.assert_array_equal(again.predict(X, verbose=0), network.predict(X, verbose=0))
    before, after = network.get_config(), again.get_config()
    assert [layer["class_name"] for layer in before["layers"]] == [layer["class_name"] for layer in after["layers"]]
    assert before["layers"] == after["layers"]


def test_arrays_without_a_description_are_kernels_and_biases_in_turn(tmp_path: Path) -> None:
    network = Sequential([Dense(8, "relu", input_shape=6), Dense(3, "softmax")])
    np.savez(tmp_path / "a.npz", *network.get_weights())
    again, _ = saving.load(tmp_path / "a.npz", "relu")
    np.testing.assert_array_equal(again.predict(X, verbose=0), network.predict(X, verbose=0))


def test_the_python_file_predicts_the_same_and_runs_nothing_from_a_layers_name(tmp_path: Path) -> None:
    network = model()
    saving.save(tmp_path / "net.py", network)
    np.save(tmp_path / "x.npy", X)
    program = "import net, numpy; numpy.save('y.npy', net.predict(numpy.load('x.npy')))"
    subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=True, timeout=60)
    np.testing.assert_allclose(np.load(tmp_path / "y.npy"), network.predict(X, verbose=0), atol=1e-6)
    assert not (tmp_path / "x").exists()
    body = (tmp_path / "net.py").read_text().split("def predict")[1].split("return a")[0]
    assert body.count("\n") <= 20


# ONNX, read back with a few lines that know nothing of the writer


def fields(message: bytes) -> Iterator[tuple[int, Any]]:
    """The fields of a Protocol Buffers message: numbers, four bytes, or bytes."""
    stream = io.BytesIO(message)

    def varint() -> int:
        value = shift = 0
        while True:
            byte = stream.read(1)[0]
            value |= (byte & 0x7F) << shift
            shift += 7
            if byte < 0x80:
                return value

    while stream.tell() < len(message):
        key = varint()
        kind = key & 7
        yield key >> 3, varint() if kind == 0 else stream.read(4 if kind == 5 else varint())


def all_of(message: bytes, field: int) -> list[Any]:
    return [value for number, value in fields(message) if number == field]


def test_the_onnx_graph_computes_what_the_model_does(tmp_path: Path) -> None:
    network = model()
    saving.save(tmp_path / "a.onnx", network)
    content = (tmp_path / "a.onnx").read_bytes()
    (graph,) = all_of(content, 7)
    values: dict[str, np.ndarray] = {"images": X}
    for tensor in all_of(graph, 5):
        shape = all_of(tensor, 1)
        values[all_of(tensor, 8)[0].decode()] = np.frombuffer(all_of(tensor, 9)[0], "<f4").reshape(shape)
    operators = {
        "MatMul": np.matmul,
        "Add": np.add,
        "Identity": lambda z: z,
        "Relu": lambda z: np.maximum(z, 0),
        "LeakyRelu": lambda z: np.where(z > 0, z, 0.2 * z),
        "Sigmoid": lambda z: 1 / (1 + np.exp(-z)),
        "Tanh": np.tanh,
        "Softmax": lambda z: np.exp(z) / np.exp(z).sum(axis=-1, keepdims=True),
    }
    for node in all_of(graph, 1):
        inputs = [values[name.decode()] for name in all_of(node, 1)]
        values[all_of(node, 2)[0].decode()] = operators[all_of(node, 4)[0].decode()](*inputs)
    np.testing.assert_allclose(values["probabilities"], network.predict(X, verbose=0), atol=1e-6)
    (shape,) = all_of(all_of(all_of(all_of(graph, 11)[0], 2)[0], 1)[0], 2)
    batch, columns = all_of(shape, 1)
    assert all_of(batch, 2) == [b"batch"]  # any number of images
    assert all_of(columns, 1) == [6]


# What is refused


@pytest.mark.parametrize("name", ["a.doc", "a.onnx"])
def test_unknown_endings_are_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_bytes(b"x")
    assert ".keras" in refusal(tmp_path / name)


def test_an_unknown_ending_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"\.onnx"):
        saving.save(tmp_path / "a.doc", model())
    assert not list(tmp_path.glob("a.*"))


@pytest.mark.parametrize("suffix", [".keras", ".h5", ".npz", ".safetensors"])
def test_no_file_a_folder_and_nonsense_are_refused(tmp_path: Path, suffix: str) -> None:
    assert "no such file" in refusal(tmp_path / f"missing{suffix}")
    folder = tmp_path / f"folder{suffix}"
    folder.mkdir()
    assert "folder" in refusal(folder)
    nonsense = tmp_path / f"nonsense{suffix}"
    nonsense.write_bytes(b"nonsense" * 50)
    assert nonsense.name in refusal(nonsense)


@pytest.mark.parametrize("suffix", [".keras", ".h5", ".weights.h5", ".onnx", ".npz", ".py", ".safetensors"])
def test_a_model_without_weights_is_not_written(tmp_path: Path, suffix: str) -> None:
    with pytest.raises(InputError, match="weights"):
        saving.save(tmp_path / f"a{suffix}", Sequential([Dense(3)]))
    assert not list(tmp_path.glob("a.*"))


def test_weights_that_do_not_fit_or_are_no_numbers_are_refused(tmp_path: Path) -> None:
    keras_file.save(tmp_path / "a.keras", model())
    path = changed(tmp_path, lambda config: config["config"]["layers"][1]["config"].update(units=9))
    assert "as the layers need" in refusal(path)
    path = changed(tmp_path, lambda config: config["config"]["layers"][1]["config"].update(units=10**12))
    assert "at most" in refusal(path)
    path = changed(tmp_path, lambda config: config["config"]["layers"][1]["config"].update(units=-1))
    assert "units" in refusal(path)
    bad = model()
    bad.layers[0].parameters[0][0, 0] = np.nan
    keras_file.save(tmp_path / "a.keras", bad)
    assert "NaN" in refusal(tmp_path / "a.keras")
    npz_file.save(tmp_path / "a.npz", bad)
    assert "NaN" in refusal(tmp_path / "a.npz")


def test_a_zip_bomb_is_not_unpacked(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    keras_file.save(tmp_path / "a.keras", model())
    monkeypatch.setattr(keras_file, "MOST_WEIGHTS", 100)
    assert "at most 100 bytes of model.weights.h5" in refusal(tmp_path / "a.keras")


def test_links_out_of_an_hdf5_file_are_not_followed(tmp_path: Path) -> None:
    with h5py.File(tmp_path / "secret.h5", "w") as secret:
        secret["dense/vars/0"] = np.ones((6, 3), np.float32)
    with h5py.File(tmp_path / "a.weights.h5", "w") as file:
        file["layers/dense/vars/1"] = np.zeros(3, np.float32)
        file["layers/dense/vars/0"] = h5py.ExternalLink(str(tmp_path / "secret.h5"), "dense/vars/0")
    assert "layers/dense/bias (3,)" in refusal(tmp_path / "a.weights.h5", hidden_activation="relu")  # nothing else


def test_a_file_that_never_ends_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hdf5, "SECONDS", 0.01)
    assert "cannot be read to its end" in refusal(DATA / "keras_small.h5")


def test_a_reader_that_crashes_takes_nobody_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    run = subprocess.run

    def crashing(command: list[str], **how: Any) -> Any:
        return run([command[0], "-c", "import os; os.abort()"], **how)

    monkeypatch.setattr(hdf5.subprocess, "run", crashing)
    assert "a damaged one" in refusal(DATA / "keras_small.h5")
