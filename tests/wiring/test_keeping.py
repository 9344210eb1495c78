"""The window and kept runs: what was cut off is offered, what is kept is not asked about, room is asked for."""

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitapp import preferences
from digitapp.app import Program
from digitapp.core.keeping.data_digest import digest
from digitapp.core.keeping.header_reading import unpacked
from digitapp.core.keeping.store import RunStore
from digitapp.core.runs.dataset import Dataset
from digitapp.preferences import Preferences
from digitapp.state.keeping import bringing
from digitapp.state.runs.datasets import Datasets
from digitapp.state.runs.training import Status
from digitapp.views.runs.runs_view import RunsView
from digitapp.views.window import dialogs
from digitapp.views.window.dialogs import Answer
from engine.thread_pool import one_blas_thread
from tests import samples
from tests.state import running
from tests.window import TIMEOUT, wait_for, wait_for_batches

Start = Callable[..., Program]


@pytest.fixture
def start(
    qtbot: QtBot, qapp: QApplication, light: None, mnist: Dataset, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Start]:
    """What starts the program, which keeps its runs; its MNIST is short, and here after each start."""
    assert light is None
    begun: list[Program] = []
    short = samples.small(mnist)
    monkeypatch.setattr(bringing, "MNIST", digest(short))
    monkeypatch.setattr(Datasets, "_load_mnist", lambda _: short)

    def begin(megabytes: int = 1024) -> Program:
        program = Program(qapp, Preferences(appearance="light", runs_megabytes=megabytes), "en")
        program.session.training.set_settings(samples.SETTINGS)
        program.window.resize(1280, 720)
        program.window.show()
        begun.append(program)
        qtbot.waitExposed(program.window)
        with qtbot.waitSignal(program.session.kept_runs.changed, timeout=TIMEOUT):
            program.keeping.begin()
        return program

    with one_blas_thread():
        yield begin
        for program in begun:
            end(program)
            program.window.deleteLater()
            program.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def end(program: Program) -> None:
    program.close()
    program.window.allow_close()
    program.window.close()


@pytest.fixture
def unasked(monkeypatch: pytest.MonkeyPatch) -> list[list[str]]:
    """What was asked about when the window closed; it stays open then."""
    asked: list[list[str]] = []

    def ask(_: object, names: list[str]) -> Answer:
        asked.append(list(names))
        return Answer.CANCEL

    monkeypatch.setattr(dialogs, "ask_about_unsaved", ask)
    return asked


def train(program: Program, qtbot: QtBot) -> int:
    with qtbot.waitSignal(program.session.training.ended, timeout=TIMEOUT) as ended:
        program.session.training.train()
    number: int = ended.args[0]
    return number


def page_of(program: Program, qtbot: QtBot) -> RunsView:
    program.window.stage.open("runs")
    page = program.window.pages.there("runs")
    assert isinstance(page, RunsView)
    qtbot.waitUntil(page.isVisible)
    return page


def select(page: RunsView, number: int) -> None:
    page.tree.setCurrentItem(page.tree._items[number], 1)


def test_what_is_kept_is_not_asked_about(start: Start, qtbot: QtBot, unasked: list[list[str]]) -> None:
    program = start()
    train(program, qtbot)
    program.window.close()
    qtbot.waitUntil(lambda: not program.window.isVisible(), timeout=TIMEOUT)
    assert unasked == []
    assert len(list(preferences.runs_folder().glob("*/run.safetensors"))) == 1


def test_a_run_under_way_is_not_asked_about_either_and_may_go_on(
    start: Start, qtbot: QtBot, unasked: list[list[str]]
) -> None:
    program = start()
    program.session.training.set_settings(samples.LONG)
    program.session.training.train()
    wait_for_batches(program, qtbot, 20)
    program.window.close()
    assert not program.window.isVisible()
    end(program)
    assert unasked == []
    (found,) = RunStore(preferences.runs_folder()).runs()
    assert found.header.may_go_on
    assert not found.header.under_way  # nobody is asked about it: the person has closed the window


