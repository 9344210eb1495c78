"""A picture of 28 x 28 pixels as ink on paper."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from digitapp import theme
from digitapp.views.parts.cells import for_screen


def on_paper(image: NDArray[np.uint8]) -> QImage:
    """Return a picture (28, 28), 0 for paper to 255 for ink, in the palette's colours of paper and ink."""
    paper, ink = theme.colour("paper"), theme.colour("ink")
    share = image[..., np.newaxis] / 255
    ends = [np.array([colour.red(), colour.green(), colour.blue(), 255.0]) for colour in (paper, ink)]
    colours = np.ascontiguousarray(np.rint(ends[0] * (1 - share) + ends[1] * share), np.uint8)
    height, width = image.shape
    picture = QImage(colours.data, width, height, width * 4, QImage.Format.Format_RGBA8888)
    return for_screen(picture)
