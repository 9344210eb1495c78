"""The stage: one page in front, two on a wide screen, others in windows; what nobody opened is not built."""

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolButton
from pytestqt.qtbot import QtBot

from digitapp import i18n
from digitapp.views.parts.figure import FORMATS, figure
from digitapp.views.parts.page import Page
from digitapp.views.parts.survey_page import SurveyPage
from digitapp.views.window.main_window import MainWindow
from digitapp.views.window.pages import ENTRIES, NAMES
from digitapp.views.window.rail import Rail
from digitapp.views.window.stage import WIDE
from tests.views import looking
from tests.views.surveys import survey


@pytest.fixture
def window(qtbot: QtBot, light: None) -> MainWindow:
    assert light is None
    made = MainWindow()
    made.allow_close()
    return looking.show(qtbot, made, 1280, 720)


def built(window: MainWindow) -> list[str]:
    return [name for name in NAMES if window.pages.there(name) is not None]


def seen(window: MainWindow) -> list[str]:
    return [name for name in built(window) if window.pages[name].isVisible()]


def rail_button(window: MainWindow, name: str) -> QToolButton:
    button = window.findChild(Rail).findChild(QToolButton, name)
    assert isinstance(button, QToolButton)
    return button


def test_only_what_was_opened_is_built_and_only_the_page_in_front_is_seen(window: MainWindow) -> None:
    assert built(window) == ["overview"]
    for number, name in enumerate(NAMES, 1):
        window.stage.open(name)
        assert window.stage.in_front == name
        assert seen(window) == [name]
        assert built(window) == list(NAMES[:number])


def test_the_rail_turns_the_pages_and_marks_the_one_in_front(window: MainWindow) -> None:
    for entry in ENTRIES:
        rail_button(window, entry.name).click()
        assert window.stage.in_front == entry.name
        marked = [each.name for each in ENTRIES if rail_button(window, each.name).isChecked()]
        assert marked == [entry.name]
    rail_button(window, "program").click()  # again
    assert rail_button(window, "program").isChecked()


def test_turning_the_pages_gives_none_another_parent(window: MainWindow) -> None:
    """That would take most of the time: Qt goes through all that is in the page."""
    window.stage.open("diagram")
    parents = {name: window.pages[name].parentWidget() for name in ("overview", "diagram")}
    for name in ("overview", "diagram", "overview"):
        window.stage.open(name)
        assert [page for page in parents if window.pages[page].isVisible()] == [name]
    assert {name: window.pages[name].parentWidget() for name in parents} == parents


def test_the_next_page_and_the_one_before(window: MainWindow) -> None:
    window.stage.turn(+1)
    assert window.stage.in_front == NAMES[1]
    window.stage.turn(-1)
    window.stage.turn(-1)
    assert window.stage.in_front == NAMES[-1]


def test_two_pages_where_there_is_room(window: MainWindow, qtbot: QtBot) -> None:
    window.stage.open_beside("diagram")
    assert seen(window) == ["overview"]
    window.resize(1280 + WIDE, 900)
    qtbot.waitUntil(lambda: set(seen(window)) == {"overview", "diagram"})
    window.stage.open("diagram")  # they change places
    assert (window.stage.in_front, window.stage.beside) == ("diagram", "overview")
    assert set(seen(window)) == {"overview", "diagram"}
    window.stage.open_beside("numbers")
    assert set(seen(window)) == {"diagram", "numbers"}
    window.stage.open_beside("diagram")  # it is in front: they change places
    assert (window.stage.in_front, window.stage.beside) == ("numbers", "diagram")
    window.resize(1280, 720)
    qtbot.waitUntil(lambda: seen(window) == ["numbers"])
    window.resize(1280 + WIDE, 900)
    qtbot.waitUntil(lambda: len(seen(window)) == 2)
    window.stage.open_beside("")
    assert seen(window) == ["numbers"]


