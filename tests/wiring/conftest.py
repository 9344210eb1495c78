"""What the tests of the wiring share: a task that the person asked for is waited for at once."""

import pytest
from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from digitapp.state.tasks import Task, Tasks


@pytest.fixture(autouse=True)
def _wait_for_tasks(monkeypatch: pytest.MonkeyPatch, qapp: QApplication) -> None:
    """Let a test see what a task came to right after it was asked for; the window itself never waits."""
    do = Tasks.do

    def do_and_wait(self: Tasks, task: Task) -> None:
        do(self, task)
        while self.running:
            qapp.processEvents(QEventLoop.ProcessEventsFlag.WaitForMoreEvents)

    monkeypatch.setattr(Tasks, "do", do_and_wait)
