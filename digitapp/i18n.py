"""The words that people see, in their language; English in the code, other languages in resources/translations."""

from __future__ import annotations

import gettext
import locale
import os
import threading

import resources
from digitapp.core.errors import InputError, Words

LANGUAGES = {"en": "English", "ko": "한국어"}
DOMAIN = "digitapp"

_lock = threading.Lock()
_language = "en"
_translations: gettext.NullTranslations = gettext.NullTranslations()


class Said(str):
    """A text in one language that knows how it came about, so that it can be said in another."""

    template: str
    values: dict[str, object]


def tr(text: str, /, **values: object) -> str:
    """Return `text` in the current language, its {names} replaced by `values`.

    The text must stand in the call as a literal: `make translations` collects it from there.
    """
    translated = _translations.gettext(text)
    said = Said(translated.format(**values) if values else translated)
    said.template, said.values = text, values
    return said


def say_again(text: str) -> str:
    """Return a text that `tr` has made in the language of now, and any other as it is."""
    if not isinstance(text, Said):
        return text
    return tr(text.template, **{name: _again(value) for name, value in text.values.items()})


def _again(value: object) -> object:
    return say_again(value) if isinstance(value, str) else value


def mark(text: str, /) -> str:
    """Return `text` as it is, but have it collected for translation: for texts that `tr` is given by a variable."""
    return text


def error_text(error: BaseException) -> str:
    """Return what an error says, in the current language if it was made for people."""
    if isinstance(error, InputError):
        return tr(error.template, **{name: _in_words(value) for name, value in error.short_values().items()})
    return str(error) or type(error).__name__


def _in_words(value: object) -> object:
    """Return a value of an error as the person shall see it: words and errors in their language, all else as it is."""
    if isinstance(value, InputError):
        return error_text(value)
    return tr(value) if isinstance(value, Words) else value


def language() -> str:
    """Return the current language: "en" or "ko"."""
    return _language


def set_language(code: str) -> None:
    """Speak this language from now on."""
    global _language, _translations
    if code not in LANGUAGES:
        raise InputError(
            "Expected one of the languages {known}. Received: {received}", known=", ".join(LANGUAGES), received=code
        )
    with _lock:
        _language = code
        _translations = (
            gettext.NullTranslations()
            if code == "en"
            else gettext.translation(DOMAIN, resources.path("translations"), languages=[code])
        )


def teach_argparse() -> None:
    """Have argparse, which looks its own words up in gettext's default domain, speak the current language too."""
    gettext.bindtextdomain(DOMAIN, resources.path("translations"))
    gettext.textdomain(DOMAIN)
    os.environ["LANGUAGE"] = _language


def system_language() -> str:
    """Return the language that the computer is set to, English if the program does not speak it."""
    for variable in ("LC_ALL", "LC_MESSAGES", "LANG"):
        if os.environ.get(variable):
            name = os.environ[variable]
            break
    else:
        name = locale.getlocale()[0] or ""
    return "ko" if name.lower().startswith(("ko", "korean")) else "en"
