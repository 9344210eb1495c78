"""A session with a small network and a small data set, without a window."""

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication

from digitapp import preferences
from digitapp.core.runs.dataset import Dataset
from digitapp.state.session import Session

from .. import samples


@pytest.fixture
def session(qapp: QApplication, mnist: Dataset) -> Iterator[Session]:
    assert qapp is not None
    result = Session(samples.run(name="first", saved=True), preferences.checkpoints_folder())
    result.datasets.use(samples.small(mnist))
    result.training.set_settings(samples.SETTINGS)
    yield result
    result.close()
    result.deleteLater()
