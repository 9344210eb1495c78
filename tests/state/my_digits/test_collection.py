"""The collection: every change can be undone and is kept at once; a damaged file is moved aside and nothing is lost."""

import os
import sys
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.errors import InputError
from digitapp.core.my_digits.collection import load_my_digits
from digitapp.core.paper.stroke_files import load_stroke_file
from digitapp.state.my_digits.collection import MyDigits
from digitapp.state.session import Session
from tests import samples

SEVEN = samples.strokes()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "data" / "my-digits.npz"


@pytest.fixture
def digits(qapp: object, file: Path) -> MyDigits:
    assert qapp is not None
    result = MyDigits()
    result.keep_in(file)
    return result


def labels(digits: MyDigits, file: Path) -> list[int]:
    """The labels, which must be the same in the file."""
    now = [digit.label for digit in digits.digits]
    assert [digit.label for digit in load_my_digits(file)] == now
    return now


def test_each_change_is_kept_told_and_can_be_undone(digits: MyDigits, file: Path, qtbot: QtBot) -> None:
    for label in (7, 1, 7):
        with qtbot.waitSignal(digits.changed):
            digits.add(SEVEN, label)
    digits.relabel([0, 2], 4)
    assert labels(digits, file) == [4, 1, 4]
    digits.delete([0, 1])
    assert labels(digits, file) == [4]
    digits.undo_stack.undo()
    assert labels(digits, file) == [4, 1, 4]
    digits.undo_stack.undo()
    assert labels(digits, file) == [7, 1, 7]
    digits.undo_stack.redo()
    assert labels(digits, file) == [4, 1, 4]


def test_they_are_there_again_at_the_next_start(digits: MyDigits, file: Path) -> None:
    digits.add(SEVEN, 7)
    again = MyDigits()
    again.keep_in(file)
    assert labels(again, file) == [7]
    assert not again.undo_stack.canUndo()


def test_a_damaged_file_is_moved_aside_not_written_over(digits: MyDigits, file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    file.write_bytes(b"damaged")
    with pytest.raises(InputError):
        digits.keep_in(file)
    assert digits.digits == ()
    digits.add(SEVEN, 7)
    assert file.with_suffix(".damaged.npz").read_bytes() == b"damaged"
    assert labels(digits, file) == [7]


def test_what_cannot_be_kept_is_told_and_stays_in_sight(digits: MyDigits, file: Path, qtbot: QtBot) -> None:
    file.parent.mkdir(exist_ok=True)
    file.parent.rmdir()
    file.parent.write_text("in the way")
    with qtbot.waitSignal(digits.failed) as failed:
        digits.add(SEVEN, 7)
    assert isinstance(failed.args[0], InputError)
    assert [digit.label for digit in digits.digits] == [7]


def test_they_are_exported(digits: MyDigits, tmp_path: Path) -> None:
    digits.add(SEVEN, 7)
    digits.export_strokes(tmp_path / "out.npz")
    digits.export_idx(tmp_path)
    assert load_stroke_file(tmp_path / "out.npz").labels.tolist() == [7]
    assert len(list(tmp_path.glob("*ubyte"))) == 2


def test_the_selected_digit_of_a_drawing_is_labelled(session: Session, qtbot: QtBot) -> None:
    with pytest.raises(InputError, match="drawn with the pen"):
        session.label_drawing(7)
    session.drawing.add(SEVEN[0])
    qtbot.waitUntil(lambda: session.reader.reading is not None)
    session.label_drawing(2)
    (digit,) = session.my_digits.digits
    assert digit.label == 2
    assert digit.strokes == session.reader.digits[0].strokes


def test_a_file_that_cannot_be_read_is_left_alone_and_not_written_over(
    digits: MyDigits, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    digits.add(SEVEN, 7)
    content = file.read_bytes()

    def locked(*_: object) -> bytes:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "read_bytes", locked)
    with pytest.raises(InputError, match="Permission denied"):
        digits.keep_in(file)
    digits.add(SEVEN, 1)
    monkeypatch.undo()
    assert file.read_bytes() == content


def test_a_second_damaged_file_does_not_take_the_place_of_the_first(digits: MyDigits, file: Path) -> None:
    file.parent.mkdir(exist_ok=True)
    for content in (b"first", b"second"):
        file.write_bytes(content)
        with pytest.raises(InputError):
            digits.keep_in(file)
    assert sorted(path.read_bytes() for path in file.parent.glob("*.damaged*")) == [b"first", b"second"]


def test_two_windows_do_not_lose_each_others_digits(digits: MyDigits, file: Path) -> None:
    other = MyDigits()
    other.keep_in(file)
    digits.add(SEVEN, 7)
    other.add(SEVEN, 1)
    assert labels(other, file) == [7, 1]
    digits.delete([0])  # of a collection that is not any more what the window shows
    assert labels(digits, file) == [7, 1]
    digits.delete([0])
    assert labels(digits, file) == [1]


def test_a_file_that_is_damaged_while_the_window_is_open_is_moved_aside_too(
    digits: MyDigits, file: Path, qtbot: QtBot
) -> None:
    digits.add(SEVEN, 7)
    file.write_bytes(b"damaged")
    with qtbot.waitSignal(digits.failed):
        digits.add(SEVEN, 1)
    assert file.with_suffix(".damaged.npz").read_bytes() == b"damaged"
    assert labels(digits, file) == [7, 1]
    digits.undo_stack.undo()
    assert labels(digits, file) == [7]


def test_undo_and_redo_leave_what_another_window_has_added(digits: MyDigits, file: Path) -> None:
    digits.add(SEVEN, 5)
    other = MyDigits()
    other.keep_in(file)
    other.add(SEVEN, 6)
    other.add(SEVEN, 7)
    digits.undo_stack.undo()
    assert labels(digits, file) == [6, 7]
    other.add(SEVEN, 8)
    digits.undo_stack.redo()
    assert sorted(labels(digits, file)) == [5, 6, 7, 8]


def test_a_deletion_and_a_relabelling_are_taken_back_beside_what_another_window_has_added(
    digits: MyDigits, file: Path
) -> None:
    for label in (1, 2, 3):
        digits.add(SEVEN, label)
    digits.relabel([2], 4)
    digits.delete([0])
    other = MyDigits()
    other.keep_in(file)
    other.add(SEVEN, 9)
    digits.undo_stack.undo()
    assert labels(digits, file) == [1, 2, 4, 9]
    digits.undo_stack.undo()
    assert labels(digits, file) == [1, 2, 3, 9]


@pytest.mark.skipif(sys.platform == "win32", reason="files of POSIX")
def test_a_pipe_is_left_alone(digits: MyDigits, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "mine.npz")
    with pytest.raises(InputError, match="a pipe"):
        digits.keep_in(tmp_path / "mine.npz")
    assert [file.name for file in tmp_path.iterdir() if file.name.startswith("mine")] == ["mine.npz"]
