"""A drawing is read digit by digit, and reading it while it grows comes to the same as reading it from scratch."""

from collections.abc import Sequence

import numpy as np
import pytest

from digitapp.core.paper.rasterize import rasterize
from digitapp.core.paper.strokes import GrowingStroke, Stroke, Strokes
from digitapp.core.reading import drawing
from digitapp.core.reading.calibration import Calibration
from digitapp.core.reading.drawing import DrawingReader, SeenDigit, read_drawing
from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment
from tests import samples
from tests.core.samples import bundled, bundled_moment, drawn


def row(digits: Sequence[int], gap: float = 0.15, height: float = 0.25) -> Strokes:
    """The digits side by side, as one drawing."""
    strokes: list[Stroke] = []
    edge = 0.0
    for digit in digits:
        low = np.min([stroke.points.min(axis=0) for stroke in drawn(digit)], axis=0)
        high = np.max([stroke.points.max(axis=0) for stroke in drawn(digit)], axis=0)
        scale = height / (high - low)[1]
        strokes += [Stroke((stroke.points - low) * scale + (edge, 0.3)) for stroke in drawn(digit)]
        edge += (high - low)[0] * scale + gap * height
    return tuple(strokes)


def ranked(strokes: Strokes) -> list[int]:
    return [digit.reading.ranking[0] for digit in read_drawing(bundled_moment(), strokes)]


@pytest.mark.parametrize("digit", range(10))
def test_the_strokes_of_one_digit_stay_together(digit: int) -> None:
    strokes = drawn(digit)
    (seen,) = read_drawing(bundled_moment(), strokes)
    assert list(map(id, seen.strokes)) == list(map(id, strokes))


@pytest.mark.parametrize("gap", [0.15, 0.3, 1.0])
@pytest.mark.parametrize("digits", [(2, 0, 2, 6), (1, 1), (4, 5), (7, 7, 7), tuple(range(10))])
def test_digits_side_by_side_are_read_from_left_to_right(digits: tuple[int, ...], gap: float) -> None:
    assert ranked(row(digits, gap)) == list(digits)


def test_each_digit_knows_its_row() -> None:
    lower = tuple(Stroke(stroke.points + np.array([0.0, 0.4])) for stroke in row((3, 4, 5)))
    seen = read_drawing(bundled_moment(), (*lower, *row((1, 2))))
    assert [(digit.row, digit.reading.ranking[0]) for digit in seen] == [(0, 1), (0, 2), (1, 3), (1, 4), (1, 5)]


def test_the_order_in_which_they_are_drawn_makes_no_difference() -> None:
    assert ranked(row((4, 2, 5))[::-1]) == [4, 2, 5]


def test_a_drawing_is_read_digit_by_digit() -> None:
    seen = read_drawing(bundled_moment(), row((3, 8)))
    assert [digit.reading.ranking[0] for digit in seen] == [3, 8]
    for digit in seen:
        np.testing.assert_array_equal(digit.reading.image, rasterize(digit.strokes))
        alone = read(bundled_moment(), digit.reading.image)
        np.testing.assert_array_equal(digit.reading.probabilities, alone.probabilities)


def test_a_dot_is_known_as_one() -> None:
    dot, seven = Stroke(np.array([[-0.3, 0.5]])), drawn(7)[0]
    assert [digit.reading.is_dot for digit in read_drawing(bundled_moment(), (dot, seven))] == [True, False]


def test_nothing_drawn_is_nothing_read() -> None:
    assert read_drawing(bundled_moment(), ()) == ()


# Again and again


def read_on(reader: DrawingReader, strokes: Strokes, moment: Moment | None = None) -> tuple[SeenDigit, ...]:
    steps = reader.steps(moment or bundled_moment(), strokes)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            return end.value


def same(seen: Sequence[SeenDigit], others: Sequence[SeenDigit]) -> None:
    assert [digit.strokes for digit in seen] == [digit.strokes for digit in others]
    for digit, other in zip(seen, others, strict=True):
        np.testing.assert_array_equal(digit.reading.image, other.reading.image)
        assert digit.reading.is_dot == other.reading.is_dot
        for layer, other_layer in zip(digit.reading.layers, other.reading.layers, strict=True):
            np.testing.assert_array_equal(layer.z, other_layer.z)
            np.testing.assert_array_equal(layer.activation, other_layer.activation)