def test_a_page_goes_into_a_window_of_its_own_and_back(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    window.stage.open("diagram")
    window.stage.move_out()
    own = window.stage.window_of("diagram")
    assert own is not None
    assert own.isVisible()
    assert own.slot.page is window.pages["diagram"]
    assert window.stage.in_front == "overview"
    assert set(seen(window)) == {"overview", "diagram"}
    monkeypatch.setattr(own, "raise_", lambda: None)  # the offscreen platform cannot
    window.stage.open("diagram")  # it stays where it is
    assert window.stage.in_front == "overview"
    looking.button(own, "Back to the main window").click()
    assert window.stage.window_of("diagram") is None
    assert window.stage.in_front == "diagram"
    assert seen(window) == ["diagram"]


def test_the_second_page_leaves_when_the_window_is_made_small_at_once(window: MainWindow, qtbot: QtBot) -> None:
    window.stage.open_beside("steps")
    window.resize(1920, 1000)
    qtbot.waitUntil(lambda: "steps" in seen(window))
    window.resize(1280, 690)
    qtbot.waitUntil(lambda: "steps" not in seen(window))
    assert window.width() == 1280


def test_the_rail_brings_a_page_s_own_window_to_the_front(window: MainWindow, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("units", "steps"):
        window.stage.open(name)
    window.stage.move_out()
    assert window.stage.in_front == "units"  # what was there before
    lit = [each.name for each in ENTRIES if rail_button(window, each.name).isChecked()]
    assert lit == ["units"]
    assert "in a window of its own" in rail_button(window, "steps").toolTip()
    own, done = window.stage.window_of("steps"), []
    assert own is not None
    monkeypatch.setattr(own, "raise_", lambda: done.append("raised"))
    monkeypatch.setattr(own, "activateWindow", lambda: done.append("activated"))
    own.showMinimized()
    rail_button(window, "steps").click()
    assert done == ["raised", "activated"]
    assert not own.isMinimized()
    assert window.stage.in_front == "units"
    assert [each.name for each in ENTRIES if rail_button(window, each.name).isChecked()] == ["units"]
    own.close()
    assert window.stage.in_front == "steps"
    assert "in a window of its own" not in rail_button(window, "steps").toolTip()


def test_a_window_of_a_page_does_not_lie_on_the_paper(window: MainWindow) -> None:
    window.stage.open("diagram")
    window.stage.move_out()
    own = window.stage.window_of("diagram")
    assert own is not None
    paper = QRect(window.paper.mapToGlobal(QPoint()), window.paper.size())
    assert not own.geometry().intersects(paper)
    own.close()


def test_all_windows_of_pages_close_with_the_main_one(window: MainWindow) -> None:
    window.stage.open("diagram")
    window.stage.move_out()
    own = window.stage.window_of("diagram")
    assert own is not None
    window.close()
    assert window.stage.window_of("diagram") is None


def test_a_page_that_waits_hears_of_another_language(window: MainWindow) -> None:
    window.stage.open("program")
    page = window.pages["program"]
    window.stage.open("overview")
    i18n.set_language("ko")
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    window.stage.open("program")
    assert looking.button(page, i18n.tr("Copy for Keras")).isVisible()
    assert i18n.tr("Copy for Keras") != "Copy for Keras"


def test_numbers_are_offered_where_there_are_some(window: MainWindow) -> None:
    window.stage.open("ledger")
    button = looking.button(window.stage.main, "Save numbers…")
    assert button.isVisible()
    window.stage.open("program")
    assert not button.isVisible()


def test_the_title_is_a_menu_of_all_pages(window: MainWindow) -> None:
    title = looking.button(window.stage.main, "Overview")
    menu = title.menu()
    assert [action.text() for action in menu.actions()] == [i18n.tr(entry.title) for entry in ENTRIES]
    menu.actions()[3].trigger()
    assert window.stage.in_front == NAMES[3]


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("name", NAMES)
def test_no_page_needs_bars_to_scroll_with_on_a_small_screen(qtbot: QtBot, light: None, name: str, code: str) -> None:
    assert light is None
    i18n.set_language(code)
    made = MainWindow()
    made.stage.open(name)
    made.allow_close()
    page = made.pages[name]
    if isinstance(page, SurveyPage):
        page.set_survey(survey())
    made.timeline.show()  # as soon as a run has left snapshots
    looking.show(qtbot, made, 1280, 692)  # 720 without the title that the desktop puts above
    qtbot.wait(1)
    room = page.parentWidget()
    assert room is not None
    assert page.width() <= room.width(), name
    assert page.height() <= room.height(), name


# A page as a picture


@pytest.fixture
def page(window: MainWindow) -> Page:
    window.stage.open("program")
    return window.pages["program"]


def test_a_picture_is_three_times_as_large_and_shows_the_page(page: Page) -> None:
    image = QImage.fromData(figure(page, ".png"))
    assert image.size() == page.size() * 3
    colours = {image.pixel(x, y) for x in range(0, image.width(), 9) for y in range(0, image.height(), 9)}
    assert len(colours) > 2


def test_an_svg_has_the_words_as_words(page: Page) -> None:
    text = figure(page, ".svg").decode()
    assert text.startswith("<?xml")
    assert "Copy for Keras" in text
    assert f'viewBox="0 0 {page.width()} {page.height()}"' in text


def test_a_pdf_has_one_page_of_the_view_s_size(page: Page) -> None:
    data = figure(page, ".pdf")
    assert data.startswith(b"%PDF")
    assert data.count(b"/Type /Page\n") == 1
    width = page.width() / page.logicalDpiX() * 72
    (box,) = [line for line in data.splitlines() if b"/MediaBox" in line]
    assert float(box.split(b"[")[1].split()[2]) == pytest.approx(width, abs=1)


def test_no_other_kinds_are_offered() -> None:
    assert set(FORMATS) == {".png", ".svg", ".pdf"}


def test_the_window_fits_a_small_screen(window: MainWindow) -> None:
    assert window.size() == QSize(1280, 720)
    least = window.minimumSizeHint()
    assert least.width() <= 1024
    assert least.height() <= 640


def test_the_rail_is_usable_by_keys(window: MainWindow, qtbot: QtBot) -> None:
    button = rail_button(window, "steps")
    button.setFocus()
    qtbot.waitUntil(button.hasFocus)
    QTest.keyClick(button, Qt.Key.Key_Space)
    assert window.stage.in_front == "steps"
