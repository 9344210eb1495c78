"""The diagram's lines are the largest terms that reach a unit that is on, and a path goes along them."""

import numpy as np
import pytest

from digitapp.core.inside.diagram import Connection, Diagram, diagram_table, explain_diagram, path_of
from tests import samples


@pytest.mark.parametrize("units", [(16,), (12, 7), (9, 8, 5)])
def test_the_lines_are_the_largest_terms_to_units_that_are_on(units: tuple[int, ...]) -> None:
    network, reading = samples.run(units).end.network, samples.reading(units)
    found = explain_diagram(reading, 20)
    assert len(found.lines) == len(units) + 1
    for number, lines in enumerate(found.lines):
        inputs, outputs = found.activations[number], found.activations[number + 1]
        terms = inputs[:, np.newaxis] * network.dense_layers[number].kernel
        terms[:, outputs == 0] = 0
        expected = np.sort(np.abs(terms[terms != 0]))[::-1][:20]
        np.testing.assert_allclose([abs(line.value) for line in lines], expected, rtol=1e-6)
        for line in lines:
            assert line.value == pytest.approx(float(terms[line.source, line.target]))


def test_a_path_goes_from_the_pixels_to_the_digits() -> None:
    nothing = np.zeros(3, np.float32)
    lines = (
        (Connection(0, 1, 1.0), Connection(2, 1, 1.0), Connection(1, 0, 1.0)),
        (Connection(1, 2, 1.0), Connection(0, 0, 1.0)),
    )
    diagram = Diagram((nothing, nothing, nothing), (nothing, nothing), lines)
    assert path_of(diagram, 1, 1) == [{0, 2}, {1}, {2}]
    assert path_of(diagram, 0, 1) == [{1}, {0}, {0}]
    assert path_of(diagram, 2, 2) == [{0, 2}, {1}, {2}]
    assert path_of(diagram, 2, 1) == [set(), set(), {1}]


def test_the_table_has_a_row_for_each_line() -> None:
    found = explain_diagram(samples.reading((12, 7)), 15)
    assert len(diagram_table(found).splitlines()) == 1 + sum(map(len, found.lines))
