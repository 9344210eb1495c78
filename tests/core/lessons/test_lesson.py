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
from digitapp.core.lessons.lesson import CHECKS, LANGUAGES, PAGES, PARTS, Check, load_lesson, parse_lesson
from digitapp.views.window.pages import NAMES
from tests.core.samples import refusal

GUIDE = Path(__file__).parents[3] / "docs" / "lessons.md"
OWN = resources.path("lessons/first-look.toml")
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


def test_the_program_s_own_lesson_is_complete() -> None:
    lesson = load_lesson(OWN)
    assert 10 <= len(lesson.stops) <= 14
    assert {part for stop in lesson.stops for part in stop.show} <= set(PARTS)
    for stop in lesson.stops:
        for words in (stop.title, stop.text, stop.task):
            assert set(words) == set(LANGUAGES)
            assert re.search("[가-힣]", words["ko"])
            assert not re.search("[가-힣]", words["en"])


def test_the_guide_s_example_is_a_lesson_and_the_guide_knows_every_name() -> None:
    guide = GUIDE.read_text("utf-8")
    (example,) = re.findall("```toml\n(.*?)```", guide, re.DOTALL)
    lesson = parse_lesson(example, "guide")
    assert lesson.stops[0].check == Check("read", 0)
    assert lesson.stops[0].show == ("canvas", "hidden_layer")
    for name in (*PARTS, *PAGES, *CHECKS):
        assert f"`{name}" in guide


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
        (HEAD + "author = 1\n" + STOP, "mine.toml: expected no other keys than title, network, stop. Received: author"),
        (HEAD + STOP + STOP.replace('ko = "나"', 'ko = " "'), "stop 2, from line 8 on: expected a text as text.ko"),
        (HEAD + STOP.replace('ko = "나"', "ko = 3"), "expected a text as text.ko. Received: 3"),
        (HEAD + STOP.replace('ko = "나"', 'de = "N"'), "expected no other keys than en, ko. Received: de"),
        (HEAD + STOP + "tasks = 1", "expected no other keys than title, text, task, show, check. Received: tasks"),
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
