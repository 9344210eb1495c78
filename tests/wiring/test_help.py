"""Help: the glossary follows the drawing, F1 leads to it, the keys are those of the menus, and docs can be read."""

import pytest
from PySide6.QtCore import QPoint, QUrl
from PySide6.QtGui import QKeySequence, QWhatsThisClickedEvent
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

import resources
from digitapp import i18n
from digitapp.app import Program
from digitapp.core.runs.dataset import Dataset
from digitapp.views.help.document_window import DocumentWindow, read_document
from digitapp.views.help.glossary_window import GlossaryWindow
from digitapp.views.help.keys_window import KeysWindow
from digitapp.views.help.terms import TERMS
from digitapp.views.lessons.lesson_chooser import LessonChooser
from digitapp.views.parts import what_is_this
from digitapp.views.window.actions import COMMANDS
from digitapp.views.window.pages import ENTRIES
from digitapp.wiring import help as help_wiring
from tests import pen


def said(window: GlossaryWindow | KeysWindow) -> list[str]:
    return [part.text() for part in window.findChildren(QLabel)]


def draw_seven(program: Program, qtbot: QtBot) -> None:
    window = program.window
    pen.draw(window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: window.paper.verdict.said == "7")


def test_the_glossary_has_the_numbers_of_now_while_it_is_seen(program: Program, qtbot: QtBot, mnist: Dataset) -> None:
    program.window.commands["glossary"].trigger()
    glossary = program.help.glossary
    assert glossary.isVisible()
    glossary.show_term("one_hot")
    assert "Draw a digit, and its numbers stand here." in said(glossary)
    draw_seven(program, qtbot)
    assert "7 → 0 0 0 0 0 0 0 1 0 0" in said(glossary)
    glossary.show_term("z")
    program.session.explanations.select_unit(137)
    assert any(text.startswith("z[137] = ") for text in said(glossary))
    glossary.show_term("learning_rate")
    form = program.window.overview.training_form
    settings = type(program.session.training.settings)(learning_rate=0.25)
    program.session.training.set_settings(settings)
    assert form is not None
    assert "η = 0.25" in said(glossary)
    program.session.datasets.use(mnist.shortened(320, 10))
    glossary.show_term("batch")
    assert "320 / 128 → 3" in said(glossary)
    glossary.show_term("learning_rate")
    glossary.close()
    program.session.drawing.clear()
    assert "η = 0.25" in said(glossary)  # nobody sees it, nothing is computed


@pytest.mark.parametrize("term", TERMS, ids=lambda term: term.name)
def test_each_term_leads_to_where_it_happens(program: Program, term: object) -> None:
    assert hasattr(term, "name")
    program.help.show_term(term.name)
    program.help.glossary.place_requested.emit(term.name)
    assert program.window.stage.is_visible(term.page)  # type: ignore[attr-defined]
    assert bool(program.help.spotlight.rects) == bool(term.part)  # type: ignore[attr-defined]


def test_f1_says_it_with_links_to_the_glossary(program: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    window, shown = program.window, []
    monkeypatch.setattr(what_is_this.QApplication, "widgetAt", lambda _: window.overview.loss_plot)
    monkeypatch.setattr(what_is_this.QWhatsThis, "showText", lambda _place, text, widget: shown.append((text, widget)))
    window.commands["what"].trigger()
    ((text, receiver),) = shown
    assert '<a href="loss">loss</a>' in text
    assert receiver.mapToGlobal(QPoint()) == window.overview.loss_plot.mapToGlobal(QPoint())
    QApplication.sendEvent(receiver, QWhatsThisClickedEvent("loss"))
    assert program.help.glossary.isVisible()
    assert program.help.glossary.current == "loss"


def test_the_list_of_keys_is_that_of_the_menus(program: Program) -> None:
    window = program.window
    window.commands["keys"].trigger()
    (keys,) = window.findChildren(KeysWindow)
    assert keys.isVisible()
    texts = said(keys)
    for name, command in COMMANDS.items():
        action = window.commands[name]
        assert (action.text().replace("&", "") in texts) == bool(command.keys), name
        for key in command.keys:
            native = QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)
            assert any(native in text.split(", ") for text in texts), key
    assert ENTRIES[1].title in texts
    assert "Ctrl+2" in texts
    assert "Alt+7" in texts
    assert "That's a… 7" in texts


