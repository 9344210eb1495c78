"""Lessons as files: the program's own, the one in the guide, and broken ones."""

import os
import re
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from digitapp.core.errors import InputError
from digitapp.core.lessons.lesson import (
    CHECKS,
    DEEDS,
    FORMS,
    LANGUAGES,
    NOTICES,
    PAGES,
    PARTS,
    PREDICTIONS,
    SETUPS,
    Check,
)
from digitapp.core.lessons.lesson_file import load_lesson, parse_lesson
from digitapp.views.window.pages import NAMES
from tests.core.samples import refusal

GUIDE = Path(__file__).parents[3] / "docs" / "lessons.md"
OWN = resources.path("lessons/first-look.toml")
OTHERS = [resources.path(f"lessons/{name}.toml") for name in ("training", "what-goes-wrong", "questions")]
ASK = """
[[stop]]
form = "ask"
title = {en = "A", ko = "가"}
text = {en = "B", ko = "나"}
task = {en = "C", ko = "다"}
[[stop.answer]]
text = {en = "D", ko = "라"}
why = {en = "E", ko = "마"}
right = true
[[stop.answer]]
text = {en = "F", ko = "바"}
why = {en = "G", ko = "사"}
"""
STOP = """
[[stop]]
title = {en = "A", ko = "가"}
text = {en = "B", ko = "나"}
task = {en = "C", ko = "다"}
"""
HEAD = 'title = {en = "T", ko = "티"}\n'


def problem(text: str) -> str:
    with pytest.raises(InputError) as caught:
        parse_lesson(text, "mine.toml")
    return str(caught.value)


@pytest.mark.parametrize("path", [OWN, *OTHERS], ids=lambda path: path.stem)
def test_the_program_s_own_lessons_are_complete(path: Path) -> None:
    lesson = load_lesson(path)
    assert 9 <= len(lesson.stops) <= 14
    assert {part for stop in lesson.stops for part in stop.show} <= set(PARTS)
    assert lesson.minutes
    words = [lesson.title, lesson.about]
    for stop in lesson.stops:
        words += [stop.title, stop.text, stop.task, *(each for each in (stop.deeper, stop.hint) if each)]
        words += [text for answer in stop.answers for text in (answer.text, answer.why)]
    for each in words:
        assert set(each) == set(LANGUAGES)
        assert not re.search("[가-힣]", each["en"])
        assert each["en"] == each["ko"] or re.search("[가-힣]", each["ko"]) or not re.search("[a-z]{4}", each["en"])
        assert "(으)로" not in each["ko"]


def test_most_of_what_the_lessons_ask_for_is_no_click_by_instruction() -> None:
    for path in (OWN, *OTHERS[:2]):
        forms = [stop.form for stop in load_lesson(path).stops]
        assert forms.count("task") <= 1
        assert {"mission", "predict", "ask", "free"} <= set(forms)


def test_every_wrong_answer_opens_what_refutes_it() -> None:
    for path in (OWN, *OTHERS):
        for stop in load_lesson(path).stops:
            assert all(answer.show or answer.deeds for answer in stop.answers), stop.title["en"]


def test_the_questions_are_ten_each_with_a_name_of_its_own() -> None:
    questions = load_lesson(OTHERS[2])
    assert len({stop.name for stop in questions.stops} - {""}) == 10
    assert questions.stops_for("school") == questions.stops_for("university") == list(range(10))


def test_the_guide_s_example_is_a_lesson_and_the_guide_knows_every_name() -> None:
    guide = GUIDE.read_text("utf-8")
    (example,) = re.findall("```toml\n(.*?)```", guide, re.DOTALL)
    lesson = parse_lesson(example, "guide")
    assert lesson.stops[0].check == Check("read", 0)
    assert lesson.stops[0].show == ("canvas", "hidden_layer")
    assert lesson.stops[1].answers[0].deeds == (Check("draw", 8),)
    for name in (*PARTS, *PAGES, *CHECKS, *PREDICTIONS, *DEEDS, *FORMS, *SETUPS, *NOTICES):
        assert f"`{name}" in guide


def test_a_depth_has_the_stops_of_both_and_its_own() -> None:
    only = STOP + 'depth = "university"\ndeeper = {en = "D", ko = "라"}\n'
    lesson = parse_lesson(HEAD + STOP + only, "mine.toml")
    assert lesson.stops_for("school") == [0]
    assert lesson.stops_for("university") == [0, 1]
    assert lesson.stops[1].text_for("university")["en"] == "D"
    assert lesson.stops[1].text_for("school")["en"] == "B"


def test_a_stop_s_settings_are_a_preset_s_with_some_changed() -> None:
    said = 'settings = {preset = "overfit", epochs = 3, hidden_units = [16, 8]}\n'
    (stop,) = parse_lesson(HEAD + STOP + said, "mine.toml").stops
    assert stop.settings is not None
    assert (stop.settings.images, stop.settings.epochs, stop.settings.hidden_units) == (500, 3, (16, 8))


def test_every_page_is_one_of_the_window(qapp: object) -> None:
    assert qapp
    assert PAGES == NAMES


