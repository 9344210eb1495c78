"""What the person chose is there again at the next start."""

import json

from PySide6.QtWidgets import QApplication, QLineEdit

from digitapp import preferences
from digitapp.app import Program
from digitapp.core.runs.settings import TrainingSettings
from tests.views import looking
from tests.window import child


def test_choices_are_remembered(program: Program) -> None:
    program.session.drawing.set_pen_width(0.11)
    program.window.resize(1290, 700)
    program.close()
    written = json.loads(preferences.preferences_file().read_text(encoding="utf-8"))
    assert (written["pen_width"], written["appearance"], written["language"]) == (0.11, "light", "")
    assert written["window_state"] == program.window.placement()


def test_the_settings_of_the_next_run_are_remembered(program: Program, qapp: QApplication) -> None:
    chosen = TrainingSettings((64,), epochs=9, distort=True, schedule="cosine", dropout=0.25, l2=1e-6, patience=3)
    program.session.training.set_settings(chosen)
    program.close()
    again = Program(qapp, preferences.load(preferences.preferences_file()), "en")
    try:
        assert again.session.training.settings == chosen
        assert child(again.window.overview.training_form, QLineEdit, "Units").text() == "64"
        assert looking.button(again.window.overview.training_form, "More… •")
        looking.button(again.window.more_settings, "As at first").click()
        assert again.session.training.settings == TrainingSettings((64,), epochs=9)
    finally:
        again.close()
        again.window.deleteLater()
        again.deleteLater()


def test_choices_that_cannot_be_written_do_not_keep_it_open(program: Program) -> None:
    preferences.preferences_file().parent.parent.mkdir(parents=True, exist_ok=True)
    preferences.preferences_file().parent.write_text("a file where the folder should be")
    program.close()
