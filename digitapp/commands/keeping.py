"""Runs of the command line that last: written to a file, or among those that the window keeps."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from digitapp.core.errors import InputError, Words

if TYPE_CHECKING:
    from digitapp.core.keeping.keeping import RunState
    from digitapp.core.keeping.store import RunFolder
    from digitapp.core.reading.calibration import Calibration
    from digitapp.core.runs.dataset import Dataset
    from digitapp.core.runs.moment import Moment
    from digitapp.core.runs.recording import Recording
    from digitapp.core.runs.settings import TrainingSettings
    from digitapp.core.runs.training import TrainingReport
    from engine.models import Sequential

_EVERY = 2.0  # seconds between two writings
_NEW_AT_ONCE = 3  # moments, as in the window


class KeptTraining:
    """Keeps a run while it goes on: in the folder of runs all the time, in a file at its end, however that comes.

    Attributes:
        recording: what the run is to be recorded by.
    """

    def __init__(
        self,
        options: argparse.Namespace,
        name: str,
        settings: TrainingSettings,
        load: Callable[[], Dataset],
        first: Moment,
    ) -> None:
        from digitapp.core.keeping.data_digest import digest
        from digitapp.core.keeping.header import Data
        from digitapp.core.keeping.keeping import RunState
        from digitapp.core.keeping.store import new_id
        from digitapp.core.runs.recording import Recordings
        from digitapp.core.runs.run import Kind, Run

        data = load()
        self.recording: Recording = Recordings().begin(settings, lambda: data, 0.0)
        self._first, self._file = first, options.run_file
        folder = None if options.data is None else options.data.absolute()
        self._state: RunState = RunState(
            new_id(),
            Run(Kind.TRAINED, name, settings, (first,), folder=folder),
            time.time(),
            under_way=True,
            rate=settings.learning_rate,
            recording=self.recording,
            data=Data(data.name, None if folder is None else str(folder), digest(data)),
        )
        self._folder: RunFolder | None = _folder(options, self._state.id) if options.keep else None
        self._due = time.monotonic() + _EVERY

    @property
    def id(self) -> str:
        """What the run is known by."""
        return self._state.id

    def note(self, report: TrainingReport) -> None:
        """Write the run where it stands, if that is due."""
        if self._folder is None or time.monotonic() < self._due:
            return
        begun = time.monotonic()
        moment = self._first.with_weights(report.weights, report.curves.end)
        self._take(moment, report)
        self._write(self._folder, most_new=_NEW_AT_ONCE)
        self._due = time.monotonic() + max(_EVERY, 20 * (time.monotonic() - begun))

    def end(
        self, network: Sequential, report: TrainingReport, accuracy: float | None, calibration: Calibration
    ) -> None:
        """Write the run at its end, or where it was broken off."""
        moment = self._first.after_learning(network, report.curves.end)
        self._state = replace(self._state, under_way=False)
        self._take(replace(moment, test_accuracy=accuracy, calibration=calibration), report)
        if self._folder is not None:
            self._write(self._folder)
            self._folder.release()
        if self._file is not None:
            from digitapp.core.keeping.run_file import save_run_file

            save_run_file(self._file, [self._state])

    def _take(self, moment: Moment, report: TrainingReport) -> None:
        run = replace(self._state.run, moments=(self._first, moment), curves=(report.curves,))
        self._state = replace(self._state, run=run)

    def _write(self, folder: RunFolder, most_new: int | None = None) -> None:
        try:
            folder.write(self._state, most_new=most_new)
        except OSError as error:
            raise cannot_be_kept(error) from error


def _folder(options: argparse.Namespace, run: str) -> RunFolder:
    from digitapp.core.keeping.store import RunStore

    try:
        folder = RunStore(Path(options.runs_folder())).take(run)
    except OSError as error:
        raise cannot_be_kept(error) from error
    assert folder is not None  # nobody else knows of it
    return folder


def cannot_be_kept(error: OSError) -> InputError:
    """Return what is said where the folder of runs cannot be written to."""
    return InputError(
        "Expected a folder of runs that can be written to. Received: {reason}",
        reason=error.strerror or Words("an error"),
    )
