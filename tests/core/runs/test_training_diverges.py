"""A run whose loss becomes infinite or no number stops, says why, and gives the last good weights back."""

from collections.abc import Iterator
from contextlib import closing, suppress
from typing import Any

import numpy as np
import pytest

from digitapp.core.runs import training
from digitapp.core.runs.curves import SERIES, Curves
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingDivergedError, TrainingRun
from engine.history import EpochLog, EvaluationLog, StepLog
from engine.models import Sequential
from tests.core.running import BATCHES, finished, is_finite, same_weights, start
from tests.core.samples import bars, small


@pytest.fixture
def report_always(monkeypatch: pytest.MonkeyPatch) -> None:
    """Have each step report."""
    monkeypatch.setattr(training, "REPORTS_PER_SECOND", float("inf"))


def test_what_was_measured_before_it_ran_away_does_not_count(monkeypatch: pytest.MonkeyPatch) -> None:
    run = start(small(epochs=2))
    with suppress(TrainingDivergedError), closing(run.steps()) as steps:
        for _ in steps:
            if run.test_accuracy is not None:  # the first epoch is over and measured
                monkeypatch.setattr(run, "_finite_weights", lambda: run._give_up("inf"))
    assert run.test_accuracy is None


FAR_TOO_LARGE = [3e38, 1e300]  # learning rates after which the weights are huge, or infinite
RUNAWAYS = [
    small(hidden_units=(64,) * 6, optimizer="momentum", learning_rate=100.0),
    small(hidden_units=(64,) * 6, optimizer="sgd", learning_rate=10.0),
    small(hidden_units=(64,) * 3, optimizer="momentum", learning_rate=100.0, epochs=20),
]


