"""The forms of lessons in the whole program: missions by the state, guesses that are answered, answers refuted live."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.inside.experiment import loudest
from digitapp.core.lessons.answers import Answers, load_answers, right_answer
from digitapp.core.lessons.fingerprint import fingerprint
from digitapp.core.lessons.lesson import Check, Lesson, Stop
from digitapp.core.lessons.lesson_file import load_lesson, parse_lesson
from digitapp.core.reading.reading import Reading
from digitapp.core.recipe.samples import sample_digits
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.notices import Kind as Notices
from digitapp.core.runs.notices import Notice
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.unit_changes import UnitChange
from digitapp.state.runs.training import Status
from digitapp.views.lessons.answers_window import AnswersWindow
from digitapp.views.lessons.lesson_chooser import LessonChooser
from digitapp.views.parts.numbers import number
from digitapp.views.window import dialogs
from digitapp.wiring import lesson_refuting
from digitapp.wiring.lesson_deeds import Deeds
from digitapp.wiring.lesson_findings import finding
from tests import pen
from tests.core.lessons.test_lesson import HEAD, OTHERS, OWN, STOP
from tests.views import looking

TIMEOUT = 20_000
TRAINING, WRONG, QUESTIONS = OTHERS
TEXT = {"en": "x", "ko": "가"}


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let one deed follow the other at once."""
    monkeypatch.setattr(lesson_refuting, "PAUSE", 0)


def stop(form: str, **what: object) -> Stop:
    return replace(Stop(TEXT, TEXT, TEXT, (), Check("none"), form), **what)  # type: ignore[arg-type]


def draw(program: Program, qtbot: QtBot, digit: int) -> None:
    program.session.drawing.lay_down_strokes(sample_digits()[digit])
    qtbot.waitUntil(lambda: program.session.reader.reading is not None)


def wait_for_reading(program: Program, qtbot: QtBot, true: Callable[[Reading], bool]) -> Reading:
    """Wait until what was read is so, and return it."""
    found: list[Reading] = []

    def looked() -> bool:
        reading = program.session.reader.reading
        found[:] = [] if reading is None or not true(reading) else [reading]
        return bool(found)

    qtbot.waitUntil(looked)
    return found[0]


def trained(program: Program, accuracy: float) -> None:
    """Put a trained network into the history whose accuracy is known."""
    end = replace(program.session.history.run.end, test_accuracy=accuracy)
    program.session.history.begin(Run(Kind.TRAINED, "new", program.session.training.settings, (end,)))


def test_goals_are_reached_by_the_state_of_the_program(program: Program, mnist: Dataset, qtbot: QtBot) -> None:
    session, window = program.session, program.window
    session.datasets.use(mnist.shortened(128, 1000))
    deeds = Deeds(session, window, window)
    reached = deeds.have_done
    deeds.forget()
    draw(program, qtbot, 7)

    assert not reached(Check("changed_answer", 20))
    session.history.change_units({(0, 3): UnitChange(bias=0.001)})
    wait_for_reading(program, qtbot, lambda reading: len(reading.moment.changes) == 1)
    assert not reached(Check("changed_answer", 20))  # it reads what it read
    session.history.put_units_back()
    reading = wait_for_reading(program, qtbot, lambda reading: not reading.moment.changes)
    session.history.change_units({unit: UnitChange(factor=0.0) for unit in loudest(reading, 7, 20)})
    wait_for_reading(program, qtbot, lambda reading: reading.ranking[0] != 7)
    assert reached(Check("changed_answer", 20))
    assert not reached(Check("changed_answer", 5))  # these are more
    session.history.put_units_back()

    assert not reached(Check("accuracy", 96))
    assert not reached(Check("healthy", 96))
    trained(program, 0.95)
    assert not reached(Check("accuracy", 96))
    trained(program, 0.97)
    assert reached(Check("accuracy", 96))
    assert reached(Check("healthy", 96))
    session.advice._show((Notice(Notices.TOO_FEW, {}),))
    assert reached(Check("healthy", 96))  # that more epochs would help is nothing wrong
    session.advice._show((Notice(Notices.TOO_HIGH, {}),))
    assert not reached(Check("healthy", 96))
    deeds.forget()
    assert not reached(Check("accuracy", 96))  # it was trained before this stop

    assert not reached(Check("notice", "too_high"))  # of a run before
    session.training._last_run = max(run.number for run in session.history.tree) + 1
    assert reached(Check("notice", "too_high"))
    assert not reached(Check("notice", "overfitting"))


