"""Early stopping ends a training as Keras's does, and brings the best weights back."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine.callbacks import (
    Callback,
    CSVLogger,
    EarlyStopping,
    LambdaCallback,
    LearningRateScheduler,
    ModelCheckpoint,
    ReduceLROnPlateau,
    TerminateOnNaN,
)
from engine.errors import InputError
from engine.history import EpochLog

from . import small


class Model:
    """Weights that change with every epoch."""

    def __init__(self) -> None:
        self.weights = [np.zeros(1)]

    def snapshot(self) -> list[np.ndarray]:
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights: list[np.ndarray]) -> None:
        self.weights = weights


def stopped_after(losses: list[float], **how: Any) -> tuple[int, float]:
    """After how many epochs with these losses it stops, and which epoch's weights the model has then."""
    model, stop = Model(), EarlyStopping(**how)
    for epoch, loss in enumerate(losses):
        model.weights[0][:] = epoch
        if stop.should_stop(EpochLog({"loss": loss, "val_loss": loss}, epoch, len(losses)), model):
            break
    stop.finish(model)
    return epoch + 1, float(model.weights[0][0])


@pytest.mark.parametrize(
    ("losses", "patience", "epochs"),
    [
        ([3.0, 2.0, 1.0, 0.5], 2, 4),  # better and better
        ([3.0, 2.0, 2.5, 2.6, 1.0], 2, 4),
        ([3.0, 2.0, 2.5, 1.9, 2.0, 2.1, 1.0], 2, 6),  # better again in between
        ([3.0, 3.0, 3.0], 1, 2),  # the same is not better
        ([1.0, 2.0, 0.5], 0, 2),  # as Keras: 0 is as impatient as 1
    ],
)
def test_it_stops_after_so_many_epochs_without_a_smaller_loss(losses: list[float], patience: int, epochs: int) -> None:
    assert stopped_after(losses, patience=patience)[0] == epochs


def test_the_best_weights_come_back_when_asked_for() -> None:
    losses = [3.0, 1.0, 2.0, 2.0, 2.0]
    assert stopped_after(losses, patience=3, restore_best_weights=True) == (5, 1.0)
    assert stopped_after(losses, patience=3) == (5, 4.0)
    assert stopped_after(losses[:3], patience=3, restore_best_weights=True) == (3, 1.0)  # it was not needed to stop


def test_fit_ends_early_and_has_the_best_weights() -> None:
    model = small.model()
    x, y = small.data()
    stop = EarlyStopping("loss", patience=2, restore_best_weights=True)
    model.optimizer.learning_rate = 0.0  # type: ignore[union-attr]
    before = model.get_weights()
    history = model.fit(x, y, epochs=10, verbose=0, shuffle=False, callbacks=[stop])
    assert len(history.epoch) == 3
    assert all(np.array_equal(*pair) for pair in zip(before, model.get_weights(), strict=True))


@pytest.mark.parametrize("how", [{"monitor": ""}, {"patience": -1}, {"restore_best_weights": 1}])
def test_what_makes_no_sense_is_refused(how: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(how))):
        EarlyStopping(**how)


def test_a_held_out_loss_needs_held_out_images() -> None:
    with pytest.raises(InputError, match="needs validation data"):
        EarlyStopping().should_stop(EpochLog({"loss": 1.0}, 0, 1), Model())


# Being told


class Told(Callback):
    """Writes down what it is told: the method, the number, and the names of what was measured."""

    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []

    def __getattribute__(self, name: str) -> Any:
        found = super().__getattribute__(name)
        if not name.startswith("on_") or name in ("on_batch_begin", "on_batch_end"):
            return found

        def noted(*arguments: Any) -> None:
            logs = arguments[-1] if arguments and isinstance(arguments[-1], dict) else {}
            self.calls.append((name[3:], *(each for each in arguments if isinstance(each, int)), *sorted(logs)))
            found(*arguments)

        return noted


NAMES = ("accuracy", "loss")
TESTED = [
    ("test_begin",),
    ("test_batch_begin", 0),
    ("test_batch_end", 0, *NAMES),
    ("test_batch_begin", 1),
    ("test_batch_end", 1, *NAMES),
    ("test_end", *NAMES),
]


def test_callbacks_are_told_in_the_order_of_keras() -> None:
    model, (x, y), told = small.model(), small.data(), Told()
    model.fit(
        x, y, batch_size=30, epochs=2, verbose=0, validation_data=(x, y), validation_batch_size=40, callbacks=told
    )
    epochs = [
        [
            ("epoch_begin", epoch),
            ("train_batch_begin", 0),
            ("train_batch_end", 0, *NAMES),
            ("train_batch_begin", 1),
            ("train_batch_end", 1, *NAMES),
            *TESTED,
            ("epoch_end", epoch, *NAMES, "val_accuracy", "val_loss"),
        ]
        for epoch in (0, 1)
    ]
    assert told.calls == [
        ("train_begin",),
        *epochs[0],
        *epochs[1],
        ("train_end", *NAMES, "val_accuracy", "val_loss"),
    ]
    assert told.model is model
    assert told.params["epochs"] == 2


