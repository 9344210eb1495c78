"""The page Runs: its tree, what is compared on it, and what the person asks for there."""

import csv
import io
from dataclasses import replace

import numpy as np
import pyqtgraph as pg
import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QSlider, QTreeWidgetItem
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.core.paper.rasterize import rasterize
from digitapp.core.reading.reading import read
from digitapp.core.runs.comparison import Figures, RunLine
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.run import Kind
from digitapp.views.runs.run_colours import _DARK, _LIGHT
from digitapp.views.runs.runs_view import RunsView
from tests import samples
from tests.views import looking

BOTH = {1: 0, 2: 1}


def line(number: int = 1, name: str = "first", **what: object) -> RunLine:
    values = {
        "number": number,
        "name": name,
        "kind": Kind.TRAINED,
        "parent": None,
        "settings": samples.SETTINGS,
        "figures": Figures(epochs=2, test_accuracy=0.75, seconds=3.5, images_per_second=12345),
        "curves": (timed(),),
        **what,
    }
    return RunLine(**values)  # type: ignore[arg-type]


def timed() -> Curves:
    return replace(samples.curves(), batch_seconds=np.arange(1, 41) / 10, images=320)


def two(**what: object) -> list[RunLine]:
    other = replace(samples.SETTINGS, learning_rate=0.01, **what)  # type: ignore[arg-type]
    return [line(current=True), line(2, "second", parent=1, settings=other)]


@pytest.fixture
def page(qtbot: QtBot, light: None) -> RunsView:
    assert light is None
    return looking.show(qtbot, RunsView(), 900, 640)


def item(page: RunsView, number: int) -> QTreeWidgetItem:
    return page.tree._items[number]


def spot(page: RunsView, number: int, column: int) -> QPoint:
    index = page.tree.indexFromItem(item(page, number), column)
    return page.tree.visualRect(index).center()


def click(page: RunsView, number: int, column: int = 1) -> None:
    QTest.mouseClick(page.tree.viewport(), Qt.MouseButton.LeftButton, pos=spot(page, number, column))


def plots(page: RunsView) -> list[pg.PlotWidget]:
    return page.plots.findChildren(pg.PlotWidget)


def drawn(plot: pg.PlotWidget) -> list[tuple[np.ndarray, np.ndarray]]:
    """Return the lines that have points, as they were given."""
    found = [item.getOriginalDataset() for item in plot.listDataItems() if item.isVisible()]
    return [(x, y) for x, y in found if x is not None and len(x)]


def test_without_a_run_the_page_invites_to_one(page: RunsView) -> None:
    page.set_lines([line(kind=Kind.OPENED, curves=(), current=True)], {})
    assert any("Train a network (F5)" in text for text in looking.labels(page))
    page.set_lines(two(), {})
    assert any("Tick a run" in text for text in looking.labels(page))
    assert not page.plots.isVisible()
    page.set_lines(two(), BOTH)
    assert page.plots.isVisible()
    assert not any("Tick a run" in text for text in looking.labels(page))


def test_the_tree_says_what_each_run_is(page: RunsView) -> None:
    shown = [*two(), line(3, "third", kind=Kind.OPENED, curves=(), figures=Figures()), line(4, "now", under_way=True)]
    page.set_lines(shown, {2: 0})
    texts = [[item(page, number).text(column) for column in (1, 2, 3)] for number in (1, 2, 3, 4)]
    assert texts == [
        ["first", "2 epochs", "75.0%"],
        ["second", "2 epochs", "75.0%"],
        ["third", "opened", ""],
        ["now", "epoch 2.0…", "75.0%"],
    ]
    assert item(page, 2).parent() is item(page, 1)
    assert item(page, 1).font(1).bold()
    assert not item(page, 2).font(1).bold()
    assert [item(page, number).checkState(0) == Qt.CheckState.Checked for number in (1, 2)] == [False, True]


def test_a_click_selects_a_double_click_chooses_and_the_tick_compares(page: RunsView, qtbot: QtBot) -> None:
    page.set_lines(two(), {1: 0})
    with qtbot.assertNotEmitted(page.compare_requested), qtbot.assertNotEmitted(page.chosen):
        click(page, 2)
    assert page.tree.run == 2
    with qtbot.waitSignal(page.chosen) as chosen, qtbot.assertNotEmitted(page.compare_requested):
        QTest.mouseDClick(page.tree.viewport(), Qt.MouseButton.LeftButton, pos=spot(page, 2, 1))
    assert chosen.args == [2]
    assert page.tree.findChildren(QLineEdit) == []  # nothing is renamed by it
    with qtbot.waitSignal(page.compare_requested) as compared, qtbot.assertNotEmitted(page.chosen):
        rect = page.tree.visualRect(page.tree.indexFromItem(item(page, 2), 0))
        QTest.mouseClick(page.tree.viewport(), Qt.MouseButton.LeftButton, pos=rect.center() - QPoint(2, 0))
    assert compared.args == [2, True]


