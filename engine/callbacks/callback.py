"""Callbacks are told what happens in fit(), evaluate() and predict(), before and after each epoch and each batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from ..errors import InputError

Logs = dict[str, Any]


class Callback:
    """Does nothing when it is told; what shall be done goes into the methods of a class of one's own.

    Epochs and batches are counted from 0. `logs` are the numbers measured so far, by their names; what a callback adds
    to those of an epoch comes into the history.

    Attributes:
        model: the model that is trained or used; model.stop_training = True ends the training after this batch.
        params: "verbose", "epochs" and "steps".
    """

    model: Any = None
    params: Mapping[str, Any] = {}

    def set_model(self, model: Any) -> None:
        """Be told which model it is."""
        self.model = model

    def set_params(self, params: Mapping[str, Any]) -> None:
        """Be told how it is trained."""
        self.params = params

    def on_train_begin(self, logs: Logs | None = None) -> None:
        """Training begins."""

    def on_train_end(self, logs: Logs | None = None) -> None:
        """It is over."""

    def on_epoch_begin(self, epoch: int, logs: Logs | None = None) -> None:
        """An epoch begins."""

    def on_epoch_end(self, epoch: int, logs: Logs | None = None) -> None:
        """It is over, with its validation."""

    def on_train_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """A batch will be learned from."""
        self.on_batch_begin(batch, logs)

    def on_train_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """It was learned from; the logs are over all batches of this epoch so far."""
        self.on_batch_end(batch, logs)

    def on_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """The same, by an older name."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """The same, by an older name."""

    def on_test_begin(self, logs: Logs | None = None) -> None:
        """An evaluation begins: one by itself, or the validation of an epoch."""

    def on_test_end(self, logs: Logs | None = None) -> None:
        """It is over."""

    def on_test_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """A batch will be evaluated."""

    def on_test_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """It was evaluated."""

    def on_predict_begin(self, logs: Logs | None = None) -> None:
        """predict() begins."""

    def on_predict_end(self, logs: Logs | None = None) -> None:
        """It is over."""

    def on_predict_batch_begin(self, batch: int, logs: Logs | None = None) -> None:
        """A batch will be read."""

    def on_predict_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """It was read."""


class LambdaCallback(Callback):
    """Calls functions: `LambdaCallback(on_epoch_end=lambda epoch, logs: print(epoch, logs))`."""

    def __init__(self, **functions: Callable[..., object] | None) -> None:
        for name, function in functions.items():
            if not name.startswith("on_") or not hasattr(Callback, name):
                raise InputError(
                    "a callback has no {name}. Received: {name}={function!r}", name=name, function=function
                )
            if function is not None:
                setattr(self, name, function)


class CallbackList:
    """Several callbacks that are all told the same, in their order."""

    def __init__(self, callbacks: Sequence[Callback]) -> None:
        self.callbacks = list(callbacks)

    def begin(self, model: Any, params: Mapping[str, Any]) -> None:
        """Tell all which model it is, and how it is used."""
        for callback in self.callbacks:
            callback.set_model(model)
            callback.set_params(params)

    def call(self, name: str, *arguments: Any) -> None:
        """Call the method of that name of all."""
        for callback in self.callbacks:
            getattr(callback, name)(*arguments)


def as_list(callbacks: Any) -> CallbackList:
    """Return what was given as `callbacks=`: None, one, or several.

    Raises:
        InputError: one of them is none.
    """
    given = callbacks if isinstance(callbacks, list | tuple) else [] if callbacks is None else [callbacks]
    for callback in given:
        if not isinstance(callback, Callback):
            raise InputError("callbacks must be Callbacks. Received: callbacks={callback!r}", callback=callback)
    return CallbackList(given)