def test_goals_of_learning(program: Program, qtbot: QtBot) -> None:
    session, window = program.session, program.window
    deeds = Deeds(session, window, window)
    deeds.forget()
    window.stage.open("weight")
    page = window.pages["weight"]
    window.commands["new"].trigger()
    qtbot.waitUntil(lambda: session.history.moment.at == 0)
    session.training.set_settings(replace(session.training.settings, learning_rate=0.01))
    draw(program, qtbot, 7)
    reading = wait_for_reading(program, qtbot, lambda _: True)
    inputs, z = reading.inputs, reading.hidden[0].z
    on, off = int(z.argmax()), int(z.argmin())
    blank, inked = int(inputs.argmin()), int(inputs.argmax())
    page.chosen.emit(blank, on)
    assert not deeds.have_done(Check("still_weight"))  # nobody has said which digit it is
    page.label_chosen.emit(7)
    assert deeds.have_done(Check("still_weight"))
    page.chosen.emit(inked, on)
    assert not deeds.have_done(Check("still_weight"))
    page.chosen.emit(inked, off)  # relu is flat there: nothing comes back, though there is ink
    assert deeds.have_done(Check("still_weight"))
    assert "this unit is off" in finding(Check("still_weight"), session)
    page.chosen.emit(blank, on)
    assert "the pixel is 0" in finding(Check("still_weight"), session)

    for _ in range(20):
        assert not deeds.have_done(Check("taught", 80))
        qtbot.waitUntil(lambda: not session.one_step.running)
        with qtbot.waitSignal(session.one_step.learned):
            session.learn_from_drawing(7)
        now = session.history.moment.number
        reading = wait_for_reading(program, qtbot, lambda reading, now=now: reading.moment.number == now)
        if reading.probabilities[7] >= 0.8:
            break
    assert deeds.have_done(Check("taught", 80))
    page.label_chosen.emit(3)
    assert not deeds.have_done(Check("taught", 80))


def test_a_step_is_taken_though_more_becomes_known_of_the_network_meanwhile(program: Program, qtbot: QtBot) -> None:
    session = program.session
    draw(program, qtbot, 7)
    with qtbot.waitSignal(session.one_step.learned):
        session.learn_from_drawing(7)
        session.history.know(session.history.moment.number, test_accuracy=0.5)
    assert session.history.run.kind is Kind.STEPS


def test_a_dead_unit_is_found(program: Program, mnist: Dataset, qtbot: QtBot) -> None:
    session, window = program.session, program.window
    session.datasets.use(mnist.shortened(128, 1000))
    deeds = Deeds(session, window, window)
    deeds.forget()
    window.stage.open("units")
    qtbot.waitUntil(lambda: session.surveyor.survey is not None, timeout=TIMEOUT)
    dead = session.surveyor.survey.census[0].dead  # type: ignore[union-attr]
    session.explanations.select_unit(int(np.argmin(dead)))
    assert not deeds.have_done(Check("dead_unit"))
    session.explanations.select_unit(int(np.argmax(dead)))
    assert deeds.have_done(Check("dead_unit"))


