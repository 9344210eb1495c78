"""Another language while the program runs: every visible text is said again, and taken back again."""

import gettext
import re
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QComboBox, QLabel, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot

from digitapp import i18n, preferences
from digitapp.app import Program
from digitapp.core.errors import InputError
from digitapp.core.my_digits.teaching import Score, Taught
from digitapp.core.runs.training import TrainingDivergedError
from digitapp.views.parts.readout import Readout
from tests import pen, samples
from tests.views import looking
from tests.window import child

MARKED = re.compile("⟦[^⟦⟧]*⟧")  # every translated text
SAME_IN_ALL_LANGUAGES = re.compile(
    r"[\W\d_]*"  # numbers and signs
    r"|relu|sigmoid|tanh|linear|[nxzwba]|x·W.*|W·x|W  ±.*|W\[.*|b = .*|z = .*|\(1, .*|relu\(.*"  # formulas
    r"|28 × 28 → 784|784 → .*|.*dense\w*: \d+"
    r"|English|한국어|MNIST|(digits|relu)-512[ ·]*|qt_\w+|_q_\w+"
    r"|RMSprop|Adam|SGD(, momentum 0\.9)?",
    re.DOTALL,
)


class Marked(gettext.NullTranslations):
    """A language in which every text is itself between brackets."""

    def gettext(self, message: str) -> str:
        return f"⟦{message}⟧"


