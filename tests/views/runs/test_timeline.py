"""The timeline: where one is on the way of a network, and every way to ask for another place."""

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QAccessible, QColor, QHelpEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.core.runs.way import Stretch, Way
from digitapp.views.parts.colour_maps import DIGITS
from digitapp.views.runs.said_strip import stretches, strip_image
from digitapp.views.runs.timeline import Timeline
from tests.views import looking

KEPT = (0, 1, 2, 4, 8, 16, 32, 64, 100, 150, 200)
WAY = Way((Stretch(7, "relu-16", 0, 200, 0.0, 100, 0, KEPT),), 400)  # two epochs of four are done


@pytest.fixture
def timeline(qtbot: QtBot, light: None) -> Timeline:
    assert light is None
    view = Timeline()
    view.set_way(WAY)
    view.set_place(WAY.describe(200))
    return looking.show(qtbot, view, 1280, 48)


def asked(timeline: Timeline) -> list[int]:
    places: list[int] = []
    timeline.place_requested.connect(places.append)
    return places


def point(timeline: Timeline, place: int) -> QPoint:
    return QPoint(round(8 + (timeline.track.width() - 16) * place / WAY.planned), 22)


@pytest.mark.usefixtures("light")
def test_without_a_way_it_takes_no_room(qtbot: QtBot) -> None:
    view = Timeline()
    qtbot.addWidget(view)
    assert view.isHidden()
    view.set_way(WAY)
    assert not view.isHidden()
    view.set_way(Way())
    assert view.isHidden()
    view.play_or_pause()
    assert not view.playing


def test_it_is_low_enough_for_a_small_screen(timeline: Timeline) -> None:
    assert timeline.sizeHint().height() <= 56
    assert timeline.minimumSizeHint().width() <= 800


def test_it_says_where_one_is(timeline: Timeline) -> None:
    texts = looking.painted_texts(timeline)
    assert "epoch 2 · batch 100 of 100" in texts
    assert "now" in texts
    timeline.set_training(True)
    assert "now; training goes on" in looking.painted_texts(timeline)
    timeline.set_place(WAY.describe(130, exact=False))
    assert {"epoch 2 · batch 30 of 100", "training on to this batch…"} <= set(looking.painted_texts(timeline))
    timeline.set_place(WAY.describe(130))
    assert "relu-16, as it was then" in looking.painted_texts(timeline)
    timeline.set_way(replace(WAY, stretches=(replace(WAY.stretches[0], replayable=False),)))
    timeline.set_place(WAY.describe(150))
    assert "a moment that was kept" in looking.painted_texts(timeline)


def test_the_epochs_are_marked(timeline: Timeline) -> None:
    assert {"1", "2"} <= set(looking.painted_texts(timeline.track))
    assert "3" not in looking.painted_texts(timeline.track)  # not there yet


def test_many_epochs_do_not_write_over_each_other(timeline: Timeline) -> None:
    timeline.set_way(Way((Stretch(7, "relu-16", 0, 5000, 0.0, 10, 0, (0, 5000)),), 5000))
    numbers = [text for text in looking.painted_texts(timeline.track) if text.isdigit()]
    assert 10 < len(numbers) < 60


def test_dragging_asks_for_places(timeline: Timeline, qtbot: QtBot) -> None:
    places, track = asked(timeline), timeline.track
    QTest.mousePress(track, Qt.MouseButton.LeftButton, pos=point(timeline, 150))
    assert places == [pytest.approx(150, abs=1)]
    for place in range(150, 40, -5):  # faster than 30 a second
        QTest.mouseMove(track, point(timeline, place))
    assert len(places) < 5
    qtbot.waitUntil(lambda: places[-1] == pytest.approx(45, abs=1))
    QTest.mouseMove(track, point(timeline, 20))
    QTest.mouseRelease(track, Qt.MouseButton.LeftButton, pos=point(timeline, 20))
    assert places[-1] == pytest.approx(20, abs=1)


def test_dragging_past_the_end_is_the_end(timeline: Timeline) -> None:
    timeline.set_place(WAY.describe(10))
    places = asked(timeline)
    QTest.mousePress(timeline.track, Qt.MouseButton.LeftButton, pos=point(timeline, 390))
    assert places == [200]


