"""Animations as Pillow reads them again: pictures, durations, colours."""

import io

import numpy as np
import pytest
from PIL import Image

from digitapp.core.runs.animation import FORMATS, LAST, Frame, encode, pack, places


def frames(count: int = 4) -> list[Frame]:
    made = []
    for number in range(count):
        picture = np.full((20, 31, 3), 255, np.uint8)
        picture[5:15, number * 5 : number * 5 + 8] = (37, 99, 235)
        made.append(pack(31, 20, picture.tobytes()))
    return made


@pytest.mark.parametrize("suffix", FORMATS)
def test_all_pictures_are_there_as_they_were(suffix: str) -> None:
    told: list[int] = []
    content = encode(frames(), suffix, 120, told.append)
    assert told[-4:] == [1, 2, 3, 4]  # APNG is gone through twice
    with Image.open(io.BytesIO(content)) as opened:
        assert opened.format == {".gif": "GIF", ".png": "PNG", ".webp": "WEBP"}[suffix]
        assert opened.size == (31, 20)
        assert getattr(opened, "n_frames", 1) == 4
        assert opened.info["loop"] == 0
        durations = []
        for number, frame in enumerate(frames()):
            opened.seek(number)
            opened.load()
            durations.append(opened.info["duration"])
            assert (np.asarray(opened.convert("RGB")) == np.asarray(frame.picture())).all()
    assert durations == [120, 120, 120, LAST]


def test_what_is_told_may_end_it() -> None:
    def give_up(_: int) -> None:
        raise KeyError("enough")

    with pytest.raises(KeyError, match="enough"):
        encode(frames(), ".gif", 100, give_up)


def test_places_from_the_beginning_to_the_end() -> None:
    assert places(100, 5, dense=False) == [0, 25, 50, 75, 100]
    assert places(100, 5, dense=True) == [0, 6, 25, 56, 100]
    assert places(2, 50, dense=True) == [0, 2]
    assert places(1, 2, dense=False) == [0, 1]
