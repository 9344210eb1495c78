"""What a file says about a network, before any layer of ours is made: its parts in order, in Keras's words.

Every reader of another program's format ends in an Outline. From there assembling.py makes the very layers that are
named, and folding.py the plain network that computes the same of pixels from 0 to 1.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from math import prod
from pathlib import Path
from typing import Any

import numpy as np

from ..errors import InputError, Words
from ..types import Array
from . import plain
from .errors import Remark

NOTHING = (  # what only training does; a network that is used passes it through
    "Identity",
    "GaussianNoise",
    "GaussianDropout",
    "AlphaDropout",
    "ActivityRegularization",
    "RandomFlip",
    "RandomRotation",
    "RandomZoom",
    "RandomTranslation",
    "RandomContrast",
    "RandomBrightness",
)


@dataclass(frozen=True, eq=False)
class Part:
    """A layer as a file describes it.

    Attributes:
        kind: its class in Keras 3, such as "Dense"; "Affine" is x * scale + offset by arrays, which Keras has not.
        name: the file's own name for it, for messages.
        settings: its settings in Keras 3's words.
        weights: its arrays in the order of Keras's get_weights().
    """

    kind: str
    name: str
    settings: dict[str, Any] = field(default_factory=dict)
    weights: tuple[Array, ...] = ()

    def with_weights(self, *weights: Array) -> "Part":
        """Return the same part with other weights."""
        return replace(self, weights=weights)


@dataclass(frozen=True, eq=False)
class Outline:
    """A network as a file describes it.

    Attributes:
        path: the file, for messages.
        parts: its layers, first to last.
        input_shape: of one image, such as (784,) or (28, 28); None if neither the file nor the weights say it.
        remarks: what the reader left out or put in.
    """

    path: Path
    parts: tuple[Part, ...]
    input_shape: tuple[int, ...] | None = None
    remarks: tuple[Remark, ...] = ()

    def shape(self) -> tuple[int, ...]:
        """Return the shape of one image.

        Raises:
            InputError: it is not known.
        """
        if self.input_shape is not None:
            return self.input_shape
        for part in self.parts:
            if part.kind == "Dense" and part.weights:
                return (part.weights[0].shape[0],)
        raise InputError("{file}: expected a model with weights. Received: none", file=self.path)


def checked(outline: Outline) -> Outline:
    """Return the outline with all weights as finite float32 numbers of the shapes that the parts need.

    Raises:
        InputError: there are too many layers or weights, or some do not fit.
    """
    path = outline.path
    if not 1 <= len(outline.parts) <= plain.MOST_LAYERS:
        raise InputError(
            "{file}: expected 1 to {most} layers. Received: {received}",
            file=path,
            most=plain.MOST_LAYERS,
            received=len(outline.parts),
        )
    shape = outline.shape()
    plain.check_size(path, prod(shape))
    names: set[str] = set()
    expected: list[tuple[int, ...]] = []
    received: list[tuple[int, ...]] = []
    parts = []
    for part in outline.parts:
        needed, shape = needs(path, part, shape)
        plain.check_size(path, sum(prod(each) for each in needed))
        expected += needed
        received += [weight.shape for weight in part.weights]
        name = next(name for name in _numbered(part.name) if name not in names)
        names.add(name)
        parts.append(replace(part, name=name, weights=tuple(plain.finite(path, weight) for weight in part.weights)))
    if received != expected:
        raise InputError(
            "{file}: expected weights of shapes {expected}, as the layers need. Received: {received}",
            file=path,
            expected=expected[:12],
            received=received[:12],
        )
    return replace(outline, parts=tuple(parts), input_shape=outline.shape())


def needs(path: Path, part: Part, shape: tuple[int, ...]) -> tuple[list[tuple[int, ...]], tuple[int, ...]]:
    """Return the shapes of the weights that a part needs for images of `shape`, and the shape of what comes out.

    Raises:
        InputError: it cannot take that shape.
    """
    if part.kind == "Dense":
        units = part.settings["units"]
        weights: list[tuple[int, ...]] = [(shape[-1], units)]
        if part.settings.get("use_bias", True):
            weights.append((units,))
        if len(shape) != 1:
            problem = InputError("it gets images of shape {shape}; Flatten must stand in front of it", shape=shape)
            raise refused(path, part, problem)
        return weights, (units,)
    if part.kind == "BatchNormalization":
        if part.settings.get("axis", -1) not in (-1, len(shape)):
            problem = InputError("axis must be -1, the last one. Received: axis={axis!r}", axis=part.settings["axis"])
            raise refused(path, part, problem)
        used = [name for name in ("scale", "center") if part.settings.get(name, True)]
        return [(shape[-1],)] * (2 + len(used)), shape
    if part.kind in ("Normalization", "Rescaling", "Affine"):
        _check_affine(path, part, shape)
        return [weight.shape for weight in part.weights], shape
    if part.kind == "Flatten":
        return [], (prod(shape),)
    if part.kind == "Reshape":
        return [], reshaped(path, part, shape)
    return [], shape


def reshaped(path: Path, part: Part, shape: tuple[int, ...]) -> tuple[int, ...]:
    """Return the shape that a Reshape makes of another; -1 in it is what is left over."""
    target = tuple(part.settings["target_shape"])
    given = prod(side for side in target if side != -1)
    if target.count(-1) == 1 and given > 0 and prod(shape) % given == 0:
        target = tuple(prod(shape) // given if side == -1 else side for side in target)
    if not target or min(target) < 1 or prod(target) != prod(shape):
        raise refused(path, part, InputError("it makes {target} of {shape}", target=target, shape=shape))
    return target


def refused(path: Path, part: Part, error: InputError | Words) -> InputError:
    """Return the error that names a layer which cannot be as the file has it."""
    return InputError(
        "{file}: expected a layer that this program knows. Received: {kind} {name}: {error}",
        file=path,
        kind=brief(part.kind),
        name=brief(part.name),
        error=error,
    )


def brief(value: object) -> str:
    """Return a value for a message, cut off where it is long."""
    text = value if isinstance(value, str) else repr(value)
    return text if len(text) <= 80 else text[:80] + "…"


def affine(part: Part, shape: tuple[int, ...]) -> tuple[Array, Array] | None:
    """Return a and c, float64 of the shape of one image, of a part that computes x * a + c; None if it does not.

    Where BatchNormalization is used, not trained, it is (x - mean) / sqrt(variance + epsilon) * gamma + beta with what
    training left; Normalization is (x - mean) / max(sqrt(variance), 1e-7).
    """
    weights = [weight.astype(np.float64) for weight in part.weights]
    if part.kind == "BatchNormalization":
        *scales, mean, variance = weights
        gamma = scales.pop(0) if part.settings.get("scale", True) else np.ones_like(mean)
        beta = scales.pop(0) if part.settings.get("center", True) else np.zeros_like(mean)
        a = gamma / np.sqrt(np.maximum(variance, 0) + part.settings.get("epsilon", 1e-3))
        c = beta - mean * a
    elif part.kind == "Normalization":
        mean, variance = weights[:2]
        a = 1 / np.maximum(np.sqrt(np.maximum(variance, 0)), 1e-7)
        c = -mean * a
    elif part.kind in ("Rescaling", "Affine"):
        a, c = np.asarray(part.settings["scale"], np.float64), np.asarray(part.settings["offset"], np.float64)
    else:
        return None
    one = (1, *shape)  # Normalization keeps an axis for the batch
    return np.broadcast_to(a, one)[0].copy(), np.broadcast_to(c, one)[0].copy()


def _numbered(name: str) -> Iterator[str]:
    """Yield a name, then name_1, name_2, ...: each layer must have one of its own."""
    yield name
    yield from (f"{name}_{number}" for number in range(1, plain.MOST_LAYERS + 1))


def _check_affine(path: Path, part: Part, shape: tuple[int, ...]) -> None:
    """Refuse numbers that do not go with images of `shape`."""
    try:
        pair = affine(part, shape)
        sound = pair is not None and all(bool(np.isfinite(each).all()) for each in pair)
    except (TypeError, ValueError, OverflowError):
        sound = False
    if not sound:
        raise refused(path, part, InputError("its numbers do not go with images of {shape}", shape=shape))
