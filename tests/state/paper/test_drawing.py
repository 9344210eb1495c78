"""The drawing: strokes that can be undone, a live stroke that counts at once, and the picture the network sees."""

from dataclasses import replace

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.paper.pictures import as_it_is
from digitapp.core.paper.strokes import DEFAULT_PEN_WIDTH, Stroke, strokes_from_points
from digitapp.state.paper.drawing import Drawing

FIRST, SECOND = strokes_from_points([[(0.2, 0.2), (0.8, 0.2)], [(0.8, 0.2), (0.4, 0.9)]])


@pytest.fixture
def drawing(qtbot: QtBot) -> Drawing:
    assert qtbot is not None
    return Drawing()


def changes(drawing: Drawing) -> list[int]:
    """Collect the number of strokes at each change."""
    heard: list[int] = []
    drawing.changed.connect(lambda strokes: heard.append(len(strokes)))
    return heard


def test_it_begins_empty(drawing: Drawing) -> None:
    assert list(drawing.strokes) == []
    assert drawing.ink == ()
    assert not drawing.undo_stack.canUndo()


def test_a_finished_stroke(drawing: Drawing, qtbot: QtBot) -> None:
    heard = changes(drawing)
    with qtbot.waitSignal(drawing.ink_changed):
        drawing.add(FIRST)
    assert list(drawing.strokes) == [FIRST]
    assert heard == [1]
    assert list(drawing.ink) == [FIRST]


def test_the_live_stroke_counts_at_once_but_is_not_to_be_undone(drawing: Drawing, qtbot: QtBot) -> None:
    heard = changes(drawing)
    drawing.add(FIRST)
    with qtbot.waitSignal(drawing.ink_changed):
        drawing.move_live(SECOND)
    assert list(drawing.strokes) == [FIRST]
    assert heard == [1]
    assert drawing.undo_stack.count() == 1
    assert list(drawing.ink) == [FIRST, SECOND]

    drawing.add(SECOND)
    assert list(drawing.strokes) == [FIRST, SECOND]
    assert list(drawing.ink) == [FIRST, SECOND]
    drawing.undo()  # and nothing of it stays live
    assert list(drawing.ink) == [FIRST]


def test_clear_takes_the_live_stroke_too(drawing: Drawing, qtbot: QtBot) -> None:
    drawing.add(FIRST)
    drawing.move_live(SECOND)
    with qtbot.waitSignal(drawing.live_dropped):
        drawing.clear()
    assert drawing.ink == ()


def test_undo_and_redo(drawing: Drawing) -> None:
    drawing.add(FIRST)
    drawing.add(SECOND)
    heard = changes(drawing)
    drawing.undo()
    drawing.undo()
    assert drawing.ink == ()
    drawing.undo()  # nothing more to undo
    drawing.redo()
    drawing.redo()
    assert list(drawing.strokes) == [FIRST, SECOND]
    assert heard == [1, 0, 1, 2]


def test_a_new_stroke_ends_what_could_be_redone(drawing: Drawing) -> None:
    drawing.add(FIRST)
    drawing.undo()
    drawing.add(SECOND)
    drawing.redo()
    assert list(drawing.strokes) == [SECOND]


def test_clear_can_be_undone(drawing: Drawing) -> None:
    drawing.add(FIRST)
    drawing.add(SECOND)
    drawing.clear()
    assert list(drawing.strokes) == []
    assert drawing.ink == ()
    drawing.undo()
    assert list(drawing.strokes) == [FIRST, SECOND]


def test_clearing_empty_paper_is_nothing_to_undo(drawing: Drawing) -> None:
    drawing.clear()
    assert not drawing.undo_stack.canUndo()


def test_the_eraser_takes_one_whole_stroke(drawing: Drawing) -> None:
    drawing.add(FIRST)
    drawing.add(SECOND)
    drawing.erase(FIRST)
    assert list(drawing.strokes) == [SECOND]
    assert list(drawing.ink) == [SECOND]
    drawing.undo()
    assert list(drawing.strokes) == [FIRST, SECOND]


def test_a_tap_that_hardly_moves_is_a_dot(drawing: Drawing) -> None:
    drawing.add(Stroke(np.array([(0.5, 0.5), (0.505, 0.497)])))
    drawing.add(Stroke(np.array([(0.5, 0.5), (0.52, 0.5)])))
    dot, line = drawing.strokes
    np.testing.assert_array_equal(dot.points, [(0.5, 0.5)])
    assert len(line.points) == 2


