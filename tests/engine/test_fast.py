"""The fast way to train: the same numbers as the textbook's step, whatever is asked of it on the way."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

import numpy as np
import pytest

from engine import fast, layers, models, optimizers, step
from engine.augmentation import DistortedImages
from engine.data import ScaledImages
from engine.errors import InputError
from engine.history import StepLog
from engine.optimizers import Optimizer
from engine.thread_pool import ThreadPool
from engine.types import Array
from engine.utils import to_categorical

OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {
    "sgd": optimizers.SGD,
    "momentum": partial(optimizers.SGD, momentum=0.9),
    "nesterov": partial(optimizers.SGD, momentum=0.9, nesterov=True),
    "rmsprop": optimizers.RMSprop,
    "centered": partial(optimizers.RMSprop, centered=True),
    "rmsprop with momentum": partial(optimizers.RMSprop, momentum=0.9),
    "centered with momentum": partial(optimizers.RMSprop, centered=True, momentum=0.9),
    "adam": optimizers.Adam,
    "amsgrad": partial(optimizers.Adam, amsgrad=True),
    "nadam": optimizers.Nadam,
    "adagrad": optimizers.Adagrad,
    "adamw": partial(optimizers.AdamW, weight_decay=0.1),
    "decaying": partial(optimizers.RMSprop, weight_decay=0.2),
    "decaying sgd": partial(optimizers.SGD, 0.1, weight_decay=0.2),
    "clipped": partial(optimizers.Adam, clipvalue=0.001),
    "clipped and decaying": partial(optimizers.Adagrad, clipvalue=0.01, weight_decay=0.1),
    "schedule": partial(optimizers.SGD, optimizers.schedules.ExponentialDecay(0.1, 3, 0.5)),
}
INPUTS = 40


def data(images: int = 77) -> tuple[Array, Array]:
    """Images of which some pixels are on often, some seldom, and the last never."""
    generator = np.random.default_rng(5)
    often = np.concatenate([np.linspace(1, 0.01, INPUTS - 3), np.zeros(3)])
    x = generator.random((images, INPUTS)) * (generator.random((images, INPUTS)) < generator.permutation(often))
    return x, to_categorical(generator.integers(0, 4, images), 4)


def network(
    optimizer: Optimizer, *hidden: layers.Layer, use_bias: bool = True, dtype: str = "float64", activation: str = "relu"
) -> Any:
    first = layers.Dense(6, activation=activation, input_shape=(INPUTS,), use_bias=use_bias)
    made = models.Sequential(
        [first, *hidden, layers.Dense(4, activation="softmax")], generator=np.random.default_rng(3), dtype=dtype
    )
    made.compile(optimizer, "categorical_crossentropy", ["accuracy"])
    return made


@pytest.fixture(autouse=True)
def always_fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "WORTH_ARRANGING", 0)
    monkeypatch.setattr(fast, "WORTH_SHARING", 0)


@pytest.fixture(params=[1, 2, 3])
def pool(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    @contextmanager
    def of_that_size() -> Iterator[ThreadPool]:
        with ThreadPool(request.param) as pool:
            yield pool

    monkeypatch.setattr(step, "best_pool", of_that_size)


def by_the_textbook(monkeypatch: pytest.MonkeyPatch, model: Any, **options: Any) -> list[tuple[float, list[Array]]]:
    with monkeypatch.context() as patch:
        patch.setattr(fast, "suits", lambda *_: False)
        return steps_of(model, **options)


def steps_of(model: Any, **options: Any) -> list[tuple[float, list[Array]]]:
    """Return the loss of each step, and all weights and slots after it."""
    x, y = data()
    logs = model.fit_steps(x, y, batch_size=10, **{"epochs": 2} | options)
    return [(log.loss, everything(model)) for log in logs if isinstance(log, StepLog)]


def everything(model: Any) -> list[Array]:
    slots = [slot.copy() for slots in model.optimizer.slots.values() for slot in slots]
    return [*model.get_weights(), *slots]


def assert_same(one: list[tuple[float, list[Array]]], other: list[tuple[float, list[Array]]]) -> None:
    assert len(one) == len(other) == 16
    for (loss_a, arrays_a), (loss_b, arrays_b) in zip(one, other, strict=True):
        assert loss_a == pytest.approx(loss_b, rel=1e-10)
        for a, b in zip(arrays_a, arrays_b, strict=True):
            np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-13)


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("name", OPTIMIZERS)
def test_each_step_is_the_textbook_s(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = by_the_textbook(monkeypatch, network(OPTIMIZERS[name]()))
    assert_same(steps_of(network(OPTIMIZERS[name]())), expected)


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("activation", ["linear", "elu", "sigmoid", "softplus"])
def test_each_step_is_the_textbook_s_whatever_the_first_layer_s_function(
    activation: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = by_the_textbook(monkeypatch, network(OPTIMIZERS["rmsprop"](), activation=activation))
    assert_same(steps_of(network(OPTIMIZERS["rmsprop"](), activation=activation)), expected)


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("use_bias", [True, False])
@pytest.mark.parametrize(
    "hidden",
    [
        (),
        (lambda: layers.Dropout(0.3),),
        (lambda: layers.Dense(5, activation="tanh"), lambda: layers.Dropout(0.5), lambda: layers.Dense(3, "relu")),
        (lambda: layers.Dense(5, activation="relu", kernel_regularizer={"l2": 0.01}),),
        (lambda: layers.BatchNormalization(), lambda: layers.ReLU(), lambda: layers.Dense(5, trainable=False)),
    ],
)
def test_so_it_is_with_other_layers(
    hidden: tuple[Callable[[], layers.Layer], ...], use_bias: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made() -> Any:
        return network(optimizers.RMSprop(), *(make() for make in hidden), use_bias=use_bias)

    assert_same(steps_of(made()), by_the_textbook(monkeypatch, made()))


@pytest.mark.usefixtures("pool")
@pytest.mark.parametrize("offset", [0.0, 0.5])
def test_so_it_is_behind_rescaling(offset: float, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where something is added too, pixels that are off are not 0 any more."""

    def made() -> Any:
        row = [layers.Rescaling(0.25, offset), layers.Flatten(), layers.Dense(6, "relu"), layers.Dense(4, "softmax")]
        model = models.Sequential(row, generator=np.random.default_rng(3), dtype="float64")
        model.build((INPUTS,))
        model.compile("adam", "categorical_crossentropy")
        return model

    assert fast.suits(made()._setup(), data()[0]) == (offset == 0)
    assert_same(steps_of(made()), by_the_textbook(monkeypatch, made()))


