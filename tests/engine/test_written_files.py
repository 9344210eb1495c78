"""Every layer and every function is written to .keras, .onnx and .py, and comes back saying the same."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import layers, saving
from engine.activations import ACTIVATIONS
from engine.errors import InputError
from engine.models import Sequential
from engine.regularizers import L1, L1L2, L2
from engine.types import Array

from . import other_files

IMAGES = np.random.default_rng(4).random((7, 3, 4)).astype(np.float32)


pytestmark = pytest.mark.usefixtures("in_this_process")


def built(*row: Any, shape: tuple[int, ...] = (3, 4)) -> Sequential:
    """A model with numbers of chance in all its arrays, as after a training."""
    model = Sequential([layers.Input(shape), *row], generator=np.random.default_rng(1))
    chance = np.random.default_rng(2)
    for layer in model.layers:
        names = layer.parameter_shapes(layer.inputs or 1)
        weights = [chance.normal(0, 0.5, weight.shape) for weight in layer.get_weights()]
        layer.set_weights([abs(w) + 0.1 if "variance" in name else w for name, w in zip(names, weights, strict=True)])
    return model


def dense(function: str) -> tuple[Any, ...]:
    return layers.Flatten(), layers.Dense(6, function), layers.Dense(5, "softmax")


ROWS: dict[str, tuple[Any, ...]] = {
    **{f"function {name}": dense(name) for name in ACTIVATIONS},
    **{
        f"layer {name}": (layers.Flatten(), layers.Dense(6), layers.Activation(name), layers.Dense(5))
        for name in ACTIVATIONS
    },
    "leaky": (layers.Flatten(), layers.Dense(6), layers.LeakyReLU(0.05), layers.Dense(5), layers.Softmax()),
    "leaky relu": (layers.Flatten(), layers.Dense(6), layers.ReLU(negative_slope=0.5), layers.Dense(5)),
    "at most": (layers.Flatten(), layers.Dense(6), layers.ReLU(max_value=0.5), layers.Dense(5)),
    "elu": (layers.Flatten(), layers.Dense(6), layers.ELU(0.5), layers.Dense(5)),
    "dropout": (layers.Flatten(), layers.Dropout(0.2, seed=3), layers.Dense(5, use_bias=False)),
    "batch normalization": (
        layers.BatchNormalization(epsilon=0.01),
        layers.Flatten(),
        layers.Dense(6, use_bias=False),
        layers.BatchNormalization(scale=False),
        layers.ReLU(),
        layers.BatchNormalization(center=False, momentum=0.9),
        layers.Dense(5, "softmax"),
    ),
    "rescaling": (
        layers.Rescaling(1 / 127.5, offset=-1),
        layers.Reshape((2, 6)),
        layers.Reshape((-1,)),
        layers.Dense(5),
    ),
    "regularizers": (
        layers.Flatten(),
        layers.Dense(6, kernel_regularizer=L1(0.1), bias_regularizer=L2(0.2), kernel_initializer="he_normal"),
        layers.Dense(5, kernel_regularizer=L1L2(0.1, 0.2), bias_initializer="ones", trainable=False),
    ),
}


@pytest.mark.parametrize("kind", ROWS)
@pytest.mark.parametrize("suffix", [".keras", ".h5", ".onnx", ".npz", ".safetensors"])
def test_what_was_written_says_the_same(tmp_path: Path, kind: str, suffix: str) -> None:
    model = built(*ROWS[kind])
    saving.save(tmp_path / f"net{suffix}", model)
    again, _ = saving.load(tmp_path / f"net{suffix}")
    expected = model.predict(IMAGES, verbose=0)
    np.testing.assert_allclose(again.predict(IMAGES, verbose=0), expected, atol=2e-6)
    opened = saving.open_model(tmp_path / f"net{suffix}", saving.Answers(pixels="0..1")).model
    last = opened.predict(IMAGES.reshape(7, 12), verbose=0)
    np.testing.assert_array_equal(last.argmax(axis=1), expected.argmax(axis=1))
    if suffix != ".onnx":
        assert len(again.layers) == len(model.layers)


@pytest.mark.parametrize("suffix", [".keras", ".h5"])
def test_a_keras_file_keeps_the_settings(tmp_path: Path, suffix: str) -> None:
    for kind in ("regularizers", "batch normalization", "rescaling", "leaky", "elu"):
        model = built(*ROWS[kind])
        saving.save(tmp_path / f"net{suffix}", model)
        again, _ = saving.load(tmp_path / f"net{suffix}")
        before, after = (one.get_config()["layers"] for one in (model, again))
        assert before == after


@pytest.mark.parametrize("kind", ROWS)
def test_weights_alone_go_into_a_model_of_the_same_layers(tmp_path: Path, kind: str) -> None:
    model = built(*ROWS[kind])
    fresh = model.copy()
    for name in ("net.weights.h5", "net.keras", "net.h5"):
        saving.save(tmp_path / name, model)
        fresh.set_weights([0 * weight for weight in model.get_weights()])
        saving.load_weights(tmp_path / name, fresh)
        for weight, expected in zip(fresh.get_weights(), model.get_weights(), strict=True):
            np.testing.assert_array_equal(weight, expected)


def test_weights_of_keras_2_go_in_by_their_order(tmp_path: Path) -> None:
    path = other_files.legacy_weights(tmp_path / "a.h5", ["flatten", "d1", "d2"], other_files.WEIGHTS)
    model = built(layers.Flatten(), layers.Dense(5, "tanh"), layers.Dense(4, "softmax"))
    saving.load_weights(path, model)
    x = other_files.X
    np.testing.assert_allclose(
        model.predict(x.reshape(-1, 3, 4), verbose=0), other_files.says(hidden="tanh"), atol=1e-6
    )


def test_weights_of_other_layers_change_nothing(tmp_path: Path) -> None:
    model = built(*ROWS["function relu"])
    before = model.get_weights()
    saving.save_weights(tmp_path / "a.weights.h5", built(layers.Flatten(), layers.Dense(6), layers.Dense(4)))
    saving.save_weights(tmp_path / "b.weights.h5", built(layers.Flatten(), layers.Dense(6)))
    legacy = other_files.legacy_weights(tmp_path / "c.h5", ["d1"], other_files.WEIGHTS)
    for path in (tmp_path / "a.weights.h5", tmp_path / "b.weights.h5", legacy, tmp_path / "none.h5", tmp_path):
        with pytest.raises(InputError, match="xpected"):
            saving.load_weights(path, model)
    for weight, expected in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(weight, expected)
    for call in (saving.load_weights, saving.save_weights):
        with pytest.raises(InputError, match="not built"):
            call(tmp_path / "a.weights.h5", Sequential([layers.Dense(3)]))


@pytest.mark.parametrize("kind", ROWS)
def test_the_python_file_says_the_same(tmp_path: Path, kind: str) -> None:
    model = built(*ROWS[kind])
    saving.save(tmp_path / "net.py", model)
    np.testing.assert_allclose(_run(tmp_path, IMAGES), model.predict(IMAGES, verbose=0), atol=2e-6)


def _run(folder: Path, images: Array) -> Array:
    """What predict() of net.py says, in this process: the file is our own."""
    space: dict[str, Any] = {"__file__": str(folder / "net.py"), "__name__": "net"}
    exec(compile((folder / "net.py").read_text(), "net.py", "exec"), space)
    predicted: Array = space["predict"](images)
    return predicted


def test_the_python_file_runs_as_a_program(tmp_path: Path) -> None:
    saving.save(tmp_path / "net.py", built(*ROWS["function gelu"]))
    done = subprocess.run(
        [sys.executable, "net.py"], cwd=tmp_path, check=True, timeout=60, capture_output=True, text=True
    )
    assert done.stdout.startswith("[[")


@pytest.mark.parametrize("suffix", [".onnx"])
def test_what_the_format_has_not_is_refused(tmp_path: Path, suffix: str) -> None:
    for bend in (layers.ReLU(threshold=0.5), layers.ReLU(max_value=1, negative_slope=0.1)):
        with pytest.raises(InputError, match="ReLU re"):
            saving.save(tmp_path / f"net{suffix}", built(layers.Flatten(), layers.Dense(6), bend))
    assert not list(tmp_path.glob("net*"))