def test_a_loss_curve_is_guessed_trained_and_rewound(program: Program, mnist: Dataset, qtbot: QtBot) -> None:
    session, lessons = program.session, program.lessons
    settings = session.training.settings
    session.datasets.use(mnist.shortened(128 * 20, 200))
    stops = load_lesson(TRAINING).stops
    at = next(number for number, each in enumerate(stops) if each.predict == Check("loss"))
    lessons.open(TRAINING, at)
    assert session.training.settings.epochs == 2
    draw(program, qtbot, 7)
    view = lessons.panel.prediction
    assert not lessons.done
    view.run_requested.emit()
    qtbot.waitUntil(lambda: lessons.done, timeout=TIMEOUT)
    assert "Your curve is dashed, the real one solid. It began at 2." in " ".join(looking.labels(lessons.panel))
    assert len(view.curve._real) > 10
    made = session.history.run.number

    looking.button(lessons.panel, "Next").click()
    assert stops[lessons.number].check == Check("rewound")
    assert not lessons.done
    session.rewinding.go_to(3)
    qtbot.waitUntil(lambda: lessons.done)
    looking.button(lessons.panel, "Next").click()
    assert session.history.moment.number == session.history.run.end.number  # it is now again

    lessons.begin(Lesson(TEXT, (stop("predict", predict=Check("accuracy")),)))
    view.guessed.emit(90)
    qtbot.waitUntil(lambda: lessons.done, timeout=TIMEOUT)
    lessons.panel.leave()
    assert session.training.settings == settings
    assert session.history.run.bundled
    assert made in session.history.tree
    assert session.history.unsaved == []


def test_without_a_drawing_the_guess_waits_for_one(program: Program, qtbot: QtBot) -> None:
    lessons = program.lessons
    lessons.begin(Lesson(TEXT, (stop("predict", predict=Check("off")),)))
    lessons.panel.prediction.guessed.emit(100)
    assert "Draw a digit first; then it is counted." in looking.labels(lessons.panel)
    assert not lessons.done
    draw(program, qtbot, 7)
    lessons.panel.prediction.guessed.emit(100)
    reading = program.session.reader.reading
    assert reading is not None
    off = 512 - reading.hidden[0].on
    assert any(f"You said 100. For this drawing {off} of 512" in each for each in looking.labels(lessons.panel))
    assert lessons.done


def test_a_wrong_answer_is_refuted_live_and_put_back(program: Program, qtbot: QtBot) -> None:
    """To "it learns with every drawing": drawing leaves the fingerprint of all weights, a step of learning does not."""
    session, lessons, panel = program.session, program.lessons, program.lessons.panel
    run = session.history.run.number
    program.choice.ask_questions(True)
    always = next(number for number, each in enumerate(load_lesson(QUESTIONS).stops) if each.name == "learns_always")
    while lessons.number < always:
        looking.button(panel, "Skip").click()
    before = fingerprint(session.history.moment.network)
    seen: list[str] = []
    lessons._refuter.fingerprint_changed.connect(lambda text: seen.append(str(text)))
    panel.answered.emit(0)
    assert not lessons.done
    qtbot.waitUntil(lambda: any(f"before {before}" in text for text in seen), timeout=TIMEOUT)
    assert seen[0] == f"Fingerprint of all weights: {before}, unchanged"
    assert session.drawing.can_undo  # the drawing of before is a step away
    assert fingerprint(session.history.moment.network) != before
    panel.answered.emit(2)
    assert lessons.done
    looking.button(panel, "Next").click()
    assert session.history.run.number == run
    assert fingerprint(session.history.moment.network) == before
    assert program._preferences.answers_after.endswith("a")  # what counts is the first answer


def test_a_new_network_of_a_refutation_is_left_again(program: Program, qtbot: QtBot) -> None:
    session, lessons = program.session, program.lessons
    program.choice.ask_questions(True)
    lessons.panel.answered.emit(0)
    qtbot.waitUntil(lambda: session.history.moment.at == 0 and not session.history.run.bundled, timeout=TIMEOUT)
    lessons.panel.leave()
    assert session.history.run.bundled
    assert session.training.status is Status.IDLE
    assert session.history.unsaved == []


