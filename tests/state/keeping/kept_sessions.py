"""What the tests of kept runs do with sessions: begin another one, wait for what is written, have a run read."""

from pathlib import Path

from pytestqt.qtbot import QtBot

from digitapp.core.runs.run import Run
from digitapp.core.runs.settings import TrainingSettings
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from tests.state import running
from tests.state.keeping.conftest import Start
from tests.state.running import wait_for


def settled(session: Session, qtbot: QtBot) -> None:
    """Wait until all is written that is to be written."""
    with qtbot.waitCallback(timeout=running.TIMEOUT) as done:
        session.keeper.catch_up(done)


def again(start: Start, qtbot: QtBot) -> Session:
    """Begin another session, which knows what is kept."""
    session = start()
    with qtbot.waitCallback(timeout=running.TIMEOUT) as done:
        session.kept_runs.read_heads(done)
    return session


def begin(session: Session, qtbot: QtBot, settings: TrainingSettings, batches: int) -> None:
    """Begin a run that waits after at least so many batches."""
    running.use(session, settings)
    session.training.train()
    session.training.pause()
    wait_for(session, qtbot, Status.PAUSED)
    while len(session.history.run.curves[-1].batch_at) < batches:
        with qtbot.waitSignal(session.training.advanced):
            session.training.step()


def bring(session: Session, qtbot: QtBot, name: str) -> Run:
    """Have a kept run read."""
    number = next(line.number for line in session.shelf.lines if line.name == name)
    with qtbot.waitCallback(timeout=running.TIMEOUT) as done:
        session.kept_runs.want(number, done)
    return session.history.tree[number]


def names(session: Session) -> list[str]:
    return [line.name for line in session.shelf.lines]


def hand_in(session: Session, path: Path, number: int) -> None:
    """Save a run to a file, as the program does it."""
    from digitapp.core.keeping.run_file import save_run_file
    from digitapp.state.keeping.states import lineage, state_of, with_data

    tree, of = session.history.tree, session.training.recordings.of
    runs = lineage(tree[number], tree)
    states = [state_of(run, of(run.number), tree, session.kept_runs, under_way=False) for run in runs]
    save_run_file(path, [with_data(state) for state in states])


def open_file(session: Session, qtbot: QtBot, path: Path) -> Run:
    with qtbot.waitCallback(timeout=running.TIMEOUT) as done:
        session.tasks.do(session.kept_runs.open_file(path, done))
    return session.history.tree[done.args[0]]  # type: ignore[index]
