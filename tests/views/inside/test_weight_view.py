"""The page of one weight: its numbers, the step, and what is set by hand."""

import re

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QDoubleSpinBox, QSlider, QSpinBox
from pytestqt.qtbot import QtBot

from digitapp.core.inside.one_weight import explain_weight
from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment
from digitapp.views.inside.weight_view import WeightView
from digitapp.views.parts.signed_map import SignedMap
from digitapp.views.parts.weight_plot import WeightPlot
from engine import layers, models
from engine.optimizers import SGD
from tests import samples
from tests.views import looking
from tests.window import child

READING = samples.reading()
PIXEL = int(READING.inputs.argmax())


@pytest.fixture
def view(qtbot: QtBot, light: None) -> WeightView:
    assert light is None
    made = looking.show(qtbot, WeightView(), 860, 620)
    made.set_optimizer("RMSprop")
    return made


def show(view: WeightView, label: int | None = None, *, drawn: bool = True) -> None:
    reading = READING if drawn else None
    view.set_weight(explain_weight(READING.moment, samples.SETTINGS, reading, (PIXEL, 5), label, SGD(0.01)))


def text(view: WeightView) -> str:
    return " | ".join(looking.labels(view)).replace("−", "-")


def test_it_says_all_numbers_of_the_weight_and_its_step(view: WeightView) -> None:
    show(view, 3)
    weight = float(READING.network.dense_layers[0].kernel[PIXEL, 5])
    shown = text(view)
    assert f"From pixel {PIXEL} (row {PIXEL // 28}, column {PIXEL % 28}, counted from 0) to unit 5" in shown
    assert f"{weight:.4f}" in shown
    assert "784 such parts + b" in shown
    assert "a random number from seed 0" in shown
    assert "dL/dw = x · dL/dz" in shown
    assert re.search(r"rate · dL/dw = 0\.01\d* · ", shown)
    assert looking.button(view, "Take this step").isEnabled()


def test_without_the_right_digit_it_says_what_is_missing(view: WeightView) -> None:
    show(view)
    assert "say which one it is" in text(view)
    assert "dL/dw = x" not in text(view)
    assert not looking.button(view, "Take this step").isEnabled()
    show(view, drawn=False)
    assert "w = " in text(view)
    assert not child(view, QSlider, "the activation a").isEnabled()


def test_the_whole_sum_is_saved_as_a_table(view: WeightView) -> None:
    show(view, drawn=False)
    assert view.table() == ""
    show(view)
    lines = view.table().splitlines()
    assert lines[0] == "index,row,column,x,w,x*w"
    assert len(lines) == 1 + 784 + 2
    products = [float(line.split(",")[-1]) for line in lines[1:785]]
    assert float(lines[-1].split(",")[-1]) == pytest.approx(sum(products) + float(lines[-2].split(",")[-1]), abs=1e-5)
    assert float(lines[-1].split(",")[-1]) == pytest.approx(float(READING.layers[0].z[5]), abs=1e-4)


def test_a_pixel_and_a_unit_are_chosen(view: WeightView, qtbot: QtBot) -> None:
    show(view)
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.mouseClick(child(view, SignedMap), Qt.MouseButton.LeftButton, pos=QPoint(6 * 20 + 2, 6 * 10 + 2))
    assert chosen.args == [300, 5]
    with qtbot.waitSignal(view.chosen) as chosen:
        child(view, QSpinBox, "Unit").setValue(7)
    assert chosen.args == [PIXEL, 7]


@pytest.mark.parametrize(
    ("name", "signal"),
    [("the weight w", "weight_asked"), ("the bias b", "bias_asked"), ("the activation a", "output_asked")],
)
def test_a_number_is_set_by_the_slider_and_the_field(view: WeightView, qtbot: QtBot, name: str, signal: str) -> None:
    show(view)
    with qtbot.waitSignal(getattr(view.hand, signal)) as asked:
        child(view, QSlider, name).setValue(900)
    assert child(view, QDoubleSpinBox, name).value() == pytest.approx(asked.args[0])
    with qtbot.waitSignal(getattr(view.hand, signal)) as asked:
        child(view, QDoubleSpinBox, name).setValue(0.25)
    assert asked.args == [0.25]
    with qtbot.assertNotEmitted(getattr(view.hand, signal)):
        show(view)  # what is shown is not asked for


