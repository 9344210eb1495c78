"""The window follows networks of other kinds: all pages show them, say why they cannot, and they can be trained."""

from functools import partial
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.runs.dataset import Dataset
from digitapp.state.runs.training import Status
from digitapp.views.window.pages import NAMES
from engine import layers, models, saving
from engine.layers import Layer
from tests import pen, samples
from tests.views import looking
from tests.window import TIMEOUT, wait_for, wait_for_batches

CURVED, BENT, STRAIGHT = "bends elsewhere than at 0", "straight line on either side of 0", "relu lets a positive z"
KINDS: dict[str, tuple[list[Layer], str, str, str]] = {  # what the pages Ink, Units and Numbers say of them
    "tanh": ([layers.Dense(16, "tanh")], CURVED, "With tanh", "tanh after W and b, hidden layer 1"),
    "softmax": ([layers.Dense(16, "softmax")], CURVED, "With softmax", "softmax after W and b"),
    "a slope": ([layers.Dense(16), layers.LeakyReLU(0.3)], BENT, "With leaky_relu", "leaky_relu after W and b"),
    "normalized": (
        [layers.Rescaling(1 / 255), layers.BatchNormalization(), layers.Dense(16, "relu"), layers.Dropout(0.2)],
        STRAIGHT,
        "A dead unit",
        "relu after W and b",
    ),
    "nothing hidden": ([], BENT, "With softmax", "relu on the picture itself"),
}


def says(program: Program, page: str, text: str) -> bool:
    """Return whether a text stands on a page."""
    return text in " ".join(looking.labels(program.window.pages[page]))


def begin(program: Program, path: Path, row: list[Layer], data: Dataset, qtbot: QtBot) -> None:
    """Draw a seven, and open a file with a network of this row of layers before its output."""
    network = models.Sequential([*row, layers.Dense(10, "softmax")], generator=np.random.default_rng(0))
    network.build((784,))
    saving.save(path, network)
    program.session.datasets.use(samples.small(data))
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.session.reader.reading is not None)
    program.files.open_network_file(path)
    reading = program.session.reader.reading
    assert reading is not None
    assert len(reading.hidden) == sum(isinstance(layer, layers.Dense) for layer in row)


@pytest.mark.parametrize("kind", KINDS)
def test_all_pages_show_it_or_say_why_not_and_it_trains_on(
    program: Program, qtbot: QtBot, tmp_path: Path, mnist: Dataset, kind: str
) -> None:
    row, of_ink, of_units, of_numbers = KINDS[kind]
    errors: list[str] = []
    program.messages.error.connect(errors.append)
    begin(program, tmp_path / "net.safetensors", row, mnist, qtbot)
    program.session.explanations.select_unit(3)
    for name in NAMES:
        program.window.stage.open(name)
        expected = {"ledger": of_ink, "units": of_units, "numbers": of_numbers}.get(name, "")
        qtbot.waitUntil(partial(says, program, name, expected), timeout=TIMEOUT)
        looking.picture(program.window)
    program.window.stage.open("overview")
    program.window.commands["continue"].trigger()
    wait_for_batches(program, qtbot, 3)
    program.window.commands["stop"].trigger()
    wait_for(program, qtbot, Status.IDLE)
    assert errors == []


def test_a_network_without_a_hidden_layer_shows_its_ten_digits(
    program: Program, qtbot: QtBot, tmp_path: Path, mnist: Dataset
) -> None:
    begin(program, tmp_path / "net.safetensors", [], mnist, qtbot)
    program.session.explanations.select_unit(7)
    said = looking.labels(program.window.overview)
    assert "Output layer" in said
    assert "the digits' shares, which add up to 1" in said
    assert any("of the digit 7: its z is the score" in text for text in said)


def test_steps_say_what_other_functions_do(program: Program, qtbot: QtBot, tmp_path: Path, mnist: Dataset) -> None:
    begin(program, tmp_path / "net.safetensors", [layers.Dense(16, "sigmoid")], mnist, qtbot)
    program.window.stage.open("steps")
    page = program.window.pages["steps"]
    program.session.explanations.set_label(7)
    looking.button(page, "To the start").click()
    meanings = []
    for _ in range(15):
        meanings.append(" ".join(looking.labels(page)))
        looking.button(page, "Next step").click()
    everything = " ".join(meanings)
    assert "sigmoid(z) = 1 / (1 + exp(−z)), for each z by itself" in everything
    assert "times the slope of sigmoid there" in everything
    assert "relu" not in everything
