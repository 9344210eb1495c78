"""The settings of a training run, as the training panel and the command line give them."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any

import numpy as np

from digitapp.core.errors import InputError, Words, brief
from engine import initializers, optimizers, schedules
from engine.layers import Dense, Dropout
from engine.losses import SparseCategoricalCrossentropy
from engine.models import Sequential
from engine.optimizers import Optimizer
from engine.regularizers import L2
from engine.schedules import Schedule

FIRST_WEIGHTS = ("glorot_uniform", "he_normal", "zeros", "large")  # what W begins as
LARGE = 1.0  # the standard deviation of the first weights that are too large
OPTIMIZERS = {
    "rmsprop": ("RMSprop", optimizers.RMSprop, {}),
    "adam": ("Adam", optimizers.Adam, {}),
    "sgd": ("SGD", optimizers.SGD, {}),
    "momentum": ("SGD, momentum 0.9", optimizers.SGD, {"momentum": 0.9}),
}
ACTIVATIONS = ("relu", "sigmoid", "tanh", "linear")  # of the hidden layers
MOST_UNITS = 10_000
MOST_IMAGES = 10**6
MOST_PEN_DIGITS = 60_000
MOST_LAYERS = 10
IMAGE_SIZE = 28 * 28
DIGITS = 10
FEWEST_CLASSES, MOST_CLASSES = 2, 62  # as many as EMNIST has at most: the digits and both kinds of letters


@dataclass(frozen=True)
class TrainingSettings:
    """What a run needs to be the same run again; the values of the blog's program are the defaults.

    Attributes:
        distort: whether each image is distorted anew in each epoch.
        schedule, warm_up: how the learning rate changes over the run, and the share of it over which it first rises.
        label_smoothing: the share of each target that is spread evenly over the digits.
        dropout: the share of the hidden units that each batch leaves out.
        l2: the λ of the penalty λ Σ w² for each layer's weights.
        patience: epochs without a smaller loss on the held-out images, after which the run ends and the best weights
            come back; 0 to train to the end.
        activation: the hidden layers' function, one of ACTIVATIONS.
        images: how many of the training images there are, the first ones; 0 for all.
        wrong_labels: the share of them that gets another digit as its label, on purpose.
        pen_digits: how many made drawings of digits, as people draw them with a pen, are put to them.
        non_digits: how many made drawings that are no digits, each with any digit as its label, so that the network
            learns to be sure of none.
        first_weights: what W begins as, one of FIRST_WEIGHTS: as usual, as for relu, or in two ways that go wrong.
        use_bias: whether the layers have a b; without, it is as if all b stayed 0.
        per_class, left_out, noise, shuffled_pixels: how the data set is made poorer on purpose; see subsets.Subset.
        classes: the names of the classes, one for each output; empty for the ten digits.
    """

    hidden_units: tuple[int, ...] = (512,)
    optimizer: str = "rmsprop"
    learning_rate: float = 0.001
    batch_size: int = 128
    epochs: int = 5
    seed: int = 0
    validation_share: float = 0.0
    distort: bool = False
    schedule: str = "constant"
    warm_up: float = 0.0
    label_smoothing: float = 0.0
    dropout: float = 0.0
    l2: float = 0.0
    patience: int = 0
    activation: str = "relu"
    images: int = 0
    wrong_labels: float = 0.0
    pen_digits: int = 0
    non_digits: int = 0
    first_weights: str = "glorot_uniform"
    use_bias: bool = True
    per_class: int = 0
    left_out: tuple[int, ...] = ()
    noise: float = 0.0
    shuffled_pixels: bool = False
    classes: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        check_classes(self.classes)
        if len(self.hidden_units) > MOST_LAYERS:
            raise InputError(
                "Expected at most {most} hidden layers. Received: {received}",
                most=MOST_LAYERS,
                received=len(self.hidden_units),
            )
        for units in self.hidden_units:
            _check(Words("hidden units"), units, 1, MOST_UNITS, whole=True)
        if not isinstance(self.optimizer, str) or self.optimizer not in OPTIMIZERS:
            raise InputError(
                "Expected one of these optimizers: {known}. Received: {received}",
                known=", ".join(OPTIMIZERS),
                received=brief(self.optimizer),
            )
        _check(Words("learning rate"), self.learning_rate, 1e-7, 100.0)
        _check(Words("batch size"), self.batch_size, 1, 60_000, whole=True)
        _check(Words("epochs"), self.epochs, 1, 1000, whole=True)
        _check(Words("seed"), self.seed, 0, 2**31 - 1, whole=True)
        _check(Words("validation share"), self.validation_share, 0.0, 0.9)
        _check_choice(Words("distort"), self.distort, (False, True))
        _check_choice(Words("schedule"), self.schedule, tuple(schedules.SHAPES))
        _check(Words("warm-up"), self.warm_up, 0.0, 0.9)
        _check(Words("label smoothing"), self.label_smoothing, 0.0, 0.9)
        _check(Words("dropout"), self.dropout, 0.0, 0.9)
        _check(Words("L2 penalty"), self.l2, 0.0, 1.0)
        _check(Words("patience"), self.patience, 0, 1000, whole=True)
        _check_choice(Words("activation"), self.activation, ACTIVATIONS)
        _check(Words("training images"), self.images, 0, MOST_IMAGES, whole=True)
        _check(Words("wrong labels"), self.wrong_labels, 0.0, 1.0)
        _check(Words("pen digits"), self.pen_digits, 0, MOST_PEN_DIGITS, whole=True)
        _check(Words("drawings that are no digits"), self.non_digits, 0, MOST_PEN_DIGITS, whole=True)
        _check_choice(Words("first weights"), self.first_weights, FIRST_WEIGHTS)
        _check_choice(Words("bias"), self.use_bias, (False, True))
        _check(Words("images per class"), self.per_class, 0, MOST_IMAGES, whole=True)
        _check_left_out(self.left_out, self.outputs)
        _check(Words("noise"), self.noise, 0.0, 1.0)
        _check_choice(Words("shuffled pixels"), self.shuffled_pixels, (False, True))

    def build(self) -> Sequential:
        """Return a fresh network with these settings, its weights small random numbers that depend on the seed only."""
        network = Sequential(generator=np.random.default_rng(self.seed))
        of_all = {"kernel_regularizer": L2(self.l2) if self.l2 else None, "kernel_initializer": self.initializer()}
        of_all["use_bias"] = self.use_bias
        for index, units in enumerate(self.hidden_units):
            shape = (IMAGE_SIZE,) if index == 0 else None
            network.add(Dense(units, activation=self.activation, input_shape=shape, **of_all))
            if self.dropout:
                network.add(Dropout(self.dropout))
        shape = None if self.hidden_units else (IMAGE_SIZE,)
        network.add(Dense(self.outputs, activation="softmax", input_shape=shape, **of_all))
        self.compile(network)
        return network

    def initializer(self) -> Any:
        """Return what makes the first weights, as a layer takes it."""
        return initializers.RandomNormal(stddev=LARGE) if self.first_weights == "large" else self.first_weights

    def compile(self, network: Sequential, optimizer: Optimizer | None = None) -> None:
        """Give `network` the loss of these settings, and their optimizer, a new one if none is given."""
        _, kind, arguments = OPTIMIZERS[self.optimizer]
        network.compile(
            optimizer=optimizer or kind(learning_rate=self.learning_rate, **arguments),
            loss=SparseCategoricalCrossentropy(label_smoothing=self.label_smoothing),
            metrics=["accuracy"],
        )

    @property
    def outputs(self) -> int:
        """How many classes the network tells apart."""
        return len(self.classes) or DIGITS

    def for_classes(self, classes: tuple[str, ...]) -> TrainingSettings:
        """Return these settings for a data set of these classes; of those left out only numbers that it has."""
        if classes == self.classes:
            return self
        left_out = tuple(number for number in self.left_out if number < (len(classes) or DIGITS))
        return replace(self, classes=classes, left_out=left_out if len(left_out) < (len(classes) or DIGITS) else ())

    @property
    def rate_schedule(self) -> Schedule:
        """How the learning rate changes over the run."""
        return Schedule(self.schedule, self.warm_up)

    def to_dict(self) -> dict[str, Any]:
        """Return the settings as they are written to a model's file."""
        values = {**asdict(self), "hidden_units": list(self.hidden_units)}
        return values | {"left_out": list(self.left_out), "classes": list(self.classes)}

    @classmethod
    def from_dict(cls, values: object) -> TrainingSettings:
        """Return the settings of a model's file; names this version does not know are left out.

        Raises:
            InputError: they are no mapping, or a value is of the wrong kind or out of its range.
        """
        if not isinstance(values, Mapping):
            raise InputError("Expected the settings as a JSON object. Received: {received}", received=brief(values))
        known = {name: value for name, value in values.items() if name in cls.__dataclass_fields__}
        if "hidden_units" in known:
            known["hidden_units"] = parse_units(known["hidden_units"])
        for name in ("left_out", "classes"):
            if isinstance(known.get(name), list):
                known[name] = tuple(known[name])
        return replace(cls(), **known)

    @classmethod
    def from_damaged(cls, values: object) -> TrainingSettings:
        """Return what makes sense of settings that were kept; each one that does not is as at first."""
        settings = cls()
        known = values.items() if isinstance(values, Mapping) else ()
        for name, value in sorted(known, key=lambda item: item[0] != "classes"):  # which others depend on
            with suppress(InputError, RecursionError):  # of lists in lists in lists
                settings = cls.from_dict({**settings.to_dict(), name: value})
        return settings


