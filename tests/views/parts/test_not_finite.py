"""Numbers that are infinite or none at all, as a network that diverged has them, are painted like the largest."""

import numpy as np
import pytest
from numpy.typing import NDArray
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from digitapp.core.inside.diagram import explain_diagram
from digitapp.core.inside.explanations import explain_scores, explain_unit
from digitapp.core.inside.numbers import picture_numbers
from digitapp.core.inside.steps import explain_steps
from digitapp.core.reading.reading import Reading, read
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import describe
from digitapp.views.inside.diagram_view import DiagramView
from digitapp.views.inside.hidden_layer_view import HiddenLayerView
from digitapp.views.inside.ledger_view import LedgerView
from digitapp.views.inside.numbers_view import NumbersView
from digitapp.views.inside.steps_view import StepsView
from digitapp.views.inside.unit_card import UnitCard
from digitapp.views.parts import colour_maps
from digitapp.views.parts.activation_plot import ActivationPlot
from digitapp.views.parts.count_bars import ShareBars
from digitapp.views.parts.ledger_cell import LedgerCell
from digitapp.views.parts.number_grid import NumberGrid
from digitapp.views.parts.numbers import number
from digitapp.views.parts.signed_map import SignedMap
from digitapp.views.parts.step_strip import StepStrip
from digitapp.views.parts.vote_bars import VoteBars
from digitapp.views.reading.probability_bars import ProbabilityBars
from tests import samples
from tests.views import looking
from tests.window import child

pytestmark = pytest.mark.filterwarnings("ignore:(overflow|invalid value|divide by zero) encountered")
WRONG = [np.nan, np.inf, -np.inf]


def reading(wrong: float, *, all_of_them: bool) -> Reading:
    """What a network reads in a seven some, or all, of whose weights are this."""
    network = samples.run((16,)).end.network.copy()
    weights = [array.copy() for array in network.get_weights()]
    for array in weights:
        array[... if all_of_them else (..., 3)] = wrong
    network.set_weights(weights)
    return read(Moment(network), samples.reading().image)


def ten(wrong: float) -> NDArray[np.float32]:
    values = np.linspace(-1, 1, 10, dtype=np.float32)
    values[3] = wrong
    return values


@pytest.mark.parametrize("wrong", WRONG)
def test_they_have_the_strongest_colour(wrong: float, light: None) -> None:
    assert light is None
    strongest = -1.0 if wrong < 0 else 1.0
    with np.errstate(all="raise"):
        np.testing.assert_array_equal(colour_maps.signed([wrong], 2.0), colour_maps.signed([strongest * 2.0], 2.0))
        np.testing.assert_array_equal(colour_maps.magnitudes([wrong], 2.0), colour_maps.magnitudes([strongest * 2], 2))
    assert colour_maps.largest(ten(wrong)) == 1
    assert colour_maps.largest([wrong]) == 0


@pytest.mark.parametrize("wrong", WRONG)
def test_every_part_paints_them(wrong: float, qtbot: QtBot, light: None) -> None:
    assert light is None
    values = ten(wrong)
    signed, grid, votes, shares, plot = SignedMap(60), NumberGrid(), VoteBars(), ShareBars(), ActivationPlot()
    cell = LedgerCell(3)
    parts: list[QWidget] = [signed, grid, votes, shares, plot, cell]
    signed.set_values(values)
    grid.set_values(values, 1)
    votes.set_votes(values)
    shares.set_shares(values)
    plot.set_point((values[4:], values[4:]), wrong, values)
    cell.set_values(values, wrong, wrong, looked_at=True)
    for part in parts:
        qtbot.addWidget(part)
        looking.picture(part)
    assert signed.top == 1
    assert number(wrong) == number(wrong, 1)


@pytest.mark.parametrize("all_of_them", [False, True])
@pytest.mark.parametrize("wrong", WRONG)
def test_every_page_shows_a_reading_of_them(wrong: float, all_of_them: bool, qtbot: QtBot, light: None) -> None:
    assert light is None
    found = reading(wrong, all_of_them=all_of_them)
    bars, diagram, layer, ledger = ProbabilityBars(), DiagramView(), HiddenLayerView(), LedgerView()
    numbers, steps, card = NumbersView(), StepsView(), UnitCard()
    pages: list[QWidget] = [bars, diagram, layer, ledger, numbers, steps, card]
    for page in pages:
        looking.show(qtbot, page, 900, 640)
    bars.set_reading(samples.reading())
    bars.set_reading(found)
    diagram.set_diagram(explain_diagram(found, 40))
    run = samples.run((16,))
    layer.set_network(describe(run))
    layer.set_reading(found)
    ledger.set_ledger(explain_scores(found))
    numbers.set_numbers(picture_numbers(found))
    steps.set_steps(explain_steps(found, 7, None))
    card.set_explanation(explain_unit(found.moment, found, 0, 3))
    for page in pages:
        looking.picture(page)
    for step in range(len(explain_steps(found, 7, None))):
        child(steps, StepStrip).chosen.emit(step)
        looking.picture(steps)
