"""The person's own digits come back from their file, are never half written, and can be exported."""

from pathlib import Path

import numpy as np
import pytest

from digitapp.core.my_digits.collection import (
    IMAGES,
    LABELS,
    MyDigit,
    export_idx,
    images_of,
    load_my_digits,
    save_my_digits,
)
from digitapp.core.paper.rasterize import rasterize
from digitapp.core.paper.stroke_files import load_stroke_file
from engine.datasets import idx
from engine.saving import atomic
from tests.core.samples import drawn, refusal

DIGITS = (MyDigit(drawn(7), 7), MyDigit(drawn(4), 9), MyDigit(drawn(7), 1))


def test_they_come_back_as_they_were_from_a_folder_that_was_not_there(tmp_path: Path) -> None:
    path = tmp_path / "new" / "my-digits.npz"
    assert load_my_digits(path) == ()
    save_my_digits(path, DIGITS)
    back = load_my_digits(path)
    assert [digit.label for digit in back] == [7, 9, 1]
    for one, other in zip(DIGITS, back, strict=True):
        assert len(one.strokes) == len(other.strokes)
        np.testing.assert_allclose(one.strokes[0].points, other.strokes[0].points, atol=1e-6)
    assert load_stroke_file(path).labels.tolist() == [7, 9, 1]  # the file is a stroke file like any other


def test_none_are_kept_as_no_file(tmp_path: Path) -> None:
    path = tmp_path / "my-digits.npz"
    save_my_digits(path, DIGITS)
    save_my_digits(path, ())
    assert not path.exists()
    save_my_digits(path, ())


def test_when_they_cannot_be_written_those_from_before_stay(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "my-digits.npz"
    save_my_digits(path, DIGITS[:1])

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    assert "No space left" in refusal(lambda: save_my_digits(path, DIGITS))
    assert len(load_my_digits(path)) == 1
    assert "No space left" in refusal(lambda: export_idx(tmp_path, DIGITS))


def test_a_folder_that_is_a_file_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "my-digits.npz" in refusal(lambda: save_my_digits(tmp_path / "file" / "my-digits.npz", DIGITS))


def test_a_damaged_file_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "my-digits.npz"
    path.write_bytes(b"PK")
    assert "my-digits.npz" in refusal(lambda: load_my_digits(path))


def test_the_export_has_what_the_network_sees(tmp_path: Path) -> None:
    export_idx(tmp_path, DIGITS)
    images, labels = idx.read(tmp_path / IMAGES), idx.read(tmp_path / LABELS)
    assert labels.tolist() == [7, 9, 1]
    np.testing.assert_array_equal(images, images_of(DIGITS))
    np.testing.assert_array_equal(images[1], rasterize(drawn(4)))
