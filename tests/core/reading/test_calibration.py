"""The temperature makes probabilities true, and the refusal refuses as many as it was asked to."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digitapp.core.reading.calibration import Calibration, calibrate, expected_calibration_error
from tests.core.samples import refusal


def sampled(count: int = 20_000, seed: int = 3) -> tuple[np.ndarray, np.ndarray]:
    """Scores, and labels drawn with just the probabilities softmax(scores)."""
    generator = np.random.default_rng(seed)
    z = generator.normal(0, 2, (count, 10))
    powers = np.exp(z)
    below = (powers / powers.sum(axis=1, keepdims=True)).cumsum(axis=1)
    return z, (generator.random((count, 1)) > below).sum(axis=1).clip(0, 9)


@pytest.mark.parametrize("factor", [0.3, 1.0, 2.5])
def test_the_temperature_undoes_what_made_the_scores_too_large_or_too_small(factor: float) -> None:
    z, labels = sampled()
    found = calibrate(z * factor, labels, 0.01)
    assert found.temperature == pytest.approx(factor, rel=0.03)
    assert expected_calibration_error(found.probabilities(z * factor), labels) < 0.01


def test_scores_that_are_too_large_are_badly_calibrated_before_and_well_after() -> None:
    z, labels = sampled()
    assert expected_calibration_error(Calibration().probabilities(4 * z), labels) > 0.1


@pytest.mark.parametrize("share", [0.0, 0.01, 0.2])
def test_the_share_that_was_asked_for_is_refused(share: float) -> None:
    z, labels = sampled()
    found = calibrate(z, labels, share)
    most = found.probabilities(z).max(axis=1)
    assert (most < found.least).mean() == pytest.approx(share, abs=0.001)


def test_the_error_of_a_case_worked_out_by_hand() -> None:
    sure = np.array([0.9] + [0.1 / 9] * 9)
    unsure = np.array([0.5] + [0.5 / 9] * 9)
    probabilities = np.array([sure] * 10 + [unsure] * 10)
    labels = np.array([0] * 8 + [1] * 2 + [0] * 7 + [1] * 3)
    assert expected_calibration_error(probabilities, labels) == pytest.approx((0.1 + 0.2) / 2)


@given(st.lists(st.floats(-1e4, 1e4), min_size=10, max_size=10), st.floats(0.05, 20))
def test_any_scores_give_probabilities_with_the_same_digit_ahead(z: list[float], temperature: float) -> None:
    scores = np.array(z, np.float32)
    shares = Calibration(temperature).probabilities(scores)
    assert shares.dtype == np.float32
    assert shares.sum() == pytest.approx(1, abs=1e-5)
    assert shares[scores.argmax()] == shares.max()


@pytest.mark.parametrize(
    "values",
    [{"temperature": 0}, {"temperature": "1"}, {"temperature": float("nan")}, {"least": 1.5}, {"least": True}],
)
def test_what_makes_no_sense_in_a_file_is_refused(values: dict[str, object]) -> None:
    (name,) = values
    assert name in refusal(lambda: Calibration.from_dict(values))


def test_it_comes_back_as_it_was() -> None:
    calibration = Calibration(0.7, 0.62)
    assert Calibration.from_dict({**calibration.to_dict(), "unknown": 1}) == calibration
