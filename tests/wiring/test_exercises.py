"""An exercise sheet is written: two pages, the solutions apart from the gaps, in the language of the window."""

import re
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitapp import i18n
from digitapp.app import Program
from digitapp.core.inside.exercise import exercise
from digitapp.views.exercises.exercise_sheet import html, pdf
from digitapp.views.parts.class_names import CLASSES
from digitapp.views.window import dialogs
from tests import pen


@pytest.fixture
def drawn(program: Program, qtbot: QtBot) -> Program:
    """The program with a seven drawn."""
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "7")
    return program


def choose(monkeypatch: pytest.MonkeyPatch, path: Path | str) -> None:
    monkeypatch.setattr(dialogs.QFileDialog, "getSaveFileName", lambda *_: (str(path), ""))


def pages(data: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", data))


@pytest.mark.parametrize("language", ["en", "ko"])
def test_a_sheet_has_a_page_of_gaps_and_one_of_solutions(
    drawn: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, language: str
) -> None:
    next(action for action in drawn.window.commands.language.actions() if action.data() == language).trigger()
    choose(monkeypatch, tmp_path / "sheet")
    drawn.window.commands["exercise"].trigger()
    data = (tmp_path / "sheet.pdf").read_bytes()
    assert data.startswith(b"%PDF")
    assert pages(data) == 2
    assert "sheet.pdf" in drawn.window.message_bar.text
    i18n.set_language("en")


def test_the_gaps_are_filled_on_the_second_page_alone(drawn: Program) -> None:
    reading = drawn.session.reader.reading
    assert reading is not None
    sheet = exercise(reading, "digits-512")
    gaps, solved = html(sheet).split("page-break-before")
    assert gaps.count("________") >= 20
    assert "________" not in solved.split("2. relu")[0]
    for number in (sheet.dot, sheet.z, sheet.total, sheet.gradient, sheet.after):
        written = f"<b>{number:f}</b>".replace("-", "−")
        assert written in solved
        assert written not in gaps


@pytest.mark.parametrize("name", ["a <b> & c", "한글 이름", "x" * 300])
def test_any_name_of_a_network_fits(drawn: Program, name: str) -> None:
    reading = drawn.session.reader.reading
    assert reading is not None
    assert pages(pdf(exercise(reading, name))) == 2


def test_classes_are_called_by_their_names(drawn: Program) -> None:
    reading = drawn.session.reader.reading
    assert reading is not None
    sheet = exercise(reading, "clothes")
    try:
        CLASSES.set_names(tuple(f"<{letter}>" for letter in "abcdefghij"))
        written = html(sheet)
    finally:
        CLASSES.set_names(())
    assert "reads a ‹h&gt;." in written
    assert f"<td>‹{'abcdefghij'[sheet.shares[1].digit]}&gt;</td>" in written


def test_without_a_drawing_it_says_what_to_do(program: Program) -> None:
    program.window.commands["exercise"].trigger()
    assert "Draw a digit first" in program.window.message_bar.text


def test_who_changed_their_mind_gets_no_file(drawn: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    choose(monkeypatch, "")
    drawn.window.commands["exercise"].trigger()
    assert list(tmp_path.glob("*.pdf")) == []


def test_what_cannot_be_written_is_said(drawn: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    choose(monkeypatch, tmp_path / "none" / "sheet.pdf")
    drawn.window.commands["exercise"].trigger()
    assert "sheet.pdf" in drawn.window.message_bar.text