@pytest.mark.parametrize("seed", range(8))
def test_reading_on_comes_to_the_same_as_from_scratch_whatever_one_does(seed: int) -> None:
    """Strokes grow and are finished, erased, brought back by undo, in rows of digits and over each other."""
    generator = np.random.default_rng(seed)
    reader, sheets = DrawingReader(), [()]
    for _ in range(12):
        strokes: Strokes = sheets[-1]
        match generator.integers(0, 4):
            case 0 if len(sheets) > 1:
                sheets.pop()  # undo
                strokes = sheets[-1]
            case 1 if strokes:
                gone = generator.integers(len(strokes))
                strokes = strokes[:gone] + strokes[gone + 1 :]
                sheets.append(strokes)
            case _:
                growing, place = GrowingStroke(), generator.random(2) * (1.0, 0.3)
                for _ in range(generator.integers(1, 6)):
                    live = growing.add((float(place[0]), float(place[1])))
                    same(read_on(reader, (*strokes, live)), read_drawing(bundled_moment(), (*strokes, live)))
                    place = place + generator.normal(0, 0.06, 2)
                strokes = (*strokes, live)
                sheets.append(strokes)
        same(read_on(reader, strokes), read_drawing(bundled_moment(), strokes))


def test_what_did_not_change_is_the_same_object() -> None:
    reader = DrawingReader()
    strokes = row((2, 0, 6), gap=1.0)
    before = read_on(reader, strokes)
    after = read_on(reader, (*strokes, Stroke(np.array([[0.02, 0.3], [0.1, 0.5]]))))
    assert after[0].reading is not before[0].reading
    assert (after[1], after[2]) == (before[1], before[2])


def test_a_movement_of_the_pen_rasterizes_only_what_the_stroke_may_belong_to(monkeypatch: pytest.MonkeyPatch) -> None:
    rasterized: list[Strokes] = []
    together, alone = drawing.rasterize_lines, drawing.rasterize

    def of_lines(lines: Sequence[Sequence[np.ndarray]]) -> np.ndarray:
        rasterized.extend(() for _ in lines)
        return together(lines)

    def of_strokes(strokes: Strokes) -> np.ndarray:
        rasterized.append(strokes)
        return alone(strokes)

    monkeypatch.setattr(drawing, "rasterize_lines", of_lines)
    monkeypatch.setattr(drawing, "rasterize", of_strokes)
    reader, strokes = DrawingReader(), row(list(range(10)) * 3)  # 30 digits
    growing = GrowingStroke()
    read_on(reader, (*strokes, growing.add((0.05, 0.35))))
    assert len(rasterized) > 90
    rasterized.clear()
    read_on(reader, (*strokes, growing.add((0.06, 0.4))))
    assert len(rasterized) <= 4 + 3 + 2 + 1  # runs of up to four parts, the stroke's own in each of their places


def test_a_network_is_asked_for_16_at_a_time_and_yields_in_between() -> None:
    steps = DrawingReader().steps(bundled_moment(), row(list(range(10)) * 3))
    assert sum(1 for _ in steps) > 90 / 16 + 30


def test_another_moment_is_asked_again() -> None:
    reader, strokes = DrawingReader(), row((3, 8))
    before = read_on(reader, strokes)
    cold = Moment(bundled(), calibration=Calibration(0.5, 0.5))
    same(read_on(reader, strokes, cold), read_drawing(cold, strokes))
    assert read_on(reader, strokes, cold)[0].reading.moment is cold
    again = read_on(reader, strokes)
    same(again, before)
    assert again[0] is not before[0]
    assert read_on(reader, strokes, samples.moment())[0].reading.hidden[0].units == 16
    same(read_on(reader, strokes), before)


def test_what_is_not_drawn_any_more_is_not_kept() -> None:
    reader = DrawingReader()
    read_on(reader, row(list(range(10))))
    read_on(reader, ())
    assert (reader._images, reader._certainty, reader._digits) == ({}, {}, {})
