"""Qt's own file dialog, as it looks and speaks in the program."""

import re

import numpy as np
import pytest
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QToolButton
from pytestqt.qtbot import QtBot

from digitapp.app import Program
from tests.views import looking

HANGUL = re.compile("[가-힣]")


@pytest.fixture
def dialog(program: Program, qtbot: QtBot) -> QFileDialog:
    made = QFileDialog(program.window, "", "", "(*.h5)")
    made.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(made)
    made.show()
    return made


def test_its_buttons_show_their_icons(dialog: QFileDialog) -> None:
    buttons = [button for button in dialog.findChildren(QToolButton) if not button.icon().isNull()]
    assert len(buttons) >= 5
    for button in buttons:
        inside = looking.picture(button)[4:-4, 4:-4].reshape(-1, 3)
        assert len(np.unique(inside, axis=0)) > 3, button.objectName()


def test_all_its_words_are_in_the_language_of_the_window(program: Program, qtbot: QtBot) -> None:
    korean = next(action for action in program.window.commands.language.actions() if action.data() == "ko")
    korean.trigger()
    made = QFileDialog(program.window, "", "", "(*.h5)")
    made.setOption(QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(made)
    made.show()
    words = [label.text() for label in made.findChildren(QLabel)]
    words += [button.text() for button in made.findChildren(QPushButton)]
    assert [text for text in words if text and not HANGUL.search(text)] == []
