"""What runs are compared by."""

import csv
import io
from dataclasses import replace

import numpy as np
import pytest

from digitapp.core.runs.comparison import (
    FIGURES,
    SETTINGS,
    Axis,
    along,
    differing,
    figures,
    lines,
    smoothed,
    table,
)
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.run import Kind, Run
from digitapp.core.runs.tree import RunTree
from tests import samples


def timed(batches: int = 40, epochs: int = 2, **what: float) -> Curves:
    """Curves of a run of which each batch took a tenth of a second, with 320 images in an epoch."""
    seconds = np.arange(1, batches + 1) / 10
    return replace(samples.curves(batches, epochs), batch_seconds=seconds, images=320, **what)


def tree(*runs: Run) -> RunTree:
    result = RunTree(runs[0], 2**30)
    for run in runs[1:]:
        result.put(run)
    return result


def test_the_figures_of_a_run() -> None:
    curves = replace(timed(), val_accuracy=np.array([0.9, 0.8]))
    found = figures(samples.run(curves=(curves,), test_accuracy=0.75))
    assert found.epochs == 2
    assert found.loss == pytest.approx(curves.batch_loss[-25:].mean())
    assert (found.held_out_accuracy, found.best_accuracy, found.best_epoch) == (0.8, 0.9, 1)
    assert found.test_accuracy == 0.75
    assert found.seconds == 4
    assert found.images_per_second == 320 * 2 / 4


def test_the_best_accuracy_is_no_smaller_than_that_of_the_end_of_a_run_stopped_within_an_epoch() -> None:
    curves = replace(timed(), batch_at=timed().batch_at * 1.125, val_accuracy=np.array([0.9, 0.8]), held_out="test")
    found = figures(samples.run(curves=(curves,), test_accuracy=0.95))
    assert (found.best_accuracy, found.best_epoch) == (0.95, 2.25)
    other = replace(curves, held_out="validation")  # the end is measured on other images than the epochs
    assert figures(samples.run(curves=(other,), test_accuracy=0.95)).best_accuracy == 0.9
    unmeasured = figures(samples.run(curves=(curves,), test_accuracy=None))
    assert unmeasured.best_accuracy == 0.9


def test_the_best_accuracy_is_of_the_images_of_the_last_run() -> None:
    first = replace(timed(), val_accuracy=np.array([0.99, 0.98]), held_out="validation")
    then = replace(timed(), val_accuracy=np.array([0.9, 0.8]), held_out="test", begin=2.0)
    then = replace(then, batch_at=then.batch_at + 2, epoch_at=then.epoch_at + 2)
    found = figures(samples.run(curves=(first, then), test_accuracy=0.8))
    assert (found.best_accuracy, found.best_epoch) == (0.9, 3)


def test_what_is_not_known_is_no_number() -> None:
    made = figures(samples.run(kind=Kind.MADE))
    assert made.epochs == 0
    assert all(np.isnan(getattr(made, name)) for name in FIGURES if name != "epochs")
    untimed = figures(samples.run(curves=(samples.curves(),)))
    assert np.isnan(untimed.seconds)
    assert np.isnan(untimed.images_per_second)


def test_a_line_stands_below_the_nearest_one_that_is_shown() -> None:
    first = samples.run(name="first")
    second = replace(samples.run(name="second"), origin=first.end.number)
    third = replace(samples.run(name="third"), origin=second.end.number)
    whole = lines(tree(first, second, third), second.number, third.number)
    assert [line.parent for line in whole] == [None, first.number, second.number]
    assert [line.current for line in whole] == [False, True, False]
    assert [line.under_way for line in whole] == [False, False, True]
    without = lines(tree(first, replace(second, deleted=True), third), first.number)
    assert [(line.name, line.parent) for line in without] == [("first", None), ("third", first.number)]


def test_the_settings_that_differ() -> None:
    one = samples.SETTINGS
    assert differing([]) == differing([one]) == differing([one, one]) == ()
    assert differing([one, one, replace(one, seed=7, distort=True)]) == ("seed", "distort")


def test_curves_along_batches_and_seconds() -> None:
    own = timed()
    steps = along([own], Axis.STEPS, 16)
    np.testing.assert_allclose(steps.batch_at, np.arange(1, 41))
    np.testing.assert_allclose(steps.epoch_at, [20, 40])
    seconds = along([own], Axis.SECONDS, 16)
    np.testing.assert_allclose(seconds.batch_at, np.arange(1, 41) / 10)
    np.testing.assert_allclose(seconds.epoch_at, [2, 4])
    np.testing.assert_array_equal(along([own], Axis.EPOCHS, 16).batch_at, own.batch_at)


def test_the_seconds_of_runs_one_after_the_other_add_up() -> None:
    later = replace(timed(), begin=2.0)
    seconds = along([timed(), later], Axis.SECONDS, 16)
    assert seconds.batch_at[[0, 39, 40, 79]].tolist() == pytest.approx([0.1, 4.0, 4.1, 8.0])


@pytest.mark.parametrize("axis", [Axis.STEPS, Axis.SECONDS])
def test_a_place_that_is_not_known_is_no_number(axis: Axis) -> None:
    untimed = along([samples.curves()], axis, 16)
    assert np.isnan(untimed.batch_at).all()
    assert np.isnan(untimed.epoch_at).all()
    of_epochs_only = along([samples.curves(0)], axis, 16)
    assert np.isnan(of_epochs_only.epoch_at).all()


def test_no_smoothing_leaves_the_values_as_they_are() -> None:
    values = np.array([1.0, 3.0, 5.0])
    assert smoothed(values, 1) is values
    assert smoothed(values, 2).tolist() == [1, 2, 4]


def test_the_table_as_csv_reads_the_same_again() -> None:
    first = samples.run((16, 8), name='a, "b"', curves=(timed(),), test_accuracy=0.5)
    second = replace(samples.run(name="second", kind=Kind.MADE), origin=first.end.number, pinned=True)
    rows = list(csv.DictReader(io.StringIO(table(lines(tree(first, second), first.number)))))
    assert [(row["run"], row["from"], row["kind"], row["pinned"]) for row in rows] == [
        ('a, "b"', "", "trained", "0"),
        ("second", 'a, "b"', "made", "1"),
    ]
    assert rows[0]["hidden_units"] == "16 8"
    assert rows[0]["distort"] == "0"
    assert float(rows[0]["images_per_second"]) == 160
    assert rows[1]["test_accuracy"] == ""
    assert set(rows[0]) == {"run", "from", "kind", "data", "pinned", *SETTINGS, *FIGURES}
