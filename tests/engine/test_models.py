"""Models: building, weights, looking inside, copies, and the summary."""

import re
from typing import Any

import numpy as np
import pytest

from engine import layers, models, utils
from engine.errors import InputError
from engine.layers import Dense, Dropout, Input
from engine.models import Sequential

from . import small


def test_input_gives_weights_at_once_and_is_no_layer() -> None:
    model = Sequential([Input((4,)), Dense(3)])
    assert model.built
    assert [type(layer) for layer in model.layers] == [Dense]
    assert [weights.shape for weights in model.get_weights()] == [(4, 3), (3,)]


def test_a_model_without_input_shape_is_built_by_the_first_data() -> None:
    model = Sequential()
    model.add(Dense(3))
    model.add(Dense(2))
    assert not model.built
    assert model.predict(np.zeros((5, 4)), verbose=0).shape == (5, 2)
    assert [weights.shape for weights in model.get_weights()] == [(4, 3), (3,), (3, 2), (2,)]
    assert model.count_params() == 4 * 3 + 3 + 3 * 2 + 2


def test_weights_are_copies_and_set_in_place() -> None:
    model = small.model()
    kernel = model.layers[0].parameters[0]
    weights = model.get_weights()
    weights[0] += 1
    assert (kernel != weights[0]).all()
    model.set_weights(weights)
    assert model.layers[0].parameters[0] is kernel
    np.testing.assert_array_equal(kernel, weights[0])
    snapshot = model.snapshot()
    kernel[...] = 0
    np.testing.assert_array_equal(snapshot[0], weights[0])


def test_weights_of_wrong_shapes_change_nothing() -> None:
    model = small.model()
    before = model.get_weights()
    with pytest.raises(InputError) as error:
        model.set_weights([*before[:3], np.zeros(4)])
    assert str(error.value) == (
        "weights must have shapes [(8, 16), (16,), (16, 3), (3,)]. Received: [(8, 16), (16,), (16, 3), (4,)]"
    )
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


def test_predict_is_the_same_in_any_batches_and_is_no_view() -> None:
    model, (x, _) = small.model(), small.data()
    whole = model.predict_on_batch(x)
    np.testing.assert_allclose(model.predict(x, batch_size=7, verbose=0), whole, rtol=1e-6)
    np.testing.assert_allclose(whole.sum(axis=1), 1, rtol=1e-6)
    again = model.predict_on_batch(x)
    again[...] = 0
    np.testing.assert_array_equal(model.predict_on_batch(x), whole)
    assert whole.dtype == np.float32


def test_trace() -> None:
    model, (x, _) = small.model(), small.data()
    model = Sequential([model.layers[0], Dropout(0.9), model.layers[1]])
    hidden, output = model.trace(x[:5])
    assert (hidden.name, output.name) == ("dense", "dense_1")
    kernel, bias, _, _ = model.get_weights()
    np.testing.assert_allclose(hidden.z, x[:5] @ kernel + bias, rtol=1e-5)
    np.testing.assert_array_equal(hidden.activation, np.maximum(hidden.z, 0))
    np.testing.assert_array_equal(output.activation, model.predict_on_batch(x[:5]))


def test_the_config_makes_an_equal_model() -> None:
    model = Sequential([Input(4), Dense(3, "relu"), Dropout(0.2), Dense(2, "softmax", name="out")], name="mine")
    again = Sequential.from_config(model.get_config())
    assert again.get_config() == model.get_config()
    assert again.built
    assert not Sequential.from_config(Sequential([Dense(3)]).get_config()).built


def test_a_copy_is_equal_and_goes_its_own_way() -> None:
    x, y = small.data()
    model = Sequential(
        [Dense(16, "relu", input_shape=8), Dropout(0.3), Dense(3, "softmax")], generator=np.random.default_rng(1)
    )
    model.compile("adam", "categorical_crossentropy", ["accuracy"])
    model.fit(x, y, epochs=2, verbose=0)
    twin = model.copy()
    before = model.get_weights()
    twin.fit(x, y, epochs=2, verbose=0)
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)
    model.fit(x, y, epochs=2, verbose=0)  # the same shuffling, dropout and averages: the same weights
    for ours, theirs in zip(model.get_weights(), twin.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)
    assert [metric.name for metric in twin.metrics] == ["accuracy"]


def test_a_copy_of_a_model_that_is_neither_built_nor_compiled() -> None:
    twin = Sequential([Dense(3)]).copy()
    assert not twin.built
    assert twin.optimizer is None


