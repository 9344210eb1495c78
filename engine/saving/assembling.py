"""Makes of an Outline the very layers that a file names, as far as the engine has them."""

from ..layers import LAYERS, Dense, Dropout, Layer
from ..models import Sequential
from . import folding, plain
from .outline import NOTHING, Outline


def assembled(outline: Outline) -> Sequential:
    """Return the network as the file has it: its layers, and the numbers that it takes.

    A file whose layers the engine has not all gives the network of Dense layers that computes the same.

    Raises:
        InputError: a layer has settings that do not fit.
    """
    if not all(part.kind in LAYERS or part.kind in NOTHING for part in outline.parts):
        model, _ = folding.folded(outline, probabilities=False)
        return model
    makers = {"Dense": Dense, "Dropout": Dropout}
    layers: list[Layer] = [
        makers[part.kind](**part.settings, name=part.name) for part in outline.parts if part.kind not in NOTHING
    ]
    weights = [weight for part in outline.parts for weight in part.weights]
    (inputs,) = outline.shape()
    return plain.assembled(outline.path, layers, inputs, weights)
