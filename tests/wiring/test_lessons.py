"""The guided lesson in the whole program: every task of it can be done, is noticed, and it goes on where it was."""

from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from digitapp import i18n
from digitapp.app import Program
from digitapp.core.inside.explanations import Flip
from digitapp.core.lessons.lesson import PAGES
from digitapp.core.lessons.lesson_file import load_lesson
from digitapp.core.paper.pictures import as_it_is
from digitapp.core.reading.reading import read
from digitapp.core.recipe.samples import sample_digits
from digitapp.core.runs.dataset import Dataset
from digitapp.preferences import Preferences
from digitapp.views.lessons.lesson_chooser import LessonChooser
from digitapp.views.parts.pixel_table import PixelTable
from digitapp.views.window import dialogs
from tests import pen
from tests.core.lessons.test_lesson import HEAD, OWN, STOP
from tests.views import looking
from tests.window import child, key

TIMEOUT = 20_000


@pytest.fixture
def lesson(program: Program) -> Program:
    assert program.lessons.open(OWN)
    assert program.lessons.panel.isVisible()
    return program


def chooser(program: Program) -> LessonChooser:
    """Open the window that offers the lessons."""
    program.window.commands["lesson"].trigger()
    (found,) = program.window.findChildren(LessonChooser)
    return found


def text(program: Program) -> str:
    return " | ".join(looking.labels(program.lessons.panel))


def next_button(program: Program) -> QPushButton:
    return panel_button(program, *map(i18n.tr, ("&Next", "&Skip", "&Finish")))


def buttons(program: Program) -> list[QRect]:
    """Where the lesson's buttons are in the window."""
    names = [i18n.tr(name) for name in ("&Next", "&Skip", "&Finish", "&Back", "Close")]
    found = [button for button in program.lessons.panel.findChildren(QPushButton) if button.text() in names]
    return [QRect(button.mapTo(program.window, QPoint()), button.size()) for button in found]


def panel_button(program: Program, *texts: str) -> QPushButton:
    return next(button for button in program.lessons.panel.findChildren(QPushButton) if button.text() in texts)


def test_every_stop_of_the_first_lesson_can_be_done_and_is_noticed(
    lesson: Program, mnist: Dataset, qtbot: QtBot
) -> None:
    window, session, stage = lesson.window, lesson.session, lesson.window.stage
    before = session.history.run
    session.datasets.use(mnist.shortened(128, 1000))

    def point_at(*places: int) -> None:
        for place in places:
            assert not lesson.lessons.done
            child(window.pages["numbers"], PixelTable).pointed.emit(place)

    def choose_loudest() -> None:
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

    def answer(*numbers: int) -> None:
        for number in numbers:
            assert not lesson.lessons.done
            lesson.lessons.panel.answered.emit(number)

    def guess(number: int) -> None:
        lesson.lessons.panel.prediction.guessed.emit(number)

    def find_unit_for_four() -> None:
        qtbot.waitUntil(lambda: session.surveyor.survey is not None, timeout=TIMEOUT)
        session.explanations.select_unit(265)
        assert not lesson.lessons.done
        session.explanations.select_unit(367)

    def draw_doubtful() -> None:
        moment = session.history.moment
        image = next(each for each in mnist.test_images if float(read(moment, each).probabilities.max()) < 0.6)
        session.drawing.lay_down(as_it_is(image, "doubtful"))

    def nearly_another() -> None:
        page = window.pages["ledger"]
        looking.button(page, "What would change the answer?").click()
        qtbot.waitUntil(looking.button(page, "Try it").isEnabled)
        assert not lesson.lessons.done  # more than one pixel, or no 7
        session.drawing.lay_down_strokes(sample_digits()[7])
        qtbot.waitUntil(lambda: session.reader.reading is not None)
        page.flip_shown.emit(Flip(9, (301, 302), (1.0, 1.0)))
        assert not lesson.lessons.done
        page.flip_shown.emit(Flip(9, (301,), (1.0,)))

    tasks = [
        lambda: pen.draw(window.paper.canvas, pen.along(pen.SEVEN)),
        lambda: point_at(300, 295),
        choose_loudest,
        slide_b,
        lambda: guess(300),
        lambda: answer(0, 2, 1),
        lambda: guess(5),
        find_unit_for_four,
        draw_doubtful,
        nearly_another,
        lambda: answer(1),
        lambda: None,
    ]
    stops = load_lesson(OWN).stops
    assert len(tasks) == len(stops)
    for number, (stop, task) in enumerate(zip(stops, tasks, strict=True)):
        assert lesson.lessons.number == number
        assert stop.title["en"] in text(lesson)
        assert all(stage.is_visible(page) for page in stop.show if page in PAGES)
        shown = len(stop.show)
        qtbot.waitUntil(lambda n=shown: len(lesson.lessons.spotlight.rects) >= n)  # type: ignore[misc]
        if stop.form != "free":
            assert not lesson.lessons.done, stop.title["en"]
        where = buttons(lesson)
        task()
        qtbot.waitUntil(lambda: lesson.lessons.done, timeout=TIMEOUT)
        assert buttons(lesson) == where  # nothing moves under the pointer
        next_button(lesson).click()
        assert not window.overview.hidden_layer.shows_z
        assert session.history.changes == {}
    assert not lesson.lessons.panel.isVisible()
    assert lesson.lessons.spotlight.rects == []
    assert session.history.run.number == before.number
    assert session.history.unsaved == []  # nobody is asked about what the lesson has made
    assert "first-look" in lesson._preferences.lessons_done
    assert lesson._preferences.lesson_stops == {}


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
    program.lessons.open(OWN)
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
    assert load_lesson(OWN).stops[lesson.lessons.number].check.name == "loudest"
    assert not lesson.lessons.done


def test_z_is_left_again_with_the_stop_that_asked_for_it(program: Program, tmp_path: Path) -> None:
    asks = STOP + 'check = "showing_z"\n'
    (tmp_path / "mine.toml").write_text(HEAD + asks + STOP + asks, encoding="utf-8")
    assert program.lessons.open(tmp_path / "mine.toml")
    layer = program.window.overview.hidden_layer
    layer.show_z(True)
    next_button(program).click()
    assert not layer.shows_z
    layer.show_z(True)  # nobody asked for it here
    next_button(program).click()
    assert layer.shows_z
    program.lessons.panel.leave()
    assert not layer.shows_z


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
    left = lesson._preferences.lesson_stops
    assert left == {"first-look": 3}
    again = Program(qapp, Preferences(appearance="light", lesson_stops=left), "en")
    chooser(again).lesson_requested.emit("first-look", False)
    assert again.lessons.number == 3
    again.close()
    again.window.allow_close()
    again.window.close()
    again.window.deleteLater()
    again.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_a_stop_that_is_not_there_any_more_is_the_first(program: Program) -> None:
    program._preferences.lesson_stops = {"first-look": 99}
    chooser(program).lesson_requested.emit("first-look", False)
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
    chooser(program).lesson_requested.emit(str(path), False)
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


def test_a_lesson_that_is_gone_is_told_of_and_not_offered_again(program: Program, tmp_path: Path) -> None:
    program._preferences.lesson = str(tmp_path / "gone.toml")
    shown = chooser(program)
    assert "gone.toml" in program.window.message_bar.text
    assert program._preferences.lesson == ""
    assert "T" not in looking.labels(shown)


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
