"""Experiments in the whole program: what is asked for on the page Runs is trained, and stands there."""

from dataclasses import replace
from typing import cast

import pytest
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.runs import sweep as sweeps
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.experiment import Kind, Stage
from digitapp.core.runs.settings import TrainingSettings
from digitapp.state.runs.training import Status
from digitapp.views.runs.duel_view import DuelView
from digitapp.views.runs.film_view import FilmView
from digitapp.views.runs.more_units_view import MoreUnitsView
from digitapp.views.runs.runs_view import RunsView
from digitapp.views.runs.slow_motion_view import SlowMotionView
from digitapp.views.runs.sweep_view import SweepView
from digitapp.views.runs.twin_view import TwinView
from tests import samples


@pytest.fixture
def small(program: Program, mnist: Dataset) -> Program:
    """The program with a small network and small data."""
    program.session.history.begin(samples.run(name="small", saved=True))
    program.session.datasets.use(samples.small(mnist))
    program.session.training.set_settings(samples.SETTINGS)
    return program


def page(program: Program) -> RunsView:
    return cast("RunsView", program.window.pages["runs"])


def wait_until_all_is_trained(program: Program, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: program.session.queue.current is None, timeout=20_000)
    qtbot.waitUntil(lambda: program.session.training.status is Status.IDLE)


def test_a_sweep_from_the_menu_to_its_points(small: Program, qtbot: QtBot) -> None:
    small.window.commands["sweep"].trigger()
    view = page(small).parts.current
    assert isinstance(view, SweepView)
    assert view.isVisible()
    view._values.setText("4, many, 8")
    view._train.click()
    wait_until_all_is_trained(small, qtbot)
    qtbot.waitUntil(lambda: [point.label for point in view.plot._points] == ["4", "8"])
    names = [small.session.history.tree[point.run].name for point in view.plot._points]
    assert names == ["relu-4", "relu-8"]
    view.plot.chosen.emit(view.plot._points[0].run)
    assert small.session.history.run.name == "relu-4"
    qtbot.waitUntil(lambda: view.plot._points[0].current)
    view._setting.setCurrentIndex(view._setting.findData("seed"))
    view._values.setText("1")
    view._train.click()
    wait_until_all_is_trained(small, qtbot)
    assert small.session.history.run.name == "Seed 1"
    assert small.session.history.run.group == "Sweep: Seed"


