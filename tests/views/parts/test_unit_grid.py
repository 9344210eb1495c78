"""The grid of units: one cell each, chosen by pointer or keys."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QRectF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.views.parts.unit_grid import UnitGrid, grid_shape
from tests.views import looking

RED = np.array([[255, 0, 0, 255]], np.uint8)


@pytest.fixture
def grid(qtbot: QtBot, light: None) -> UnitGrid:
    assert light is None
    result = looking.show(qtbot, UnitGrid(), 640, 320)
    result.set_units(512)
    return result


def middle(grid: UnitGrid, unit: int) -> QPoint:
    return grid.cell_rect(unit).center().toPoint()


def colour_of(grid: UnitGrid, unit: int) -> tuple[int, ...]:
    where = middle(grid, unit)
    return tuple(int(channel) for channel in looking.picture(grid)[where.y(), where.x()])


@pytest.mark.parametrize(("units", "shape"), [(512, (16, 32)), (1, (1, 1)), (128, (8, 16)), (4096, (32, 128))])
def test_the_shape(units: int, shape: tuple[int, int]) -> None:
    assert grid_shape(units) == shape


@pytest.mark.parametrize("units", [*range(1, 70), 97, 509, 1000, 4095, 4096])
def test_there_is_a_cell_for_every_unit_and_no_empty_row(units: int) -> None:
    rows, columns = grid_shape(units)
    assert (rows - 1) * columns < units <= rows * columns
    assert columns <= 2 * max(1, round((2 * units) ** 0.5))


@pytest.mark.parametrize("units", [1, 7, 512, 4096])
def test_all_cells_lie_inside_and_apart(qtbot: QtBot, light: None, units: int) -> None:
    assert light is None
    grid = looking.show(qtbot, UnitGrid(), 530, 345)
    grid.set_units(units)
    rects = [grid.cell_rect(unit) for unit in range(units)]
    for rect in rects:
        assert 0 <= rect.left() < rect.right() <= grid.width() + 1e-6
        assert 0 <= rect.top() < rect.bottom() <= grid.height() + 1e-6
    assert len({(round(rect.x(), 3), round(rect.y(), 3)) for rect in rects}) == units


@pytest.mark.parametrize("units", [1, 7, 512, 4096])
def test_every_unit_has_its_colour_in_its_cell(qtbot: QtBot, light: None, units: int) -> None:
    assert light is None
    grid = looking.show(qtbot, UnitGrid(), 640, 320)
    grid.set_units(units)
    for unit in {0, units // 2, units - 1}:
        colours = np.full((units, 4), 255, np.uint8)
        colours[unit] = RED
        grid.set_colours(colours)
        assert colour_of(grid, unit) == (255, 0, 0)
        grid.set_colours(None)
        assert colour_of(grid, unit) == looking.rgb(theme.LIGHT.off)


def test_the_pointer_tells_the_unit(grid: UnitGrid) -> None:
    hovered: list[int] = []
    grid.hovered.connect(hovered.append)
    for unit in (0, 33, 511):
        QTest.mouseMove(grid, middle(grid, unit))
    QApplication.sendEvent(grid, QEvent(QEvent.Type.Leave))
    assert hovered == [0, 33, 511, -1]


def test_a_click_chooses(grid: UnitGrid) -> None:
    selected: list[int] = []
    grid.selected.connect(selected.append)
    for unit in (0, 33, 511):
        QTest.mouseClick(grid, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle(grid, unit))
    assert selected == [0, 33, 511]


def test_beside_the_cells_is_no_unit(qtbot: QtBot, grid: UnitGrid) -> None:
    few = looking.show(qtbot, UnitGrid(), 640, 320)
    few.set_units(7)
    selected: list[int] = []
    few.selected.connect(selected.append)
    bottom = few.cell_rect(6)
    for place in (QPoint(int(bottom.right()) + 5, int(bottom.center().y())), QPoint(639, 319)):
        QTest.mouseClick(few, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place)
    assert selected == []
    assert grid.units == 512


@pytest.mark.parametrize(
    ("key", "unit"), [(Qt.Key.Key_Left, 99), (Qt.Key.Key_Right, 101), (Qt.Key.Key_Up, 68), (Qt.Key.Key_Down, 132)]
)
def test_the_arrows_walk(grid: UnitGrid, key: Qt.Key, unit: int) -> None:
    selected: list[int] = []
    grid.selected.connect(selected.append)
    grid.set_selection(100)
    QTest.keyClick(grid, key)
    assert selected == [unit]


def test_the_arrows_stop_at_the_edge_and_begin_at_the_first(grid: UnitGrid) -> None:
    selected: list[int] = []
    grid.selected.connect(selected.append)
    QTest.keyClick(grid, Qt.Key.Key_Down)
    assert selected == [0]
    grid.set_selection(0)
    QTest.keyClick(grid, Qt.Key.Key_Up)
    QTest.keyClick(grid, Qt.Key.Key_Left)
    grid.set_selection(511)
    QTest.keyClick(grid, Qt.Key.Key_Down)
    QTest.keyClick(grid, Qt.Key.Key_Right)
    QTest.keyClick(grid, Qt.Key.Key_A)
    assert selected == [0]


def test_the_selection_and_the_pointer_are_marked(grid: UnitGrid) -> None:
    plain = looking.picture(grid)
    grid.set_selection(100)
    marked = looking.picture(grid)
    cell = grid.cell_rect(100).toAlignedRect()
    changed = np.argwhere((plain != marked).any(axis=-1))
    assert len(changed) > 20
    assert cell.adjusted(-2, -2, 2, 2).contains(QPoint(int(changed[:, 1].min()), int(changed[:, 0].min())))
    assert cell.adjusted(-2, -2, 2, 2).contains(QPoint(int(changed[:, 1].max()), int(changed[:, 0].max())))
    QTest.mouseMove(grid, middle(grid, 300))
    assert (looking.picture(grid) != marked).any()
    grid.set_selection(-1)
    QApplication.sendEvent(grid, QEvent(QEvent.Type.Leave))
    np.testing.assert_array_equal(looking.picture(grid), plain)


def test_who_comes_by_keyboard_sees_where_they_are(grid: UnitGrid, qtbot: QtBot) -> None:
    plain = looking.picture(grid)
    grid.setFocus()
    qtbot.waitUntil(grid.hasFocus)
    changed = (looking.picture(grid) != plain).any(axis=-1)
    assert changed[0].mean() > 0.9  # a line along the edge
    assert not changed[3:-3, 3:-3].any()
    grid.clearFocus()
    np.testing.assert_array_equal(looking.picture(grid), plain)


def test_ten_thousand_units_are_not_painted_one_by_one(
    qtbot: QtBot, light: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert light is None
    asked: list[int] = []
    cell_rect = UnitGrid.cell_rect

    def counted(self: UnitGrid, unit: int) -> QRectF:
        asked.append(unit)
        return cell_rect(self, unit)

    monkeypatch.setattr(UnitGrid, "cell_rect", counted)
    grid = looking.show(qtbot, UnitGrid(), 1200, 700)
    grid.set_units(10_000)
    grid.set_colours(np.repeat(RED, 10_000, axis=0))
    grid.set_selection(5)
    looking.picture(grid)
    assert set(asked) <= {5}