def test_where_nothing_is_kept_it_is_asked_as_ever(start: Start, qtbot: QtBot, unasked: list[list[str]]) -> None:
    program = start(megabytes=0)
    train(program, qtbot)
    program.window.close()
    assert unasked == [["relu-16"]]
    assert program.window.isVisible()


def cut_off(program: Program, qtbot: QtBot) -> None:
    """Train, and end the program as a signal does."""
    program.session.training.set_settings(samples.LONG)
    program.session.training.train()
    qtbot.waitUntil(lambda: program.session.history.run.settings == samples.LONG, timeout=TIMEOUT)
    wait_for_batches(program, qtbot, 20)
    program.session.checkpoints.leave()
    program.session.keeper.leave()
    end(program)


@pytest.mark.parametrize("goes_on", [True, False])
def test_a_run_that_was_cut_off_is_offered_once(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, goes_on: bool
) -> None:
    asked: list[tuple[str, int]] = []

    def ask(_: object, name: str, done: float, epochs: int) -> bool:
        assert 0 < done < 1000
        asked.append((name, epochs))
        return goes_on

    monkeypatch.setattr(dialogs, "ask_to_take_up", ask)
    cut_off(start(), qtbot)
    program = start()
    qtbot.waitUntil(lambda: bool(asked), timeout=TIMEOUT)
    assert asked == [("relu-16", 1000)]
    if goes_on:
        wait_for(program, qtbot, Status.RUNNING)
        qtbot.waitUntil(lambda: program.session.history.run.name == "relu-16", timeout=TIMEOUT)
        assert program.session.training.settings == samples.LONG
        (head,) = preferences.runs_folder().glob("*/run.safetensors")
        assert unpacked(head.read_bytes(), "head").under_way  # it may be cut off again before it is written again
        wait_for_batches(program, qtbot, 30)
        assert program.window.timeline.isVisible()
    end(program)
    end(start())
    assert len(asked) == 1


def test_the_page_lists_kept_runs_and_goes_on_with_one(start: Start, qtbot: QtBot) -> None:
    first = start()
    done = train(first, qtbot)
    assert done >= 0
    cut_off(first, qtbot)
    store = RunStore(preferences.runs_folder())
    for found in list(store.runs()):
        folder = store.take(found.header.id)
        assert folder is not None
        folder.note(under_way=False)
        folder.release()
    program = start()
    page = page_of(program, qtbot)
    texts = [item.text(1) for item in page.tree._items.values()]
    assert texts == ["digits-512", "relu-16", "relu-16 (2)"]
    assert page.kept.text.startswith("2 runs are kept: ")
    numbers = list(page.tree._items)
    select(page, numbers[1])
    assert not page.kept.go_on.isEnabled()
    assert page.kept.save.isEnabled()
    select(page, numbers[0])
    assert not page.kept.save.isEnabled()
    select(page, numbers[2])
    assert page.kept.go_on.isEnabled()
    page.kept.go_on.click()
    qtbot.waitUntil(lambda: program.session.training.status is Status.RUNNING, timeout=TIMEOUT)
    qtbot.waitUntil(lambda: program.session.history.run.number == numbers[2], timeout=TIMEOUT)
    qtbot.waitUntil(lambda: not page.kept.go_on.isEnabled())
    select(page, numbers[1])
    page.tree.compare_requested.emit(numbers[1], True)
    qtbot.waitUntil(lambda: numbers[1] in program.session.shelf.compared)


