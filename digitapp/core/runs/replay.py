"""Goes a stretch of a run's way again, from a snapshot on, and sees that it is the same way."""

from __future__ import annotations

import copy
from collections.abc import Generator
from contextlib import closing
from math import isnan

from digitapp.core.errors import InputError
from digitapp.core.runs.examples import examples
from digitapp.core.runs.material import set_rate, training_steps
from digitapp.core.runs.recording import Recording
from digitapp.core.runs.snapshot import Snapshot, moment_in_run
from engine.arithmetic import arithmetic
from engine.history import StepLog


class ReplayDiffersError(InputError):
    """Going the way again came to other numbers: only the snapshots are the run's."""


def replayed(recording: Recording, start: Snapshot, batch: int) -> Generator[Snapshot | None, None, None]:
    """Train on from a snapshot to a later batch; the last item is the run there, each before it None for one batch.

    Each batch's loss, which depends on every weight, must be what it was to the last bit, and where a snapshot was the
    weights and what the optimizer remembers must have the same digest.

    Raises:
        ReplayDiffersError: sums are rounded otherwise here, or something came out otherwise.
    """
    if recording.arithmetic != arithmetic():
        raise _differs(start.batch)
    settings, shell = recording.settings, start.moment
    network, position = shell.learner(), copy.deepcopy(shell.position)
    assert position is not None
    learned = examples(recording.load(), settings, network.generator)
    with closing(training_steps(network, learned, settings, position, measured=False)) as logs:
        for at in range(start.batch, batch):
            set_rate(network, settings, recording.rate(at), recording.before + at, recording.steps)
            log = next((each for each in logs if isinstance(each, StepLog)), None)
            if log is None:  # there are fewer images than the run had
                raise _differs(at + 1)
            done, was = at + 1, recording.loss(at + 1)
            if log.loss != was and not (isnan(log.loss) and isnan(was)):
                raise _differs(done)
            known = recording.digest(done)
            if done < batch and known is None:
                yield None
                continue
            moment = moment_in_run(shell, network, recording.place_of(done), position, recording.steps)
            found = Snapshot(done, moment)
            if known is not None and found.digest != known:
                raise _differs(done)
            yield found if done == batch else None


def _differs(batch: int) -> ReplayDiffersError:
    return ReplayDiffersError(
        "Batch {batch} of the run, trained again, came to other numbers than before: sums are rounded otherwise now."
        " The moments that were kept can still be seen.",
        batch=batch,
    )
