"""Ten probabilities as ten bars."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.views.reading.probability_bars import ProbabilityBars
from tests import samples
from tests.views import looking

SHARES = (0.0, 0.04, 0.0, 0.0, 0.005, 0.0, 0.0, 0.93, 0.025, 0.0)


@pytest.fixture
def bars(qtbot: QtBot, light: None) -> ProbabilityBars:
    assert light is None
    return looking.show(qtbot, ProbabilityBars(), 240, 200)


def rows(bars: ProbabilityBars, colour: str) -> list[int]:
    """Return how many pixels of the colour each digit's row has in its middle."""
    pixels = looking.picture(bars)
    return [looking.count(pixels[20 * digit + 10], colour) for digit in range(10)]


def test_without_a_reading_nothing_is_claimed(bars: ProbabilityBars) -> None:
    bars.set_reading(samples.reading_of([1.0], SHARES))
    bars.set_reading(None)
    assert looking.painted_texts(bars) == [str(digit) for digit in range(10)]
    assert rows(bars, theme.LIGHT.accent) == [0] * 10


def test_every_digit_with_its_percentage(bars: ProbabilityBars) -> None:
    bars.set_reading(samples.reading_of([1.0], SHARES))
    texts = looking.painted_texts(bars)
    assert texts[::2] == [str(digit) for digit in range(10)]
    assert texts[1::2] == ["0.0%", "4.0%", "0.0%", "0.0%", "0.5%", "0.0%", "0.0%", "93.0%", "2.5%", "0.0%"]


def test_the_length_is_the_share_and_the_largest_stands_out(bars: ProbabilityBars) -> None:
    lengths = []
    for share in (0.4, 0.8):
        shares = np.full(10, (1 - share) / 9)
        shares[3] = share
        bars.set_reading(samples.reading_of([1.0], list(shares)))
        accent = rows(bars, theme.LIGHT.accent)
        assert [digit for digit, pixels in enumerate(accent) if pixels] == [3]
        lengths.append(accent[3])
    assert lengths[1] == pytest.approx(2 * lengths[0], abs=3)
    assert rows(bars, theme.LIGHT.quiet)[5] > 0


def test_the_runner_up_is_visible(bars: ProbabilityBars) -> None:
    bars.set_reading(samples.reading_of([1.0], SHARES))
    quiet = rows(bars, theme.LIGHT.quiet)
    assert quiet[1] > quiet[2]
