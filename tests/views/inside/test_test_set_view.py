"""The page of the test set: the matrix, the images that are asked for, and searching."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from digitapp.views.inside.test_set_view import TestSetView
from digitapp.views.parts.confusion_matrix import ConfusionMatrix
from digitapp.views.parts.image_grid import ImageGrid
from tests.views import looking
from tests.views.surveys import survey
from tests.window import child

SURVEY = survey()


@pytest.fixture
def view(qtbot: QtBot, light: None) -> TestSetView:
    assert light is None
    made = looking.show(qtbot, TestSetView(), 960, 600)
    made.set_survey(SURVEY)
    return made


def chosen(view: TestSetView) -> list[int]:
    numbers: list[int] = []
    view.image_chosen.connect(numbers.append)
    return numbers


def text(view: TestSetView) -> str:
    return " | ".join(looking.labels(view))


def test_while_there_is_no_survey_it_shows_the_progress(qtbot: QtBot) -> None:
    view = looking.show(qtbot, TestSetView(), 960, 600)
    view.set_progress(0.5)
    assert "reads all test images" in text(view)
    assert view.table() == ""
    view.set_survey(SURVEY)
    assert "reads all test images" not in text(view)
    view.set_survey(None)
    assert "reads all test images" in text(view)


def test_it_begins_with_the_mistakes_that_it_is_surest_of(view: TestSetView) -> None:
    numbers = chosen(view)
    grid = child(view, ImageGrid)
    assert len(grid) == len(SURVEY.mistakes)
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.rect_of(0).center())
    assert numbers == [SURVEY.mistakes[0]]


def test_other_kinds_and_one_digit_alone(view: TestSetView) -> None:
    grid = child(view, ImageGrid)
    looking.button(view, "all").click()
    assert len(grid) == 60
    box = child(view, QComboBox, "Digit")
    box.setCurrentIndex(4)
    box.activated.emit(4)
    assert len(grid) == 6
    numbers = chosen(view)
    grid.chosen.emit(1)
    assert numbers == [13]
    box.setCurrentIndex(0)
    box.activated.emit(0)
    looking.button(view, "least certain").click()
    grid.chosen.emit(0)
    assert numbers[1] == SURVEY.certainty.argmin()


def test_a_cell_of_the_matrix_shows_its_images_and_again_lets_them_go(view: TestSetView) -> None:
    matrix, grid = child(view, ConfusionMatrix), child(view, ImageGrid)
    label, answer = (int(place) for place in np.argwhere(SURVEY.confusion > 0)[0])
    place = matrix.cell_rect(label, answer).center().toPoint()
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=place)
    assert len(grid) == SURVEY.confusion[label, answer]
    QTest.mouseClick(matrix, Qt.MouseButton.LeftButton, pos=place)
    assert len(grid) == len(SURVEY.mistakes)


def test_the_matrix_is_walked_by_keys(view: TestSetView) -> None:
    matrix = child(view, ConfusionMatrix)
    asked: list[tuple[int, int]] = []
    matrix.chosen.connect(lambda label, answer: asked.append((label, answer)))
    for key in (Qt.Key.Key_Left, Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(matrix, key)
    assert asked == [(2, 1)]
    assert f"{SURVEY.confusion[2, 1]} images of a 2 are read as 1" in matrix.accessibleDescription()


def test_the_matrix_has_a_heading_that_says_which_way_it_is_read(view: TestSetView) -> None:
    assert "Confusion matrix: a row for each digit, a column for each answer" in looking.labels(view)


def test_its_cells_say_their_counts(view: TestSetView) -> None:
    painted = looking.painted_texts(child(view, ConfusionMatrix))
    assert painted.count("0") == 2  # a row's and a column's name; empty cells say nothing
    assert sorted(int(word) for word in painted[20:]) == sorted(SURVEY.confusion[SURVEY.confusion > 0].tolist())


@pytest.mark.parametrize(("typed", "valid"), [("0", True), ("59", True), (" 7 ", True), ("60", False), ("-1", False)])
def test_an_image_is_found_by_its_number(view: TestSetView, typed: str, valid: bool) -> None:
    numbers, field = chosen(view), child(view, QLineEdit, "Number")
    field.setText(typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert numbers == ([int(typed)] if valid else [])
    complaint = "Expected a whole number from 0 to 59. Received: " + typed.strip()
    assert (complaint in text(view)) is not valid


@pytest.mark.parametrize("typed", ["", "seven", "9" * 400, "²"])
def test_what_is_no_number_is_told(view: TestSetView, typed: str) -> None:
    numbers, field = chosen(view), child(view, QLineEdit, "Number")
    field.setText(typed)
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert numbers == []
    assert "Expected a whole number" in text(view)


def test_the_images_are_walked_by_keys(view: TestSetView) -> None:
    looking.button(view, "all").click()
    numbers, grid = chosen(view), child(view, ImageGrid)
    for _ in range(59):
        QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_Right)  # there is none after the last
    QTest.keyClick(grid, Qt.Key.Key_Return)
    assert numbers == [59]
    assert grid.viewport().rect().contains(grid.rect_of(59))  # it was scrolled to
    assert "Image 59: a 9" in grid.accessibleDescription()
