"""What helps to understand a step: the close-up, the picture unrolled, the product to scale, relu to try out."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider, QSpinBox
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.core.inside.batch_product import BatchProduct
from digitapp.views.parts.activation_plot import ActivationPlot
from digitapp.views.parts.close_up import CloseUp
from digitapp.views.parts.product_figure import ProductFigure
from digitapp.views.parts.product_tables import ProductTables
from digitapp.views.parts.relu_bench import ReluBench
from digitapp.views.parts.roll_out import RollOut
from digitapp.views.parts.sum_window import SumWindow
from tests import samples
from tests.views import looking
from tests.window import child

INK = samples.reading().inputs


def test_close_up_rows_and_columns_are_counted_from_0(qtbot: QtBot, light: None) -> None:
    assert light is None
    view = looking.show(qtbot, CloseUp(), 340, 340)
    view.set_values(INK, 0)
    assert view.first == (0, 0)
    assert looking.painted_texts(view)[:4] == ["0", "0", "1", "1"]  # a column's number, then a row's
    view.set_values(INK, 300)
    assert view.first == (6, 16)
    view.set_values(INK, 783)
    assert view.first == (19, 19)


def test_the_picture_is_unrolled_by_hand_and_by_itself(qtbot: QtBot, light: None) -> None:
    assert light is None
    view = looking.show(qtbot, RollOut(), 640, 320)
    view.set_values(INK, 300)
    before = looking.picture(view)
    slider = child(view, QSlider, "Rows that are unrolled")
    slider.setValue(105)
    assert view.rows_out == 10.5
    assert "row 10 becomes numbers 280 to 307" in " ".join(looking.painted_texts(view))
    assert (looking.picture(view) != before).any()
    slider.setValue(275)
    looking.button(view, "Unroll the picture").click()
    assert view.playing
    assert looking.button(view, "Pause").isVisible()
    qtbot.waitUntil(lambda: not view.playing)
    assert view.rows_out == 28
    looking.button(view, "Unroll the picture").click()  # again from the start
    assert view.rows_out < 1
    view.play_or_pause()
    assert not view.playing


def test_a_number_is_pointed_at_in_the_picture_and_in_the_row(qtbot: QtBot, light: None) -> None:
    assert light is None
    view = looking.show(qtbot, RollOut(), 640, 320)
    view.set_values(INK, 0)
    pointed: list[int] = []
    view.pointed.connect(pointed.append)
    stage = view.findChildren(type(view._stage))[0]
    for place in (stage._home(10), stage._away(10)):
        x = place.x() + 20.5 * place.width() / 28
        QTest.mouseMove(stage, QPoint(round(x), round(place.center().y())))
    assert pointed == [300, 300]


def test_the_product_has_its_shapes_the_way_code_and_the_way_books_write_it(qtbot: QtBot, light: None) -> None:
    assert light is None
    view = looking.show(qtbot, ProductFigure(), 420, 200)
    view.set_product(INK, np.linspace(-1, 1, 512, dtype=np.float32), 137, 0)
    assert view.shapes == ("(1, 784)", "(784, 512)", "(1, 512)")
    child(view, QSpinBox, "Pictures at once").setValue(128)
    assert view.shapes == ("(128, 784)", "(784, 512)", "(128, 512)")
    looking.button(view, "W·x").click()
    assert view.shapes == ("(512, 784)", "(784, 128)", "(512, 128)")


@pytest.mark.parametrize("turned", [False, True])
def test_the_tables_are_to_scale(qtbot: QtBot, light: None, turned: bool) -> None:
    assert light is None
    view = looking.show(qtbot, ProductFigure(), 600, 400)
    view.set_product(INK, np.zeros(512, np.float32), 0, 0)
    child(view, QSpinBox, "Pictures at once").setValue(128)
    if turned:
        looking.button(view, "W·x").click()
    sizes = [tuple(map(int, shape.strip("()").split(", "))) for shape in view.shapes]
    tables = view._tables.rectangles()
    scale = tables[1].height() / sizes[1][0]
    for (rows, columns), table in zip(sizes, tables, strict=True):
        assert table.height() / rows == pytest.approx(scale)
        assert table.width() / columns == pytest.approx(scale)
    assert tables[0].right() < tables[1].left() < tables[1].right() < tables[2].left()
    assert tables[2].right() <= view._tables.width()


@pytest.fixture
def bench(qtbot: QtBot, light: None) -> ReluBench:
    assert light is None
    made = looking.show(qtbot, ReluBench(), 300, 340)
    z = np.array([-4.0, -1.0, 0.5, 2.0], np.float32)
    made.set_layer("relu", z, np.maximum(z, 0))
    return made


def text(bench: ReluBench) -> str:
    return " | ".join(looking.labels(bench)).replace("−", "-")


def test_any_number_can_be_put_into_relu(bench: ReluBench) -> None:
    tried: list[float] = []
    bench.tried.connect(tried.append)
    slider = child(bench, QSlider, "A number to try")
    slider.setValue(-50)
    assert tried[-1] < 0
    assert f"y = max({tried[-1]:.2f}, 0) = 0.00" in text(bench)
    slider.setValue(50)
    assert f"y = max({tried[-1]:.2f}, 0) = {tried[-1]:.2f}" in text(bench)
    plot = child(bench, ActivationPlot)
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(plot.width() // 4, 20))
    assert tried[-1] < 0


def test_the_b_of_all_units_is_asked_for_and_put_back(bench: ReluBench, qtbot: QtBot) -> None:
    assert "2 of 4 units are at 0" in text(bench)
    slider = child(bench, QSlider, "b of all units")
    with qtbot.waitSignal(bench.bias_requested) as asked:
        slider.setValue(-40)
    assert asked.args == [-2.0]
    with qtbot.waitSignal(bench.back_requested):
        looking.button(bench, "Put back").click()
    assert slider.value() == 0
    with qtbot.assertNotEmitted(bench.bias_requested):
        bench.set_bias(1.0)


def test_another_function_is_as_the_layer_has_it(bench: ReluBench) -> None:
    z = np.linspace(-3, 3, 50, dtype=np.float32)
    bench.set_layer("tanh", z, np.tanh(z))
    child(bench, QSlider, "A number to try").setValue(100)
    assert "y = tanh(3.00) = 1.00" in text(bench)
    assert theme.current().name == "light"


def batch(n: int = 128) -> BatchProduct:
    chance = np.random.default_rng(0)
    x, weights = chance.random((n, 784), np.float32), chance.normal(size=(784, 512)).astype(np.float32)
    return BatchProduct(0, x, x @ weights, np.arange(n - 1).astype(np.uint8) % 10, weights)


@pytest.mark.parametrize("turned", [False, True])
def test_a_number_of_y_is_chosen_and_lit_with_its_row_and_column(qtbot: QtBot, light: None, turned: bool) -> None:
    assert light is None
    view, known = looking.show(qtbot, ProductFigure(), 900, 500), batch()
    view.set_product(known.x[0], known.y[0], 137, 0)
    with qtbot.waitSignal(view.batch_wanted) as asked:
        child(view, QSpinBox, "Pictures at once").setValue(8)
    assert asked.args == [0]
    view.set_batch(known)
    if turned:
        looking.button(view, "W·x").click()
    tables = child(view, ProductTables)
    with qtbot.waitSignal(view.unit_chosen) as told:
        QTest.mouseClick(tables, Qt.MouseButton.LeftButton, pos=tables.place_of(5, 300).center().toPoint())
    (unit,) = told.args
    assert abs(unit - 300) <= 3  # a unit is narrower than a pixel
    row = view.row
    assert abs(row - 5) <= 1
    said = next(text for text in looking.labels(view) if text.startswith(f"y[{row}, {unit}]"))
    assert f"{known.y[row, unit]:.3f}" in said.replace("−", "-")
    assert f"(a {row - 1})" in said
    np.testing.assert_array_equal(view.row_values, known.x[row])
    QTest.keyClick(tables, Qt.Key.Key_Left if turned else Qt.Key.Key_Up)
    assert any(text.startswith(f"y[{row - 1}, {unit}]") for text in looking.labels(view))


def test_the_whole_sum_is_copied(qtbot: QtBot, light: None) -> None:
    assert light is None
    view, known = looking.show(qtbot, ProductFigure(), 900, 500), batch()
    view.set_product(known.x[0], known.y[0], 137, 0)
    with qtbot.waitSignal(view.batch_wanted):
        looking.button(view, "All products…").click()
    view.set_batch(known)
    (window,) = view.findChildren(SumWindow)
    qtbot.waitUntil(lambda: len(window.text.splitlines()) == 785)
    looking.button(window, "Copy all").click()
    assert QGuiApplication.clipboard().text().splitlines()[-1].startswith("y[0, 137] = Σ = ")
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()
