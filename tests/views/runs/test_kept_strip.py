"""What is done with kept runs: the strip below the list says what can be done, and how much room they take."""

import pytest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from digitapp import i18n
from digitapp.core.runs.comparison import RunLine, figures
from digitapp.core.runs.run import Kind
from digitapp.views.runs.kept_strip import MEGABYTES, KeptStrip, room_text
from digitapp.views.runs.run_words import how_it_came
from tests import samples


@pytest.fixture
def strip(qtbot: QtBot) -> KeptStrip:
    result = KeptStrip()
    qtbot.addWidget(result)
    return result


def line(kind: Kind = Kind.TRAINED, *, may_go_on: bool = False) -> RunLine:
    run = samples.run((8,), kind=kind)
    return RunLine(run.number, run.name, kind, None, run.settings, figures(run), (), may_go_on=may_go_on)


@pytest.mark.parametrize(
    ("megabytes", "text"), [(0, "0 MB"), (212.4, "212 MB"), (1024, "1 GB"), (1536, "1.5 GB"), (10240, "10 GB")]
)
def test_room_is_said_as_people_say_it(megabytes: float, text: str) -> None:
    assert room_text(megabytes) == text


def test_what_cannot_be_done_says_why(strip: KeptStrip) -> None:
    strip.set_line(line(may_go_on=True))
    assert strip.go_on.isEnabled()
    assert strip.save.isEnabled()
    strip.set_line(line(Kind.OPENED))
    assert not strip.go_on.isEnabled()
    assert "come to its end" in strip.go_on.toolTip()
    assert not strip.save.isEnabled()
    assert "Only what has learned something" in strip.save.toolTip()
    strip.set_line(None)
    assert strip.open.isEnabled()


def test_it_asks_for_what_is_pressed(strip: KeptStrip, qtbot: QtBot) -> None:
    strip.set_line(line(may_go_on=True))
    for signal, button in (
        (strip.go_on_requested, strip.go_on),
        (strip.save_requested, strip.save),
        (strip.open_requested, strip.open),
    ):
        with qtbot.waitSignal(signal):
            button.click()


def test_the_room_is_said_and_chosen(strip: KeptStrip, qtbot: QtBot) -> None:
    strip.set_kept(3, 212 * 2**20, 1024)
    assert strip.text == "3 runs are kept: 212 MB of 1 GB"
    strip.set_kept(1, 17 * 2**20, 512)
    assert strip.text == "1 run is kept: 17 MB of 512 MB"
    (menu,) = strip.findChildren(QMenu)
    assert [action.data() for action in menu.actions()] == list(MEGABYTES)
    assert [action.data() for action in menu.actions() if action.isChecked()] == [512]
    with qtbot.waitSignal(strip.megabytes_requested) as asked:
        menu.actions()[-1].trigger()
    assert asked.args == [10240]
    assert [action.data() for action in menu.actions() if action.isChecked()] == [512]  # until somebody agrees
    strip.set_kept(0, 0, 0)
    assert strip.text.startswith("Runs are not kept")


def test_it_speaks_korean(strip: KeptStrip) -> None:
    i18n.set_language("ko")
    strip.retranslate()
    assert strip.go_on.text() == "이어서 학습"


def test_how_far_a_run_came_that_may_go_on_is_said() -> None:
    assert how_it_came(line(may_go_on=True)) == "0 of 2 epochs"
    assert how_it_came(line()) == "0 epochs"
