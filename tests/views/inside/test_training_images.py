"""The window of the training images: by digit, by number, by the keyboard, and what they are apart for."""

from typing import Any

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.views.inside.training_images import TrainingImages
from digitapp.views.parts.image_grid import ImageGrid
from tests.views import looking
from tests.window import child


@pytest.fixture
def view(qtbot: QtBot, light: None, mnist: Dataset) -> TrainingImages:
    assert light is None
    made = looking.show(qtbot, TrainingImages(), 760, 620)
    made.set_data(mnist)
    return made


def text(view: TrainingImages) -> str:
    return " | ".join(looking.labels(view))


def chosen(view: TrainingImages) -> list[int]:
    numbers: list[int] = []
    view.image_chosen.connect(numbers.append)
    return numbers


def test_it_asks_for_the_images_when_it_is_seen(qtbot: QtBot) -> None:
    view = TrainingImages()
    qtbot.addWidget(view)
    with qtbot.waitSignal(view.wanted):
        view.show()
    assert "Reading the images" in text(view)


def test_it_shows_all_of_them_and_says_what_they_are_for(view: TrainingImages) -> None:
    assert len(child(view, ImageGrid)) == 60_000
    assert "60,000 training images of MNIST" in text(view)
    assert "The 10,000 test images are kept apart" in text(view)
    assert "learns from all of them" in text(view)
    view.set_settings(TrainingSettings(validation_share=0.1))
    assert "keeps the last 6,000 of them back" in text(view)


@pytest.mark.parametrize(
    ("settings", "said"),
    [
        ({"images": 500}, ["only the first 500 of them"]),
        (
            {"images": 500, "validation_share": 0.2},
            ["only the first 500 of them", "Of these it keeps the last 100 back"],
        ),
        ({"pen_digits": 2000}, ["learns from all of them", "learns from 2,000 made pen digits too"]),
        ({"images": 60_000}, ["learns from all of them"]),
        ({"images": 1, "validation_share": 0.5}, ["leave images on both sides"]),
    ],
)
def test_it_says_what_the_next_run_learns_from(view: TrainingImages, settings: dict[str, Any], said: list[str]) -> None:
    view.set_settings(TrainingSettings(**settings))
    assert all(sentence in text(view) for sentence in said)
    assert ("learns from all" in text(view)) == any("learns from all" in sentence for sentence in said)


def test_one_digit_s_images_are_just_those(view: TrainingImages, mnist: Dataset) -> None:
    box, numbers = child(view, QComboBox), chosen(view)
    assert box.itemText(6) == "5 (5,421)"
    box.setCurrentIndex(6)
    box.activated.emit(6)
    grid = child(view, ImageGrid)
    assert len(grid) == 5421
    assert "5,421 images" in text(view)
    place = grid.rect_of(1).center()
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert numbers == [int(np.flatnonzero(mnist.train_labels == 5)[1])]


def test_an_image_is_found_by_its_number(view: TrainingImages) -> None:
    field, numbers = child(view, QLineEdit), chosen(view)
    for given in ("59999", "60000", "many"):
        field.setText(given)
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert numbers == [59_999]
    assert "Expected a whole number from 0 to 59999. Received: many" in text(view)


def test_it_is_walked_through_by_the_keyboard(view: TrainingImages, mnist: Dataset) -> None:
    grid, numbers = child(view, ImageGrid), chosen(view)
    grid.setFocus()
    QTest.keyClick(grid, Qt.Key.Key_Right)
    assert f"Training image 1: a {mnist.train_labels[1]}." in grid.accessibleDescription()
    QTest.keyClick(grid, Qt.Key.Key_Space)
    assert numbers == [1]
    QTest.keyClick(grid, Qt.Key.Key_Escape)
    assert not view.isVisible()


def test_another_data_set_takes_their_place(view: TrainingImages, mnist: Dataset, qtbot: QtBot) -> None:
    with qtbot.waitSignal(view.wanted):
        view.set_data(None)
    assert len(child(view, ImageGrid)) == 0
    view.set_data(mnist.shortened(30, 10))
    assert len(child(view, ImageGrid)) == 30
    assert "30 training images" in text(view)
