"""Numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitapp.core.typed_numbers import may_become_number, read_number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("12", 12),
        (" 12 ", 12),
        ("1,000", 1000),
        ("1 000", 1000),
        ("1\u202f000\u00a0000", 1_000_000),
        ("1,234.5", 1234.5),
        ("９５", 95),
        ("１，０００", 1000),
        ("0,5", 0.5),
        ("0,005", 0.005),
        ("12,5", 12.5),
        (".5", 0.5),
        ("1e-3", 0.001),
        ("\u22123", -3),
        ("+3", 3),
    ],
)
def test_it_is_taken_as_it_was_meant(text: str, number: float) -> None:
    assert read_number(text) == number


@pytest.mark.parametrize(
    "text",
    ["", "12abc", "1e-3x", "1e", "-", "1 2", "1,00,000", "1,000 000", "10²", "½", "nan", "inf", "0x10", "5%", "1_000"],
)
def test_what_makes_no_sense_is_no_number(text: str) -> None:
    assert read_number(text) is None


@pytest.mark.parametrize("text", ["95", "95%", "95 %", "95 %%", "９５％", "95\u00a0%"])
def test_a_percent_sign_may_stand_behind_a_percentage(text: str) -> None:
    assert read_number(text, percent=True, whole=True) == 95


def test_a_whole_number_has_no_point() -> None:
    assert [read_number(text, whole=True) for text in ("9.5", "5.0", "1.000", "0,5", "1e-3")] == [None] * 5
    assert [read_number(text, whole=True) for text in ("1e3", "1,000", "64")] == [1000, 1000, 64]


def test_a_beginning_may_become_a_number() -> None:
    assert all(may_become_number(text) for text in ("", "-", "1e", "1e-", ".", "0."))
    assert not any(may_become_number(text) for text in ("x", "1ee", "1e-3x", "e", "--"))


@given(st.text())
def test_whatever_is_typed_is_a_number_or_none(text: str) -> None:
    for percent in (False, True):
        number = read_number(text, percent=percent)
        assert number is None or isinstance(number, float)
        may_become_number(text, percent=percent)
