"""What is no picture of a digit is refused with a reason, and no file, however damaged, does more than that."""

import io
import struct
import warnings
import zlib
from contextlib import suppress
from pathlib import Path

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags
from PIL import Image as Pillow

from digitapp.core.errors import InputError
from digitapp.core.paper.ink import find_ink
from digitapp.core.paper.pictures import load_picture
from tests.core.samples import BLACK, WHITE, Colour, draw, load, refusal


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


@pytest.mark.parametrize(
    "error",
    [PermissionError(13, "Permission denied"), SyntaxError("broken PNG file"), ValueError("bad data")],
    ids=repr,
)
def test_whatever_pillow_raises_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception) -> None:
    def fails(*_: object, **__: object) -> None:
        raise error

    monkeypatch.setattr(Pillow, "open", fails)
    (tmp_path / "digit.png").touch()
    assert str(error) in refusal(lambda: load_picture(tmp_path / "digit.png"))


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


def test_a_smudge_in_a_photo_is_refused(tmp_path: Path) -> None:
    smudge = np.asarray(draw(7, (200, 200, 200), (190, 190, 190)), np.int16)
    grain = np.random.default_rng(0).integers(-3, 4, smudge.shape)
    assert "nearly one colour" in refusal(lambda: load(Pillow.fromarray((smudge + grain).astype(np.uint8)), tmp_path))


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
        found = find_ink(grey, "any.png")
    except InputError:
        return
    image, (left, top, right, bottom) = found.image, found.box
    assert (image.shape, image.dtype) == ((28, 28), np.uint8)
    rows, columns = np.nonzero(image)
    assert max(np.ptp(rows), np.ptp(columns)) + 1 <= 21  # 20, and a part of a pixel at each end
    assert image.max() > 0
    assert 0 <= left < right <= 1
    assert 0 <= top < bottom <= 1


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
            image = load_picture(path).image
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
