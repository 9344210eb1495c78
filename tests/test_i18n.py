"""Texts that know how they came about are said again in another language."""

import gettext
from pathlib import Path
from types import SimpleNamespace

import pytest

from digitapp import i18n
from digitapp.core.errors import InputError, Words
from digitapp.i18n import error_text, say_again, tr


class Marked(gettext.NullTranslations):
    """A language in which every text is itself between brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"


@pytest.fixture(autouse=True)
def _marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Korean be the language with the brackets."""
    monkeypatch.setattr(i18n, "resources", SimpleNamespace(path=Path))
    monkeypatch.setattr(gettext, "translation", lambda *_, **__: Marked())


def test_a_text_is_said_again_with_its_values() -> None:
    saved = tr("Saved as {file}.", file="mine")
    i18n.set_language("ko")
    assert say_again(saved) == "⟦Saved as mine.⟧"
    i18n.set_language("en")
    assert say_again(say_again(saved)) == saved == "Saved as mine."


def test_a_text_within_a_text_is_said_again_too() -> None:
    text = tr("epoch {epoch:.2f}: {values}", epoch=1.5, values=tr("training"))
    i18n.set_language("ko")
    assert say_again(text) == "⟦epoch 1.50: ⟦training⟧⟧"


def test_an_error_is_said_again_with_the_errors_and_words_in_it() -> None:
    inner = InputError("expected a {kind}", kind=Words("picture"))
    text = error_text(InputError("{name}: {why}", name="x.png", why=inner))
    assert text == "x.png: expected a picture"
    i18n.set_language("ko")
    assert say_again(text) == "⟦x.png: ⟦expected a ⟦picture⟧⟧⟧"


def test_any_other_text_stays() -> None:
    i18n.set_language("ko")
    assert say_again("digits-512") == "digits-512"


def test_what_is_long_in_an_error_is_cut_off_in_every_language() -> None:
    error = InputError("expected a number. Received: {received!r}", received=list(range(5000)))
    assert error_text(error) == str(error)
    i18n.set_language("ko")
    assert len(error_text(error)) < 300
