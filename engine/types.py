"""The names that the other modules use in their type hints."""

from collections.abc import Sequence
from typing import Any, Protocol, TypeAlias

from numpy.typing import NDArray

Array: TypeAlias = NDArray[Any]
Shape: TypeAlias = tuple[int, ...]  # of one image, without the batch


def nothing() -> None:
    """Do nothing: the `flush` of parameters and slots that are where they belong."""


class Rows(Protocol):
    """A table of images, one a row, of which a batch at a time can be had as a float array."""

    @property
    def shape(self) -> tuple[int, ...]:
        """How many rows and columns there are, `(n, inputs)`."""

    def __len__(self) -> int: ...

    def __getitem__(self, index: Any, /) -> Any: ...


class Sized(Protocol):
    """What has a shape: enough to check it against a layer."""

    @property
    def shape(self) -> Sequence[int]:
        """The sizes of the axes."""