def test_the_pen_tells_of_another_width_once(drawing: Drawing) -> None:
    widths: list[float] = []
    drawing.pen_width_changed.connect(widths.append)
    drawing.set_pen_width(DEFAULT_PEN_WIDTH)
    drawing.set_pen_width(0.1)
    drawing.set_pen_width(0.1)
    assert widths == [0.1]
    assert drawing.pen_width == 0.1


def test_a_picture_that_takes_ink_is_drawn_over(drawing: Drawing) -> None:
    image = np.zeros((28, 28), np.uint8)
    image[20:24, 4:8] = 200
    own = as_it_is(image, "an image")
    drawing.lay_down(own)
    assert drawing.picture is own
    line = strokes_from_points([[(0.1, 0.1), (0.9, 0.1)]])[0]
    drawing.move_live(line)
    assert drawing.picture is not None
    assert (drawing.picture.image[2:4, 5:23] > 100).all()
    drawing.add(line)
    over = drawing.picture
    assert over is not None
    assert (over.image >= image).all()
    assert (over.image[20:24, 4:8] == 200).all()
    assert drawing.strokes == (drawing.strokes[0],)
    drawing.erase(drawing.strokes[0])
    assert drawing.picture is own
    drawing.undo()
    np.testing.assert_array_equal(drawing.picture.image, over.image)
    drawing.undo()
    assert (drawing.picture, drawing.strokes) == (own, ())
    drawing.redo()
    drawing.clear()
    assert (drawing.picture, drawing.strokes) == (None, ())


def test_another_picture_goes_when_something_is_drawn(drawing: Drawing) -> None:
    drawing.lay_down(replace(as_it_is(np.zeros((28, 28), np.uint8), "a photo"), takes_ink=False))
    drawing.add(strokes_from_points([[(0.1, 0.1), (0.9, 0.1)]])[0])
    assert drawing.picture is None
    drawing.undo()
    assert drawing.picture is not None


def dropped(drawing: Drawing) -> list[str]:
    """Collect each time that the stroke under the pen is let go of."""
    heard: list[str] = []
    drawing.live_dropped.connect(lambda: heard.append("dropped"))
    return heard


@pytest.mark.parametrize("before", [(), (FIRST,)], ids=["first stroke", "second stroke"])
def test_what_is_cleared_with_the_pen_down_comes_back_as_one_step(drawing: Drawing, before: tuple[Stroke, ...]) -> None:
    for stroke in before:
        drawing.add(stroke)
    drawing.move_live(SECOND)
    heard = dropped(drawing)
    drawing.clear()
    assert (drawing.ink, len(heard)) == ((), 1)
    drawing.undo()
    assert list(drawing.strokes) == [*before, SECOND]
    drawing.redo()
    assert drawing.strokes == ()


def test_undo_with_the_pen_down_takes_the_stroke_under_it_back(drawing: Drawing) -> None:
    drawing.add(FIRST)
    drawing.move_live(SECOND)
    heard = dropped(drawing)
    assert drawing.can_undo
    drawing.undo()
    assert (list(drawing.ink), len(heard)) == ([FIRST], 1)
    drawing.redo()
    assert list(drawing.ink) == [FIRST, SECOND]


def test_redo_waits_until_the_pen_is_lifted(drawing: Drawing) -> None:
    drawing.add(FIRST)
    drawing.undo()
    drawing.move_live(SECOND)
    assert not drawing.can_redo
    drawing.redo()
    assert list(drawing.ink) == [SECOND]
    drawing.add(SECOND)
    assert (list(drawing.strokes), drawing.can_redo) == ([SECOND], False)


def test_a_picture_laid_down_with_the_pen_down_takes_the_stroke_with_it(drawing: Drawing) -> None:
    drawing.add(FIRST)
    drawing.move_live(SECOND)
    heard = dropped(drawing)
    photo = replace(as_it_is(np.zeros((28, 28), np.uint8), "a photo"), takes_ink=False)
    drawing.lay_down(photo)
    assert (drawing.ink, drawing.picture, len(heard)) == ((), photo, 1)
    drawing.undo()
    assert (list(drawing.strokes), drawing.picture) == ([FIRST, SECOND], None)


def test_a_stroke_erased_with_the_pen_down_leaves_the_one_under_it(drawing: Drawing) -> None:
    drawing.add(FIRST)
    drawing.move_live(SECOND)
    drawing.erase(FIRST)
    assert list(drawing.ink) == [SECOND]
