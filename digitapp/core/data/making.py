"""Makes a data set of what files hold: images as MNIST's are, classes counted from 0, a test part."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitapp.core.data.fitting import fills_its_image, fitted, on_light_ground, said_of
from digitapp.core.data.raw import Raw
from digitapp.core.errors import InputError, brief
from digitapp.core.paper.rasterize import SIDE
from digitapp.core.runs.dataset import DIGIT_NAMES, Dataset
from digitapp.core.runs.settings import FEWEST_CLASSES, MOST_CLASSES
from engine.saving import Remark

ONE_IN = 6  # of each class is held out where there is no test part, as one in seven of MNIST is
_MIX = 0  # the seed of the order in which a data set that is sorted by class is learned
_LONGEST_NAME = 40  # characters of a class's name


def made(raw: Raw) -> Dataset:
    """Return the data set that files hold, the same each time.

    Raises:
        InputError: it has too few or too many classes, or too few images of them.
    """
    notes = list(raw.notes)
    train, test = _images(raw, notes)
    labels = raw.train.labels, (raw.test.labels if raw.test is not None else raw.train.labels[:0])
    labels = _of_one_kind(*labels)
    train_labels, test_labels, classes = _classes(raw, *labels)
    if raw.test is None:
        held = _held_out(raw, train_labels)
        notes.append(
            Remark(
                "It has no test images: one in {one_in} of each class, {count:,} in all, are kept apart as such.",
                one_in=ONE_IN,
                count=int(held.sum()),
            )
        )
        train, test, train_labels, test_labels = train[~held], train[held], train_labels[~held], train_labels[held]
    assert test is not None
    if _is_sorted(train_labels):
        order = np.random.default_rng(_MIX).permutation(len(train_labels))
        train, train_labels = train[order], train_labels[order]
        notes.append(Remark("Its images were sorted by class; they were mixed, the same way each time."))
    _check_parts(raw, train_labels, test_labels)
    for array in (train, train_labels, test, test_labels):
        array.flags.writeable = False
    return Dataset(raw.name, train, train_labels, test, test_labels, classes, tuple(notes), raw.source)


def _images(raw: Raw, notes: list[Remark]) -> tuple[NDArray[np.uint8], NDArray[np.uint8] | None]:
    """Return the images as MNIST's are, and note what was done to them."""
    parts = [raw.train.images, *([] if raw.test is None else [raw.test.images])]
    if len(parts) == 2 and parts[0].shape[1:] != parts[1].shape[1:]:
        raise InputError(
            "{name}: expected test images of the same size as the training images, {expected}. Received: {received}",
            name=raw.name,
            expected=" x ".join(map(str, parts[0].shape[1:])),
            received=" x ".join(map(str, parts[1].shape[1:])),
        )
    if raw.turned:
        parts = [np.ascontiguousarray(part.transpose(0, 2, 1)) for part in parts]
        notes.append(Remark("EMNIST's files have the images lying on their side; they were turned upright."))
    if not raw.fitted:
        if on_light_ground(parts[0]):
            parts = [255 - part for part in parts]
            notes.append(Remark("Its images are dark on light ground; they were made light on dark, as MNIST's are."))
        if parts[0].shape[1:] != (SIDE, SIDE):
            around = fills_its_image(parts[0])
            notes.append(said_of(parts[0], around=around))
            parts = [fitted(part, around=around) for part in parts]
    return parts[0], parts[1] if len(parts) == 2 else None


def _of_one_kind(train: NDArray[Any], test: NDArray[Any]) -> tuple[NDArray[Any], NDArray[Any]]:
    """Return both parts' labels as texts where one of them has texts, and else as whole numbers."""
    kinds = {part.dtype.kind for part in (train, test) if len(part)}
    if kinds == {"U"}:
        digits = {*np.unique(train).tolist(), *np.unique(test).tolist()} <= set(DIGIT_NAMES)
        return (train.astype(np.int64), test.astype(np.int64)) if digits else (train, test)
    return (train.astype(str), test.astype(str)) if "U" in kinds else (train, test)


def _classes(
    raw: Raw, train: NDArray[Any], test: NDArray[Any]
) -> tuple[NDArray[np.uint8], NDArray[np.uint8], tuple[str, ...]]:
    """Return both parts' labels counted from 0, and what they are called; nothing for the ten digits."""
    present = sorted({*np.unique(train).tolist(), *np.unique(test).tolist()}, key=_in_order)
    if not FEWEST_CLASSES <= len(present) <= MOST_CLASSES:
        raise InputError(
            "{name}: expected {fewest} to {most} classes. Received: {count}: {labels}",
            name=raw.name,
            fewest=FEWEST_CLASSES,
            most=MOST_CLASSES,
            count=len(present),
            labels=brief(", ".join(map(str, present[:20]))),
        )
    if not raw.names and train.dtype.kind == "i" and set(present) <= set(range(10)):
        return train.astype(np.uint8), test.astype(np.uint8), ()
    place = {label: number for number, label in enumerate(present)}
    numbers = [np.array([place[each] for each in part.tolist()], np.uint8) for part in (train, test)]
    names = _different(_names(present, raw.names))
    return numbers[0], numbers[1], () if names == DIGIT_NAMES else names


def _names(present: list[Any], names: Mapping[Any, str]) -> list[str]:
    said = (
        str(names.get(label, label)).encode(errors="replace").decode() for label in present
    )  # as folders are called
    return [" ".join(name.split())[:_LONGEST_NAME] or "?" for name in said]


def _different(names: list[str]) -> tuple[str, ...]:
    """Return names of which none is another's, a number put to those that were."""
    result: list[str] = []
    for name in names:
        tries = (name, *(f"{name} ({number})" for number in range(2, len(names) + 2)))
        result.append(next(each for each in tries if each not in result))
    return tuple(result)


def _in_order(label: object) -> tuple[object, ...]:
    """Return by what labels are sorted: numbers by their size, also within texts."""
    if not isinstance(label, str):
        return (label,)
    return tuple((0, int(part), "") if part.isdecimal() else (1, 0, part) for part in re.split(r"(\d+)", label) if part)


def _held_out(raw: Raw, labels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Return which images are kept apart to test with: one in six of each class that has two, at least one."""
    held = np.zeros(len(labels), np.bool_)
    chance = np.random.default_rng(_MIX)
    for label in np.unique(labels):
        places = np.flatnonzero(labels == label)
        count = max(len(places) // ONE_IN, 1) if len(places) > 1 else 0
        held[chance.choice(places, count, replace=False)] = True
    if not held.any():
        raise InputError(
            "{name}: expected at least two images of a class, one of them to test with. Received: one of each",
            name=raw.name,
        )
    return held


def _is_sorted(labels: NDArray[np.uint8]) -> bool:
    """Return whether images of a class stand together, so that a share of them would lack some classes."""
    changes = int((labels[1:] != labels[:-1]).sum())
    return len(labels) > 20 and changes < min(2 * MOST_CLASSES, len(labels) / 4)


def _check_parts(raw: Raw, train: NDArray[np.uint8], test: NDArray[np.uint8]) -> None:
    if not len(train) or not len(test):
        raise InputError(
            "{name}: expected images to train with and to test with. Received: {train:,} and {test:,}",
            name=raw.name,
            train=len(train),
            test=len(test),
        )
