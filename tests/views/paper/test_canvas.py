"""The canvas: what the pen, whatever it is, asks for."""

from collections.abc import Callable

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.core.paper.strokes import DEFAULT_PEN_WIDTH, Stroke, strokes_from_points
from digitapp.core.reading.drawing import SeenDigit
from digitapp.views.paper.canvas import Canvas
from tests import pen, samples
from tests.views import looking

SIDE = 304
PIXEL = 1 / SIDE
LINE = ((0.2, 0.5), (0.5, 0.5), (0.8, 0.5))
Draw = Callable[[QWidget], None]


class Paper:
    """A canvas and all that it asks for."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.moved: list[Stroke] = []
        self.finished: list[Stroke] = []
        self.erased: list[Stroke] = []
        canvas.stroke_moved.connect(self.moved.append)
        canvas.stroke_finished.connect(self.finished.append)
        canvas.erase_requested.connect(self.erased.append)


@pytest.fixture
def paper(qtbot: QtBot, light: None) -> Paper:
    assert light is None
    return Paper(looking.show(qtbot, Canvas(), SIDE, SIDE))


def with_mouse(canvas: QWidget) -> None:
    pen.draw(canvas, LINE)


def with_finger(canvas: QWidget) -> None:
    pen.finger(canvas, LINE)


def with_pen(canvas: QWidget) -> None:
    pen.pen(canvas, LINE, [0.3, 0.5, 1.0])


@pytest.mark.parametrize("draw", [with_mouse, with_finger, with_pen])
def test_a_stroke(paper: Paper, draw: Draw) -> None:
    draw(paper.canvas)
    assert len(paper.finished) == 1  # and not another one as a mouse's
    stroke = paper.finished[0]
    np.testing.assert_allclose(stroke.points[0], LINE[0], atol=PIXEL)
    np.testing.assert_allclose(stroke.points[-1], LINE[-1], atol=PIXEL)
    assert len(paper.moved) >= 3  # it is told of while the pen is down
    assert [len(moved.points) for moved in paper.moved[:3]] == [1, 2, 3]
    assert stroke.pen_width == DEFAULT_PEN_WIDTH
    assert paper.erased == []


def test_the_pressure_of_a_tablets_pen(paper: Paper) -> None:
    with_pen(paper.canvas)
    np.testing.assert_allclose(paper.finished[0].pressures, [0.3, 0.5, 1.0], atol=1e-3)


def test_a_mouse_has_no_pressure(paper: Paper) -> None:
    with_mouse(paper.canvas)
    assert len(paper.finished[0].pressures) == 0


@pytest.mark.parametrize("kind", [QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease])
def test_a_tablets_events_are_accepted_and_do_not_come_again_as_a_mouses(paper: Paper, kind: QEvent.Type) -> None:
    assert pen.tablet(paper.canvas, kind, (0.5, 0.5))


def test_a_quick_dot_counts(paper: Paper) -> None:
    pen.draw(paper.canvas, [(0.4, 0.6)])
    assert len(paper.moved) == 1
    np.testing.assert_allclose(paper.finished[0].points, [(0.4, 0.6)], atol=PIXEL)


def test_two_quick_dots_are_two(paper: Paper) -> None:
    where = pen.point(paper.canvas, (0.4, 0.6))
    QTest.mouseClick(paper.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    QTest.mouseDClick(paper.canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, where)
    pen.release(paper.canvas, (0.4, 0.6))
    assert len(paper.finished) == 2


def test_a_stroke_that_leaves_the_canvas_and_comes_back_is_one(paper: Paper) -> None:
    pen.draw(paper.canvas, [(0.5, 0.5), (1.2, 0.5), (0.5, -0.3), (0.4, 0.4)])
    assert len(paper.finished) == 1
    np.testing.assert_allclose(paper.finished[0].points[1], (1.2, 0.5), atol=PIXEL)
    np.testing.assert_allclose(paper.finished[0].points[2], (0.5, -0.3), atol=PIXEL)


def test_a_stroke_whose_end_nobody_told_of_ends_before_the_next(paper: Paper) -> None:
    pen.draw(paper.canvas, LINE, lift=False)  # and a window that comes in between has the release
    pen.draw(paper.canvas, [(0.1, 0.9), (0.9, 0.9)])
    assert [len(stroke.points) for stroke in paper.finished] == [3, 2]
    np.testing.assert_allclose(paper.finished[1].points[0], (0.1, 0.9), atol=PIXEL)


def test_a_stroke_that_ends_outside(paper: Paper) -> None:
    pen.draw(paper.canvas, [(0.5, 0.5), (1.5, 0.5)])
    assert len(paper.finished) == 1


def test_the_pointer_without_a_button_draws_nothing(paper: Paper) -> None:
    QTest.mouseMove(paper.canvas, QPoint(100, 100))
    QTest.mouseMove(paper.canvas, QPoint(120, 100))
    pen.draw(paper.canvas, LINE, Qt.MouseButton.MiddleButton)
    assert (paper.moved, paper.finished) == ([], [])


@pytest.mark.parametrize("first", [Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton])
def test_a_second_button_does_not_break_the_stroke(paper: Paper, first: Qt.MouseButton) -> None:
    paper.canvas.set_strokes(strokes_from_points([LINE]))
    pen.draw(paper.canvas, [(0.1, 0.1), (0.3, 0.1)], lift=False)
    other = pen.point(paper.canvas, (0.3, 0.1))
    QTest.mousePress(paper.canvas, Qt.MouseButton.RightButton, Qt.KeyboardModifier.NoModifier, other)
    if first is Qt.MouseButton.RightButton:
        pen.release(paper.canvas, (0.3, 0.1), Qt.MouseButton.RightButton)
        QTest.mouseMove(paper.canvas, pen.point(paper.canvas, (0.5, 0.1)))
        assert paper.finished == []
    pen.release(paper.canvas, (0.5, 0.1))
    assert len(paper.finished) == 1
    assert paper.erased == []


# The eraser


@pytest.mark.parametrize("way", ["right button", "tool", "finger with the tool", "pen's other end"])
def test_the_eraser_asks_for_the_stroke_it_touches(paper: Paper, way: str) -> None:
    near, far = strokes_from_points([LINE, [(0.2, 0.8), (0.8, 0.8)]])
    paper.canvas.set_strokes((near, far))
    touch = [(0.5, 0.5 + DEFAULT_PEN_WIDTH / 3)]
    if way == "right button":
        pen.draw(paper.canvas, touch, Qt.MouseButton.RightButton)
    elif way == "pen's other end":
        pen.pen(paper.canvas, touch, [1.0], eraser=True)
    else:
        paper.canvas.set_eraser(True)
        (pen.finger if way.startswith("finger") else pen.draw)(paper.canvas, touch)
    assert paper.erased
    assert all(stroke is near for stroke in paper.erased)
    assert (paper.moved, paper.finished) == ([], [])


def test_the_eraser_erases_on_its_way(paper: Paper) -> None:
    stroke = strokes_from_points([LINE])[0]
    paper.canvas.set_strokes((stroke,))
    pen.draw(paper.canvas, [(0.5, 0.2), (0.5, 0.3)], Qt.MouseButton.RightButton, lift=False)
    assert paper.erased == []
    QTest.mouseMove(paper.canvas, pen.point(paper.canvas, (0.5, 0.5)))
    assert paper.erased == [stroke]
    pen.release(paper.canvas, (0.5, 0.5), Qt.MouseButton.RightButton)
    QTest.mouseMove(paper.canvas, pen.point(paper.canvas, (0.4, 0.5)))
    assert paper.erased == [stroke]  # lifted, it erases nothing


def test_a_fast_eraser_takes_what_lies_on_its_way(paper: Paper) -> None:
    """Between two places that it tells of there may be half the paper."""
    first, second, beside = strokes_from_points([[(0.3, 0.1), (0.3, 0.9)], [(0.7, 0.1), (0.7, 0.9)], [(0.5, 0.9)]])
    paper.canvas.set_strokes((first, second, beside))
    pen.draw(paper.canvas, [(0.1, 0.5), (0.9, 0.5)], Qt.MouseButton.RightButton)
    assert paper.erased == [first, second]


def test_an_eraser_that_is_set_down_anew_has_not_gone_there(paper: Paper) -> None:
    paper.canvas.set_strokes(strokes_from_points([[(0.5, 0.1), (0.5, 0.9)]]))
    pen.draw(paper.canvas, [(0.1, 0.5), (0.2, 0.5)], Qt.MouseButton.RightButton)
    pen.draw(paper.canvas, [(0.9, 0.5), (0.8, 0.5)], Qt.MouseButton.RightButton)
    assert paper.erased == []


def test_a_touch_erases_only_the_nearest_of_two_strokes(paper: Paper) -> None:
    near, far = strokes_from_points([[(0.2, 0.5), (0.8, 0.5)], [(0.2, 0.52), (0.8, 0.52)]])
    paper.canvas.set_strokes((far, near))
    pen.draw(paper.canvas, [(0.5, 0.5)], Qt.MouseButton.RightButton)
    assert paper.erased == [near]


@pytest.mark.parametrize("eraser", [False, True])
def test_a_tablets_pen_above_the_paper_does_nothing(paper: Paper, eraser: bool) -> None:
    pen.pen(paper.canvas, [(0.2, 0.2)], [0.5], eraser=eraser)
    paper.canvas.set_strokes(strokes_from_points([LINE]))
    drawn = len(paper.moved)
    pen.tablet(paper.canvas, QEvent.Type.TabletMove, (0.5, 0.5), pressure=0.0, eraser=eraser)
    assert (len(paper.moved), paper.erased) == (drawn, [])


def test_the_eraser_on_empty_paper_asks_for_nothing(paper: Paper) -> None:
    pen.draw(paper.canvas, LINE, Qt.MouseButton.RightButton)
    assert (paper.erased, paper.finished) == ([], [])


def test_after_the_eraser_the_pen_draws_again(paper: Paper) -> None:
    paper.canvas.set_eraser(True)
    pen.draw(paper.canvas, LINE)
    paper.canvas.set_eraser(False)
    pen.draw(paper.canvas, LINE)
    assert len(paper.finished) == 1


def test_the_cursor_tells_the_tool(paper: Paper) -> None:
    assert paper.canvas.cursor().shape() is Qt.CursorShape.CrossCursor
    paper.canvas.set_eraser(True)
    assert paper.canvas.cursor().shape() is not Qt.CursorShape.CrossCursor


# Size and focus


def test_the_paper_is_a_square_in_the_middle_of_a_wide_canvas(paper: Paper, qtbot: QtBot) -> None:
    canvas = looking.show(qtbot, Canvas(), 400, 200)
    finished: list[Stroke] = []
    canvas.stroke_finished.connect(finished.append)
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(100, 0))
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(250, 100))
    np.testing.assert_allclose([stroke.points[0] for stroke in finished], [(0, 0), (0.75, 0.5)])
    assert paper.canvas.heightForWidth(217) == 217


@pytest.mark.parametrize("draw", [with_mouse, with_finger, with_pen])
def test_who_draws_takes_the_keys(qtbot: QtBot, light: None, draw: Draw) -> None:
    """Ctrl+Z after a stroke must undo the stroke, not what was typed into a field before."""
    assert light is None
    window, canvas, field = QWidget(), Canvas(), QLineEdit()
    layout = QVBoxLayout(window)
    layout.addWidget(canvas)
    layout.addWidget(field)
    looking.show(qtbot, window)
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    draw(canvas)
    assert canvas.hasFocus()


def test_a_pens_side_button_does_not_break_the_stroke(paper: Paper) -> None:
    pen.tablet(paper.canvas, QEvent.Type.TabletPress, (0.2, 0.5))
    pen.tablet(paper.canvas, QEvent.Type.TabletMove, (0.4, 0.5))
    pen.tablet(paper.canvas, QEvent.Type.TabletPress, (0.4, 0.5), button=Qt.MouseButton.RightButton)
    pen.tablet(paper.canvas, QEvent.Type.TabletMove, (0.6, 0.5))
    pen.tablet(paper.canvas, QEvent.Type.TabletRelease, (0.6, 0.5), button=Qt.MouseButton.RightButton)
    assert paper.finished == []
    pen.tablet(paper.canvas, QEvent.Type.TabletMove, (0.8, 0.5))
    pen.tablet(paper.canvas, QEvent.Type.TabletRelease, (0.8, 0.5))
    assert len(paper.finished) == 1
    np.testing.assert_allclose(paper.finished[0].points[[0, -1]], [(0.2, 0.5), (0.8, 0.5)], atol=PIXEL)


def test_a_pens_side_button_above_the_paper_draws_nothing(paper: Paper) -> None:
    for kind in (QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease):
        pen.tablet(paper.canvas, kind, (0.4, 0.5), pressure=0.0, button=Qt.MouseButton.RightButton)
    assert (paper.moved, paper.finished) == ([], [])


def seen(*lines: list[tuple[float, float]]) -> list[SeenDigit]:
    """Digits of one stroke each."""
    return [SeenDigit(strokes_from_points([line]), samples.reading_of([1.0])) for line in lines]


def test_several_digits_have_frames_and_the_selected_one_in_the_accents_colour(paper: Paper) -> None:
    one, two = [(0.2, 0.3), (0.2, 0.7)], [(0.7, 0.3), (0.7, 0.7)]
    paper.canvas.set_strokes(strokes_from_points([one, two]))
    before = looking.picture(paper.canvas)
    paper.canvas.set_digits(seen(one), 0)
    np.testing.assert_array_equal(looking.picture(paper.canvas), before)  # one digit needs no frame
    paper.canvas.set_digits(seen(one, two), 1)
    accents = (looking.picture(paper.canvas) == looking.rgb(theme.LIGHT.accent)).all(axis=-1)
    assert not accents[:, : SIDE // 2].any()
    rows, columns = np.nonzero(accents)
    assert columns.min() / SIDE == pytest.approx(0.7 - 0.045, abs=0.02)
    assert (rows.min() / SIDE, rows.max() / SIDE) == pytest.approx((0.3 - 0.045, 0.7 + 0.045), abs=0.02)


def in_picture(*corners: tuple[float, float, float, float]) -> list[SeenDigit]:
    """Digits in a picture: left, top, right and bottom of each."""
    places = [np.array([(x, y), (right, y), (right, bottom), (x, bottom)]) for x, y, right, bottom in corners]
    return [SeenDigit((), samples.reading_of([1.0]), corners=place) for place in places]


@pytest.mark.parametrize("of_picture", [False, True])
def test_a_tap_on_one_of_several_digits_chooses_it_and_draws_nothing(paper: Paper, of_picture: bool) -> None:
    asked: list[int] = []
    paper.canvas.digit_requested.connect(asked.append)
    drawn = seen([(0.2, 0.3), (0.2, 0.7)], [(0.7, 0.3), (0.7, 0.7)])
    paper.canvas.set_digits(in_picture((0.1, 0.3, 0.3, 0.7), (0.6, 0.3, 0.8, 0.7)) if of_picture else drawn, 0)
    pen.draw(paper.canvas, [(0.7, 0.5)])
    pen.draw(paper.canvas, [(0.2, 0.5), (0.203, 0.502)])
    assert (asked, paper.moved, paper.finished) == ([1, 0], [], [])


def test_a_stroke_that_begins_on_a_digit_is_a_stroke_from_its_first_point_on(paper: Paper) -> None:
    paper.canvas.set_digits(seen([(0.2, 0.3), (0.2, 0.7)], [(0.7, 0.3), (0.7, 0.7)]), 0)
    pen.draw(paper.canvas, [(0.7, 0.4), (0.701, 0.4), (0.8, 0.5)])
    assert len(paper.finished) == 1
    np.testing.assert_allclose(paper.finished[0].points[0], (0.7, 0.4), atol=PIXEL)
    assert len(paper.finished[0].points) == 3


def test_a_tap_beside_the_digits_of_a_picture_takes_it_not_away(paper: Paper) -> None:
    paper.canvas.set_digits(in_picture((0.1, 0.3, 0.3, 0.7), (0.6, 0.3, 0.8, 0.7)), 0)
    pen.draw(paper.canvas, [(0.9, 0.9)])
    assert (paper.moved, paper.finished) == ([], [])


def test_a_digit_in_a_picture_has_a_frame_that_is_turned_as_it_is(paper: Paper) -> None:
    corners = np.array([(0.5, 0.2), (0.8, 0.5), (0.5, 0.8), (0.2, 0.5)])
    paper.canvas.set_digits([SeenDigit((), samples.reading_of([1.0]), corners=corners)], 0)
    accents = (looking.picture(paper.canvas) == looking.rgb(theme.LIGHT.accent)).all(axis=-1)
    assert accents.any()
    assert not accents[: SIDE // 3, : SIDE // 3].any()
    accents_before = accents.sum()
    paper.canvas.set_digits((), -1)
    assert accents_before > (looking.picture(paper.canvas) == looking.rgb(theme.LIGHT.accent)).all(axis=-1).sum()


def test_a_click_after_a_tablets_pen_was_lifted_draws_no_dot(paper: Paper, monkeypatch: pytest.MonkeyPatch) -> None:
    with_pen(paper.canvas)
    pen.draw(paper.canvas, [LINE[-1]])  # what some systems send after it
    assert len(paper.finished) == 1
    monkeypatch.setattr("digitapp.views.paper.canvas._AFTER_PEN", 0)
    with_mouse(paper.canvas)
    assert len(paper.finished) == 2


def test_a_dropped_stroke_is_not_finished(paper: Paper) -> None:
    pen.draw(paper.canvas, LINE, lift=False)
    paper.canvas.drop_live()
    moved = len(paper.moved)
    pen.release(paper.canvas, LINE[-1])
    assert paper.finished == []
    assert len(paper.moved) == moved
