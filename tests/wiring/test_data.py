"""Own data in the whole program: opened, dropped, chosen from, trained on, and their names all over the window."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.state.runs.training import Status
from digitapp.views.inside.data_view import DataView
from digitapp.views.parts.class_names import CLASSES
from digitapp.views.parts.page import Page
from digitapp.views.window import dialogs
from digitapp.views.window.pages import NAMES
from tests.core.data.making_files import idx_set, images, labels, table
from tests.core.samples import drawn
from tests.views import looking

IDX = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
SMALL = TrainingSettings(hidden_units=(8,), epochs=1, batch_size=16)


def message(program: Program) -> str:
    assert program.window.message_bar.isVisible()
    return program.window.message_bar.text


def page(program: Program) -> DataView:
    program.window.stage.open("data")
    view = program.window.pages["data"]
    assert isinstance(view, DataView)
    return view


def train(program: Program, qtbot: QtBot) -> None:
    program.session.training.set_settings(replace(SMALL, classes=program.session.training.settings.classes))
    program.session.training.train()
    qtbot.waitUntil(lambda: program.session.training.status is Status.IDLE)


@pytest.fixture
def animals(tmp_path: Path) -> Path:
    """A table of 23 classes of animals, as many as no digits are."""
    known = labels(230, 23)
    path = tmp_path / "animals.csv"
    table(path, images(known), [f"animal {chr(97 + label)}" for label in known.tolist()])
    return path


def test_what_is_dropped_is_opened_and_its_notes_are_said(program: Program, animals: Path) -> None:
    program.pictures.take_files([animals])
    assert message(program).startswith("The next run trains on animals. Note: It has no test images: one in 6")
    assert program.session.datasets.folder == animals
    assert len(program.session.training.settings.classes) == 23
    view = page(program)
    looking.button(view, "MNIST").click()
    assert program.session.datasets.name == "MNIST"
    assert program.session.training.settings.classes == ()


def test_a_data_file_is_asked_for(
    program: Program, animals: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(dialogs, "ask_data_file", lambda *_: animals)
    program.window.commands["open_data_file"].trigger()
    assert program.session.datasets.name == "animals"
    broken = tmp_path / "broken.csv"
    broken.write_text("nothing\n")
    monkeypatch.setattr(dialogs, "ask_data_file", lambda *_: broken)
    looking.button(page(program), "Open file…").click()
    assert "broken.csv: expected a table" in message(program)
    assert program.session.datasets.name == "animals"  # nothing is lost
    monkeypatch.setattr(dialogs, "ask_data_file", lambda *_: None)
    program.window.commands["open_data_file"].trigger()
    assert program.session.datasets.name == "animals"


def test_of_several_sets_one_is_chosen(program: Program, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for kind in ("digits", "mnist"):
        names = tuple(f"emnist-{kind}-{name.replace('t10k', 'test')}" for name in IDX)
        idx_set(tmp_path, names, labels(40, 10), labels(20, 10))  # type: ignore[arg-type]
    asked: list[list[str]] = []

    def ask(_: object, __: str, names: list[str]) -> int | None:
        asked.append(names)
        return 1 if len(asked) == 1 else None

    monkeypatch.setattr(dialogs, "ask_which_set", ask)
    program.data_files.open_path(tmp_path)
    assert asked == [["emnist-digits", "emnist-mnist"]]
    assert program.session.datasets.name == "emnist-mnist"
    program.session.datasets.use_mnist()
    program.data_files.open_path(tmp_path)  # a change of mind
    assert program.session.datasets.name == "MNIST"


def test_my_digits_are_trained_on(program: Program) -> None:
    view = page(program)
    looking.button(view, "My digits").click()
    assert "Received: none yet" in message(program)
    for label in (3, 7, 3, 7):
        program.session.my_digits.add(drawn(label), label)
    looking.button(view, "My digits").click()
    assert program.session.datasets.name == "My digits"
    assert program.session.datasets.images == 2


def test_an_image_is_put_on_the_paper(program: Program, mnist: Dataset, qtbot: QtBot) -> None:
    program.session.datasets.use(mnist.shortened(100, 10))
    view = page(program)
    qtbot.waitUntil(lambda: program.session.data_survey.overview is not None)
    with qtbot.waitSignal(program.session.reader.reading_changed):
        view.image_chosen.emit(11)
    reading = program.session.reader.reading
    assert reading is not None
    np.testing.assert_array_equal(reading.image, mnist.train_images[11])


def test_settings_of_the_page_and_of_the_form_are_the_same(program: Program) -> None:
    view = page(program)
    view.settings_edited.emit(replace(program.session.training.settings, per_class=10, left_out=(1,)))
    assert program.session.training.settings.per_class == 10
    assert program.session.datasets.given(program.session.training.settings) == 90
    assert program.window.overview.data_name.text() == "90 images of MNIST"
    looking.button(view, "The data as they are").click()
    assert program.window.overview.data_name.text() == "images of MNIST"


def test_a_network_of_23_classes_is_at_home_on_every_page(program: Program, animals: Path, qtbot: QtBot) -> None:
    session, window = program.session, program.window
    program.data_files.open_path(animals)
    train(program, qtbot)
    assert session.history.run.settings.classes == CLASSES.names
    session.data_survey.watch(True)
    qtbot.waitUntil(lambda: session.data_survey.overview is not None)
    session.data_survey.watch(False)
    page(program).image_chosen.emit(0)
    qtbot.waitUntil(lambda: session.reader.reading is not None and len(session.reader.reading.probabilities) == 23)
    session.right_digit.say(22)
    for name in NAMES:
        window.stage.open(name)
        shown = window.pages[name]
        assert isinstance(shown, Page)
        qtbot.waitUntil(shown.isVisible)
        shown.grab()  # an error while painting fails the test
    window.stage.open("test_set")
    qtbot.waitUntil(lambda: session.surveyor.survey is not None)
    said = " ".join([*looking.labels(window), *looking.painted_texts(window.paper)])
    assert "animal " in said
    assert "others" in said


def test_names_go_with_the_network_and_come_back(program: Program, animals: Path, qtbot: QtBot) -> None:
    assert CLASSES.are_digits
    program.data_files.open_path(animals)
    assert CLASSES.are_digits  # the network has not learned them yet
    train(program, qtbot)
    assert CLASSES.names[:2] == ("animal a", "animal b")
    program.session.right_digit.say(20)
    program.session.go_back()
    assert CLASSES.are_digits
    assert program.session.right_digit.digit == -1


def test_a_network_that_knows_other_classes_says_so_on_the_test_page(
    program: Program, animals: Path, mnist: Dataset, qtbot: QtBot
) -> None:
    program.window.stage.open("test_set")
    program.data_files.open_path(animals)
    qtbot.waitUntil(lambda: "as the network has outputs" in " ".join(looking.labels(program.window.pages["test_set"])))
    program.session.training.go_on()
    qtbot.waitUntil(lambda: program.session.training.status is Status.IDLE)
    assert "train a fresh network on these" in message(program)
    program.session.datasets.use(mnist.shortened(100, 50))
    qtbot.waitUntil(lambda: program.session.surveyor.survey is not None)


def test_files_of_one_set_can_be_dropped_together(program: Program, tmp_path: Path) -> None:
    idx_set(tmp_path / "mine", IDX, labels(40, 10), labels(20, 10))
    program.pictures.take_files(sorted((tmp_path / "mine").iterdir()))
    assert program.session.datasets.images == 40
    program.session.datasets.use_mnist()
    program.pictures.take_files([tmp_path / "mine" / IDX[0], tmp_path])
    assert "Expected one file at a time" in message(program)


def test_going_on_with_other_classes_of_the_same_number_takes_their_names(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    idx_set(tmp_path / "fashion", IDX, labels(40, 10), labels(20, 10))
    program.data_files.open_path(tmp_path / "fashion")
    program.session.training.set_settings(replace(SMALL, classes=program.session.datasets.classes))
    program.session.training.go_on()
    qtbot.waitUntil(lambda: program.session.training.status is Status.IDLE)
    assert program.session.history.run.settings.classes[9] == CLASSES.names[9] == "Ankle boot"
