"""The buttons of a run and its progress."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from digitapp.core.runs.curves import Curves
from digitapp.views.parts.progress_strip import ProgressStrip
from digitapp.views.parts.readout import Readout
from digitapp.views.runs.training_controls import TrainingControls
from tests import samples
from tests.views import looking

BUTTONS = ("Train", "Pause", "One batch", "Stop", "Continue", "New network", "Back")
RUNNING = {"Train", "Pause", "Stop", "New network"}


@pytest.fixture
def controls(qtbot: QtBot, light: None) -> TrainingControls:
    assert light is None
    return looking.show(qtbot, TrainingControls(), 380, 140)


def enabled(controls: TrainingControls) -> set[str]:
    names = [name if name != "Pause" or not _says_resume(controls) else "Resume" for name in BUTTONS]
    return {name for name in names if looking.button(controls, name).isEnabled()}


def _says_resume(controls: TrainingControls) -> bool:
    return "Resume" in looking.painted_texts(controls)


def share(controls: TrainingControls) -> float:
    strip = controls.findChild(ProgressStrip)
    assert isinstance(strip, ProgressStrip)
    return strip.share


@pytest.mark.parametrize(
    ("status", "name", "signal"),
    [
        ("idle", "Train", "train_requested"),
        ("idle", "Continue", "continue_requested"),
        ("idle", "One batch", "step_requested"),
        ("idle", "New network", "new_network_requested"),
        ("idle", "Back", "back_requested"),
        ("running", "Train", "train_requested"),
        ("running", "Pause", "pause_requested"),
        ("running", "Stop", "stop_requested"),
        ("paused", "Resume", "resume_requested"),
        ("paused", "One batch", "step_requested"),
        ("paused", "Stop", "stop_requested"),
    ],
)
def test_a_button_asks(controls: TrainingControls, qtbot: QtBot, status: str, name: str, signal: str) -> None:
    controls.set_status(status)
    controls.set_before("first")
    with qtbot.waitSignal(getattr(controls, signal)):
        QTest.mouseClick(looking.button(controls, name), Qt.MouseButton.LeftButton)


def test_what_makes_sense_is_offered(controls: TrainingControls) -> None:
    assert enabled(controls) == {"Train", "One batch", "Continue", "New network"}
    controls.set_before("first")
    assert enabled(controls) == {"Train", "One batch", "Continue", "New network", "Back"}
    controls.set_status("running")
    assert enabled(controls) == RUNNING | {"Back"}
    controls.set_status("paused")
    assert enabled(controls) == {"Train", "Resume", "One batch", "Stop", "New network", "Back"}
    controls.set_before("")
    controls.set_status("idle")
    assert enabled(controls) == {"Train", "One batch", "Continue", "New network"}


def test_with_settings_that_make_no_sense_nothing_can_be_begun(controls: TrainingControls) -> None:
    controls.set_valid(False)
    assert enabled(controls) == set()
    assert looking.button(controls, "Train").toolTip() == "First mend the settings above."
    controls.set_status("running")
    assert enabled(controls) == {"Pause", "Stop"}
    controls.set_valid(True)
    assert enabled(controls) == RUNNING


@pytest.mark.parametrize(
    ("status", "name", "reason"),
    [
        ("idle", "Pause", "Nothing is being trained."),
        ("idle", "Stop", "Nothing is being trained."),
        ("idle", "Back", "There is no other network in this session yet."),
        ("running", "One batch", "Pause first, then go on batch by batch."),
        ("running", "Continue", "Stop the run first."),
        ("paused", "Continue", "Stop the run first."),
    ],
)
def test_a_disabled_button_says_why(controls: TrainingControls, status: str, name: str, reason: str) -> None:
    controls.set_status(status)
    assert not looking.button(controls, name).isEnabled()
    assert looking.button(controls, name).toolTip() == reason


def test_an_enabled_button_says_what_it_does_and_its_key(controls: TrainingControls) -> None:
    controls.set_before("first")
    keys = {"Train": "F5", "One batch": "F10", "Continue": "Shift+F5", "New network": "Ctrl+N", "Back": "Alt+Left"}
    for name, key in keys.items():
        assert looking.button(controls, name).toolTip().endswith(f"({key})")
    assert "first" in looking.button(controls, "Back").toolTip()


@pytest.mark.parametrize(("status", "name"), [("idle", "Train"), ("running", "Pause"), ("paused", "Resume")])
def test_one_button_stands_out(controls: TrainingControls, status: str, name: str) -> None:
    controls.set_status(status)
    names = [other if other != "Pause" or status != "paused" else "Resume" for other in BUTTONS]
    primary = [other for other in names if looking.button(controls, other).property("role") == "primary"]
    assert primary == [name]


def test_progress(controls: TrainingControls) -> None:
    controls.set_status("running")
    controls.set_report(samples.report())
    assert looking.labels(controls) == ["epoch 2 of 4 · batch 10 of 20", "12,346 images/s · 7 s left"]
    assert share(controls) == pytest.approx(0.375)
    controls.set_report(samples.report(validating=True))
    assert looking.labels(controls)[0] == "epoch 2 of 4 · measuring"
    controls.set_report(samples.report(epoch=4, step=20, seconds_left=0.0))
    controls.set_status("idle")
    assert looking.labels(controls) == ["epoch 4 of 4 · batch 20 of 20", "12,346 images/s"]
    assert share(controls) == 1.0


def test_nothing_of_the_progress_is_cut_off_in_a_narrow_column(controls: TrainingControls) -> None:
    controls.set_status("running")
    controls.resize(300, controls.height())
    controls.set_report(samples.report(epoch=100, epochs=100, step=400, steps=469))
    assert [readout.toolTip() for readout in controls.findChildren(Readout)] == ["", ""]


def test_before_the_first_batch(controls: TrainingControls) -> None:
    assert looking.labels(controls) == ["Train starts a fresh network.", ""]
    controls.set_status("running")
    assert looking.labels(controls) == ["Reading the images …", ""]
    controls.set_report(samples.report(epoch=1, step=0, steps=0, curves=Curves()))
    assert looking.labels(controls) == ["Reading the images …", ""]
    assert share(controls) == 0.0


def test_the_report_of_no_run(controls: TrainingControls) -> None:
    controls.set_report(samples.report())
    controls.set_report(None)
    assert looking.labels(controls) == ["Train starts a fresh network.", ""]
    assert share(controls) == 0.0


def test_the_focus_stays_among_the_buttons_when_there_is_nothing_before_any_more(qtbot: QtBot) -> None:
    controls, other = TrainingControls(), QLineEdit()
    host = QWidget()
    layout = QVBoxLayout(host)
    layout.addWidget(controls)
    layout.addWidget(other)
    looking.show(qtbot, host, 400, 240)
    controls.set_before("relu-16")
    host.activateWindow()
    looking.button(controls, "Back").setFocus()
    controls.set_before("")
    assert host.focusWidget() is looking.button(controls, "Train")
