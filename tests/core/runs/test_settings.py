"""The settings of a run: the blog's by default, refused when they make no sense, and the same again from a file."""

import json
from dataclasses import replace
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitapp.core.errors import InputError
from digitapp.core.runs.settings import OPTIMIZERS, TrainingSettings, parse_units
from engine import optimizers
from tests.core.samples import refusal

unhurried = hypothesis.settings(deadline=None)  # a busy computer is no failure
valid_settings = st.builds(
    TrainingSettings,
    hidden_units=st.lists(st.integers(1, 4096), min_size=1, max_size=6).map(tuple),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    learning_rate=st.floats(1e-7, 100),
    batch_size=st.integers(1, 60_000),
    epochs=st.integers(1, 1000),
    seed=st.integers(0, 2**31 - 1),
    validation_share=st.floats(0, 0.9),
)

anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


def test_the_defaults_are_the_blogs() -> None:
    settings = TrainingSettings()
    assert settings.hidden_units == (512,)
    assert (settings.optimizer, settings.learning_rate) == ("rmsprop", 0.001)
    assert (settings.batch_size, settings.epochs, settings.validation_share) == (128, 5, 0.0)


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"hidden_units": (8,) * 11}, "Expected at most 10 hidden layers. Received: 11"),
        ({"hidden_units": (8, 0)}, "hidden units must be a whole number from 1 to 10000. Received: 0"),
        ({"hidden_units": (10_001,)}, "hidden units must be a whole number from 1 to 10000. Received: 10001"),
        ({"hidden_units": (12.5,)}, "hidden units must be a whole number from 1 to 10000. Received: 12.5"),
        (
            {"optimizer": "sgdd"},
            "Expected one of these optimizers: rmsprop, adam, sgd, momentum. Received: sgdd",
        ),
        ({"learning_rate": 0.0}, "learning rate must be a number from 1e-07 to 100. Received: 0.0"),
        ({"learning_rate": 101}, "learning rate must be a number from 1e-07 to 100. Received: 101"),
        ({"learning_rate": float("nan")}, "learning rate must be a number from 1e-07 to 100. Received: nan"),
        ({"learning_rate": "1"}, "learning rate must be a number from 1e-07 to 100. Received: 1"),
        ({"batch_size": 0}, "batch size must be a whole number from 1 to 60000. Received: 0"),
        ({"batch_size": 1.0}, "batch size must be a whole number from 1 to 60000. Received: 1.0"),
        ({"epochs": 10**9}, "epochs must be a whole number from 1 to 1000. Received: 1000000000"),
        ({"epochs": True}, "epochs must be a whole number from 1 to 1000. Received: True"),
        ({"seed": -1}, "seed must be a whole number from 0 to 2147483647. Received: -1"),
        ({"validation_share": 0.91}, "validation share must be a number from 0 to 0.9. Received: 0.91"),
        ({"validation_share": None}, "validation share must be a number from 0 to 0.9. Received: None"),
    ],
)
def test_settings_that_make_no_sense_are_refused(changes: dict[str, Any], message: str) -> None:
    assert refusal(lambda: TrainingSettings(**changes)) == message


@given(st.sampled_from(sorted(TrainingSettings.__dataclass_fields__)), anything)
@unhurried
def test_whatever_a_file_says_is_taken_or_refused(name: str, value: Any) -> None:
    try:
        settings = TrainingSettings.from_dict({name: value})
    except InputError:
        return
    assert TrainingSettings.from_dict(settings.to_dict()) == settings


@pytest.mark.parametrize("optimizer", [[], {}, [["adam"]], None])
def test_an_optimizer_that_is_no_name_is_refused(optimizer: Any) -> None:
    assert "optimizers" in refusal(lambda: TrainingSettings.from_dict({"optimizer": optimizer}))


@pytest.mark.parametrize("name", ["optimizer", "hidden_units", "epochs", "learning_rate"])
@pytest.mark.parametrize("value", ["x" * 10_000, [{"x": "y"}] * 1000], ids=["text", "list"])
def test_a_refusal_does_not_repeat_all_it_was_given(name: str, value: Any) -> None:
    assert len(refusal(lambda: TrainingSettings.from_dict({name: value}))) < 500


