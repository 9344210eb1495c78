"""Names that look like HTML are shown as they are."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import Qt as GuiQt
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from digitapp.views.parts.readout import Readout
from digitapp.views.parts.view import label, plain_tip

NAMES = ["<b>bold</b> & <img src=y>", "<u>data", "a<i>b\n<second> & line", "a < b", "plain"]


@pytest.mark.parametrize("name", NAMES)
def test_a_tooltip_shows_the_name(name: str) -> None:
    tip = plain_tip(name)
    shown = QTextDocument()
    if GuiQt.mightBeRichText(tip):
        shown.setHtml(tip)
    else:
        shown.setPlainText(tip)
    assert shown.toPlainText() == name


def test_a_label_shows_the_name(qtbot: QtBot) -> None:
    shown, as_it_is = label(), QLabel()
    qtbot.addWidget(shown)
    qtbot.addWidget(as_it_is)
    as_it_is.setTextFormat(Qt.TextFormat.PlainText)
    for each in (shown, as_it_is):
        each.setText("<b>bold</b>")
    assert shown.sizeHint() == as_it_is.sizeHint()


def test_a_line_that_is_cut_off_has_the_name_as_its_tooltip(qtbot: QtBot) -> None:
    line = Readout()
    qtbot.addWidget(line)
    line.resize(10, 20)
    line.set_text("<img src=x> is read")
    assert line.toolTip() == "<span>&lt;img src=x&gt; is read</span>"