def test_the_keyboard_does_it_all(page: RunsView, qtbot: QtBot) -> None:
    page.set_lines(two(), {1: 0})
    page.tree.setFocus()
    keys = Qt.Key
    with qtbot.assertNotEmitted(page.chosen):
        QTest.keyClick(page.tree, keys.Key_Down)
    assert page.tree.run == 2
    for key, signal, expected in (
        (keys.Key_Return, page.chosen, [2]),
        (keys.Key_Space, page.compare_requested, [2, True]),
        (keys.Key_Delete, page.delete_requested, [2]),
    ):
        with qtbot.waitSignal(signal) as told:
            QTest.keyClick(page.tree, key)
        assert told.args == expected
    with qtbot.waitSignal(page.undo_requested):
        QTest.keyClick(page.tree, keys.Key_Z, Qt.KeyboardModifier.ControlModifier)
    with qtbot.waitSignal(page.redo_requested):
        QTest.keyClick(page.tree, keys.Key_Z, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)


def test_a_run_is_renamed_in_its_place(page: RunsView, qtbot: QtBot) -> None:
    page.set_lines(two(), {1: 0})
    page.tree.setFocus()
    QTest.keyClick(page.tree, Qt.Key.Key_F2)
    (field,) = page.tree.findChildren(QLineEdit)
    page.set_lines(two(), {1: 0})  # as while a run goes on
    assert page.tree.findChildren(QLineEdit) == [field]
    field.selectAll()
    QTest.keyClicks(field, "another name")
    with qtbot.waitSignal(page.rename_requested) as told:
        QTest.keyClick(field, Qt.Key.Key_Return)
    assert told.args == [1, "another name"]
    assert item(page, 1).text(1) == "first"  # until it is called so


def test_the_buttons_are_for_the_run_that_the_keyboard_is_on(page: RunsView, qtbot: QtBot) -> None:
    page.set_lines(two(), {1: 0})
    assert not looking.button(page, "Use").isEnabled()
    assert "reads now" in looking.button(page, "Use").toolTip()
    click(page, 2)
    with qtbot.waitSignal(page.chosen) as told:
        looking.button(page, "Use").click()
    assert told.args == [2]
    click(page, 1)
    with qtbot.waitSignal(page.pin_requested) as told:
        looking.button(page, "Pin").click()
    assert told.args == [1, True]
    page.set_lines([replace(each, pinned=True) for each in two()], {1: 0})
    with qtbot.waitSignal(page.pin_requested) as told:
        looking.button(page, "Unpin").click()
    assert told.args == [1, False]
    with qtbot.waitSignal(page.delete_requested) as told:
        looking.button(page, "Delete").click()
    assert told.args == [1]
    assert not looking.button(page, "Undo").isEnabled()
    page.set_undo_possible(True)
    with qtbot.waitSignal(page.undo_requested):
        looking.button(page, "Undo").click()
    page.set_lines([line()], {})
    assert not looking.button(page, "Delete").isEnabled()
    assert "only run" in looking.button(page, "Delete").toolTip()


def test_the_curves_lie_on_each_other(page: RunsView) -> None:
    page.set_lines(two(), BOTH)
    loss, accuracy = plots(page)
    assert len(drawn(loss)) == len(drawn(accuracy)) == 4  # training and held-out images of both
    assert drawn(loss)[1][1].tolist() == timed().val_loss.tolist()
    assert drawn(accuracy)[1][1].tolist() == (timed().val_accuracy * 100).tolist()
    page.set_lines(two(), {2: 1})
    assert len(drawn(loss)) == 2


@pytest.mark.parametrize(("text", "ends"), [("epochs", 2), ("batches", 40), ("seconds", 4)])
def test_by_epochs_batches_or_seconds(page: RunsView, text: str, ends: float) -> None:
    page.set_lines(two(), BOTH)
    looking.button(page, text).click()
    for plot in plots(page):
        assert all(x[-1] == pytest.approx(ends) for x, _ in drawn(plot))
        assert ends <= plot.viewRange()[0][1] <= ends * 1.1


