"""The tool that collects the texts finds all of them, or says which it cannot; and keeps what is translated."""

from pathlib import Path

import pytest
from babel.messages.catalog import Catalog

from tests import translations


def source(folder: Path, text: str) -> Path:
    (folder / "code").mkdir()
    (folder / "code" / "part.py").write_text(text, encoding="utf-8")
    return folder


def test_texts_are_found_in_every_form(tmp_path: Path) -> None:
    text = """
class OddError(InputError): pass
class OddestError(errors.OddError): pass
KEY = mark("first")
def f(x): return f"{tr('second', x=x)}" + i18n.tr("thi" "rd") + tr(KEY) + tr(x.text) + tr(x.property("text"))
def g(): raise OddestError("fourth", what=Words("fifth")) from OddError("sixth")
"""
    found = translations.collect(source(tmp_path, text), ["code"])
    assert [item.text for item in found] == ["first", "second", "third", "fourth", "fifth", "sixth"]
    assert {item.file for item in found} == {"code/part.py"}


@pytest.mark.parametrize(
    "call",
    [
        'tr(f"{x}")',
        'tr("a" + x)',
        'tr("a {}".format(x))',
        'tr("a" if x else "b")',
        "mark(x)",
        "Words(x)",
        "InputError(x, y=1)",
        'InputError(f"a {x}")',
    ],
)
def test_texts_that_cannot_be_found_are_errors_with_their_place(tmp_path: Path, call: str) -> None:
    with pytest.raises(translations.NotLiteralError, match=r"^code/part\.py:2: .*literal.*Received: "):
        translations.collect(source(tmp_path, f"\ny = {call}\n"), ["code"])


def test_the_functions_keep_their_names(tmp_path: Path) -> None:
    with pytest.raises(translations.NotLiteralError, match=r"^code/part\.py:1: .*tr"):
        translations.collect(source(tmp_path, "from digitapp.i18n import tr as _\n"), ["code"])


def test_update_keeps_translations_and_marks_those_of_changed_texts() -> None:
    old, texts = Catalog(locale="ko"), Catalog()
    for english, korean_text in (("Kept", "그대로"), ("Train a network", "신경망 학습"), ("Gone for good", "없음")):
        old.add(english, korean_text)
    for english in ("Kept", "Train a new network", "Quite another one"):
        texts.add(english)
    new = translations.updated(old, texts)
    assert {m.id: (m.string, m.fuzzy) for m in new if m.id} == {
        "Kept": ("그대로", False),
        "Train a new network": ("신경망 학습", True),
        "Quite another one": (None, False),
    }
    assert not new.obsolete
    assert [m.id for m in translations.unfinished(new)] == ["Train a new network", "Quite another one"]
