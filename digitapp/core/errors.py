"""The error for whatever a person gave; it is the engine's, named here for those who see only core."""

from __future__ import annotations

from engine.errors import InputError, Words

__all__ = ["InputError", "LastingError", "Words", "brief"]

_MOST = 80  # characters of what was received, in a message


class LastingError(InputError):
    """What is wrong lasts until something else is opened: people are told of it once, and not again on each page."""

    @classmethod
    def of(cls, error: InputError) -> LastingError:
        """Return an error as one that lasts."""
        return cls(error.template, **error.values)


def brief(value: object) -> str:
    """Return `value` for a message that says what was received, cut off where it is long.

    Half a character, which nothing can show or write to a file, stands in it as Python writes it.
    """
    text = value if isinstance(value, str) else repr(value)
    text = text[: _MOST + 1].encode(errors="backslashreplace").decode()
    return text if len(text) <= _MOST else text[:_MOST] + "…"
