"""Models in files: saved and loaded as in Keras, compiled as they were."""

import json
import warnings
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import initializers, layers, losses, metrics, models, optimizers, regularizers
from engine.callbacks import ModelCheckpoint
from engine.errors import InputError
from engine.layers import BatchNormalization, Dense, Flatten, Input
from engine.models import Sequential, clone_model, load_model
from engine.optimizers.schedules import CosineDecay
from engine.position import Position
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


@pytest.mark.parametrize("ending", [".keras", ".h5"])
@pytest.mark.parametrize("optimizer", ["nadam", "rmsprop", "adam"])
def test_an_optimizer_goes_on_where_it_was(ending: str, optimizer: str, tmp_path: Path) -> None:
    generator = np.random.default_rng(4)
    x, y = generator.random((64, 6)).astype(np.float32), generator.integers(0, 3, 64)
    network = models.Sequential([layers.Dense(5, "tanh", input_shape=(6,)), layers.Dense(3, "softmax")])
    network.compile(optimizer, "sparse_categorical_crossentropy")
    network.fit(x, y, epochs=3, shuffle=False, verbose=0)
    network.save(tmp_path / f"net{ending}")
    again = load_model(tmp_path / f"net{ending}")
    assert again.optimizer.iterations == network.optimizer.iterations == 6
    for each in (network, again):
        each.fit(x, y, epochs=2, shuffle=False, verbose=0)
    for first, second in zip(network.get_weights(), again.get_weights(), strict=True):
        np.testing.assert_allclose(second, first, rtol=1e-6, atol=1e-7)


@pytest.mark.parametrize("ending", [".keras", ".h5"])
def test_keras_own_nadam_goes_on_where_it_was(ending: str) -> None:
    """Keras trained, saved, trained on, and said what came of it."""
    with np.load(DATA / "keras_nadam_expected.npz") as expected:
        network = load_model(DATA / f"keras_nadam{ending}")
        network.fit(expected["x"], expected["y"], epochs=2, batch_size=16, shuffle=False, verbose=0)
        for number, weight in enumerate(network.get_weights()):
            np.testing.assert_allclose(weight, expected[f"weight_{number}"], rtol=1e-5, atol=1e-6)


def test_a_clone_draws_with_the_seeds_of_its_model() -> None:
    drawn = initializers.RandomNormal(stddev=0.3, seed=7)
    network = models.Sequential([layers.Dense(5, input_shape=(6,), kernel_initializer=drawn), layers.Dense(3)])
    network.layers[0].kernel[...] = 0
    clone = models.clone_model(network)
    np.testing.assert_array_equal(clone.layers[0].kernel, drawn((6, 5), np.random.default_rng(0)))
    assert not np.array_equal(clone.layers[1].kernel, network.layers[1].kernel)


def test_metrics_of_several_counts_are_saved_and_their_sums_kept(tmp_path: Path) -> None:
    network = models.Sequential([layers.Dense(1, "sigmoid", input_shape=(6,))])
    counted = [metrics.AUC(num_thresholds=20), metrics.Precision(thresholds=0.3), "recall"]
    network.compile("sgd", losses.Huber(delta=0.5), metrics=counted)
    for ending in (".keras", ".h5", ".safetensors"):
        network.save(tmp_path / f"net{ending}")
        again = load_model(tmp_path / f"net{ending}")
        assert again.loss == network.loss
        assert [metric.get_config() for metric in again.metrics] == [metric.get_config() for metric in network.metrics]
    place = Position()
    place.mean.add(0.5, {"auc": np.array([0.25, 0.5]), "loss": 1.0}, 4)
    back = Position.from_dict(json.loads(json.dumps(place.to_dict())))
    np.testing.assert_array_equal(back.mean.sums["auc"], [1, 2])
