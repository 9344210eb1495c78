"""The colours for numbers."""

import subprocess
import sys

import numpy as np
import pyqtgraph as pg
import pytest

from digitapp import theme
from digitapp.views.parts.colour_maps import _table

MAPS = sorted({name for each in (theme.LIGHT, theme.DARK) for name in (each.magnitude_map, each.signed_map)})


@pytest.mark.parametrize("name", MAPS)
def test_the_colours_are_pyqtgraph_s(name: str) -> None:
    known = pg.colormap.get(name).getLookupTable(nPts=256, alpha=True)
    np.testing.assert_allclose(_table(name).astype(int), known.astype(int), atol=1)  # rounded otherwise


def test_the_first_digit_does_not_wait_for_pyqtgraph() -> None:
    code = "from digitapp.views.parts.colour_maps import magnitudes; magnitudes([0.5], 1.0)"
    ended = subprocess.run(
        [sys.executable, "-c", f"{code}; import sys; print('pyqtgraph' in sys.modules)"],
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert ended.stdout.strip() == "False"
