"""A picture with several digits is read as several, row by row, each with its place."""

import json
from functools import cache

import numpy as np
import pytest
from PIL import Image as Pillow

from benchmarks.page_hands import Hands, Page
from benchmarks.page_kinds import KINDS
from benchmarks.pages import Score, compared
from digitapp.core.paper.pictures import Picture, find_digit
from digitapp.core.reading.pages import read_picture
from digitapp.core.reading.shown import shown
from tests.core.samples import bundled_moment

LEAST = {"digits that touch": 0.5}  # of the digits of a page, that must be found and read; of the others 0.8


@cache
def hands() -> Hands:
    return Hands()


def made(kind: str, seed: int) -> tuple[Page, Picture]:
    page, colours = KINDS[kind](hands().scanned, np.random.default_rng([12, seed]))
    picture = Pillow.fromarray(colours.clip(0, 255).astype(np.uint8))
    page.ink = np.zeros((picture.height, picture.width), np.float32)
    return page, find_digit(picture.convert("RGBA"), kind)


@pytest.mark.parametrize("kind", KINDS)
def test_nearly_all_digits_of_a_page_are_found_and_read(kind: str) -> None:
    score = Score()
    page, picture = made(kind, 0)
    compared(page, picture, read_picture(bundled_moment(), picture), score)
    assert min(score.found, score.read) >= LEAST.get(kind, 0.8) * score.digits, json.dumps(score.shares)
    assert score.too_many <= 1


def test_each_digit_has_its_place_and_its_row() -> None:
    page, picture = made("turned on a desk", 0)
    digits = read_picture(bundled_moment(), picture)
    assert [digit.row for digit in digits] == [0] * 4 + [1] * 4 + [2] * 4
    for digit, (left, top, right, bottom) in zip(digits, page.boxes, strict=True):
        assert digit.corners is not None
        x, y = picture.from_canvas(digit.corners).mean(axis=0) * page.ink.shape[::-1]
        assert left < x < right
        assert top < y < bottom
        assert np.ptp(digit.corners, axis=0).max() < 0.3
    sheet = shown(picture, digits)
    assert sheet.width > 2 * sheet.height


def test_one_digit_is_read_as_it_was() -> None:
    picture = Pillow.new("RGBA", (200, 200), "white")
    picture.paste((0, 0, 0, 255), (95, 40, 107, 160))
    found = find_digit(picture, "one")
    (digit,) = read_picture(bundled_moment(), found)
    assert digit.reading.answer == 1
    assert digit.reading.image is found.image
    assert digit.corners is not None
    np.testing.assert_allclose(digit.corners[[0, 2]], [(0.475, 0.2), (0.535, 0.8)], atol=0.01)
