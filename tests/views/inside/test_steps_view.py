"""The page that follows a picture step by step: going through the steps, pointing at numbers, playing."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QLabel, QSlider
from pytestqt.qtbot import QtBot

from digitapp.core.inside.steps import Kind, Step, explain_steps
from digitapp.views.inside.steps_view import StepsView
from digitapp.views.parts.number_grid import NumberGrid
from digitapp.views.parts.step_strip import StepStrip
from tests import samples
from tests.views import looking
from tests.window import child


def steps(label: int | None = None) -> tuple[Step, ...]:
    return explain_steps(samples.reading((6,)), label)


@pytest.fixture
def view(qtbot: QtBot, light: None) -> StepsView:
    assert light is None
    made = looking.show(qtbot, StepsView(), 1000, 640)
    made.set_steps(steps())
    return made


def text(view: StepsView) -> str:
    return " | ".join(looking.labels(view))


def shown(view: StepsView) -> Step:
    assert view.step is not None
    return view.step


def go_to(view: StepsView, kind: Kind) -> None:
    while shown(view).kind is not kind:
        looking.button(view, "Next step").click()


def test_without_a_drawing_it_says_what_is_missing(qtbot: QtBot) -> None:
    view = looking.show(qtbot, StepsView(), 1000, 640)
    assert "Draw a digit to follow it" in text(view)
    assert view.table() == ""
    looking.button(view, "Next step").click()
    looking.button(view, "Play").click()
    assert view.step is None


def test_every_step_is_listed_with_its_shapes(view: StepsView) -> None:
    listed = [" ".join(step) for step in child(view, StepStrip).steps]
    assert listed[:6] == [
        "x (n, 28, 28)",
        "flatten(x) (n, 28, 28) → (n, 784)",
        "dot(x, W1) (n, 784)·(784, 6)",
        "z1 = … + b1 (n, 6) + (6,)",
        "a1 = relu(z1) (n, 6)",
        "dot(a1, W2) (n, 6)·(6, 10)",
    ]
    assert len(listed) == len(steps())


def test_buttons_and_keys_go_through_the_steps(view: StepsView) -> None:
    looking.button(view, "Next step").click()
    assert shown(view).kind is Kind.FLATTEN
    QTest.keyClick(view, Qt.Key.Key_PageDown)
    assert shown(view).kind is Kind.DOT
    QTest.keyClick(view, Qt.Key.Key_PageUp)
    looking.button(view, "Previous step").click()
    looking.button(view, "Previous step").click()  # there is nothing before the picture
    assert shown(view).kind is Kind.PICTURE
    go_to(view, Kind.SHARES)
    looking.button(view, "Next step").click()  # nor after the last step
    assert shown(view).kind is Kind.SHARES
    QTest.keyClick(view, Qt.Key.Key_Home)
    assert shown(view).kind is Kind.PICTURE


def test_it_plays_to_the_end_and_stops(view: StepsView, qtbot: QtBot) -> None:
    child(view, QSlider, "Speed").setValue(100)
    looking.button(view, "Play").click()
    assert looking.button(view, "Pause").isVisible()
    qtbot.waitUntil(lambda: shown(view).kind is Kind.SHARES, timeout=10_000)
    qtbot.waitUntil(lambda: looking.button(view, "Play").isVisible())


def test_each_number_is_written_out_with_the_real_numbers(view: StepsView) -> None:
    go_to(view, Kind.FUNCTION)
    after = child(view, NumberGrid, "Numbers that come out")
    after.pointed.emit(2)
    assert f"a[2] = max({shown(view).before[2]:.3f}, 0) = ".replace("-", "−") in text(view)
    off = int((shown(view).before < 0).sum())
    assert f"{off} of 6 are below 0" in text(view)


def test_the_same_step_stays_when_the_drawing_changes(view: StepsView) -> None:
    go_to(view, Kind.BIAS)
    view.set_steps(steps())
    assert shown(view).kind is Kind.BIAS
    view.set_steps(None)
    assert "Draw a digit to follow it" in text(view)
    view.set_steps(steps())
    assert view.step is not None


def test_with_the_right_digit_it_goes_on_backward(view: StepsView) -> None:
    chosen: list[int] = []
    view.label_chosen.connect(chosen.append)
    box = child(view, QComboBox, "Right digit")
    box.setCurrentIndex(4)
    box.activated.emit(4)
    assert chosen == [3]
    view.set_steps(steps(3))
    for kind, words in (
        (Kind.LOSS, "−ln (natural logarithm) of the probability of the right digit, 3"),
        (Kind.ERROR, "1 for 3, 0 for the others"),
        (Kind.WEIGHT_GRADIENT, "How the loss changes with each weight"),
        (Kind.PASSED_BACK, "with each activation before"),
        (Kind.GATE, "relu's gate"),
    ):
        go_to(view, kind)
        assert words in text(view)
    assert looking.button(view, "Learn from this drawing").isEnabled()


def test_a_temperature_is_asked_for_but_not_echoed(view: StepsView) -> None:
    asked: list[float] = []
    view.temperature_chosen.connect(asked.append)
    view.set_temperature(0.6)
    assert asked == []
    child(view, QDoubleSpinBox).setValue(2)
    assert asked == [2]


def test_the_number_that_is_written_out_is_copied(view: StepsView) -> None:
    go_to(view, Kind.POWERS)
    QTest.keyClick(view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text().startswith("exp(")


def test_a_grid_is_walked_by_keys_and_pointer(qtbot: QtBot, light: None) -> None:
    assert light is None
    grid = looking.show(qtbot, NumberGrid(), 200, 200)
    pointed: list[int] = []
    grid.pointed.connect(pointed.append)
    grid.set_values(np.arange(-8, 8, dtype=np.float32), 4)
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Up):
        QTest.keyClick(grid, key)
        if pointed:
            grid.point_at(pointed[-1])
    assert pointed == [4, 5, 1]
    QTest.keyClick(grid, Qt.Key.Key_Up)  # there is no row above
    assert pointed == [4, 5, 1]
    QTest.mouseMove(grid, grid.cell_rect(10).center().toPoint())
    assert pointed[-1] == 10
    assert grid.top == 10
    assert len({tuple(colour) for colour in looking.picture(grid)[::5, ::5].reshape(-1, 3)}) > 5


def test_ten_numbers_are_written_in_their_cells(qtbot: QtBot, light: None) -> None:
    assert light is None
    grid = looking.show(qtbot, NumberGrid(), 200, 240)
    grid.set_values(np.linspace(-1, 1, 10), 1)
    assert "−0.3333" in looking.painted_texts(grid)[3]


@pytest.mark.parametrize(("width", "height"), [(664, 920), (1360, 920)])
def test_the_number_written_out_stands_at_its_grid_and_does_not_jump(
    view: StepsView, qtbot: QtBot, width: int, height: int
) -> None:
    view.set_steps(steps(3))
    assert looking.cut_in(qtbot, view, width, height) == []
    view.show()
    places = set()
    for _ in steps(3):
        formula, after = view.findChildren(QLabel, "formula")[0], child(view, NumberGrid, "Numbers that come out")
        places.add((formula.y(), formula.height()))
        figure = after.parentWidget()
        assert figure is not None
        assert 0 <= figure.y() - formula.geometry().bottom() < 40
        looking.button(view, "Next step").click()
    assert len(places) == 1


def test_another_language_leaves_the_number_that_was_pointed_at(view: StepsView) -> None:
    go_to(view, Kind.FUNCTION)
    view.figure.pointed.emit(4)
    formula, picture = text(view), looking.picture(view)
    view.figure.retranslate()
    assert text(view) == formula
    assert (looking.picture(view) == picture).all()
