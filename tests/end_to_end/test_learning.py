"""The whole loop in one window: draw, see it read, train on real digits, see the reading change, read the result."""

from dataclasses import replace

import numpy as np
from PySide6.QtWidgets import QLineEdit, QSpinBox
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.reading.reading import Reading
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.state.runs.training import Status

from .. import pen
from ..views import looking
from ..window import child, press, wait_for


def test_a_seven_is_drawn_and_a_fresh_network_learns_to_read_it(program: Program, qtbot: QtBot, mnist: Dataset) -> None:
    session, window = program.session, program.window
    session.datasets.use(mnist.shortened(6000, 1000))

    pen.draw(window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: window.paper.verdict.said == "7")  # by the network that came with the program

    child(window.overview.training_form, QSpinBox, "Epochs").setValue(2)
    assert child(window.overview.training_form, QLineEdit, "Units").text() == "512"
    readings: list[tuple[Status, Reading]] = []
    session.reader.reading_changed.connect(lambda reading: readings.append((session.training.status, reading)))
    shown: set[bytes] = set()
    session.training.advanced.connect(lambda _: shown.add(looking.picture(window.paper.probability_bars).tobytes()))
    run = session.history.run.number
    press(program, "Train")
    qtbot.waitUntil(lambda: session.history.run.number != run)
    untrained = session.reader.reading
    assert untrained is not None
    assert untrained.probabilities.max() < 0.6  # random weights know nothing yet
    wait_for(program, qtbot, Status.IDLE)

    while_training = [reading for status, reading in readings if status is Status.RUNNING]
    assert len({float(reading.probabilities[7]) for reading in while_training}) >= 3
    assert len(shown) >= 3
    assert all(np.array_equal(reading.image, untrained.image) for reading in while_training)

    record, reading = session.history.run, session.reader.reading
    accuracy = record.end.test_accuracy
    assert record.settings == replace(TrainingSettings(), epochs=2)
    assert accuracy is not None
    assert accuracy > 0.8
    assert reading is not None
    assert reading.ranking[0] == 7
    assert reading.probabilities[7] > 0.5
    digit, certainty = window.paper.verdict.said, looking.labels(window.paper.verdict)[0]
    assert (digit, certainty) == ("7", f"{reading.probabilities[7]:.1%}")
    assert certainty in looking.painted_texts(window.paper.probability_bars)
    assert f"{accuracy:.1%} on the test images" in looking.labels(window.network_status)[0]
    assert window.isWindowModified()

    def is_drawn() -> bool:
        epochs, losses = looking.drawn(window.overview.loss_plot)[2].getData()
        return np.array_equal(epochs, [1, 2]) and np.array_equal(losses, record.curves[0].val_loss)

    qtbot.waitUntil(is_drawn)

    press(program, "Back")
    assert session.history.run.bundled
    assert window.paper.verdict.said == "7"
