"""What is painted a part at a time looks as if it had been painted at once, and each movement paints little."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.core.paper.strokes import GrowingStroke, Stroke, Strokes
from digitapp.views.paper import ink_layers
from digitapp.views.paper.canvas import Canvas
from tests import pen
from tests.views import looking

SIDE = 304


@pytest.fixture
def canvas(qtbot: QtBot, light: None) -> Canvas:
    assert light is None
    return looking.show(qtbot, Canvas(), SIDE, SIDE)


@pytest.fixture
def painted(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """How many points were painted each time that something was."""
    counts: list[int] = []
    paint = ink_layers.paint_stroke

    def counted(painter: QPainter, sheet: QRectF, stroke: Stroke) -> None:
        counts.append(len(stroke.points))
        paint(painter, sheet, stroke)

    monkeypatch.setattr(ink_layers, "paint_stroke", counted)
    return counts


def eight(points: int, *, pressed: bool = False) -> Stroke:
    turn = np.linspace(0, 2 * np.pi, points)
    places = np.stack([0.5 + 0.2 * np.sin(2 * turn), 0.5 - 0.35 * np.cos(turn)], axis=1)
    return Stroke(places, 0.07, np.linspace(0, 1, points if pressed else 0, dtype=np.float32))


def bars(count: int, points: int = 30) -> Strokes:
    x = np.linspace(0.1, 0.9, count)
    return tuple(Stroke(np.stack([np.full(points, each), np.linspace(0.2, 0.8, points)], axis=1), 0.01) for each in x)


def shown(canvas: Canvas) -> looking.Picture:
    """Return the picture once all of it is painted."""
    picture = looking.picture(canvas)
    while canvas._more.isActive():
        canvas._more.stop()
        picture = looking.picture(canvas)
    return picture


def anew(canvas: Canvas, strokes: Strokes) -> looking.Picture:
    """Return the picture of strokes painted all at once."""
    canvas.set_strokes(strokes)
    canvas.restyle()
    return shown(canvas)


@pytest.mark.parametrize("pressed", [False, True])
def test_a_long_stroke_under_the_pen_looks_as_when_it_is_finished(canvas: Canvas, pressed: bool) -> None:
    stroke = eight(700, pressed=pressed)
    expected = anew(canvas, (stroke,))
    canvas.set_strokes(())
    for count in range(1, 701):
        canvas._live = Stroke(stroke.points[:count], 0.07, stroke.pressures[:count])
        if count % 7 == 0:
            looking.picture(canvas)
    np.testing.assert_array_equal(looking.picture(canvas), expected)


def test_a_movement_paints_the_same_few_points_however_long_the_stroke_is(canvas: Canvas, painted: list[int]) -> None:
    pen.draw(canvas, [(0.1, 0.5)], lift=False)
    growing = GrowingStroke()
    for place in eight(5000).points.tolist():
        canvas._live = growing.add((place[0], place[1]))
        painted.clear()
        looking.picture(canvas)
        assert sum(painted) <= 3 * ink_layers.PIECE + 1


def test_a_new_stroke_begins_without_the_ink_of_the_last(canvas: Canvas) -> None:
    pen.draw(canvas, pen.along([(0.1, 0.2), (0.9, 0.2)], 300))
    pen.draw(canvas, pen.along([(0.1, 0.8), (0.9, 0.8)], 300), lift=False)
    pixels = looking.picture(canvas)
    assert looking.count(pixels[: SIDE // 2], theme.LIGHT.ink) == 0
    assert looking.count(pixels[SIDE // 2 :], theme.LIGHT.ink) > 1000


def test_of_finished_strokes_only_new_ones_are_painted(canvas: Canvas, painted: list[int]) -> None:
    strokes = bars(20)
    expected = anew(canvas, strokes)
    anew(canvas, strokes[:15])
    painted.clear()
    canvas.set_strokes(strokes)
    np.testing.assert_array_equal(shown(canvas), expected)
    assert len(painted) == 5


def test_what_is_erased_is_gone(canvas: Canvas) -> None:
    strokes = bars(9)
    expected = anew(canvas, (*strokes[:4], *strokes[5:]))
    anew(canvas, strokes)
    canvas.set_strokes((*strokes[:4], *strokes[5:]))
    np.testing.assert_array_equal(shown(canvas), expected)


def test_very_many_strokes_are_painted_a_stretch_at_a_time_and_the_old_ones_seen_until_then(
    canvas: Canvas, painted: list[int]
) -> None:
    few, many = bars(3), bars(200, points=100)
    before = anew(canvas, few)
    expected = anew(canvas, many)
    anew(canvas, few)
    canvas.set_strokes(many)
    painted.clear()
    first = looking.picture(canvas)
    assert sum(painted) <= ink_layers.STRETCH + 2 * ink_layers.PIECE
    np.testing.assert_array_equal(first, before)
    np.testing.assert_array_equal(shown(canvas), expected)


def test_strokes_that_change_while_they_are_painted_are_painted_right(canvas: Canvas) -> None:
    many = bars(200, points=100)
    expected = anew(canvas, many[50:])
    anew(canvas, ())
    canvas.set_strokes(many)
    looking.picture(canvas)
    canvas.set_strokes(many[50:])
    looking.picture(canvas)
    canvas.set_strokes(many)  # and back again by undo
    looking.picture(canvas)
    canvas.set_strokes(many[50:])
    np.testing.assert_array_equal(shown(canvas), expected)


def test_the_painting_goes_on_by_itself(canvas: Canvas, qtbot: QtBot) -> None:
    canvas.set_strokes(bars(200, points=100))
    qtbot.waitUntil(lambda: canvas._finished._is_done)
