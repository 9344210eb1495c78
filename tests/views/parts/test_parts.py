"""The plain widgets that views are made of."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QToolTip
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.views.parts import colour_maps
from digitapp.views.parts.activation_plot import ActivationPlot
from digitapp.views.parts.choice import Choice
from digitapp.views.parts.colour_scale import ColourScale
from digitapp.views.parts.line_sample import LineSample
from digitapp.views.parts.numbers import number
from digitapp.views.parts.progress_strip import ProgressStrip
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.signed_map import SignedMap, map_shape
from digitapp.views.parts.vote_bars import VoteBars
from tests.views import looking

pytestmark = pytest.mark.usefixtures("light")


# Colours


@pytest.mark.parametrize(
    ("value", "top"),
    [(1.0, 1.0), (1.01, 1.5), (1.6, 2.0), (2.5, 3.0), (0.0031, 0.005), (4.9, 5.0), (7.1, 10.0), (0.0, 1.0)],
)
def test_a_scale_ends_at_a_round_number(value: float, top: float) -> None:
    assert colour_maps.round_up(value) == pytest.approx(top)


@pytest.mark.parametrize("value", [-1.0, float("nan"), float("inf")])
def test_a_scale_for_no_number_at_all(value: float) -> None:
    assert colour_maps.round_up(value) == 1.0


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=lambda palette: palette.name)
def test_signed_colours(palette: theme.Theme) -> None:
    theme.apply(palette)
    low, little_below, zero, little_above, high = colour_maps.signed([-1.0, -0.01, 0.0, 0.01, 1.0], 1.0)
    assert tuple(zero[:3]) == looking.rgb(palette.off)
    assert looking.difference(low, high) > 60
    assert looking.difference(little_below, little_above) < 12
    below, above = colour_maps.signed([-0.5, 0.5], 1.0)
    assert looking.lab(below)[0] == pytest.approx(looking.lab(above)[0], abs=12)  # as far from zero, as dark


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK], ids=lambda palette: palette.name)
def test_the_larger_the_further_from_the_background(palette: theme.Theme) -> None:
    theme.apply(palette)
    colours = colour_maps.magnitudes(np.linspace(0.001, 1, 20), 1.0)
    background = float(looking.lab(np.array(looking.rgb(palette.off)))[0])
    distance = [abs(float(looking.lab(colour)[0]) - background) for colour in colours[1:]]
    assert distance == sorted(distance)
    np.testing.assert_array_equal(colour_maps.magnitudes([2.0], 1.0), colour_maps.magnitudes([1.0], 1.0))


# The scale


def test_the_scales_numbers(qtbot: QtBot) -> None:
    scale = looking.show(qtbot, ColourScale())
    assert sorted(looking.painted_texts(scale)) == ["0", "1"]
    scale.set_range(0.5, signed=False)
    assert sorted(looking.painted_texts(scale)) == ["0", "0.5"]
    scale.set_range(0.0015, signed=True)
    assert sorted(looking.painted_texts(scale)) == ["0.0015", "−0.0015"]


def test_the_scale_shows_zero_by_itself(qtbot: QtBot) -> None:
    scale = looking.show(qtbot, ColourScale())
    off = looking.count(looking.picture(scale), theme.LIGHT.off)
    assert off > 60  # a swatch of its own beside the strip
    scale.set_range(1.0, signed=True)
    assert looking.count(looking.picture(scale), theme.LIGHT.off) < off / 2


# Choice


def test_a_choice_asks(qtbot: QtBot) -> None:
    choice = looking.show(qtbot, Choice(), 240, 40)
    chosen: list[int] = []
    choice.chosen.connect(chosen.append)
    choice.set_choices(["one", "two", "three"], ["the first"])
    assert looking.button(choice, "one").isChecked()
    assert looking.button(choice, "one").toolTip() == "the first"
    QTest.mouseClick(looking.button(choice, "three"), Qt.MouseButton.LeftButton)
    assert chosen == [2]
    choice.set_current(1)
    assert chosen == [2]  # showing is not asking
    assert looking.button(choice, "two").isChecked()


def test_a_choice_among_others(qtbot: QtBot) -> None:
    choice = looking.show(qtbot, Choice(), 240, 40)
    choice.set_choices(["one", "two", "three"])
    choice.set_current(2)
    choice.set_choices(["eins", "zwei"])
    qtbot.waitUntil(lambda: [text for text in looking.painted_texts(choice) if text] == ["eins", "zwei"])
    assert looking.button(choice, "zwei").isChecked()
    choice.set_choices(["1", "2", "3", "4"])
    assert looking.button(choice, "2").isChecked()
    chosen: list[int] = []
    choice.chosen.connect(chosen.append)
    looking.button(choice, "4").click()
    assert chosen == [3]


# A line for numbers


def test_a_readout_shows_its_text_with_the_bold_parts_bold(qtbot: QtBot) -> None:
    readout = looking.show(qtbot, Readout(), 300, 20)
    readout.set_text("<b>212</b> on")
    assert [text.strip() for text in looking.painted_texts(readout)] == ["212", "on"]
    assert readout.text == readout.accessibleName() == "212 on"
    bold = looking.picture(readout)
    readout.set_text("212 on")
    assert (looking.picture(readout) != bold).any()


def test_a_readout_keeps_its_place_whatever_it_shows(qtbot: QtBot) -> None:
    readout = looking.show(qtbot, Readout(), 300, 20)
    hint = readout.sizeHint()
    readout.set_text("a long text " * 20)
    assert readout.sizeHint() == hint


def test_what_does_not_fit_into_a_readout_is_cut_off_visibly_and_told_in_full(qtbot: QtBot) -> None:
    readout = looking.show(qtbot, Readout(), 60, 20)
    readout.set_text("1234567890 1234567890")
    (shown,) = looking.painted_texts(readout)
    assert shown.endswith("…")
    assert readout.accessibleName() == "1234567890 1234567890"
    assert readout.toolTip() == "1234567890 1234567890"


def test_a_readout_to_the_right(qtbot: QtBot) -> None:
    readout = looking.show(qtbot, Readout(align=Qt.AlignmentFlag.AlignRight), 300, 20)
    readout.set_text("12 s left")
    pixels = looking.picture(readout)
    columns = np.flatnonzero((pixels != pixels[0, 0]).any(axis=(0, 2)))
    assert columns.min() > 150
    assert columns.max() >= 295


# Pictures of numbers


def test_784_numbers_are_a_square_of_28() -> None:
    assert map_shape(784) == (28, 28)
    for count in (1, 2, 10, 500, 512):
        rows, columns = map_shape(count)
        assert (rows - 1) * columns < count <= rows * columns


def test_signed_numbers_in_their_places(qtbot: QtBot) -> None:
    picture = looking.show(qtbot, SignedMap(112))
    values = np.zeros(784, np.float32)
    values[[0, 27, 783]] = (2.5, -2.5, 2.5)
    picture.set_values(values)
    assert picture.top == 3.0
    pixels = looking.picture(picture)
    positive, negative = pixels[2, 2], pixels[2, 110]
    assert looking.difference(positive, negative) > 50
    np.testing.assert_array_equal(pixels[110, 110], positive)
    assert tuple(pixels[50, 50]) == looking.rgb(theme.LIGHT.off)
    picture.set_values(None)
    assert looking.count(looking.picture(picture), theme.LIGHT.off) == 112 * 112


def test_the_pointer_tells_a_number(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda *arguments: told.append(arguments[1]))
    picture = looking.show(qtbot, SignedMap(112))
    QTest.mouseMove(picture, QPoint(5, 5))
    assert told == []
    values = np.zeros(784, np.float32)
    values[29] = -0.25
    picture.set_values(values)
    QTest.mouseMove(picture, QPoint(6, 6))
    assert told == ["[29] = −0.2500"]


def test_votes_to_the_left_and_to_the_right(qtbot: QtBot) -> None:
    bars = looking.show(qtbot, VoteBars(), 160, 140)
    bars.set_votes(None)
    empty = looking.picture(bars)
    assert looking.painted_texts(bars) == [str(digit) for digit in range(10)]
    votes = np.zeros(10, np.float32)
    votes[[2, 7]] = (1.0, -0.5)
    bars.set_votes(votes)
    changed = np.argwhere((looking.picture(bars) != empty).any(axis=-1))
    up, down = changed[changed[:, 0] < 70], changed[changed[:, 0] > 70]
    width = float(np.ptp(up[:, 1])), float(np.ptp(down[:, 1]))
    assert up[:, 1].min() >= down[:, 1].max() - 1
    assert width[0] == pytest.approx(2 * width[1], abs=3)


def test_the_graph_with_a_units_point(qtbot: QtBot) -> None:
    plot = looking.show(qtbot, ActivationPlot())
    dots = []
    for z in (None, -2.0, 2.0):
        ends = np.array([-2.0, 0.0, 2.0], np.float32)
        plot.set_point((ends, np.maximum(ends, 0)), z, ends)
        places = np.argwhere((looking.picture(plot) == looking.rgb(theme.LIGHT.accent)).all(axis=-1))
        dots.append(places.mean(axis=0) if len(places) else None)
    nothing, left, right = dots
    assert nothing is None
    assert left is not None
    assert right is not None
    assert left[1] < plot.width() / 2 < right[1]
    assert right[0] < left[0] - 10  # higher
    assert sorted(looking.painted_texts(plot)) == ["2", "z = 0", "−2"]


def test_the_graph_of_a_function_that_goes_below_zero(qtbot: QtBot) -> None:
    plot = looking.show(qtbot, ActivationPlot())
    z = np.linspace(-3, 3, 65, dtype=np.float32)
    heights = []
    for values in (np.tanh(z), np.maximum(z, 0)):
        plot.set_point((z, values), 0.0, None)
        places = np.argwhere((looking.picture(plot) == looking.rgb(theme.LIGHT.accent)).all(axis=-1))
        heights.append(float(places.mean(axis=0)[0]))
    assert heights[0] < heights[1] - 20  # tanh's zero is in the middle, relu's at the bottom


def test_numbers_have_a_real_minus_sign() -> None:
    assert (number(-0.25), number(0.25), number(-1.0, 0)) == ("−0.250", "0.250", "−1")


def test_a_line_sample_is_solid_or_dashed(qtbot: QtBot) -> None:
    solid = looking.show(qtbot, LineSample("train", dashed=False))
    dashed = looking.show(qtbot, LineSample("held_out", dashed=True))
    assert looking.count(looking.picture(solid), theme.LIGHT.train) > 30
    assert looking.count(looking.picture(dashed), theme.LIGHT.held_out) > 20


def test_the_progress_strip(qtbot: QtBot) -> None:
    strip = looking.show(qtbot, ProgressStrip(), 200, 8)
    done = []
    for share in (0.0, 0.25, 0.5, 1.0):
        strip.set_share(share)
        done.append(looking.count(looking.picture(strip), theme.LIGHT.accent) / (200 * 8))
    assert done == pytest.approx([0.0, 0.25, 0.5, 1.0], abs=0.03)
    assert strip.share == 1.0
