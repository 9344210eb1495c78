"""Arrays that somebody saved by hand become a network; what their sizes leave open is asked, and no more than that."""

from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from engine import saving
from engine.errors import InputError
from engine.saving import Answers, Question, WeightsOnlyError

from .other_files import B1, B2, INPUTS, K1, K2, X, numbers, says

RELU = Answers("relu", pixels="0..1")
SQUARE = {"W1": numbers(4, 4, seed=1), "b1": numbers(4, seed=1), "W2": numbers(4, 4, seed=2), "b2": numbers(4, seed=2)}


def compare(path: Path, expected: np.ndarray, answers: Answers = RELU, x: np.ndarray = X) -> None:
    model = saving.open_model(path, answers).model
    np.testing.assert_allclose(model.predict(x, verbose=0), expected, atol=2e-6)


def written(folder: Path, **arrays: np.ndarray) -> Path:
    np.savez(folder / "a.npz", **arrays)
    return folder / "a.npz"


@pytest.mark.parametrize(
    "arrays",
    [
        {"W1": K1, "b1": B1, "W2": K2, "b2": B2},
        {"W1": K1.T, "b1": B1[:, None], "W2": K2.T, "b2": B2[:, None]},
        {"W1": K1, "b1": B1[None], "W2": K2, "b2": B2[None]},
        {"W1": K1, "W2": K2, "b1": B1, "b2": B2},
        {"b2": B2, "W2": K2, "b1": B1, "W1": K1},
        {"w_hidden": K1, "w_output": K2, "b_hidden": B1, "b_output": B2},
        {"output_weights": K2, "hidden_weights": K1, "output_bias": B2, "hidden_bias": B1},
        {"weights_input_hidden": K1, "bias_hidden": B1, "weights_hidden_output": K2, "bias_output": B2},
        {"arr_0": K1, "arr_1": B1, "arr_2": K2, "arr_3": B2},
        {"arr_0": K1.astype(np.float64), "arr_1": K2, "arr_2": B1, "arr_3": B2},
        {"layer1.kernel": K1, "layer1.bias": B1, "layer2.kernel": K2, "layer2.bias": B2},
        {"W1": K1, "b1": B1, "W2": K2, "b2": B2, "epochs": np.array(5)},
    ],
)
def test_kernels_and_biases_are_found(tmp_path: Path, arrays: dict[str, np.ndarray]) -> None:
    compare(written(tmp_path, **arrays), says())


def test_without_biases_or_with_some(tmp_path: Path) -> None:
    compare(written(tmp_path, W1=K1, W2=K2), says(weights=(K1, 0 * B1, K2, 0 * B2)))
    compare(written(tmp_path, W1=K1, W2=K2, b2=B2), says(weights=(K1, 0 * B1, K2, B2)))


def test_ten_layers_are_ordered_by_number_not_by_letter(tmp_path: Path) -> None:
    kernels = [K1, *(numbers(5, 5, seed=number) for number in range(9)), K2]
    weights = [each for kernel in kernels for each in (kernel, numbers(kernel.shape[1], seed=len(kernel)))]
    arrays = {f"{name}{number}": weights[2 * number + at] for number in range(11) for at, name in enumerate("Wb")}
    compare(written(tmp_path, **dict(sorted(arrays.items()))), says(weights=weights))


def test_the_function_is_asked_and_may_be_one_for_each_layer(tmp_path: Path) -> None:
    middle = {"W2": numbers(5, 5), "b2": numbers(5, seed=3)}
    path = written(tmp_path, W1=K1, b1=B1, **middle, W3=K2, b3=B2)
    with pytest.raises(WeightsOnlyError) as caught:
        saving.open_model(path)
    question = caught.value
    assert (question.parameter, question.assumed) == ("hidden_activation", None)
    assert question.choices[0] == "relu"
    assert path.name in str(question)
    first = np.tanh(X @ K1 + B1)
    compare(path, says(first, weights=(middle["W2"], middle["b2"], K2, B2)), Answers("tanh, relu", pixels="0..1"))


