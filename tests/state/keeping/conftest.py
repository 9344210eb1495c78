"""Sessions that keep their runs in one folder, one after the other or at the same time."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication

from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.run import Kind
from digitapp.state.session import Session
from engine.thread_pool import one_blas_thread
from tests import samples

Start = Callable[..., Session]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "runs"


@pytest.fixture
def start(qapp: QApplication, mnist: Dataset, folder: Path, tmp_path: Path) -> Iterator[Start]:
    """What begins a session, with a small network and the first images of MNIST; each is closed in the end."""
    assert qapp is not None
    begun: list[Session] = []

    def begin(most: int = 2**30) -> Session:
        first = samples.run(name="first", saved=True, bundled=True, kind=Kind.OPENED)
        session = Session(first, tmp_path / "checkpoints", runs=folder, most_kept=most)
        data_folder = tmp_path / "data"
        session.datasets.use(samples.small(mnist), data_folder)
        session.training.set_settings(samples.SETTINGS)
        begun.append(session)
        return session

    with one_blas_thread():
        yield begin
        for session in begun:
            session.close()
            session.deleteLater()


@pytest.fixture(autouse=True)
def _data_are_there(monkeypatch: pytest.MonkeyPatch, mnist: Dataset) -> None:
    """Let the folder of the data set be read, which is on no disk."""
    from digitapp.state.keeping import bringing

    monkeypatch.setattr(bringing, "load_folder", lambda _: samples.small(mnist))