def test_a_stop_needs_neither_parts_nor_a_check() -> None:
    (stop,) = parse_lesson(HEAD + STOP, "mine.toml").stops
    assert (stop.show, stop.check) == ((), Check("none"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("\ntitle = = 3", "mine.toml: expected TOML. Received: Invalid value (at line 2, column 9)"),
        (HEAD, "expected 1 to 100 stops, [[stop]]. Received: 0"),
        (HEAD + 'stop = "no"', "expected 1 to 100 stops"),
        (HEAD + STOP * 101, "Received: 101"),
        (HEAD + "stop = [3]", "mine.toml, stop 1, from line 1 on: expected a table. Received: 3"),
        (STOP, "mine.toml: expected a text as title.en. Received: None"),
        (HEAD + 'network = "mine"\n' + STOP, "mine.toml: expected network as one of current, bundled. Received: mine"),
        (
            HEAD + "author = 1\n" + STOP,
            "mine.toml: expected no other keys than title, about, minutes, network, stop",
        ),
        (HEAD + STOP + STOP.replace('ko = "나"', 'ko = " "'), "stop 2, from line 8 on: expected a text as text.ko"),
        (HEAD + STOP.replace('ko = "나"', "ko = 3"), "expected a text as text.ko. Received: 3"),
        (HEAD + STOP.replace('ko = "나"', 'de = "N"'), "expected no other keys than en, ko. Received: de"),
        (
            HEAD + STOP + "tasks = 1",
            "expected no other keys than form, name, depth, title, text, deeper, task",
        ),
        (HEAD + STOP + 'show = "canvas"', "stop 1, from line 3 on: expected show as a list of some of canvas"),
        (HEAD + STOP + 'show = ["canvass"]', "Received: ['canvass']"),
        (HEAD + STOP + "show = [[]]", "expected show as a list of some of"),
        (HEAD + STOP + 'check = "draw"', "expected check as one of none, drawn, read"),
        (HEAD + STOP + "check = 3", "expected check as one of"),
        (HEAD + STOP + 'check = ""', "expected check as one of"),
        (HEAD + STOP + 'check = "drawn 3"', "expected check as drawn alone. Received: drawn 3"),
        (HEAD + STOP + 'check = "read"', "expected check as read and a whole number up to 9. Received: read"),
        (HEAD + STOP + 'check = "read 10"', "up to 9. Received: read 10"),
        (HEAD + STOP + 'check = "read ²"', "up to 9. Received: read ²"),
        (HEAD + "minutes = 999\n" + STOP, "expected minutes as a whole number up to 240. Received: 999"),
        (HEAD + STOP + 'form = "dance"', "expected form as one of task, mission, predict, ask, free. Received: dance"),
        (HEAD + STOP + 'depth = "deep"', "expected depth as one of school, university. Received: deep"),
        (HEAD + STOP + 'name = "Two words"', "expected name in small letters without spaces. Received: Two words"),
        (HEAD + STOP + 'form = "mission"', "stop 1, from line 3 on: expected a check, which a mission is ended by"),
        (
            HEAD + STOP + 'form = "free"\ncheck = "drawn"',
            "expected no check at a stop of the form free",
        ),
        (HEAD + STOP + 'predict = "loss"', "expected predict at the stops of the form predict, and at no other"),
        (HEAD + STOP + 'form = "predict"', "expected predict at the stops of the form predict, and at no other"),
        (HEAD + STOP + 'form = "predict"\npredict = "rain"', "expected predict as one of loss, test_loss"),
        (HEAD + STOP + 'form = "ask"', "expected answers, [[stop.answer]], at the stops of the form ask"),
        (
            HEAD + ASK.replace("right = true\n", ""),
            "expected 2 to 4 answers, one of them with right = true",
        ),
        (HEAD + ASK.replace("= true", "= 1"), "expected right as true or false. Received: 1"),
        (HEAD + ASK + 'do = "new"', "expected do as a list of deeds. Received: new"),
        (HEAD + ASK + 'do = ["draw"]', "expected do as draw and a whole number up to 9. Received: draw"),
        (HEAD + ASK + 'show = ["moon"]', "expected show as a list of some of canvas"),
        (HEAD + STOP + 'settings = {preset = "none"}', "expected settings.preset as one of blog, tiny"),
        (HEAD + STOP + "settings = {epochs = 0}", "stop 1, from line 3 on: epochs must be a whole number"),
        (HEAD + STOP + "settings = {hidden_units = 3}", "expected settings that a run can have"),
        (HEAD + STOP + "settings = {speed = 3}", "expected no other keys than preset, hidden_units"),
        (HEAD + STOP + 'check = "notice rain"', "expected check as notice and one of input, diverged, silent"),
        (HEAD + STOP + 'check = "page stairs"', "expected check as page and one of overview, numbers, sight"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(text: str, said: str) -> None:
    assert said in problem(text)


def test_files_that_are_no_text(tmp_path: Path) -> None:
    for name, data in (("a.toml", b"\xff\xfe"), ("b.toml", b"#" * 200_001)):
        (tmp_path / name).write_bytes(data)
        with pytest.raises(InputError, match=f"^{name}: expected"):
            load_lesson(tmp_path / name)
    for path in (tmp_path, tmp_path / "missing.toml"):
        with pytest.raises(InputError, match="expected a lesson"):
            load_lesson(path)


def test_deep_nesting_is_refused() -> None:
    assert "expected TOML" in problem("a = " + "[" * 50_000)


pieces = st.sampled_from(
    [HEAD, STOP, "[[stop]]\n", "title.en = 'x'\n", "check = 'read 3'\n", "show = []\n", "[stop]\n", "="]
)


@given(st.one_of(st.text(), st.lists(pieces, max_size=8).map("".join)))
def test_any_text_is_a_lesson_or_refused(text: str) -> None:
    try:
        lesson = parse_lesson(text, "any")
    except InputError as error:
        said = str(error)
    else:
        said = f"any lesson of {len(lesson.stops)} stops"
    assert said.startswith("any")


@pytest.mark.skipif(sys.platform == "win32", reason="files of POSIX")
def test_a_pipe_is_no_lesson(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "lesson.toml")
    assert refusal(lambda: load_lesson(tmp_path / "lesson.toml")).endswith("Received: a pipe")
