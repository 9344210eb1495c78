"""The test set in the whole program: it is read when somebody looks, and its images are read exactly as they are."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.unit_changes import UnitChange
from digitapp.views.inside import map_view
from tests import pen, samples
from tests.views import looking
from tests.window import key

TIMEOUT = 20_000


@pytest.fixture
def seen(program: Program, mnist: Dataset, qtbot: QtBot) -> Program:
    """The program with the page of the test set open, of 400 images."""
    program.session.datasets.use(mnist.shortened(10, 400))
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "7")
    key(program, Qt.Key.Key_8, Qt.KeyboardModifier.ControlModifier)
    page = program.window.pages["test_set"]
    qtbot.waitUntil(lambda: page.survey is not None, timeout=TIMEOUT)
    return program


def test_the_accuracy_is_that_of_the_network(seen: Program, mnist: Dataset) -> None:
    survey = seen.window.pages["test_set"].survey
    assert survey is not None
    network = seen.session.history.moment.network
    answers = network.predict(mnist.test_inputs[:400], verbose=0).argmax(axis=1)
    assert survey.accuracy == pytest.approx(float((answers == mnist.test_labels[:400]).mean()))


def test_an_image_is_read_exactly_as_it_is_and_can_be_taken_back(seen: Program, mnist: Dataset, qtbot: QtBot) -> None:
    session, strokes = seen.session, seen.session.drawing.strokes
    seen.window.pages["test_set"].image_chosen.emit(8)
    qtbot.waitUntil(lambda: session.drawing.picture is not None)

    def it_is_read() -> bool:
        reading = session.reader.reading
        return reading is not None and bool((reading.image == mnist.test_images[8]).all())

    qtbot.waitUntil(it_is_read)
    reading, survey = session.reader.reading, seen.window.pages["test_set"].survey
    assert reading is not None
    assert survey is not None
    assert reading.ranking[0] == survey.answers[8]
    assert reading.probabilities.max() == pytest.approx(survey.certainty[8], abs=1e-5)
    session.drawing.undo()
    assert session.drawing.strokes == strokes


def test_the_map_shows_the_drawing_as_it_moves(seen: Program, qtbot: QtBot) -> None:
    view = seen.window.pages["map"]
    seen.window.stage.open(view.objectName())
    qtbot.waitUntil(lambda: view.survey is not None, timeout=TIMEOUT)
    before = view.own_place
    assert before is not None
    pen.draw(seen.window.paper.canvas, pen.along(((0.2, 0.5), (0.8, 0.5))))
    qtbot.waitUntil(lambda: view.own_place is not None and not np.allclose(view.own_place, before))


def test_another_network_is_surveyed_anew(seen: Program, qtbot: QtBot) -> None:
    view = seen.window.pages["test_set"]
    first = view.survey
    seen.session.history.begin(samples.run((9,)))
    assert view.survey is None
    qtbot.waitUntil(lambda: view.survey is not None and view.survey is not first, timeout=TIMEOUT)


def test_turning_the_page_ends_the_wish(seen: Program, qtbot: QtBot) -> None:
    seen.window.stage.open("overview")
    seen.session.history.begin(samples.run((9,)))
    qtbot.wait(600)
    assert seen.session.surveyor.survey is None


def test_a_unit_that_is_switched_off_is_dark_and_the_accuracy_follows(seen: Program, qtbot: QtBot) -> None:
    page, session = seen.window.pages["units"], seen.session
    seen.window.stage.open(page.objectName())
    qtbot.waitUntil(lambda: page.survey is not None, timeout=TIMEOUT)
    first, reading = page.survey, session.reader.reading
    assert reading is not None
    weights = session.history.moment.network.get_weights()
    loud = int(reading.hidden[0].activation.argmax())
    page.unit_requested.emit(loud)
    page.switch.change_requested.emit(UnitChange(0.0))
    assert page.survey is first  # it stays until there is a new one

    def is_dark() -> bool:
        now = session.reader.reading
        return now is not None and now.hidden[0].activation[loud] == 0

    qtbot.waitUntil(is_dark)
    page.switch.loudest_requested.emit()
    assert len(session.history.changes) > 5
    assert "units are changed" in " ".join(looking.labels(seen.window.network_status))
    qtbot.waitUntil(lambda: page.survey is not first and page.survey is not None, timeout=TIMEOUT)
    assert page.survey is not None
    assert first is not None
    assert page.survey.accuracy < first.accuracy
    page.switch.back_requested.emit()
    assert session.history.changes == {}
    qtbot.waitUntil(lambda: not is_dark())
    for one, other in zip(weights, session.history.moment.network.get_weights(), strict=True):
        np.testing.assert_array_equal(one, other)


def test_another_network_s_units_are_not_shown_after_units_were_changed(seen: Program, qtbot: QtBot) -> None:
    page, session = seen.window.pages["units"], seen.session
    seen.window.stage.open(page.objectName())
    qtbot.waitUntil(lambda: page.survey is not None, timeout=TIMEOUT)
    session.history.change_units({(0, 3): UnitChange(0.0)})
    assert page.survey is not None
    session.history.begin(samples.run((4,)))
    assert page.survey is None
    page.unit_requested.emit(15)
    assert session.explanations.unit == -1
    page.switch.change_requested.emit(UnitChange(0.0))
    assert session.history.changes == {}
    page.unit_requested.emit(3)
    assert session.explanations.unit == 3


def test_a_run_puts_the_units_back(seen: Program, qtbot: QtBot) -> None:
    session = seen.session
    session.history.change_units({(0, 3): UnitChange(0.0)})
    with qtbot.waitSignal(session.training.advanced):
        session.training.step()
    assert session.history.changes == {}
    session.training.leave()


def test_the_drawing_is_seen_in_all_ways_and_among_the_test_images(seen: Program, qtbot: QtBot) -> None:
    view = seen.window.pages["sight"]
    seen.window.stage.open(view.objectName())
    rows = [line.split(",") for line in view.table().splitlines()[1:]]
    assert rows[3][1] == "7"  # what the network really gets
    qtbot.waitUntil(lambda: any("of the test images" in text for text in looking.labels(view)), timeout=TIMEOUT)
    seen.window.pages["test_set"].image_chosen.emit(8)
    qtbot.waitUntil(lambda: view.table().splitlines()[4].split(",")[1] != "7")
    seen.session.drawing.clear()
    qtbot.waitUntil(lambda: view.table() == "")


def test_a_map_by_neighbours_is_made_in_the_background(seen: Program, qtbot: QtBot) -> None:
    view = seen.window.pages["map"]
    seen.window.stage.open(view.objectName())
    qtbot.waitUntil(lambda: view.survey is not None, timeout=TIMEOUT)
    from_the_side, own = view.table(), view.own_place
    looking.button(view, "by neighbours (t-SNE)").click()
    qtbot.waitUntil(lambda: view.table() != from_the_side, timeout=60_000)
    assert view.own_place != own
    by_pixels = view.table()
    looking.button(view, "hidden units").click()
    qtbot.waitUntil(lambda: len(seen.session.neighbour_maps._maps) == 2, timeout=60_000)
    looking.button(view, "pixels").click()  # it is there already
    assert view.table() == by_pixels
    looking.button(view, "seen from the side").click()
    assert view.table() == from_the_side


def test_without_the_library_there_is_one_kind_of_map(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(map_view, "is_available", lambda: False)
    view = looking.show(qtbot, map_view.MapView())
    assert not any(b.isVisibleTo(view) for b in view.findChildren(QAbstractButton) if "t-SNE" in b.text())


def test_an_image_is_drawn_over(seen: Program, mnist: Dataset, qtbot: QtBot) -> None:
    session = seen.session
    seen.window.pages["test_set"].image_chosen.emit(8)
    qtbot.waitUntil(lambda: session.drawing.picture is not None)
    before = looking.picture(seen.window.paper.canvas)
    pen.draw(seen.window.paper.canvas, pen.along(((0.1, 0.05), (0.9, 0.05))))

    def it_is_read() -> bool:
        reading = session.reader.reading
        return reading is not None and bool((reading.image[:4] > 100).any())

    qtbot.waitUntil(it_is_read)
    reading = session.reader.reading
    assert reading is not None
    assert (reading.image >= mnist.test_images[8]).all()
    assert (looking.picture(seen.window.paper.canvas) != before).any()
    session.drawing.undo()
    qtbot.waitUntil(lambda: not it_is_read())
    np.testing.assert_array_equal(looking.picture(seen.window.paper.canvas), before)
