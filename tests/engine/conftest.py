"""What several test modules of the engine use."""

import pytest

from engine.saving import hdf5, hdf5_reader


@pytest.fixture
def in_this_process(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read HDF5 files here: those of the tests are sound, and a process of their own takes a third of a second."""
    monkeypatch.setattr(hdf5, "_packed", lambda _, source, optimizer: hdf5_reader.packed(str(source), optimizer))
