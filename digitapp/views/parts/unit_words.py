"""What is said of a hidden unit that was watched over many images."""

from __future__ import annotations

from digitapp.core.inside.survey import Census
from digitapp.i18n import tr
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.function_words import short


def habits(unit: int, census: Census) -> str:
    """Return how often a unit is on, and for which digit most."""
    if census.dead[unit]:
        return tr("dead: on for none of the test images")
    return tr(
        "on for {rate:.1%} of the test images, most for {digit}, selectivity {selectivity:.2f}",
        rate=float(census.firing_rates[unit]),
        digit=class_name(int(census.favourites[unit])),
        selectivity=float(census.selectivity[unit]),
    )


def of_layer(census: Census, silent: int, function: str) -> str:
    """Return how many units a layer has, how many are dead, and how many say nothing now."""
    units = len(census.dead)
    if function == "relu":
        return tr(
            "{units} units, {dead} dead; {silent} are silent now", units=units, dead=census.dead.sum(), silent=silent
        )
    return tr("{units} units; {below} are not above 0 now", units=units, below=silent)


def what_words_mean(function: str) -> str:
    """Return what is meant by dead, on and silent, for units with this function."""
    selectivity = tr(
        "Selectivity says how much a unit cares for its favourite digit: 1 for that digit alone, 0 for none more than"
        " the others."
    )
    if function == "relu":
        on = tr(
            "A dead unit is on for no image at all: its z is below 0 whatever comes, relu makes 0 of it, and as the"
            " slope there is 0 too, training does not change it any more. Silent now is something else: other images"
            " switch such a unit on."
        )
    else:
        on = tr(
            "On means here: above 0. With {function} that is no more than a sign: a unit below 0 may speak too, the"
            " other way round, and one may be above 0 for every image.",
            function=short(function),
        )
    return f"{on} {selectivity}"
