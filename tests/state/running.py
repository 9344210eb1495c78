"""What the tests of training need: to wait for a run, to write down what it tells, and data that break on the way."""

from pathlib import Path
from typing import Any

import numpy as np
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from digitapp.core.files.model_file import load_bundled
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.run import Run
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.training import TrainingReport, Weights
from digitapp.jobs import at_work
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from engine.data import ScaledImages

TIMEOUT = 20_000  # milliseconds, for a run of some seconds on a busy machine


class BreakingImages(ScaledImages):
    """Images of which only the first few batches can be read."""

    left = 5

    def __getitem__(self, index: Any, /) -> Any:
        self.left -= 1
        if self.left < 0:
            raise OSError("the disk is gone")
        return super().__getitem__(index)


class BreakingDataset(Dataset):
    """A data set whose files vanish during the first epoch."""

    @property
    def train_inputs(self) -> ScaledImages:
        return BreakingImages(self.train_images)


def breaking(data: Dataset) -> Dataset:
    """Return `data`, but to be read only five batches long."""
    return BreakingDataset(data.name, data.train_images, data.train_labels, data.test_images, data.test_labels)


def use(session: Session, settings: TrainingSettings) -> None:
    session.training.set_settings(settings)


def wait_for(session: Session, qtbot: QtBot, status: Status) -> None:
    """Wait until the training is in this status."""
    if session.training.status is not status:
        with qtbot.waitSignal(
            session.training.status_changed, timeout=TIMEOUT, check_params_cb=lambda now: now is status
        ):
            pass


def wait_for_report(session: Session, qtbot: QtBot, batches: int = 1) -> None:
    """Wait until a run under way has told of at least so many batches."""
    with qtbot.waitSignal(
        session.training.advanced,
        timeout=TIMEOUT,
        check_params_cb=lambda report: len(report.curves.batch_at) >= batches,
    ):
        pass
    assert session.training.status is Status.RUNNING


def train(session: Session, qtbot: QtBot, settings: TrainingSettings) -> Run:
    """Train a fresh network to the end."""
    use(session, settings)
    session.training.train()
    wait_for(session, qtbot, Status.IDLE)
    return session.history.run


def make(session: Session, qtbot: QtBot, settings: TrainingSettings | None = None) -> Run:
    """Make a fresh network, which is the current one then."""
    use(session, settings or session.training.settings)
    before = session.history.run.number
    session.training.new_network()
    qtbot.waitUntil(lambda: session.history.run.number != before, timeout=TIMEOUT)
    return session.history.run


def wait_for_all_jobs(qtbot: QtBot) -> None:
    """Wait until what was left has ended, and its end has arrived."""
    qtbot.waitUntil(lambda: at_work() == 0, timeout=TIMEOUT)
    QCoreApplication.processEvents()


def open_bundled(session: Session) -> None:
    """Open the network that came with the program, as a task would do it."""
    session.begin(load_bundled())


def save(session: Session, path: Path) -> None:
    """Save the current network, as a task would do it."""
    run, moment = session.history.run, session.history.moment
    session.history.saving(session.history.run, path)()
    session.history.note_saved(run.number, moment, path)


def statuses(session: Session) -> list[Status]:
    result: list[Status] = []
    session.training.status_changed.connect(result.append)
    return result


def reports(session: Session) -> list[TrainingReport]:
    result: list[TrainingReport] = []
    session.training.advanced.connect(result.append)
    return result


def failures(session: Session) -> list[Exception]:
    result: list[Exception] = []
    session.training.failed.connect(lambda *told: result.append(told[0]))
    return result


def weights(session: Session) -> Weights:
    """Return a copy of the current network's weights."""
    return session.history.moment.network.snapshot()


def same(first: Weights, second: Weights) -> bool:
    return all(np.array_equal(one, other) for one, other in zip(first, second, strict=True))


def moved(first: Weights, second: Weights) -> float:
    """Return the largest change of a weight."""
    return max(float(np.abs(one - other).max()) for one, other in zip(first, second, strict=True))