def test_smoothing_and_the_logarithm(page: RunsView) -> None:
    page.set_lines(two(), {1: 0})
    loss, accuracy = plots(page)
    slider = page.plots.findChildren(QSlider)[0]
    slider.setValue(0)
    assert drawn(loss)[0][1].tolist() == timed().batch_loss.tolist()
    slider.setValue(slider.maximum())
    smooth = drawn(loss)[0][1]
    assert smooth[-1] == pytest.approx(timed().batch_loss.mean())
    page.plots.findChildren(QCheckBox)[0].click()
    low, high = loss.viewRange()[1]
    assert low < np.log10(timed().val_loss.min())
    assert np.log10(timed().val_loss.max()) < high < 1
    assert accuracy.viewRange()[1][1] > 90  # it stays as it is


def test_a_loss_of_zero_can_be_drawn_by_its_logarithm(page: RunsView) -> None:
    nothing = replace(timed(), batch_loss=np.zeros(40), val_loss=np.array([0.0, np.nan]))
    page.set_lines([line(curves=(nothing,))], {1: 0})
    page.plots.findChildren(QCheckBox)[0].click()
    assert np.isfinite(plots(page)[0].viewRange()).all()


def test_the_menu_of_a_run_has_the_same_commands(page: RunsView, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    page.set_lines(two(), {1: 0})
    click(page, 2)
    menu, opened = page.menu, []
    monkeypatch.setattr(menu, "popup", opened.append)
    page.tree.customContextMenuRequested.emit(spot(page, 2, 1))
    assert opened == [page.tree.viewport().mapToGlobal(spot(page, 2, 1))]
    assert [action.text() for action in menu.actions() if action.text()] == [
        "Use\tEnter",
        "Rename\tF2",
        "Compare\tSpace",
        "Pin",
        "Delete\tDel",
    ]
    assert not menu.compare.isChecked()
    for action, signal, expected in (
        (menu.use, page.chosen, [2]),
        (menu.compare, page.compare_requested, [2, True]),
        (menu.pin, page.pin_requested, [2, True]),
        (menu.delete, page.delete_requested, [2]),
    ):
        with qtbot.waitSignal(signal) as told:
            action.trigger()
        assert told.args == expected
    menu.rename.trigger()
    assert len(page.tree.findChildren(QLineEdit)) == 1
    click(page, 1)
    page.tree.customContextMenuRequested.emit(spot(page, 1, 1))
    assert not menu.use.isEnabled()  # it reads now
    assert menu.compare.isChecked()


def test_what_it_was_measured_on_has_one_name(page: RunsView) -> None:
    def said() -> str:
        return " | ".join([*(name for name, _, _ in page.table_view.rows()), *looking.labels(page.plots)])

    page.set_lines(two(), BOTH)
    assert "best test accuracy" in said()
    assert "a dot each epoch: test images." in said()
    held_out = (replace(timed(), held_out="validation"),)
    page.set_lines([replace(each, curves=held_out) for each in two()], BOTH)
    assert "best validation accuracy" in said()
    assert "a dot each epoch: validation images" in said()
    page.set_lines([two()[0], replace(two()[1], curves=held_out)], BOTH)
    assert "best test or validation accuracy" in said()


def test_what_differs_is_lit_and_comes_before_the_figures(page: RunsView) -> None:
    page.set_lines(two(), BOTH)
    rows = page.table_view.rows()
    assert rows[0] == ("Rate", ["0.001", "0.01"], True)
    assert rows[1] == ("test accuracy", ["75.00%", "75.00%"], False)
    assert [differs for _, _, differs in rows].count(True) == 1
    cell = page.table_view.item(0, 1)
    assert cell is not None
    assert cell.font().bold()
    assert "differ" in cell.toolTip()
    assert cell.background().style() is not Qt.BrushStyle.NoBrush
    plain = page.table_view.item(12, 1)
    assert plain is not None
    assert plain.background().style() is Qt.BrushStyle.NoBrush


def test_what_is_not_known_is_a_dash(page: RunsView) -> None:
    page.set_lines([line(curves=(), figures=Figures())], {1: 0})
    assert all(texts == ["–"] for _, texts, _ in page.table_view.rows()[:11])


def test_both_read_the_drawing(page: RunsView) -> None:
    page.set_lines(two(), BOTH)
    assert page.drawing.answers == ["first", "second"]
    image = rasterize(samples.strokes())
    readings = {1: read(samples.moment(seed=1), image), 2: read(samples.moment(seed=2), image)}
    page.set_readings(readings)
    for number, answer in zip(readings, page.drawing.answers, strict=True):
        digit = readings[number].ranking[0]
        assert answer.startswith(("first", "second")[number - 1])
        assert f"{digit}, {readings[number].probabilities[digit]:.1%}" in answer
    pixels = looking.picture(page.drawing)
    assert looking.count(pixels, _LIGHT[0]) > 50
    assert looking.count(pixels, _LIGHT[1]) > 50
    page.set_readings(None)
    assert page.drawing.answers == ["first", "second"]


def test_each_run_calls_its_classes_as_its_own_data_do(page: RunsView) -> None:
    clothes = tuple("abcdefghij")
    page.set_lines([line(1), line(2, "second", settings=replace(samples.SETTINGS, classes=clothes))], BOTH)
    readings = {number: read(samples.moment(seed=1), rasterize(samples.strokes())) for number in (1, 2)}
    page.set_readings(readings)
    digit = readings[1].ranking[0]
    first, second = page.drawing.answers
    assert f" {digit}, " in first
    assert f" {clothes[digit]}, " in second


def test_the_numbers_as_csv(page: RunsView) -> None:
    assert page.table() == ""
    page.set_lines(two(), {})
    rows = list(csv.DictReader(io.StringIO(page.table())))
    assert [(row["run"], row["from"], row["learning_rate"]) for row in rows] == [
        ("first", "", "0.001"),
        ("second", "first", "0.01"),
    ]


@pytest.mark.parametrize("width", [480, 700, 800, 1000])
def test_nothing_is_cut_off(qtbot: QtBot, light: None, width: int) -> None:
    assert light is None
    page = RunsView()
    page.set_lines([*two(), line(3, "a run with a name that is long")], {1: 0, 2: 1, 3: 2})
    assert [part for part in looking.cut_in(qtbot, page, width, 600) if "QScroll" not in part] == []


def test_the_colours_are_told_apart_on_both_papers() -> None:
    for colours, palette in ((_LIGHT, theme.LIGHT), (_DARK, theme.DARK)):
        values = [looking.rgb(colour) for colour in colours]
        paper = looking.rgb(palette.window)
        assert min(looking.difference(colour, paper) for colour in values) > 35
        assert min(looking.difference(a, b) for place, a in enumerate(values) for b in values[:place]) > 20


def touched(page: RunsView, lines: list[RunLine], colours: dict[int, int]) -> set[int]:
    """Show these runs; return the numbers of those of which something was said anew."""
    numbers: set[int] = set()
    model = page.tree.model()

    def note(index: QModelIndex) -> None:
        numbers.add(index.siblingAtColumn(1).data(Qt.ItemDataRole.UserRole))

    model.dataChanged.connect(note)
    page.set_lines(lines, colours)
    model.dataChanged.disconnect(note)
    return numbers


def test_of_many_runs_only_those_that_changed_are_said_anew(page: RunsView) -> None:
    many = [line(number, f"run {number}", current=number == 3) for number in range(120)]
    page.set_lines(many, {0: 0})
    assert touched(page, many, {0: 0}) == set()
    many[5] = replace(many[5], name="another")
    assert touched(page, many, {0: 0}) == {5}
    many[7] = replace(many[7], pinned=True)
    assert touched(page, many, {0: 0, 9: 1}) == {7, 9}
    many[3], many[4] = replace(many[3], current=False), replace(many[4], current=True)
    assert touched(page, many, {0: 0, 9: 1}) == {3, 4}
    del many[50]
    assert touched(page, many, {0: 0, 9: 1}) == set()  # made anew, before they were in the tree
    assert [item(page, number).font(1).bold() for number in (3, 4)] == [False, True]
    assert item(page, 9).checkState(0) == Qt.CheckState.Checked


def test_another_palette_is_taken_once(page: RunsView, monkeypatch: pytest.MonkeyPatch) -> None:
    page.set_lines(two(), BOTH)
    shown: list[object] = []
    set_lines = page.plots.set_lines
    monkeypatch.setattr(page.plots, "set_lines", lambda *given: (shown.append(given), set_lines(*given)))
    theme.apply(theme.DARK)
    for _ in range(10):  # as in a whole window, where Qt tells of it for each part
        page.restyle()
    assert len(shown) == 1
    assert item(page, 2).foreground(1).color() == theme.colour("text")


def test_a_tick_that_is_one_too_many_goes_with_the_next_refresh(page: RunsView) -> None:
    page.set_lines(two(), {1: 0})
    item(page, 2).setCheckState(0, Qt.CheckState.Checked)  # nobody answers
    page.set_lines(two(), {1: 0})
    assert item(page, 2).checkState(0) == Qt.CheckState.Unchecked
