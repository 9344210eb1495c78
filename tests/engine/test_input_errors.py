"""What does not fit is refused before anything has changed, with what was expected and what came."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import checks
from engine.errors import InputError
from engine.layers import Dense
from engine.models import Sequential

from . import small

X, Y = small.data()
LABELS = Y.argmax(axis=1)
NOT_FINITE = "x must be finite numbers. Received: 1 of 400 values in a batch are NaN or infinite"
SPARSE = "sparse_categorical_crossentropy"


def with_value(array: Any, value: float) -> Any:
    changed = np.array(array, np.float64)
    changed[3, 1] = value
    return changed


def message_of(run: Any) -> str:
    with pytest.raises(InputError) as error:
        run()
    return str(error.value)


@pytest.mark.parametrize(
    ("x", "y", "message"),
    [
        (
            X[:, :5],
            Y,
            "x must have shape (n, 8), one row for each image and one column for each input of the first layer. "
            "Received: shape=(50, 5)",
        ),
        (
            X[0],
            Y[0],
            "x must have shape (n, 8), one row for each image and one column for each input of the first layer. "
            "Received: shape=(8,)",
        ),
        (X[:0], Y[:0], "x must not be empty. Received: shape=(0, 8)"),
        (X, Y[:49], "x and y must have equally many rows. Received: 50 in x, y of shape (49, 3)"),
        (X, 3, "x and y must have equally many rows. Received: 50 in x, y of shape ()"),
        (
            X,
            Y[:, :2],
            "y must have shape (n, 3), one column for each unit of the last layer; for integer labels compile with "
            "sparse_categorical_crossentropy, or use to_categorical. Received: shape=(50, 2)",
        ),
        (
            X,
            LABELS,
            "y must have shape (n, 3), one column for each unit of the last layer; for integer labels compile with "
            "sparse_categorical_crossentropy, or use to_categorical. Received: shape=(50,)",
        ),
        (
            with_value(X, np.nan),
            Y,
            NOT_FINITE,
        ),
        (
            with_value(X, -np.inf),
            Y,
            NOT_FINITE,
        ),
        (X, with_value(Y, np.inf), "y must be finite numbers. Received: 1 of 150 values are NaN or infinite"),
        (X.astype(str), Y, "x must be an array of numbers. Received: <U32 array"),
        (X, Y.astype(object), "y must be an array of numbers. Received: object array"),
    ],
)
@pytest.mark.parametrize("method", ["fit", "evaluate", "train_on_batch"])
def test_data(method: str, x: Any, y: Any, message: str) -> None:
    model = small.model()
    before = model.get_weights()
    arguments = {} if method == "train_on_batch" else {"batch_size": 50, "verbose": 0}
    assert message_of(lambda: getattr(model, method)(x, y, **arguments)) == message
    for now, then in zip(model.get_weights(), before, strict=True):
        np.testing.assert_array_equal(now, then)


@pytest.mark.parametrize(
    ("y", "message"),
    [
        (
            LABELS + 1,
            "labels must be from 0 to 2, one for each unit of the last layer. Received: labels from 1 to 3",
        ),
        (
            LABELS - 1,
            "labels must be from 0 to 2, one for each unit of the last layer. Received: labels from -1 to 1",
        ),
        (np.where(LABELS == 1, 0.5, 0), "labels must be integers. Received: a label 0.5"),
        (
            Y,
            "y must have shape (n,), one integer for each image; for one-hot rows compile with "
            "categorical_crossentropy. Received: shape=(50, 3)",
        ),
    ],
)
def test_integer_labels(y: Any, message: str) -> None:
    assert message_of(lambda: small.model(loss=SPARSE).fit(X, y, verbose=0)) == message


@pytest.mark.parametrize("method", ["predict", "predict_on_batch", "trace"])
def test_data_without_labels(method: str) -> None:
    run = getattr(small.model(), method)
    assert "Received: shape=(50, 7)" in message_of(lambda: run(X[:, :7]))
    assert "1 of 160 values in a batch are NaN" in message_of(lambda: run(with_value(X, np.nan)[:20]))


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"batch_size": 0}, "batch_size must be a positive integer. Received: batch_size=0"),
        ({"batch_size": 1.5}, "batch_size must be a positive integer. Received: batch_size=1.5"),
        ({"epochs": -1}, "epochs must be a positive integer. Received: epochs=-1"),
        ({"epochs": "5"}, "epochs must be a positive integer. Received: epochs='5'"),
        ({"initial_epoch": -1}, "initial_epoch must be an integer from 0 on. Received: initial_epoch=-1"),
        ({"shuffle": "batch"}, "shuffle must be True or False. Received: shuffle='batch'"),
        ({"verbose": 3}, "verbose must be 'auto', 0, 1 or 2. Received: verbose=3"),
        ({"validation_data": X}, "validation_data must be (x, y). Received: ndarray"),
        (
            {"validation_data": (X[:, :3], Y)},
            "x must have shape (n, 8), one row for each image and one column for each input of the first layer. "
            "Received: shape=(50, 3)",
        ),
        *(
            (
                {"validation_split": share},
                "validation_split must be from 0 to below 1 and leave images on both sides. "
                f"Received: validation_split={share}, 50 images",
            )
            for share in (1.0, -0.5, 0.999)
        ),
        ({"validation_split": "0.1"}, "validation_split must be a finite number. Received: validation_split='0.1'"),
    ],
)
def test_arguments_of_fit(arguments: Any, message: str) -> None:
    assert message_of(lambda: small.model().fit(X, Y, **{"verbose": 0, **arguments})) == message


def test_fit_steps_refuses_before_the_first_step() -> None:
    assert "batch_size" in message_of(lambda: small.model().fit_steps(X, Y, batch_size=0))
    assert "batch_size" in message_of(lambda: small.model().evaluate_steps(X, Y, batch_size=0))
    assert "batch_size" in message_of(lambda: small.model().predict(X, batch_size=0, verbose=0))


@pytest.mark.parametrize("method", ["fit", "fit_steps", "evaluate", "evaluate_steps", "train_on_batch"])
def test_not_compiled(method: str) -> None:
    model = Sequential([Dense(3, input_shape=8)])
    assert message_of(lambda: getattr(model, method)(X, Y)) == (
        "a model must be compiled first: model.compile(optimizer, loss). Received: none"
    )


def test_an_optimizer_of_another_model() -> None:
    first, second = small.model(), Sequential([Dense(3, "softmax", input_shape=8)])
    first.train_on_batch(X, Y)
    assert first.optimizer is not None
    second.compile(first.optimizer, "categorical_crossentropy")
    assert "an optimizer must stay with one model" in message_of(lambda: second.train_on_batch(X, Y))


def test_the_two_parts_of_an_error() -> None:
    error = InputError("Expected {expected}. Received: {received}", expected="a", received="{b}")
    assert error.template == "Expected {expected}. Received: {received}"
    assert error.values == {"expected": "a", "received": "{b}"}
    assert str(error) == "Expected a. Received: {b}"
    assert isinstance(error, ValueError)


@pytest.mark.parametrize("value", [10**400, -(10**400)])
def test_a_number_larger_than_any_float_is_refused(value: int) -> None:
    with pytest.raises(InputError, match="rate must be a finite number"):
        checks.number("rate", value)


@pytest.mark.parametrize(
    "value",
    [
        "x" * 10_000,
        list(range(5000)),
        {"a": "b" * 10_000},
        ValueError("y" * 10_000),
        Path("/z" * 5000),
        10**5000,
        b"q" * 999,
    ],
    ids=lambda value: type(value).__name__,
)
@pytest.mark.parametrize("template", ["it must be short. Received: {it}", "it must be short. Received: {it!r}"])
def test_a_long_value_is_cut_off_in_the_message(template: str, value: object) -> None:
    error = InputError(template, it=value)
    assert 20 < len(str(error)) < 300
    assert "…" in str(error)
    assert error.values["it"] is value  # whoever wants all of it has it


def test_a_number_that_is_cut_off_needs_no_format() -> None:
    assert "…" in str(InputError("expected less than {most:g}. Received: {it:#06x}", most=3.5, it=10**400))


def test_a_long_path_keeps_its_end() -> None:
    assert str(InputError("no {file}", file=Path("/long" * 999 + "/seven.png"))).endswith("/seven.png")


def test_short_values_are_written_as_the_template_says() -> None:
    error = InputError("{a:.2f} {b!r} {c} {d:#04x}", a=1 / 3, b="x", c=(1, 2), d=12)
    assert str(error) == "0.33 'x' (1, 2) 0x0c"


def test_an_error_in_an_error_is_shown_whole() -> None:
    inner = InputError("expected {a}, {b} and {c}", a="x" * 150, b="y" * 150, c="z")
    assert str(InputError("file: {error}", error=inner)).endswith("and z")
