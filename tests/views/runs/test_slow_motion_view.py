"""Slow motion as it is shown: the worst images, all images, and how one goes on."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitapp.core.runs.batch_seen import BatchSeen
from digitapp.views.runs.slow_motion_view import SlowMotionView
from tests.views import looking


def batch(count: int = 20) -> BatchSeen:
    losses = np.linspace(0.01, 4, count, dtype=np.float32)
    images = np.zeros((count, 28, 28), np.uint8)
    labels = np.arange(count) % 10
    answers = np.where(losses > 1, (labels + 1) % 10, labels)
    return BatchSeen(2, 7, 469, images, labels, answers, np.exp(-losses), losses, 0.001)


@pytest.fixture
def view(qtbot: QtBot, light: None) -> SlowMotionView:
    assert light is None
    return looking.show(qtbot, SlowMotionView(), 800, 560)


def test_what_there_is_to_see_is_said(view: SlowMotionView) -> None:
    assert view._invitation.isVisible()
    view.set_batch(batch())
    assert view._where.text().startswith("Epoch 2, batch 7 of 469: loss 2.005, 5 of 20 read rightly, rate 0.001")
    assert "It is 9, said was 0; 1.8% for the right one, loss 4.00" in view.figure.accessibleName()
    assert not view._invitation.isVisible()


@pytest.mark.parametrize("count", [1, 128, 3000])
def test_as_many_images_as_there_is_room_for(view: SlowMotionView, count: int) -> None:
    view.set_batch(batch(count))
    places = view.figure.places()
    assert len(places) == min(count, 400) if count <= 128 else len(places) > 100
    assert all(view.figure.rect().toRectF().contains(place) for place in places.values())
    assert not view.figure.grab().isNull()


def test_an_image_is_chosen(view: SlowMotionView) -> None:
    view.set_batch(batch())
    chosen: list[int] = []
    view.image_chosen.connect(chosen.append)
    QTest.mouseClick(view.figure, Qt.MouseButton.LeftButton, pos=QPoint(20, 20))
    assert chosen == [19]  # the worst
    QTest.mouseClick(view.figure, Qt.MouseButton.LeftButton, pos=view.figure.places()[0].center().toPoint())
    assert chosen == [19, 0]


def test_the_buttons_ask_and_say_what_they_do(view: SlowMotionView) -> None:
    asked: list[object] = []
    view.play_requested.connect(lambda: asked.append("play"))
    view.pause_requested.connect(lambda: asked.append("pause"))
    view.one_requested.connect(lambda: asked.append("one"))
    view.full_requested.connect(lambda: asked.append("full"))
    view.speed_requested.connect(asked.append)
    view._play.click()
    view.set_playing(True)
    assert view._play.text() == "Pause"
    view._play.click()
    view.set_playing(False)
    view.set_status("running")
    assert view._full.text() == "Pause"
    for button in (view._one, view._full):
        button.click()
    view._speed.activated.emit(0)
    assert asked == ["play", "pause", "one", "full", 0.25]
