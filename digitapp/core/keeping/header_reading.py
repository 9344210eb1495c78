"""Reads the head of a kept run, which a stranger may have made."""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import numpy as np

from digitapp.core.errors import InputError, brief
from digitapp.core.keeping.header import FORMAT, LONGEST, VERSION, Data, Header, KeptMoment, Parent
from digitapp.core.reading.calibration import Calibration
from digitapp.core.runs.curves import BATCHES, EPOCHS, LARGEST, SERIES, Curves
from digitapp.core.runs.run import Kind
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.snapshot import Recorded
from engine.saving import tensors
from engine.saving.tensors import Buffer, Numbers

_LONGEST_PATH = 4096
_MOST = 10**9  # batches and epochs; beyond it a place in a run is damage
_FARTHEST = 10**6  # epochs from the first beginning: of a hundred runs of all the epochs that settings allow, and more
_MOST_BATCHES = 2**31  # on the way to the end of a run: they are counted in 32 bits where they are shown
_LATEST = 2.5e11  # seconds since 1970: years have four digits
_MOST_CURVES = 1000
_NAMES = "0123456789abcdef"


def unpacked(data: Buffer, file: str) -> Header:
    """Return the head in the content of a file of this name, which is not trusted.

    Raises:
        InputError: it is none, not whole, or of a later version.
    """
    arrays, metadata = tensors.unpacked(data, file)
    try:
        known = json.loads(metadata["run"])
        version = known["version"]
        if known["format"] != FORMAT or type(version) is not int:
            raise ValueError
    except (ValueError, LookupError, TypeError, RecursionError) as error:
        received = brief(metadata.get("run", ""))
        raise InputError(
            "{file}: expected a run of digitapp. Received: {received}", file=file, received=received
        ) from error
    if version > VERSION:
        raise InputError(
            "{file}: expected a run of version {version}, as this digitapp writes it, or an earlier one. Received:"
            " version {received}. A newer digitapp can open it.",
            file=file,
            version=VERSION,
            received=version,
        )
    try:
        return _header(known, arrays)
    except InputError as problem:
        raise InputError("{file}: {problem}", file=file, problem=problem) from problem
    except (ValueError, LookupError, TypeError, AttributeError, OverflowError, RecursionError) as error:
        raise InputError(
            "{file}: expected all that is to be known of a run. Received: something that makes no sense, or is missing",
            file=file,
        ) from error


def _header(known: Mapping[str, Any], arrays: dict[str, Numbers]) -> Header:
    """Return the head that a file describes; where that is unsound, it raises whatever it raises."""
    parent, data, name, layers = known["parent"], known["data"], known["name"], known["layers"]
    if len(known["curves"]) > _MOST_CURVES or not isinstance(layers, dict):
        raise ValueError
    curves = tuple(_curves(about, arrays, i) for i, about in enumerate(known["curves"]))
    recorded = known["recorded"]
    header = Header(
        id=_id(known["id"]),
        kind=Kind(known["kind"]),
        name=_text(name),
        settings=TrainingSettings.from_dict(known["settings"]),
        first=_moment(known["first"]),
        last=_moment(known["last"]),
        layers=layers,
        begun=_number(known["begun"], _LATEST),
        under_way=known["under_way"] is True,
        pinned=known["pinned"] is True,
        deleted=known["deleted"] is True,
        rate=_number(known["rate"]),
        parent=None if parent is None else Parent(_id(parent["run"]), _place(parent["at"])),
        bundled_parent=known["bundled_parent"] is True,
        data=Data(
            _text(data["name"]),
            None if data["folder"] is None else _folder(data["folder"]),
            _text(data["digest"]),
        ),
        curves=curves,
        before=tuple(map(_before, known["before"][:_MOST_CURVES])),
        recorded=None if recorded is None else _recorded(recorded, arrays),
        batches=tuple(_count(batch) for batch in known["batches"]),
        group=_text(known.get("group", "")),
    )
    replace(header.settings, learning_rate=header.rate)  # it has the same bounds
    done = 0 if header.recorded is None else len(header.recorded.losses)
    if header.recorded is not None and not _is_possible(header.recorded, header.settings.epochs):
        raise ValueError
    if list(header.batches) != sorted(set(header.batches)) or any(batch > done for batch in header.batches):
        raise ValueError
    if header.batches and header.batches[0] != 0:
        raise ValueError
    if arrays:
        raise ValueError
    return header