def test_the_right_digit_and_the_way_of_stepping_are_chosen(view: WeightView, qtbot: QtBot) -> None:
    box = child(view, QComboBox, "Right digit")
    with qtbot.waitSignal(view.label_chosen) as label:
        box.activated.emit(8)
    assert label.args == [7]
    with qtbot.waitSignal(view.plain_chosen) as plain:
        looking.button(view, "RMSprop").click()
    assert plain.args == [False]


def test_its_way_is_a_line_with_its_ends(qtbot: QtBot, light: None) -> None:
    assert light is None
    plot = looking.show(qtbot, WeightPlot(), 300, 120)
    plot.set_way(np.array([0.0, 0.5, 2.0]), np.array([0.1, -0.2, 0.35], np.float32))
    assert set(looking.painted_texts(plot)) == {"0.1000", "0.3500", "0", "2"}
    plot.set_way(np.array([90.0]), np.array([0.35], np.float32))
    assert set(looking.painted_texts(plot)) == {"0.3500", "90"}
    plot.set_start(-0.05)  # where it began, though nobody saw the way
    assert set(looking.painted_texts(plot)) == {"−0.0500", "0.3500", "0", "90", "what was between is not known"}
    plot.set_start(None)
    plot.set_way(np.array([0.0, 5.0, 5.25]), np.array([0.1, 0.3, 0.4], np.float32), 1, 5.0)
    assert "5 + 1" in looking.painted_texts(plot)
    plot.set_way(np.array([0.0, 1.0, 2.0]), np.array([0.1, 0.3, 0.4], np.float32), 2)
    assert "2" in looking.painted_texts(plot)


def test_it_says_in_words_which_way_the_weight_goes(view: WeightView) -> None:
    seen, loudest = set(), int(READING.layers[0].activation.argmax())
    for digit in range(10):
        place = PIXEL, loudest
        view.set_weight(explain_weight(READING.moment, samples.SETTINGS, READING, place, digit, SGD(0.01)))
        step = view.weight.step if view.weight is not None else None
        assert step is not None
        way = "smaller" if step.gradient > 0 else "larger"
        seen.add(way)
        loss = "larger" if step.gradient > 0 else "smaller"
        if step.gradient:
            assert f"A larger w makes the loss {loss}. So w becomes a little {way}." in text(view)
    assert seen == {"smaller", "larger"}


def with_layer(activation: str, *, use_bias: bool = True) -> Moment:
    network = models.Sequential(generator=np.random.default_rng(1))
    network.add(layers.Dense(6, activation=activation, input_shape=(784,), use_bias=use_bias))
    network.add(layers.Dense(10, activation="softmax"))
    return Moment.of(network)


@pytest.mark.parametrize(
    ("function", "use_bias", "b", "a", "why"),
    [
        ("relu", True, True, True, "whatever comes in"),
        ("tanh", True, True, False, "Here it is tanh."),
        ("sigmoid", True, True, False, "Here it is sigmoid."),
        ("relu", False, False, False, "have no b"),
    ],
)
def test_what_cannot_be_set_says_why(
    view: WeightView, function: str, use_bias: bool, b: bool, a: bool, why: str
) -> None:
    show(view)  # what was said of another network does not stay
    moment = with_layer(function, use_bias=use_bias)
    view.set_weight(explain_weight(moment, samples.SETTINGS, read(moment, READING.image), (PIXEL, 5)))
    assert child(view, QSlider, "the bias b").isEnabled() == b
    assert child(view, QSlider, "the activation a").isEnabled() == a
    assert why in child(view, QSlider, "the activation a").toolTip()
    assert ("have no b" in child(view, QSlider, "the bias b").toolTip()) != b
    assert "One weight of 4,764 changes little" in text(view)


@pytest.mark.parametrize(("width", "height"), [(844, 600), (860, 470), (1330, 960)])
def test_nothing_is_cut_off(view: WeightView, qtbot: QtBot, width: int, height: int) -> None:
    show(view, 3)
    assert [part for part in looking.cut_in(qtbot, view, width, height) if height >= 600] == []
