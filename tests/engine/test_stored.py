"""Models in files: saved and loaded as in Keras, compiled as they were."""

import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import losses, metrics, optimizers, regularizers
from engine.callbacks import ModelCheckpoint
from engine.errors import InputError
from engine.layers import BatchNormalization, Dense, Flatten, Input
from engine.models import Sequential, clone_model, load_model
from engine.optimizers.schedules import CosineDecay
from engine.saving import compiled

from . import small

DATA = Path(__file__).parent / "data"


def model() -> Sequential:
    """With all that compile() may choose."""
    network = Sequential(
        [
            Input((2, 4)),
            Flatten(),
            Dense(5, activation="relu", kernel_regularizer=regularizers.l1_l2(0.001, 0.002)),
            BatchNormalization(),
            Dense(1, activation="sigmoid"),
        ]
    )
    chosen: list[Any] = ["acc", "mae", metrics.BinaryAccuracy(name="b", threshold=0.3), metrics.RootMeanSquaredError()]
    optimizer = optimizers.Adam(CosineDecay(0.1, 10), clipnorm=1.0)
    network.compile(optimizer, losses.BinaryCrossentropy(label_smoothing=0.1), metrics=chosen)
    return network


def how(network: Sequential) -> tuple[Any, ...]:
    assert network.optimizer is not None
    return type(network.optimizer), network.optimizer.get_config(), network.loss, network.metrics


@pytest.mark.parametrize("ending", [".keras", ".h5", ".safetensors"])
def test_a_model_comes_back_compiled(ending: str, tmp_path: Path) -> None:
    first, x, y = model(), np.random.default_rng(0).random((9, 2, 4)), np.arange(9) % 2
    first.fit(x, y, verbose=0)
    first.save(tmp_path / f"a{ending}")
    again = load_model(tmp_path / f"a{ending}")
    assert how(again) == how(first)
    assert again.evaluate(x, y, verbose=0) == first.evaluate(x, y, verbose=0)
    again.fit(x, y, verbose=0)


OPTIMIZERS = [
    optimizers.SGD(0.1, momentum=0.9),
    optimizers.RMSprop(0.01, momentum=0.5, centered=True),
    optimizers.Adam(0.01, amsgrad=True),
    optimizers.AdamW(CosineDecay(0.1, 20)),
    optimizers.Adagrad(),
]


