"""The wiring of the page on who taught the network: a run, a drawing, its images, and the way on the timeline."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.inside.taught import Stage
from digitapp.core.runs.dataset import Dataset
from digitapp.views.inside.taught_view import TaughtView
from digitapp.views.parts.image_grid import ImageGrid
from tests import samples
from tests.views import looking
from tests.window import key


@pytest.fixture
def page(program: Program, mnist: Dataset, qtbot: QtBot) -> TaughtView:
    """The page, with a small network that was trained on small data, and a drawing."""
    session = program.session
    for work in (session.who_taught, session.landscapes):
        work._rest.setInterval(1)
    session.datasets.use(samples.small(mnist))
    session.training.set_settings(samples.SETTINGS)
    with qtbot.waitSignal(session.training.ended, timeout=20_000):
        session.training.train()
    session.drawing.add(samples.strokes()[0])
    key(program, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    result = program.window.pages.there("taught")
    assert isinstance(result, TaughtView)
    qtbot.waitUntil(lambda: session.who_taught.stage is Stage.THERE, timeout=20_000)
    qtbot.waitUntil(lambda: result.way.plot.landscape is not None, timeout=20_000)
    return result


def test_the_page_shows_who_taught_and_follows_timeline_and_answer(program: Program, page: TaughtView) -> None:
    session, (towards, _) = program.session, page.findChildren(ImageGrid)
    reading = session.reader.reading
    assert reading is not None
    labels = " | ".join(looking.labels(page))
    assert f"Pushed towards {reading.ranking[0]}" in labels
    assert len(towards) > 0
    assert "of the way's variance" in labels
    session.right_digit.say(5)
    assert "Pushed towards 5" in " | ".join(looking.labels(page))
    looking.button(page, "2").click()
    assert "Pushed towards 2" in " | ".join(looking.labels(page))
    end = page.way.plot.marked
    session.rewinding.go_to(4)
    assert page.way.plot.marked != end
    QTest.keyClick(page.way.plot, Qt.Key.Key_Right)
    place = session.rewinding.place
    assert place is not None
    assert place.place > 4
    session.rewinding.go_to(0)
    assert "nothing had been learned yet" in " | ".join(looking.labels(page))


def test_an_image_is_looked_at_and_read(program: Program, page: TaughtView, qtbot: QtBot) -> None:
    session, grid = program.session, page.findChildren(ImageGrid)[1]
    QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.rect_of(1).center())
    qtbot.waitUntil(lambda: page._card.teacher is not None and page._card.teacher.push < 0)
    teacher = page._card.teacher
    assert teacher is not None
    looking.button(page, "Read this image").click()
    picture = session.drawing.picture
    assert picture is not None
    assert np.array_equal(picture.image, teacher.teacher.image)
    assert picture.name == f"training image {teacher.teacher.number}"
    session.drawing.undo_stack.undo()
    assert session.drawing.picture is None


def test_nothing_is_asked_when_another_page_is_in_front(program: Program, page: TaughtView) -> None:
    program.window.stage.open("numbers")
    session = program.session
    session.drawing.clear()
    session.drawing.add(samples.strokes()[0])
    assert not session.who_taught._rest.isActive()
    assert not session.who_taught.running
    assert page.isHidden() or not page.isVisible()
