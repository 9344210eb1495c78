"""The layers of a network: each turns a batch of rows into another, and knows how to send a gradient back through."""

from typing import Any

from .bends import ELU as ELU
from .bends import Activation as Activation
from .bends import LeakyReLU as LeakyReLU
from .bends import ReLU as ReLU
from .bends import Softmax as Softmax
from .dense import Dense as Dense
from .dropout import Dropout as Dropout
from .layer import Layer as Layer
from .normalization import BatchNormalization as BatchNormalization
from .normalization import Rescaling as Rescaling
from .shapes import Flatten as Flatten
from .shapes import Input as Input
from .shapes import InputLayer as InputLayer
from .shapes import Reshape as Reshape

LAYERS: dict[str, type[Layer]] = {
    kind.__name__: kind
    for kind in (
        Dense,
        Dropout,
        Flatten,
        Reshape,
        Activation,
        ReLU,
        LeakyReLU,
        ELU,
        Softmax,
        BatchNormalization,
        Rescaling,
    )
}


def __getattr__(name: str) -> Any:
    from ..not_here import missing

    raise missing(__name__, name)
