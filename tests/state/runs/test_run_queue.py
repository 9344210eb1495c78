"""The queue of an experiment: one run after the other, whatever becomes of each."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.runs.columns import Column
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.experiment import Experiment, Kind, Stage, Trial
from digitapp.core.runs.sweep import parse_values, sweep
from digitapp.core.runs.training import TrainingDivergedError
from digitapp.jobs import join_all
from digitapp.state.paper.drawing import Drawing
from digitapp.state.reading.reader import Reader
from digitapp.state.runs.beside import Beside
from digitapp.state.runs.checkpoints import Checkpoints
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.duel import Duel
from digitapp.state.runs.history import History
from digitapp.state.runs.run_queue import RunQueue
from digitapp.state.runs.training import Status, Training
from tests import samples


class Place:
    """A history with a training, a queue, and what lays runs beside each other."""

    def __init__(self, folder: Path, data: Dataset) -> None:
        self.history = History(samples.run(name="first", saved=True))
        self.datasets = Datasets()
        self.datasets.use(data)
        self.training = Training(self.history, self.datasets, Checkpoints(folder))
        self.queue = RunQueue(self.history, self.training, self.datasets)
        self.drawing = Drawing()
        self.reader = Reader(self.drawing, self.history)
        self.duel = Duel(self.history, self.datasets)

    def finish(self, qtbot: QtBot, experiment: Experiment) -> Experiment:
        with qtbot.waitSignal(self.queue.finished, timeout=20_000) as finished:
            self.queue.begin(experiment)
        found: Experiment = finished.args[0]
        return found

    def begin(self, qtbot: QtBot, experiment: Experiment) -> None:
        """Begin, and wait for the first run to have advanced."""
        with qtbot.waitSignal(self.training.advanced, timeout=20_000):
            self.queue.begin(experiment)


@pytest.fixture
def place(tmp_path: Path, mnist: Dataset) -> Iterator[Place]:
    result = Place(tmp_path, samples.small(mnist))
    yield result
    result.duel.close()
    result.training.leave()
    join_all()


def units(text: str = "4, 8", **what: object) -> Experiment:
    settings = replace(samples.SETTINGS, **what)  # type: ignore[arg-type]
    return sweep("hidden_units", parse_values("hidden_units", text, settings), "Sweep: units")


def endless(*labels: str) -> Experiment:
    return Experiment(Kind.SWEEP, "seed", tuple(Trial(label, samples.LONG) for label in labels), "endless")


def stages(experiment: Experiment | None) -> list[Stage]:
    assert experiment is not None
    return [trial.stage for trial in experiment.trials]


def test_each_value_becomes_a_run_of_one_group(place: Place, qtbot: QtBot) -> None:
    shares: list[float] = []
    place.queue.progressed.connect(lambda share, _: shares.append(share))
    settings = place.training.settings
    found = place.finish(qtbot, units())
    assert stages(found) == [Stage.DONE, Stage.DONE]
    runs = [place.history.tree[number] for number in found.runs]
    assert [run.settings.hidden_units for run in runs] == [(4,), (8,)]
    assert [run.group for run in runs] == ["Sweep: units"] * 2
    assert all(run.end.test_accuracy is not None for run in runs)
    assert place.training.settings == settings  # the form's stay what they were
    assert place.queue.current is None
    assert place.queue.latest(Kind.SWEEP) is found
    assert shares == sorted(shares)
    assert shares[-1] == pytest.approx(1.0)


def test_a_run_of_a_sweep_is_the_one_that_it_would_be_alone(place: Place, qtbot: QtBot) -> None:
    found = place.finish(qtbot, units("4, 8"))
    place.training.set_settings(replace(samples.SETTINGS, hidden_units=(8,)))
    with qtbot.waitSignal(place.training.ended, timeout=20_000) as ended:
        place.training.train()
    alone, swept = place.history.tree[ended.args[0]].end, place.history.tree[found.runs[1]].end
    for one, other in zip(alone.network.get_weights(), swept.network.get_weights(), strict=True):
        assert (one == other).all()


def test_neither_a_bad_value_nor_a_diverging_run_stops_the_queue(place: Place, qtbot: QtBot) -> None:
    trials = (
        *parse_values("hidden_units", "4, many", samples.SETTINGS),
        Trial("100", samples.DIVERGING),
        *parse_values("hidden_units", "8", samples.SETTINGS),
    )
    found = place.finish(qtbot, sweep("hidden_units", trials, "sweep"))
    assert stages(found) == [Stage.DONE, Stage.BAD, Stage.FAILED, Stage.DONE]
    assert isinstance(found.trials[2].problem, TrainingDivergedError)


def test_a_run_that_cannot_begin_does_not_stop_the_queue(
    place: Place, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    build = type(samples.SETTINGS).build

    def fail_for_four(self: object) -> object:
        if self.hidden_units == (4,):  # type: ignore[attr-defined]
            raise MemoryError("no room")
        return build(self)  # type: ignore[arg-type]

    monkeypatch.setattr(type(samples.SETTINGS), "build", fail_for_four)
    found = place.finish(qtbot, units())
    assert stages(found) == [Stage.FAILED, Stage.DONE]
    assert str(found.trials[0].problem) == "no room"


def test_one_run_is_skipped(place: Place, qtbot: QtBot) -> None:
    place.begin(qtbot, endless("a", "b"))
    with qtbot.waitSignal(place.training.ended):
        place.queue.skip()
    qtbot.waitUntil(lambda: place.queue.current is not None and place.queue.current.under_way == 1)
    assert stages(place.queue.current) == [Stage.SKIPPED, Stage.UNDER_WAY]
    place.queue.cancel()
    assert stages(place.queue.latest(Kind.SWEEP)) == [Stage.SKIPPED, Stage.SKIPPED]
    qtbot.waitUntil(lambda: place.training.status is Status.IDLE)


def test_to_stop_the_run_by_hand_ends_the_experiment(place: Place, qtbot: QtBot) -> None:
    place.begin(qtbot, endless("a", "b"))
    with qtbot.waitSignal(place.queue.finished):
        place.training.stop()
    found = place.queue.latest(Kind.SWEEP)
    assert stages(found) == [Stage.SKIPPED, Stage.SKIPPED]
    assert found is not None
    assert found.trials[0].run in place.history.tree  # what it had learned is kept
    assert place.training.status is Status.IDLE


def test_to_turn_away_ends_the_experiment(place: Place, qtbot: QtBot) -> None:
    place.begin(qtbot, endless("a", "b"))
    place.training.set_settings(samples.SETTINGS)
    with qtbot.waitSignal(place.training.ended, timeout=20_000, check_params_cb=lambda run: run == place.training.run):
        place.training.train()
    assert place.queue.current is None
    assert stages(place.queue.latest(Kind.SWEEP)) == [Stage.SKIPPED, Stage.SKIPPED]


def test_the_form_does_not_change_the_rate_of_a_swept_run(place: Place, qtbot: QtBot) -> None:
    place.begin(qtbot, endless("a"))
    place.training.set_settings(replace(samples.SETTINGS, learning_rate=0.5))
    recording = place.training.recordings.of(place.training.run)
    assert recording is not None
    batches = recording.batches
    qtbot.waitUntil(lambda: recording.batches > batches + 5)
    assert recording.rate(recording.batches) == samples.LONG.learning_rate
    place.queue.cancel()


def test_all_runs_have_the_data_of_the_beginning(place: Place, qtbot: QtBot, mnist: Dataset) -> None:
    place.begin(qtbot, units("4, 8", epochs=20))
    place.datasets.use(mnist.shortened(16, 20))
    with qtbot.waitSignal(place.queue.finished, timeout=20_000) as finished:
        pass
    runs = [place.history.tree[number] for number in finished.args[0].runs]
    assert [run.curves[-1].images for run in runs] == [16 * samples.STEPS] * 2


def test_runs_side_by_side_read_the_drawing(place: Place, qtbot: QtBot) -> None:
    beside = Beside(place.history, place.reader, place.training)
    told: list[tuple[Column, ...]] = []
    beside.changed.connect(told.append)
    found = place.finish(qtbot, units())
    beside.set_runs(found.runs)
    assert not told  # nobody looks
    beside.watch(True)
    assert [each.run for each in told[-1]] == list(found.runs)
    assert all(each.reading is None for each in told[-1])
    place.drawing.lay_down_strokes(samples.strokes())
    qtbot.waitUntil(lambda: told[-1][0].reading is not None)
    assert [len(each.reading.layers[0].z) for each in told[-1] if each.reading] == [4, 8]


def test_a_twin_is_shown_beside_its_original_as_that_was_then(place: Place, qtbot: QtBot) -> None:
    first = place.finish(qtbot, units("4")).runs[0]
    original = Trial("0.001", place.history.tree[first].settings, Stage.DONE, first)
    other = replace(samples.LONG, learning_rate=0.002)
    beside = Beside(place.history, place.reader, place.training, in_step=True)
    with qtbot.waitSignal(place.training.began):
        place.queue.begin(Experiment(Kind.TWIN, "learning_rate", (original, Trial("0.002", other)), "twins"))
    place.training.pause()
    current = place.queue.current
    assert current is not None
    beside.set_runs(current.runs)
    qtbot.waitUntil(lambda: place.training.status is Status.PAUSED)
    ahead, own = (place.training.recordings.of(number) for number in (place.training.run, first))
    assert ahead is not None
    assert own is not None
    expected = own.nearest(ahead.batches) if ahead.batches < own.batches else None
    shown = beside.moments()[first]
    assert shown is (place.history.tree[first].end if expected is None else expected.moment)
    place.queue.cancel()


def test_two_runs_are_compared_on_the_test_images(place: Place, qtbot: QtBot) -> None:
    runs = place.finish(qtbot, units()).runs
    with qtbot.waitSignal(place.duel.changed) as changed:
        place.duel.compare(*runs)
    found = changed.args[0]
    assert found.accuracies == pytest.approx([place.history.tree[number].end.test_accuracy for number in runs])
    place.duel.watch(True)
    with qtbot.waitSignals([place.duel.changed, place.duel.changed]):  # forgotten, and read anew
        place.datasets.use(replace_test(place.datasets.load()))
    assert place.duel.found is not None
    assert len(place.duel.found.labels) == 50
    place.duel.compare(runs[0], -7)
    assert place.duel.found is None


def replace_test(data: Dataset) -> Dataset:
    return Dataset("another", data.train_images, data.train_labels, data.test_images[:50], data.test_labels[:50])
