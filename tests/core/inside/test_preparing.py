"""A drawing made ready in four ways: only the last is what the network gets."""

import numpy as np
from PIL import Image as Pillow

from digitapp.core.inside.preparing import Way, prepare_in_all_ways, sheet_of_picture
from digitapp.core.paper.pictures import as_it_is, find_digit
from digitapp.core.paper.rasterize import rasterize
from digitapp.core.paper.sheets import sheet_of_strokes
from digitapp.core.paper.strokes import strokes_from_points
from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment
from tests import samples as records
from tests.core import samples


def ready(points: list[list[tuple[float, float]]]) -> dict[Way, np.ndarray]:
    strokes = strokes_from_points(points)
    network = records.run((8,)).end.network
    own = read(Moment(network), rasterize(strokes))
    found = prepare_in_all_ways(sheet_of_strokes(strokes, 0.06), own)
    assert [each.way for each in found] == list(Way)
    assert found[-1].reading is own
    for each in found:
        np.testing.assert_array_equal(each.reading.image, each.image)
    return {each.way: each.image for each in found}


def box(image: np.ndarray) -> tuple[int, int, int, int]:
    rows, columns = (np.flatnonzero((image > 100).any(axis=axis)) for axis in (1, 0))
    return int(rows[0]), int(columns[0]), int(rows[-1]), int(columns[-1])


def test_a_small_line_in_a_corner() -> None:
    found = ready([[(0.1, 0.1), (0.1, 0.3)]])
    top, left, bottom, right = box(found[Way.SHRUNK])
    assert (top, left) <= (3, 3)
    assert bottom <= 10
    assert box(found[Way.STRETCHED]) == (0, 0, 27, 27)
    top, left, bottom, right = box(found[Way.FITTED])
    assert bottom - top == 19
    assert right - left < 10
    assert abs((top + bottom) / 2 - 13.5) <= 1
    assert (found[Way.CENTRED] != found[Way.FITTED]).any()


def test_a_dot_and_an_empty_sheet_are_ready_too() -> None:
    assert ready([[(0.5, 0.5)]])[Way.STRETCHED].max() == 255
    network = records.run((8,)).end.network
    empty = read(Moment(network), np.zeros((28, 28), np.uint8))
    found = prepare_in_all_ways(np.zeros((280, 280), np.uint8), empty)
    assert all(not each.image.any() for each in found)


def test_a_picture_s_ink_is_what_differs_from_its_paper() -> None:
    for ink, paper in ((samples.BLACK, samples.WHITE), (samples.WHITE, samples.BLACK)):
        drawn = samples.draw(7, paper, ink, mode="RGBA")
        sheet = sheet_of_picture(find_digit(drawn, "seven"))
        assert 0.01 < (sheet > 127).mean() < 0.4


def test_a_test_image_s_sheet_shrinks_back_to_itself() -> None:
    image = samples.mnist().test_images[0]
    sheet = sheet_of_picture(as_it_is(image, "an image"))
    shrunk = np.asarray(Pillow.fromarray(sheet).resize((28, 28), Pillow.Resampling.BOX))
    np.testing.assert_allclose(shrunk, image, atol=2)
