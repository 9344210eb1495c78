"""Products of pictures' gradients, held against the gradients that training itself computes, and the loss's plane."""

import numpy as np
import pytest

from engine import activations, explain, layers, losses, models
from engine.errors import InputError
from engine.losses import Loss
from engine.types import Array
from engine.utils import to_categorical

INPUTS, CLASSES = 9, 4
LOSSES = {
    "sparse_categorical_crossentropy": "softmax",
    "categorical_crossentropy": "softmax",
    "binary_crossentropy": "sigmoid",
    "mean_squared_error": "tanh",
    "mean_absolute_error": "linear",
    "huber": "linear",
}


def network(
    units: tuple[int, ...], hidden: str, last: str, loss: str | Loss, dtype: type = np.float64, **more: bool
) -> models.Sequential:
    made = models.Sequential(generator=np.random.default_rng(1), dtype=dtype)
    for number, count in enumerate(units):
        made.add(layers.Dense(count, hidden, input_shape=None if number else (INPUTS,), **more))
        made.add(layers.Dropout(0.0))
    made.add(layers.Dense(CLASSES, last, input_shape=None if units else (INPUTS,), bias_initializer="he_uniform"))
    made.compile("sgd", loss)
    return made


def pictures(count: int, seed: int, loss: str) -> tuple[Array, Array]:
    chance = np.random.default_rng(seed)
    labels = chance.integers(0, CLASSES, count)
    return chance.normal(size=(count, INPUTS)), labels if loss.startswith("sparse") else to_categorical(labels, CLASSES)


def gradient(made: models.Sequential, x: Array, label: Array) -> Array:
    """All slopes of one picture's loss in a row, as a step of training has them."""
    twin = made.copy()
    twin.optimizer.learning_rate = 0.0
    twin.train_on_batch(x[np.newaxis], label[np.newaxis])
    return np.concatenate([slopes.ravel() for layer in twin.layers if layer.trainable for slopes in layer.gradients])


def assert_as_brute_force(made: models.Sequential, loss: str) -> None:
    x, labels = pictures(7, 2, loss)
    others, of_others = pictures(3, 3, loss)
    compiled = made.loss
    assert compiled is not None
    here, there = (explain.errors(made, compiled, *each) for each in ((x, labels), (others, of_others)))
    mine = np.stack([gradient(made, *each) for each in zip(x, labels, strict=True)])
    its = np.stack([gradient(made, *each) for each in zip(others, of_others, strict=True)])
    expected = mine.astype(np.float64) @ its.T.astype(np.float64)
    sizes = np.linalg.norm(mine, axis=1)[:, np.newaxis] * np.linalg.norm(its, axis=1)
    assert sizes.min() > 0
    np.testing.assert_array_less(np.abs(here.products(there) - expected) / sizes, 1e-5)
    np.testing.assert_allclose(here.losses, losses.of_images(compiled, labels, made.predict(x, verbose=0)), rtol=1e-5)


@pytest.mark.parametrize("hidden", sorted(set(activations.ACTIVATIONS)))
@pytest.mark.parametrize("units", [(), (6,), (6, 5), (4, 4, 4)])
def test_products_are_those_of_the_gradients_for_all_depths_and_functions(units: tuple[int, ...], hidden: str) -> None:
    loss = "sparse_categorical_crossentropy"
    assert_as_brute_force(network(units, hidden, "softmax", loss), loss)


@pytest.mark.parametrize(("loss", "last"), LOSSES.items())
def test_they_are_for_all_losses(loss: str, last: str) -> None:
    assert_as_brute_force(network((6,), "relu", last, loss), loss)


def test_they_are_without_biases_with_smoothed_labels_and_in_float32() -> None:
    loss = "sparse_categorical_crossentropy"
    assert_as_brute_force(network((6, 5), "relu", "softmax", loss, use_bias=False), loss)
    smoothed = losses.SparseCategoricalCrossentropy(label_smoothing=0.2)
    assert_as_brute_force(network((6,), "relu", "softmax", smoothed), loss)
    assert_as_brute_force(network((6,), "relu", "softmax", loss, np.float32), loss)


def test_they_are_for_logits_and_for_layers_that_are_not_trained() -> None:
    loss = "sparse_categorical_crossentropy"
    made = network((6,), "tanh", "linear", losses.SparseCategoricalCrossentropy(from_logits=True))
    x, labels = pictures(4, 2, loss)
    here = explain.errors(made, made.loss, x, labels)
    mine = np.stack([gradient(made, *each) for each in zip(x, labels, strict=True)])
    np.testing.assert_allclose(here.products(here), mine @ mine.T, rtol=1e-9)
    frozen = network((6,), "tanh", "softmax", loss)
    frozen.layers[0].trainable = False
    assert [layer.name for layer in explain.errors(frozen, frozen.loss, x, labels).layers] == ["dense_1"]
    assert_as_brute_force(frozen, loss)


