"""Makes a run of what is set by hand, so that it can be trained on; the network from before stays in the history."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QObject

from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run, default_name
from digitapp.state.runs.history import History


class ByHand(QObject):
    """Keeps networks that no training has made."""

    def __init__(self, history: History, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._history = history

    def keep(self) -> Run:
        """Begin a run with the network as it reads now, with all that is set by hand; return it."""
        return self.begin(self._history.in_use)

    def begin(self, changed: Moment) -> Run:
        """Begin a run with this network, which came of the current one."""
        history, run, moment = self._history, self._history.run, self._history.moment
        kept = replace(Moment.of(changed.network, moment.at), calibration=moment.calibration, order=moment.order)
        name = history.tree.free_name(default_name(changed.network) if run.bundled else run.name)
        new = Run(Kind.BY_HAND, name, run.settings, (kept,), origin=moment.number, folder=run.folder)
        history.begin(new)
        return new

    @property
    def kept(self) -> Moment | None:
        """The network that was set by hand, where the current run was trained on from there."""
        tree, run = self._history.tree, self._history.run
        found = None if run.origin is None else tree.find(run.origin)
        return found[1] if found is not None and found[0].kind is Kind.BY_HAND else None