def test_callbacks_are_told_of_evaluation_and_prediction() -> None:
    model, (x, y), told = small.model(), small.data(), Told()
    model.evaluate(x, y, batch_size=40, verbose=0, callbacks=[told])
    assert told.calls == TESTED
    told.calls.clear()
    model.predict(x, batch_size=40, verbose=0, callbacks=[told])
    assert [call[0] for call in told.calls] == [
        "predict_begin",
        *["predict_batch_begin", "predict_batch_end"] * 2,
        "predict_end",
    ]


def test_functions_as_callbacks_and_numbers_of_ones_own_in_the_history() -> None:
    model, (x, y) = small.model(), small.data()
    seen: list[int] = []

    def add(epoch: int, logs: dict[str, Any]) -> None:
        logs["twice"] = 2 * epoch

    callback = LambdaCallback(on_epoch_end=add, on_batch_end=lambda batch, _: seen.append(batch), on_train_end=None)
    history = model.fit(x, y, batch_size=25, epochs=3, verbose=0, callbacks=[callback]).history
    assert history["twice"] == [0, 2, 4]
    assert seen == [0, 1] * 3
    with pytest.raises(InputError, match="a callback has no on_whim"):
        LambdaCallback(on_whim=print)
    with pytest.raises(InputError, match="callbacks must be Callbacks"):
        model.fit(x, y, verbose=0, callbacks=[print])  # type: ignore[list-item]


def test_a_loss_that_is_no_number_ends_the_training(capsys: pytest.CaptureFixture[str]) -> None:
    model, (x, y) = small.model(), small.data()
    model.set_weights([weights + np.nan for weights in model.get_weights()])
    history = model.fit(x, y, batch_size=10, epochs=5, verbose=0, callbacks=[TerminateOnNaN()])
    assert len(history.epoch) == 1
    assert capsys.readouterr().out == "Batch 0: Invalid loss, terminating training\n"


def test_a_log_as_a_table(tmp_path: Path) -> None:
    model, (x, y) = small.model(), small.data()
    for append in (False, True):
        model.fit(x, y, epochs=2, verbose=0, callbacks=[CSVLogger(tmp_path / "log.csv", ";", append=append)])
    lines = (tmp_path / "log.csv").read_text().splitlines()
    assert lines[0] == "epoch;accuracy;loss;val_accuracy;val_loss"
    assert [line[0] for line in lines[1:]] == ["0", "1", "0", "1"]
    assert lines[1].endswith(";NA;NA")


def test_what_they_say(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    model, (x, y) = small.model(), small.data()
    model.optimizer.learning_rate = 0.0  # type: ignore[union-attr]
    saved = ModelCheckpoint(tmp_path / "a.keras", "loss", verbose=1, save_best_only=True)
    plateau = ReduceLROnPlateau("loss", patience=1, verbose=1)
    stop = EarlyStopping("loss", patience=2, verbose=1, restore_best_weights=True)
    model.fit(x, y, epochs=9, shuffle=False, verbose=0, callbacks=[saved, plateau, stop])
    said = capsys.readouterr().out
    assert "Epoch 1: saving model to" in said
    assert "Epoch 2: loss did not improve from" in said
    assert said.endswith("Epoch 3: early stopping\nRestoring model weights from the end of the best epoch: 1.\n")
    model.fit(x, y, epochs=1, verbose=0, callbacks=[LearningRateScheduler(lambda _: 0.5, verbose=1)])
    assert capsys.readouterr().out == "\nEpoch 1: LearningRateScheduler setting learning rate to 0.5.\n"


def test_without_held_out_images_fit_goes_on_and_warns() -> None:
    model, (x, y) = small.model(), small.data()
    with pytest.warns(UserWarning, match="EarlyStopping watches 'val_loss', which is not there"):
        assert len(model.fit(x, y, epochs=2, verbose=0, callbacks=[EarlyStopping()]).epoch) == 2


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: EarlyStopping(mode="best"), "mode must be auto, min or max. Received: mode='best'"),
        (lambda: ReduceLROnPlateau(factor=1.0), "factor must be from 0 to below 1. Received: factor=1.0"),
        (lambda: LearningRateScheduler(0.1), "schedule must be a function. Received: schedule=0.1"),  # type: ignore[arg-type]
        (lambda: CSVLogger("a.csv", ""), "separator must be a text that is not empty. Received: separator=''"),
    ],
)
def test_errors(make: Any, message: str) -> None:
    with pytest.raises(InputError) as error:
        make()
    assert str(error.value) == message


def test_what_is_better_must_be_known() -> None:
    model, (x, y) = small.model(), small.data()
    with pytest.raises(InputError, match="mode must be min or max where monitor is neither"):
        model.fit(
            x,
            y,
            epochs=2,
            verbose=0,
            callbacks=[LambdaCallback(on_epoch_end=lambda _, logs: logs.update(mine=1)), EarlyStopping("mine")],
        )
