"""A small picture of signed numbers: what the pointer is over, and the line around the ink."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from digitapp.views.parts.signed_map import SignedMap
from tests.views import looking


def test_small_products_do_not_look_cut_off(qtbot: QtBot) -> None:
    view = looking.show(qtbot, SignedMap(112))
    ink, products = np.zeros(784, np.float32), np.zeros(784, np.float32)
    ink[[300, 328, 356]] = 1.0
    products[300] = 1.0  # the foot's weights are nearly 0
    view.set_values(products)
    before = looking.picture(view)
    view.outline(ink)
    changed = np.argwhere((looking.picture(view) != before).any(axis=-1))
    top, left = (value * 4 for value in divmod(300, 28))
    np.testing.assert_allclose([changed.min(axis=0), changed.max(axis=0)], [(top, left), (top + 12, left + 4)], atol=1)
    view.outline(None)
    np.testing.assert_array_equal(looking.picture(view), before)


def test_it_tells_which_number_is_pointed_at_and_chosen(qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QToolTip, "showText", lambda *_: None)
    view = looking.show(qtbot, SignedMap(112))
    view.set_values(np.ones(784, np.float32))
    with qtbot.waitSignal(view.pointed) as pointed:
        QTest.mouseMove(view, QPoint(4 * 5 + 2, 4 * 2 + 2))
    assert pointed.args == [2 * 28 + 5]
    with qtbot.waitSignal(view.chosen) as chosen:
        QTest.mouseClick(view, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert chosen.args == [0]
    with qtbot.waitSignal(view.pointed) as left:
        QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    assert left.args == [-1]
