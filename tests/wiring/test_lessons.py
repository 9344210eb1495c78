"""The guided lesson in the whole program: every task of it can be done, is noticed, and it goes on where it was."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from digitapp import i18n
from digitapp.app import Program
from digitapp.core.lessons.lesson import load_lesson
from digitapp.core.runs.dataset import Dataset
from digitapp.preferences import Preferences
from digitapp.views.window import dialogs
from tests import pen
from tests.core.lessons.test_lesson import HEAD, OWN, STOP
from tests.views import looking

ONE = ((0.5, 0.15), (0.5, 0.5), (0.5, 0.85))
TIMEOUT = 20_000


@pytest.fixture
def lesson(program: Program) -> Program:
    program.window.commands["lesson"].trigger()
    assert program.lessons.panel.isVisible()
    return program


def text(program: Program) -> str:
    return " | ".join(looking.labels(program.lessons.panel))


def next_button(program: Program) -> QPushButton:
    return next(b for b in program.lessons.panel.findChildren(QPushButton) if b.property("role") == "primary")


def panel_button(program: Program, *texts: str) -> QPushButton:
    return next(button for button in program.lessons.panel.findChildren(QPushButton) if button.text() in texts)


def test_every_task_of_the_lesson_can_be_done_and_is_noticed(lesson: Program, mnist: Dataset, qtbot: QtBot) -> None:
    window, session, stage = lesson.window, lesson.session, lesson.window.stage
    session.datasets.use(mnist.shortened(128 * 110, 100))

    def choose_unit(on: bool) -> None:
        reading = session.reader.reading
        assert reading is not None
        values = reading.hidden[0].activation
        session.explanations.select_none()
        session.explanations.select_unit(int((values > 0).argmax() if on else (values <= 0).argmax()))

    def draw_one() -> None:
        session.drawing.clear()
        pen.draw(window.paper.canvas, pen.along(ONE))

    tasks = [
        lambda: pen.draw(window.paper.canvas, pen.along(pen.SEVEN)),
        lambda: stage.open("numbers"),
        lambda: session.explanations.select_unit(3),
        lambda: choose_unit(True),
        lambda: choose_unit(False),
        lambda: looking.button(window.overview.hidden_layer, "z").click(),
        draw_one,
        lambda: stage.open("steps"),
        lambda: stage.open("ledger"),
        lambda: window.commands["new"].trigger(),
        lambda: window.commands["train"].trigger(),
        lambda: None,
    ]
    stops = load_lesson(OWN).stops
    assert len(tasks) == len(stops)
    for number, (stop, task) in enumerate(zip(stops, tasks, strict=True)):
        assert lesson.lessons.number == number
        assert stop.title["en"] in text(lesson)
        shown = len(stop.show)
        qtbot.waitUntil(lambda n=shown: len(lesson.lessons.spotlight.rects) >= n)  # type: ignore[misc]
        if stop.check.name not in ("none", "unit_on", "unit_off"):
            assert not lesson.lessons.done, stop.title["en"]
        task()
        qtbot.waitUntil(lambda: lesson.lessons.done, timeout=TIMEOUT)
        assert f"✓  {stop.task['en']}" in text(lesson)
        next_button(lesson).click()
    assert not lesson.lessons.panel.isVisible()
    assert lesson.lessons.spotlight.rects == []


def test_stops_are_skipped_and_gone_back_to(lesson: Program) -> None:
    panel = lesson.lessons.panel
    back, on = panel_button(lesson, "&Back"), next_button(lesson)
    assert panel.isVisible()
    assert (back.isEnabled(), on.text()) == (False, "&Skip")
    on.click()
    assert "Stop 2 of" in text(lesson)
    back.click()
    assert "Stop 1 of" in text(lesson)
    pen.draw(lesson.window.paper.canvas, pen.along(pen.SEVEN))
    assert on.text() == "&Next"


def test_what_was_done_stays_done(lesson: Program, qtbot: QtBot) -> None:
    pen.draw(lesson.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: lesson.lessons.done)
    lesson.session.drawing.clear()
    qtbot.waitUntil(lambda: lesson.session.reader.reading is None)
    assert lesson.lessons.done


def test_it_goes_on_where_it_was_after_a_restart(lesson: Program, qapp: QApplication) -> None:
    for _ in range(3):
        next_button(lesson).click()
    QTest.keyClick(lesson.lessons.panel, Qt.Key.Key_Escape)
    assert not lesson.lessons.panel.isVisible()
    assert lesson.lessons.spotlight.rects == []
    again = Program(qapp, Preferences(appearance="light", lesson_stop=lesson._preferences.lesson_stop), "en")
    again.window.commands["lesson"].trigger()
    assert again.lessons.number == 3
    again.close()
    again.window.allow_close()
    again.window.close()
    again.window.deleteLater()
    again.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_stop_that_is_not_there_any_more_is_the_first(program: Program) -> None:
    program._preferences.lesson_stop = 99
    program.window.commands["lesson"].trigger()
    assert program.lessons.number == 0


def test_a_teacher_s_own_lesson_is_opened_and_remembered(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + STOP + STOP, "utf-8")
    monkeypatch.setattr(dialogs.QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    program.window.commands["open_lesson"].trigger()
    assert "Stop 1 of 2" in text(program)
    assert program._preferences.lesson == str(path)
    next_button(program).click()
    program.lessons.panel.leave()
    program.window.commands["lesson"].trigger()
    assert "Stop 2 of 2" in text(program)


def test_a_broken_lesson_is_told_of_and_the_one_under_way_stays(
    lesson: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(HEAD + STOP + 'check = "dance"', "utf-8")
    monkeypatch.setattr(dialogs.QFileDialog, "getOpenFileName", lambda *_: (str(path), ""))
    lesson.window.commands["open_lesson"].trigger()
    assert "mine.toml, stop 1, from line 3 on: expected check as one of" in lesson.window.message_bar.text
    assert load_lesson(OWN).stops[0].title["en"] in text(lesson)


def test_a_lesson_that_is_gone_gives_way_to_the_program_s_own(program: Program, tmp_path: Path) -> None:
    program._preferences.lesson = str(tmp_path / "gone.toml")
    program.window.commands["lesson"].trigger()
    assert "gone.toml" in program.window.message_bar.text
    program.window.commands["lesson"].trigger()
    assert load_lesson(OWN).stops[0].title["en"] in text(program)


def test_it_speaks_korean(lesson: Program) -> None:
    next(action for action in lesson.window.commands.language.actions() if action.data() == "ko").trigger()
    assert load_lesson(OWN).stops[0].title["ko"] in text(lesson)
    i18n.set_language("en")


@pytest.mark.parametrize("code", ["en", "ko"])
def test_every_stop_has_room_for_its_text(lesson: Program, code: str, qtbot: QtBot) -> None:
    next(action for action in lesson.window.commands.language.actions() if action.data() == code).trigger()
    panel = lesson.lessons.panel

    def everything_fits() -> bool:
        labels = [one for one in panel.findChildren(QLabel) if one.text()]
        return all(one.height() >= one.heightForWidth(one.width()) for one in labels if one.wordWrap())

    for _ in load_lesson(OWN).stops:
        qtbot.waitUntil(everything_fits)
        next_button(lesson).click()