@pytest.mark.parametrize("optimizer", OPTIMIZERS, ids=lambda optimizer: type(optimizer).__name__)
def test_a_loaded_model_goes_on_where_it_was(optimizer: optimizers.Optimizer, tmp_path: Path) -> None:
    x, y = small.data()
    whole = small.model()
    whole.compile(optimizer, "categorical_crossentropy")
    whole.fit(x, y, epochs=2, shuffle=False, verbose=0)
    whole.save(tmp_path / "a.keras")
    again = load_model(tmp_path / "a.keras")
    for each in (whole, again):
        each.fit(x, y, epochs=1, shuffle=False, verbose=0)
    for ours, theirs in zip(again.get_weights(), whole.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_the_optimizer_of_keras_goes_on() -> None:
    network = load_model(DATA / "keras_compiled.keras")
    assert network.optimizer.iterations == 1
    assert network.optimizer.slots["velocity"][0].any()


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_a_compiled_model_of_keras(ending: str) -> None:
    with np.load(DATA / "keras_compiled_expected.npz") as expected:
        network = load_model(DATA / f"keras_compiled{ending}")
        evaluated = network.evaluate(expected["x"], expected["y"], verbose=0)
        np.testing.assert_allclose(evaluated, expected["evaluated"], rtol=1e-5)
    kind, config, loss, chosen = how(network)
    assert (kind, loss) == (optimizers.Adam, losses.BinaryCrossentropy(label_smoothing=0.1))
    assert config["clipnorm"] == 1
    assert config["learning_rate"]["class_name"] == "CosineDecay"
    assert [metric.name for metric in chosen] == ["acc", "mae", "b", "root_mean_squared_error"]
    assert load_model(DATA / f"keras_compiled{ending}", compile=False).optimizer is None


@pytest.mark.parametrize(
    "entry",
    [
        "mse",
        {"class_name": "MeanSquaredError", "config": {"name": "mean_squared_error", "reduction": "auto"}},
        {"class_name": "function", "config": "mean_squared_error", "module": "builtins"},
    ],
)
def test_words_for_a_loss(entry: Any) -> None:
    network = Sequential([Dense(1, input_shape=(2,))])
    optimizer = {"class_name": "RMSprop", "config": {"lr": 0.5, "decay": 0.0, "rho": 0.8, "name": "RMSprop"}}
    compiled.compile_as(network, {"optimizer_config": optimizer, "loss": entry, "metrics": [["mae", "accuracy"]]})
    assert network.loss == losses.MeanSquaredError()
    assert network.optimizer is not None
    assert (network.optimizer.learning_rate, network.optimizer.get_config()["rho"]) == (0.5, 0.8)
    assert [metric.name for metric in network.metrics] == ["mae", "accuracy"]


def test_what_is_not_known_leaves_the_model_uncompiled_and_says_so(tmp_path: Path) -> None:
    network = small.model()
    network.save(tmp_path / "a.keras")
    described = compiled.described(network)
    assert described is not None
    described["loss"] = "cosine_similarity"
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("engine.saving.compile_config", lambda _: described)
        with pytest.warns(UserWarning, match="the model is loaded, but not compiled: loss must be one of"):
            assert load_model(tmp_path / "a.keras").optimizer is None


def test_weights_alone(tmp_path: Path) -> None:
    first = small.model()
    first.save_weights(tmp_path / "a.weights.h5")
    other = clone_model(first)
    assert other.optimizer is None
    assert not np.array_equal(other.get_weights()[0], first.get_weights()[0])
    other.load_weights(tmp_path / "a.weights.h5")
    for ours, theirs in zip(other.get_weights(), first.get_weights(), strict=True):
        np.testing.assert_array_equal(ours, theirs)


def test_a_checkpoint_of_the_best(tmp_path: Path) -> None:
    network, (x, y) = small.model(), small.data()
    best = ModelCheckpoint(tmp_path / "best.keras", save_best_only=True)
    each = ModelCheckpoint(tmp_path / "all" / "{epoch:02d}-{val_loss:.1f}.weights.h5", save_weights_only=True)
    history = network.fit(x, y, epochs=4, validation_split=0.2, verbose=0, callbacks=[best, each]).history
    assert len(list((tmp_path / "all").iterdir())) == 4
    assert (tmp_path / "all" / f"02-{history['val_loss'][1]:.1f}.weights.h5").exists()
    loss, _ = load_model(tmp_path / "best.keras").evaluate(x[40:], y[40:], verbose=0)
    assert loss == pytest.approx(min(history["val_loss"]), rel=1e-6)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda folder: small.model().save(folder / "a.txt"), "expected a file that ends in .safetensors, .keras"),
        (lambda folder: small.model().save_weights(folder / "a.h5"), "a file of weights only must end in .weights.h5"),
        (lambda folder: small.model().save(folder / "there.keras", overwrite=False), "expected a new file"),
        (lambda folder: load_model(folder / "none.keras"), "no such file"),
        (lambda folder: load_model(folder / "none.keras", {"Mine": object}), "custom_objects must be empty"),
        (lambda _: ModelCheckpoint("a.keras", save_weights_only=True), "must end in .weights.h5"),
    ],
)
def test_errors(make: Any, message: str, tmp_path: Path) -> None:
    small.model().save(tmp_path / "there.keras")
    with pytest.raises(InputError) as error, warnings.catch_warnings():
        make(tmp_path)
    assert message in str(error.value)
