"""A damaged or foreign network file is refused with an InputError that says why, and nothing else ever happens."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from digitapp.core.errors import InputError
from digitapp.core.files.model_file import load_run, save_run
from digitapp.core.runs.curves import SERIES, Curves
from digitapp.core.runs.settings import TrainingSettings
from engine import layers, models
from tests.core.records import HISTORY, trained, write
from tests.core.samples import refusal, small


@pytest.fixture
def refused(tmp_path: Path) -> Callable[[object], str]:
    """A function that writes a file with such details and returns the message with which it is refused."""
    return lambda details: refusal(lambda: load_run(write(tmp_path / "mine.safetensors", details)))


@pytest.mark.parametrize("name", ["missing.safetensors", "text.safetensors", "empty.safetensors", "."])
def test_what_is_no_network_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "text.safetensors").write_text("not a network")
    (tmp_path / "empty.safetensors").write_bytes(b"")
    refusal(lambda: load_run(tmp_path / name))


@pytest.mark.parametrize("share", [0.001, 0.3, 0.999])
def test_a_truncated_file_is_refused(tmp_path: Path, share: float) -> None:
    path = tmp_path / "mine.safetensors"
    save_run(path, trained())
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    assert "mine.safetensors" in refusal(lambda: load_run(path))


def test_a_network_for_other_pictures_is_refused(tmp_path: Path) -> None:
    network = models.Sequential([layers.Dense(16, "relu", input_shape=(100,)), layers.Dense(10, "softmax")])
    message = refusal(lambda: load_run(write(tmp_path / "mine.safetensors", {}, network)))
    assert message.startswith(
        "mine.safetensors: expected a network with 784 inputs (28 x 28 pixels) and 2 to 62 outputs"
    )
    assert "Received: 100 inputs and 10 outputs" in message


def test_a_network_for_too_many_classes_is_refused(tmp_path: Path) -> None:
    network = models.Sequential([layers.Dense(16, "relu", input_shape=(784,)), layers.Dense(63, "softmax")])
    message = refusal(lambda: load_run(write(tmp_path / "mine.safetensors", {}, network)))
    assert "Received: 63 outputs" in message


@pytest.mark.parametrize("classes", [["a", "b", "c"], ["a", 3], "abc"])
def test_names_that_do_not_fit_the_outputs_are_refused(tmp_path: Path, classes: object) -> None:
    network = models.Sequential([layers.Dense(16, "relu", input_shape=(784,)), layers.Dense(2, "softmax")])
    details = {"settings": {"hidden_units": [16], "classes": classes}}
    assert "mine.safetensors" in refusal(lambda: load_run(write(tmp_path / "mine.safetensors", details, network)))


def test_a_network_without_a_dense_layer_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path / "mine.safetensors", {}, models.Sequential([layers.Dropout(0.5, input_shape=(784,))]))
    assert "mine.safetensors" in refusal(lambda: load_run(path))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", "12", '"text"', "[" * 100_000, "{'a': 1}", '{"settings": []}', '{"history": 5}'],
    ids=lambda text: text[:12],
)
def test_details_that_are_no_json_object_are_refused(refused: Callable[[object], str], text: str) -> None:
    message = refused(text)
    assert message.startswith("mine.safetensors: expected the settings and the history as JSON objects.")
    assert len(message) < 300


@pytest.mark.parametrize(
    "changes",
    [
        {"epochs": 10**9},
        {"epochs": 10**400},
        {"epochs": "5"},
        {"epochs": None},
        {"epochs": [5]},
        {"learning_rate": float("nan")},
        {"learning_rate": float("inf")},
        {"learning_rate": -0.001},
        {"optimizer": "lion"},
        {"optimizer": ["adam"]},
        {"optimizer": {}},
        {"batch_size": 0.5},
        {"seed": -1},
        {"validation_share": 1},
        {"hidden_units": "many"},
        {"hidden_units": [16, None]},
        {"hidden_units": {}},
        {"hidden_units": [10**9]},
        {"hidden_units": [float("inf")]},
        {"hidden_units": []},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_damaged_settings_are_refused(refused: Callable[[object], str], changes: dict[str, Any]) -> None:
    refused({"settings": {**small().to_dict(), **changes}})


@pytest.mark.parametrize("units", [[512], [16, 16], [8, 8]])
def test_settings_of_another_network_are_refused(refused: Callable[[object], str], units: list[int]) -> None:
    assert "16" in refused({"settings": {**small().to_dict(), "hidden_units": units}})


@pytest.mark.parametrize(
    "changes",
    [
        {"loss": "falling"},
        {"loss": ["1"]},
        {"loss": [[1]]},
        {"loss": [None]},
        {"loss": {"0": 1}},
        {"loss": []},
        {"loss": [float("nan")]},
        {"loss": [float("inf")]},
        {"batch_loss": [1, 10**400]},
        {"batch_at": [0.5, float("inf")]},
        {"val_accuracy": [0.5, 0.5]},
    ],
    ids=lambda changes: str(changes)[:40],
)
def test_a_damaged_history_is_refused(refused: Callable[[object], str], changes: dict[str, Any]) -> None:
    refused({"settings": small().to_dict(), "history": {**HISTORY, **changes}})


@pytest.mark.parametrize(
    "details",
    [
        {"settings": {**small().to_dict(), "epochs": 10**9}},
        {"settings": {"hidden_units": "many"}},
        {"settings": small().to_dict(), "history": {"loss": "falling"}},
        {"settings": small().to_dict(), "history": {"loss": [1]}},
    ],
)
def test_the_refusal_of_a_damaged_file_names_it(refused: Callable[[object], str], details: dict[str, Any]) -> None:
    assert "mine.safetensors" in refused(details)


@pytest.mark.parametrize(
    "details",
    [
        {"history": {"loss": "falling " * 1000}},
        {"history": {"loss": [1] * 10_000}},
        {"settings": {"optimizer": "adam" * 1000}},
        {"settings": {"hidden_units": [16] * 10_000}},
        {"test_accuracy": "high" * 1000},
    ],
    ids=["text", "long list", "optimizer", "units", "accuracy"],
)
def test_the_refusal_of_a_damaged_file_is_short(refused: Callable[[object], str], details: dict[str, Any]) -> None:
    assert len(refused(details)) < 500


@pytest.mark.parametrize(
    "accuracy", ["high", [0.9], True, float("nan"), float("inf"), -0.1, 1.5, 10**400], ids=lambda value: str(value)[:5]
)
def test_a_damaged_test_accuracy_is_refused(refused: Callable[[object], str], accuracy: Any) -> None:
    refused({"settings": small().to_dict(), "test_accuracy": accuracy})


@pytest.mark.parametrize("accuracy", [None, 0, 0.5, 1])
def test_a_sound_test_accuracy_is_taken(tmp_path: Path, accuracy: Any) -> None:
    details = {"settings": small().to_dict(), "test_accuracy": accuracy}
    assert load_run(write(tmp_path / "mine.safetensors", details)).end.test_accuracy == accuracy


TIMELESS = tuple(name for name in SERIES if name != "batch_seconds")  # which may be unknown
numbers = st.none() | st.booleans() | st.integers() | st.floats() | st.just(10**400)
anything = st.recursive(
    numbers | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=5,
)
details = st.fixed_dictionaries(
    {},
    optional={
        "settings": anything
        | st.dictionaries(st.sampled_from(sorted(TrainingSettings.__dataclass_fields__)), anything, max_size=2).map(
            lambda changes: {**small().to_dict(), **changes}
        ),
        "history": anything
        | st.dictionaries(st.sampled_from((*SERIES, "held_out")), anything, max_size=2).map(
            lambda changes: {**HISTORY, **changes}
        ),
        "test_accuracy": anything,
        "another": anything,
    },
)


@given(anything | details)
@example({"test_accuracy": 0})
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_the_details_are_a_file_is_taken_or_refused(tmp_path: Path, details: Any) -> None:
    path = write(tmp_path / "mine.safetensors", details)
    try:
        record = load_run(path)
    except InputError:
        return
    assert isinstance(record.settings, TrainingSettings)
    assert all(isinstance(curves, Curves) for curves in record.curves)
    assert all(np.isfinite(getattr(curves, name)).all() for curves in record.curves for name in TIMELESS)
    assert record.end.test_accuracy is None or 0 <= record.end.test_accuracy <= 1
    save_run(path, record)  # and what was taken can be written and read again
    assert load_run(path).settings == record.settings