def test_the_questions_before_and_after(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lessons, panel, chosen = program.lessons, program.lessons.panel, program._preferences
    questions = load_lesson(QUESTIONS).stops
    program.window.commands["lesson"].trigger()
    (chooser,) = program.window.findChildren(LessonChooser)
    chooser.questions_requested.emit(False)
    assert not chooser.isVisible()
    for _ in range(9):
        panel.answered.emit(0)
        assert "✗" not in " ".join(looking.labels(panel))
        looking.button(panel, "Next").click()
    panel.leave()
    program.choice.ask_questions(False)
    assert lessons.number == 9  # where it was left
    looking.button(panel, "Back").click()
    assert lessons.done  # it was answered
    looking.button(panel, "Next").click()
    panel.answered.emit(1)
    looking.button(panel, "Finish").click()
    assert chosen.answers_before == "aaaaaaaaab"
    assert "Your answers are kept" in program.window.message_bar.text

    program.choice.ask_questions(True)
    monkeypatch.setattr(lessons._refuter, "do", lambda _: None)
    for each in questions:
        panel.answered.emit(right_answer(each))
        looking.button(panel, "Finish" if each is questions[-1] else "Next").click()
    (window,) = program.window.findChildren(AnswersWindow)
    assert window.isVisible()
    assert any("Right after: 10 of 10." in text for text in looking.labels(window))

    path = tmp_path / "mine.txt"
    monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))
    looking.button(window, "Save my answers…").click()
    assert load_answers(path) == [Answers(chosen.answer_sheet, chosen.answers_before, chosen.answers_after)]
    looking.button(window, "Copy as a code").click()

    table = tmp_path / "class.csv"
    monkeypatch.setattr(dialogs.QFileDialog, "getOpenFileNames", lambda *_: ([str(path)], ""))
    monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", lambda *_: (str(table), ""))
    chooser.class_requested.emit()
    assert len(table.read_text("utf-8").splitlines()) == 3
    assert "class.csv: 1 people; on average" in program.window.message_bar.text

    window.show_requested.emit(0, 0)
    assert any("✗" in text for text in looking.labels(panel))
    assert chosen.answers_after[0] == "abcd"[right_answer(questions[0])]


def test_another_depth_has_the_same_stop_or_the_next_one(program: Program) -> None:
    lessons = program.lessons
    school = load_lesson(WRONG).stops_for("school")
    only = next(number for number, each in enumerate(load_lesson(WRONG).stops) if each.depth == "university")
    assert only not in school
    lessons.open(WRONG, only - 1)
    lessons.set_depth("university")
    assert lessons.number == only - 1
    looking.button(lessons.panel, "Skip").click()
    assert lessons.number == only
    lessons.set_depth("school")
    assert lessons.number == only + 1
    assert program._preferences.lesson_depth == "school"


def test_the_settings_of_before_come_back_also_when_the_program_ends(program: Program) -> None:
    settings = program.session.training.settings
    program.lessons.open(WRONG)
    assert program.session.training.settings.learning_rate == 0.1
    program.lessons.put_settings_back()
    assert program.session.training.settings == settings


def test_a_lesson_is_about_mnist_and_the_data_of_before_come_back(program: Program, mnist: Dataset) -> None:
    session = program.session
    letters = replace(mnist.shortened(64, 16), name="letters", classes=tuple("abcdefghijkl"))
    session.datasets.use(letters, Path("letters"))
    session.training.set_settings(replace(session.training.settings, left_out=(11,)))
    settings = session.training.settings
    program.lessons.open(WRONG)
    assert session.datasets.name == "MNIST"
    assert session.training.settings.classes == ()
    program.lessons.panel.leave()
    assert session.datasets.load() is letters
    assert session.datasets.folder == Path("letters")
    assert session.training.settings == settings


