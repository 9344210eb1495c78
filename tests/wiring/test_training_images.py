"""The training images in the whole program: read when they are wanted, laid on the paper, and those of the data set."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.state.tasks import Task
from digitapp.views.inside.training_images import TrainingImages
from digitapp.views.parts.image_grid import ImageGrid
from tests import samples
from tests.views import looking
from tests.window import child


def opened(program: Program) -> TrainingImages:
    program.window.commands["training_images"].trigger()
    (found,) = program.window.findChildren(TrainingImages)
    assert found.isVisible()
    return found


def test_a_training_image_is_read_like_a_drawing(program: Program, qtbot: QtBot, mnist: Dataset) -> None:
    view = opened(program)
    assert len(child(view, ImageGrid)) == 60_000
    with qtbot.waitSignal(program.session.reader.reading_changed):
        view.image_chosen.emit(7)
    reading = program.session.reader.reading
    assert reading is not None
    np.testing.assert_array_equal(reading.image, mnist.train_images[7])
    program.session.drawing.undo()
    assert program.session.drawing.picture is None


def test_it_follows_the_data_set_and_the_settings(program: Program, mnist: Dataset) -> None:
    view = opened(program)
    program.session.datasets.use(samples.small(mnist))
    assert len(child(view, ImageGrid)) == len(samples.small(mnist).train_labels)
    program.session.training.set_settings(TrainingSettings(validation_share=0.5))
    assert any("of them back" in text for text in looking.labels(view))


def test_images_of_a_data_set_that_was_left_meanwhile_are_not_shown(
    program: Program, mnist: Dataset, monkeypatch: pytest.MonkeyPatch
) -> None:
    view, session = opened(program), program.session
    reading: list[Task] = []
    monkeypatch.setattr(session.tasks, "do", reading.append)
    session.datasets.use(mnist.shortened(40, 10))
    session.datasets.use(mnist.shortened(70, 10))
    for task, shown in zip(reading, (0, 70), strict=True):  # both are read by now, one after the other
        task.then(task.work())
        assert len(child(view, ImageGrid)) == shown


def test_the_test_images_are_a_step_away(program: Program) -> None:
    view = opened(program)
    looking.button(view, "Test images").click()
    assert program.window.stage.is_visible("test_set")
