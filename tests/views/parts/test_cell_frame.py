"""The frame around a grid's cells looks as if Qt had painted it, cell by cell."""

import numpy as np
import pytest
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QApplication

from digitapp.views.parts.cell_frame import frame, openness


def by_qt(
    shape: tuple[int, int], cells: int, columns: int, cell: tuple[float, float], gap: float, radius: float
) -> np.ndarray:
    """How much of each pixel is open, from 0 to 1, when Qt paints a path with a hole for each cell."""
    image = QImage(shape[1], shape[0], QImage.Format.Format_RGBA8888)
    image.fill(Qt.GlobalColor.transparent)
    bars = QPainterPath()
    bars.addRect(QRectF(image.rect()))
    for number in range(cells):
        row, column = divmod(number, columns)
        hole = QRectF(column * cell[0], row * cell[1], *cell).adjusted(gap, gap, -gap, -gap)
        bars.addRoundedRect(hole, radius, radius)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.fillPath(bars, Qt.GlobalColor.black)
    painter.end()
    return 1 - pixels_of(image)[..., 3] / 255


def pixels_of(image: QImage) -> np.ndarray:
    """(height, width, 4)"""
    return np.frombuffer(image.constBits(), np.uint8).reshape(image.height(), image.width(), 4).copy()


@pytest.mark.parametrize(
    ("cells", "columns", "cell", "gap", "radius"),
    [
        (32, 8, (16.5, 14.25), 1.0, 2.5),
        (29, 8, (16.5, 14.25), 1.0, 2.5),  # the last row is not whole
        (3, 8, (16.5, 14.25), 2.0, 5.0),
        (1024, 64, (3.3, 4.1), 0.0, 0.0),
        (1, 1, (100.0, 60.0), 1.0, 10.8),
    ],
)
def test_it_is_open_where_qt_leaves_it_open(
    cells: int, columns: int, cell: tuple[float, float], gap: float, radius: float
) -> None:
    shape = (70, 220)
    difference = np.abs(
        openness(shape, cells, columns, cell, gap, radius) - by_qt(shape, cells, columns, cell, gap, radius)
    )
    assert difference.max() < 0.2  # at a corner, of one pixel
    assert np.count_nonzero(difference > 0.1) <= 8 * cells


@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_the_frame_has_its_colour_and_its_holes(qapp: QApplication, ratio: float) -> None:
    assert qapp is not None
    share = np.array([[0.0, 0.5, 1.0]], np.float32)
    pixmap = frame(share, QColor(200, 100, 50), ratio)
    assert (pixmap.width(), pixmap.height(), pixmap.devicePixelRatio()) == (3, 1, ratio)
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_RGBA8888)
    (pixels,) = pixels_of(image)
    assert pixels[:, 3].tolist() == [255, 128, 0]
    assert pixels[0, :3].tolist() == [200, 100, 50]
