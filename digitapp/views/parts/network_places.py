"""Where the nodes of a layer lie in the figure of a network."""

from __future__ import annotations

import numpy as np

from digitapp.core.reading.reading import Vector


def spacing(count: int, room: float, height: float) -> float:
    """Return how far apart the nodes of a layer can lie."""
    return float(min(26.0, height / min(count, 24), (room * height / count) ** 0.5))


def in_columns(count: int, centre: float, middle: float, room: float, height: float) -> Vector:
    """Return where `count` nodes lie, (count, 2), column after column around a centre."""
    apart = spacing(count, room, height)
    rows = min(max(int(height / apart), 1), count)
    columns = -(-count // rows)
    node = np.arange(count)
    x = centre + (node // rows - (columns - 1) / 2) * apart
    y = middle + (node % rows - (rows - 1) / 2) * apart
    return np.stack([x, y], axis=1).astype(np.float32)
