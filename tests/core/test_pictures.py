"""A digit in a picture file is found on paper of any kind, and what is no such picture is refused with a reason."""

import io
import struct
import warnings
import zlib
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, ImageDraw
from PIL import Image as Pillow

from digitapp.core.errors import InputError
from digitapp.core.pictures import fit_picture, load_picture
from digitapp.core.rasterize import Image, rasterize
from digitapp.core.reading import read
from tests.core.samples import BLACK, WHITE, bundled, drawn, refusal
from tests.digit_strokes import DIGITS

Colour = tuple[int, ...]


def draw(
    digit: int,
    paper: Colour = WHITE,
    ink: Colour = BLACK,
    *,
    size: tuple[int, int] = (240, 240),
    pen: int = 18,
    mode: str = "RGB",
) -> Pillow.Image:
    """Draw a digit with Pillow, in the middle of a picture of `size`."""
    picture = Pillow.new(mode, size, paper)
    pencil = ImageDraw.Draw(picture)
    side = min(size)
    corner = (np.array(size) - side) / 2
    for line in DIGITS[digit]:
        points = line * side + corner
        pencil.line([tuple(point) for point in points], fill=ink, width=pen, joint="curve")
        for x, y in points[[0, -1]]:
            pencil.ellipse([x - pen / 2, y - pen / 2, x + pen / 2, y + pen / 2], fill=ink)
    return picture


def load(picture: Pillow.Image, folder: Path, name: str = "digit.png", **how: Any) -> Image:
    picture.save(folder / name, **how)
    return load_picture(folder / name)


def digit_in(image: Image) -> int:
    return read(bundled(), image).ranking[0]


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
    assert max(np.ptp(rows), np.ptp(columns)) + 1 == 20
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
    np.testing.assert_array_equal(load_picture(tmp_path / "digit.dat"), seven)


@pytest.mark.parametrize("paper", [(0, 0, 0, 0), (255, 0, 0, 0), (255, 255, 255, 0)])
def test_transparent_is_paper(tmp_path: Path, seven: Image, paper: Colour) -> None:
    assert difference(load(draw(7, paper, (0, 0, 0, 255), mode="RGBA"), tmp_path), seven) < 1


def test_a_transparent_colour_of_a_palette_is_paper(tmp_path: Path, seven: Image) -> None:
    picture = draw(7).convert("P")
    picture.save(tmp_path / "digit.gif", transparency=picture.getpixel((0, 0)))
    assert difference(load_picture(tmp_path / "digit.gif"), seven) < 1


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


# What is no picture of a digit


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def png_that_claims(width: int, height: int) -> bytes:
    """A tiny grey PNG whose header promises so many pixels."""
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [12_000, 30_000, 2**31 - 1])
def test_a_picture_that_claims_to_be_huge_is_refused(tmp_path: Path, side: int) -> None:
    path = tmp_path / "huge.png"
    path.write_bytes(png_that_claims(side, side))
    assert refusal(lambda: load_picture(path)).startswith("huge.png: expected a picture of at most")


def test_only_a_picture_larger_than_the_limit_is_called_too_large(tmp_path: Path) -> None:
    path = tmp_path / "large.png"
    path.write_bytes(png_that_claims(9_500, 10_000))  # 95 megapixels
    with pytest.raises(InputError) as caught:
        load_picture(path)
    assert caught.value.values.get("most", 0) < 95  # type: ignore[operator]


@pytest.mark.parametrize("name", ["digit.png", "digit.jpg", "digit.gif", "digit.tif", "digit.webp"])
@pytest.mark.parametrize("share", [0.3, 0.6, 0.9])
def test_a_truncated_picture_is_refused(tmp_path: Path, name: str, share: float) -> None:
    noise = np.random.default_rng(1).integers(0, 256, (64, 64, 3), dtype=np.uint8)
    path = tmp_path / name
    Pillow.fromarray(noise).save(path)
    data = path.read_bytes()
    path.write_bytes(data[: int(share * len(data))])
    assert name in refusal(lambda: load_picture(path))


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"a text, no picture", "Received: another kind of file"),
        (b"", "Received: another kind of file"),
        (b"\x89PNG\r\n\x1a\n", ""),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, ""),
        (b"GIF89a", ""),
        (b"\xff\xd8\xff\xe0", ""),
    ],
    ids=["text", "empty", "png begins", "png of zeros", "gif begins", "jpeg begins"],
)
def test_a_file_that_is_no_picture_is_refused(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "digit.png"
    path.write_bytes(content)
    said = refusal(lambda: load_picture(path))
    assert said.startswith("digit.png: expected a picture")
    assert message in said


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "missing.png"
    assert refusal(lambda: load_picture(path)) == f"{path}: expected a picture. Received: no such file"


def test_a_name_that_no_file_can_have_is_refused() -> None:
    refusal(lambda: load_picture(Path("dig\0it.png")))


def test_a_folder_is_refused(tmp_path: Path) -> None:
    refusal(lambda: load_picture(tmp_path))


def test_a_file_that_may_not_be_read_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def forbidden(path: Path) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Pillow, "open", forbidden)  # file modes would not keep root from reading
    assert "Permission denied" in refusal(lambda: load_picture(tmp_path / "secret.png"))


