"""What a network's file leaves open is asked at once, and what was assumed or done to open it can be read."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import h5py
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.files.model_file import export_network
from digitapp.core.files.opening import Undecided
from digitapp.core.runs.run import describe
from digitapp.views.window import dialogs
from digitapp.views.window.about_network import AboutNetwork
from engine import activations, layers, models
from engine.saving import save
from engine.types import Array
from tests.engine import other_files
from tests.views import looking
from tests.window import child

Answering = Callable[[Mapping[str, str] | None], list[Undecided]]


@pytest.fixture
def answer(monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Answer what is asked about a file; what was asked is in the list that comes back."""

    def give(answers: Mapping[str, str] | None) -> list[Undecided]:
        asked: list[Undecided] = []

        def ask(_: object, undecided: Undecided) -> Mapping[str, str] | None:
            asked.append(undecided)
            return answers

        monkeypatch.setattr(dialogs, "ask_what_is_open", ask)
        return asked

    return give


def weights(program: Program) -> list[Array]:
    return [weight for layer in program.session.history.moment.network.dense_layers for weight in layer.parameters]


@pytest.fixture
def weights_only(program: Program, tmp_path: Path) -> Path:
    """The bundled network's weights as Keras 3 saves them without the model."""
    path = tmp_path / "net.weights.h5"
    with h5py.File(path, "w") as file:
        for number, weight in enumerate(weights(program)):
            file[f"layers/dense{f'_{number // 2}' if number > 1 else ''}/vars/{number % 2}"] = weight
    return path


def test_all_that_a_file_leaves_open_is_asked_at_once(program: Program, weights_only: Path, answer: Answering) -> None:
    asked = answer(None)
    program.files.open_network_file(weights_only)
    (undecided,) = asked
    assert [question.parameter for question in undecided.questions] == ["hidden_activation", "pixels"]
    assert undecided.suggested == ("relu", "0..1")
    assert undecided.results["relu", "0..1"] > 0.97 > 0.9 > undecided.results["sigmoid", "0..1"]
    assert program.session.history.run.bundled  # the person changed their mind

    answer({"hidden_activation": "tanh", "pixels": "0..255"})
    program.files.open_network_file(weights_only)
    info = program.session.history.info
    assert info.layers[0].function == "tanh"
    assert [(each.choice, each.by_person) for each in info.answers] == [("tanh", True), ("0..255", True)]


def test_how_pixels_were_is_told_where_test_images_tell(program: Program, tmp_path: Path, answer: Answering) -> None:
    path = tmp_path / "bytes.keras"
    learner = program.session.history.moment.learner()
    learner.dense_layers[0].parameters[0] /= 255
    save(path, learner)
    asked = answer(None)
    program.files.open_network_file(path)
    assert not asked  # the test images tell it
    assert "0 to 255: bytes as they are" in program.window.message_bar.text
    (answered,) = program.session.history.info.answers
    assert (answered.choice, answered.by_person, answered.sure) == ("0..255", False, True)


def test_a_network_that_reads_no_test_images_is_asked_about(
    program: Program, tmp_path: Path, answer: Answering
) -> None:
    path = other_files.keras(tmp_path / "fresh.keras", *untrained())
    asked = answer({"pixels": "0..255"})
    program.files.open_network_file(path)
    assert asked[0].suggested == ("0..1",)
    assert max(asked[0].results.values()) < 0.6
    assert program.session.history.info.answers[0].choice == "0..255"


def untrained() -> tuple[list[dict[str, Any]], dict[str, list[Array]]]:
    """The layers and weights of a network that reads nothing."""
    layers = [other_files.dense("one", 8, batch_shape=[None, 784]), other_files.dense("two", 10, "softmax")]
    arrays = [other_files.numbers(784, 8), other_files.numbers(8), other_files.numbers(8, 10), other_files.numbers(10)]
    return layers, {"dense": arrays[:2], "dense_1": arrays[2:]}


def test_remarks_are_shown_when_opening_and_kept_beside_the_name(program: Program, tmp_path: Path) -> None:
    learner = program.session.history.moment.learner()
    learner.dense_layers[-1].activation = activations.get("linear")
    path = tmp_path / "scores.keras"
    save(path, learner)
    program.files.open_network_file(path)
    assert "gives scores" in program.window.message_bar.text
    status = program.window.network_status
    assert "with remarks" in looking.labels(status)[0]
    assert "gives scores" in status.toolTip()


def test_about_this_network_follows_and_opens_it_otherwise(
    program: Program, weights_only: Path, answer: Answering, qtbot: QtBot
) -> None:
    QTest.mouseClick(program.window.network_status, Qt.MouseButton.LeftButton)
    about = child(program.window, AboutNetwork)
    assert about.isVisible()
    assert "784 → 512  relu\n512 → 10  softmax" in looking.labels(about)
    assert not looking.button(about, "Open it otherwise…").isVisible()

    answer({"hidden_activation": "tanh", "pixels": "0..1"})
    program.files.open_network_file(weights_only)
    qtbot.waitUntil(lambda: "tanh (as you said)" in looking.labels(about))
    asked = answer({"hidden_activation": "relu", "pixels": "0..1"})
    looking.button(about, "Open it otherwise…").click()
    assert len(asked) == 1
    assert program.session.history.info.layers[0].function == "relu"
    qtbot.waitUntil(lambda: "relu (as you said)" in looking.labels(about))


def test_a_file_that_was_replaced_by_one_that_says_all_is_opened_without_a_question(
    program: Program, weights_only: Path, answer: Answering
) -> None:
    answer({"hidden_activation": "relu", "pixels": "0..1"})
    program.files.open_network_file(weights_only)
    row = [layers.Rescaling(1 / 255), layers.Dense(8, "relu"), layers.Dense(10, "softmax")]
    network = models.Sequential(row)
    network.build((784,))
    save(weights_only.with_name("full.h5"), network)
    weights_only.with_name("full.h5").replace(weights_only)
    asked = answer(None)
    program.files.open_otherwise()
    assert not asked
    assert program.session.history.info.layers[0].units == 8
    assert program.session.history.info.answers == ()


def test_a_refused_file_is_called_by_its_name_only(program: Program, tmp_path: Path) -> None:
    path = other_files.keras(tmp_path / "conv.keras", [other_files.other("Conv2D", "first_conv")])
    program.files.open_network_file(path)
    said = program.window.message_bar.text
    assert said.startswith("conv.keras: ")
    assert "Conv2D first_conv: it belongs to a convolution" in said


def test_a_file_of_ours_leaves_nothing_open(program: Program, tmp_path: Path, answer: Answering) -> None:
    asked = answer(None)
    export_network(tmp_path / "net.keras", program.session.history.moment)
    program.files.open_network_file(tmp_path / "net.keras")
    assert not asked
    assert program.window.message_bar.text == "net reads now."
    assert describe(program.session.history.run).answers[0].sure
