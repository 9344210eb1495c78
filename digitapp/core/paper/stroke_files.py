"""Stroke files: many labelled drawings as pen strokes, in one .npz (docs/stroke-files.md says what is in it).

label (N,)            the digit of each drawing
start (N + 1,)        drawing i has the strokes start[i] to start[i + 1]
stroke_start (S + 1,) stroke s has the points stroke_start[s] to stroke_start[s + 1]
xy (P, 2)             the points, x to the right and y down, in any unit
writer (N,)           who drew it; may be missing
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitapp.core.errors import InputError, brief
from digitapp.core.paper.strokes import Strokes, strokes_from_points
from engine.saving import atomic, npz

REQUIRED = ("label", "start", "stroke_start", "xy")
OPTIONAL = ("writer",)
LARGEST = 1e9  # a coordinate beyond it, either way, is damage
MOST = {"label": 500_000, "stroke_start": 2_000_000, "xy": 20_000_000}  # drawings, strokes, points
MOST_IN_A_DRAWING = 20_000  # points


@dataclass(frozen=True, eq=False)
class StrokeFile:
    """Labelled drawings.

    Attributes:
        labels: (n,) the digits.
        drawings: the strokes of each drawing.
        writers: who drew each of them, or empty if that is not known.
    """

    labels: NDArray[np.int64]
    drawings: tuple[Strokes, ...]
    writers: tuple[str, ...] = ()


def load_stroke_file(path: Path) -> StrokeFile:
    """Return the drawings in the stroke file `path`, which is not trusted.

    Raises:
        InputError: it is no stroke file, or is damaged; the message says what was expected and what came.
    """
    arrays = npz.read(path, lambda name: name in REQUIRED + OPTIONAL)
    if missing := [name for name in REQUIRED if name not in arrays]:
        raise InputError(
            "{file}: expected the arrays {names}. Received: none that is called {missing}",
            file=path.name,
            names=", ".join(REQUIRED),
            missing=", ".join(missing),
        )
    labels, points = arrays["label"], arrays["xy"]
    for name, most in MOST.items():
        if arrays[name].ndim and len(arrays[name]) > most:
            raise InputError(
                "{file}: expected at most {most} rows in {name}. Received: {count}",
                file=path.name,
                most=most,
                name=name,
                count=len(arrays[name]),
            )
    _expect_whole(path, "label", labels)
    if not len(labels):
        raise InputError("{file}: expected at least one drawing. Received: none", file=path.name)
    if labels.min() < 0 or labels.max() > 9:
        wrong = int(np.flatnonzero((labels < 0) | (labels > 9))[0])
        raise InputError(
            "{file}: expected labels from 0 to 9. Received: {label} for drawing {number}",
            file=path.name,
            label=labels[wrong],
            number=wrong,
        )
    _check_points(path, points)
    _check_starts(path, "stroke_start", arrays["stroke_start"], len(points))
    _check_starts(path, "start", arrays["start"], len(arrays["stroke_start"]) - 1)
    if len(arrays["start"]) != len(labels) + 1:
        raise InputError(
            "{file}: expected {expected} numbers in start, one more than labels. Received: {received}",
            file=path.name,
            expected=len(labels) + 1,
            received=len(arrays["start"]),
        )
    sizes = np.diff(arrays["stroke_start"].astype(np.int64)[arrays["start"].astype(np.int64)])
    if sizes.max() > MOST_IN_A_DRAWING:
        raise InputError(
            "{file}: expected at most {most} points in a drawing. Received: {count} in drawing {number}",
            file=path.name,
            most=MOST_IN_A_DRAWING,
            count=sizes.max(),
            number=int(sizes.argmax()),
        )
    lines = np.split(points.astype(np.float64), arrays["stroke_start"][1:-1])
    start = arrays["start"].tolist()
    drawings = tuple(strokes_from_points(lines[a:b]) for a, b in pairwise(start))
    return StrokeFile(labels.astype(np.int64), drawings, _writers(path, arrays, len(labels)))


def save_stroke_file(path: Path, file: StrokeFile) -> None:
    """Write drawings as a stroke file; a file already there stays whole if that fails.

    Raises:
        InputError: the file cannot be written; the message says why.
    """
    lines = [stroke.points for strokes in file.drawings for stroke in strokes]
    arrays: dict[str, Any] = {
        "label": np.asarray(file.labels, np.int8),
        "start": _starts([len(strokes) for strokes in file.drawings]),
        "stroke_start": _starts([len(line) for line in lines]),
        "xy": np.concatenate([np.empty((0, 2)), *lines]).astype(np.float32),
    }
    if file.writers:
        arrays["writer"] = np.array(file.writers)
    content = io.BytesIO()
    np.savez_compressed(content, **arrays)
    try:
        atomic.write(path, content.getvalue())
    except OSError as error:
        raise InputError(
            "{file}: expected a place where the drawings can be saved. Received: {reason}",
            file=path.name,
            reason=error.strerror or str(error),
        ) from error


def _starts(counts: Sequence[int]) -> NDArray[np.int32]:
    return np.concatenate([[0], np.cumsum(counts)]).astype(np.int32)


def _expect_whole(path: Path, name: str, values: NDArray[np.generic]) -> None:
    if values.dtype.kind not in "iu" or values.ndim != 1:
        raise InputError(
            "{file}: expected {name} as a row of whole numbers. Received: {dtype} of shape {shape}",
            file=path.name,
            name=name,
            dtype=values.dtype,
            shape=values.shape,
        )


def _check_points(path: Path, points: NDArray[np.generic]) -> None:
    if points.dtype.kind not in "fiu" or points.ndim != 2 or points.shape[1] != 2:
        raise InputError(
            "{file}: expected xy as numbers of shape (points, 2). Received: {dtype} of shape {shape}",
            file=path.name,
            dtype=points.dtype,
            shape=points.shape,
        )
    bad = ~(np.abs(points.astype(np.float64)) <= LARGEST).all(axis=1)
    if bad.any():
        wrong = int(np.flatnonzero(bad)[0])
        raise InputError(
            "{file}: expected coordinates within {most:g} of 0. Received: {point} for point {number}",
            file=path.name,
            most=LARGEST,
            point=brief(points[wrong].tolist()),
            number=wrong,
        )


def _check_starts(path: Path, name: str, starts: NDArray[np.integer], end: int) -> None:
    """Check that `starts` goes from 0 up to `end` and never back."""
    _expect_whole(path, name, starts)
    values = starts.astype(np.int64)
    if not len(values) or values[0] != 0 or values[-1] != end or (np.diff(values) < 0).any():
        raise InputError(
            "{file}: expected {name} to rise from 0 to {end}. Received: {values}",
            file=path.name,
            name=name,
            end=end,
            values=brief(values[:20].tolist()),
        )


def _writers(path: Path, arrays: dict[str, NDArray[np.generic]], count: int) -> tuple[str, ...]:
    writers = arrays.get("writer")
    if writers is None:
        return ()
    if writers.dtype.kind != "U" or writers.shape != (count,):
        raise InputError(
            "{file}: expected writer as {count} texts. Received: {dtype} of shape {shape}",
            file=path.name,
            count=count,
            dtype=writers.dtype,
            shape=writers.shape,
        )
    return tuple(str(writer) for writer in writers)