def test_data_that_are_chosen_during_a_lesson_stay(program: Program, mnist: Dataset) -> None:
    session = program.session
    session.datasets.use(replace(mnist.shortened(64, 16), classes=tuple("abcdefghijkl")), Path("letters"))
    program.lessons.open(WRONG)
    other = replace(mnist.shortened(64, 16), name="other", classes=tuple("ab"))
    session.datasets.use(other, Path("other"))
    program.lessons.panel.leave()
    assert session.datasets.load() is other
    assert session.training.settings.classes == other.classes


def test_a_run_under_way_keeps_its_rate_when_a_lesson_sets_another(
    program: Program, mnist: Dataset, qtbot: QtBot
) -> None:
    session = program.session
    session.datasets.use(mnist.shortened(128 * 200, 100))
    session.training.train()
    qtbot.waitUntil(lambda: session.training.status is Status.RUNNING and session.training.run >= 0)
    under_way = session.training._current
    assert under_way is not None
    program.lessons.open(WRONG)
    assert session.training.settings.learning_rate == 0.1
    assert under_way._learning_rate == 0.001
    program.lessons.panel.leave()
    assert session.training.settings.learning_rate == 0.001
    session.training.stop()


def test_a_frame_does_not_lie_over_a_message(program: Program, qtbot: QtBot) -> None:
    window, lessons = program.window, program.lessons
    program.lessons.open(OWN, 1)
    qtbot.waitUntil(lambda: bool(lessons.spotlight.rects))
    bar = window.message_bar
    bar.show_error("A long message, as of a file that cannot be read for many reasons. " * 12)
    place = QRect(bar.mapTo(window, QPoint()), bar.size())
    assert any(rect.intersects(place) for rect in lessons.spotlight.rects), (place, lessons.spotlight.rects)
    assert not lessons.spotlight.covered.intersects(place)
    bar.hide()
    assert lessons.spotlight.covered.intersects(place)


def test_a_step_by_step_page_asks_nothing() -> None:
    """On top of worked examples, prompts do not help (Barbieri and others 2023): no stop asks while it leads there."""
    for path in (OWN, TRAINING, WRONG):
        for each in load_lesson(path).stops:
            assert not (each.form in ("ask", "predict", "mission") and "steps" in each.show)


def test_every_setting_of_a_stop_can_be_trained() -> None:
    for path in (OWN, TRAINING, WRONG):
        for each in load_lesson(path).stops:
            assert each.settings is None or each.settings.build().dense_layers
    assert parse_lesson(HEAD + STOP, "x").stops[0].settings is None


def test_a_drawing_is_judged_when_the_pen_is_lifted_and_the_reading_rests(program: Program, qtbot: QtBot) -> None:
    session, lessons, canvas = program.session, program.lessons, program.window.paper.canvas
    lessons.begin(Lesson(TEXT, (stop("mission", check=Check("read", 7)),)))
    pen.draw(canvas, pen.along(pen.SEVEN), lift=False)
    wait_for_reading(program, qtbot, lambda reading: reading.answer == 7)
    qtbot.waitUntil(lambda: not lessons._deeds._rest.isActive())
    assert not lessons.done  # the pen is still down
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=pen.point(canvas, pen.SEVEN[-1]))
    qtbot.waitUntil(lambda: lessons.done)
    draw(program, qtbot, 4)
    qtbot.waitUntil(lambda: not lessons.done)  # a 4 is no 7
    session.drawing.undo()
    qtbot.waitUntil(lambda: lessons.done)


def test_the_drawing_comes_back_after_an_answer_that_has_drawn(program: Program, qtbot: QtBot) -> None:
    session, lessons = program.session, program.lessons
    draw(program, qtbot, 3)
    own = session.drawing.strokes
    lessons.open(TRAINING, 1)
    lessons.panel.answered.emit(1)
    assert session.drawing.strokes is not own
    qtbot.waitUntil(lambda: "step loss" in lessons._deeds._done)  # where the loss is, with the right digit said
    assert session.right_digit.digit == 7
    assert program.window.stage.in_front == "steps"
    looking.button(lessons.panel, "Next").click()
    assert session.drawing.strokes == own


