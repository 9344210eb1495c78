"""The timeline in the program: it comes with the first run, moves every page, and remembers how much it may keep."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitapp import preferences
from digitapp.app import Program
from digitapp.core.runs.dataset import Dataset
from digitapp.state.runs.training import Status
from digitapp.views.window import dialogs
from digitapp.views.window.dialogs import Answer
from tests import samples
from tests.state import running
from tests.views import looking


@pytest.fixture
def trained(program: Program, qtbot: QtBot, mnist: Dataset) -> Program:
    """A program that has trained a small network for two epochs, with a seven on its paper."""
    program.session.datasets.use(samples.small(mnist))
    program.session.drawing.add(samples.strokes()[0])
    running.train(program.session, qtbot, samples.SETTINGS)
    return program


def wait_for_place(program: Program, qtbot: QtBot, place: int) -> None:
    rewinding = program.session.rewinding
    qtbot.waitUntil(lambda: rewinding.place is not None and rewinding.place.place == place and rewinding.place.exact)
    moment = program.session.history.moment
    qtbot.waitUntil(lambda: getattr(program.session.reader.reading, "moment", None) is moment)


def test_it_appears_with_the_first_run_and_cuts_nothing_off(trained: Program) -> None:
    window = trained.window
    assert window.timeline.isVisible()
    assert 40 <= window.timeline.height() <= 56
    assert window.minimumSizeHint().height() <= 650
    assert window.height() == 720
    bottom = window.timeline.mapTo(window, window.timeline.rect().bottomLeft()).y()
    assert bottom <= 720
    for view in (window.paper.verdict, window.overview.accuracy_plot, window.overview.unit_card, window.rail):
        assert (
            view.mapTo(window, view.rect().bottomLeft()).y() <= window.timeline.mapTo(window, view.rect().topLeft()).y()
        )


def test_what_is_looked_at_is_said_where_one_goes_on_from_it(trained: Program, qtbot: QtBot) -> None:
    overview, timeline = trained.window.overview, trained.window.timeline
    go_on = looking.button(overview.training_controls, "Continue")
    assert go_on.toolTip() == "Train the current network further (Shift+F5)"
    timeline.place_requested.emit(2)
    wait_for_place(trained, qtbot, 2)
    place = trained.session.rewinding.place
    assert place is not None
    assert f"epoch {place.at:.2f}" in go_on.toolTip()
    for plot, title in ((overview.loss_plot, "Loss"), (overview.accuracy_plot, "Accuracy")):
        assert title in looking.labels(plot)
        plot._mark()  # as a moment later
        assert title in looking.labels(plot)
    run = trained.session.history.run.number
    with qtbot.waitSignal(trained.session.training.ended, timeout=20_000):
        go_on.click()
    new = trained.session.history.run
    assert new.number != run
    assert new.curves[-1].begin == pytest.approx(place.at)
    timeline.now_requested.emit()
    assert go_on.toolTip() == "Train the current network further (Shift+F5)"


def test_there_is_none_before(program: Program) -> None:
    assert not program.window.timeline.isVisible()


def test_the_handle_moves_what_every_view_shows(trained: Program, qtbot: QtBot) -> None:
    window, session = trained.window, trained.session
    end = session.history.moment
    qtbot.waitUntil(lambda: getattr(session.reader.reading, "moment", None) is end)
    now = looking.picture(window.overview.hidden_layer), looking.picture(window.paper.probability_bars)
    QTest.keyClick(window.timeline.track, Qt.Key.Key_Home)
    wait_for_place(trained, qtbot, 0)
    first = looking.picture(window.overview.hidden_layer), looking.picture(window.paper.probability_bars)
    assert not any(np.array_equal(one, other) for one, other in zip(now, first, strict=True))
    QTest.keyClick(window.timeline.track, Qt.Key.Key_End)
    qtbot.waitUntil(lambda: np.array_equal(looking.picture(window.overview.hidden_layer), now[0]))
    assert np.array_equal(looking.picture(window.paper.probability_bars), now[1])


def test_continue_from_here_goes_the_same_way(trained: Program, qtbot: QtBot) -> None:
    session, timeline = trained.session, trained.window.timeline
    run = session.history.run
    timeline.place_requested.emit(27)
    wait_for_place(trained, qtbot, 27)
    QTest.mouseClick(looking.button(timeline, "Continue from here"), Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: session.history.run.number != run.number and session.training.status is Status.IDLE)
    assert running.same(session.history.moment.network.get_weights(), run.end.network.get_weights())


def test_settings_that_make_no_sense_are_not_trained_on_with(trained: Program, qtbot: QtBot) -> None:
    trained.window.timeline.place_requested.emit(27)
    wait_for_place(trained, qtbot, 27)
    button = looking.button(trained.window.timeline, "Continue from here")
    assert button.isEnabled()
    trained.window.overview.training_form.validity_changed.emit(False)
    assert not button.isEnabled()


def test_the_curves_mark_the_place(trained: Program, qtbot: QtBot) -> None:
    plot = trained.window.overview.loss_plot
    qtbot.waitUntil(lambda: plot._lines is not None and not plot._timer.isActive())
    now = looking.labels(plot)
    trained.window.timeline.place_requested.emit(5)
    qtbot.waitUntil(lambda: looking.labels(plot) != now)
    assert "Loss" in looking.labels(plot)  # the timeline says which epoch it is
    trained.window.timeline.now_requested.emit()
    qtbot.waitUntil(lambda: looking.labels(plot) == now)


def test_whoever_closes_the_window_in_the_past_is_asked_about_now(
    trained: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = trained.session.history
    trained.window.timeline.place_requested.emit(3)
    wait_for_place(trained, qtbot, 3)
    asked: list[object] = []

    def answer(*_: object) -> Answer:
        asked.append(history.moment)
        return Answer.CANCEL

    monkeypatch.setattr(dialogs, "ask_about_unsaved", answer)
    trained.window.close()
    assert asked == [history.run.end]


def test_closing_ends_what_plays(trained: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    trained.window.timeline.play_or_pause()
    assert trained.window.timeline.playing
    playing: list[bool] = []

    def answer(*_: object) -> Answer:
        playing.append(trained.window.timeline.playing)
        return Answer.CANCEL

    monkeypatch.setattr(dialogs, "ask_about_unsaved", answer)
    trained.window.close()
    assert playing == [False]


def test_an_earlier_moment_is_not_written_over_the_runs_file_unasked(
    trained: Program, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path, asked = tmp_path / "mine.safetensors", []

    def ask(*_: object) -> Path | None:
        asked.append(trained.session.history.moment.at)
        return path if len(asked) == 1 else None

    monkeypatch.setattr(dialogs, "ask_network_to_save", ask)
    trained.window.commands["save"].trigger()
    qtbot.waitUntil(path.exists)
    qtbot.waitUntil(lambda: trained.session.history.run.path == path)
    whole = path.read_bytes()
    trained.window.timeline.place_requested.emit(3)
    wait_for_place(trained, qtbot, 3)
    trained.window.commands["save"].trigger()
    assert len(asked) == 2
    assert path.read_bytes() == whole


def test_memory_is_remembered(trained: Program) -> None:
    trained.window.timeline.megabytes_requested.emit(64)
    assert trained.session.training.recordings.most_bytes == 64 * 2**20
    trained.close()
    assert preferences.load(preferences.preferences_file()).rewinding_megabytes == 64


@pytest.mark.parametrize("given", [-1, 10**9, "much", None])
def test_memory_that_makes_no_sense_is_the_usual(given: object) -> None:
    path = preferences.preferences_file()
    preferences.save(path, replace(preferences.Preferences(), rewinding_megabytes=given))  # type: ignore[arg-type]
    assert preferences.load(path).rewinding_megabytes == 256


def test_the_strip_belongs_to_the_drawing(trained: Program, qtbot: QtBot) -> None:
    track = trained.window.timeline.track
    qtbot.waitUntil(lambda: not any("Draw a digit" in text for text in looking.painted_texts(track)))
    trained.session.drawing.clear()
    qtbot.waitUntil(lambda: any("Draw a digit" in text for text in looking.painted_texts(track)))
