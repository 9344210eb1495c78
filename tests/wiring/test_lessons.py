"""The guided lesson in the whole program: every task of it can be done, is noticed, and it goes on where it was."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QSlider, QWidget
from pytestqt.qtbot import QtBot

from digitapp import i18n
from digitapp.app import Program
from digitapp.core.lessons.lesson import PAGES, load_lesson
from digitapp.core.runs.dataset import Dataset
from digitapp.preferences import Preferences
from digitapp.views.parts.pixel_table import PixelTable
from digitapp.views.parts.step_strip import StepStrip
from digitapp.views.window import dialogs
from tests import pen
from tests.core.lessons.test_lesson import HEAD, OWN, STOP
from tests.views import looking
from tests.window import child, key

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
    return panel_button(program, *map(i18n.tr, ("&Next", "&Skip", "&Finish")))


def buttons(program: Program) -> list[QRect]:
    """Where the lesson's buttons are in the window."""
    found = program.lessons.panel.findChildren(QPushButton)
    return [QRect(button.mapTo(program.window, QPoint()), button.size()) for button in found]


def panel_button(program: Program, *texts: str) -> QPushButton:
    return next(button for button in program.lessons.panel.findChildren(QPushButton) if button.text() in texts)


def test_every_task_of_the_lesson_can_be_done_and_is_noticed(lesson: Program, mnist: Dataset, qtbot: QtBot) -> None:
    window, session, stage = lesson.window, lesson.session, lesson.window.stage
    before = session.history.run
    session.datasets.use(mnist.shortened(128 * 110, 100))

    def choose_unit_that_is_on() -> None:
        reading = session.reader.reading
        assert reading is not None
        off, on = int(reading.hidden[0].activation.argmin()), int(reading.hidden[0].activation.argmax())
        session.explanations.select_unit(off)
        assert not lesson.lessons.done
        session.explanations.select_unit(on)

    def slide_b() -> None:
        window.pages["weight"].hand.bias_asked.emit(-0.01)
        assert not lesson.lessons.done
        window.pages["weight"].hand.bias_asked.emit(-19.0)

    def point_at(*places: int) -> None:
        for place in places:
            assert not lesson.lessons.done
            child(window.pages["numbers"], PixelTable).pointed.emit(place)

    def try_x() -> None:
        slider = child(window.pages["steps"], QSlider, "A number to try")
        slider.setValue(50)
        assert not lesson.lessons.done
        slider.setValue(-50)

    def to_the_last_step() -> None:
        strip = child(window.pages["steps"], StepStrip)
        strip.chosen.emit(3)
        assert not lesson.lessons.done
        strip.chosen.emit(len(strip.steps) - 1)

    def change_the_answer() -> None:
        looking.button(window.pages["ledger"], "What would change the answer?").click()
        qtbot.waitUntil(looking.button(window.pages["ledger"], "Try it").isEnabled)
        assert not lesson.lessons.done
        looking.button(window.pages["ledger"], "Try it").click()

    def learn() -> None:
        qtbot.waitUntil(lambda: session.reader.reading is not None)
        window.pages["weight"].label_chosen.emit(1)
        looking.button(window.pages["weight"], "Take this step").click()

    def draw_one() -> None:
        session.drawing.clear()
        pen.draw(window.paper.canvas, pen.along(ONE))

    tasks = [
        lambda: pen.draw(window.paper.canvas, pen.along(pen.SEVEN)),
        lambda: point_at(299, 300),
        choose_unit_that_is_on,
        slide_b,
        try_x,
        lambda: looking.button(window.overview.hidden_layer, "z").click(),
        draw_one,
        to_the_last_step,
        change_the_answer,
        lambda: window.commands["new"].trigger(),
        learn,
        lambda: window.commands["train"].trigger(),
        lambda: None,
    ]
    stops = load_lesson(OWN).stops
    assert len(tasks) == len(stops)
    for number, (stop, task) in enumerate(zip(stops, tasks, strict=True)):
        assert lesson.lessons.number == number
        assert stop.title["en"] in text(lesson)
        shown = len(stop.show)
        assert all(stage.is_visible(page) for page in stop.show if page in PAGES)
        qtbot.waitUntil(lambda n=shown: len(lesson.lessons.spotlight.rects) >= n)  # type: ignore[misc]
        if stop.check.name != "none":
            assert not lesson.lessons.done, stop.title["en"]
        where = buttons(lesson)
        task()
        qtbot.waitUntil(lambda: lesson.lessons.done, timeout=TIMEOUT)
        assert f"✓  {stop.task['en']}" in text(lesson)
        assert buttons(lesson) == where  # nothing moves under the pointer
        next_button(lesson).click()
        assert not window.overview.hidden_layer.shows_z
        assert session.history.changes == {}
    assert not lesson.lessons.panel.isVisible()
    assert lesson.lessons.spotlight.rects == []
    assert session.history.run.number == before.number
    assert session.history.unsaved == []  # nobody is asked about what the lesson has made
    assert len(session.history.tree) > 1  # and it is not lost
    assert "The lesson is over" in window.message_bar.text


