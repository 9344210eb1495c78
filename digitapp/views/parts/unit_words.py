"""What is said of a hidden unit that was watched over many images."""

from __future__ import annotations

from digitapp.core.inside.survey import Census
from digitapp.i18n import tr


def habits(unit: int, census: Census) -> str:
    """Return how often a unit is on, and for which digit most."""
    if census.dead[unit]:
        return tr("dead: on for none of the test images")
    return tr(
        "on for {rate:.1%} of the test images, most for {digit}, selectivity {selectivity:.2f}",
        rate=float(census.firing_rates[unit]),
        digit=int(census.favourites[unit]),
        selectivity=float(census.selectivity[unit]),
    )
