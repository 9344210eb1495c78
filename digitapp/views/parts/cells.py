"""Pictures whose pixels are cells to look at: weights, activations, the network's input."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPaintEngine, QPainter

from digitapp.views.parts.colour_maps import Colours

_CELL = 8  # pixels of a cell in a file, whose reader would smooth what it enlarges


def for_screen(picture: QImage) -> QImage:
    """Return a copy in the format that is painted fastest: from another each pixel of the place is converted."""
    return picture.convertToFormat(QImage.Format.Format_ARGB32_Premultiplied)


def paint_cells(painter: QPainter, place: QRectF, colours: Colours) -> None:
    """Paint colours (rows, columns, 4) as cells with sharp edges that fill a place."""
    rows, columns, _ = colours.shape
    picture = for_screen(QImage(colours.data, columns, rows, columns * 4, QImage.Format.Format_RGBA8888))
    if painter.paintEngine().type() is not QPaintEngine.Type.Raster:
        mode = Qt.TransformationMode.FastTransformation
        picture = picture.scaled(columns * _CELL, rows * _CELL, Qt.AspectRatioMode.IgnoreAspectRatio, mode)
    painter.drawImage(place, picture)