def check_classes(names: object) -> None:
    """Refuse what are no names of classes.

    Raises:
        InputError: they are not 2 to 62 different names, or none at all.
    """
    if not isinstance(names, tuple) or not all(isinstance(name, str) and name for name in names):
        raise InputError("Expected the classes' names as texts. Received: {received}", received=brief(names))
    if names and (not FEWEST_CLASSES <= len(names) <= MOST_CLASSES or len(set(names)) < len(names)):
        raise InputError(
            "Expected {fewest} to {most} classes with different names. Received: {count}, of which {different} differ",
            fewest=FEWEST_CLASSES,
            most=MOST_CLASSES,
            count=len(names),
            different=len(set(names)),
        )


def _check_left_out(numbers: object, outputs: int) -> None:
    if not isinstance(numbers, tuple):
        raise InputError("Expected the classes left out as numbers. Received: {received}", received=brief(numbers))
    for number in numbers:
        _check(Words("classes left out"), number, 0, outputs - 1, whole=True)
    if len(set(numbers)) >= outputs:
        raise InputError("Expected a class that is not left out. Received: all {count} left out", count=outputs)


def parse_units(given: object) -> tuple[int, ...]:
    """Return the hidden layers' units from "512", "128, 64", a number or a list of numbers; 0 is for no hidden layer.

    Raises:
        InputError: it is none of these.
    """
    parts: Any = given.replace(" ", "").split(",") if isinstance(given, str) else given
    try:
        units = tuple(_whole(part) for part in (parts if isinstance(parts, list | tuple) else [parts]))
        return () if units == (0,) else units
    except ValueError:
        raise InputError(
            "Expected the hidden units as a number, or one number for each layer, such as 512 or 128, 64."
            " Received: {received}",
            received=brief(given),
        ) from None


def _whole(given: object) -> int:
    if isinstance(given, str):
        return int(given)
    if type(given) is not int:
        raise ValueError
    return given


def _check(name: Words, value: object, low: float, high: float, *, whole: bool = False) -> None:
    kind = int if whole else int | float
    if isinstance(value, kind) and not isinstance(value, bool) and low <= value <= high:
        return
    shown = (low, high) if whole else (f"{low:g}", f"{high:g}")
    values = {"name": name, "low": shown[0], "high": shown[1], "received": brief(value)}
    if whole:
        raise InputError("{name} must be a whole number from {low} to {high}. Received: {received}", **values)
    raise InputError("{name} must be a number from {low} to {high}. Received: {received}", **values)


def _check_choice(name: Words, value: object, known: tuple[object, ...]) -> None:
    if not any(type(value) is type(each) and value == each for each in known):
        raise InputError(
            "{name} must be one of {known}. Received: {received}",
            name=name,
            known=", ".join(map(str, known)),
            received=brief(value),
        )
