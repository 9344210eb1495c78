"""The layers of a network: each turns a batch of rows into another, and knows how to send a gradient back through."""

from typing import Any

from .activation_layers import ELU as ELU
from .activation_layers import Activation as Activation
from .activation_layers import LeakyReLU as LeakyReLU
from .activation_layers import ReLU as ReLU
from .activation_layers import Softmax as Softmax
from .dense import Dense as Dense
from .dropout import Dropout as Dropout
from .layer import Layer as Layer
from .normalization import BatchNormalization as BatchNormalization
from .normalization import Rescaling as Rescaling
from .reshaping import Flatten as Flatten
from .reshaping import Input as Input
from .reshaping import InputLayer as InputLayer
from .reshaping import Reshape as Reshape

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
