"""What the tests of the history share."""

from dataclasses import replace
from pathlib import Path
from typing import Any

from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run
from digitapp.state.runs.history import History
from tests import samples


def history(**what: Any) -> History:
    return History(samples.run(name="first", saved=True, **what))


def heard(one: History) -> list[str]:
    """Collect the names of the networks that are told of, and what else changed."""
    result: list[str] = []
    one.changed.connect(lambda info: result.append(info.name))
    one.moment_changed.connect(lambda: result.append("moment"))
    one.curves_changed.connect(lambda _: result.append("curves"))
    return result


def names(one: History) -> list[str]:
    return [run.name for run in one.unsaved]


def further(one: History, seed: int = 1, **what: Any) -> Run:
    """A run that goes on from the current moment."""
    return replace(samples.run(seed=seed, **what), origin=one.moment.number)


def save(one: History, path: Path) -> None:
    run, moment = one.run, one.moment
    one.saving(one.run, path)()
    one.note_saved(run.number, moment, path)


def steps(one: History, count: int, seed: int = 5) -> None:
    """Begin a run from the current moment that keeps each of its moments."""
    network = samples.run(seed=seed).end.network
    first = Moment.of(network)
    one.begin(replace(further(one, seed, name="steps"), kind=Kind.STEPS, moments=(first,)))
    for _ in range(count - 1):
        one.advance(one.run.number, Moment.of(network), keep=True)
