"""What is shown of the networks of an experiment, each in its column."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digitapp.core.runs.columns import Column
from digitapp.core.runs.comparison import RunLine
from digitapp.core.runs.experiment import Experiment, Stage, Trial
from digitapp.i18n import error_text, mark, tr
from digitapp.views.runs.network_columns import NetworkShown

_STAGES = {
    Stage.WAITING: mark("waits"),
    Stage.BAD: mark("not trained"),
    Stage.SKIPPED: mark("skipped"),
}


def networks_of(
    experiment: Experiment,
    lines: Sequence[RunLine],
    columns: Sequence[Column],
    titles: Sequence[str],
    lit: Sequence[str] = (),
    colours: Mapping[int, int] | None = None,
) -> list[NetworkShown]:
    """Return a NetworkShown for each trial; one that is under way shows how well it read when it was last measured.

    Args:
        experiment: whose networks they are.
        lines: what is known of the runs.
        columns: what they read.
        titles: what each is called.
        lit: what differs in each; none if empty.
        colours: the number of the colour of each run; none if None.
    """
    known, read = {line.number: line for line in lines}, {column.run: column for column in columns}
    found = []
    for place, (trial, title) in enumerate(zip(experiment.trials, titles, strict=True)):
        number = -1 if trial.run is None else trial.run
        line = known.get(number)
        found.append(
            NetworkShown(
                title,
                _state(trial, read.get(number)),
                float("nan") if line is None else _accuracy(line),
                read.get(number),
                None if colours is None else colours.get(number),
                lit[place] if lit else "",
            )
        )
    return found


def _accuracy(line: RunLine) -> float:
    """Return the accuracy at the end, or while it is trained after its last whole epoch."""
    figures = line.figures
    at_end = figures.test_accuracy
    return at_end if at_end == at_end else figures.held_out_accuracy


def _state(trial: Trial, column: Column | None) -> str:
    if trial.stage is Stage.FAILED and trial.problem is not None:
        return error_text(trial.problem)
    if column is not None:
        return tr("after {epochs:.1f} epochs", epochs=column.at)
    return tr(_STAGES[trial.stage]) if trial.stage in _STAGES else ""
