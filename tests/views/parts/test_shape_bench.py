"""An input_shape to try."""

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit
from pytestqt.qtbot import QtBot

from digitapp.views.parts.shape_bench import ShapeBench
from tests.views import looking
from tests.window import child


@pytest.fixture
def bench(qtbot: QtBot) -> ShapeBench:
    return looking.show(qtbot, ShapeBench(), 700, 140)


def said(bench: ShapeBench) -> str:
    return " | ".join(looking.labels(bench))


def test_it_begins_with_the_one_that_fits(bench: ShapeBench) -> None:
    assert "x·W fits." in said(bench)
    assert "W has a row for each of them" in said(bench)


@pytest.mark.parametrize(
    ("text", "engine", "why"),
    [
        ("(28, 28)", "Dense must get flat images", "made one row first"),
        ("(783,)", "x must have shape (n, 783)", "1 of them would meet no weight"),
    ],
)
def test_a_wrong_one_has_the_engines_words_and_the_reason(
    bench: ShapeBench, qtbot: QtBot, text: str, engine: str, why: str
) -> None:
    with qtbot.waitSignal(bench.tried):
        looking.button(bench, text).click()
    assert engine in said(bench)
    assert why in said(bench)


def test_one_is_typed(bench: ShapeBench) -> None:
    field = child(bench, QLineEdit)
    field.clear()
    QTest.keyClicks(field, "(800,)")
    assert "16 weights would meet no number" in said(bench)
    field.clear()
    QTest.keyClicks(field, "what?")
    assert "Expected a shape such as" in said(bench)