def test_a_drawing_that_was_begun_meanwhile_stays(program: Program, qtbot: QtBot) -> None:
    session, lessons = program.session, program.lessons
    draw(program, qtbot, 3)
    lessons.open(TRAINING, 1)
    lessons.panel.answered.emit(1)
    session.drawing.lay_down_strokes(sample_digits()[5])
    lessons.panel.leave()
    assert session.drawing.strokes == sample_digits()[5]


def test_what_could_be_read_before_is_not_asked(program: Program, qtbot: QtBot) -> None:
    """The units that are off are counted for a sample that nobody has seen read; the drawing comes back after it."""
    session, lessons = program.session, program.lessons
    draw(program, qtbot, 7)
    own = wait_for_reading(program, qtbot, lambda _: True)
    lessons.begin(Lesson(TEXT, (stop("predict", predict=Check("off_for", 8)), stop("free"))))
    assert session.reader.reading is own
    lessons.panel.prediction.guessed.emit(100)
    qtbot.waitUntil(lambda: lessons.done)
    reading = session.reader.reading
    assert reading is not None
    off = 512 - reading.hidden[0].on
    assert session.drawing.strokes == sample_digits()[8]
    assert off != 512 - own.hidden[0].on
    assert any(f"You said 100. For this drawing {off} of 512" in each for each in looking.labels(lessons.panel))
    looking.button(lessons.panel, "Next").click()
    assert session.drawing.strokes == sample_digits()[7]


def test_nothing_is_said_to_be_trained_where_nothing_was(program: Program, qtbot: QtBot) -> None:
    lessons = program.lessons
    lessons.begin(Lesson(TEXT, (stop("free"),)))
    program.window.commands["new"].trigger()
    qtbot.waitUntil(lambda: program.session.history.moment.at == 0)
    lessons.panel.leave()
    said = looking.labels(program.window.message_bar)
    assert any("The lesson is over" in each for each in said)
    assert not any("trained" in each for each in said)


def test_a_stop_of_learning_begins_at_a_weight_of_a_unit_that_is_on(program: Program, qtbot: QtBot) -> None:
    session = program.session
    program.window.stage.open("weight")
    draw(program, qtbot, 7)
    reading = wait_for_reading(program, qtbot, lambda _: True)
    program.window.pages["weight"].chosen.emit(0, int(reading.hidden[0].z.argmin()))
    program.lessons.begin(Lesson(TEXT, (stop("mission", check=Check("taught", 80)),)))
    pixel, unit = session.one_weight.place
    assert unit == reading.hidden[0].activation.argmax()
    assert reading.inputs[pixel] > 0


def test_the_number_that_was_asked_for_is_said(program: Program, qtbot: QtBot) -> None:
    session, lessons = program.session, program.lessons
    lessons.begin(
        Lesson(TEXT, (stop("mission", check=Check("pixel", 295)), stop("mission", check=Check("unit_flipped"))))
    )
    program.window.pages["numbers"].pixel_pointed.emit(295)
    assert any("28 · 10 + 15 = 295" in each for each in looking.labels(lessons.panel))
    draw(program, qtbot, 7)
    unit = int(wait_for_reading(program, qtbot, lambda _: True).hidden[0].z.argmax())
    looking.button(lessons.panel, "Next").click()
    assert not any("295" in each for each in looking.labels(lessons.panel))
    reading = session.reader.reading
    assert reading is not None
    layer = reading.network.dense_layers[0]
    least = -float(reading.inputs @ layer.kernel[:, unit])
    session.history.change_units({(0, unit): UnitChange(bias=-30.0)})
    qtbot.waitUntil(lambda: lessons.done)
    assert any(f"it is off while b is {number(least)} or less" in each for each in looking.labels(lessons.panel))
