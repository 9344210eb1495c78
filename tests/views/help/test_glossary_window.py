"""The glossary's window: search, the numbers of now, links from term to term, and by the keyboard alone."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListWidget
from pytestqt.qtbot import QtBot

from digitapp import i18n
from digitapp.views.help.glossary_window import GlossaryWindow
from digitapp.views.help.terms import NAMES, TERMS
from digitapp.views.window import pages
from tests.views import looking


@pytest.fixture
def window(qtbot: QtBot, light: None) -> GlossaryWindow:
    assert light is None
    return looking.show(qtbot, GlossaryWindow(), 720, 460)


def listed(window: GlossaryWindow) -> list[str]:
    found = window.findChild(QListWidget)
    assert isinstance(found, QListWidget)
    return [found.item(row).text() for row in range(found.count())]


def said(window: GlossaryWindow) -> str:
    return "\n".join(part.text() for part in window.findChildren(QLabel) if part.isVisible())


def search(window: GlossaryWindow, text: str) -> QLineEdit:
    found = window.findChild(QLineEdit)
    assert isinstance(found, QLineEdit)
    found.setText(text)
    return found


def test_all_terms_are_listed_and_the_first_is_shown(window: GlossaryWindow) -> None:
    assert len(listed(window)) == len(TERMS) >= 20
    assert window.current == NAMES[0]
    assert "Weight, W" in said(window)


def test_a_search_leaves_what_fits_and_shows_the_first_of_it(window: GlossaryWindow) -> None:
    search(window, "epoch")
    assert "Epoch" in listed(window)
    assert len(listed(window)) < len(TERMS)
    search(window, "no such word")
    assert listed(window) == []
    assert "No term is called so" in said(window)
    search(window, "")
    assert len(listed(window)) == len(TERMS)


def test_a_term_that_the_search_hides_can_be_shown(window: GlossaryWindow) -> None:
    search(window, "overfitting")
    window.show_term("softmax")
    assert window.current == "softmax"
    assert len(listed(window)) == len(TERMS)


def test_the_numbers_of_now_are_shown_or_how_to_get_them(window: GlossaryWindow) -> None:
    window.show_term("z")
    assert "Draw a digit, and its numbers stand here." in said(window)
    window.set_figures({"z": "z[3] = 1.000 + 0.500 = 1.500"})
    assert "z[3] = 1.000 + 0.500 = 1.500" in said(window)
    window.show_term("overfitting")
    assert "Train a network" in said(window)


def test_one_goes_from_term_to_term_by_links(window: GlossaryWindow) -> None:
    window.show_term("weight")
    text = next(part for part in window.findChildren(QLabel) if "has one weight" in part.text())
    assert 'href="unit"' in text.text()
    assert 'href="weight"' not in text.text()
    text.linkActivated.emit("unit")
    assert window.current == "unit"


def test_by_the_keyboard_alone(window: GlossaryWindow, qtbot: QtBot) -> None:
    asked: list[str] = []
    window.place_requested.connect(asked.append)
    field = search(window, "gradient")
    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_Down)
    chosen = window.current
    assert chosen != NAMES[0]
    QTest.keyClick(field, Qt.Key.Key_Return)
    found = window.findChild(QListWidget)
    assert found is not None
    found.itemActivated.emit(found.currentItem())
    assert asked == [chosen]
    with qtbot.waitSignal(window.seen):
        QTest.keyClick(field, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_parts_have_names_for_those_who_hear_the_window(window: GlossaryWindow) -> None:
    assert search(window, "").accessibleName() == "Search the glossary"
    found = window.findChild(QListWidget)
    assert found is not None
    assert found.accessibleName() == "Terms"


def test_every_term_leads_to_a_page_that_there_is() -> None:
    assert {term.page for term in TERMS} <= set(pages.NAMES)


@pytest.mark.parametrize("code", ["en", "ko"])
def test_no_name_is_cut_off(window: GlossaryWindow, code: str) -> None:
    i18n.set_language(code)
    window.retranslate()
    i18n.set_language("en")
    found = window.findChild(QListWidget)
    assert isinstance(found, QListWidget)
    QApplication.processEvents()
    assert not found.horizontalScrollBar().isVisible()
    assert found.sizeHintForColumn(0) <= found.viewport().width()
    width = found.width()
    search(window, "epoch")
    assert found.width() == width  # nothing moves while one types
