"""The page on which one is a unit."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pytestqt.qtbot import QtBot

from digitapp import i18n
from digitapp.core.inside.painting import PaintedSum, PaintedUnit
from digitapp.core.inside.unit_trial import Verdict
from digitapp.views.inside.painter_view import PainterView
from tests.views import looking


def unit(**what: object) -> PaintedUnit:
    weights = np.random.default_rng(0).normal(0, 0.1, 784).astype(np.float32)
    values: dict[str, object] = {
        "unit": 3,
        "units": 512,
        "weights": weights,
        "bias": -0.2240,
        "outgoing": np.linspace(-1, 1, 10, dtype=np.float32),
        "has_bias": True,
        "function": "relu",
        "changed": True,
        "top": 0.5,
        **what,
    }
    return PaintedUnit(**values)  # type: ignore[arg-type]


def verdict(accuracy: float = 0.98, own: float = 0.99) -> Verdict:
    on, pictures = np.arange(10), np.full(10, 20)
    images = np.zeros((2, 28, 28), np.uint8)
    return Verdict(3, on, pictures, np.array([4, 7]), images, np.array([1, 9]), accuracy, own)


@pytest.fixture
def page(qtbot: QtBot) -> PainterView:
    page = looking.show(qtbot, PainterView(), 840, 620)
    page.set_unit(unit())
    return page


def said(page: PainterView) -> str:
    return " | ".join(looking.labels(page)).replace("−", "-")


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(red=st.floats(0, 500), blue=st.floats(-500, 0), bias=st.floats(-20, 20))
def test_the_sum_adds_up_to_the_last_digit_shown(page: PainterView, red: float, blue: float, bias: float) -> None:
    z = float(np.float32(red + blue + bias))
    page.set_sum(PaintedSum(red, blue, bias, z, max(z, 0.0), "relu"))
    line = next(text for text in looking.labels(page) if text.startswith("z = ")).replace("−", "-")
    left, _, shown = line.rpartition(" = ")
    numbers = [float(part.strip("()")) for part in left.split() if part.strip("()-").replace(".", "").isdigit()]
    assert len(numbers) == 3
    assert round(sum(numbers), 6) == float(shown)


def test_it_says_what_the_test_images_say(page: PainterView) -> None:
    page.set_verdict(verdict())
    assert "99.00% → 98.00% of the test images" in said(page)
    assert "It fires for 45 of 200" in said(page)
    page.set_verdict(verdict(own=float("nan")))
    assert "The network reads 98.00% of the test images" in said(page)
    page.set_verdict(None)
    assert "The unit reads all test images…" in said(page)


def test_what_training_made_of_it_is_shown_beside_it(page: PainterView) -> None:
    assert "What training makes of it" not in said(page)
    weights = unit().weights
    page.set_unit(unit(kept=weights, weights=weights + np.float32(0.01)))
    assert "each weight moved by 0.0100 in the mean" in said(page)


def test_it_says_why_it_cannot_train_on(page: PainterView) -> None:
    button = looking.button(page, "Train on from it")
    page.set_unit(unit(changed=False))
    assert not button.isEnabled()
    assert "Paint something first" in button.toolTip()
    page.set_unit(unit())
    page.set_busy(True)
    assert not button.isEnabled()
    assert "F8" in button.toolTip()
    page.set_busy(False)
    assert button.isEnabled()


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("size", [(820, 560), (1180, 900)])
def test_nothing_is_cut_off(qtbot: QtBot, language: str, size: tuple[int, int]) -> None:
    i18n.set_language(language)
    page = PainterView()
    page.set_unit(unit(kept=unit().weights))
    page.set_sum(PaintedSum(14.9385, -18.5455, -0.2240, -3.8310, 0.0, "relu"))
    page.set_verdict(verdict())
    assert looking.cut_in(qtbot, page, *size) == []


def test_the_weights_are_a_table(page: PainterView) -> None:
    lines = page.table().splitlines()
    assert len(lines) == 1 + 784 + 1 + 10
    assert lines[0] == "what,row,column,value"
    weights = np.array([float(line.split(",")[3]) for line in lines[1:785]], np.float32)
    np.testing.assert_array_equal(weights, unit().weights)
    assert lines[785] == "b,,,-0.224"
