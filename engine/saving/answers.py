"""What a person says about a file that leaves something open."""

from dataclasses import dataclass

from .. import activations
from ..errors import InputError

KERNELS = ("inputs, units", "units, inputs")
HIDDEN = ("relu", "sigmoid", "tanh", "leaky_relu", "linear")  # the usual ones first; any that the engine has is taken
NORMALIZATION = ("behind the function", "before the function")
PIXELS = {
    "0..1": (1.0, 0.0),
    "0..255": (255.0, 0.0),
    "centered": (2.0, -1.0),  # -1 to 1
    "standardized": (
        1 / 0.3081,
        -0.1307 / 0.3081,
    ),  # MNIST's mean and standard deviation, as PyTorch's examples have it
}


@dataclass(frozen=True)
class Answers:
    """Answers to the questions of a reader, each None as long as nobody gave it.

    Attributes:
        hidden_activation: the function of the hidden layers, such as "relu", for a file that has weights only; or one
            for each of them, "relu, tanh".
        output_activation: the function of the last layer of such a file; softmax if it is not given.
        kernels: "inputs, units" or "units, inputs", where the sizes of the kernels allow both.
        normalization: whether batch normalization stands behind the function of the Dense layer in front of it, or
            before it, for a file of weights that has both layers and does not say so.
        pixels: the numbers that images were when the network was trained: a name in PIXELS. "0..255" is for a network
            that learned from bytes and does not say so itself.
    """

    hidden_activation: str | None = None
    output_activation: str | None = None
    kernels: str | None = None
    normalization: str | None = None
    pixels: str | None = None

    def __post_init__(self) -> None:
        for function in (*self.hidden_functions, self.output_activation):
            activations.get(function)
        for name, known in (("kernels", KERNELS), ("normalization", NORMALIZATION), ("pixels", tuple(PIXELS))):
            value = getattr(self, name)
            if value is not None and value not in known:
                raise InputError(
                    "{name} must be one of {known}. Received: {name}={value!r}",
                    name=name,
                    known="; ".join(known),
                    value=value,
                )

    @property
    def hidden_functions(self) -> tuple[str, ...]:
        """The functions that hidden_activation names."""
        return tuple(name.strip() for name in (self.hidden_activation or "").split(",") if name.strip())

    def hidden_function(self, number: int, count: int) -> str:
        """Return the function of hidden layer `number` of `count`, from 0 on.

        Raises:
            InputError: another number of functions was named than there are hidden layers.
        """
        functions = self.hidden_functions
        if len(functions) not in (1, count):
            raise InputError(
                "hidden_activation must name one function, or one for each of the {count} hidden layers. Received:"
                " hidden_activation={value!r}",
                count=count,
                value=self.hidden_activation,
            )
        return functions[number if len(functions) > 1 else 0]
