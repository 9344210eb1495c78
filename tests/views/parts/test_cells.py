"""Tests of pictures whose pixels are cells: sharp on the screen and in a file."""

import base64
import re

import numpy as np
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot

from digitapp.views.parts import colour_maps
from digitapp.views.parts.figure import figure
from digitapp.views.parts.signed_map import SignedMap
from tests.views.looking import picture, show


def test_cells_have_their_colour_up_to_their_edges(qtbot: QtBot) -> None:
    view = show(qtbot, SignedMap(90))
    values = np.array([-1, 0.5, 1, 0, -0.5, 1, 0.25, -1, 0], np.float32)
    view.set_values(values, 1.0)
    expected = colour_maps.signed(values, 1.0).reshape(3, 3, 4)[..., :3]
    assert np.array_equal(picture(view), expected.repeat(30, axis=0).repeat(30, axis=1))


def test_a_file_holds_each_cell_as_many_pixels_since_its_reader_smooths(qtbot: QtBot) -> None:
    view = show(qtbot, SignedMap(90))
    view.set_values(np.array([-1, 0.5, 1, 0, -0.5, 1, 0.25, -1, 0], np.float32))
    (data,) = re.findall(r'"data:image/png;base64,([^"]+)"', figure(view, ".svg").decode())
    image = QImage.fromData(base64.b64decode(data))
    assert (image.width(), image.height()) == (24, 24)
    assert image.pixelColor(0, 0) == image.pixelColor(7, 7) != image.pixelColor(8, 7)
