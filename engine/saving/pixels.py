"""Which numbers a network takes for a pixel: 0 to 1, 0 to 255, or others; a file seldom says, but test images tell."""

from collections.abc import Hashable, Iterable, Mapping
from typing import TypeVar

import numpy as np

import resources

from ..datasets import idx
from ..errors import InputError
from ..models import Sequential
from ..types import Array
from . import folding
from .answers import PIXELS
from .errors import Question
from .outline import Outline, affine, needs

IMAGES = 500  # of MNIST's test images
SURE = 0.6  # of them must be right before anything is concluded
CLEARLY, SMALLER = 0.02, 0.6
USUAL = "0..1"
Key = TypeVar("Key", bound=Hashable)
MOST_WEIGHTS = 5_000_000  # of a network that is tried; a larger one would keep the person waiting


def stated(outline: Outline) -> str | None:
    """Return the range that the file itself gives away by what it does to the pixels first; None if by nothing.

    With all of that as x * a + c, a small a, or a far middle -c / a, is for bytes.
    """
    shape = outline.shape()
    scale, offset = np.ones(1), np.zeros(1)
    for part in outline.parts:
        if part.kind in ("Dense", "Activation", *folding.BENDS):
            break
        if part.kind in ("BatchNormalization", "Normalization") and (scale == 1).all() and (offset == 0).all():
            mean = part.weights[-2 if part.kind == "BatchNormalization" else 0]
            return "0..255" if np.abs(mean).max(initial=0) > 1.5 else "0..1"
        if (pair := affine(part, shape)) is not None:
            scale, offset = scale * pair[0].ravel(), offset * pair[0].ravel() + pair[1].ravel()
        _, shape = needs(outline.path, part, shape)
    if (scale == 1).all() and (offset == 0).all():
        return None
    with np.errstate(all="ignore"):
        middle = np.nan_to_num(offset / scale)
    return "0..255" if np.abs(scale).max() < 0.05 or np.abs(middle).max() > 2 else "0..1"


def measured(outline: Outline) -> tuple[str, bool]:
    """Return the range under which the network reads MNIST's test images best, and whether that is sure.

    It is "0..1" unless another is right in clearly more of the images, or in as many with a clearly smaller loss.
    Nothing is sure of a network that cannot be tried, or that reads few of these images under any range.
    """
    return best(tried(outline), USUAL)


def best(results: Mapping[Key, tuple[float, float]], usual: Key) -> tuple[Key, bool]:
    """Return what has the best of the results, and whether that is sure; what is usual if no other is clearly better.

    Args:
        results: the share of test images that are read rightly, and the mean loss.
        usual: what is taken where nothing tells.
    """
    most = max((right for right, _ in results.values()), default=0.0)
    if most < SURE:
        return usual, False
    good = {key: loss for key, (right, loss) in results.items() if right > most - CLEARLY}
    smallest = min(good, key=lambda key: good[key])
    if usual not in good or good[smallest] < SMALLER * good[usual]:
        return smallest, True
    return usual, True


def tried(outline: Outline, ranges: Iterable[str] = PIXELS) -> dict[str, tuple[float, float]]:
    """Return the share of test images that are read rightly, and the mean loss, under each range.

    There is none of a network that is large or is not for ten digits of 28 x 28 pixels.
    """
    if sum(weight.size for part in outline.parts for weight in part.weights) > MOST_WEIGHTS:
        return {}
    images, labels = _test_images()
    results = {}
    for name in ranges:
        model, _ = folding.folded(outline, PIXELS[name])
        assert model.input_shape is not None
        if model.input_shape[0] != images.shape[1] or model.dense_layers[-1].units != 10:
            return {}
        results[name] = _result(model, images, labels)
    return results


def question(outline: Outline, assumed: str, *, sure: bool) -> Question:
    """Return the question that stays open when the file does not say which numbers it takes."""
    return Question(
        "{file} does not say which numbers its network takes for a pixel. It was opened for {assumed}; it may also be"
        " one of {choices}.",
        parameter="pixels",
        choices=tuple(PIXELS),
        assumed=assumed,
        sure=sure,
        file=outline.path.name,
    )


def _result(model: Sequential, images: Array, labels: Array) -> tuple[float, float]:
    """Return the share of images that are read rightly, and the mean loss."""
    with np.errstate(all="ignore"):
        z = model.trace(images)[-1].z.astype(np.float64)
        chosen = z[np.arange(len(z)), labels]
        highest = z.max(axis=1)
        loss = np.log(np.exp(z - highest[:, None]).sum(axis=1)) + highest - chosen
    return float((z.argmax(axis=1) == labels).mean()), float(np.nan_to_num(loss, nan=1e9, posinf=1e9).mean())


def _test_images() -> tuple[Array, Array]:
    try:
        images = idx.read(resources.path("mnist/t10k-images-idx3-ubyte.gz"))
        labels = idx.read(resources.path("mnist/t10k-labels-idx1-ubyte.gz"))
    except (FileNotFoundError, InputError):
        return np.zeros((1, 0), np.float32), np.zeros(1, np.int64)
    return images[:IMAGES].reshape(IMAGES, -1).astype(np.float32) / 255, labels[:IMAGES].astype(np.int64)
