"""The page of the data: classes to look at and to leave out, suspect labels, and what is asked for."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitapp.core.data.looking import DataOverview, Suspect, Suspects, overview_steps
from digitapp.core.errors import InputError
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.views.inside.class_table import ClassTable
from digitapp.views.inside.data_view import DataView
from digitapp.views.parts.image_grid import ImageGrid
from digitapp.views.parts.whole_number import WholeNumber
from engine.saving import Remark
from tests.core.samples import bars
from tests.views import looking
from tests.window import child

NAMES = ("T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot")


def overview(settings: TrainingSettings | None = None, data: Dataset | None = None) -> DataOverview:
    data = data or replace(bars(), classes=NAMES, source=Path("/data/fashion"), notes=(Remark("It was turned."),))
    *_, found = overview_steps(data, settings or TrainingSettings())
    assert isinstance(found, DataOverview)
    return found


@pytest.fixture
def page(qtbot: QtBot, light: None) -> DataView:
    assert light is None
    return looking.show(qtbot, DataView(), 900, 600)


def texts(page: DataView) -> str:
    return " ".join(looking.labels(page))


def test_before_the_data_are_read_it_says_so(page: DataView) -> None:
    assert "Reading the images…" in texts(page)
    assert page.table() == ""
    page.set_problem(InputError("Expected data. Received: none"))
    assert "Received: none" in texts(page)


def test_it_says_what_the_data_are_and_where_from(page: DataView) -> None:
    page.set_overview(overview())
    said = texts(page)
    for part in ("bars", "200 training images", "100 test images", "10 classes", "/data/fashion", "It was turned."):
        assert part in said
    assert "Ankle boot" in looking.painted_texts(child(page, ClassTable).viewport())
    assert page.table().splitlines()[1] == '"T-shirt/top",20,10,20'
    page.set_overview(overview(data=bars()))
    assert "came with the program" in texts(page)


def test_an_image_is_chosen_and_a_class_left_out_by_mouse_and_keys(page: DataView) -> None:
    chosen: list[int] = []
    edited: list[TrainingSettings] = []
    page.image_chosen.connect(chosen.append)
    page.settings_edited.connect(edited.append)
    found = overview()
    page.set_overview(found)
    table = child(page, ClassTable)

    def click(place: QPoint) -> None:
        QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=place)

    click(table.image_rect(2, 1).center())
    assert chosen == [found.classes[2].places[1]]
    click(table.tick_rect(3).center())
    assert edited[-1].left_out == (3,)
    page.set_settings(edited[-1])
    click(table.tick_rect(3).center())
    assert edited[-1].left_out == ()
    table.setFocus()
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Space, Qt.Key.Key_Right, Qt.Key.Key_Return):
        QTest.keyClick(table, key)
    assert edited[-1].left_out == (3, 4)
    assert chosen[-1] == found.classes[4].places[0]
    click(QPoint(2, 2))  # the heading
    assert len(chosen) == 2


def test_the_last_class_stays(page: DataView) -> None:
    edited: list[TrainingSettings] = []
    page.settings_edited.connect(edited.append)
    page.set_overview(overview())
    page.set_settings(TrainingSettings(left_out=tuple(range(9))))
    table = child(page, ClassTable)
    QTest.mouseClick(table.viewport(), Qt.MouseButton.LeftButton, pos=table.tick_rect(9).center())
    assert edited == []


def test_labels_that_look_wrong_can_be_looked_at(page: DataView) -> None:
    chosen: list[int] = []
    page.image_chosen.connect(chosen.append)
    page.set_overview(overview())
    assert "when no run goes on" in texts(page)
    page.set_suspects(Suspects((Suspect(12, 2, 7, 0.99, True), Suspect(5, 5, 1, 0.6, False)), 2, 200, 1))
    assert "2 of 200 training images" in texts(page)
    assert "1 of them were made wrong on purpose" in texts(page)
    grid = child(page, ImageGrid)
    assert len(grid) == 2
    assert "Pul. → Sne." in looking.painted_texts(grid.viewport())
    grid.chosen.emit(1)
    assert chosen == [5]
    page.set_suspects(Suspects((), 0, 200, 0))
    assert "all 200 images as they are labelled" in texts(page)
    wide = page.minimumSizeHint().width()
    page.set_problem(InputError(f"Expected other data. {'Many words. ' * 30}Received: these"))
    assert "Received: these" in texts(page)
    assert page.minimumSizeHint().width() == wide
    assert "Pullover" in looking.painted_texts(child(page, ClassTable).viewport())  # they are there all the same


def test_how_the_data_are_made_poorer(page: DataView) -> None:
    edited: list[TrainingSettings] = []
    page.settings_edited.connect(edited.append)
    per_class, wrong, noise = page.poorer.findChildren(WholeNumber)
    per_class.setValue(20)
    assert edited[-1] == TrainingSettings(per_class=20)
    page.set_settings(edited[-1])
    wrong.setValue(30)
    assert edited[-1] == TrainingSettings(per_class=20, wrong_labels=0.3)
    page.set_settings(edited[-1])
    noise.setValue(5)
    page.set_settings(edited[-1])
    looking.button(page, "Shuffle the pixels").click()
    assert edited[-1] == TrainingSettings(per_class=20, wrong_labels=0.3, noise=0.05, shuffled_pixels=True)
    page.set_settings(edited[-1])
    looking.button(page, "The data as they are").click()
    assert edited[-1] == TrainingSettings()
    page.set_settings(edited[-1])
    assert not looking.button(page, "The data as they are").isEnabled()


def test_62_classes_can_be_scrolled_through(page: DataView) -> None:
    labels = (np.arange(200) % 62).astype(np.uint8)
    many = replace(bars().with_images(bars().train_images, labels, bars().test_images, labels[:100]),
                   classes=tuple(f"class {number}" for number in range(62)))  # fmt: skip
    page.set_overview(overview(data=many))
    table = child(page, ClassTable)
    assert "class 61" not in looking.painted_texts(table.viewport())
    table.setFocus()
    for _ in range(61):
        QTest.keyClick(table, Qt.Key.Key_Down)
    assert "class 61" in looking.painted_texts(table.viewport())