def test_stops_are_skipped_and_gone_back_to(lesson: Program, qtbot: QtBot) -> None:
    panel = lesson.lessons.panel
    back, on = panel_button(lesson, "&Back"), next_button(lesson)
    assert panel.isVisible()
    assert (back.isEnabled(), on.text()) == (False, "&Skip")
    on.click()
    assert "Stop 2 of" in text(lesson)
    back.click()
    assert "Stop 1 of" in text(lesson)
    pen.draw(lesson.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: on.text() == "&Next")


def test_a_seven_that_is_there_already_will_do(program: Program, qtbot: QtBot) -> None:
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "7")
    program.window.commands["lesson"].trigger()
    assert program.lessons.done


def test_the_keys_work_after_a_click_on_next(lesson: Program, qtbot: QtBot) -> None:
    pen.draw(lesson.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: lesson.lessons.done)
    QTest.mouseClick(next_button(lesson), Qt.MouseButton.LeftButton)
    assert lesson.lessons.number == 1
    key(lesson, Qt.Key.Key_Delete)
    qtbot.waitUntil(lambda: lesson.session.reader.reading is None)
    before = lesson.session.history.run
    key(lesson, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: lesson.session.history.run is not before)
    key(lesson, Qt.Key.Key_5, Qt.KeyboardModifier.ControlModifier)
    assert lesson.window.stage.in_front == "steps"


@pytest.mark.parametrize("code", ["en", "ko"])
def test_no_title_needs_a_second_line(lesson: Program, code: str, qtbot: QtBot) -> None:
    next(action for action in lesson.window.commands.language.actions() if action.data() == code).trigger()
    lesson.window.resize(1280, 692)
    for stop in load_lesson(OWN).stops:
        title = next(one for one in lesson.lessons.panel.findChildren(QLabel) if one.text() == stop.title[code])
        qtbot.waitUntil(lambda title=title: title.width() >= title.fontMetrics().horizontalAdvance(title.text()))  # type: ignore[misc]
        next_button(lesson).click()
    i18n.set_language("en")


def test_skip_is_no_invitation_and_next_is_one(lesson: Program, qtbot: QtBot) -> None:
    assert next_button(lesson).property("role") != "primary"
    pen.draw(lesson.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: next_button(lesson).property("role") == "primary")


def test_a_frame_goes_round_what_it_is_about_and_stays_there(lesson: Program, qtbot: QtBot) -> None:
    window = lesson.window
    for size in ((1024, 720), (1280, 720), (1600, 900)):
        window.resize(*size)
        seen = window.paper.seen

        def framed(seen: QWidget = seen) -> bool:
            place = QRect(seen.mapTo(window, QPoint()), seen.size())
            return any(rect == place.adjusted(-4, -4, 4, 4) for rect in lesson.lessons.spotlight.rects)

        qtbot.waitUntil(framed)
        assert all(window.rect().contains(rect) for rect in buttons(lesson))


def test_what_was_done_before_a_stop_does_not_count(lesson: Program, qtbot: QtBot) -> None:
    pen.draw(lesson.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: lesson.lessons.done)
    reading = lesson.session.reader.reading
    assert reading is not None
    lesson.session.explanations.select_unit(int(reading.hidden[0].activation.argmax()))
    lesson.window.overview.hidden_layer.show_z(True)
    for _ in range(2):
        next_button(lesson).click()
    assert load_lesson(OWN).stops[lesson.lessons.number].check.name == "unit_on"
    assert not lesson.lessons.done


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
