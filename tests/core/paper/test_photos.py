"""Ten pictures as people have them, of varied paper, ink, light and turn, are all read rightly."""

from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from benchmarks.photos import pictures
from digitapp.core.paper.ink import find_ink
from digitapp.core.paper.pictures import load_picture
from digitapp.core.paper.rasterize import rasterize
from digitapp.core.reading.reading import read
from engine.errors import InputError
from tests.core.samples import bundled_moment, drawn, refusal

PHOTOS = pictures(np.random.default_rng(5))


@pytest.mark.parametrize("name", PHOTOS)
def test_it_is_read(tmp_path: Path, name: str) -> None:
    colours, how = PHOTOS[name]
    picture = Pillow.fromarray(np.ascontiguousarray(colours.clip(0, 255).astype(np.uint8)))
    picture.save(tmp_path / name, **how)
    assert read(bundled_moment(), load_picture(tmp_path / name).image).ranking[0] == int(name[0])


def seven(paper: np.ndarray, ink: float = 30.0) -> np.ndarray:
    """Grey values (200, 200) of a seven on paper of such brightness."""
    large = np.kron(rasterize(drawn(7)), np.ones((7, 7)))[:196, :196] / 255
    strength = np.pad(large, 2)
    return (paper * (1 - strength) + ink * strength).clip(0, 255).astype(np.uint8)


def test_light_that_falls_off_and_a_hard_shadow_leave_the_ink_alone() -> None:
    plain = find_ink(seven(np.full((200, 200), 230.0)), "plain").image
    slope = np.linspace(240, 110, 200) * np.ones((200, 1))
    shadow = np.where(np.add.outer(np.arange(200), np.arange(200)) > 220, 140.0, 230.0)
    for paper in (slope, shadow):
        found = find_ink(seven(paper), "lit").image
        assert np.abs(found.astype(int) - plain).mean() < 6


def test_specks_and_the_edge_of_the_table_are_no_ink() -> None:
    grey = seven(np.full((200, 200), 230.0))
    plain = find_ink(grey, "plain")
    dirty = grey.copy()
    for x, y in ((5, 190), (190, 8), (100, 195), (12, 12)):
        dirty[y : y + 2, x : x + 2] = 20
    dirty[:, :4] = 60  # the table beside the paper
    found = find_ink(dirty, "dirty")
    assert np.abs(found.image.astype(int) - plain.image).mean() < 2
    assert found.box == pytest.approx(plain.box, abs=0.03)


def test_two_specks_in_opposite_corners_are_fitted_or_refused() -> None:
    grey = np.full((300, 300), 255, np.uint8)
    grey[:2, :2] = grey[-2:, -2:] = 0
    with suppress(InputError):
        assert find_ink(grey, "specks").image.max() > 0


def test_thin_and_thick_strokes_come_out_alike() -> None:
    def drawn_with(pen: int) -> np.ndarray:
        grey = np.full((400, 400), 255, np.uint8)
        grey[60:340, 200 - pen // 2 : 200 + pen - pen // 2] = 0
        grey[60 : 60 + pen, 100:200] = 0
        return find_ink(grey, "pen").image.astype(float)

    thin, usual, thick = (drawn_with(pen).sum() for pen in (4, 28, 80))
    assert thin == pytest.approx(usual, rel=0.25)
    assert thick < 2.2 * usual


def test_the_box_says_where_the_digit_is() -> None:
    grey = np.full((100, 200), 255, np.uint8)
    grey[20:60, 50:54] = 0
    left, top, right, bottom = find_ink(grey, "one").box
    assert (left, right) == pytest.approx((0.25, 0.27), abs=0.01)
    assert (top, bottom) == pytest.approx((0.2, 0.6), abs=0.02)


def test_paper_without_ink_is_refused_even_if_it_is_lit_unevenly() -> None:
    grain = np.random.default_rng(1).normal(0, 3, (200, 200))
    paper = np.linspace(240, 120, 200) * np.ones((200, 1)) + grain
    assert "nearly one colour" in refusal(lambda: find_ink(paper.clip(0, 255).astype(np.uint8), "blank"))
