"""Leaving out what decides nothing changes no bit of a picture, and leaves out most of a scribble."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digitapp.core.paper import coverage
from digitapp.core.paper.rasterize import rasterize_lines
from tests.core.paper import direct
from tests.core.samples import drawn

Lines = list[np.ndarray]


def by_hand(generator: np.random.Generator, kind: str) -> Lines:
    """Lines of a kind."""
    lines = []
    for _ in range(generator.integers(1, 6)):
        count = int(generator.integers(1, 40))
        match kind:
            case "anywhere":
                line = generator.random((count, 2))
            case "on a grid":
                line = generator.integers(0, 10, (count, 2)) / 10
            case "a slow hand":
                line = generator.random(2) + np.cumsum(generator.normal(0, 0.003, (10 * count, 2)), axis=0)
            case "a quick hand":
                line = np.cumsum(generator.normal(0, 0.05, (count, 2)), axis=0)
            case _:
                height = int(generator.integers(0, 3)) / 4
                line = np.stack([np.linspace(0, 1, count), np.full(count, height)], axis=1)
        lines.append(line)
    return lines


@pytest.mark.parametrize("kind", ["anywhere", "on a grid", "a slow hand", "a quick hand", "level"])
def test_no_bit_is_another_than_from_all_pieces(kind: str) -> None:
    generator = np.random.default_rng(3)
    for _ in range(12):
        lines = by_hand(generator, kind)
        np.testing.assert_array_equal(rasterize_lines([lines])[0], direct.rasterize(lines))


@pytest.mark.parametrize("digit", range(10))
def test_no_bit_of_a_digit_is_another(digit: int) -> None:
    lines = [stroke.points for stroke in drawn(digit)]
    np.testing.assert_array_equal(rasterize_lines([lines])[0], direct.rasterize(lines))


places = st.tuples(st.floats(-2, 3), st.floats(-2, 3))


@settings(deadline=None, max_examples=60)
@given(st.lists(st.lists(places, min_size=1, max_size=6), min_size=1, max_size=4))
def test_no_bit_is_another_for_any_lines(lines: list[list[tuple[float, float]]]) -> None:
    drawing = [np.array(line) for line in lines]
    np.testing.assert_array_equal(rasterize_lines([drawing])[0], direct.rasterize(drawing))


def test_who_stands_beside_a_drawing_changes_no_bit_of_it() -> None:
    generator = np.random.default_rng(5)
    drawings = [by_hand(generator, kind) for kind in ("on a grid", "level", "a quick hand") for _ in range(20)]
    for lines, image in zip(drawings, rasterize_lines(drawings), strict=True):
        np.testing.assert_array_equal(image, rasterize_lines([lines])[0])


def test_a_long_stroke_asks_for_few_distances(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = 0
    distances2 = coverage._distances2

    def counted(pieces: coverage.Pieces, piece: np.ndarray, place: np.ndarray) -> np.ndarray:
        nonlocal asked
        asked += len(piece)
        return distances2(pieces, piece, place)

    monkeypatch.setattr(coverage, "_distances2", counted)
    turn = np.linspace(0, 2 * np.pi, 10_000)
    rasterize_lines([[np.stack([np.sin(2 * turn), np.cos(turn)], axis=1)]])
    assert asked < 2 * 10_000 * 25 / 10  # of all pieces, each with the pixels around it, in both rounds


def test_without_pieces_there_is_no_ink() -> None:
    assert not rasterize_lines([[], [np.empty((0, 2))]]).any()
