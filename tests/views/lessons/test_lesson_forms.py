"""The forms of a lesson's stops, as one sees them: answers, guesses, a curve to draw, the chooser, before and after."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QPushButton, QRadioButton, QScrollArea, QSlider
from pytestqt.qtbot import QtBot

import resources
from digitapp import i18n, theme
from digitapp.core.lessons.answers import Answers
from digitapp.core.lessons.lesson import Check, Lesson, Stop
from digitapp.core.lessons.lesson_file import load_lesson
from digitapp.views.lessons.answer_list import AnswerButton, AnswerList
from digitapp.views.lessons.answers_window import AnswersWindow
from digitapp.views.lessons.curve_guess import CurveGuess
from digitapp.views.lessons.lesson_chooser import Asked, LessonChooser, Offer
from digitapp.views.lessons.lesson_panel import LessonPanel
from digitapp.views.lessons.prediction_view import PredictionView
from tests.views import looking

pytestmark = pytest.mark.usefixtures("light")
QUESTIONS = load_lesson(resources.path("lessons/questions.toml"))
TRAINING = load_lesson(resources.path("lessons/training.toml"))
TITLE = {"en": "One", "ko": "하나"}


@pytest.fixture
def panel(qtbot: QtBot) -> LessonPanel:
    return looking.show(qtbot, LessonPanel(), 860, 156)


def ask(panel: LessonPanel, number: int = 1, *, survey: bool = False) -> None:
    panel.set_stop(QUESTIONS, number, place=(number, 10), depth="school", done=False, survey=survey)


def answers(panel: LessonPanel) -> list[AnswerButton]:
    return [button for button in panel.findChildren(AnswerButton) if button.isVisible()]


def visible(panel: LessonPanel) -> list[str]:
    return [one.text() for one in panel.findChildren(QLabel) if one.isVisible()]


def test_a_question_shows_its_answers_and_tells_which_one_was_chosen(panel: LessonPanel, qtbot: QtBot) -> None:
    ask(panel)
    assert [button.text() for button in answers(panel)] == [each.text["en"] for each in QUESTIONS.stops[1].answers]
    with qtbot.waitSignal(panel.answered) as told:
        QTest.mouseClick(answers(panel)[2], Qt.MouseButton.LeftButton)
    assert told.args == [2]


def test_a_wrong_answer_is_marked_and_what_speaks_against_it_is_said(panel: LessonPanel) -> None:
    ask(panel)
    panel.set_answer(0, verdict=True)
    wrong = QUESTIONS.stops[1].answers[0]
    assert f"✗  {wrong.why['en']}" in looking.labels(panel)
    assert answers(panel)[0].accessibleName() == f"A: {wrong.text['en']} (wrong)"
    assert "(right)" not in answers(panel)[1].accessibleName()  # that is to be found
    panel.set_answer(1, verdict=True)
    assert answers(panel)[1].accessibleName().endswith("(right)")


def test_a_survey_says_of_no_answer_whether_it_is_right(panel: LessonPanel) -> None:
    ask(panel, survey=True)
    panel.set_answer(0, verdict=False)
    said = " ".join([*looking.labels(panel), *(button.accessibleName() for button in answers(panel))])
    assert not any(word in said for word in ("✗", "✓", "(right)", "(wrong)"))
    assert answers(panel)[0].isChecked()


@pytest.mark.parametrize("code", ["en", "ko"])
def test_all_answers_of_all_questions_have_room(panel: LessonPanel, qtbot: QtBot, code: str) -> None:
    i18n.set_language(code)
    for number in range(10):
        ask(panel, number)

        def roomy() -> bool:
            return all(button.height() >= button.heightForWidth(button.width()) for button in answers(panel))

        qtbot.waitUntil(roomy)


@pytest.mark.parametrize("code", ["en", "ko"])
@pytest.mark.parametrize("name", ["first-look", "training", "what-goes-wrong", "questions"])
def test_all_texts_have_room_in_a_small_window(panel: LessonPanel, name: str, code: str, qtbot: QtBot) -> None:
    i18n.set_language(code)
    lesson = load_lesson(resources.path(f"lessons/{name}.toml"))
    areas = panel.findChildren(QScrollArea)
    for depth in ("school", "university"):
        for number, stop in enumerate(lesson.stops):
            for answer in range(-1, len(stop.answers)):
                panel.set_stop(lesson, number, place=(number, 12), depth=depth, done=False)
                if answer >= 0:
                    panel.set_answer(answer, verdict=True)

                def roomy() -> bool:
                    bars = [area.verticalScrollBar() for area in areas if area.isVisible()]
                    return all(bar.maximum() == 0 for bar in bars)

                qtbot.waitUntil(roomy)


def test_long_answers_take_more_lines(qtbot: QtBot) -> None:
    listed = looking.show(qtbot, AnswerList(), 220, 200)
    listed.set_answers(["short", "so long that it does not fit into one line of this narrow list"], -1, [None, None])
    short, long = [button for button in listed.findChildren(AnswerButton) if button.isVisible()]
    assert long.heightForWidth(200) > short.heightForWidth(200)


def test_the_depth_is_shown_and_can_be_changed_at_each_stop(panel: LessonPanel, qtbot: QtBot) -> None:
    panel.set_stop(TRAINING, 1, place=(1, 10), depth="school", done=False)
    assert TRAINING.stops[1].text["en"] in looking.labels(panel)
    with qtbot.waitSignal(panel.depth_requested) as told:
        looking.button(panel, "School ⇄").click()
    assert told.args == ["university"]
    panel.set_stop(TRAINING, 1, place=(1, 11), depth="university", done=False)
    assert TRAINING.stops[1].deeper["en"] in looking.labels(panel)


def test_a_hint_is_given_to_whoever_asks(panel: LessonPanel) -> None:
    panel.set_stop(TRAINING, 0, place=(0, 10), depth="school", done=False)
    hint = TRAINING.stops[0].hint["en"]
    assert hint not in visible(panel)
    looking.button(panel, "Hint").click()
    assert hint in visible(panel)
    looking.button(panel, "Hide the hint").click()
    assert hint not in visible(panel)


def test_what_was_said_follows_the_language(panel: LessonPanel) -> None:
    panel.set_stop(TRAINING, 6, place=(6, 10), depth="school", done=False)
    panel.say(i18n.tr("You said {guess}%. The test images are being read…", guess=90))
    i18n.set_language("ko")
    panel.retranslate()
    assert "예상: 90%. 테스트 이미지를 읽고 있습니다…" in looking.labels(panel)


def test_a_digit_or_a_number_is_guessed_once(qtbot: QtBot) -> None:
    view = looking.show(qtbot, PredictionView(), 320, 110)
    view.ask_digit()
    with qtbot.waitSignal(view.guessed) as told:
        looking.button(view, "7").click()
    assert told.args == [7]
    view.ask_number(512)
    view.findChildren(QSlider)[0].setValue(413)
    assert "413" in looking.labels(view)
    with qtbot.waitSignal(view.guessed) as told:
        looking.button(view, "That is my guess").click()
    assert told.args == [413]
    view.lock()
    assert not looking.button(view, "That is my guess").isEnabled()


@pytest.fixture
def curve(qtbot: QtBot) -> CurveGuess:
    view = looking.show(qtbot, CurveGuess(), 300, 110)
    view.begin(2)
    return view


def near(view: CurveGuess, colour: str) -> int:
    """Return how many pixels are nearly of this colour: a slanted line is smoothed."""
    return int(
        (np.abs(looking.picture(view).astype(int) - looking.rgb(theme.colour(colour).name())).sum(axis=-1) < 150).sum()
    )


def drag(view: CurveGuess, *places: tuple[int, int]) -> None:
    QTest.mousePress(view, Qt.MouseButton.LeftButton, pos=QPoint(*places[0]))
    for place in places[1:]:
        QTest.mouseMove(view, QPoint(*place))
    QTest.mouseRelease(view, Qt.MouseButton.LeftButton, pos=QPoint(*places[-1]))


def test_a_curve_is_drawn_with_the_pen(curve: CurveGuess, qtbot: QtBot) -> None:
    assert not curve.is_enough
    with qtbot.waitSignal(curve.drawn):
        drag(curve, (40, 20), (160, 60), (280, 90))
    assert curve.is_enough
    drawn = curve.guess[np.isfinite(curve.guess)]
    assert np.all(np.diff(drawn) <= 1e-9)  # it falls as the pen fell, also where no event was
    assert 2.0 < drawn[0] < 3.0
    assert 0 <= drawn[-1] < 0.5
    assert near(curve, "held_out") > 50


def test_a_short_line_is_no_curve_and_the_arrow_keys_draw_too(curve: CurveGuess) -> None:
    drag(curve, (40, 20), (80, 30))
    assert not curve.is_enough
    curve.begin(2)
    for _ in range(70):
        QTest.keyClick(curve, Qt.Key.Key_Right)
    QTest.keyClick(curve, Qt.Key.Key_Down)
    assert curve.is_enough
    assert curve.guess[70] == pytest.approx(2.2)


def test_the_real_curve_runs_over_it_and_a_large_loss_makes_the_scale_larger(curve: CurveGuess) -> None:
    drag(curve, (40, 20), (160, 60), (280, 90))
    before = curve.guess
    curve.fix()
    drag(curve, (40, 90), (280, 20))
    np.testing.assert_array_equal(curve.guess, before)  # nobody draws any more
    curve.set_real(np.linspace(0, 2, 200), np.full(200, 2.0))
    assert near(curve, "train") > 100
    curve.set_real(np.linspace(0, 2, 200), np.linspace(2, 40, 200))
    assert near(curve, "train") > 20
    curve.set_real(np.array([0.5]), np.array([np.nan]))


def test_the_run_may_begin_when_the_curve_is_drawn(qtbot: QtBot) -> None:
    view = looking.show(qtbot, PredictionView(), 320, 110)
    view.ask_curve(5)
    run = looking.button(view, "Run it")
    assert not run.isEnabled()
    assert run.toolTip()
    drag(view.curve, (40, 20), (view.curve.width() - 10, 60))
    assert run.isEnabled()
    with qtbot.waitSignal(view.run_requested):
        run.click()
    assert not run.isEnabled()


def test_the_chooser_says_how_far_one_is(qtbot: QtBot) -> None:
    view = looking.show(qtbot, LessonChooser(), 600, 640)
    offers = [
        Offer("new", TITLE, {"en": "What it is about.", "ko": "무엇인지"}, 10, 12),
        Offer("left", TITLE, {}, 0, 12, at=3),
        Offer("done", TITLE, {}, 12, 9, done=True),
    ]
    view.set_offers(offers, Asked(10, 10, 0), "university")
    said = " | ".join(looking.labels(view))
    for each in ("about 10 minutes, 12 stops", "12 stops · left at stop 4", "✓ done", "10 of 10 answered"):
        assert each in said
    assert view.findChildren(QRadioButton)[1].isChecked()
    asked: list[tuple[str, bool]] = []
    view.lesson_requested.connect(lambda key, afresh: asked.append((key, afresh)))
    for name in ("Begin", "Go on", "From the beginning", "Once more"):
        looking.button(view, name).click()
    assert asked == [("new", True), ("left", False), ("left", True), ("done", True)]
    assert not looking.button(view, "Compare").isEnabled()


def test_before_and_after_are_compared_and_wrong_answers_can_be_asked_about(qtbot: QtBot) -> None:
    view = looking.show(qtbot, AnswersWindow(), 640, 560)
    given = Answers("0a1b2c3d", "abababacba", "bbccacabc")
    view.set_answers(QUESTIONS.stops, given)
    said = looking.labels(view)
    before, after = (given.right(QUESTIONS.stops, after=after) for after in (False, True))
    assert f"Right before: {before} of 10. Right after: {after} of 10." in said
    assert {"A ✗", "B ✓", "–"} <= set(said)
    buttons = [one for one in view.findChildren(QPushButton) if one.text() == "Why not?"]
    with qtbot.waitSignal(view.show_requested) as told:
        buttons[0].click()
    assert told.args == [0, 0]


def test_the_panel_is_as_high_as_the_lesson_s_longest_text_and_stays_so(panel: LessonPanel) -> None:
    heights = set()
    for number in range(len(TRAINING.stops)):
        panel.set_stop(TRAINING, number, place=(number, 10), depth="school", done=False)
        heights.add(panel.height())
    assert len(heights) == 1
    short = Lesson(TITLE, (Stop(TITLE, TITLE, TITLE, (), Check("none"), hint=TITLE),))
    panel.set_stop(short, 0, place=(0, 1), depth="school", done=False)
    low = panel.height()
    assert low < min(heights)
    looking.button(panel, "Hint").click()  # it stands in the place of the text
    assert panel.height() == low