def test_a_way_that_grows_leaves_the_handle_in_hand(timeline: Timeline) -> None:
    QTest.mousePress(timeline.track, Qt.MouseButton.LeftButton, pos=point(timeline, 50))
    before = timeline.track.value()
    longer = replace(WAY, stretches=(replace(WAY.stretches[0], batches=300),))
    timeline.set_way(longer)
    timeline.set_place(longer.describe(300))
    assert timeline.track.value() == before


@pytest.mark.parametrize(
    ("key", "place"),
    [
        (Qt.Key.Key_Left, 149),
        (Qt.Key.Key_Right, 151),
        (Qt.Key.Key_PageDown, 50),
        (Qt.Key.Key_PageUp, 200),
        (Qt.Key.Key_Home, 0),
        (Qt.Key.Key_End, 200),
    ],
)
def test_keys_ask_for_places(timeline: Timeline, key: Qt.Key, place: int) -> None:
    timeline.set_place(WAY.describe(150))
    places = asked(timeline)
    QTest.keyClick(timeline.track, key)
    assert places == [place]


def test_it_plays_to_the_end(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.set_place(WAY.describe(190))
    places = asked(timeline)
    timeline.place_requested.connect(lambda place: timeline.set_place(WAY.describe(place)))
    with qtbot.waitSignal(timeline.now_requested):
        QTest.keyClick(timeline.track, Qt.Key.Key_Space)
        assert timeline.playing
        assert looking.button(timeline, "Pause").isEnabled()
    assert not timeline.playing
    assert places == sorted(places)
    assert places[0] == 190
    assert places[-1] == 199


def test_playing_begins_at_the_start_where_it_is_at_the_end(timeline: Timeline) -> None:
    places = asked(timeline)
    QTest.mouseClick(looking.button(timeline, "Play"), Qt.MouseButton.LeftButton)
    assert places == [0]
    QTest.mouseClick(looking.button(timeline, "Pause"), Qt.MouseButton.LeftButton)
    assert not timeline.playing


def test_whoever_takes_the_handle_stops_the_playing(timeline: Timeline) -> None:
    timeline.play_or_pause()
    QTest.mousePress(timeline.track, Qt.MouseButton.LeftButton, pos=point(timeline, 77))
    assert not timeline.playing


def test_the_speed_is_chosen(timeline: Timeline, qtbot: QtBot) -> None:
    menu = timeline._how.menu()
    fast = next(action for action in menu.actions() if action.text() == "4×")
    fast.trigger()
    assert fast.isChecked()
    timeline.place_requested.connect(lambda place: timeline.set_place(WAY.describe(place)))
    timeline.set_place(WAY.describe(150))
    with qtbot.waitSignal(timeline.now_requested, timeout=3000):  # 50 batches of 200 are 1.25 s of 5
        timeline.play_or_pause()


def test_the_beginning_can_have_more_room(timeline: Timeline) -> None:
    places, track = asked(timeline), timeline.track
    shares = np.zeros((2, 10), np.float32)
    shares[0, 2] = shares[1, 7] = 1
    timeline.set_said(np.array([0, 20]), shares)

    def width_of_two() -> int:
        picture = track.grab().toImage()
        return sum(QColor(picture.pixel(x, 2)).name() == DIGITS[2] for x in range(picture.width()))

    before = width_of_two()
    stretch = next(action for action in timeline._menu.actions() if action.text() == "More room for the beginning")
    stretch.trigger()
    assert width_of_two() > 4 * before
    for place in (150, 40, 3):
        x = 8 + (track.width() - 16) * (place / WAY.planned) ** 0.4
        QTest.mousePress(track, Qt.MouseButton.LeftButton, pos=QPoint(round(x), 22))
        QTest.mouseRelease(track, Qt.MouseButton.LeftButton, pos=QPoint(round(x), 22))
        assert places[-1] == pytest.approx(place, abs=1)


def test_memory_is_asked_for(timeline: Timeline, qtbot: QtBot) -> None:
    timeline.set_megabytes(256)
    actions = {action.text(): action for action in timeline._memory.actions()}
    assert [text for text, action in actions.items() if action.isChecked()] == ["256 MB"]
    with qtbot.waitSignal(timeline.megabytes_requested, check_params_cb=lambda most: most == 1024):
        actions["1 GB"].trigger()


def test_now_and_continue_are_offered_in_the_past(timeline: Timeline, qtbot: QtBot) -> None:
    now, go_on = looking.button(timeline, "Now"), looking.button(timeline, "Continue from here")
    assert not now.isEnabled()
    assert not go_on.isEnabled()
    assert go_on.toolTip() == "First go back to a moment of the run."
    timeline.set_place(WAY.describe(130))
    with qtbot.waitSignal(timeline.now_requested):
        QTest.mouseClick(now, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(timeline.go_on_requested):
        QTest.mouseClick(go_on, Qt.MouseButton.LeftButton)
    timeline.set_valid(False)
    assert now.isEnabled()
    assert not go_on.isEnabled()


def test_a_screen_reader_hears_a_slider(timeline: Timeline) -> None:
    timeline.set_place(WAY.describe(130))
    heard = QAccessible.queryAccessibleInterface(timeline.track)
    assert heard.role() == QAccessible.Role.Slider
    assert heard.text(QAccessible.Text.Name) == "Moment of the run"
    assert "epoch 2 · batch 30 of 100" in heard.text(QAccessible.Text.Description)
    values = heard.valueInterface()
    assert (values.minimumValue(), values.currentValue(), values.maximumValue()) == (0, 130, 200)


def test_the_strip_has_each_digit_as_high_as_it_was_probable() -> None:
    shares = np.zeros((2, 10), np.float32)
    shares[0, 3], shares[0, 7], shares[1, 7] = 0.25, 0.75, 1.0
    at = np.array([0.0, 9.0, 10.0, 15.0, np.nan])
    image = strip_image(np.array([0, 10]), shares, at, 8)
    column = [image.pixelColor(0, y).name() for y in range(8)]
    assert column == [DIGITS[7]] * 6 + [DIGITS[3]] * 2
    assert [image.pixelColor(x, 7).name() for x in range(4)] == [DIGITS[3]] * 2 + [DIGITS[7]] * 2
    assert image.pixelColor(4, 0).alpha() == 0
    shares[0, 2] = 1
    assert stretches(np.array([0, 10, 20]), np.repeat(shares, (1, 2), axis=0), 25) == [(2, 0, 10), (7, 10, 25)]


def test_the_pointer_over_the_strip_is_told_what_was_said(timeline: Timeline, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda _place, text, _widget: shown.append(text))
    shares = np.zeros((2, 10), np.float32)
    shares[0, 2], shares[0, 3], shares[1, 7] = 0.75, 0.25, 1.0
    timeline.set_said(np.array([50, 100]), shares)

    def told(place: int, y: int) -> str:
        at = QPoint(point(timeline, place).x(), y)
        everywhere = timeline.track.mapToGlobal(at)
        QApplication.sendEvent(timeline.track, QHelpEvent(QEvent.Type.ToolTip, at, everywhere))
        return shown[-1]

    assert told(80, 5).startswith("epoch 0.50: 2 with 75.0%, then 3 with 25.0%\n")
    assert told(120, 5).startswith("epoch 1.00: 7 with 100.0%")
    for place in (20, 80):
        assert "said about the drawing on the paper" in told(place, 5)
    assert told(80, 30).startswith("Drag, or")


def test_numbers_that_are_none_do_not_stop_the_strip() -> None:
    shares = np.full((2, 10), np.nan, np.float32)
    assert strip_image(np.array([0, 10]), shares, np.arange(20.0), 8).width() == 20


@pytest.mark.parametrize("palette", [theme.LIGHT, theme.DARK])
def test_the_strip_is_seen_and_named(timeline: Timeline, palette: theme.Theme) -> None:
    theme.apply(palette)
    assert any("Draw a digit" in text for text in looking.painted_texts(timeline.track))
    shares = np.zeros((3, 10), np.float32)
    shares[0, 2], shares[1, 2], shares[2, 7] = 1, 1, 1
    timeline.set_said(np.array([0, 50, 100]), shares)
    assert {"2", "7"} <= set(looking.painted_texts(timeline.track))
    picture = timeline.track.grab().toImage()
    row = {QColor(picture.pixel(x, 2)).name() for x in range(20, picture.width() - 20)}
    assert {DIGITS[2], DIGITS[7]} <= row
    timeline.set_said(None, None)
    assert any("Draw a digit" in text for text in looking.painted_texts(timeline.track))
