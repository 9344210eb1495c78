"""One hidden unit: its weights, what it adds up, what it votes for."""

import re
from decimal import Decimal

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.inside.explanations import UnitExplanation, explain_unit
from digitapp.core.paper.rasterize import rasterize
from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment
from digitapp.views.inside.unit_card import UnitCard
from digitapp.views.parts.signed_map import SignedMap
from tests import samples
from tests.views import looking

HINT = "Click a unit above to see its weights, what it adds up, and which scores it raises."


@pytest.fixture
def card(qtbot: QtBot, light: None) -> UnitCard:
    assert light is None
    return looking.show(qtbot, UnitCard(), 560, 240)


def explanation(**what: object) -> UnitExplanation:
    votes = np.zeros(10, np.float32)
    votes[3] = 0.5
    values = {
        "layer": 0,
        "unit": 137,
        "function": "relu",
        "weights": np.full(784, 0.25, np.float32),
        "bias": -0.25,
        "products": np.full(784, 0.0012, np.float32),
        "z": 0.534,
        "activation": 0.534,
        "all_z": np.array([0.534, -1.0], np.float32),
        "votes": votes,
        "graph": (np.array([-1.0, 0.0, 1.0], np.float32), np.array([0.0, 0.0, 1.0], np.float32)),
    }
    return UnitExplanation(**{**values, **what})  # type: ignore[arg-type]


def text(card: UnitCard) -> str:
    return " | ".join(looking.labels(card)).replace("−", "-")


def test_without_a_unit_it_invites(card: UnitCard) -> None:
    card.set_explanation(None)
    assert looking.labels(card) == [HINT]


def test_a_unit_that_is_on(card: UnitCard) -> None:
    card.set_explanation(explanation())
    shown = text(card)
    for part in (
        "Unit 137",
        "raises the score of 3 most here",
        "W  ±0.3",
        "x·W  ±0.0015",
        "relu(z) = max(z, 0)",
        "= 0.784 + (-0.250) = 0.534",
        "relu(z) = 0.534",
    ):
        assert part in shown


def test_its_sum_adds_up_and_keeps_its_length(card: UnitCard) -> None:
    for dot, bias in ((6.9554, -0.5999), (8.18917, -0.07355), (0.0004, 0.0004)):
        card.set_explanation(explanation(z=dot + bias, activation=dot + bias, bias=bias))
        (line,) = [text for text in looking.labels(card) if text.startswith("z = ")]
        first, second, total = re.findall(r"-?\d+\.\d+", line.replace("−", "-"))[:3]
        assert Decimal(first) + Decimal(second) == Decimal(total)
        assert {len(part.partition(".")[2]) for part in (first, second, total)} == {3}


def test_a_unit_at_zero(card: UnitCard) -> None:
    card.set_explanation(explanation(z=-0.8, activation=0.0, bias=0.1, votes=np.zeros(10, np.float32)))
    shown = text(card)
    assert "says nothing here" in shown
    assert "= -0.900 + 0.100 = -0.800" in shown
    assert "relu(z) = 0.000" in shown


def test_a_unit_without_a_drawing(card: UnitCard) -> None:
    card.set_explanation(explanation(products=None, z=None, activation=None, all_z=None, votes=None))
    shown = text(card)
    assert "Draw a digit to see it at work." in shown
    assert "b = -0.250" in shown
    assert "W  ±" in shown


def test_a_unit_before_another_hidden_layer_has_no_votes_yet(card: UnitCard) -> None:
    record = samples.run((12, 6))
    reading = read(Moment(record.end.network), rasterize(samples.strokes()))
    on = int(np.argmax(reading.layers[0].activation))
    card.set_explanation(explain_unit(Moment(record.end.network), reading, 0, on))
    assert f"Unit {on}" in text(card)
    assert "raises the score" not in text(card)


def test_it_can_be_closed(card: UnitCard, qtbot: QtBot) -> None:
    card.set_explanation(explanation())
    with qtbot.waitSignal(card.close_requested):
        looking.button(card, "Close").click()


def test_the_pictures_follow_the_unit(card: UnitCard) -> None:
    card.set_explanation(explanation())
    one = looking.picture(card)
    card.set_explanation(explanation(weights=np.full(784, -0.25, np.float32)))
    assert (looking.picture(card) != one).mean() > 0.05


def test_a_minus_is_written_the_same_way_everywhere(card: UnitCard) -> None:
    card.set_explanation(explanation(z=-0.8, activation=0.0, bias=-0.1))
    assert not any("-" in label for label in looking.labels(card))


def test_a_unit_of_another_function_is_not_explained_by_relu(card: UnitCard) -> None:
    card.set_explanation(explanation(function="tanh", activation=float(np.tanh(0.534))))
    shown = text(card)
    assert "tanh(z) = 0.488" in shown
    assert "relu" not in shown


def test_it_says_what_the_unit_adds_to_the_score_of_the_answer(card: UnitCard) -> None:
    scores = np.zeros(10, np.float32)
    scores[[3, 5]] = 4.25, 1.0
    card.set_explanation(explanation(scores=scores))
    assert "It adds 0.500 to the score of 3; all units and b together make that 4.250." in text(card)
    card.set_explanation(explanation(scores=-scores))  # the answer is what has the highest score, not the unit's own
    assert "It adds 0.000 to the score of 0; all units and b together make that 0.000." in text(card)


def test_the_products_are_outlined_where_there_is_ink(card: UnitCard) -> None:
    weights, products = card.findChildren(SignedMap)
    card.set_explanation(explanation())
    plain = looking.picture(weights), looking.picture(products)
    inputs = np.zeros(784, np.float32)
    inputs[[300, 328, 356]] = 1.0
    card.set_explanation(explanation(inputs=inputs))
    assert (looking.picture(products) != plain[1]).any()
    np.testing.assert_array_equal(looking.picture(weights), plain[0])
