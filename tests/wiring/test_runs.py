"""The wiring of the page Runs: what is asked for there happens, and what happens is shown there."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.runs.dataset import Dataset
from digitapp.state.runs.training import Status
from digitapp.views.runs.runs_view import RunsView
from tests import pen, samples
from tests.views import looking
from tests.window import key, wait_for, wait_for_batches


@pytest.fixture
def page(program: Program, mnist: Dataset) -> RunsView:
    """The page, with a small network, small data and runs of two short epochs."""
    program.session.history.begin(samples.run(name="small", saved=True))
    program.session.datasets.use(samples.small(mnist))
    program.session.training.set_settings(samples.SETTINGS)
    key(program, Qt.Key.Key_R, Qt.KeyboardModifier.ControlModifier)
    result = program.window.pages.there("runs")
    assert isinstance(result, RunsView)
    return result


def names(page: RunsView) -> list[str]:
    return [page.tree._items[number].text(1) for number in page.tree._items]


def train(program: Program, qtbot: QtBot) -> int:
    with qtbot.waitSignal(program.session.training.ended, timeout=20_000) as ended:
        program.session.training.train()
    run: int = ended.args[0]
    return run


def test_a_trained_run_appears_with_its_curves(program: Program, page: RunsView, qtbot: QtBot) -> None:
    assert names(page) == ["digits-512", "small"]
    train(program, qtbot)
    assert names(page) == ["digits-512", "small", "relu-16"]
    rows = {name: texts for name, texts, _ in page.table_view.rows()}
    assert rows["epochs trained"] == ["2"]
    assert float(rows["seconds of training"][0]) >= 0
    assert rows["images a second"] != ["–"]
    assert page.plots.isVisible()


def test_a_run_under_way_grows_on_the_page(program: Program, page: RunsView, qtbot: QtBot) -> None:
    program.session.training.set_settings(samples.LONG)
    program.session.training.train()
    wait_for_batches(program, qtbot)
    run = program.session.training.run
    qtbot.waitUntil(lambda: "…" in page.tree._items[run].text(2))
    before = page.tree._items[run].text(2)
    qtbot.waitUntil(lambda: page.tree._items[run].text(2) != before, timeout=20_000)
    program.session.training.stop()
    wait_for(program, qtbot, Status.IDLE)
    assert "epochs" in page.tree._items[run].text(2)


def test_choosing_renaming_pinning_deleting_and_undoing(program: Program, page: RunsView, qtbot: QtBot) -> None:
    session = program.session
    run = train(program, qtbot)
    small = session.shelf.lines[1].number
    page.chosen.emit(small)
    assert session.history.run.number == small
    assert page.tree.run == small
    page.rename_requested.emit(run, "my own")
    page.chosen.emit(run)
    assert "my own" in program.window.windowTitle()
    page.chosen.emit(small)
    assert names(page)[-1] == "my own"
    page.pin_requested.emit(run, True)
    assert session.history.tree[run].pinned
    page.delete_requested.emit(run)
    assert names(page) == ["digits-512", "small"]
    looking.button(page, "Undo").click()
    assert names(page)[-1] == "my own"
    looking.button(page, "Undo").click()
    looking.button(page, "Undo").click()
    assert names(page)[-1] == "relu-16"
    assert not looking.button(page, "Undo").isEnabled()


def test_the_keys_of_the_list_are_not_those_of_the_window(program: Program, page: RunsView, qtbot: QtBot) -> None:
    pen.draw(program.window.paper.canvas, [(0.3, 0.3), (0.6, 0.6)])
    run = train(program, qtbot)
    page.tree.setFocus()
    qtbot.waitUntil(page.tree.hasFocus)
    QTest.keyClick(page.tree, Qt.Key.Key_Delete)
    assert run not in {line.number for line in program.session.shelf.lines}
    QTest.keyClick(page.tree, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert run in {line.number for line in program.session.shelf.lines}
    assert len(program.session.drawing.strokes) == 1  # neither cleared nor undone
    QTest.keyClick(page.tree, Qt.Key.Key_F2)
    assert not program.window.lesson_panel.isVisible()


def test_two_runs_read_the_drawing_at_the_same_time(program: Program, page: RunsView, qtbot: QtBot) -> None:
    assert program.session.drawing.strokes == ()
    first = train(program, qtbot)
    program.session.training.set_settings(samples.replace(samples.SETTINGS, seed=3))
    second = train(program, qtbot)
    assert list(page.drawing._readings) == []
    pen.draw(program.window.paper.canvas, [(0.3, 0.3), (0.6, 0.6)])
    qtbot.waitUntil(lambda: set(page.drawing._readings) == {first, second})
    reading = program.session.reader.reading
    assert reading is not None
    for number, found in page.drawing._readings.items():
        assert found.moment is program.session.history.tree[number].moment
        np.testing.assert_array_equal(found.image, reading.image)
    page.compare_requested.emit(first, False)
    assert set(page.drawing._readings) == {second}


@pytest.mark.usefixtures("page")
def test_nothing_is_read_for_a_page_that_nobody_sees(program: Program, qtbot: QtBot) -> None:
    train(program, qtbot)
    program.window.stage.open("overview")
    if program.window.stage.beside:
        program.window.stage.open_beside("")
    heard: list[object] = []
    program.session.comparing.changed.connect(heard.append)
    pen.draw(program.window.paper.canvas, [(0.3, 0.3), (0.6, 0.6)])
    qtbot.waitUntil(lambda: program.session.reader.reading is not None)
    assert heard == []
