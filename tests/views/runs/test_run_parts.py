"""The parts of the page Runs: sweep, twin, more units, two runs on the test set."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QPushButton
from pytestqt.qtbot import QtBot

from digitapp.core.runs.columns import column
from digitapp.core.runs.comparison import Figures, RunLine
from digitapp.core.runs.disagreement import Disagreement
from digitapp.core.runs.experiment import Experiment, Kind, Scale, Stage, Trial
from digitapp.core.runs.sweep import more_units, parse_values
from digitapp.views.runs.duel_view import DuelView
from digitapp.views.runs.more_units_view import MoreUnitsView
from digitapp.views.runs.run_parts import NAMES
from digitapp.views.runs.runs_view import RunsView
from digitapp.views.runs.sweep_plot import Point, SweepPlot
from digitapp.views.runs.sweep_view import SweepView
from digitapp.views.runs.twin_view import TwinView
from tests import samples
from tests.views import looking
from tests.views.runs.test_runs_view import line

ROOM = (800, 560)


def swept(*stages: Stage, setting: str = "learning_rate", text: str = "0.001, 0.01, 0.1") -> Experiment:
    trials = parse_values(setting, text, samples.SETTINGS)
    experiment = Experiment(Kind.SWEEP, setting, trials, "sweep")
    for place, stage in enumerate(stages):
        experiment = experiment.put(place, stage=stage, run=place + 1 if stage is not Stage.WAITING else None)
    return experiment


def measured(number: int, test: float, training: float = 0.9, **what: object) -> RunLine:
    return line(number, f"run {number}", figures=Figures(test_accuracy=test, accuracy=training, seconds=2.0), **what)


def click(widget: SweepPlot, place: int) -> None:
    QTest.mouseClick(widget, Qt.MouseButton.LeftButton, pos=widget.spot(place).toPoint())


def button(view: SweepView | TwinView | MoreUnitsView, text: str) -> QPushButton:
    return next(each for each in view.findChildren(QPushButton) if each.text() == text)


def test_a_part_is_built_when_it_is_wanted(qtbot: QtBot, light: None) -> None:
    assert light is None
    page = looking.show(qtbot, RunsView(), *ROOM)
    built: list[str] = []
    page.parts.built.connect(lambda name, _: built.append(name))
    assert page.parts.name == "runs"
    part = page.parts.open("sweep")
    assert page.parts.open("sweep") is part
    assert built == ["sweep"]
    assert part.isVisible()
    assert not page.tree.isVisible()
    page.parts.open("runs")
    assert page.tree.isVisible()


def test_the_parts_are_a_list_where_there_is_no_room_for_buttons(qtbot: QtBot, light: None) -> None:
    assert light is None
    page = looking.show(qtbot, RunsView(), 480, 560)
    narrow = page.parts.choice.sizeHint().width() - 40
    page.fit_into(QSize(narrow, 560))
    page.resize(narrow, 560)
    box = next(each for each in page.parts.findChildren(QComboBox) if each.accessibleName() == "Parts of the page")
    assert box.isVisible()
    assert not page.parts.choice.isVisible()
    box.activated.emit(NAMES.index("twin"))
    assert page.parts.name == "twin"


@pytest.mark.parametrize("name", NAMES[1:])
@pytest.mark.parametrize("width", [760, 1000])
def test_no_part_is_cut_off(qtbot: QtBot, light: None, name: str, width: int) -> None:
    assert light is None
    page = RunsView()
    page.parts.open(name)
    assert [part for part in looking.cut_in(qtbot, page, width, 560) if "QScroll" not in part] == []


def test_values_are_checked_while_they_are_typed(qtbot: QtBot, light: None) -> None:
    assert light is None
    view = looking.show(qtbot, SweepView(), *ROOM)
    view.set_settings(samples.SETTINGS)
    asked: list[tuple[str, tuple[Trial, ...]]] = []
    view.sweep_requested.connect(lambda name, trials: asked.append((name, trials)))
    view._values.setText("8, many")
    assert "many: Expected units as a number" in view._problem.text()
    assert "Runs to train: 1" in view._hint.text()
    QTest.keyClick(view._values, Qt.Key.Key_Return)
    assert asked[0][0] == "hidden_units"
    assert [trial.stage for trial in asked[0][1]] == [Stage.WAITING, Stage.BAD]
    view._values.setText("many")
    assert not button(view, "Train all").isEnabled()
    QTest.keyClick(view._values, Qt.Key.Key_Return)
    assert len(asked) == 1
    view._setting.setCurrentIndex(view._setting.findData("optimizer"))
    assert view._values.text() == "rmsprop, adam, sgd, momentum"
    assert button(view, "Train all").isEnabled()


def test_a_point_for_each_run_that_is_done(qtbot: QtBot, light: None) -> None:
    assert light is None
    view = looking.show(qtbot, SweepView(), *ROOM)
    experiment = swept(Stage.DONE, Stage.DONE, Stage.UNDER_WAY)
    view.set_experiment(experiment, [measured(1, 0.95), measured(2, 0.9, current=True), measured(3, 0.5)])
    view.bar.set_progress(0.7, 12.4)
    assert view.bar.text == "Run 3 of 3: 0.1 · about 12 s left"
    assert [row[:4] for row in view.trials.rows()] == [
        ["0.001", "done", "95.00%", "90.00%"],
        ["0.01", "done", "90.00%", "90.00%"],
        ["0.1", "under way", "50.00%", "90.00%"],
    ]
    assert [point.label for point in view.plot._points] == ["0.001", "0.01"]
    assert view.plot._scale.logarithmic
    assert view.plot._scale.places[1] == pytest.approx(0.5)  # of all three
    chosen: list[int] = []
    view.chosen.connect(chosen.append)
    click(view.plot, 1)
    assert chosen == [2]
    QTest.keyClick(view.plot, Qt.Key.Key_Left)
    QTest.keyClick(view.plot, Qt.Key.Key_Return)
    assert chosen == [2, 1]
    view.set_experiment(experiment.put(2, stage=Stage.FAILED, problem=ValueError("ran away")), [])
    assert not view.bar.isVisible()
    assert view.trials.rows()[2][1] == "failed"


def test_a_sweep_as_a_table(qtbot: QtBot, light: None) -> None:
    assert light is None
    page = looking.show(qtbot, RunsView(), *ROOM)
    view = page.parts.open("sweep")
    assert isinstance(view, SweepView)
    assert page.table() == ""
    view.set_experiment(swept(Stage.DONE, Stage.SKIPPED), [measured(1, 0.95)])
    rows = list(csv.reader(io.StringIO(page.table())))
    assert rows[1] == ["0.001", "run 1", "done", "0.95", "0.9", "2"]
    assert rows[2] == ["0.01", "", "skipped", "", "", ""]


def test_higher_is_more_accurate(qtbot: QtBot, light: None) -> None:
    assert light is None
    plot = looking.show(qtbot, SweepPlot(), 400, 300)
    points = [Point("a", 1, 0.2, 0.3), Point("b", 2, 0.9, float("nan"))]
    plot.set_points(points, Scale((0.25, 0.75)), "Optimizer")
    assert plot.spot(0).y() > plot.spot(0, training=True).y() > plot.spot(1).y()
    assert plot.spot(0).x() < plot.spot(1).x()
    assert "Optimizer b: 90.00%" in plot.accessibleDescription()
    assert "nan" not in plot.accessibleDescription()


def test_networks_stand_in_columns_as_they_come(qtbot: QtBot, light: None) -> None:
    assert light is None
    view = looking.show(qtbot, MoreUnitsView(), *ROOM)
    asked: list[bool] = []
    view.train_requested.connect(lambda: asked.append(True))
    button(view, "Train 16, 64 and 512 units").click()
    assert asked
    experiment = more_units("finer?").put(0, stage=Stage.DONE, run=1).put(1, stage=Stage.UNDER_WAY, run=2)
    image = samples.reading().image
    view.set_experiment(experiment, [measured(1, 0.925)])
    view.set_columns([column(1, samples.moment((16,)), image), column(2, samples.moment((64,)), None)])
    said = view.columns.accessibleName()
    assert "16 units, after 0.0 epochs, 92.50%, cannot tell" in said or "16 units, after 0.0 epochs, 92.50%, " in said
    assert view.columns.answers[1:] == ["Draw a digit", ""]
    assert "512 units, waits" in said
    assert not view.columns.grab().isNull()


def test_a_twin_is_asked_for_and_shown(qtbot: QtBot, light: None) -> None:
    assert light is None
    view = looking.show(qtbot, TwinView(), *ROOM)
    view.set_original("first", samples.SETTINGS)
    asked: list[tuple[str, str]] = []
    view.twin_requested.connect(lambda *request: asked.append(request))
    assert view.request == ("learning_rate", "0.0001")  # 0.001 is the original's own
    view._value.setEditText("0.001")
    assert not button(view, "Train the twin").isEnabled()
    assert "own value" in view._problem.text()
    view._value.setEditText("fast")
    assert "Expected a number" in view._problem.text()
    view._value.setEditText(" 0.01 ")
    button(view, "Train the twin").click()
    assert asked == [("learning_rate", "0.01")]
    trials = (Trial("0.001", samples.SETTINGS, Stage.DONE, 1), Trial("0.01", samples.SETTINGS, Stage.UNDER_WAY, 2))
    view.set_experiment(Experiment(Kind.TWIN, "learning_rate", trials), [measured(1, 0.9), measured(2, 0.95)])
    said = view.columns.accessibleName()
    assert "Original, Rate: 0.001" in said
    assert "Twin, Rate: 0.01" in said
    assert [each.number for each in view.plots._lines] == [1, 2]


def disagreement() -> Disagreement:
    labels = np.zeros(10, np.uint8)
    answers = np.array([[0] * 6 + [1, 1, 1, 2], [0, 0, 1, 1, 1, 1, 0, 1, 2, 2]])
    shares = np.linspace(0.5, 0.9, 20, dtype=np.float32).reshape(2, 10)
    return Disagreement(np.zeros((10, 28, 28), np.uint8), labels, answers, shares)


def test_where_two_runs_disagree_in_plain_words(qtbot: QtBot, light: None) -> None:
    assert light is None
    view = looking.show(qtbot, DuelView(), *ROOM)
    assert "two runs" in view.words
    asked: list[tuple[int, int]] = []
    view.runs_chosen.connect(lambda *runs: asked.append(runs))
    view.set_lines([measured(1, 0.9), measured(2, 0.95), measured(3, 0.5)], compared=(1, 3))
    assert asked == [(1, 3)]
    view.set_disagreement(disagreement())
    assert view.words == "A reads 4 images that B misreads; B reads 1 that A misreads."
    assert view._doubt.text() == ("That may well be chance: two equally good networks differ so in 38% of tests.")
    assert len(view.grid) == 4
    assert view.grid._tips[0] == "Test image 5: it is 0. A says 0 (60.5%), B says 1 (81.6%)."
    assert len(view.grid._tips[1:3]) == 2
    chosen: list[int] = []
    view.image_chosen.connect(chosen.append)
    view.grid.chosen.emit(0)
    assert chosen == [5]  # about which both are surest
    view.side.chosen.emit(1)
    assert len(view.grid) == 4  # until it is the one that is on
    view.side.set_current(1)
    view.side.chosen.emit(1)
    assert len(view.grid) == 1
    view.set_lines([measured(1, 0.9), measured(2, 0.95), measured(3, 0.5), measured(4, 0.5)])
    assert view.runs == (1, 3)  # a new run changes nothing
    view.set_disagreement(None)
    assert not view.grid.isVisible()


@pytest.mark.parametrize(
    ("first", "second", "words"),
    [(5, 5, "even"), (40, 2, "A is better"), (20, 40, "B seems better"), (7, 5, "chance")],
)
def test_what_is_said_depends_on_the_chance(qtbot: QtBot, light: None, first: int, second: int, words: str) -> None:
    assert light is None
    answers = np.zeros((2, first + second), np.int64)
    answers[1, :first] = answers[0, first:] = 1
    images = np.zeros((first + second, 28, 28), np.uint8)
    found = Disagreement(images, np.zeros(len(images), np.uint8), answers, replace_with_ones(answers))
    view = looking.show(qtbot, DuelView(), *ROOM)
    view.set_disagreement(found)
    assert words in view._doubt.text()


def replace_with_ones(like: np.ndarray) -> np.ndarray:
    return np.ones(like.shape, np.float32)


def test_runs_of_an_experiment_stand_under_its_name(qtbot: QtBot, light: None) -> None:
    assert light is None
    page = looking.show(qtbot, RunsView(), *ROOM)
    lines = [replace(measured(number, 0.9), group="Sweep: rate" if number > 1 else "") for number in (1, 2, 3)]
    page.set_lines(lines, {})
    heading = page.tree._items[2].parent()
    assert heading is not None
    assert heading is page.tree._items[3].parent()
    assert heading.text(1) == "Sweep: rate"
    assert page.tree._items[1].parent() is None
    asked: list[int] = []
    page.chosen.connect(asked.append)
    page.tree.setCurrentItem(heading)
    assert page.tree.run == -1
    page.tree.itemDoubleClicked.emit(heading, 1)
    QTest.keyClick(page.tree, Qt.Key.Key_Space)
    QTest.keyClick(page.tree, Qt.Key.Key_Return)
    assert asked == []