@pytest.mark.parametrize("loss", ["categorical_crossentropy", "binary_crossentropy", "mse"])
def test_so_it_is_with_other_losses_and_images_that_count_more(loss: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def made() -> Any:
        model = network(optimizers.Adam())
        model.compile(optimizers.Adam(), loss, ["accuracy", "mae"])
        return model

    more = {"sample_weight": np.linspace(0, 2, 77)}
    assert_same(steps_of(made(), **more), by_the_textbook(monkeypatch, made(), **more))


def test_it_is_chosen_behind_flatten_but_not_for_what_takes_no_parts() -> None:
    x, _ = data()
    model = models.Sequential([layers.Reshape((8, 5), input_shape=(INPUTS,)), layers.Flatten()])
    for layer in (layers.Dense(6, "relu"), layers.Dense(4, "softmax")):
        model.add(layer)
    model.compile("rmsprop", "categorical_crossentropy")
    assert fast.suits(model._setup(), x)
    model.compile(optimizers.SGD(clipnorm=1.0), "categorical_crossentropy")
    assert not fast.suits(model._setup(), x)
    model.compile("rmsprop", "categorical_crossentropy")
    model.layers[2].trainable = False
    assert not fast.suits(model._setup(), x)


def test_without_looking_the_result_is_the_same_bit_for_bit() -> None:
    looked_at, alone = network(optimizers.RMSprop(), dtype="float32"), network(optimizers.RMSprop(), dtype="float32")
    steps_of(looked_at)
    x, y = data()
    alone.fit(x, y, batch_size=10, epochs=2, verbose=0)
    for a, b in zip(everything(looked_at), everything(alone), strict=True):
        np.testing.assert_array_equal(a, b)


def test_weights_set_on_the_way_are_learned_from(monkeypatch: pytest.MonkeyPatch) -> None:
    def trained() -> list[Array]:
        model = network(optimizers.Adam())
        x, y = data()
        for number, log in enumerate(model.fit_steps(x, y, batch_size=10, epochs=2)):
            if number == 3 and isinstance(log, StepLog):
                model.set_weights([weights / 2 for weights in model.get_weights()])
        return everything(model)

    with monkeypatch.context() as patch:
        patch.setattr(fast, "suits", lambda *_: False)
        expected = trained()
    for a, b in zip(trained(), expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-9, atol=1e-13)


def test_a_copy_can_be_made_on_the_way() -> None:
    model = network(optimizers.Adam())
    x, y = data()
    steps = model.fit_steps(x, y, batch_size=10)
    next(steps)
    next(steps)
    twin = model.copy()
    before = everything(twin)
    list(steps)
    for a, b in zip(everything(twin), before, strict=True):
        np.testing.assert_array_equal(a, b)
    assert twin.optimizer.iterations == 2


def test_a_run_that_is_broken_off_leaves_everything_in_its_place() -> None:
    model = network(optimizers.RMSprop())
    x, y = data()
    steps = model.fit_steps(x, y, batch_size=10)
    next(steps)
    steps.close()
    kernel = model.layers[0].parameters[0]
    kernel[:] = 0  # nobody puts other values there afterwards
    assert not model.get_weights()[0].any()
    assert not model.optimizer.slots["velocity"][0][~x.any(axis=0)].any()


def test_a_value_that_is_no_number_is_refused_at_its_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = data()
    x[25, 3] = np.nan

    for _ in range(2):
        steps: Any = network(optimizers.SGD()).fit_steps(x, y, batch_size=10, shuffle=False)
        assert [next(steps).step, next(steps).step] == [0, 1]
        with pytest.raises(InputError, match="1 of 400 values"):
            next(steps)
        monkeypatch.setattr(fast, "suits", lambda *_: False)


def test_values_so_large_that_their_sum_is_none_are_learned_from() -> None:
    x, y = data()
    x = x.astype("float32")
    x[:, :2] = 3e38
    assert len(list(network(optimizers.SGD(), dtype="float32").fit_steps(x, y, batch_size=10))) == 9


@pytest.mark.parametrize("batch_size", [1, 77, 1000])
def test_batches_of_any_size(batch_size: int, monkeypatch: pytest.MonkeyPatch) -> None:
    x, y = data()
    results = []
    for _ in range(2):
        model = network(optimizers.RMSprop())
        model.fit(x, y, batch_size=batch_size, epochs=2, verbose=0)
        results.append(everything(model))
        monkeypatch.setattr(fast, "suits", lambda *_: False)
    for a, b in zip(*results, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("pixels", [INPUTS, 5])
def test_where_no_pixel_is_ever_off(pixels: int, monkeypatch: pytest.MonkeyPatch) -> None:
    results = []
    x = np.random.default_rng(1).random((60, pixels)) + 0.5
    for _ in range(2):
        row = [layers.Dense(6, "relu", input_shape=(pixels,)), layers.Dense(4, "softmax")]
        model = models.Sequential(row, generator=np.random.default_rng(3), dtype="float64")
        model.compile("rmsprop", "sparse_categorical_crossentropy")
        model.fit(x, np.arange(60) % 4, batch_size=10, epochs=2, verbose=0)
        results.append(everything(model))
        monkeypatch.setattr(fast, "suits", lambda *_: False)
    for a, b in zip(*results, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-8, atol=1e-12)


@pytest.mark.parametrize("name", ["momentum", "rmsprop", "centered with momentum", "adam", "nadam"])
def test_no_average_is_denormal_when_pixels_stay_off(name: str) -> None:
    """For 1,000 steps: what a pixel left behind fades then, in common rows and in others."""
    x, y = (array.astype(np.float32) for array in data(20))
    model = network(OPTIMIZERS[name](), dtype="float32")
    model.fit(x, y, batch_size=10, verbose=0)
    x[:, 5:] = 0
    model.fit(x, y, batch_size=10, epochs=500, verbose=0)
    tiny = np.finfo(np.float32).tiny
    for array in everything(model):
        assert not ((array != 0) & (np.abs(array) < tiny)).any()
    assert model.optimizer.iterations == 1002


def setup_of(*made: layers.Layer) -> step.Setup:
    model = models.Sequential(made)
    model.compile("rmsprop", "categorical_crossentropy")
    return model._setup()


def test_what_goes_the_fast_way() -> None:
    x = np.zeros((5, INPUTS), "float32")
    images = np.zeros((5, INPUTS), "uint8")
    plain = setup_of(layers.Dense(6, "relu", input_shape=(INPUTS,)), layers.Dense(4, "softmax"))
    assert fast.suits(plain, x)
    assert fast.suits(plain, ScaledImages(images))
    assert not fast.suits(plain, DistortedImages(images, np.random.default_rng(0), side=5))  # others at each look
    assert not fast.suits(setup_of(layers.Dense(4, "softmax", input_shape=(INPUTS,))), x)
    assert not fast.suits(setup_of(layers.Dropout(0.5, input_shape=INPUTS), layers.Dense(4, "softmax")), x)
    shrunk = layers.Dense(6, "relu", kernel_regularizer="l2", input_shape=(INPUTS,))
    assert not fast.suits(setup_of(shrunk, layers.Dense(4, "softmax")), x)


def test_small_networks_stay_with_the_textbook(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fast, "WORTH_ARRANGING", 7 * INPUTS)
    x = np.zeros((5, INPUTS), "float32")
    assert not fast.suits(setup_of(layers.Dense(6, "relu", input_shape=(INPUTS,)), layers.Dense(4, "softmax")), x)
    assert fast.suits(setup_of(layers.Dense(7, "relu", input_shape=(INPUTS,)), layers.Dense(4, "softmax")), x)
