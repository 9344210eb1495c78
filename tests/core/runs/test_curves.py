"""The curves of a run grow without changing the ones handed out before, and survive being written to a file."""

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from digitapp.core.errors import InputError
from digitapp.core.runs.curves import MOST_POINTS_IN_A_FILE, SERIES, Curves, joined, running_mean, thinned
from tests.core.samples import refusal

unhurried = hypothesis.settings(deadline=None)  # a busy computer is no failure
losses = st.floats(0, 1000)
numbers = arrays(np.float64, st.integers(0, 500), elements=losses)


def run(batches: int, per_epoch: int, held_out: str = "test") -> Curves:
    """Curves after so many batches."""
    epochs = batches // per_epoch
    at = (np.arange(batches) + 1) / per_epoch
    ones = np.ones(epochs)
    return Curves(held_out=held_out).with_more(
        batch_at=at,
        batch_loss=1 / at,
        batch_accuracy=1 - 0.5 / at,
        epoch_at=np.arange(epochs) + 1.0,
        loss=0.5 * ones,
        accuracy=0.75 * ones,
        val_loss=0.625 * ones,
        val_accuracy=0.875 * ones,
    )


def again(curves: Curves) -> Curves:
    """The curves as they come back from a file."""
    return Curves.from_dict(json.loads(json.dumps(curves.to_dict())))


def test_without_a_run_the_curves_are_empty() -> None:
    curves = Curves()
    assert curves.end == 0
    assert curves.test_accuracy_at_end() is None
    assert all(len(getattr(curves, name)) == 0 for name in SERIES)


def test_curves_grow_and_the_ones_before_stay() -> None:
    before = run(4, 4)
    after = before.with_more(batch_at=[1.25], batch_loss=[0.5], batch_accuracy=[1.0])
    assert before.batch_at.tolist() == [0.25, 0.5, 0.75, 1.0]
    assert after.batch_at.tolist() == [0.25, 0.5, 0.75, 1.0, 1.25]
    assert after.epoch_at.tolist() == [1.0]
    assert after.held_out == before.held_out == "test"


def test_runs_one_after_the_other_keep_their_own_held_out_images() -> None:
    first, second = run(8, 4), replace(run(4, 4), begin=2.0)
    later = replace(second, batch_at=second.batch_at + 2, epoch_at=second.epoch_at + 2)
    same = joined([first, later])
    assert same.epoch_at.tolist() == [1.0, 2.0, 3.0]
    assert same.val_loss.tolist() == [*first.val_loss, *later.val_loss]
    other = joined([first, later.started("validation", "MNIST")])
    assert other.held_out == "validation"
    assert other.epoch_at.tolist() == [1.0, 2.0, 2.0, 3.0]
    assert np.isnan(other.val_loss).tolist() == [False, False, True, False]  # a gap, where one line must not go on
    assert other.batch_loss.tolist() == [*first.batch_loss, *later.batch_loss]
    assert joined([]).end == 0


def test_curves_as_they_were() -> None:
    whole = run(8, 4)
    cut = whole.until(1.25)
    assert cut.batch_at.tolist() == [0.25, 0.5, 0.75, 1.0, 1.25]
    assert cut.epoch_at.tolist() == [1.0]
    assert len(cut.val_loss) == len(cut.loss) == 1
    assert again(replace(whole, begin=0.5)).begin == 0.5


def test_the_end_is_where_the_run_stands() -> None:
    assert run(3, 4).end == 0.75
    assert run(8, 4).end == 2.0
    assert run(9, 4).end == 2.25


def test_the_test_accuracy_at_the_end_is_of_the_network_at_the_end() -> None:
    assert run(8, 4).test_accuracy_at_end() == 0.875
    assert run(9, 4).test_accuracy_at_end() is None  # trained on since it was measured
    assert run(8, 4, "validation").test_accuracy_at_end() is None  # measured on other images


def test_short_curves_come_back_from_a_file() -> None:
    curves = run(9, 4, "validation")
    back = again(curves)
    for name in SERIES:
        np.testing.assert_allclose(getattr(back, name), getattr(curves, name), atol=1e-5)
    assert back.held_out == "validation"


@pytest.mark.parametrize("batches", [401, 4690, 100_000])
def test_long_curves_are_thinned_in_a_file(batches: int) -> None:
    curves = run(batches, 469)
    back = again(curves)
    assert 0.5 * MOST_POINTS_IN_A_FILE <= len(back.batch_at) <= MOST_POINTS_IN_A_FILE
    assert len(back.batch_loss) == len(back.batch_accuracy) == len(back.batch_at)
    assert len(back.epoch_at) == len(curves.epoch_at)
    assert set(np.round(back.batch_at, 5)) <= set(np.round(curves.batch_at, 5))


@pytest.mark.parametrize("batches", [9, 469 * 3, 1000, 469 * 2 + 100])
def test_a_run_goes_on_from_a_file_where_it_ended(batches: int) -> None:
    curves = run(batches, 469)
    assert again(curves).end == pytest.approx(curves.end, abs=1e-5)
    assert again(curves).test_accuracy_at_end() == curves.test_accuracy_at_end()


