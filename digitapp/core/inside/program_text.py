"""The program that makes and trains a network, as one writes it with Keras, and with this engine: one word differs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from digitapp.core.runs.settings import LARGE, TrainingSettings

LIBRARIES = ("keras", "engine")
DEFAULT_RATES = {"rmsprop": 0.001, "adam": 0.001, "sgd": 0.01}  # where a program says no more than the name


class Part(Enum):
    """The part of the window that a line of the program makes."""

    NOTHING = "nothing"
    DATA = "data"
    INPUT = "input"
    HIDDEN = "hidden"
    OUTPUT = "output"
    SETTINGS = "settings"
    CURVES = "curves"


@dataclass(frozen=True)
class Line:
    """A line of the program, and what it makes."""

    text: str
    part: Part = Part.NOTHING


def program(settings: TrainingSettings, library: str = "keras") -> tuple[Line, ...]:
    """Return the program for these settings, without what only this window does: distortion, the schedule,
    wrong labels and made pen digits.

    Args:
        settings: what to train, and how.
        library: one of LIBRARIES.
    """
    parts = ["layers", "models"]
    optimizer, needed = _optimizer(settings)
    parts += needed
    imports = [f"from {library} import {', '.join(sorted({*parts, *_needed(settings)}))}"]
    imports += [f"from {library}.datasets import mnist", f"from {library}.utils import to_categorical"]
    lines = [Line(text) for text in imports]
    few: tuple[Line, ...] = ()
    if settings.images:
        count = settings.images
        few = (Line(f"train_images, train_labels = train_images[:{count}], train_labels[:{count}]", Part.DATA),)
    lines += [
        Line(""),
        Line("(train_images, train_labels), (test_images, test_labels) = mnist.load_data()", Part.DATA),
        *few,
        Line("train_images = train_images.reshape((len(train_images), 28 * 28)).astype('float32') / 255", Part.INPUT),
        Line("test_images = test_images.reshape((len(test_images), 28 * 28)).astype('float32') / 255", Part.INPUT),
        Line("train_labels = to_categorical(train_labels)", Part.DATA),
        Line("test_labels = to_categorical(test_labels)", Part.DATA),
        Line(""),
        Line("network = models.Sequential()"),
    ]
    of_all = _initializer(settings) + ("" if settings.use_bias else ", use_bias=False")
    if settings.l2:
        of_all += f", kernel_regularizer=regularizers.L2({_written(settings.l2)})"
    for number, units in enumerate(settings.hidden_units):
        shape = ", input_shape=(28 * 28,)" if number == 0 else ""
        lines.append(
            Line(f"network.add(layers.Dense({units}, activation='{settings.activation}'{shape}{of_all}))", Part.HIDDEN)
        )
        if settings.dropout:
            lines.append(Line(f"network.add(layers.Dropout({_written(settings.dropout)}))", Part.HIDDEN))
    shape = "" if settings.hidden_units else ", input_shape=(28 * 28,)"
    lines.append(
        Line(f"network.add(layers.Dense({settings.outputs}, activation='softmax'{shape}{of_all}))", Part.OUTPUT)
    )
    loss = "'categorical_crossentropy'"
    if settings.label_smoothing:
        loss = f"losses.CategoricalCrossentropy(label_smoothing={_written(settings.label_smoothing)})"
    held_out = (
        f"validation_split={_written(settings.validation_share)}"
        if settings.validation_share
        else "validation_data=(test_images, test_labels)"
    )
    stop, stopper = "", ""
    if settings.patience:
        stopper = f"callbacks.EarlyStopping(patience={settings.patience}, restore_best_weights=True)"
        stop = f", callbacks=[{stopper}]"
    lines += [
        Line(f"network.compile(optimizer={optimizer}, loss={loss}, metrics=['accuracy'])", Part.SETTINGS),
        Line(""),
        Line(
            f"network.fit(train_images, train_labels, epochs={settings.epochs}, batch_size={settings.batch_size},"
            f" {held_out}{stop})",
            Part.CURVES,
        ),
        Line("test_loss, test_accuracy = network.evaluate(test_images, test_labels)", Part.CURVES),
    ]
    return tuple(lines)


def part_of(line: str) -> Part:
    """Return what a line of a program makes, also of one that somebody has changed."""
    words = (
        ("softmax", Part.OUTPUT),
        ("layers.", Part.HIDDEN),
        (".reshape(", Part.INPUT),
        ("load_data", Part.DATA),
        ("to_categorical(", Part.DATA),
        (".compile(", Part.SETTINGS),
        (".fit(", Part.CURVES),
        (".evaluate(", Part.CURVES),
    )
    return next((part for word, part in words if word in line), Part.NOTHING)


def as_text(lines: tuple[Line, ...]) -> str:
    """Return the program as a file of it would be."""
    return "\n".join(line.text for line in lines) + "\n"


def _optimizer(settings: TrainingSettings) -> tuple[str, list[str]]:
    """Return the optimizer as it is written, and the modules that this needs."""
    rate = _written(settings.learning_rate)
    if settings.learning_rate == DEFAULT_RATES.get(settings.optimizer):
        return f"'{settings.optimizer}'", []
    names = {"rmsprop": "RMSprop", "adam": "Adam", "sgd": "SGD", "momentum": "SGD"}
    momentum = ", momentum=0.9" if settings.optimizer == "momentum" else ""
    return f"optimizers.{names[settings.optimizer]}(learning_rate={rate}{momentum})", ["optimizers"]


def _initializer(settings: TrainingSettings) -> str:
    """Return what a layer is told of its first weights; nothing where they are as usual."""
    if settings.first_weights == "large":
        return f", kernel_initializer=initializers.RandomNormal(stddev={LARGE})"
    usual = settings.first_weights == TrainingSettings.first_weights
    return "" if usual else f", kernel_initializer='{settings.first_weights}'"


def _needed(settings: TrainingSettings) -> list[str]:
    wanted = {
        "initializers": settings.first_weights == "large",
        "regularizers": settings.l2,
        "losses": settings.label_smoothing,
        "callbacks": settings.patience,
    }
    return [name for name, value in wanted.items() if value]


def _written(value: float) -> str:
    """Return a number as one writes it, with all the digits that it has."""
    short = f"{value:g}"
    return short if float(short) == value else repr(float(value))
