"""A model is a row of layers that can learn: compile it, fit it to images and labels, evaluate it, let it predict."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from copy import deepcopy
from typing import Any, TypeAlias

import numpy as np

from .. import checks, labels, loops, losses, metrics, optimizers, step, summary, training
from ..callbacks import Callback, as_list
from ..errors import InputError
from ..history import History, in_order
from ..losses import Loss
from ..metrics import Metric
from ..optimizers import Optimizer
from ..position import Position
from ..progress import FitProgress, Verbose
from ..step import Setup
from ..training import Evaluation, FitLog, Plan
from ..types import Array
from .stored import Stored

NOTHING_TO_COMPILE = ("run_eagerly", "jit_compile", "steps_per_execution", "auto_scale_loss")

Callbacks: TypeAlias = Sequence[Callback] | Callback | None


class Sequential(Stored):
    """Layers one after the other, with Keras's words for training and using them.

    `Sequential(layers=None, name=None, *, generator=None, dtype="float32")`; without a generator it gets its own from
    the seed of utils.set_random_seed().

    Attributes:
        optimizer, loss, metrics: what compile() chose; None, None and () before.
        history: the record of the last fit(); None before.
        stop_training: set to True by a callback, it ends the training.
    """

    optimizer: Optimizer | None = None
    loss: Loss | None = None
    metrics: tuple[Metric, ...] = ()
    history: History | None = None
    stop_training: bool = False

    @property
    def metrics_names(self) -> list[str]:
        """What evaluate() returns, in its order."""
        return ["loss", *(metric.name for metric in self.metrics)]

    def compile(
        self,
        optimizer: str | Optimizer = "rmsprop",
        loss: Any = None,
        metrics: Any = None,
        **of_keras: Any,
    ) -> None:
        """Choose how to train: the optimizer, the loss, and what is measured beside it, such as ["accuracy"].

        run_eagerly, jit_compile and steps_per_execution are Keras's; nothing here is compiled, whatever they say.

        Raises:
            InputError: an unknown name.
        """
        checks.none(**{name: value for name, value in of_keras.items() if name not in NOTHING_TO_COMPILE})
        chosen = _get_metrics(metrics)
        self.optimizer, self.loss, self.metrics = optimizers.get(optimizer), losses.get(loss), chosen

    def fit_steps(
        self,
        x: Any,
        y: Any,
        *,
        batch_size: int = 32,
        epochs: int = 1,
        validation_data: Sequence[Any] | None = None,
        validation_split: float = 0.0,
        shuffle: bool = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int = 1,
        position: Position | None = None,
    ) -> Generator[FitLog, None, None]:
        """Train, one batch each time the result is asked for the next report.

        Args:
            x: (n, inputs), or images (n, 28, 28) for layers that take them: an array, a list, or anything such as
                ScaledImages that gives float rows for an index.
            y: (n, units) or (n,) integers, as the loss wants it.
            batch_size: how many images are learned from at once.
            epochs: where to stop counting epochs; with initial_epoch=2 and epochs=5, three are trained.
            validation_data: (x, y), or (x, y, weights), to evaluate after each epoch.
            validation_split: or the share to keep for that, from the end of x and y; validation_data comes first.
            shuffle: whether the images come in a new order in each epoch.
            class_weight: how much the images of a class count, by its number; 1 where it is not named.
            sample_weight: or how much each image counts, (n,).
            initial_epoch: where to start counting.
            steps_per_epoch: batches an epoch, if it shall not be a whole round of the data.
            validation_steps, validation_batch_size, validation_freq: how many batches of the validation, how large, and
                after every how many epochs.
            position: where to go on, with the same data and arguments as before; it is kept up to date. It takes the
                place of initial_epoch.

        Yields:
            A StepLog after each batch, an EvaluationLog after each batch of validation, an EpochLog after each epoch.

        Raises:
            InputError: at once if something given does not fit; at its batch if x has a NaN or an infinity.
        """
        self._require_compiled()
        plan = Plan(
            checks.positive_integer("batch_size", batch_size),
            checks.positive_integer("epochs", epochs),
            checks.boolean("shuffle", shuffle),
            _positive_or_none("steps_per_epoch", steps_per_epoch),
            _positive_or_none("validation_batch_size", validation_batch_size) or training.VALIDATION_BATCH,
            _positive_or_none("validation_steps", validation_steps),
            checks.positive_integer("validation_freq", validation_freq),
        )
        first = checks.integer_from_zero("initial_epoch", initial_epoch)
        at = Position(first) if position is None else position
        train, validation = self._data(x, y, sample_weight, class_weight), None
        if validation_data is None:
            train, validation = training.split(*train, checks.number("validation_split", validation_split))
        elif isinstance(validation_data, tuple | list) and len(validation_data) in (2, 3):
            validation = self._data(*validation_data)
        else:
            raise InputError("validation_data must be (x, y). Received: {what}", what=type(validation_data).__name__)
        return training.fit_steps(self._setup(), *train, validation, plan, at)

    def fit(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        epochs: int = 1,
        verbose: Verbose = "auto",
        callbacks: Callbacks = None,
        validation_split: float = 0.0,
        validation_data: Sequence[Any] | None = None,
        shuffle: bool = True,
        class_weight: dict[int, float] | None = None,
        sample_weight: Any = None,
        initial_epoch: int = 0,
        steps_per_epoch: int | None = None,
        validation_steps: int | None = None,
        validation_batch_size: int | None = None,
        validation_freq: int = 1,
    ) -> History:
        """Train to the end, and print how it goes: see fit_steps for the arguments.

        verbose is 0 for silence, 1 or "auto" for a progress bar, 2 for one line an epoch; batch_size None means 32.
        callbacks are told what happens, and may end the training early.

        Returns:
            The loss and the metrics of every epoch; also kept as `history`.
        """
        progress = FitProgress(verbose)
        position = Position(checks.integer_from_zero("initial_epoch", initial_epoch))
        steps = self.fit_steps(
            x,
            y,
            batch_size=32 if batch_size is None else batch_size,
            epochs=epochs,
            validation_data=validation_data,
            validation_split=validation_split,
            shuffle=shuffle,
            class_weight=class_weight,
            sample_weight=sample_weight,
            steps_per_epoch=steps_per_epoch,
            validation_steps=validation_steps,
            validation_batch_size=validation_batch_size,
            validation_freq=validation_freq,
            position=position,
        )
        self.history = History(params={"verbose": verbose, "epochs": epochs, "steps": steps_per_epoch})
        loops.fit(self, steps, position, epochs, as_list(callbacks), progress, self.history)
        return self.history

    def train_on_batch(
        self,
        x: Any,
        y: Any,
        sample_weight: Any = None,
        class_weight: dict[int, float] | None = None,
        return_dict: bool = False,
    ) -> Any:
        """Learn from one batch; return its loss, or [loss, accuracy] if compiled with it, of before the update."""
        self._require_compiled()
        data = self._data(x, y, sample_weight, class_weight)
        setup = self._setup()
        loss, means = step.train_batch(setup, *data)
        return _as_keras({"loss": loss, **metrics.values(setup.metrics, means)}, return_dict)

    def test_on_batch(self, x: Any, y: Any, sample_weight: Any = None, return_dict: bool = False) -> Any:
        """Measure one batch without learning, as evaluate() does."""
        return self.evaluate(x, y, np.shape(x)[0], verbose=0, sample_weight=sample_weight, return_dict=return_dict)

    def evaluate_steps(
        self, x: Any, y: Any, batch_size: int = 1000, sample_weight: Any = None, steps: int | None = None
    ) -> Evaluation:
        """Measure without learning: yield an EvaluationLog after every batch, return {"loss": ..., "accuracy": ...}.

        The result is what `yield from` gives, or the value of StopIteration.
        """
        self._require_compiled()
        batch_size = checks.positive_integer("batch_size", batch_size)
        data = self._data(x, y, sample_weight)
        most = _positive_or_none("steps", steps)
        return training.evaluate_steps(self._setup(), *data, batch_size=batch_size, steps=most)

    def evaluate(
        self,
        x: Any,
        y: Any,
        batch_size: int | None = None,
        verbose: Verbose = "auto",
        sample_weight: Any = None,
        steps: int | None = None,
        callbacks: Callbacks = None,
        return_dict: bool = False,
    ) -> Any:
        """Return the mean loss over all images, or [loss, accuracy] if compiled with it; batch_size None means 32.

        With return_dict it is {"accuracy": ..., "loss": ...}.
        """
        size = 32 if batch_size is None else batch_size
        evaluation = self.evaluate_steps(x, y, size, sample_weight, steps)
        values = loops.evaluate(self, evaluation, size, as_list(callbacks), verbose)
        return _as_keras(values, return_dict)

    def predict(
        self,
        x: Any,
        batch_size: int | None = None,
        verbose: Verbose = "auto",
        steps: int | None = None,
        callbacks: Callbacks = None,
    ) -> Array:
        """Return the last layer's activations (n, units) for all images; batch_size None means 32."""
        rows = self._rows(x)
        size = checks.positive_integer("batch_size", 32 if batch_size is None else batch_size)
        total = min(len(rows), (_positive_or_none("steps", steps) or len(rows)) * size)
        return loops.predict(self, rows, total, size, as_list(callbacks), verbose)

    def summary(self, print_fn: Callable[[str], object] = print) -> None:
        """Print a table of the layers with their output shapes and numbers of weights."""
        print_fn(summary.table(self))

    def copy(self) -> Sequential:
        """Return a model that is equal in everything and shares nothing: weights, optimizer's state, generator."""
        twin = Sequential.from_config(self.get_config(), generator=deepcopy(self.generator), dtype=self.dtype)
        if self.built:
            twin.set_weights(self.get_weights())
        twin.generator.bit_generator.state = self.generator.bit_generator.state
        twin.optimizer, twin.loss, twin.metrics = deepcopy(self.optimizer), self.loss, self.metrics
        twin.history = deepcopy(self.history)
        return twin

    def _require_compiled(self) -> None:
        if self.optimizer is None or self.loss is None:
            raise InputError("a model must be compiled first: model.compile(optimizer, loss). Received: none")

    def _setup(self) -> Setup:
        """Return what is trained, for a model that is compiled and built."""
        assert self.optimizer is not None
        assert self.loss is not None
        units = self.layers[-1].units
        assert units is not None
        fitting = tuple(metric.fit_for(self.loss.sparse, units) for metric in self.metrics)
        return Setup(step.working(self.layers), self.optimizer, self.loss, fitting, self.generator, self.dtype)

    def _data(self, x: Any, y: Any, sample_weight: Any = None, class_weight: Any = None) -> training.Data:
        assert self.loss is not None
        rows = self._rows(x)
        units = self.layers[-1].units
        assert units is not None
        checked = checks.labels(y, len(rows), units, self.loss.sparse)
        return rows, labels.Labels(checked, labels.weights_of(checked, sample_weight, class_weight))


_get_metrics = metrics.get_all  # compile() has an argument of the module's name


def _positive_or_none(name: str, value: Any) -> int | None:
    return None if value is None else checks.positive_integer(name, value)


def _as_keras(values: dict[str, float], as_dict: bool) -> float | list[float] | dict[str, float]:
    if as_dict:
        return in_order(values)
    return values["loss"] if len(values) == 1 else list(values.values())
