"""A digit in a picture file is found on paper of any kind."""

from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags
from PIL import Image as Pillow

from digitapp.core.paper.pictures import load_picture
from digitapp.core.paper.rasterize import Image, rasterize
from digitapp.core.reading.reading import read
from tests.core.samples import BLACK, WHITE, Colour, bundled_moment, draw, drawn, load
from tests.digit_strokes import DIGITS


def digit_in(image: Image) -> int:
    return read(bundled_moment(), image).ranking[0]


def difference(image: Image, other: Image) -> float:
    """The mean difference of two pictures, of 255, over all pixels that have ink in one of them."""
    inked = (image > 0) | (other > 0)
    return float(np.abs(image.astype(int) - other)[inked].mean())


@pytest.fixture
def seven(tmp_path: Path) -> Image:
    """A black seven on white, as the network sees it."""
    return load(draw(7), tmp_path, "black on white.png")


# What it makes of a picture


@pytest.mark.parametrize("digit", DIGITS)
def test_a_drawn_digit_is_read(tmp_path: Path, digit: int) -> None:
    assert digit_in(load(draw(digit), tmp_path)) == digit


def test_the_digit_is_20_pixels_high_and_centred_by_mass(seven: Image) -> None:
    assert (seven.shape, seven.dtype) == ((28, 28), np.uint8)
    rows, columns = np.nonzero(seven)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 in (20, 21)  # the last may be a part of a pixel
    ink = seven.astype(np.float64)
    centre = np.arange(28) @ ink.sum(axis=0) / ink.sum(), np.arange(28) @ ink.sum(axis=1) / ink.sum()
    assert centre == pytest.approx((14, 14), abs=0.5)
    assert seven.max() == 255


def test_a_picture_becomes_much_what_the_same_strokes_become(seven: Image) -> None:
    assert difference(seven, rasterize(drawn(7))) < 60


PAPERS: dict[str, tuple[Colour, Colour]] = {
    "black on white": (WHITE, BLACK),
    "white on black": (BLACK, WHITE),
    "grey on grey": ((120, 120, 120), (80, 80, 80)),
    "light on grey": ((120, 120, 120), (160, 160, 160)),
    "pencil": ((250, 248, 240), (180, 180, 185)),
    "blue on yellow": ((255, 240, 120), (20, 40, 200)),
    "chalk": ((20, 60, 40), (240, 240, 225)),
    "yellow on blue": ((20, 30, 120), (250, 230, 60)),
    "red on white": (WHITE, (220, 30, 30)),
    "yellow on white": (WHITE, (255, 230, 0)),
    "red on green": ((0, 130, 0), (255, 0, 0)),  # of the same brightness
    "blue on red": ((190, 0, 0), (0, 60, 255)),
}


@pytest.mark.parametrize("paper", PAPERS)
@pytest.mark.parametrize("digit", [3, 7])
def test_the_colours_of_paper_and_ink_make_no_difference(tmp_path: Path, digit: int, paper: str) -> None:
    black_on_white = load(draw(digit), tmp_path)
    assert difference(load(draw(digit, *PAPERS[paper]), tmp_path), black_on_white) < 8
    assert digit_in(load(draw(digit, *PAPERS[paper]), tmp_path)) == digit


