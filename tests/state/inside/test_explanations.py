"""The unit that is looked at, and its explanation for the drawing and the network of the moment."""

import threading
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.inside.explanations import UnitExplanation
from digitapp.core.reading.reading import Reading
from digitapp.state.inside import explanations as module
from digitapp.state.inside.explanations import Explanations
from digitapp.state.session import Session
from tests import samples


@pytest.fixture
def explanations(session: Session) -> Explanations:
    return session.explanations


def heard(explanations: Explanations) -> tuple[list[tuple[int, int]], list[UnitExplanation | None]]:
    selections: list[tuple[int, int]] = []
    units: list[UnitExplanation | None] = []
    explanations.selection_changed.connect(lambda layer, unit: selections.append((layer, unit)))
    explanations.unit_changed.connect(units.append)
    return selections, units


def last(units: list[Any]) -> UnitExplanation:
    assert isinstance(units[-1], UnitExplanation)
    return units[-1]


def test_a_chosen_unit_without_a_drawing(explanations: Explanations, session: Session) -> None:
    selections, units = heard(explanations)
    explanations.select_unit(3)
    assert selections == [(0, 3)]
    assert (last(units).layer, last(units).unit, last(units).z) == (0, 3, None)
    np.testing.assert_array_equal(last(units).weights, session.history.moment.network.dense_layers[0].kernel[:, 3])


def test_the_same_unit_again_looks_away(explanations: Explanations) -> None:
    explanations.select_unit(3)
    selections, units = heard(explanations)
    explanations.select_unit(3)
    assert (selections, units) == ([(0, -1)], [None])


def test_it_follows_the_drawing(explanations: Explanations, session: Session, qtbot: QtBot) -> None:
    explanations.select_unit(3)
    _, units = heard(explanations)
    session.drawing.add(samples.strokes()[0])
    qtbot.waitUntil(lambda: bool(units) and units[-1] is not None and units[-1].z is not None)
    reading, explained = session.reader.reading, last(units)
    assert reading is not None
    assert explained.z == pytest.approx(float(reading.hidden[0].z[3]))
    assert explained.products is not None
    assert float(explained.products.sum()) + explained.bias == pytest.approx(explained.z, abs=1e-5)


def test_it_follows_the_weights(explanations: Explanations, session: Session) -> None:
    explanations.select_unit(3)
    _, units = heard(explanations)
    other = samples.run(seed=9)
    session.history.begin(other)
    np.testing.assert_array_equal(last(units).weights, other.end.network.dense_layers[0].kernel[:, 3])


def test_another_layer(explanations: Explanations, session: Session) -> None:
    session.history.begin(samples.run((16, 8)))
    explanations.select_unit(3)
    selections, units = heard(explanations)
    explanations.select_layer(1)
    explanations.select_layer(1)
    assert selections == [(1, -1)]
    assert units == [None]
    explanations.select_unit(7)
    assert (explanations.layer, explanations.unit) == (1, 7)
    assert last(units).weights.shape == (16,)


def test_looking_away(explanations: Explanations) -> None:
    explanations.select_unit(3)
    selections, units = heard(explanations)
    explanations.select_none()
    assert (selections, units) == ([(0, -1)], [None])


def test_a_network_with_fewer_units_or_layers(explanations: Explanations, session: Session) -> None:
    session.drawing.add(samples.strokes()[0])
    session.history.begin(samples.run((16, 8)))
    explanations.select_layer(1)
    explanations.select_unit(7)
    session.history.begin(samples.run((16,)))
    assert (explanations.layer, explanations.unit) == (0, -1)
    explanations.select_unit(15)
    session.history.begin(samples.run((8,)))
    assert (explanations.layer, explanations.unit) == (0, -1)


def test_a_unit_that_the_other_network_has_too_stays_chosen(explanations: Explanations, session: Session) -> None:
    explanations.select_unit(3)
    session.history.begin(samples.run((8, 8)))
    assert (explanations.layer, explanations.unit) == (0, 3)


def test_a_large_network_is_explained_on_a_thread_and_the_newest_reading_in_the_end(
    session: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_AT_ONCE", 0)
    threads: list[str] = []

    def plan(reading: Reading) -> Callable[[], Reading]:
        def explain() -> Reading:
            threads.append(threading.current_thread().name)
            return reading

        return explain

    explanation = module.Explanation(session.reader, plan, session)
    told: list[object] = []
    explanation.changed.connect(told.append)
    explanation.watch(True)
    assert told == [None]
    for _ in range(3):
        session.drawing.add(samples.strokes()[0])
    qtbot.waitUntil(lambda: told[-1] is session.reader.reading and not explanation.running)
    assert set(threads) == {"digitapp worker"}
    session.drawing.clear()
    qtbot.waitUntil(lambda: told[-1] is None)
    explanation.watch(False)
    assert not explanation.running
