"""digitapp answers: a class's answers as one table."""

import json
from pathlib import Path

import pytest

from digitapp import cli
from digitapp.core.lessons.answers import Answers


def test_the_files_of_a_class_become_one_table(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = []
    for number in range(3):
        file = tmp_path / f"{number}.txt"
        file.write_text(Answers(f"0000000{number}", "abcabcabca", "bbbbbbbbbb").code(10) + "\n", "utf-8")
        files.append(str(file))
    table = tmp_path / "class.csv"
    assert cli.main(["answers", *files, "--out", str(table), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["people"] == 3
    assert len(table.read_text("utf-8").splitlines()) == 5
    assert cli.main(["answers", *files, "--out", str(table)]) == 0
    assert "3 people; on average" in capsys.readouterr().out


def test_a_file_without_answers_is_told_of_and_nothing_is_written(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.txt").write_text("hello", "utf-8")
    assert cli.main(["answers", str(tmp_path / "a.txt"), "--out", str(tmp_path / "class.csv")]) == 1
    assert "a.txt: expected a line that begins with digitapp-answers" in capsys.readouterr().err
    assert not (tmp_path / "class.csv").exists()
