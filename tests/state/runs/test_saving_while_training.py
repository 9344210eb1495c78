"""A network that is saved in the middle of a run is saved as it was then, and no longer once it learns on."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from tests.state import running
from tests.state.running import wait_for, wait_for_report


def test_what_is_learned_after_saving_is_not_saved(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    session.training.train()
    wait_for_report(session, qtbot)
    session.training.pause()
    wait_for(session, qtbot, Status.PAUSED)
    running.save(session, tmp_path / "mine.safetensors")
    with qtbot.waitSignal(session.history.changed, check_params_cb=lambda info: not info.saved):
        session.training.resume()
    session.training.leave()
    running.wait_for_all_jobs(qtbot)
    assert not session.history.moment.saved


def test_a_run_that_is_stopped_where_it_was_saved_is_saved(session: Session, qtbot: QtBot, tmp_path: Path) -> None:
    session.training.train()
    wait_for_report(session, qtbot)
    session.training.pause()
    wait_for(session, qtbot, Status.PAUSED)
    running.save(session, tmp_path / "mine.safetensors")
    session.training.leave()
    running.wait_for_all_jobs(qtbot)
    assert session.history.moment.saved
