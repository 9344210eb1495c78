"""Weights that Keras saved without the model open once the function is told; other layers' are refused by name."""

from pathlib import Path

import numpy as np
import pytest

from engine import saving
from engine.errors import InputError
from engine.saving import Answers, Question, WeightsOnlyError
from engine.types import Array

from . import other_files as files
from .keras_checks import BETA, GAMMA, MEAN, VARIANCE, compare, normalized, opened, refusal
from .other_files import B1, B2, K1, K2, WEIGHTS, X, numbers, says

pytestmark = pytest.mark.usefixtures("in_this_process")


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


def test_what_training_left_beside_the_weights_is_passed_over(tmp_path: Path) -> None:
    import h5py

    path = tmp_path / "a.weights.h5"
    path.write_bytes(files.weights_3({"dense": [K1, B1], "dense_1": [K2, B2]}))
    with h5py.File(path, "r+") as file:
        file["metrics/mean/vars/0"] = np.float32(3)
        file["optimizer/vars/0"] = K1
    compare(path, says(), answers=Answers("relu", pixels="0..1"))


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


def normalized_weights(path: Path) -> tuple[Path, list[Array]]:
    """What save_weights of Keras 3 writes of Dense, BatchNormalization, Dense; and gamma, beta, mean, variance."""
    norm = [numbers(5, seed=1) + 1, numbers(5, seed=2), numbers(5, seed=3), numbers(5, seed=4) ** 2 + 0.1]
    path.write_bytes(files.weights_3({"dense": [K1, B1], "batch_normalization": norm, "dense_1": [K2, B2]}))
    return path, norm


@pytest.mark.parametrize("where", ["behind the function", "before the function"])
def test_batch_normalization_beside_dense_layers_asks_where_it_stands(tmp_path: Path, where: str) -> None:
    path, (gamma, beta, mean, variance) = normalized_weights(tmp_path / "a.weights.h5")
    with pytest.raises(Question) as caught:
        saving.open_model(path, Answers("tanh"))
    assert caught.value.parameter == "normalization"
    assert where in caught.value.choices
    opened = saving.open_model(path, Answers("tanh", normalization=where, pixels="0..1"))

    def normal(x: Array) -> Array:
        return (x - mean) / np.sqrt(variance + 0.001) * gamma + beta

    z = X.astype(float) @ K1 + B1
    a = normal(np.tanh(z)) if where.startswith("behind") else np.tanh(normal(z))
    np.testing.assert_allclose(opened.model.predict(X, verbose=0), says(a, weights=(K2, B2)), atol=1e-5)
    assert "epsilon" in str(opened.remarks[0])


def test_batch_normalization_that_fits_in_two_places_is_refused(tmp_path: Path) -> None:
    square, path = numbers(5, 5), tmp_path / "a.weights.h5"
    norm = [np.ones(5, np.float32)] * 4
    path.write_bytes(
        files.weights_3({"dense": [K1, B1], "batch_normalization": norm, "dense_1": [square, B1], "dense_2": [K2, B2]})
    )
    with pytest.raises(InputError, match="Received: batch_normalization, and the file does not say where it stands"):
        saving.open_model(path, Answers("relu"))