@pytest.mark.parametrize("size", [(40, 40), (500, 300), (200, 700), (1500, 1500), (3000, 1000)])
def test_the_size_of_the_picture_makes_no_difference(tmp_path: Path, size: tuple[int, int]) -> None:
    assert digit_in(load(draw(7, size=size, pen=min(size) * 18 // 240), tmp_path)) == 7


def test_paper_that_is_not_quite_even_makes_no_difference(tmp_path: Path, seven: Image) -> None:
    generator = np.random.default_rng(5)
    pixels = np.asarray(draw(7, (225, 225, 225), (40, 40, 40)), np.float64)
    noisy = pixels + generator.normal(0, 5, pixels.shape)
    image = load(Pillow.fromarray(noisy.clip(0, 255).astype(np.uint8)), tmp_path)
    assert difference(image, seven) < 20
    assert (image > 0).sum() < 1.1 * (seven > 0).sum()  # the paper stays clean


@pytest.mark.parametrize("ink", [BLACK, WHITE])
def test_a_digit_that_touches_the_border_is_found(tmp_path: Path, ink: Colour) -> None:
    picture = draw(1, WHITE if ink == BLACK else BLACK, ink).crop((90, 0, 160, 200))  # the lower end is cut off
    assert digit_in(load(picture, tmp_path)) == 1


# Kinds of files


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_kind_of_png_is_read(tmp_path: Path, seven: Image, mode: str) -> None:
    assert difference(load(draw(7).convert(mode), tmp_path), seven) < 1


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA"])
def test_every_kind_of_large_png_is_read(tmp_path: Path, seven: Image, mode: str) -> None:
    large = draw(7, size=(2400, 2400), pen=180).convert(mode)
    assert difference(load(large, tmp_path), seven) < 15


@pytest.mark.parametrize("size", [240, 2400])
@pytest.mark.parametrize(("paper", "ink"), [(65535, 0), (0, 65535), (40000, 10000), (1000, 60000)])
def test_a_png_of_16_bits_is_read(tmp_path: Path, seven: Image, size: int, paper: int, ink: int) -> None:
    inked = np.asarray(draw(7, size=(size, size), pen=18 * size // 240).convert("L")) < 128
    picture = Pillow.fromarray(np.where(inked, ink, paper).astype(np.uint16))
    assert picture.mode == "I;16"
    assert difference(load(picture, tmp_path), seven) < 15


@pytest.mark.parametrize("kind", [np.int32, np.float32])
def test_a_tiff_of_32_bits_is_read(tmp_path: Path, seven: Image, kind: type) -> None:
    grey = np.asarray(draw(7).convert("L")).astype(kind)
    assert difference(load(Pillow.fromarray(grey), tmp_path, "digit.tif"), seven) < 15


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("digit.jpg", "RGB"),
        ("digit.jpg", "L"),
        ("digit.jpg", "CMYK"),
        ("digit.gif", "P"),
        ("digit.bmp", "RGB"),
        ("digit.tif", "RGB"),
        ("digit.webp", "RGB"),
    ],
)
@pytest.mark.parametrize("size", [240, 2400])
def test_other_kinds_of_files_are_read(tmp_path: Path, seven: Image, name: str, mode: str, size: int) -> None:
    picture = draw(7, size=(size, size), pen=18 * size // 240).convert(mode)
    assert difference(load(picture, tmp_path, name), seven) < 15


def test_a_file_is_read_whatever_its_name_says(tmp_path: Path, seven: Image) -> None:
    picture = draw(7)
    picture.save(tmp_path / "digit.dat", format="PNG")
    np.testing.assert_array_equal(load_picture(tmp_path / "digit.dat").image, seven)


@pytest.mark.parametrize("paper", [(0, 0, 0, 0), (255, 0, 0, 0), (255, 255, 255, 0)])
def test_transparent_is_paper(tmp_path: Path, seven: Image, paper: Colour) -> None:
    assert difference(load(draw(7, paper, (0, 0, 0, 255), mode="RGBA"), tmp_path), seven) < 1


def test_a_transparent_colour_of_a_palette_is_paper(tmp_path: Path, seven: Image) -> None:
    picture = draw(7).convert("P")
    picture.save(tmp_path / "digit.gif", transparency=picture.getpixel((0, 0)))
    assert difference(load_picture(tmp_path / "digit.gif").image, seven) < 1


def test_white_ink_on_transparent_paper_is_found(tmp_path: Path, seven: Image) -> None:
    assert difference(load(draw(7, (0, 0, 0, 0), (255, 255, 255, 255), mode="RGBA"), tmp_path), seven) < 1


@pytest.mark.parametrize(
    ("orientation", "stored"),
    [
        (2, Pillow.Transpose.FLIP_LEFT_RIGHT),
        (3, Pillow.Transpose.ROTATE_180),
        (4, Pillow.Transpose.FLIP_TOP_BOTTOM),
        (5, Pillow.Transpose.TRANSPOSE),
        (6, Pillow.Transpose.ROTATE_90),
        (7, Pillow.Transpose.TRANSVERSE),
        (8, Pillow.Transpose.ROTATE_270),
    ],
)
@pytest.mark.parametrize("name", ["digit.png", "digit.jpg"])
def test_a_picture_that_the_camera_stored_turned_is_read_upright(
    tmp_path: Path, seven: Image, orientation: int, stored: Pillow.Transpose, name: str
) -> None:
    exif = Pillow.Exif()
    exif[ExifTags.Base.Orientation] = orientation
    assert difference(load(draw(7).transpose(stored), tmp_path, name, exif=exif), seven) < 8


def test_a_png_of_16_bits_is_read_upright(tmp_path: Path, seven: Image) -> None:
    exif = Pillow.Exif()
    exif[ExifTags.Base.Orientation] = 6
    grey = np.asarray(draw(7).transpose(Pillow.Transpose.ROTATE_90).convert("L")).astype(np.uint16) * 257
    assert difference(load(Pillow.fromarray(grey), tmp_path, exif=exif), seven) < 15
