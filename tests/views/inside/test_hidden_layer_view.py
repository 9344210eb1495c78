"""The hidden layer: every unit's number as a colour, zero apart from all others."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.core.paper.rasterize import rasterize
from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, NetworkInfo, Run, describe
from digitapp.views.inside.hidden_layer_view import HiddenLayerView
from digitapp.views.parts.colour_scale import ColourScale
from digitapp.views.parts.unit_grid import UnitGrid
from tests import samples
from tests.views import looking

# unit 0 far below zero, 1 at zero, 2 hardly above, 3 a thousandth of the most, 4 half of it, 5 the most
Z = (-3.0, 0.0, 1e-6, 0.002, 1.0, 2.0)


@pytest.fixture
def view(qtbot: QtBot, light: None) -> HiddenLayerView:
    assert light is None
    result = looking.show(qtbot, HiddenLayerView(), 534, 400)
    result.set_network(info(len(Z)))
    return result


def info(*units: int) -> NetworkInfo:
    return describe(samples.run(units))


def grid(view: HiddenLayerView) -> UnitGrid:
    found = view.findChild(UnitGrid)
    assert isinstance(found, UnitGrid)
    return found


def middle(view: HiddenLayerView, unit: int) -> QPoint:
    return grid(view).cell_rect(unit).center().toPoint()


def colours(view: HiddenLayerView, units: int = len(Z)) -> list[tuple[int, ...]]:
    """Return the colour of each unit's cell."""
    pixels = looking.picture(grid(view))
    return [tuple(int(c) for c in pixels[middle(view, unit).y(), middle(view, unit).x()]) for unit in range(units)]


def scale(view: HiddenLayerView) -> list[str]:
    found = view.findChild(ColourScale)
    assert isinstance(found, ColourScale)
    return looking.painted_texts(found)


def test_without_a_drawing_all_units_are_off(view: HiddenLayerView) -> None:
    view.set_reading(None)
    assert set(colours(view)) == {looking.rgb(theme.LIGHT.off)}
    assert "Draw a digit to see which units go on." in looking.labels(view)


def test_it_says_what_it_shows(view: HiddenLayerView) -> None:
    view.set_network(info(512))
    assert {"Hidden layer", "relu(x·W + b)", "(1, 784)·(784, 512) + (512,)"} <= set(looking.labels(view))


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=lambda palette: palette.name)
def test_zero_is_clearly_unlike_small(view: HiddenLayerView, palette: theme.Theme) -> None:
    theme.apply(palette)
    view.set_reading(samples.reading_of(Z))
    shown = colours(view)
    off = looking.rgb(palette.off)
    assert shown[0] == shown[1] == off
    assert min(looking.difference(off, colour) for colour in shown[2:]) > 12
    assert looking.difference(shown[4], shown[5]) > 25
    assert looking.difference(shown[3], shown[4]) > 25


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=lambda palette: palette.name)
def test_what_is_small_looks_small(view: HiddenLayerView, palette: theme.Theme) -> None:
    theme.apply(palette)
    view.set_reading(samples.reading_of(Z))
    off, *_, one, two = [float(looking.lab(np.array(colour))[0]) for colour in colours(view)]
    tiny = float(looking.lab(np.array(colours(view)[2]))[0])
    assert abs(tiny - off) < 12
    assert abs(tiny - off) < abs(one - off) < abs(two - off)


def test_how_many_are_on(view: HiddenLayerView) -> None:
    view.set_reading(samples.reading_of(Z))
    assert "4 on · 2 at zero" in looking.labels(view)


def test_the_scales_numbers(view: HiddenLayerView) -> None:
    view.set_reading(samples.reading_of(Z))
    assert sorted(scale(view)) == ["0", "2"]
    view.set_reading(samples.reading_of([0.0, 0.0031, 0.001, 0.0, 0.0, 0.0]))
    assert sorted(scale(view)) == ["0", "0.005"]


def test_z_and_relu(view: HiddenLayerView) -> None:
    view.set_reading(samples.reading_of(Z))
    relu = colours(view)
    looking.button(view, "z").click()
    assert "x·W + b" in looking.labels(view)
    z = colours(view)
    off = looking.rgb(theme.LIGHT.off)
    assert z[1] == off  # exactly zero
    assert looking.difference(z[0], off) > 25  # what relu hides
    assert looking.difference(z[0], z[5]) > 50  # the sign is a hue
    assert sorted(scale(view)) == ["3", "−3"]
    looking.button(view, "relu").click()
    assert colours(view) == relu
    assert "relu(x·W + b)" in looking.labels(view)


