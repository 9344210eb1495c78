"""The values of a sweep as a person types them, such as "16, 64, 512", "10%, 50%" or "adam, sgd"."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from typing import Any

from digitapp.core.errors import InputError, brief
from digitapp.core.runs.experiment import Experiment, Kind, Stage, Trial
from digitapp.core.runs.settings import ACTIVATIONS, FIRST_WEIGHTS, OPTIMIZERS, TrainingSettings
from digitapp.core.typed_numbers import read_number
from engine import schedules

MOST_VALUES = 24
SHARES = ("dropout", "warm_up", "label_smoothing", "wrong_labels", "validation_share")
_WHOLE = ("batch_size", "epochs", "seed", "images", "pen_digits", "patience")
_CHOICES: dict[str, tuple[str, ...]] = {
    "optimizer": tuple(OPTIMIZERS),
    "activation": ACTIVATIONS,
    "schedule": tuple(schedules.SHAPES),
    "first_weights": FIRST_WEIGHTS,
}
_YES, _NO = ("yes", "on", "true", "1", "예"), ("no", "off", "false", "0", "아니요")
USUAL = {  # the values that are worth a look, by the names of the settings that can be swept
    "hidden_units": "16, 64, 512",
    "learning_rate": "0.0001, 0.001, 0.01, 0.1",
    "batch_size": "16, 128, 1024",
    "optimizer": "rmsprop, adam, sgd, momentum",
    "activation": "relu, sigmoid, tanh, linear",
    "epochs": "1, 2, 5, 10",
    "dropout": "0%, 20%, 50%",
    "l2": "0, 0.0001, 0.001",
    "images": "100, 1000, 10000, 60000",
    "wrong_labels": "0%, 10%, 30%",
    "label_smoothing": "0%, 10%",
    "distort": "no, yes",
    "schedule": "constant, cosine, step",
    "warm_up": "0%, 10%",
    "first_weights": "glorot_uniform, he_normal, zeros, large",
    "pen_digits": "0, 10000",
    "seed": "0, 1, 2, 3",
}


def parse_values(name: str, text: str, settings: TrainingSettings) -> tuple[Trial, ...]:
    """Return a trial for each value of a setting in `text`, apart by commas; one that makes no sense says why.

    A value that comes twice counts once. Layers of units stand with a hyphen between them, as in 128-64.

    Args:
        name: of the setting, one of USUAL.
        text: as it was typed.
        settings: all others.

    Raises:
        InputError: there is no value, or there are too many.
    """
    parts = [part.strip() for part in re.split(r"[,;\n]", text) if part.strip()]
    if not parts:
        raise InputError("Expected values with commas between them, such as {usual}. Received: none", usual=USUAL[name])
    if len(parts) > MOST_VALUES:
        raise InputError("Expected at most {most} values. Received: {received}", most=MOST_VALUES, received=len(parts))
    found: list[Trial] = []
    for part in parts:
        try:
            made = with_value(settings, name, part)
        except InputError as error:
            found.append(Trial(brief(part), None, Stage.BAD, problem=error))
            continue
        if all(made != trial.settings for trial in found):
            found.append(Trial(part, made))
    return tuple(found)


def with_value(settings: TrainingSettings, name: str, text: str) -> TrainingSettings:
    """Return the settings with a value of one of them as it was typed.

    Raises:
        InputError: it makes no sense for this setting.
    """
    value: Any
    if name == "hidden_units":
        value = _units(text)
    elif name in _CHOICES:
        value = _choice(name, text)
    elif name == "distort":
        value = _yes(text)
    elif name == "images" and text.casefold() in ("all", "전체"):
        value = 0
    else:
        value = _number(name, text)
    return replace(settings, **{name: value})


def _units(text: str) -> tuple[int, ...]:
    layers = [read_number(part, whole=True) for part in re.split(r"\s*[-–+x×]\s*", text)]
    if any(layer is None for layer in layers):
        raise InputError(
            "Expected units as a number, or layers with a hyphen between them, such as 128-64. Received: {received}",
            received=brief(text),
        )
    units = tuple(int(layer) for layer in layers if layer is not None)
    return () if units == (0,) else units


def _choice(name: str, text: str) -> str:
    known = _CHOICES[name]
    plain = text.casefold().replace(" ", "_")
    names = {key.casefold(): key for key in known}
    if name == "optimizer":
        names |= {shown.casefold(): key for key, (shown, _, _) in OPTIMIZERS.items()}
    found = names.get(plain) or names.get(text.casefold())
    if found is None:
        raise InputError("Expected one of {known}. Received: {received}", known=", ".join(known), received=brief(text))
    return found


def _yes(text: str) -> bool:
    plain = text.casefold()
    if plain not in (*_YES, *_NO):
        raise InputError("Expected yes or no. Received: {received}", received=brief(text))
    return plain in _YES


def _number(name: str, text: str) -> float | int:
    percent = name in SHARES and text.endswith("%")
    value = read_number(text, percent=percent, whole=name in _WHOLE)
    if value is None:
        if name in _WHOLE:
            raise InputError("Expected a whole number. Received: {received}", received=brief(text))
        raise InputError("Expected a number. Received: {received}", received=brief(text))
    if percent:
        value /= 100
    return int(value) if name in _WHOLE else value


def sweep(name: str, trials: tuple[Trial, ...], group: str) -> Experiment:
    """Return the experiment that trains with one value after the other."""
    return Experiment(Kind.SWEEP, name, trials, group)


UNITS = (16, 64, 512)
_UNITS_EPOCHS = 3


def more_units(group: str, classes: tuple[str, ...] = ()) -> Experiment:
    """Return the experiment that asks whether more units see finer: the blog's network with few, more and many.

    `classes` are those of the data set, as settings have them.
    """
    settings = TrainingSettings(epochs=_UNITS_EPOCHS).for_classes(classes)
    trials = tuple(Trial(str(units), replace(settings, hidden_units=(units,))) for units in UNITS)
    return Experiment(Kind.UNITS, "hidden_units", trials, group)


def twin(
    original: TrainingSettings, name: str, text: str, group: str, *, run: int | None, shown: Callable[..., str]
) -> Experiment:
    """Return the experiment that trains the same run with one thing changed.

    Args:
        original: the settings of the original, also where it is still to be trained.
        name: of the setting that is changed.
        text: its other value, as it was typed.
        group: what both are called together.
        run: the original's number; None where it is to be trained first.
        shown: returns how the value of a setting is written.

    Raises:
        InputError: the value makes no sense, or is the original's.
    """
    changed = with_value(original, name, text)
    if changed == original:
        raise InputError("Expected another value than the original's. Received: {received}", received=brief(text))
    stage = Stage.WAITING if run is None else Stage.DONE
    first = Trial(shown(original, name), original, stage, run)
    return Experiment(Kind.TWIN, name, (first, Trial(shown(changed, name), changed)), group)
