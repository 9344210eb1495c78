"""The one error for whatever a person or a caller gave: it says what was expected and what came."""

import os

MOST_SHOWN = 200  # characters of a value in a message


class Words(str):
    """A value of an InputError that is itself words for a person, such as "no such file": translated with the rest."""


class Choices(str):
    """A value of an InputError that names all that is allowed: shown whole, however long."""


class InputError(ValueError):
    """Something that was given does not fit.

    The text is kept in two parts, so that a window can translate the template and then fill in the values:

    >>> str(InputError("units must be a positive integer. Received: units={units}", units=-3))
    'units must be a positive integer. Received: units=-3'
    """

    def __init__(self, template: str, /, **values: object) -> None:
        super().__init__(template, values)
        self.template = template
        self.values = values

    def __str__(self) -> str:
        return self.template.format(**self.short_values())

    def short_values(self) -> dict[str, object]:
        """Return the values for the text: as they were given, but what would be long there is cut off."""
        return {name: _short(value) for name, value in self.values.items()}


class _Cut(str):
    """The beginning of a long text, or the end of a long path, whatever the template would have made of the whole."""

    def __repr__(self) -> str:
        return str(self)

    def __format__(self, _specification: str) -> str:
        return str(self)


def _short(value: object) -> object:
    """Return a value that a message has room for: itself, or what stands for it."""
    if isinstance(value, Words | Choices | InputError):  # made for people, and short where they are made
        return value
    try:
        text = str(value) if isinstance(value, str | os.PathLike) else repr(value)
    except (ValueError, RecursionError, MemoryError):  # an integer of 5,000 digits, a list in itself
        return _Cut(f"{type(value).__name__} …")
    if len(text) <= MOST_SHOWN:
        return value
    return _Cut("…" + text[-MOST_SHOWN:] if isinstance(value, os.PathLike) else text[:MOST_SHOWN] + "…")
