"""A change meets a collection that has become another one: only what the change is about is changed."""

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitapp.core.my_digits.collection import MyDigit, MyDigits
from digitapp.core.my_digits.merging import applied
from digitapp.core.paper.strokes import strokes_from_points


def digits(names: str) -> MyDigits:
    """A digit for each character: which drawing it is by a letter, and "A" is "a" with another label."""
    return tuple(
        MyDigit(strokes_from_points([[(ord(name.lower()) / 200, 0.1), (0.5, 0.5)]]), int(name.isupper()))
        for name in names
    )


def names(found: Sequence[MyDigit]) -> str:
    letters = [chr(round(digit.strokes[0].points[0, 0] * 200)) for digit in found]
    return "".join(letter.upper() if digit.label else letter for letter, digit in zip(letters, found, strict=True))


@pytest.mark.parametrize(
    ("before", "after", "now", "expected"),
    [
        ("a", "", "abc", "bc"),  # an addition taken back
        ("", "a", "bc", "abc"),
        ("ac", "abc", "acx", "abcx"),  # a deletion taken back
        ("abc", "ac", "xabc", "xac"),
        ("Abc", "abc", "Abcx", "abcx"),  # a relabelling taken back
        ("abc", "aBC", "acx", "aCx"),  # the other has deleted one of them
        ("ab", "b", "xy", "xy"),
        ("", "ab", "", "ab"),
        ("aab", "ab", "aabx", "abx"),  # the same drawing twice
    ],
)
def test_what_changed_is_changed_and_the_rest_stays(before: str, after: str, now: str, expected: str) -> None:
    assert names(applied(digits(before), digits(after), digits(now))) == expected


drawn = st.text("abcdeABCDE", max_size=6)


@given(drawn, drawn)
def test_what_nobody_else_has_changed_becomes_what_is_wanted(before: str, after: str) -> None:
    assert names(applied(digits(before), digits(after), digits(before))) == after


@given(drawn, drawn, drawn.map(lambda own: own.translate(str.maketrans("abcdeABCDE", "uvwxyUVWXY"))))
def test_what_others_have_added_is_never_lost(before: str, after: str, others: str) -> None:
    found = names(applied(digits(before), digits(after), digits(before + others)))
    assert [name for name in found if name in others] == list(others)
    assert sorted(name for name in found if name.lower() in "abcde") == sorted(after)