@pytest.mark.parametrize(
    "values",
    [
        {"loss": "falling"},
        {"loss": {"a": 1}},
        {"loss": [[1], [2, 3]]},
        {"loss": [{}]},
        {"batch_at": [10**400], "batch_loss": [1], "batch_accuracy": [1]},
        {"batch_at": [1, 2], "batch_loss": [1], "batch_accuracy": [1, 1]},
        {"epoch_at": [1.0]},
    ],
)
def test_a_damaged_history_is_refused(values: dict[str, Any]) -> None:
    assert "history" in refusal(lambda: Curves.from_dict(values))


@pytest.mark.parametrize("value", [None, "1.5", True, [0.5], float("nan"), float("inf"), -float("inf")])
def test_a_history_of_anything_but_finite_numbers_is_refused(value: Any) -> None:
    values = {"batch_at": [1.0, 2.0], "batch_loss": [0.5, value], "batch_accuracy": [0.5, 0.5]}
    assert "history" in refusal(lambda: Curves.from_dict(values))


def test_a_refusal_does_not_repeat_the_whole_history() -> None:
    assert len(refusal(lambda: Curves.from_dict({"loss": "x" * 10_000}))) < 500


@given(st.dictionaries(st.sampled_from((*SERIES, "held_out")), st.lists(losses, max_size=3) | st.text(max_size=3)))
@unhurried
def test_whatever_a_file_says_is_taken_or_refused(values: dict[str, Any]) -> None:
    try:
        curves = Curves.from_dict(values)
    except InputError:
        return
    assert curves.held_out in ("test", "validation")
    assert len(curves.batch_at) == len(curves.batch_loss)


@given(numbers, st.integers(1, 60))
@unhurried
def test_the_running_mean_is_that_of_the_last_values(values: np.ndarray, window: int) -> None:
    means = running_mean(values, window)
    assert len(means) == len(values)
    for at in range(len(values)):
        assert means[at] == pytest.approx(values[max(0, at + 1 - window) : at + 1].mean(), abs=1e-8)


def test_the_running_mean_recovers_from_a_loss_that_ran_away() -> None:
    values = np.array([1.0, 1e25, *[2.0] * 10])
    assert running_mean(values, 4)[-1] == pytest.approx(2.0)


@given(numbers, st.integers(2, 100))
@unhurried
def test_a_thinned_line_has_few_points_and_the_same_peaks(values: np.ndarray, most: int) -> None:
    at = np.arange(len(values)) / 10
    few_at, few = thinned(at, values, most)
    stretch = -(-2 * len(values) // most)
    assert len(few) == len(few_at) <= max(most, 1) + stretch
    assert np.all(np.diff(few_at) >= 0)
    np.testing.assert_array_equal(values[np.rint(few_at * 10).astype(int)], few)
    if len(values):
        assert (few.min(), few.max()) == (values.min(), values.max())


@pytest.mark.parametrize("values", [[], [1.0], list(range(100))])
def test_a_line_with_few_points_stays_as_it_is(values: Sequence[float]) -> None:
    at, same = np.arange(len(values)) * 1.0, np.array(values, np.float64)
    few_at, few = thinned(at, same, 100)
    np.testing.assert_array_equal(few_at, at)
    np.testing.assert_array_equal(few, same)


def test_a_thinned_line_still_reaches_its_end() -> None:
    at, values = thinned(np.arange(1000) * 1.0, np.linspace(1, 0, 1000), 64)
    assert (at[-1], values[-1]) == (999, 0)
    assert len(at) < 100


def test_missing_values_are_left_out_of_the_running_mean() -> None:
    nan = np.nan
    means = running_mean(np.array([nan, nan, 1.0, nan, 3.0, nan, nan]), 2)
    np.testing.assert_array_equal(means, [nan, nan, 1.0, 1.0, 3.0, 3.0, nan])
    assert np.isnan(running_mean(np.full(5, nan), 3)).all()


def test_a_thinned_line_keeps_its_peaks_beside_missing_values_and_stretches_without_any() -> None:
    values = np.sin(np.arange(1000.0))
    values[[100, 500]] = (7.0, -7.0)
    values[[101, 501]] = np.nan
    values[700:800] = np.nan
    at, few = thinned(np.arange(1000.0), values, 100)
    assert (np.nanmin(few), np.nanmax(few)) == (-7, 7)
    assert np.isnan(few[(at >= 720) & (at < 780)]).all()
    assert np.isnan(thinned(np.arange(1000.0), np.full(1000, np.nan), 100)[1]).all()


def test_what_was_measured_on_other_images_is_no_test_accuracy() -> None:
    assert run(8, 4, "validation").test_accuracy_at_end() is None


def test_the_seconds_come_back_from_a_file_and_are_unknown_in_one_from_before() -> None:
    timed = replace(run(4, 4), batch_seconds=np.array([0.1, 0.2, 0.3, 0.4]), images=64)
    back = again(timed)
    assert back.batch_seconds.tolist() == timed.batch_seconds.tolist()
    assert (back.images, back.seconds) == (64, 0.4)
    values = timed.to_dict()
    del values["batch_seconds"], values["images"]
    before = Curves.from_dict(values)
    assert np.isnan(before.batch_seconds).all()
    assert len(before.batch_seconds) == 4
    assert before.images == 0
    assert np.isnan(before.seconds)
    grown = before.with_more(batch_at=[1.25], batch_loss=[0.5], batch_accuracy=[1.0], batch_seconds=[3.0])
    assert grown.seconds == 3.0
