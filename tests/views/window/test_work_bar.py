"""What is waited for, with how much of it is done where that is known."""

from PySide6.QtWidgets import QProgressBar, QWidget
from pytestqt.qtbot import QtBot

from digitapp.views.window.work_bar import WorkBar
from tests.views import looking
from tests.window import child


def test_it_is_known_or_not_how_much_is_done(qtbot: QtBot) -> None:
    window = looking.show(qtbot, QWidget(), 600, 300)
    bar = WorkBar(window)
    progress = child(bar, QProgressBar)
    bar.set_work("Reading letters…")
    assert (progress.minimum(), progress.maximum()) == (0, 0)  # nobody knows
    bar.set_progress(0.25)
    assert progress.value() * 4 == progress.maximum() > 0
    bar.set_work("Reading numbers…")
    assert (progress.minimum(), progress.maximum()) == (0, 0)