@pytest.mark.parametrize("size", [(1, 1), (1, 50), (240, 240)])
@pytest.mark.parametrize("colour", [WHITE, BLACK, (120, 130, 140)])
def test_a_picture_of_one_colour_is_refused(tmp_path: Path, size: tuple[int, int], colour: Colour) -> None:
    message = refusal(lambda: load(Pillow.new("RGB", size, colour), tmp_path, "empty.png"))
    assert message == (
        "empty.png: expected a digit that stands out from the paper. Received: a picture of nearly one colour"
    )


def test_a_picture_that_is_all_transparent_is_refused(tmp_path: Path) -> None:
    message = refusal(lambda: load(Pillow.new("RGBA", (30, 30), (200, 10, 10, 0)), tmp_path))
    assert "nearly one colour" in message


def test_a_smudge_is_refused(tmp_path: Path) -> None:
    assert "nearly one colour" in refusal(lambda: load(draw(7, (200, 200, 200), (190, 190, 190)), tmp_path))


greys = st.integers(1, 12).flatmap(
    lambda height: st.integers(1, 12).flatmap(
        lambda width: st.binary(min_size=width * height, max_size=width * height).map(
            lambda data: np.frombuffer(data, np.uint8).reshape(height, width)
        )
    )
)


@given(greys)
@settings(deadline=None)
def test_any_small_picture_is_fitted_or_refused(grey: np.ndarray) -> None:
    try:
        image = fit_picture(grey, "any.png")
    except InputError:
        assert np.ptp(grey) < 48
        return
    assert (image.shape, image.dtype) == ((28, 28), np.uint8)
    rows, columns = np.nonzero(image)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 <= 20
    assert image.max() > 0


def encoded(kind: str) -> bytes:
    buffer = io.BytesIO()
    exif = Pillow.Exif()
    exif[ExifTags.Base.Orientation] = 6
    draw(7, size=(48, 48), pen=4).save(buffer, format=kind, **({"exif": exif} if kind in ("PNG", "JPEG") else {}))
    return buffer.getvalue()


FILES = {kind: encoded(kind) for kind in ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP", "PPM", "ICO", "TGA")}


@given(
    st.sampled_from(sorted(FILES)),
    st.lists(st.tuples(st.floats(0, 0.999), st.integers(0, 255)), min_size=1, max_size=6),
    st.booleans(),
)
@settings(deadline=None, max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_damaged_file_is_read_or_refused(
    tmp_path: Path, kind: str, damage: list[tuple[float, int]], early: bool
) -> None:
    """Most damage is done to the beginning of the file, where it says what it is."""
    data = bytearray(FILES[kind])
    for place, byte in damage:
        data[int(place * (min(len(data), 120) if early else len(data)))] = byte
    path = tmp_path / "damaged"
    path.write_bytes(data)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # see the test of warnings below
        try:
            image = load_picture(path)
        except InputError:
            return
    assert (image.shape, image.dtype) == ((28, 28), np.uint8)


@pytest.mark.parametrize(
    "content",
    [b"II*\0" + b"\xff" * 50, FILES["ICO"][:22] + b"\0" + FILES["ICO"][23:]],
    ids=["tiff of nonsense", "icon of another size"],
)
def test_a_damaged_file_gives_no_warnings(tmp_path: Path, content: bytes) -> None:
    """Pillow warns of some damage; that would be printed in the terminal, in Pillow's words."""
    path = tmp_path / "damaged"
    path.write_bytes(content)
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with suppress(InputError):
            load_picture(path)
    assert not [str(warning.message) for warning in warned]