def test_the_keys_are_listed_without_the_letters_that_open_menus(program: Program) -> None:
    window = program.window
    next(action for action in window.commands.language.actions() if action.data() == "ko").trigger()
    window.commands["keys"].trigger()
    (shown,) = window.findChildren(KeysWindow)
    assert "용어 사전" in said(shown)
    keys = window.commands.keys()
    assert keys[0][0] == "파일"
    assert ("용어 사전", "Shift+F1") in keys[-1][1]
    next(action for action in window.commands.language.actions() if action.data() == "en").trigger()
    assert "Glossary" in said(shown)


@pytest.mark.parametrize(("language", "title"), [("en", "How 784 numbers become a digit"), ("ko", "수 784개가")])
def test_the_page_to_read_comes_in_the_language_spoken(program: Program, language: str, title: str) -> None:
    next(action for action in program.window.commands.language.actions() if action.data() == language).trigger()
    program.window.commands["read_more"].trigger()
    (window,) = program.window.findChildren(DocumentWindow)
    assert window.isVisible()
    assert window.windowTitle().startswith(title)
    assert "input_shape=(28 * 28,)" in window.text
    pictures = read_document(resources.document(help_wiring.PAGES[language])).pictures
    assert window.length > sum(picture.height() for picture in pictures.values())
    i18n.set_language("en")


def test_its_link_leads_to_the_other_language_and_any_other_out(
    program: Program, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[QUrl] = []
    monkeypatch.setattr(help_wiring.QDesktopServices, "openUrl", opened.append)
    program.window.commands["read_more"].trigger()
    (window,) = program.window.findChildren(DocumentWindow)
    window.link_requested.emit("learning.ko.md")
    assert window.windowTitle().startswith("수 784개가")
    window.link_requested.emit("lessons.md")
    window.link_requested.emit("https://example.org/x")
    assert [url.fileName() for url in opened] == ["lessons.md", "x"]


@pytest.mark.parametrize("language", ["en", "ko"])
def test_the_guide_for_teachers_opens_in_the_language_of_the_window(program: Program, language: str) -> None:
    i18n.set_language(language)
    program.window.commands["teaching"].trigger()
    (window,) = program.window.findChildren(DocumentWindow)
    assert window.windowTitle() == {"en": "Teaching with digitapp", "ko": "digitapp으로 가르치기"}[language]
    window.link_requested.emit(help_wiring.TEACHING["ko" if language == "en" else "en"])
    assert window.windowTitle() == {"ko": "Teaching with digitapp", "en": "digitapp으로 가르치기"}[language]


@pytest.mark.parametrize("name", help_wiring.PAGES.values())
def test_all_pictures_of_a_page_are_there(name: str) -> None:
    path = resources.document(name)
    document = read_document(path)
    assert len(document.pictures) == document.text.count("![") > 3
    assert all(not picture.isNull() for picture in document.pictures.values())


def test_the_paper_does_not_move_with_the_first_stroke(program: Program, qtbot: QtBot) -> None:
    program.window.resize(1280, 692)
    paper, invitation = program.window.paper, program.window.paper.invitation
    before = [view.geometry() for view in (paper.canvas, paper.drawing_tools, paper.verdict)]
    assert invitation.isVisible()
    draw_seven(program, qtbot)
    assert [view.geometry() for view in (paper.canvas, paper.drawing_tools, paper.verdict)] == before


def test_it_invites_to_the_lesson_until_one_was_opened_also_beside_a_drawing(program: Program, qtbot: QtBot) -> None:
    invitation = program.window.paper.invitation
    assert invitation.isVisible()
    draw_seven(program, qtbot)
    assert invitation.isVisible()
    invitation.click()
    assert any(chooser.isVisible() for chooser in program.window.findChildren(LessonChooser))
    assert not invitation.isVisible()
    program.session.drawing.undo()
    program.session.drawing.redo()
    assert not invitation.isVisible()
