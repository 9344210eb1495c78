"""Being a unit, in the whole program."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSpinBox
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.state.runs.training import Status
from digitapp.views.inside.painter_view import PainterView
from digitapp.views.inside.weight_canvas import WeightCanvas
from digitapp.views.parts.image_grid import ImageGrid
from digitapp.views.parts.outgoing_bars import OutgoingBars
from tests import pen
from tests.views import looking
from tests.window import TIMEOUT, child


@pytest.fixture
def page(program: Program, mnist: Dataset, qtbot: QtBot) -> PainterView:
    program.session.datasets.use(mnist.shortened(640, 200))
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "7")
    program.session.explanations.select_unit(137)
    program.window.stage.open("painter")
    found = program.window.pages["painter"]
    assert isinstance(found, PainterView)
    return found


def canvas(page: PainterView) -> WeightCanvas:
    return child(page, WeightCanvas)


def column(program: Program, unit: int = 137) -> np.ndarray:
    return program.session.history.in_use.network.dense_layers[0].kernel[:, unit]


def text(page: PainterView) -> str:
    return " | ".join(looking.labels(page)).replace("−", "-")


def place(page: PainterView, row: int, column: int) -> QPoint:
    cell = canvas(page).width() / 28
    return QPoint(round((column + 0.5) * cell), round((row + 0.5) * cell))


def test_it_begins_with_the_unit_that_is_looked_at_as_it_is(page: PainterView, qtbot: QtBot) -> None:
    assert child(page, QSpinBox, "Unit").value() == 137
    qtbot.waitUntil(lambda: "of the test images" in text(page), timeout=TIMEOUT)
    assert "It fires for" in text(page)
    assert not looking.button(page, "Train on from it").isEnabled()


def test_the_mouse_paints_red_blue_and_erases(page: PainterView, program: Program, qtbot: QtBot) -> None:
    looking.button(page, "zeros").click()
    assert (column(program) == 0).all()
    QTest.mousePress(canvas(page), Qt.MouseButton.LeftButton, pos=place(page, 10, 5))
    QTest.mouseMove(canvas(page), place(page, 10, 20))
    QTest.mouseRelease(canvas(page), Qt.MouseButton.LeftButton, pos=place(page, 10, 20))
    painted = column(program).reshape(28, 28)
    assert (painted[10, 6:20] > 0).all()
    looking.button(page, "blue −").click()
    QTest.mouseClick(canvas(page), Qt.MouseButton.LeftButton, pos=place(page, 20, 14))
    assert column(program).reshape(28, 28)[20, 14] < 0
    QTest.mouseClick(canvas(page), Qt.MouseButton.RightButton, pos=place(page, 10, 14))
    assert column(program).reshape(28, 28)[10, 14] == 0
    reading = program.session.reader
    qtbot.waitUntil(lambda: reading.reading is not None and reading.reading.moment.changes != {})
    qtbot.waitUntil(lambda: "z = red" in text(page))


def test_the_keyboard_paints_too_and_takes_back(page: PainterView, program: Program) -> None:
    looking.button(page, "zeros").click()
    program.window.activateWindow()
    assert QTest.qWaitForWindowActive(program.window)
    canvas(page).setFocus()
    strokes = len(program.session.drawing.strokes)
    QTest.keyClick(canvas(page), Qt.Key.Key_Left)
    QTest.keyClick(canvas(page), Qt.Key.Key_Up)
    QTest.keyClick(canvas(page), Qt.Key.Key_B)
    QTest.keyClick(canvas(page), Qt.Key.Key_Space)
    assert column(program).reshape(28, 28)[13, 13] < 0
    QTest.keyClick(canvas(page), Qt.Key.Key_E)
    QTest.keyClick(canvas(page), Qt.Key.Key_Space)
    assert column(program).reshape(28, 28)[13, 13] == 0
    QTest.keyClick(canvas(page), Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert column(program).reshape(28, 28)[13, 13] < 0
    QTest.keyClick(canvas(page), Qt.Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert column(program).reshape(28, 28)[13, 13] == 0
    assert len(program.session.drawing.strokes) == strokes  # the paper's own undo was not meant
    assert not program.window.commands["eraser"].isChecked()


def test_b_and_who_hears_it_are_set_and_all_is_put_back(page: PainterView, program: Program) -> None:
    own = program.session.history.moment.network.get_weights()
    page.bias_asked.emit(2.0)
    bars = child(page, OutgoingBars)
    QTest.mouseClick(bars, Qt.MouseButton.LeftButton, pos=bars.place_of(7, bars.top / 2))
    network = program.session.history.in_use.network
    assert network.dense_layers[0].bias[137] == pytest.approx(2.0)
    assert network.dense_layers[1].kernel[137, 7] == pytest.approx(bars.top / 2, rel=0.1)
    bars.setFocus()
    QTest.keyClick(bars, Qt.Key.Key_0)
    assert program.session.history.in_use.network.dense_layers[1].kernel[137, 7] == 0
    looking.button(page, "Put everything back").click()
    for one, other in zip(own, program.session.history.in_use.network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_training_goes_on_from_what_was_painted(page: PainterView, program: Program, qtbot: QtBot) -> None:
    program.session.training.set_settings(TrainingSettings(epochs=1, batch_size=64))
    looking.button(page, "the drawing").click()
    first, painted = program.session.history.run, column(program).copy()
    looking.button(page, "Train on from it").click()
    qtbot.waitUntil(lambda: "What training makes of it" in text(page), timeout=TIMEOUT)
    qtbot.waitUntil(lambda: program.session.training.status is Status.IDLE, timeout=TIMEOUT)
    assert (column(program) != painted).any()
    assert first in list(program.session.history.tree)
    assert len(program.session.history.tree) == 3
    qtbot.waitUntil(lambda: "The network reads" in text(page), timeout=TIMEOUT)


def test_an_image_that_it_fires_for_is_read(page: PainterView, program: Program, qtbot: QtBot) -> None:
    images = child(page, ImageGrid)
    qtbot.waitUntil(lambda: len(images) > 0, timeout=TIMEOUT)
    images.chosen.emit(0)
    qtbot.waitUntil(lambda: program.session.drawing.picture is not None)


def test_another_unit_is_chosen_here_and_there(page: PainterView, program: Program) -> None:
    child(page, QSpinBox, "Unit").setValue(41)
    assert program.session.explanations.unit == 41
    program.session.explanations.select_unit(200)
    assert program.session.painter.unit == 200
