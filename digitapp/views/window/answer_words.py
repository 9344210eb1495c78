"""What a file of a network may leave open, in words: what it is, what it means, what each answer is called."""

from __future__ import annotations

from digitapp.i18n import mark, tr

TITLES = {
    "hidden_activation": mark("Function of the hidden layers"),
    "kernels": mark("How the weights lie"),
    "normalization": mark("Where batch normalization stands"),
    "pixels": mark("Numbers that a pixel was"),
}
MEANINGS = {
    "hidden_activation": mark(
        "Each unit of a hidden layer puts its sum through this function. The program that made the network names it, as"
        ' in activation="relu"; a file of weights does not.'
    ),
    "kernels": mark(
        "A layer's weights are a table. In Keras and in the textbook each unit has a column, in PyTorch a row. The"
        " sizes in this file allow both."
    ),
    "normalization": mark(
        "Batch normalization brings the numbers of a layer to one scale: either what comes out of its function, or the"
        " sums before that. The file has its weights, not its place."
    ),
    "pixels": mark(
        "While the network was trained, a pixel was one of these numbers. Drawings are from 0 to 1 here; they are"
        " turned into the numbers that the network knows."
    ),
}
_CHOICES = {
    ("kernels", "inputs, units"): mark("a column for each unit: (inputs, units)"),
    ("kernels", "units, inputs"): mark("a row for each unit: (units, inputs)"),
    ("normalization", "behind the function"): mark("behind the function: Dense, function, normalization"),
    ("normalization", "before the function"): mark("before the function: Dense, normalization, function"),
    ("pixels", "0..1"): mark("0 to 1: bytes divided by 255"),
    ("pixels", "0..255"): mark("0 to 255: bytes as they are"),
    ("pixels", "centered"): mark("−1 to 1: with 0 in the middle"),
    ("pixels", "standardized"): mark("standardized: (x − 0.1307) / 0.3081, as PyTorch programs often do"),
}


def choice_text(parameter: str, choice: str) -> str:
    """Return what an answer is called; a function is called by its name."""
    text = _CHOICES.get((parameter, choice))
    return choice if text is None else tr(text)