def _is_possible(recorded: Recorded, epochs: int) -> bool:
    """Whether the numbers of a way go together: as many batches as its epochs have, and places among them."""
    whole = epochs * recorded.steps
    noted = (*recorded.digests, *(batch for batch, _ in recorded.rates))
    return (
        recorded.before + recorded.planned <= whole
        and len(recorded.losses) <= recorded.planned
        and max(noted, default=0) <= recorded.planned
        and (recorded.begin + epochs) * recorded.steps < _MOST_BATCHES
    )


def _moment(known: Mapping[str, Any]) -> KeptMoment:
    accuracy, file = known["test_accuracy"], known["file"]
    stem, _, ending = file.partition(".")
    if ending != "safetensors" or stem[:1] not in ("b", "m") or not set(stem[1:]) <= set(_NAMES) or len(stem) > 20:
        raise ValueError
    if accuracy is not None and not 0 <= _number(accuracy) <= 1:
        raise ValueError
    return KeptMoment(file, _place(known["at"]), accuracy, Calibration.from_dict(known["calibration"]))


def _recorded(known: Mapping[str, Any], arrays: dict[str, Numbers]) -> Recorded:
    losses, arithmetic = arrays.pop("losses"), known["arithmetic"]
    if losses.dtype != np.float64 or losses.ndim != 1 or not isinstance(arithmetic, dict):
        raise ValueError
    digests = {_count(int(batch)): bytes.fromhex(digest) for batch, digest in known["digests"].items()}
    return Recorded(
        _place(known["begin"]),
        {_text(name): _text(value, _LONGEST_PATH) for name, value in arithmetic.items()},
        _count(known["steps"], 1),
        _count(known["planned"]),
        _count(known["before"]),
        losses,
        tuple((_count(batch), _number(rate)) for batch, rate in known["rates"]),
        digests,
    )


def _curves(about: Mapping[str, Any], arrays: dict[str, Numbers], number: int) -> Curves:
    series = {name: arrays.pop(f"curves.{number}.{name}") for name in SERIES}
    for names in (BATCHES, EPOCHS):
        if len({series[name].shape for name in names}) > 1:
            raise ValueError
    for name, values in series.items():
        may_lack = name.startswith("val_") or name == "batch_seconds"
        sound = np.abs(values) < LARGEST
        if values.dtype != np.float64 or values.ndim != 1 or not (sound | (np.isnan(values) & may_lack)).all():
            raise ValueError
    for name in ("batch_at", "epoch_at"):
        if (np.diff(series[name]) < 0).any() or (np.abs(series[name]) > _FARTHEST).any():
            raise ValueError
    held_out = about["held_out"]
    if held_out not in ("test", "validation"):
        raise ValueError
    return Curves(
        **series,
        held_out=held_out,
        data=_text(about["data"]),
        images=_count(about["images"]),
        begin=_place(about["begin"]),
        planned_end=_place(about["planned_end"]),
    )


def _before(values: Any) -> Curves:
    """Return curves that led to a run."""
    curves = Curves.from_dict(values)
    if not all((np.abs(places) <= _FARTHEST).all() for places in (curves.batch_at, curves.epoch_at, curves.begin)):
        raise ValueError
    return curves


def _id(value: Any) -> str:
    if not isinstance(value, str) or len(value) != 16 or not set(value) <= set(_NAMES):
        raise ValueError
    return value


def _folder(value: Any) -> str:
    if not isinstance(value, str) or len(value) > _LONGEST_PATH or b"\0" in os.fsencode(value):
        raise ValueError  # it may have bytes that are no text, but only such as a folder can have
    return value


def _text(value: Any, longest: int = LONGEST) -> str:
    if not isinstance(value, str) or len(value) > longest:
        raise ValueError
    value.encode()  # half a character cannot be shown
    return value


def _count(value: Any, least: int = 0) -> int:
    if type(value) is not int or not least <= value <= _MOST:
        raise ValueError
    return value


def _place(value: Any) -> float:
    return _number(value, _FARTHEST)


def _number(value: Any, most: float = LARGEST) -> float:
    if type(value) not in (int, float) or not math.isfinite(value) or not 0 <= value <= most:
        raise ValueError
    return float(value)
