"""Opening and saving as the person knows it."""

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.files.model_file import load_run, save_run
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.state.runs.training import Status
from digitapp.views.window import dialogs
from engine import layers, models
from tests import pen, samples
from tests.state.runs.test_datasets import write_idx
from tests.views import looking
from tests.window import press, wait_for_batches


@pytest.fixture
def own(program: Program) -> Program:
    """The program with an unsaved network of one's own."""
    program.session.history.begin(samples.run((8,), name="own"))
    return program


def choose(monkeypatch: pytest.MonkeyPatch, question: str, answer: Path | None) -> list[tuple[object, ...]]:
    """Answer a question for a file; return what it was asked with."""
    asked: list[tuple[object, ...]] = []

    def ask(*arguments: object) -> Path | None:
        asked.append(arguments)
        return answer

    monkeypatch.setattr(dialogs, question, ask)
    return asked


def message(program: Program) -> str:
    assert program.window.message_bar.isVisible()
    return program.window.message_bar.text


def test_save_asks_for_a_file_the_first_time_only(
    own: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "mine.safetensors"
    asked = choose(monkeypatch, "ask_network_to_save", path)
    own.window.commands["save"].trigger()
    assert Path(str(asked[0][1])).name == "own.safetensors"
    assert load_run(path).end.network.dense_layers[0].units == 8
    assert message(own) == "Saved as mine.safetensors."
    assert own.window.windowTitle().startswith("mine[*]")
    assert not own.window.isWindowModified()

    path.unlink()
    own.window.commands["save"].trigger()
    assert len(asked) == 1
    assert path.exists()


def test_save_as_always_asks(own: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    asked = choose(monkeypatch, "ask_network_to_save", tmp_path / "one.safetensors")
    own.window.commands["save_as"].trigger()
    asked = choose(monkeypatch, "ask_network_to_save", tmp_path / "two.safetensors")
    own.window.commands["save_as"].trigger()
    assert asked[0][1] == tmp_path / "one.safetensors"  # where the last one was, under the name it has
    assert own.session.history.run.path == tmp_path / "two.safetensors"


def test_a_change_of_mind_saves_nothing(own: Program, monkeypatch: pytest.MonkeyPatch) -> None:
    choose(monkeypatch, "ask_network_to_save", None)
    own.files.save()
    assert own.window.isWindowModified()


def test_a_file_that_cannot_be_written_is_a_message(
    own: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / "file").write_text("not a folder")
    choose(monkeypatch, "ask_network_to_save", tmp_path / "file" / "mine.safetensors")
    own.files.save()
    assert "mine.safetensors" in message(own)
    assert own.window.isWindowModified()


@pytest.mark.parametrize("command", ["save", "save_as"])
def test_the_bundled_network_is_saved_elsewhere(
    program: Program, bundled_file: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, command: str
) -> None:
    before = bundled_file.read_bytes()
    choose(monkeypatch, "ask_network_to_save", bundled_file)
    program.window.commands[command].trigger()
    assert "kept as it is" in message(program)
    assert bundled_file.read_bytes() == before
    choose(monkeypatch, "ask_network_to_save", tmp_path / "copy.safetensors")
    program.window.commands[command].trigger()
    assert not program.session.history.run.bundled
    assert (tmp_path / "copy.safetensors").exists()


def test_open(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    save_run(path, samples.run((8, 4)))
    choose(monkeypatch, "ask_network_to_open", path)
    program.window.commands["open"].trigger()
    assert message(program) == "other reads now."
    assert program.window.windowTitle().startswith("other[*]")
    assert looking.button(program.window.overview.hidden_layer, "2").isVisible()
    asked = choose(monkeypatch, "ask_network_to_open", None)
    program.window.commands["open"].trigger()
    assert asked[0][1] == str(tmp_path)  # where the last one was
    assert program.session.history.run.name == "other"


def test_a_file_that_is_no_network_is_a_message(
    program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "other.safetensors"
    path.write_bytes(b"no network at all")
    choose(monkeypatch, "ask_network_to_open", path)
    program.window.commands["open"].trigger()
    assert "other.safetensors" in message(program)
    assert program.session.history.run.name == "digits-512"


def test_opening_ends_a_run(program: Program, qtbot: QtBot, mnist: Dataset, tmp_path: Path) -> None:
    path = tmp_path / "other.safetensors"
    save_run(path, samples.run((8,)))
    program.session.datasets.use(samples.small(mnist))
    program.session.training.set_settings(samples.LONG)
    press(program, "Train")
    wait_for_batches(program, qtbot)
    program.files.open_network_file(path)
    assert program.session.training.status is Status.IDLE
    assert program.window.windowTitle().startswith("other[*]")


def test_a_network_without_a_hidden_layer_is_refused_or_shown(program: Program, qtbot: QtBot, tmp_path: Path) -> None:
    path = tmp_path / "plain.safetensors"
    network = models.Sequential(generator=np.random.default_rng(0))
    network.add(layers.Dense(10, activation="softmax", input_shape=(784,)))
    TrainingSettings().compile(network)
    save_run(path, samples.run_of(network, "plain"))
    program.files.open_network_file(path)
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.session.reader.reading is not None)
    assert message(program)


@pytest.mark.parametrize("function", ["tanh", "sigmoid", "leaky_relu", "linear"])
def test_networks_with_other_functions_are_shown(program: Program, tmp_path: Path, function: str) -> None:
    path = tmp_path / f"{function}.safetensors"
    save_run(path, samples.run_of(samples.network_with(function), function))
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    program.files.open_network_file(path)
    program.session.explanations.select_unit(3)
    looking.picture(program.window)
    assert f"{function}(x·W + b)" in looking.labels(program.window.overview.hidden_layer)
    assert program.session.reader.reading is not None
    assert program.session.reader.reading.hidden[0].function == function


def test_a_data_set(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, mnist: Dataset) -> None:
    folder = tmp_path / "fashion"
    folder.mkdir()
    write_idx(folder, mnist.shortened(20, 10))
    choose(monkeypatch, "ask_folder", folder)
    program.window.commands["open_dataset"].trigger()
    assert message(program) == "The next run trains on fashion."
    assert "images of fashion" in looking.labels(program.window)
    choose(monkeypatch, "ask_folder", tmp_path)
    program.window.commands["open_dataset"].trigger()
    assert "expected IDX files" in message(program)
    choose(monkeypatch, "ask_folder", None)
    program.window.commands["open_dataset"].trigger()
    assert program.session.datasets.name == "fashion"


def test_files_that_were_open_are_offered_again(program: Program, tmp_path: Path) -> None:
    def offered() -> list[str]:
        return [action.text() for action in program.window.commands._recent.actions()]

    assert offered() == []
    for name in ("one", "two", "one"):
        path = tmp_path / f"{name}.safetensors"
        save_run(path, samples.run((8,), name=name))
        program.files.open_network_file(path)
    assert offered() == ["one.safetensors", "two.safetensors"]
    program.window.commands._recent.actions()[1].trigger()
    assert program.session.history.run.name == "two"
    (tmp_path / "one.safetensors").unlink()
    program.window.commands._recent.actions()[1].trigger()
    assert "one.safetensors" in program.window.message_bar.text
    assert program.session.history.run.name == "two"
