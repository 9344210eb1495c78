"""The digit that is read, in words."""

import pytest
from pytestqt.qtbot import QtBot

from digitapp.views.verdict import Verdict

from .. import samples
from . import looking

SHARES = (0.0, 0.04, 0.0, 0.0, 0.005, 0.0, 0.0, 0.93, 0.025, 0.0)


@pytest.fixture
def verdict(qtbot: QtBot, light: None) -> Verdict:
    assert light is None
    return looking.show(qtbot, Verdict())


def test_nothing_is_claimed_without_a_drawing(verdict: Verdict) -> None:
    expected = ["–", "Nothing to read yet", "The digit will appear here."]
    assert looking.labels(verdict) == expected
    verdict.set_reading(samples.reading_of([1.0], SHARES))
    verdict.set_reading(None)
    assert looking.labels(verdict) == expected


def test_the_digit_how_sure_and_what_is_next(verdict: Verdict) -> None:
    verdict.set_reading(samples.reading_of([1.0], SHARES))
    assert looking.labels(verdict) == ["7", "93.0%", "then 1, 4.0%"]


def test_the_digit_is_large(verdict: Verdict) -> None:
    verdict.set_reading(samples.reading_of([1.0], SHARES))
    pixels = looking.picture(verdict)
    ink = (pixels != pixels[0, 0]).any(axis=-1)
    left = ink[:, : verdict.width() // 4]
    assert left.any(axis=1).sum() > 25  # pixels high


@pytest.mark.parametrize(
    ("shares", "reason"),
    [
        ((0.0, 0.0, 0.0, 0.0, 0.48, 0.0, 0.02, 0.05, 0.02, 0.43), "4 (48%) or 9 (43%)?"),
        ((0.1, 0.1, 0.1, 0.0, 0.1, 0.3, 0.1, 0.1, 0.1, 0.0), "like no digit; nearest 5, 30%"),
    ],
)
def test_when_no_digit_stands_out_it_says_why(verdict: Verdict, shares: tuple[float, ...], reason: str) -> None:
    verdict.set_reading(samples.reading_of([1.0], shares))
    assert looking.labels(verdict) == ["?", "I can't tell", reason]
