"""Ink is sorted into rows, and each row has the ways in which it could be divided into digits."""

import numpy as np

from digitapp.core.paper.cuts import cuts_through
from digitapp.core.paper.page import PageRow, rows_in
from digitapp.core.paper.pieces import pieces, without_walls


def rows_of(mask: np.ndarray) -> tuple[PageRow, ...]:
    labels, sizes = pieces(mask)
    return rows_in(labels, len(sizes))


def page(*boxes: tuple[int, int, int, int]) -> np.ndarray:
    """Ink that fills these: left, top, right, bottom."""
    mask = np.zeros((300, 400), bool)
    for left, top, right, bottom in boxes:
        mask[top:bottom, left:right] = True
    return mask


def chosen(row: PageRow, certain: set[tuple[int, int]]) -> list[tuple[int, int]]:
    """Which parts become digits when the network is certain of these and of nothing else."""
    certainty = [0.99 if each.parts in certain else 0.3 for each in row.candidates]
    return [row.candidates[number].parts for number in row.divided(certainty)]


def test_what_stands_side_by_side_is_a_row_even_if_rows_rise() -> None:
    rows = rows_of(
        page((20, 40, 50, 100), (90, 30, 120, 90), (160, 20, 190, 80), (20, 160, 50, 220), (90, 150, 120, 210))
    )
    assert [len(row.leaving) for row in rows] == [3, 2]


def test_pieces_over_each_other_are_one_and_a_small_one_beside_may_be() -> None:
    (row,) = rows_of(page((20, 40, 60, 60), (25, 62, 60, 110), (62, 42, 80, 50), (140, 40, 170, 110)))
    assert len(row.leaving) == 3
    assert chosen(row, {(0, 2), (2, 3)}) == [(0, 2), (2, 3)]  # as the bar of a five
    certainty = [0.99 if each.parts in {(0, 1), (2, 3)} else 0.02 for each in row.candidates]
    left = [row.candidates[number].parts for number in row.divided(certainty)]
    assert left == [(0, 1), (2, 3)]  # the small one is left out


def test_a_hyphen_is_left_out_though_the_network_would_take_it() -> None:
    (row,) = rows_of(page((20, 40, 50, 110), (56, 72, 76, 78), (82, 40, 112, 110)))
    assert chosen(row, {(0, 1), (1, 3), (2, 3)}) == [(0, 1), (2, 3)]


def test_wide_ink_is_cut_where_the_network_knows_both_sides() -> None:
    mask = page((20, 40, 70, 110), (75, 40, 125, 110), (70, 74, 75, 77), (200, 40, 240, 110))
    (row,) = rows_of(mask)
    assert len(row.leaving) > 2
    whole = next(each.parts for each in row.candidates if each.box == (20, 40, 125, 110))
    halves = {each.parts for each in row.candidates if each.box[0] == 20 and 70 <= each.box[2] <= 75}
    halves |= {each.parts for each in row.candidates if 70 <= each.box[0] <= 75 and each.box[2] == 125}
    assert len(chosen(row, halves | {(len(row.leaving) - 1, len(row.leaving))})) == 3
    assert whole not in chosen(row, halves)


def test_low_rows_and_lines_are_no_rows() -> None:
    rows = rows_of(page((20, 40, 50, 110), (90, 40, 120, 110), (20, 200, 30, 215), (10, 130, 380, 134)))
    assert [len(row.leaving) for row in rows] == [2]


def test_a_cut_goes_through_the_least_ink() -> None:
    ink = np.zeros((60, 110), bool)
    ink[:, 10:45] = ink[:, 60:100] = True
    ink[28:31, 45:60] = True
    cuts = cuts_through(ink, 60)
    assert any(through == 3 and (cut >= 44).all() and (cut <= 60).all() for cut, through in cuts)


def test_the_walls_of_boxes_are_taken_away_and_what_touches_them_stays() -> None:
    mask = np.zeros((140, 260), bool)
    for left in (20, 120):
        mask[20:120, left : left + 3] = mask[20:120, left + 100 : left + 103] = True
        mask[20:23, left : left + 103] = mask[117:120, left : left + 103] = True
    mask[40:119, 60:66] = True  # a one that stands on the wall
    mask[40:100, 150:190] = True
    left_over = without_walls(mask)
    assert not left_over[20:120, 20:23].any()
    assert left_over[45:100, 60:66].all()
    assert left_over[45:95, 155:185].all()
