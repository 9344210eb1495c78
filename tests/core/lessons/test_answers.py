"""Answers to the ten questions as a code, the table of a class, and the fingerprint of a network."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import resources
from digitapp.core.errors import InputError
from digitapp.core.files.model_file import load_bundled
from digitapp.core.lessons.answers import Answers, ClassTable, answers_in, load_answers, right_answer
from digitapp.core.lessons.fingerprint import fingerprint
from digitapp.core.lessons.lesson_file import load_lesson

QUESTIONS = load_lesson(resources.path("lessons/questions.toml")).stops
RIGHT = "".join("abcd"[right_answer(stop)] for stop in QUESTIONS)
letters = st.text("abcd-", max_size=10)
sheets = st.text("0123456789abcdef", min_size=8, max_size=8)


@given(sheets, letters, letters)
def test_a_code_says_what_was_answered(sheet: str, before: str, after: str) -> None:
    answers = Answers(sheet, before, after)
    (found,) = answers_in(f"from a message: {answers.code(10)}\nthanks", "x")
    assert found.sheet == sheet
    for number in range(10):
        for when in (False, True):
            assert found.of(number, after=when) == answers.of(number, after=when)


def test_answers_are_given_one_by_one_and_may_be_changed() -> None:
    answers = Answers("0a1b2c3d").answered(2, 1, after=False).answered(0, 0, after=False).answered(2, 2, after=False)
    assert answers.before == "a-c"
    assert not answers.complete(3, after=False)
    assert answers.answered(1, 0, after=False).complete(3, after=False)
    assert Answers("0a1b2c3d", RIGHT).right(QUESTIONS, after=False) == 10


def test_a_code_with_a_slip_of_the_pen_is_refused() -> None:
    code = Answers("0a1b2c3d", "abcabcabca", "bbbbbbbbbb").code(10)
    with pytest.raises(InputError, match="which was changed"):
        answers_in(code.replace("abcabcabca", "abcabcabcb"), "x")
    with pytest.raises(InputError, match="expected a line that begins with digitapp-answers"):
        answers_in("hello", "x")


def test_files_that_hold_no_answers(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_bytes(b"\xff\xfe\x00")
    for name in ("a.txt", "missing.txt", ""):
        with pytest.raises(InputError, match="expected a"):
            load_answers(tmp_path / name)


def test_a_class_s_table_has_each_person_once_and_no_order_of_coming(tmp_path: Path) -> None:
    early, late = Answers("ffffffff", "a" * 10, ""), Answers("ffffffff", "a" * 10, RIGHT)
    other = Answers("00000000", RIGHT, "-" * 10)
    path = tmp_path / "codes.txt"
    path.write_text("\n".join(each.code(10) for each in (early, other, late)), "utf-8")
    table = ClassTable.of(load_answers(path), QUESTIONS)
    rows = list(csv.reader(io.StringIO(table.csv())))
    assert rows[0][:2] == ["person", "programmed before"]
    assert rows[1] == ["(right answers)", *RIGHT, *RIGHT, "10", "10"]
    assert rows[2] == ["1", *RIGHT, *"-" * 10, "10", "0"]
    assert rows[3][-1] == "10"
    assert len(rows) == 4
    assert "ffffffff" not in table.csv()
    assert table.mean_right(after=True) == 10  # of those who answered any
    assert table.mean_right(after=False) == (10 + RIGHT.count("a")) / 2
    assert np.isnan(ClassTable.of([], QUESTIONS).mean_right(after=False))


def test_a_fingerprint_changes_with_any_weight() -> None:
    network = load_bundled().end.learner()
    before = fingerprint(network)
    assert before == fingerprint(load_bundled().end.network)
    weights = network.get_weights()
    weights[0][300, 100] = np.nextafter(weights[0][300, 100], 1)
    network.set_weights(weights)
    assert fingerprint(network) != before
    assert len(before) == 9
