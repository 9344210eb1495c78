"""Measuring goes the canvas's own way, and counts as a person would by hand."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from digitapp.core.paper.rasterize import rasterize
from digitapp.core.paper.stroke_files import StrokeFile
from digitapp.core.reading.calibration import Calibration
from digitapp.core.reading.evaluation import Evaluation, evaluate_drawings, save_errors
from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment
from tests.core.samples import bundled, bundled_moment, drawn, refusal

LABELS = [7, 1, 4, 3]
FILE = StrokeFile(np.array([7, 1, 4, 8]), tuple(drawn(digit) for digit in LABELS), ("a/1", "a/2", "b/1", "b/1"))


def counted() -> Evaluation:
    """Three drawings right and one, a three labelled 8, wrong."""
    return evaluate_drawings(bundled_moment(), FILE)


def test_every_drawing_goes_the_canvas_own_way() -> None:
    calibration = Calibration(0.5, 1.0)
    evaluation = evaluate_drawings(Moment(bundled(), calibration=calibration), FILE)
    for place, strokes in enumerate(FILE.drawings):
        reading = read(Moment(bundled(), calibration=calibration), rasterize(strokes))
        np.testing.assert_array_equal(evaluation.images[place], reading.image)
        np.testing.assert_array_equal(evaluation.probabilities[place], reading.probabilities)
        assert evaluation.refused[place] == (reading.answer is None)
    assert (evaluation.seconds > 0).all()


def test_the_counts_are_those_of_a_hand() -> None:
    evaluation = counted()
    assert evaluation.digits.tolist() == LABELS
    assert evaluation.accuracy == 0.75
    assert evaluation.by_digit == {1: 1.0, 4: 1.0, 7: 1.0, 8: 0.0}
    assert evaluation.by_group == {"a": (1.0, 2), "b": (0.5, 2)}
    assert evaluation.confusion.sum() == 4
    assert (evaluation.confusion[8, 3], evaluation.confusion[7, 7]) == (1, 1)


def test_without_writers_there_are_no_groups() -> None:
    evaluation = evaluate_drawings(bundled_moment(), StrokeFile(FILE.labels, FILE.drawings))
    assert evaluation.by_group == {}


def test_the_errors_are_saved_as_pictures(tmp_path: Path) -> None:
    (path,) = save_errors(tmp_path / "new folder", counted())
    with Pillow.open(path) as sheet:
        assert sheet.width > 28 * 2
        ink = np.asarray(sheet) < 128
    assert ink[: 28 * 2].any()
    assert ink[28 * 2 :].any()


def test_many_errors_fill_several_pictures(tmp_path: Path) -> None:
    labels = np.full(301, 8)
    evaluation = evaluate_drawings(bundled_moment(), StrokeFile(labels, (drawn(1),) * 301))
    assert [path.name for path in save_errors(tmp_path, evaluation)] == ["errors-1.png", "errors-2.png"]


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    assert "file" in refusal(lambda: save_errors(tmp_path / "file", counted()))


@pytest.mark.parametrize("strokes", [(), drawn(1)[:0]])
def test_an_empty_drawing_is_measured_too(strokes: tuple[()]) -> None:
    evaluation = evaluate_drawings(bundled_moment(), StrokeFile(np.array([0]), (strokes,)))
    assert not evaluation.images.any()
