"""The film strip and the step as they are shown."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitapp.core.runs.film import Frame, LayerChange, StepChange
from digitapp.core.runs.way import Place
from digitapp.views.runs.film_view import FilmView
from tests import samples
from tests.views import looking


@pytest.fixture
def view(qtbot: QtBot, light: None) -> FilmView:
    assert light is None
    return looking.show(qtbot, FilmView(), 840, 560)


def frames() -> list[Frame]:
    return [Frame(place, place / 20, np.full(784, place / 100, np.float32)) for place in (0, 10, 40)]


def place(batch: int) -> Place:
    return Place(batch, "run", batch / 20, 1, batch, 20, live=False)


def step() -> StepChange:
    before, after = samples.moment((16,), 0), samples.moment((16,), 1)
    of_units = np.linspace(0, 0.05, 16, dtype=np.float32)
    return StepChange(1, 10, 0.5, before, after, (LayerChange(0.01, -0.2, (3, 4), of_units),) * 2)


def test_a_row_of_pictures_with_the_moment_marked(view: FilmView) -> None:
    assert view._invitation.isVisible()
    view.set_frames(frames())
    view.set_place(place(12))
    assert view.strip.isVisible()
    assert view.strip.marked == 1
    asked: list[int] = []
    view.place_requested.connect(asked.append)
    spot = view.strip.rect_of(2).center().toPoint()
    QTest.mouseClick(view.strip, Qt.MouseButton.LeftButton, pos=spot)
    QTest.keyClick(view.strip, Qt.Key.Key_Left)
    view._next.click()
    view._previous.click()
    assert asked == [40, 0, 13, 11]
    view.set_frames(())
    assert view._invitation.isVisible()


def test_a_step_of_weight_unit_and_layer(view: FilmView) -> None:
    view.set_frames(frames())
    view.set_place(place(10))
    view.set_units(16)
    view.set_unit(0, 4)
    assert "pause or go" in view._step_title.text()
    view.set_step(step())
    assert view._step_title.text() == "The step of batch 10, loss 0.500"
    unit = step().of_unit(0, 4)
    assert unit is not None
    most = int(np.abs(unit.change).argmax())
    assert view._of_weight.text().startswith(f"Weight {most}: ")
    view._maps[0].pointed.emit(3)
    assert view._of_weight.text().startswith("Weight 3: ")
    assert "of their length" in view._of_unit_words.text()
    assert "1.000% of their length" in view._of_layer.text()
    assert "1 of 16 units not at all" in view._of_layer.text()
    asked: list[int] = []
    view.unit_requested.connect(asked.append)
    view.grid.selected.emit(7)
    view._chooser.setValue(9)
    assert asked == [7, 9]
    view.set_step(None)
    assert not view._below.isVisible()
