"""One weight, a step of learning and what is set by hand, in the whole program."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QSpinBox
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.inside.steps import Kind
from digitapp.core.inside.weight_way import WeightWay
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.unit_changes import UnitChange
from digitapp.views.inside.steps_view import StepsView
from digitapp.views.inside.weight_view import WeightView
from digitapp.views.parts.product_tables import ProductTables
from digitapp.views.parts.weight_plot import WeightPlot
from tests import pen
from tests.views import looking
from tests.window import TIMEOUT, child


@pytest.fixture
def drawn(program: Program, qtbot: QtBot) -> Program:
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "7")
    return program


def weight_page(program: Program) -> WeightView:
    program.window.stage.open("weight")
    page = program.window.pages["weight"]
    assert isinstance(page, WeightView)
    return page


def scores(program: Program) -> np.ndarray:
    reading = program.session.reader.reading
    assert reading is not None
    return reading.layers[-1].z


def text(page: WeightView | StepsView) -> str:
    return " | ".join(looking.labels(page)).replace("−", "-")


def test_it_begins_with_a_weight_that_counts_for_the_drawing(drawn: Program) -> None:
    page, watch = weight_page(drawn), drawn.session.one_weight
    pixel, unit = watch.place
    reading = drawn.session.reader.reading
    assert reading is not None
    assert reading.inputs[pixel] > 0
    assert reading.hidden[0].activation[unit] > 0
    kernel = drawn.session.history.moment.network.dense_layers[0].kernel
    assert f"{kernel[pixel, unit]:.4f}" in text(page)


def test_what_is_set_by_hand_is_read_with_and_put_back(drawn: Program, qtbot: QtBot) -> None:
    page, session = weight_page(drawn), drawn.session
    before, weights = scores(drawn).copy(), session.history.moment.network.get_weights()
    pixel, unit = session.one_weight.place
    page.hand.weight_asked.emit(1.5)
    qtbot.waitUntil(lambda: (scores(drawn) != before).any())
    assert session.history.in_use.network.dense_layers[0].kernel[pixel, unit] == 1.5
    page.hand.bias_asked.emit(3.0)
    assert session.history.in_use.network.dense_layers[0].bias[unit] == pytest.approx(3.0)
    assert session.history.in_use.network.dense_layers[0].kernel[pixel, unit] == 1.5  # that stays
    page.hand.output_asked.emit(12.0)
    qtbot.waitUntil(lambda: "relu(z) = 12.000" in text(page))
    page.label_chosen.emit(2)
    assert not looking.button(page, "Take this step").isEnabled()  # it would be that of another network
    looking.button(page, "Put everything back").click()
    qtbot.waitUntil(looking.button(page, "Take this step").isEnabled)
    qtbot.waitUntil(lambda: (scores(drawn) == before).all())
    for one, other in zip(weights, session.history.moment.network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("way", ["straight downhill", "RMSprop"])
def test_the_step_is_what_the_page_has_said(drawn: Program, qtbot: QtBot, way: str) -> None:
    page, session = weight_page(drawn), drawn.session
    said: list[object] = []
    session.one_weight.changed.connect(said.append)
    looking.button(page, way).click()
    page.label_chosen.emit(2)
    assert said[-1].step is not None  # type: ignore[attr-defined]
    expected = said[-1].step.after  # type: ignore[attr-defined]
    place, run = session.one_weight.place, session.history.run
    looking.button(page, "Take this step").click()
    qtbot.waitUntil(lambda: session.history.run is not run)
    assert session.history.moment.network.dense_layers[0].kernel[place] == pytest.approx(expected, rel=1e-5)
    qtbot.waitUntil(lambda: "the probability of 2 went from" in text(page))
    qtbot.waitUntil(looking.button(page, "Take it back").isEnabled)
    looking.button(page, "Take it back").click()
    assert session.history.run is run


def test_all_pages_have_one_right_digit_which_goes_with_the_drawing(drawn: Program, qtbot: QtBot) -> None:
    pages = [drawn.window.pages[name] for name in ("numbers", "steps", "weight")]
    boxes = [child(page, QComboBox, "Right digit") for page in pages]
    boxes[0].activated.emit(8)
    assert [box.currentText() for box in boxes] == ["7", "7", "7"]
    drawn.session.drawing.clear()
    qtbot.waitUntil(lambda: [box.currentText() for box in boxes] == ["not given"] * 3)


def test_a_click_on_a_weight_in_the_card_opens_its_page(drawn: Program) -> None:
    drawn.session.explanations.select_unit(41)
    drawn.window.overview.unit_card.weight_requested.emit(300)
    assert drawn.window.stage.is_visible("weight")
    assert drawn.session.one_weight.place == (300, 41)


def test_the_steps_follow_the_unit_that_is_chosen(drawn: Program) -> None:
    drawn.window.stage.open("steps")
    page = drawn.window.pages["steps"]
    assert isinstance(page, StepsView)
    drawn.session.explanations.select_unit(137)
    page.go_to(Kind.BIAS)
    assert "z[137] = " in text(page)
    drawn.session.explanations.select_unit(41)
    assert "z[41] = " in text(page)


def test_the_b_of_all_units_makes_the_cells_go_out(drawn: Program, qtbot: QtBot) -> None:
    drawn.window.stage.open("steps")
    page, session = drawn.window.pages["steps"], drawn.session
    assert isinstance(page, StepsView)
    page.go_to(Kind.FUNCTION)
    reading = session.reader.reading
    assert reading is not None
    before = reading.hidden[0].on
    page.figure.bench.bias_requested.emit(-4.0)

    def fewer() -> bool:
        now = session.reader.reading
        return now is not None and now.hidden[0].on < before

    qtbot.waitUntil(fewer)
    page.figure.bench.back_requested.emit()
    assert session.history.changes == {}


def test_its_way_grows_with_the_run_and_goes_back_with_the_steps(drawn: Program, mnist: Dataset, qtbot: QtBot) -> None:
    page, session = weight_page(drawn), drawn.session
    ways: list[WeightWay] = []
    session.one_weight.way_changed.connect(ways.append)
    session.datasets.use(mnist.shortened(128 * 60, 100))
    drawn.window.commands["train"].trigger()
    qtbot.waitUntil(lambda: session.training.status.value == "idle" and session.history.moment.at > 4, timeout=30_000)
    at, values, *_ = ways[-1]
    kernel = session.history.moment.network.dense_layers[0].kernel
    assert at[0] == 0
    assert (np.diff(at) > 0).all()
    assert values[-1] == kernel[session.one_weight.place]
    began = session.history.run.settings.build().dense_layers[0].kernel[session.one_weight.place]
    assert values[0] == pytest.approx(began, rel=1e-3)  # kept in half precision
    assert child(page, WeightPlot).isVisible()
    page.label_chosen.emit(3)
    run = session.history.run
    page.learn_requested.emit()
    qtbot.waitUntil(lambda: session.history.run is not run, timeout=30_000)
    assert ways[-1][0][:-1].tolist() == at.tolist()  # the step follows on the way of the run
    assert ways[-1][0][-1] > at[-1]
    np.testing.assert_array_equal(ways[-1][1][:-1], values)
    assert ways[-1][2:] == (1, at[-1])
    assert ways[-1][1][-1] == session.history.moment.network.dense_layers[0].kernel[session.one_weight.place]
    page.learn_requested.emit()
    qtbot.waitUntil(lambda: ways[-1].steps == 2, timeout=30_000)
    page.undo_requested.emit()
    assert ways[-1].steps == 1


def trained(program: Program, qtbot: QtBot, data: Dataset, **settings: object) -> None:
    """Train a fresh network on a few images."""
    session = program.session
    session.datasets.use(data.shortened(128 * 20, 100))
    session.training.set_settings(TrainingSettings(**{"epochs": 1, **settings}))  # type: ignore[arg-type]
    run = session.history.run
    program.window.commands["train"].trigger()
    qtbot.waitUntil(lambda: session.history.run is not run and session.training.status.value == "idle", timeout=30_000)


def test_the_step_has_the_rate_of_the_form_after_a_run_too(program: Program, mnist: Dataset, qtbot: QtBot) -> None:
    trained(program, qtbot, mnist, schedule="cosine", hidden_units=(16,))
    session = program.session
    session.training.set_settings(replace(session.training.settings, learning_rate=0.05))
    session.one_weight.set_plain(False)
    assert session.one_weight.optimizer.learning_rate == 0.05


def test_a_smaller_network_has_no_unit_400(drawn: Program, mnist: Dataset, qtbot: QtBot) -> None:
    page, session = weight_page(drawn), drawn.session
    session.one_weight.choose(300, 400)
    trained(drawn, qtbot, mnist, hidden_units=(8,))
    qtbot.waitUntil(lambda: page.weight is not None and page.weight.units == 8)
    assert session.one_weight.place == (300, 7)
    page.hand.weight_asked.emit(1.5)
    page.hand.bias_asked.emit(2.0)
    assert set(session.history.changes) == {(0, 7)}
    page.hand.output_asked.emit(3.0)
    assert session.history.in_use.network.dense_layers[0].bias[7] == 3.0
    assert page.weight is not None
    page.set_weight(replace(page.weight, unit=400))  # of the network before, which is still shown
    page.hand.bias_asked.emit(1.0)
    assert set(session.history.changes) == {(0, 7)}


def test_the_numbers_set_are_those_that_are_shown(drawn: Program) -> None:
    page, session = weight_page(drawn), drawn.session
    assert page.weight is not None
    shown = page.weight
    page.set_weight(replace(shown, unit=41))  # the other is being explained
    page.hand.weight_asked.emit(1.5)
    assert session.history.changes == {(0, 41): UnitChange(weights=((shown.pixel, 1.5),))}


def test_a_visit_takes_nothing_from_its_way(drawn: Program, mnist: Dataset, qtbot: QtBot) -> None:
    session = drawn.session
    trained(drawn, qtbot, mnist, hidden_units=(8,))  # nobody looks at a weight
    weight_page(drawn)
    ways: list[tuple[np.ndarray, np.ndarray]] = []
    session.one_weight.way_changed.connect(ways.append)
    session.one_weight.choose(300, 3)
    whole = ways[-1]
    assert len(whole[0]) > 5
    assert (whole[0][0], whole[0][-1]) == (0.0, 1.0)
    session.rewinding.go_to(0)
    assert ways[-1][0].tolist() == [0.0]
    session.rewinding.return_to_now()
    np.testing.assert_array_equal(ways[-1][0], whole[0])
    np.testing.assert_array_equal(ways[-1][1], whole[1])


def test_nobody_is_told_of_its_way_who_does_not_look(drawn: Program, mnist: Dataset, qtbot: QtBot) -> None:
    with qtbot.assertNotEmitted(drawn.session.one_weight.way_changed):
        trained(drawn, qtbot, mnist, hidden_units=(8,))


def test_what_a_step_did_is_said_of_that_step_alone(drawn: Program, qtbot: QtBot) -> None:
    page, session = weight_page(drawn), drawn.session
    page.label_chosen.emit(2)

    def learn() -> None:
        moment = session.history.moment
        page.learn_requested.emit()
        qtbot.waitUntil(lambda: session.history.moment is not moment)
        assert "the probability of 2 went from" in text(page)

    learn()
    learn()
    page.undo_requested.emit()
    assert session.one_step.undo_possible
    assert "the probability of 2" not in text(page)
    learn()
    page.label_chosen.emit(3)
    assert "the probability of 2" not in text(page)
    page.label_chosen.emit(2)
    learn()
    page.label_chosen.emit(3)
    session.one_step.learned.emit(0.25, 0.5)  # another digit is chosen while a step goes on
    assert "the probability of 2 went from 25.0% to 50.0%" in text(page)


def test_each_layer_s_step_has_its_own_b(drawn: Program, mnist: Dataset, qtbot: QtBot) -> None:
    trained(drawn, qtbot, mnist, hidden_units=(8, 6))
    session = drawn.session
    session.history.change_units({(0, unit): UnitChange(bias=2.5) for unit in range(8)})  # before the page is there
    session.history.change_units({(1, 2): UnitChange(bias=1.0)})
    drawn.window.stage.open("steps")
    page = drawn.window.pages["steps"]
    assert isinstance(page, StepsView)
    qtbot.waitUntil(lambda: page.step is not None)
    page.go_to(Kind.FUNCTION)
    assert page.step is not None
    assert page.step.layer == 0
    assert "b + 2.50" in text(page)
    for _ in range(3):  # dot, bias, function
        QTest.keyClick(page, Qt.Key.Key_PageDown)
    assert page.step.kind is Kind.FUNCTION
    assert page.step.layer == 1
    assert "b + 0.00" in text(page)
    page.figure.bench.bias_requested.emit(-1.5)
    assert "b - 1.50" in text(page)
    page.figure.bench.back_requested.emit()
    assert set(session.history.changes) == {(0, unit) for unit in range(8)}


def test_the_dot_product_has_real_images_in_it(drawn: Program, mnist: Dataset, qtbot: QtBot) -> None:
    drawn.window.stage.open("steps")
    page = drawn.window.pages["steps"]
    assert isinstance(page, StepsView)
    page.go_to(Kind.DOT)
    child(page, QSpinBox, "Pictures at once").setValue(4)
    tables = child(page, ProductTables)
    qtbot.waitUntil(lambda: any(line.startswith("y[0, ") for line in looking.labels(page)), timeout=TIMEOUT)
    tables.chosen.emit(3, 41)
    network = drawn.session.history.moment.network
    z = network.trace(mnist.train_images[2].reshape(1, 784) / np.float32(255))[0].z[0, 41]
    y = float(z - network.dense_layers[0].bias[41])
    (said,) = [line for line in looking.labels(page) if line.startswith("y[3, 41]")]
    assert float(said.replace("−", "-").split(" = ")[2].split()[0]) == pytest.approx(y, abs=2e-3)
    assert "[41] = " in text(page)  # the page follows to the unit
