"""How a network is trained further."""

from __future__ import annotations

from pathlib import Path

from digitapp.core.runs.branching import place_to_go_on, to_go_on
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.settings import TrainingSettings
from digitapp.state.runs.history import History
from digitapp.state.runs.under_way import Plan
from engine.models import Sequential


def plan_to_go_on(history: History, wanted: TrainingSettings, folder: Path | None) -> Plan:
    """Return how the current network is trained further: with these settings, as far as they suit it."""
    run, moment = history.run, history.moment
    old = run.settings
    settings = to_go_on(old, wanted)

    def learner() -> Sequential:
        network = moment.learner()
        settings.compile(network, network.optimizer if settings.optimizer == old.optimizer else None)
        return network

    return Plan(
        settings,
        learner,
        start=moment,
        name="" if run.bundled else run.name,
        path=None if run.bundled else run.path,
        folder=folder,
        before=history.curves,
        curves=Curves(begin=moment.at),
        position=place_to_go_on(moment, old, settings, same_images=run.folder == folder),
    )
