"""The error for whatever a person gave; it is the engine's, named here for those who see only core."""

from engine.errors import InputError

__all__ = ["InputError"]
