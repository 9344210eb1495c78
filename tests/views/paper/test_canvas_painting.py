"""What is to be seen on the canvas."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QPaintEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.core.paper.strokes import Stroke, strokes_from_points
from digitapp.views.paper.canvas import Canvas
from tests import pen
from tests.views import looking

SIDE = 304
LINE = ((0.2, 0.5), (0.8, 0.5))
PAPER, INK = looking.rgb(theme.LIGHT.paper), looking.rgb(theme.LIGHT.ink)


@pytest.fixture
def canvas(qtbot: QtBot, light: None) -> Canvas:
    assert light is None
    return looking.show(qtbot, Canvas(), SIDE, SIDE)


def at(pixels: looking.Picture, place: pen.Place) -> tuple[int, ...]:
    return tuple(int(channel) for channel in pixels[round(place[1] * SIDE), round(place[0] * SIDE)])


def thickness(pixels: looking.Picture, x: float) -> int:
    """Return how many pixels of the column at `x` are ink."""
    return looking.count(pixels[:, round(x * SIDE)], theme.LIGHT.ink)


def test_the_hint_is_there_as_long_as_the_paper_is_empty(canvas: Canvas) -> None:
    assert looking.painted_texts(canvas)[0] == "Draw a digit"
    pen.draw(canvas, [(0.1, 0.1)], lift=False)
    assert looking.painted_texts(canvas) == []
    pen.release(canvas, (0.1, 0.1))
    canvas.set_strokes(strokes_from_points([LINE]))
    assert looking.painted_texts(canvas) == []
    canvas.set_strokes(())
    assert looking.painted_texts(canvas)[0] == "Draw a digit"


def test_finished_strokes_are_ink_on_paper(canvas: Canvas) -> None:
    canvas.set_strokes(strokes_from_points([LINE, [(0.5, 0.2)]]))
    pixels = looking.picture(canvas)
    for place in ((0.25, 0.5), (0.5, 0.5), (0.75, 0.5), (0.5, 0.2)):
        assert at(pixels, place) == INK
    for place in ((0.5, 0.35), (0.1, 0.5), (0.9, 0.5), (0.5, 0.7)):
        assert at(pixels, place) == PAPER


def test_the_stroke_under_the_pen_is_seen(canvas: Canvas) -> None:
    pen.draw(canvas, pen.along(LINE), lift=False)
    assert at(looking.picture(canvas), (0.5, 0.5)) == INK
    pen.release(canvas, LINE[-1])


def test_a_finished_stroke_is_seen_only_if_the_state_says_so(canvas: Canvas) -> None:
    pen.draw(canvas, pen.along(LINE))
    assert at(looking.picture(canvas), (0.5, 0.5)) != INK
    canvas.set_strokes(strokes_from_points([LINE]))
    assert at(looking.picture(canvas), (0.5, 0.5)) == INK
    canvas.set_strokes(())
    assert at(looking.picture(canvas), (0.5, 0.5)) != INK


def test_the_pens_width(canvas: Canvas) -> None:
    for width in (0.03, 0.1):
        canvas.set_pen_width(width)
        pen.draw(canvas, pen.along(LINE), lift=False)
        assert thickness(looking.picture(canvas), 0.5) == pytest.approx(width * SIDE, abs=2)
        pen.release(canvas, LINE[-1])
        canvas.set_strokes((Stroke(np.array(LINE), width),))
        assert thickness(looking.picture(canvas), 0.5) == pytest.approx(width * SIDE, abs=2)
        canvas.set_strokes(())


def test_more_pressure_more_ink(canvas: Canvas) -> None:
    x = np.linspace(0.1, 0.9, 41)
    points = np.stack([x, np.full(41, 0.5)], axis=1)
    canvas.set_strokes((Stroke(points, 0.1, np.linspace(0, 1, 41, dtype=np.float32)),))
    pixels = looking.picture(canvas)
    widths = [thickness(pixels, place) for place in (0.2, 0.5, 0.8)]
    assert 5 < widths[0] < widths[1] - 3 < widths[2] - 6


def test_strokes_that_leave_the_paper_are_cut_off_at_its_edge(qtbot: QtBot, canvas: Canvas) -> None:
    wide = looking.show(qtbot, Canvas(), 400, 200)
    wide.set_strokes(strokes_from_points([[(-0.4, 0.5), (1.4, 0.5)]]))
    pixels = looking.picture(wide)
    assert looking.count(pixels[:, 101:299], theme.LIGHT.ink) > 1000
    assert looking.count(pixels[:, :99], theme.LIGHT.ink) == 0
    assert looking.count(pixels[:, 301:], theme.LIGHT.ink) == 0
    assert canvas.isVisible()


def test_another_size_shows_the_same_strokes(canvas: Canvas) -> None:
    canvas.set_strokes(strokes_from_points([LINE]))
    looking.picture(canvas)
    canvas.resize(200, 200)
    pixels = looking.picture(canvas)
    assert pixels.shape[:2] == (200, 200)
    assert tuple(pixels[100, 100]) == INK
    assert tuple(pixels[100, 20]) == PAPER


def test_the_other_palette_at_once(canvas: Canvas) -> None:
    canvas.set_strokes(strokes_from_points([LINE]))
    looking.picture(canvas)
    theme.apply(theme.DARK)
    pixels = looking.picture(canvas)
    assert at(pixels, (0.5, 0.5)) == looking.rgb(theme.DARK.ink)
    assert at(pixels, (0.5, 0.7)) == looking.rgb(theme.DARK.paper)


def test_each_movement_paints_only_where_the_ink_is_new_and_the_screen_has_it_all(
    canvas: Canvas, qapp: QApplication
) -> None:
    areas = []

    class Painted(QObject):
        def eventFilter(self, watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                areas.append(event.region().boundingRect())
            return super().eventFilter(watched, event)

    watcher = Painted(canvas)
    press, *moves = pen.along(pen.SEVEN, 40)  # more points than are painted in one piece
    pen.draw(canvas, [press], lift=False)
    qapp.processEvents()
    canvas.installEventFilter(watcher)
    for place in moves:
        QTest.mouseMove(canvas, pen.point(canvas, place))
        qapp.processEvents()
    assert max(area.width() * area.height() for area in areas) < SIDE * SIDE / 20
    on_screen = looking.pixels(canvas.screen().grabWindow(canvas.winId())).astype(int)
    assert np.abs(on_screen - looking.picture(canvas)).max() < 100  # of 255: the soft edge where two pieces meet
    pen.release(canvas, pen.SEVEN[-1])