@pytest.mark.parametrize("settings", RUNAWAYS)
@pytest.mark.parametrize("reports", [0.001, float("inf")])
def test_a_run_that_runs_away_ends_with_its_last_good_weights(
    settings: TrainingSettings, reports: float, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(training, "REPORTS_PER_SECOND", reports)
    run = start(settings)
    with pytest.raises(TrainingDivergedError, match=r"^Training stopped: the loss became (nan|inf),"):
        finished(run)
    assert is_finite(run.network.get_weights())
    assert np.isfinite(run.network.evaluate(bars().test_inputs, bars().test_labels, verbose=0)).all()


@pytest.mark.parametrize("settings", RUNAWAYS)
@pytest.mark.usefixtures("report_always")
def test_a_report_of_a_run_that_runs_away_has_only_numbers(settings: TrainingSettings) -> None:
    run = start(settings)

    def watch() -> None:
        for report in run.steps():
            assert report is not None
            assert is_finite(report.weights)

    with pytest.raises(TrainingDivergedError):
        watch()
    assert is_finite(run.report().weights)


@pytest.mark.usefixtures("report_always")
def test_the_report_of_an_update_that_was_far_too_large_has_only_numbers() -> None:
    run = start(small(optimizer="sgd", learning_rate=0.1))
    report = None
    with closing(run.steps()) as steps, suppress(TrainingDivergedError):
        next(steps)
        run.learning_rate = FAR_TOO_LARGE[-1]
        report = next(steps)
    report = report or run.report()
    assert is_finite(report.weights)


def after_a_last_batch_that_ran_away(rate: float, **more: Any) -> tuple[TrainingRun, bool]:
    """A run whose last update alone was far too large, which no later batch can tell; and whether it was noticed."""
    run = start(small(optimizer="sgd", learning_rate=0.1, epochs=1, **more))
    with closing(run.steps()) as steps:
        try:
            for number, _ in enumerate(steps, start=1):
                if number == BATCHES - 1:
                    run.learning_rate = rate
        except TrainingDivergedError:
            return run, True
    return run, False


@pytest.mark.parametrize("rate", FAR_TOO_LARGE)
@pytest.mark.parametrize("more", [{}, {"validation_share": 0.25, "batch_size": 38}])  # both are 4 batches
def test_running_away_in_the_last_batch_is_noticed(rate: float, more: dict[str, Any]) -> None:
    run, noticed = after_a_last_batch_that_ran_away(rate, **more)
    assert noticed
    assert is_finite(run.network.get_weights())
    assert np.isfinite(run.network.evaluate(bars().test_inputs, bars().test_labels, verbose=0)).all()


@pytest.mark.parametrize("rate", FAR_TOO_LARGE)
def test_the_curves_of_a_run_that_ran_away_have_only_numbers(rate: float) -> None:
    run, _ = after_a_last_batch_that_ran_away(rate)
    curves = run.report().curves
    assert all(np.isfinite(getattr(curves, name)).all() for name in SERIES)
    Curves.from_dict(curves.to_dict())  # so a file with them can be opened again


def test_a_run_that_is_stopped_after_it_ran_away_has_good_weights_too() -> None:
    run = start(small(optimizer="sgd", learning_rate=0.1))
    with closing(run.steps()) as steps, suppress(TrainingDivergedError):
        next(steps)
        run.learning_rate = FAR_TOO_LARGE[-1]
        next(steps)  # its loss is that of before the update
    assert is_finite(run.report().weights)
    assert is_finite(run.network.get_weights())


@pytest.mark.parametrize("rate", FAR_TOO_LARGE)
def test_the_good_weights_are_recent_ones(monkeypatch: pytest.MonkeyPatch, rate: float) -> None:
    """Those of the last report whose loss was seen to be a number, not those of the beginning."""
    monkeypatch.setattr(training, "REPORTS_PER_SECOND", float("inf"))
    run = start(small(optimizer="sgd", learning_rate=0.1, epochs=3))
    snapshots: list[list[Any]] = []

    def watch() -> None:
        for report in run.steps():
            assert report is not None
            snapshots.append(report.weights)
            if len(snapshots) == 8:
                run.learning_rate = rate

    with pytest.raises(TrainingDivergedError):
        watch()
    assert any(same_weights(run.network.get_weights(), weights) for weights in snapshots[6:9])


@pytest.mark.parametrize(
    "log",
    [EvaluationLog(1, 1), EpochLog({"loss": 1.0, "accuracy": 0.5, "val_loss": 1.0, "val_accuracy": 0.5}, 0, 1)],
    ids=["measurement", "end of an epoch"],
)
def test_only_the_loss_of_a_batch_proves_weights_good(log: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Weights that were reported but never used are not what a run goes back to."""
    monkeypatch.setattr(training, "REPORTS_PER_SECOND", float("inf"))
    network: Sequential = small().build()
    first = network.get_weights()

    def logs(*_: Any, **__: Any) -> Iterator[Any]:
        network.set_weights([np.full_like(weight, np.inf) for weight in first])
        yield log
        yield StepLog({"loss": float("nan"), "accuracy": 0.1}, 0, 1, 0, 1, 50)

    monkeypatch.setattr(network, "fit_steps", logs)
    with pytest.raises(TrainingDivergedError):
        finished(TrainingRun(network, bars, small()))
    assert same_weights(network.get_weights(), first)


def test_weights_that_no_loss_tells_of_are_looked_at_in_the_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bias of minus infinity turns its relu unit off for good, and the loss stays a number."""
    monkeypatch.setattr(training, "REPORTS_PER_SECOND", 0.001)
    network = small().build()
    first = network.get_weights()

    def logs(*_: Any, **__: Any) -> Iterator[Any]:
        yield StepLog({"loss": 1.0, "accuracy": 0.5}, 0, 1, 0, 1, 50)
        network.dense_layers[0].parameters[1][3] = -np.inf
        yield EpochLog({"loss": 1.0, "accuracy": 0.5, "val_loss": 1.0, "val_accuracy": 0.5}, 0, 1)

    monkeypatch.setattr(network, "fit_steps", logs)
    with pytest.raises(TrainingDivergedError):
        finished(TrainingRun(network, bars, small()))
    assert same_weights(network.get_weights(), first)
