"""How the weights w follow the gradient g downhill, each optimizer with Keras 3's arguments and formulas.

An optimizer changes the arrays it is given in place. It goes through them in blocks that fit the processor's cache, and
computes in one block of scratch memory. What it remembers from step to step (the averages m, v and so on) lies in
`slots`, one array for each parameter, and the number of steps in `iterations`.
"""

from typing import Any

from ..errors import InputError
from ..optimizer import LIMITS as LIMITS
from ..optimizer import Optimizer as Optimizer
from . import schedules as schedules
from .adagrad import Adagrad
from .adam import Adam, AdamW, Nadam
from .rmsprop import RMSprop
from .sgd import SGD

__all__ = ["OPTIMIZERS", "SGD", "Adagrad", "Adam", "AdamW", "Nadam", "Optimizer", "RMSprop", "get", "schedules"]

OPTIMIZERS: dict[str, Any] = {kind.__name__.lower(): kind for kind in (SGD, RMSprop, Adam, AdamW, Nadam, Adagrad)}


def get(identifier: str | Optimizer, config: dict[str, Any] | None = None) -> Optimizer:
    """Return a new optimizer of that name (in any case), made from `config` if given; an Optimizer stays as it is.

    Raises:
        InputError: no optimizer has that name, or the config does not fit it.
    """
    if isinstance(identifier, Optimizer):
        return identifier
    kind = OPTIMIZERS.get(identifier.lower()) if isinstance(identifier, str) else None
    if kind is None:
        raise InputError(
            "optimizer must be one of {known}, or an Optimizer. Received: optimizer={optimizer!r}",
            known=", ".join(OPTIMIZERS),
            optimizer=identifier,
        )
    made: Optimizer = kind() if config is None else kind.from_config(config)
    return made


def __getattr__(name: str) -> Any:
    from ..not_here import missing

    raise missing(__name__, name)
