"""Kept runs as a list of runs shows them, though their weights have not been read."""

from __future__ import annotations

from digitapp.core.keeping.header import Header
from digitapp.core.runs.comparison import RunLine, figures
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Run
from engine.models import Sequential

_NO_NETWORK = Sequential()


def kept_line(header: Header, number: int, parent: int | None) -> RunLine:
    """Return the line of a kept run of this number."""
    last = header.last
    moment = Moment(_NO_NETWORK, last.at, last.calibration, last.test_accuracy)
    curves = header.curves if parent is not None else (*header.before, *header.curves)
    run = Run(header.kind, header.name, header.settings, (moment,), curves, pinned=header.pinned, number=number)
    return RunLine(
        number=number,
        name=header.name,
        kind=header.kind,
        parent=parent,
        settings=header.settings,
        figures=figures(run),
        curves=curves,
        pinned=header.pinned,
        group=header.group,
    )