def test_without_its_data_a_run_cannot_go_on_and_says_so(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ask_to_take_up", lambda *_: True)
    cut_off(start(), qtbot)
    monkeypatch.setattr(bringing, "MNIST", "another")
    program = start()
    qtbot.waitUntil(lambda: "is not on this computer" in program.window.message_bar.text, timeout=TIMEOUT)
    wait_for(program, qtbot, Status.IDLE)
    assert program.session.history.run.name == "relu-16"  # its moments can be looked at
    assert len(program.session.rewinding.way.kept) > 3


def test_a_run_is_saved_to_a_file_and_opened_by_dropping_it(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "homework.digitrun"
    program = start()
    save, commands = program.window.commands["save_run"], program.window.commands
    assert not save.isEnabled()  # the bundled network learned nothing here
    train(program, qtbot)
    assert save.isEnabled()
    monkeypatch.setattr(dialogs, "ask_run_to_save", lambda *_: None)
    save.trigger()
    assert not path.exists()
    monkeypatch.setattr(dialogs, "ask_run_to_save", lambda *_: path)
    save.trigger()
    qtbot.waitUntil(lambda: "Saved as homework.digitrun" in program.window.message_bar.text, timeout=TIMEOUT)
    weights = program.session.history.run.end.network.get_weights()
    end(program)
    preferences.runs_folder().rename(tmp_path / "elsewhere")
    program = start()
    program.window.files_dropped.emit([path])
    qtbot.waitUntil(lambda: program.session.history.run.name == "relu-16", timeout=TIMEOUT)
    again = program.session.history.run.end.network.get_weights()
    assert all(np.array_equal(one, other) for one, other in zip(weights, again, strict=True))
    assert program.window.timeline.isVisible()
    assert program.window.message_bar.text == "relu-16 is open, with its timeline below the pages."
    path.write_bytes(b"nothing")
    monkeypatch.setattr(dialogs, "ask_run_to_open", lambda *_: path)
    commands = program.window.commands
    commands["open_run"].trigger()
    qtbot.waitUntil(lambda: "expected the file of a run" in program.window.message_bar.text, timeout=TIMEOUT)


@pytest.mark.parametrize("answer", [Answer.GO_ON, Answer.DISCARD, Answer.CANCEL])
def test_without_room_it_is_asked_what_is_to_go(
    start: Start, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, answer: Answer
) -> None:
    asked: list[tuple[list[str], str, str]] = []

    def ask(_: object, names: list[str], room: str, more: str) -> Answer:
        asked.append((list(names), room, more))
        return answer

    monkeypatch.setattr(dialogs, "ask_for_room", ask)
    program = start(megabytes=1)
    keeper = program.session.keeper
    last = -1
    while not asked:
        last = train(program, qtbot)
        with qtbot.waitCallback(timeout=TIMEOUT) as done:
            keeper.catch_up(done)
        QCoreApplication.processEvents()
    names, room, more = asked[0]
    assert names[0] == "relu-16"
    assert (room, more) == ("1 MB", "256 MB")
    if answer is Answer.CANCEL:
        assert not keeper.keeps(last)
        return
    qtbot.waitUntil(lambda: keeper.keeps(last) and not keeper.behind, timeout=TIMEOUT)
    gone = [line.name for line in program.session.shelf.lines]
    assert ("relu-16" in gone) == (answer is Answer.GO_ON)
    assert program._preferences.runs_megabytes == (256 if answer is Answer.GO_ON else 1)


def test_how_much_room_is_chosen_on_the_page(start: Start, qtbot: QtBot) -> None:
    program = start()
    page = page_of(program, qtbot)
    page.kept.megabytes_requested.emit(2048)
    assert program.session.keeper.most_bytes == 2**31
    assert page.kept.text == "0 runs are kept: 0 MB of 2 GB"
    page.kept.megabytes_requested.emit(0)
    assert page.kept.text == "Runs are not kept: they are gone when the program ends."
    running.train(program.session, qtbot, samples.SETTINGS)
    page.kept.megabytes_requested.emit(512)
    with qtbot.waitSignal(program.session.keeper.kept, timeout=TIMEOUT):
        pass


def test_a_run_that_went_from_memory_is_still_in_the_list(start: Start, qtbot: QtBot) -> None:
    program = start()
    number = train(program, qtbot)
    with qtbot.waitCallback(timeout=TIMEOUT) as done:
        program.session.keeper.catch_up(done)
    history = program.session.history
    history.go_back()
    history.tree.most_bytes = 1
    history.begin(samples.run((8,), saved=True))
    assert number not in history.tree
    assert number in [line.number for line in program.session.shelf.lines]
    assert not program.window.message_bar.isVisible()
    history.tree.most_bytes = 2**30
    program.session.shelf.choose(number)
    qtbot.waitUntil(lambda: history.run.number == number, timeout=TIMEOUT)
