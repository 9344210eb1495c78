"""Digits are found whatever they are written on and whatever lies around: the paper is decided before the ink."""

import numpy as np
import pytest
from PIL import Image as Pillow
from PIL import ImageDraw

from benchmarks.kinds_of_paper import KINDS, bold, framed, in_window, on_desk, plain, underlined, white, written
from digitapp.core.paper.ink import find_ink
from digitapp.core.paper.paper_first import plain_paper, sheet_in
from digitapp.core.paper.pictures import find_digit
from digitapp.core.paper.ruled import without_rules
from digitapp.core.reading.reading import read
from tests.core.samples import bundled_moment

Box = tuple[float, float, float, float]


def planes(picture: Pillow.Image) -> np.ndarray:
    return np.asarray(picture.convert("RGB"), np.float32)


@pytest.mark.parametrize("kind", KINDS)
def test_nearly_all_digits_are_read(kind: str) -> None:
    wrong = []
    for digit in range(10):
        picture = KINDS[kind](digit, np.random.default_rng([7, digit])).convert("RGBA")
        said = read(bundled_moment(), find_digit(picture, kind).image).ranking[0]
        wrong += [(digit, said)] if said != digit else []
    assert len(wrong) <= 1, wrong


def test_a_sheet_on_a_desk_is_the_paper_and_its_edge_no_ink() -> None:
    picture = on_desk(3, np.random.default_rng(1))
    sheet = sheet_in(planes(picture))
    assert sheet is not None
    assert 0.2 < sheet.mask.mean() < 0.6
    left, top, right, bottom = find_ink(np.asarray(picture), "desk").box
    assert (right - left) * (bottom - top) < 0.25


def test_the_innermost_sheet_counts() -> None:
    room = Pillow.new("RGB", (700, 640), (90, 70, 50))
    room.paste(in_window(5, np.random.default_rng(2)), (40, 50))
    sheet = sheet_in(planes(room))
    assert sheet is not None
    assert planes(room)[sheet.mask].min(axis=1).mean() < 60  # the black canvas


@pytest.mark.parametrize("make", [plain, bold, underlined])
def test_a_digit_alone_on_its_paper_is_on_no_other_sheet(make: type) -> None:
    for digit in range(10):
        assert sheet_in(planes(make(digit, np.random.default_rng(digit)))) is None


def test_an_empty_frame_is_no_sheet() -> None:
    paper = white()
    ImageDraw.Draw(paper).rectangle([60, 60, 340, 340], outline="black", width=8)
    assert sheet_in(planes(paper)) is None


def test_paper_between_two_strong_lines_is_no_sheet() -> None:
    paper = np.full((400, 400, 3), 230, np.float32)
    paper[100:103] = paper[330:333] = 120
    paper[200:202, 20:380] = 190  # a weaker line in between
    assert sheet_in(paper) is None


def test_the_frame_and_the_line_beneath_are_left_out() -> None:
    for make in (framed, underlined):
        picture = make(2, np.random.default_rng(3))
        left, _, right, _ = find_ink(np.asarray(picture), "paper").box
        assert right - left < 0.7


def test_a_block_as_thick_as_a_third_of_its_height_is_a_one() -> None:
    for width, height, near in ((36, 100, 3), (9, 28, 3), (80, 220, 30)):
        grey = np.full((height + 2 * near, width + 2 * near), 255, np.uint8)
        grey[near:-near, near:-near] = 0
        assert read(bundled_moment(), find_ink(grey, "block").image).ranking[0] == 1


def test_soft_light_is_no_ink_on_plain_paper() -> None:
    y, x = np.mgrid[-1:1:200j, -1:1:200j]
    light = 150 + 90 * np.exp(-3 * (x**2 + y**2))
    assert plain_paper(np.repeat(light[:, :, None], 3, axis=2).astype(np.float32)) is None
    assert plain_paper(planes(plain(4, np.random.default_rng(0)))) is not None


def test_rules_are_taken_away_and_the_ink_that_crosses_them_stays() -> None:
    strength = np.zeros((300, 300), np.float32)
    strength[20::40] = 70
    strength[100:200, 150:156] = 200  # a stroke down
    strength[58:64, 90:210] = 200  # and one along a line, as the bar of a seven
    cleaned = without_rules(strength)
    assert cleaned[20, :100].max() == 0
    assert cleaned[100:200, 150:156].min() > 100
    assert cleaned[58:64, 90:210].min() > 100


def test_one_line_is_no_ruled_paper() -> None:
    strength = np.zeros((300, 300), np.float32)
    strength[150, 20:280] = 90
    np.testing.assert_array_equal(without_rules(strength), strength)


def test_ink_hardly_darker_than_clean_paper_is_found_and_grain_is_not() -> None:
    ink = np.asarray(written(6, np.random.default_rng(0), 0.6, 0.1), np.float32) / 255
    faint = 255 - 7 * ink
    assert read(bundled_moment(), find_ink(faint.astype(np.uint8), "faint").image).ranking[0] == 6