def test_more_units_are_trained_at_once_and_read_the_drawing(
    small: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = sweeps.more_units

    def quick(*what: object) -> object:
        return replace_epochs(made(*what))  # type: ignore[arg-type]

    monkeypatch.setattr(sweeps, "more_units", quick)
    small.window.commands["more_units"].trigger()
    view = page(small).parts.current
    assert isinstance(view, MoreUnitsView)
    wait_until_all_is_trained(small, qtbot)
    small.session.drawing.lay_down_strokes(samples.strokes())
    qtbot.waitUntil(lambda: len(view.columns.answers) == 3 and all("%" in each for each in view.columns.answers))
    count = len(small.session.history.tree)
    small.window.commands["more_units"].trigger()  # they are there already
    assert len(small.session.history.tree) == count
    assert small.session.queue.current is None


def replace_epochs(experiment: object) -> object:
    from digitapp.core.runs.experiment import Experiment

    assert isinstance(experiment, Experiment)
    for place, trial in enumerate(experiment.trials):
        assert isinstance(trial.settings, TrainingSettings)
        experiment = experiment.put(place, settings=replace(trial.settings, epochs=1))
    return experiment


def test_a_twin_of_the_run_that_reads(small: Program, qtbot: QtBot) -> None:
    with qtbot.waitSignal(small.session.training.ended, timeout=20_000):
        small.session.training.train()
    original = small.session.history.run
    small.session.training.set_settings(replace(samples.SETTINGS, batch_size=8))  # not the original's
    small.window.commands["twin"].trigger()
    view = page(small).parts.current
    assert isinstance(view, TwinView)
    assert original.name in view._original.text()
    view._value.setEditText("0.01")
    view._train.click()
    wait_until_all_is_trained(small, qtbot)
    twin = small.session.history.run
    assert twin.settings == replace(original.settings, learning_rate=0.01)
    assert twin.name == "relu-16, Rate 0.01"
    qtbot.waitUntil(lambda: original.name in view._original.text())  # the next twin is of the same original
    small.session.drawing.lay_down_strokes(samples.strokes())
    qtbot.waitUntil(lambda: all("%" in each for each in view.columns.answers) and len(view.columns.answers) == 2)


def test_without_an_original_that_is_trained_first(small: Program, qtbot: QtBot) -> None:
    small.session.history.begin(replace(samples.run(name="opened"), kind=samples.Kind.OPENED))
    small.window.commands["twin"].trigger()
    view = page(small).parts.current
    assert isinstance(view, TwinView)
    view._value.setEditText("0.01")
    view._train.click()
    wait_until_all_is_trained(small, qtbot)
    found = small.session.queue.latest(Kind.TWIN)
    assert found is not None
    assert [trial.stage for trial in found.trials] == [Stage.DONE, Stage.DONE]
    assert {small.session.history.tree[number].group for number in found.runs} == {"Twins: Rate"}


def test_an_image_on_which_two_runs_disagree_comes_to_the_paper(small: Program, qtbot: QtBot) -> None:
    small.window.stage.open("runs")
    view = page(small).parts.open("duel")
    assert isinstance(view, DuelView)
    qtbot.waitUntil(lambda: small.session.duel.found is not None and len(view.grid) > 0)
    view.grid.chosen.emit(0)
    picture = small.session.drawing.picture
    assert picture is not None
    assert "test image" in picture.name


def test_it_is_told_where_nobody_looks(small: Program, qtbot: QtBot) -> None:
    notices: list[str] = []
    small.messages.notice.connect(notices.append)
    small.window.commands["sweep"].trigger()
    view = cast("SweepView", page(small).parts.current)
    view._values.setText("4, many")
    view._train.click()
    small.window.stage.open("overview")
    wait_until_all_is_trained(small, qtbot)
    assert any("Sweep: Units" in each and "many" in each for each in notices)


def test_slow_motion_from_the_menu_to_an_image_on_the_paper(small: Program, qtbot: QtBot) -> None:
    small.window.commands["slow_motion"].trigger()
    view = page(small).parts.current
    assert isinstance(view, SlowMotionView)
    small.session.slow_motion.set_speed(50)
    view._play.click()
    qtbot.waitUntil(lambda: view.batch is not None and view.batch.batch >= 2)
    assert view._play.text() == "Pause"
    view._play.click()
    view.figure.chosen.emit(0)
    assert small.session.drawing.picture is not None
    small.window.stage.open("overview")
    assert not small.session.training.watch.watcher.on
    small.session.training.stop()


def test_the_film_of_a_unit_and_a_step(small: Program, qtbot: QtBot) -> None:
    with qtbot.waitSignal(small.session.training.ended, timeout=20_000):
        small.session.training.train()
    small.session.explanations.select_unit(3)
    small.window.commands["film"].trigger()
    view = page(small).parts.current
    assert isinstance(view, FilmView)
    assert view.strip.marked >= 0
    assert view._chooser.value() == 3
    with qtbot.waitSignal(small.session.film.step_changed, check_params_cb=lambda change: change is not None):
        view.strip.place_requested.emit(7)
    assert view._change is not None
    assert view._change.batch == 7
    assert small.session.rewinding.place is not None
    assert small.session.rewinding.place.place == 7
    view._chooser.setValue(5)
    assert small.session.explanations.unit == 5
    assert view._of_unit is not None
    unit = view._change.of_unit(0, 5)
    assert unit is not None
    assert (view._of_unit.after == unit.after).all()
    with qtbot.waitSignal(small.session.film.step_changed, check_params_cb=lambda change: change is not None):
        view._next.click()
    assert view._change.batch == 8
    small.session.training.set_settings(samples.LONG)
    small.session.training.train()  # while a run moves on, no step is shown
    qtbot.waitUntil(lambda: view._change is None)
    small.session.training.pause()
    qtbot.waitUntil(lambda: view._change is not None)
    small.session.training.stop()