def test_the_last_function_is_softmax_or_what_the_person_says(tmp_path: Path) -> None:
    path = written(tmp_path, W1=K1, b1=B1, W2=K2, b2=B2)
    as_it_is, _ = saving.load(path, answers=Answers("relu", "sigmoid"))
    np.testing.assert_allclose(as_it_is.predict(X, verbose=0), says(last="sigmoid"), atol=2e-6)
    one, _ = saving.load(written(tmp_path, W=K1, b=B1))  # no hidden layer: nothing to ask
    np.testing.assert_allclose(one.predict(X, verbose=0), says(weights=(K1, B1)), atol=2e-6)


def test_how_square_kernels_lie_is_asked(tmp_path: Path) -> None:
    path = written(tmp_path, **SQUARE)
    with pytest.raises(Question, match="allow both") as caught:
        saving.open_model(path, RELU)
    assert caught.value.parameter == "kernels"
    w1, b1, w2, b2 = SQUARE.values()
    x = X[:, :4]
    for answer, weights in zip(caught.value.choices, ((w1, b1, w2, b2), (w1.T, b1, w2.T, b2)), strict=True):
        compare(path, says(x, weights=weights), Answers("relu", kernels=answer, pixels="0..1"), x)


@pytest.mark.parametrize(
    "arrays",
    [
        {"x": np.array(5)},
        {"W1": K1, "b1": B2, "W2": K2, "b2": B1},
        {"W1": K1, "W2": K1, "b1": B1, "b2": B1},
        {"W1": K1, "b1": B1, "b2": B2},
        {"W1": K1, "b1": B1, "W2": K2, "b2": B2, "filter": numbers(3, 3, 1, 2)},
        {"W1": K1, "b1": B1, "W2": K2, "b2": B2, "none": np.empty(0, np.float32)},
        {"one": numbers(5, 5), "two": numbers(4, 5), "three": numbers(5, 5, seed=1), "four": numbers(4, 4)},
        {f"W{number}": numbers(3 + number % 5, 9) for number in range(12)},
    ],
)
def test_what_is_no_row_of_layers_is_refused_with_its_shapes(tmp_path: Path, arrays: dict[str, np.ndarray]) -> None:
    with pytest.raises(InputError, match="xpected") as caught:
        saving.open_model(written(tmp_path, **arrays), RELU)
    message = str(caught.value)
    assert "no other arrays" in message
    assert any(name in message for name in arrays)
    assert "Received shapes: []" not in message


def test_nan_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="NaN"):
        saving.open_model(written(tmp_path, W1=np.nan * K1, b1=B1, W2=K2, b2=B2), RELU)
    with pytest.raises(InputError, match="numbers"):
        saving.open_model(written(tmp_path, W1=K1.astype("U"), b1=B1, W2=K2, b2=B2), RELU)


@pytest.mark.parametrize("name", ["hidden_activation", "output_activation", "kernels", "pixels"])
def test_an_answer_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(InputError, match="nonsense"):
        Answers(**{name: "nonsense"})


# A state dict of PyTorch's


def state(folder: Path, **arrays: np.ndarray) -> Path:
    named = {name.replace("__", "."): np.ascontiguousarray(array) for name, array in arrays.items()}
    save_file(named, folder / "a.safetensors", {"format": "pt"})
    return folder / "a.safetensors"


@pytest.mark.parametrize(
    "names",
    [
        ("0__weight", "0__bias", "2__weight", "2__bias"),
        ("fc1__weight", "fc1__bias", "fc2__weight", "fc2__bias"),
        ("net__9__weight", "net__9__bias", "net__11__weight", "net__11__bias"),
        ("hidden__weight", "hidden__bias", "a_last__weight", "a_last__bias"),
    ],
)
@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_a_state_dict_opens(tmp_path: Path, names: tuple[str, ...], dtype: type) -> None:
    weights = [each.astype(dtype) for each in (K1, B1, K2, B2)]
    path = state(tmp_path, **dict(zip(names, (weights[0].T, weights[1], weights[2].T, weights[3]), strict=True)))
    with pytest.raises(WeightsOnlyError):
        saving.open_model(path)
    compare(path, says(hidden="tanh", weights=[each.astype(float) for each in weights]), Answers("tanh", pixels="0..1"))
    assert not saving.open_model(path, RELU).own  # saving must not write over it


