"""What a reader may ask for."""

from ..errors import InputError


class WeightsOnlyError(InputError):
    """A file has weights only, and nobody said which function the hidden layers have."""
