"""Models: rows of layers that can learn, made, loaded from a file, or made again from the same plan."""

from typing import Any

from ..stack import LayerTrace as LayerTrace
from .sequential import Sequential as Sequential
from .stored import clone_model as clone_model
from .stored import load_model as load_model


def __getattr__(name: str) -> Any:
    from ..not_here import missing

    raise missing(__name__, name)