def test_the_choice_of_z_outlives_another_reading_and_another_network(view: HiddenLayerView) -> None:
    looking.button(view, "z").click()
    view.set_network(info(4))
    view.set_reading(samples.reading_of([-1.0, 1.0, 0.5, -0.5]))
    assert looking.button(view, "z").isChecked()
    assert sorted(scale(view)) == ["1", "−1"]


def test_the_pointer_tells_number_and_values(view: HiddenLayerView) -> None:
    view.set_reading(samples.reading_of(Z))
    QTest.mouseMove(grid(view), middle(view, 4))
    assert "unit 4 · z = 1.000 · relu(z) = 1.000" in looking.labels(view)
    QTest.mouseMove(grid(view), middle(view, 0))
    assert "unit 0 · z = -3.000 · relu(z) = 0.000" in [text.replace("−", "-") for text in looking.labels(view)]
    view.set_reading(samples.reading_of([-1.0, *Z[1:]]))  # the numbers under a resting pointer follow the drawing
    assert "unit 0 · z = -1.000 · relu(z) = 0.000" in [text.replace("−", "-") for text in looking.labels(view)]
    QApplication.sendEvent(grid(view), QEvent(QEvent.Type.Leave))
    assert "4 on · 2 at zero" in looking.labels(view)


def test_clicks_and_arrows_ask_for_a_unit(view: HiddenLayerView) -> None:
    asked: list[int] = []
    view.unit_requested.connect(asked.append)
    QTest.mouseClick(grid(view), Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, middle(view, 3))
    view.set_selection(0, 3)
    QTest.keyClick(grid(view), Qt.Key.Key_Right)
    assert asked == [3, 4]


def test_a_single_layer_needs_no_choice(view: HiddenLayerView) -> None:
    assert not looking.button(view, "1").isVisible()


def test_two_hidden_layers(view: HiddenLayerView) -> None:
    record = samples.run((12, 6))
    view.set_network(describe(record))
    reading = read(Moment(record.end.network), rasterize(samples.strokes()))
    view.set_reading(reading)
    asked: list[int] = []
    view.layer_requested.connect(asked.append)
    looking.button(view, "2").click()
    assert asked == [1]
    assert grid(view).units == 12  # the view asks; the state decides

    view.set_selection(1, 2)
    assert grid(view).units == 6
    assert looking.button(view, "2").isChecked()
    texts = looking.labels(view)
    assert "relu(h·W + b)" in texts
    assert "(1, 12)·(12, 6) + (6,)" in texts
    on = int((reading.layers[1].activation > 0).sum())
    assert f"{on} on · {6 - on} at zero" in texts
    view.set_selection(0, -1)
    assert grid(view).units == 12


def test_a_network_with_fewer_layers(view: HiddenLayerView) -> None:
    view.set_network(info(12, 6))
    view.set_selection(1, 2)
    view.set_reading(samples.reading((12, 6)))
    view.set_network(info(4))
    view.set_reading(samples.reading((4,)))
    assert grid(view).units == 4
    assert len(set(colours(view, 4))) > 1


def test_a_reading_of_the_network_before_is_not_shown_as_this_ones(view: HiddenLayerView) -> None:
    view.set_reading(samples.reading_of(Z))
    view.set_network(info(12))
    assert set(colours(view, 12)) == {looking.rgb(theme.LIGHT.off)}


def test_4096_units(view: HiddenLayerView) -> None:
    record = samples.run((4096,))
    view.set_network(describe(record))
    reading = read(Moment(record.end.network), rasterize(samples.strokes()))
    view.set_reading(reading)
    assert grid(view).units == 4096
    on = int((reading.layers[0].activation > 0).sum())
    assert f"{on} on · {4096 - on} at zero" in looking.labels(view)
    shown = np.array(colours(view, 4096))
    off = (shown == looking.rgb(theme.LIGHT.off)).all(axis=1)
    np.testing.assert_array_equal(off, reading.layers[0].activation == 0)
    QTest.mouseMove(grid(view), middle(view, 4095))
    assert any(text.startswith("unit 4095 ") for text in looking.labels(view))


def test_units_that_can_be_negative_are_not_said_to_be_at_zero(view: HiddenLayerView) -> None:
    network = samples.network_with("tanh", len(Z))
    view.set_network(describe(Run(Kind.OPENED, "tanh", samples.SETTINGS, (Moment(network),))))
    reading = read(Moment(network), rasterize(samples.strokes()))
    view.set_reading(reading)
    assert (reading.layers[0].activation < 0).any()
    assert len(set(colours(view))) > 2
    assert not any(text.endswith("at zero") for text in looking.labels(view) if not text.endswith("· 0 at zero"))