@pytest.fixture(autouse=True)
def _marked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let Korean be the language with the brackets."""
    monkeypatch.setattr(i18n, "resources", SimpleNamespace(path=Path))
    monkeypatch.setattr(gettext, "translation", lambda *_, **__: Marked())


def texts(program: Program) -> Iterator[tuple[str, str]]:
    """Yield every text that the window shows or tells, with where it is from."""
    window = program.window
    yield "title", window.windowTitle().partition("[*]")[0]
    for menu in window.menuBar().findChildren(QMenu):
        yield "menu", menu.title()
        yield from (("action", action.text()) for action in menu.actions())
    for widget in window.findChildren(QWidget):
        where = type(widget).__name__
        yield f"{where}'s tooltip", widget.toolTip()
        yield f"{where}'s accessible name", widget.accessibleName()
        yield f"{where}'s accessible description", widget.accessibleDescription()
        if isinstance(widget, QLabel | QAbstractButton):
            yield where, widget.text()
        elif isinstance(widget, Readout):
            yield where, widget.text
        elif isinstance(widget, QComboBox):
            yield from ((where, widget.itemText(index)) for index in range(widget.count()))
    for view in (window.paper.canvas, window.overview.loss_plot, window.overview.accuracy_plot):
        yield f"painted by {type(view).__name__}", " ".join(looking.painted_texts(view))


def unmarked(text: str) -> str:
    """Return what is left of a text without its translated parts."""
    while MARKED.search(text):
        text = MARKED.sub("", text)
    return text


def untranslated(program: Program) -> list[tuple[str, str]]:
    """Return the texts in words that are not between brackets."""
    return [(where, text) for where, text in texts(program) if not SAME_IN_ALL_LANGUAGES.fullmatch(unmarked(text))]


def choose(program: Program, language: str) -> None:
    """Choose a language in the menu."""
    for action in program.window.commands.language.actions():
        if action.data() == language:
            action.trigger()


def test_in_english_nothing_is_marked(program: Program) -> None:
    assert [text for _, text in texts(program) if "⟦" in text] == []
    assert len(untranslated(program)) > 100


def test_every_text_is_said_again(program: Program) -> None:
    choose(program, "ko")
    assert i18n.language() == "ko"
    assert untranslated(program) == []


def test_every_text_about_a_drawing_and_a_unit_is_said_again(program: Program, qtbot: QtBot) -> None:
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.session.reader.reading is not None)
    reading = program.session.reader.reading
    assert reading is not None
    for unit in (int(reading.hidden[0].z.argmax()), int(reading.hidden[0].z.argmin())):
        choose(program, "en")
        program.session.explanations.select_unit(unit)
        choose(program, "ko")
        assert untranslated(program) == []


@pytest.mark.parametrize("status", ["idle", "running", "paused"])
def test_every_text_about_a_run_is_said_again(program: Program, status: str) -> None:
    window = program.window
    for validating in (False, True):
        choose(program, "en")
        window.overview.training_controls.set_status(status)
        window.overview.training_controls.set_report(samples.report(validating=validating))
        window.overview.training_controls.set_valid(not validating)
        window.network_status.set_network(program.session.history.info)
        choose(program, "ko")
        assert untranslated(program) == []


def test_the_complaint_about_a_field_is_said_again(program: Program) -> None:
    QTest.keyClicks(child(program.window.overview.training_form, QLineEdit, "Units"), "?")
    choose(program, "ko")
    assert untranslated(program) == []


@pytest.mark.parametrize("kind", ["notice", "error", "fault", "diverged"])
def test_a_message_is_said_again(program: Program, kind: str) -> None:
    messages = program.messages
    if kind == "notice":
        messages.show_notice(i18n.tr("{name} reads now.", name="digits-512"))
    elif kind == "fault":
        messages.show_error(ValueError("1"))
    else:
        inner = InputError("Expected one file at a time. Received: {count}", count=2)
        outer = InputError("{name}: {why}", name="1.png", why=inner)
        messages.show_error(outer if kind == "error" else TrainingDivergedError("The loss became {loss}.", loss=3))
    english = program.window.message_bar.text
    choose(program, "ko")
    assert untranslated(program) == []
    choose(program, "en")
    assert program.window.message_bar.text == english


def test_every_text_about_my_digits_is_said_again(program: Program) -> None:
    window = program.my_digits.window
    program.window.commands["my_digits"].trigger()
    window.set_result(Taught(program.session.history.moment.network, Score(0.5, None, 0.9), Score(1.0, None, 0.9)))
    choose(program, "ko")
    shown = [child for child in window.findChildren(QLabel) if child.isVisible() and child.text()]
    texts = [child.text() for child in [*shown, *window.findChildren(QAbstractButton)] if child.text()]
    assert len(texts) > 15
    assert [text for text in texts if "⟦" not in text and re.search("[a-z]", text)] == []
    assert "⟦" in window.windowTitle()
    window.close()


def test_two_layers_are_named_again(program: Program) -> None:
    program.session.history.begin(samples.run((12, 6), name="digits-512", saved=True))
    choose(program, "ko")
    assert looking.button(program.window.overview.hidden_layer, "2").isVisible()
    assert untranslated(program) == []


def test_and_back_to_english(program: Program, qtbot: QtBot) -> None:
    history = program.session.history
    history.advance(history.run.number, samples.moment((12, 6)), samples.curves())
    qtbot.waitUntil(
        lambda: all(item.getData()[0] is not None for item in looking.drawn(program.window.overview.loss_plot))
    )
    qtbot.waitUntil(
        lambda: all(item.getData()[0] is not None for item in looking.drawn(program.window.overview.accuracy_plot))
    )
    before = [text for text in texts(program) if not text[0].startswith("painted")]
    choose(program, "ko")
    choose(program, "en")
    assert [text for text in texts(program) if not text[0].startswith("painted")] == before


def test_what_stands_in_the_fields_stays(program: Program) -> None:
    form = program.window.overview.training_form
    fields = [box.text() for box in form.findChildren(QAbstractSpinBox)]
    choose(program, "ko")
    assert [box.text() for box in form.findChildren(QAbstractSpinBox)] == fields


def test_the_computers_language(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "ko_KR.UTF-8")
    choose(program, "")
    assert i18n.language() == "ko"
    monkeypatch.setenv("LC_ALL", "de_DE.UTF-8")
    choose(program, "")
    assert i18n.language() == "en"


def test_the_choice_is_remembered(program: Program) -> None:
    choose(program, "ko")
    program.close()
    assert preferences.load(preferences.preferences_file()).language == "ko"
