"""Photos of the two newer kinds open where Pillow can read them, and it is said what to do where not."""

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image as Pillow
from PIL import features

from digitapp.core.paper.picture_formats import FORMATS, formats_of
from digitapp.core.paper.pictures import load_picture
from digitapp.core.reading.reading import read
from tests.core.samples import bundled_moment, draw, refusal

HEIC = b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"
AVIF = b"\x00\x00\x00\x1cftypavif\x00\x00\x00\x00avifmif1"


def file(folder: Path, content: bytes) -> Path:
    path = folder / "photo.heic"
    path.write_bytes(content)
    return path


def test_other_pictures_need_nothing(tmp_path: Path) -> None:
    draw(3).save(tmp_path / "three.png")
    assert formats_of(tmp_path / "three.png", "three.png") == FORMATS


def test_an_avif_photo_is_read_where_pillow_can(tmp_path: Path) -> None:
    if features.check("avif"):
        draw(7).save(tmp_path / "seven.avif")
        assert read(bundled_moment(), load_picture(tmp_path / "seven.avif").image).answer == 7
    assert formats_of(file(tmp_path, AVIF), "photo") == (*FORMATS, "AVIF")


def test_what_to_do_is_said_where_it_cannot(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(features, "check", lambda _: False)
    monkeypatch.setattr("digitapp.core.paper.picture_formats.find_spec", lambda _: None)
    assert "pip install -U pillow" in refusal(lambda: load_picture(file(tmp_path, AVIF)))
    assert "pip install pillow-heif" in refusal(lambda: load_picture(file(tmp_path, HEIC)))


def test_a_heic_photo_is_opened_by_the_plugin_where_that_is_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    plugin, registered = ModuleType("pillow_heif"), list[bool]()
    plugin.__spec__ = importlib.util.spec_from_loader("pillow_heif", None)

    def register() -> None:
        registered.append(True)
        Pillow.register_open("HEIF", lambda _stream, _name: draw(7), lambda head: head[4:12] == b"ftypheic")

    plugin.register_heif_opener = register  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "pillow_heif", plugin)
    try:
        assert read(bundled_moment(), load_picture(file(tmp_path, HEIC)).image).answer == 7
        assert registered == [True]
    finally:
        Pillow.OPEN.pop("HEIF", None)
        Pillow.ID.remove("HEIF")