def test_settings_come_back_from_a_file() -> None:
    settings = TrainingSettings((128, 64), "momentum", 0.05, 32, 7, 3, 0.1)
    assert TrainingSettings.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings


@given(valid_settings)
@unhurried
def test_any_settings_come_back_from_a_file(settings: TrainingSettings) -> None:
    assert TrainingSettings.from_dict(json.loads(json.dumps(settings.to_dict()))) == settings


def test_names_of_a_later_version_are_left_out() -> None:
    assert TrainingSettings.from_dict({"epochs": 3, "colour": "blue"}) == TrainingSettings(epochs=3)


@pytest.mark.parametrize(
    ("given_units", "units"),
    [
        ("512", (512,)),
        ("128, 64", (128, 64)),
        (" 128 ,64 ", (128, 64)),
        (32, (32,)),
        ([128, 64], (128, 64)),
        ((7,), (7,)),
    ],
)
def test_units_are_understood(given_units: object, units: tuple[int, ...]) -> None:
    assert parse_units(given_units) == units


@pytest.mark.parametrize(
    "given_units",
    ["", "many", "128,", "12.5", "128 64 x", None, {}, [None], [[1]], float("nan"), float("inf"), [float("inf")]],
)
def test_units_that_are_no_numbers_are_refused(given_units: object) -> None:
    assert "512 or 128, 64" in refusal(lambda: parse_units(given_units))


@pytest.mark.parametrize("given_units", [512.7, [128.9], True, [True]])
def test_units_are_not_rounded_to_what_was_not_said(given_units: object) -> None:
    refusal(lambda: parse_units(given_units))


def test_build_makes_the_network_of_the_settings() -> None:
    network = TrainingSettings(hidden_units=(30, 20)).build()
    assert [weight.shape for weight in network.get_weights()] == [(784, 30), (30,), (30, 20), (20,), (20, 10), (10,)]
    assert [layer.activation.name for layer in network.dense_layers] == ["relu", "relu", "softmax"]
    assert [metric.name for metric in network.metrics] == ["accuracy"]
    assert network.loss is not None
    assert network.loss.sparse


def test_the_seed_alone_decides_the_first_weights() -> None:
    first, again = TrainingSettings(hidden_units=(16,), seed=4), TrainingSettings(hidden_units=(16,), seed=4, epochs=9)
    other = replace(first, seed=5)
    np.testing.assert_array_equal(first.build().get_weights()[0], again.build().get_weights()[0])
    assert not np.array_equal(first.build().get_weights()[0], other.build().get_weights()[0])


@pytest.mark.parametrize(
    ("name", "kind", "momentum"),
    [
        ("rmsprop", optimizers.RMSprop, 0.0),
        ("adam", optimizers.Adam, None),
        ("sgd", optimizers.SGD, 0.0),
        ("momentum", optimizers.SGD, 0.9),
    ],
)
def test_the_optimizer_is_the_one_asked_for(name: str, kind: type, momentum: float | None) -> None:
    optimizer = TrainingSettings(hidden_units=(4,), optimizer=name, learning_rate=0.25).build().optimizer
    assert type(optimizer) is kind
    assert optimizer.learning_rate == 0.25
    assert getattr(optimizer, "momentum", None) == momentum


def test_two_networks_do_not_share_an_optimizer() -> None:
    settings = TrainingSettings(hidden_units=(4,))
    assert settings.build().optimizer is not settings.build().optimizer


def test_of_damaged_settings_the_sound_ones_are_kept() -> None:
    kept = TrainingSettings((64, 32), "adam", 0.01, dropout=0.5, patience=3)
    values = {**kept.to_dict(), "epochs": "many", "seed": -1, "l2": float("nan"), "distort": 1, "colour": "red"}
    assert TrainingSettings.from_damaged(values) == kept
    assert TrainingSettings.from_damaged({**kept.to_dict(), "hidden_units": {}}) == replace(kept, hidden_units=(512,))


@pytest.mark.parametrize("values", [None, 3, "x", [], [1], {}, {"": 1}, {"epochs": [[]]}, {"hidden_units": [10**30]}])
def test_settings_that_are_none_are_as_at_first(values: object) -> None:
    assert TrainingSettings.from_damaged(values) == TrainingSettings()