def test_square_kernels_of_a_state_dict_are_not_asked_about(tmp_path: Path) -> None:
    w1, b1, w2, b2 = SQUARE.values()
    path = state(tmp_path, **{"0__weight": w1, "0__bias": b1, "2__weight": w2, "2__bias": b2})
    compare(path, says(X[:, :4], weights=(w1.T, b1, w2.T, b2)), x=X[:, :4])


def test_layers_of_one_size_without_numbers_have_no_order(tmp_path: Path) -> None:
    middle = {f"{name}__weight": numbers(5, 5, seed=at) for at, name in enumerate(("up", "down"))}
    with pytest.raises(InputError, match="tell their order"):
        saving.open_model(state(tmp_path, first__weight=K1.T, **middle, last__weight=K2.T), RELU)


GAMMA, BETA, MEAN, VARIANCE = (
    1 + numbers(5, seed=1),
    numbers(5, seed=2),
    numbers(5, seed=3),
    0.5 + numbers(5, seed=4) ** 2,
)


def norm(module: str) -> dict[str, np.ndarray]:
    arrays = {"weight": GAMMA, "bias": BETA, "running_mean": MEAN, "running_var": VARIANCE}
    return {f"{module}__{name}": array for name, array in arrays.items()}


@pytest.mark.parametrize(("place", "last"), [(2, 4), (3, 4)])
def test_normalization_stands_where_the_numbers_say(tmp_path: Path, place: int, last: int) -> None:
    dense = {"1__weight": K1.T, "1__bias": B1, f"{last}__weight": K2.T, f"{last}__bias": B2}
    counted = {f"{place}__num_batches_tracked": np.array(7)}
    z = X @ K1 + B1
    z = np.maximum(z, 0) if place == 3 else z
    hidden = GAMMA * (z - MEAN) / np.sqrt(VARIANCE + 1e-5) + BETA
    hidden = np.maximum(hidden, 0) if place == 2 else hidden
    compare(state(tmp_path, **dense, **norm(str(place)), **counted), says(hidden, weights=(K2, B2)))


def test_normalization_without_a_place_is_refused(tmp_path: Path) -> None:
    dense = {"fc1__weight": K1.T, "fc1__bias": B1, "fc2__weight": K2.T, "fc2__bias": B2}
    with pytest.raises(InputError, match=r"bn1, a normalization whose place .* \.onnx instead"):
        saving.open_model(state(tmp_path, **dense, **norm("bn1")), RELU)
    broken = norm("1")
    del broken["1__running_var"]
    with pytest.raises(InputError, match="running_var"):
        saving.open_model(state(tmp_path, **{"0__weight": K1.T, "3__weight": K2.T}, **broken), RELU)


def test_other_tensors_are_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(InputError, match=r"conv1\.weight of shape"):
        saving.open_model(state(tmp_path, conv1__weight=numbers(3, 3, 1, 2), fc__weight=K1.T))
    with pytest.raises(InputError, match="I32"):
        saving.open_model(state(tmp_path, **{"0__weight": K1.T.astype(np.int32)}))
    with pytest.raises(InputError, match="Linear"):
        saving.open_model(state(tmp_path, **{"0__weight": K1.T, "3__weight": B1}, **norm("1")), RELU)


def test_too_many_tensors_are_refused(tmp_path: Path) -> None:
    many = {f"t{number}": np.zeros((2, 2), np.float32) for number in range(2001)}
    with pytest.raises(InputError, match="at most 2000 arrays"):
        saving.open_model(state(tmp_path, **many))


def test_inputs_are_counted_by_the_weights(tmp_path: Path) -> None:
    path = state(tmp_path, **{"0__weight": K1.T, "2__weight": K2.T})
    assert saving.open_model(path, RELU).model.input_shape == (INPUTS,)