def test_set_random_seed_makes_models_start_alike_and_each_differently() -> None:
    def kernels() -> list[Any]:
        utils.set_random_seed(5)
        return [Sequential([Dense(3, input_shape=4)]).get_weights()[0] for _ in range(2)]

    (first, second), (first_again, second_again) = kernels(), kernels()
    np.testing.assert_array_equal(first, first_again)
    np.testing.assert_array_equal(second, second_again)
    assert (first != second).all()


def test_summary(capsys: pytest.CaptureFixture[str]) -> None:
    model = Sequential(
        [Dense(512, "relu", input_shape=(784,)), Dropout(0.5), Dense(10, "softmax")], name="reads_digits"
    )
    model.summary()
    assert capsys.readouterr().out.splitlines() == [
        'Model: "reads_digits"',
        "-" * 46,
        "Layer (type)         Output Shape      Param #",
        "=" * 46,
        "dense (Dense)        (None, 512)       401,920",
        "dropout (Dropout)    (None, 512)             0",
        "dense_1 (Dense)      (None, 10)          5,130",
        "-" * 46,
        "Total params: 407,050 (1.55 MB)",
    ]


def test_summary_of_weights_that_training_does_not_change() -> None:
    lines: list[str] = []
    Sequential([layers.BatchNormalization(input_shape=(8,)), Dense(3)]).summary(print_fn=lines.append)
    assert lines[0].splitlines()[-3:] == [
        "Total params: 59 (236.00 B)",
        "Trainable params: 43 (172.00 B)",
        "Non-trainable params: 16 (64.00 B)",
    ]


def test_summary_before_the_weights_are_there() -> None:
    lines: list[str] = []
    Sequential([Dense(3)]).summary(print_fn=lines.append)
    assert re.search(r"dense \(Dense\) +\? +0 \(unbuilt\)\n", lines[0])
    assert "Total params: 0 (0.00 B)" in lines[0]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Sequential([3]), "layer must be a Layer or an Input. Received: layer=3"),
        (
            lambda: Sequential([Dense(3, name="a"), Dense(3, name="a")]),
            "each layer must have a name of its own. Received: name='a' twice",
        ),
        (
            lambda: Sequential([Input(4), Dense(3), Dense(3, input_shape=5)]),
            "layer dense_1 must get (5,) inputs. Received: 3",
        ),
        (
            lambda: Sequential([Input(4), Dense(3, input_shape=5)]),
            "input_shape must be (4,), for which the model is built. Received: input_shape=(5,)",
        ),
        (lambda: Sequential().predict(np.zeros((2, 3))), "a model must have at least one layer. Received: none"),
        (
            lambda: models.Sequential.from_config({"layers": [{"class_name": "Conv2D", "config": {}}]}),
            "a layer's class_name must be one of Dense, Dropout, Flatten, Reshape, Activation, ReLU, LeakyReLU, ELU, "
            "Softmax, BatchNormalization, Rescaling. Received: class_name='Conv2D'",
        ),
        (lambda: models.Sequential.from_config({"layers": 3}), "layers must be a list. Received: layers=3"),
        (
            lambda: models.Sequential.from_config([]),
            "the description of a model must be a mapping with layers, and no other names than layers, name, "
            "input_shape. Received: []",
        ),
        (
            lambda: small.model(metrics=["f1"]),
            "a metric must be one of accuracy, binary_accuracy, categorical_accuracy, sparse_categorical_accuracy, "
            "top_k_categorical_accuracy, sparse_top_k_categorical_accuracy, mean_absolute_error, mean_squared_error, "
            "root_mean_squared_error, binary_crossentropy, categorical_crossentropy, sparse_categorical_crossentropy, "
            "precision, recall, auc. Received: metric='f1'",
        ),
        (
            lambda: Sequential([Dense(2)]).compile(metrics=[["accuracy"]]),
            "metrics must be a list of metrics. Received: metrics=[['accuracy']]",
        ),
    ],
)
def test_errors(make: Any, message: str) -> None:
    with pytest.raises(InputError) as error:
        make()
    assert str(error.value) == message


def test_a_layer_that_does_not_fit_is_not_left_in_the_model() -> None:
    model = Sequential([Input(4), Dense(3)])
    with pytest.raises(InputError):
        model.add(Dense(2, input_shape=5))
    assert len(model.layers) == 1
    model.add(layers.Dense(2))
    assert model.layers[-1].name == "dense_1"


def test_what_keras_may_be_told_of_compiling() -> None:
    model = Sequential([Dense(2)])
    model.compile("sgd", "mse", run_eagerly=True, jit_compile=False, steps_per_execution=4, loss_weights=None)
    with pytest.raises(InputError, match="weighted_metrics must be None: this engine has none"):
        model.compile("sgd", "mse", weighted_metrics=["mae"])
