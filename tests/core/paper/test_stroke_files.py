"""Stroke files come back as they were; what does not belong together is refused, and nothing is half read."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitapp.core.paper import stroke_files
from digitapp.core.paper.stroke_files import StrokeFile, load_stroke_file, save_stroke_file
from digitapp.core.paper.strokes import strokes_from_points
from tests.core.samples import drawn, refusal

THREE = StrokeFile(np.array([7, 1, 4]), (drawn(7), drawn(1), drawn(4)), ("a/1", "a/2", "나/3"))


def arrays(**changes: Any) -> dict[str, Any]:
    """Two drawings, of one stroke and of two, with some of the arrays changed or left out (None)."""
    whole: dict[str, Any] = {
        "label": np.array([1, 4], np.int8),
        "start": np.array([0, 1, 3], np.int32),
        "stroke_start": np.array([0, 2, 4, 5], np.int32),
        "xy": np.arange(10, dtype=np.float32).reshape(5, 2),
        **changes,
    }
    return {name: array for name, array in whole.items() if array is not None}


def written(folder: Path, **changes: Any) -> Path:
    np.savez(folder / "file.npz", **arrays(**changes))
    return folder / "file.npz"


def test_drawings_come_back_as_they_were(tmp_path: Path) -> None:
    save_stroke_file(tmp_path / "a.npz", THREE)
    read = load_stroke_file(tmp_path / "a.npz")
    np.testing.assert_array_equal(read.labels, THREE.labels)
    assert read.writers == THREE.writers
    for before, after in zip(THREE.drawings, read.drawings, strict=True):
        assert len(before) == len(after)
        for stroke, again in zip(before, after, strict=True):
            np.testing.assert_allclose(stroke.points, again.points, atol=1e-6)


def test_the_documented_arrays_mean_what_is_documented(tmp_path: Path) -> None:
    read = load_stroke_file(written(tmp_path))
    assert read.labels.tolist() == [1, 4]
    assert read.writers == ()
    points = [[stroke.points.tolist() for stroke in strokes] for strokes in read.drawings]
    assert points == [[[[0, 1], [2, 3]]], [[[4, 5], [6, 7]], [[8, 9]]]]


def test_a_drawing_without_strokes_comes_back(tmp_path: Path) -> None:
    save_stroke_file(tmp_path / "a.npz", StrokeFile(np.array([3, 1]), ((), strokes_from_points([[(1, 2)]]))))
    read = load_stroke_file(tmp_path / "a.npz")
    assert [len(strokes) for strokes in read.drawings] == [0, 1]


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"xy": None}, "none that is called xy"),
        ({"label": np.array([1.0, 4.0])}, "label as a row of whole numbers. Received: float64"),
        ({"label": np.array([[1, 4]])}, "label as a row of whole numbers"),
        ({"label": np.array([1, 10])}, "labels from 0 to 9. Received: 10 for drawing 1"),
        ({"label": np.array([-1, 4])}, "labels from 0 to 9. Received: -1 for drawing 0"),
        ({"label": np.array([1])}, "2 numbers in start, one more than labels. Received: 3"),
        ({"label": np.empty(0, int)}, "at least one drawing"),
        ({"start": np.array([0, 1, 4])}, "start to rise from 0 to 3. Received: [0, 1, 4]"),
        ({"start": np.array([0, 4, 3])}, "start to rise from 0 to 3"),
        ({"start": np.array([1, 1, 3])}, "start to rise from 0 to 3"),
        ({"start": np.array(3)}, "start as a row of whole numbers"),
        ({"stroke_start": np.array([0, 2, 4, 6])}, "stroke_start to rise from 0 to 5"),
        ({"stroke_start": np.array([0, 2, 4, 2**63 + 5], np.uint64)}, "stroke_start to rise from 0 to 5"),
        ({"stroke_start": np.empty(0, int)}, "stroke_start to rise from 0 to 5"),
        ({"xy": np.zeros((5, 3))}, "xy as numbers of shape (points, 2)"),
        ({"xy": np.zeros(10)}, "xy as numbers of shape (points, 2)"),
        ({"xy": np.full((5, 2), "a")}, "xy as numbers of shape (points, 2)"),
        ({"xy": np.full((5, 2), np.nan)}, "coordinates within 1e+09 of 0. Received: [nan, nan] for point 0"),
        ({"xy": np.full((5, 2), 1e30)}, "coordinates within 1e+09 of 0"),
        ({"writer": np.array(["a"])}, "writer as 2 texts"),
        ({"writer": np.array([1, 2])}, "writer as 2 texts"),
    ],
)
def test_what_does_not_belong_together_is_refused(tmp_path: Path, changes: dict[str, Any], said: str) -> None:
    path = written(tmp_path, **changes)
    message = refusal(lambda: load_stroke_file(path))
    assert message.startswith("file.npz: ")
    assert said in message


def test_a_place_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    assert "a.npz" in refusal(lambda: save_stroke_file(tmp_path / "missing" / "a.npz", THREE))


def test_a_file_that_would_take_gigabytes_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(stroke_files.MOST, "xy", 4)
    assert "at most 4 rows in xy. Received: 5" in refusal(lambda: load_stroke_file(written(tmp_path)))
    monkeypatch.setitem(stroke_files.MOST, "xy", 5)
    monkeypatch.setattr(stroke_files, "MOST_IN_A_DRAWING", 2)
    message = refusal(lambda: load_stroke_file(written(tmp_path)))
    assert "at most 2 points in a drawing. Received: 3 in drawing 1" in message
