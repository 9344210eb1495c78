"""A model is a row of layers that can learn: compile it, fit it to images and labels, evaluate it, let it predict."""

from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from copy import deepcopy
from typing import Any

import numpy as np

from . import checks, losses, optimizers, step, summary, training
from .callbacks import EarlyStopping
from .errors import InputError
from .history import EpochLog, History
from .losses import Loss
from .optimizers import Optimizer
from .position import Position
from .progress import FitProgress, ProgressBar, Verbose
from .stack import LayerTrace, Stack
from .step import Setup
from .training import Evaluation, FitLog
from .types import Array

__all__ = ["LayerTrace", "Sequential"]

METRICS = ("accuracy", "acc")


class Sequential(Stack):
    """Layers one after the other, with Keras's words for training and using them.

    `Sequential(layers=None, name=None, *, generator=None, dtype="float32")`; without a generator it gets its own from
    the seed of utils.set_random_seed().

    Attributes:
        optimizer, loss: what compile() chose; None before.
        metrics: ("accuracy",) or ().
        history: the record of the last fit(); None before.
    """

    optimizer: Optimizer | None = None
    loss: Loss | None = None
    metrics: tuple[str, ...] = ()
    history: History | None = None

    def compile(
        self,
        optimizer: str | Optimizer = "rmsprop",
        loss: str | Loss | None = None,
        metrics: Sequence[str] | None = None,
    ) -> None:
        """Choose how to train: the optimizer, the loss, and whether ["accuracy"] is measured.

        Raises:
            InputError: an unknown name.
        """
        names = () if metrics is None else metrics
        if not isinstance(names, list | tuple) or not all(name in METRICS for name in names):
            raise InputError("metrics must be None or ['accuracy']. Received: metrics={metrics!r}", metrics=metrics)
        self.optimizer, self.loss = optimizers.get(optimizer), losses.get(loss)
        self.metrics = ("accuracy",) if names else ()

    def fit_steps(
        self,
        x: Any,
        y: Any,
        *,
        batch_size: int = 32,
        epochs: int = 1,
        validation_data: tuple[Any, Any] | None = None,
        validation_split: float = 0.0,
        shuffle: bool = True,
        initial_epoch: int = 0,
        position: Position | None = None,
    ) -> Generator[FitLog, None, None]:
        """Train, one batch each time the result is asked for the next report.

        Args:
            x: (n, inputs): a float array, or anything such as ScaledImages that gives float rows for an index.
            y: (n, classes) one-hot or (n,) integers, as the loss wants it.
            batch_size: how many images are learned from at once.
            epochs: where to stop counting epochs; with initial_epoch=2 and epochs=5, three are trained.
            validation_data: (x, y) to evaluate after each epoch.
            validation_split: or the share to keep for that, from the end of x and y; validation_data comes first.
            shuffle: whether the images come in a new order in each epoch.
            initial_epoch: where to start counting.
            position: where to go on, with the same data and arguments as before; it is kept up to date. It takes the
                place of initial_epoch.

        Yields:
            A StepLog after each batch, an EvaluationLog after each batch of validation, an EpochLog after each epoch.

        Raises:
            InputError: at once if something given does not fit; at its batch if x has a NaN or an infinity.
        """
        setup = self._setup()
        batch_size = checks.positive_integer("batch_size", batch_size)
        epochs = checks.positive_integer("epochs", epochs)
        first = checks.integer_from_zero("initial_epoch", initial_epoch)
        at = Position(first) if position is None else position
        train, validation = self._data(x, y), None
        if validation_data is None:
            train, validation = training.split(*train, checks.number("validation_split", validation_split))
        elif isinstance(validation_data, tuple | list) and len(validation_data) == 2:
            validation = self._data(*validation_data)
        else:
            raise InputError("validation_data must be (x, y). Received: {what}", what=type(validation_data).__name__)
        shuffle = checks.boolean("shuffle", shuffle)
        return training.fit_steps(
            setup, *train, validation, batch_size=batch_size, epochs=epochs, shuffle=shuffle, at=at
        )

    def fit(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Verbose = "auto",
        validation_split: float = 0.0,
        validation_data: tuple[Any, Any] | None = None,
        shuffle: bool = True,
        initial_epoch: int = 0,
        callbacks: Sequence[EarlyStopping] | None = None,
    ) -> History:
        """Train to the end, and print how it goes: see fit_steps for the arguments.

        verbose is 0 for silence, 1 or "auto" for a progress bar, 2 for one line an epoch; batch_size None means 32.
        callbacks may end the training early.

        Returns:
            The loss and accuracy of every epoch; also kept as `history`.
        """
        progress = FitProgress(verbose)
        history = History()
        stops = tuple(callbacks or ())
        steps = self.fit_steps(
            x,
            y,
            batch_size=32 if batch_size is None else batch_size,
            epochs=epochs,
            validation_data=validation_data,
            validation_split=validation_split,
            shuffle=shuffle,
            initial_epoch=initial_epoch,
        )
        with closing(steps):
            for log in steps:
                progress.show(log)
                if isinstance(log, EpochLog):
                    history.add(log)
                    if sum(stop.should_stop(log, self) for stop in stops):  # each of them is asked
                        break
        for stop in stops:
            stop.finish(self)
        self.history = history
        return history

    def train_on_batch(self, x: Any, y: Any) -> float | list[float]:
        """Learn from one batch; return its loss, or [loss, accuracy] if compiled with it, of before the update."""
        setup = self._setup()
        return _as_keras(*step.train_batch(setup, *self._data(x, y)))

    def evaluate_steps(self, x: Any, y: Any, batch_size: int = 1000) -> Evaluation:
        """Measure without learning: yield an EvaluationLog after every batch, return (loss, accuracy or None).

        The result is what `yield from` gives, or the value of StopIteration.
        """
        setup = self._setup()
        batch_size = checks.positive_integer("batch_size", batch_size)
        return training.evaluate_steps(setup, *self._data(x, y), batch_size=batch_size)

    def evaluate(self, x: Any, y: Any, batch_size: int | None = None, verbose: Verbose = "auto") -> float | list[float]:
        """Return the mean loss over all images, or [loss, accuracy] if compiled with it; batch_size None means 32."""
        size = 32 if batch_size is None else batch_size
        steps = self.evaluate_steps(x, y, size)
        progress: ProgressBar | None = None
        while True:
            try:
                log = next(steps)
            except StopIteration as end:
                loss, accuracy = end.value
                break
            progress = progress or ProgressBar(-(-log.total // size), verbose)
            progress.advance()
        if progress is not None:
            progress.finish(EpochLog(0, 1, loss, accuracy, None, None).values)
        return _as_keras(loss, accuracy)

    def predict(self, x: Any, batch_size: int | None = None, verbose: Verbose = "auto") -> Array:
        """Return the last layer's activations (n, units) for all images; batch_size None means 32."""
        rows = self._rows(x)
        size = checks.positive_integer("batch_size", 32 if batch_size is None else batch_size)
        progress = ProgressBar(-(-len(rows) // size), verbose)
        parts = []
        for start in range(0, len(rows), size):
            parts.append(self.predict_on_batch(rows[start : start + size]))
            progress.advance()
        progress.finish({})
        return np.concatenate(parts)

    def summary(self, print_fn: Callable[[str], object] = print) -> None:
        """Print a table of the layers with their output shapes and numbers of weights."""
        print_fn(summary.table(self))

    def copy(self) -> "Sequential":
        """Return a model that is equal in everything and shares nothing: weights, optimizer's state, generator."""
        twin = Sequential.from_config(self.get_config(), generator=deepcopy(self.generator), dtype=self.dtype)
        if self.built:
            twin.set_weights(self.get_weights())
        twin.generator.bit_generator.state = self.generator.bit_generator.state
        twin.optimizer, twin.loss, twin.metrics = deepcopy(self.optimizer), self.loss, self.metrics
        twin.history = deepcopy(self.history)
        return twin

    def _setup(self) -> Setup:
        if self.optimizer is None or self.loss is None:
            raise InputError("a model must be compiled first: model.compile(optimizer, loss). Received: none")
        return Setup(
            step.working(self.layers), self.optimizer, self.loss, bool(self.metrics), self.generator, self.dtype
        )

    def _data(self, x: Any, y: Any) -> training.Data:
        assert self.loss is not None
        rows = self._rows(x)
        units = self.layers[-1].units
        assert units is not None
        return rows, checks.labels(y, len(rows), units, self.loss.sparse)


def _as_keras(loss: float, accuracy: float | None) -> float | list[float]:
    return loss if accuracy is None else [loss, accuracy]
