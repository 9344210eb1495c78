"""The diagram: nodes, lines, following a node, choosing a unit, and how many lines there are."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSlider
from pytestqt.qtbot import QtBot

from digitapp.core.inside.diagram import Diagram, explain_diagram
from digitapp.views.inside.diagram_view import DiagramView
from digitapp.views.parts.network_figure import NetworkFigure
from tests import samples
from tests.views import looking
from tests.window import child


def diagram(*units: int) -> Diagram:
    return explain_diagram(samples.reading(units), 40)


@pytest.fixture
def view(qtbot: QtBot, light: None) -> DiagramView:
    assert light is None
    made = looking.show(qtbot, DiagramView(), 900, 600)
    made.set_diagram(diagram(16))
    return made


def text(view: DiagramView) -> str:
    return " | ".join(looking.labels(view)).replace("−", "-")


def test_without_a_drawing_it_invites(qtbot: QtBot) -> None:
    view = looking.show(qtbot, DiagramView(), 900, 600)
    assert "Draw a digit to see which lines" in text(view)
    assert view.table() == ""


@pytest.mark.parametrize("units", [(16,), (12, 7), (9, 8, 5), (1,), (1024,)])
def test_every_node_has_a_place_of_its_own_inside(view: DiagramView, units: tuple[int, ...]) -> None:
    view.set_diagram(diagram(*units))
    figure = child(view, NetworkFigure)
    for layer, count in enumerate((784, *units, 10)):
        places = {(round(p.x(), 1), round(p.y(), 1)) for p in (figure.place(layer, node) for node in range(count))}
        assert len(places) == count
        assert all(0 <= x <= figure.width() and 0 <= y <= figure.height() for x, y in places)
    assert {str(count) for count in units} <= set(looking.painted_texts(figure))


def test_pointing_at_a_node_says_its_numbers_and_fades_what_is_off_its_paths(view: DiagramView) -> None:
    figure, shown = child(view, NetworkFigure), diagram(16)
    before = looking.picture(figure)
    unit = int(shown.activations[1].argmax())
    QTest.mouseMove(figure, figure.place(1, unit).toPoint())
    assert f"Unit {unit}: z = {shown.z[0][unit]:.3f}, a = {shown.activations[1][unit]:.3f}" in text(view)
    assert (looking.picture(figure) != before).any()
    QTest.mouseMove(figure, figure.place(2, 7).toPoint())
    assert f"digit 7: z = {shown.z[1][7]:.3f}, p = {shown.activations[2][7]:.1%}" in text(view)
    QTest.mouseMove(figure, figure.place(0, 28 * 10 + 3).toPoint())
    assert "pixel 283: row 10, column 3 (from 0): x = " in text(view)


def test_the_keys_walk_from_layer_to_layer(view: DiagramView) -> None:
    figure = child(view, NetworkFigure)
    chosen: list[tuple[int, int]] = []
    view.unit_requested.connect(lambda layer, unit: chosen.append((layer, unit)))
    QTest.keyClick(figure, Qt.Key.Key_Down)
    assert "digit 0: " in text(view)
    QTest.keyClick(figure, Qt.Key.Key_Left)
    loudest = int(diagram(16).activations[1].argmax())
    assert f"Unit {loudest}: " in text(view)
    QTest.keyClick(figure, Qt.Key.Key_Up)
    QTest.keyClick(figure, Qt.Key.Key_Return)
    assert chosen == [(0, (loudest - 1) % 16)]


def test_a_click_chooses_a_unit_but_no_pixel_and_no_digit(view: DiagramView) -> None:
    figure = child(view, NetworkFigure)
    chosen: list[tuple[int, int]] = []
    view.unit_requested.connect(lambda layer, unit: chosen.append((layer, unit)))
    for layer, node in ((0, 300), (1, 5), (2, 3)):
        QTest.mouseClick(figure, Qt.MouseButton.LeftButton, pos=figure.place(layer, node).toPoint())
    assert chosen == [(0, 5)]


def test_the_slider_asks_for_lines(view: DiagramView) -> None:
    asked: list[int] = []
    view.count_requested.connect(asked.append)
    child(view, QSlider).setValue(200)
    assert asked == [200]


def test_another_network_forgets_the_node(view: DiagramView) -> None:
    figure = child(view, NetworkFigure)
    QTest.mouseMove(figure, figure.place(1, 15).toPoint())
    view.set_diagram(diagram(4))
    looking.picture(figure)
    assert "Point at a node" in text(view)