def test_a_layer_s_part_is_two_products() -> None:
    made = network((6,), "relu", "softmax", "sparse_categorical_crossentropy")
    here = explain.errors(made, made.loss, *pictures(5, 2, "sparse"))
    parts = [layer.alike(layer) * layer.pulls(layer) for layer in here.layers]
    np.testing.assert_allclose(here.products(here), parts[0] + parts[1])


def test_a_step_lowers_the_loss_by_the_rate_times_the_product() -> None:
    loss = "sparse_categorical_crossentropy"
    made = network((6,), "tanh", "softmax", loss)
    (x, label), (other, of_other) = pictures(1, 2, loss), pictures(1, 3, loss)
    product = explain.errors(made, made.loss, x, label).products(explain.errors(made, made.loss, other, of_other))
    before = explain.errors(made, made.loss, other, of_other).losses[0]
    made.optimizer.learning_rate = 1e-5
    made.train_on_batch(x, label)
    after = explain.errors(made, made.loss, other, of_other).losses[0]
    assert (before - after) / 1e-5 == pytest.approx(product[0, 0], rel=1e-3)


def test_other_layers_are_refused() -> None:
    made = models.Sequential([layers.Dense(4, "relu", input_shape=(INPUTS,)), layers.BatchNormalization()])
    made.add(layers.Dense(CLASSES, "softmax"))
    with pytest.raises(InputError, match="Dense layers only"):
        explain.errors(made, losses.SparseCategoricalCrossentropy(), *pictures(2, 2, "sparse"))


def ended(steps):
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def way(count: int = 12) -> tuple[models.Sequential, list[list[Array]], Array, Array]:
    """A network, what its weights were over a few steps of training, and what it was trained on."""
    made = network((6, 5), "tanh", "softmax", "sparse_categorical_crossentropy")
    x, labels = pictures(40, 4, "sparse")
    moments = []
    for _ in range(count):
        moments.append(made.get_weights())
        made.fit(x, labels, epochs=3, verbose=0)
    return made, moments, x, labels


def flat(weights: list[Array]) -> Array:
    return np.concatenate([array.ravel() for array in weights])


def test_the_plane_is_that_of_the_principal_components() -> None:
    _, moments, _, _ = way()
    plane = ended(explain.plane_steps(moments))
    rows = np.stack([flat(each) for each in moments])
    centred = rows - rows.mean(axis=0)
    _, sizes, directions = np.linalg.svd(centred, full_matrices=False)
    np.testing.assert_allclose(plane.shares, (sizes**2 / (sizes**2).sum())[:2])
    for found, direction in zip((plane.across, plane.up), directions, strict=False):
        assert abs(flat(list(found)) @ direction) == pytest.approx(1)
    places = centred @ np.stack([flat(list(plane.across)), flat(list(plane.up))]).T
    np.testing.assert_allclose(plane.places, places, atol=1e-12)
    np.testing.assert_allclose(plane.place(moments[4]), plane.places[4], atol=1e-12)
    assert plane.places[-1, 0] > plane.places[0, 0]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_the_landscape_is_the_loss_at_each_place(dtype: type) -> None:
    made, moments, x, labels = way()
    if dtype is np.float32:
        made = network((6, 5), "tanh", "softmax", "sparse_categorical_crossentropy", dtype)
    plane = ended(explain.plane_steps(moments))
    across, up = np.linspace(-1, 2, 4), np.linspace(-0.5, 0.5, 3)
    heights = ended(explain.landscape_steps(made, plane, made.loss, x, labels, across, up))
    assert heights.shape == (3, 4)
    for row, b in enumerate(up):
        for column, a in enumerate(across):
            there = [m + a * s + b * t for m, s, t in zip(plane.centre, plane.across, plane.up, strict=True)]
            made.set_weights(there)
            assert heights[row, column] == pytest.approx(made.evaluate(x, labels, verbose=0), rel=1e-5)


def test_a_way_without_a_plane_says_so() -> None:
    _, moments, _, _ = way(3)
    with pytest.raises(InputError, match="3 moments"):
        next(explain.plane_steps(moments[:2]))
    with pytest.raises(InputError, match="differ"):
        ended(explain.plane_steps([moments[0]] * 3))
    straight = [[array * share for array in moments[0]] for share in (1.0, 2.0, 3.0)]
    plane = ended(explain.plane_steps(straight))
    assert plane.shares == pytest.approx((1, 0))
    assert not flat(list(plane.up)).any()
