"""Sheets of paper in many pixels, as strokes are seen on the canvas, before they are made ready for the network."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from digitapp.core.paper.rasterize import SIDE, Image
from digitapp.core.paper.strokes import Stroke

_PAPER = 10 * SIDE  # pixels of the sheet that strokes are drawn on

Sheet = NDArray[np.uint8]  # (height, width), 0 for paper to 255 for ink


def sheet_of_strokes(strokes: Sequence[Stroke], pen_width: float) -> Sheet:
    """Return a sheet with the strokes as they are on the canvas, with a pen of so many sides of it."""
    from PIL import Image as Pillow
    from PIL import ImageDraw

    paper = Pillow.new("L", (_PAPER, _PAPER))
    pencil, width = ImageDraw.Draw(paper), max(round(pen_width * _PAPER), 1)
    for stroke in strokes:
        line = [(float(x) * _PAPER, float(y) * _PAPER) for x, y in stroke.points]
        pencil.line(line, fill=255, width=width, joint="curve")
        for x, y in (line[0], line[-1]):
            pencil.ellipse([x - width / 2, y - width / 2, x + width / 2, y + width / 2], fill=255)
    return np.asarray(paper)


def resized(sheet: Sheet, width: int, height: int) -> Image:
    """Return a sheet in so many pixels, each the mean of those that it covers."""
    from PIL import Image as Pillow

    return np.asarray(Pillow.fromarray(sheet).resize((width, height), Pillow.Resampling.BOX))
