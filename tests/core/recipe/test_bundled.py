"""The bundled network's recipe: it learns, it is measured and calibrated, and it comes out the same each time."""

from collections.abc import Generator
from dataclasses import replace

import numpy as np
import pytest

from digitapp.core.recipe import bundled as recipe
from digitapp.core.recipe.bundled import BUNDLED, Progress, cook
from digitapp.core.runs.run import Run
from tests.core.recipes import QUICK
from tests.core.samples import bars


def done(work: Generator[Progress, None, Run]) -> tuple[list[Progress], Run]:
    reports = []
    while True:
        try:
            reports.append(next(work))
        except StopIteration as end:
            return reports, end.value


def test_it_trains_for_its_epochs_and_reports_each_batch() -> None:
    reports, record = done(cook(QUICK, bars(), "mine"))
    steps = -(-(180 + 100 + 40) // 50)  # of 200 images, a tenth is held out
    first = [(1, step) for step in range(steps + 1)]
    assert [(report.epoch, report.step) for report in reports[: steps + 1]] == first
    assert len(reports) == 4 * (steps + 1)  # and one more at the beginning of each epoch
    assert {(report.epochs, report.steps) for report in reports} == {(4, steps)}
    assert (record.name, record.settings) == ("mine", QUICK.settings)
    assert record.curves[0].epoch_at.tolist() == [1, 2, 3, 4]
    assert record.end.test_accuracy == pytest.approx(record.curves[0].val_accuracy[-1])


def test_it_learns_and_goes_on_learning_from_plain_labels() -> None:
    _, record = done(cook(QUICK, bars(), "mine"))
    assert record.curves[0].loss[-1] < record.curves[0].loss[0]
    record.end.learner().fit(bars().train_inputs, bars().train_labels, epochs=1, verbose=0)


def test_it_is_calibrated_on_digits_that_it_was_not_trained_with() -> None:
    _, record = done(cook(QUICK, bars(), "mine"))
    assert record.end.calibration.temperature != 1.0
    _, other = done(cook(replace(QUICK, refused=0.5), bars(), "mine"))
    assert other.end.calibration.least > record.end.calibration.least


def test_the_same_recipe_gives_the_same_network() -> None:
    (_, one), (_, two) = (done(cook(QUICK, bars(), "mine")) for _ in range(2))
    assert all(
        np.array_equal(*pair) for pair in zip(one.end.network.get_weights(), two.end.network.get_weights(), strict=True)
    )
    assert one.end.calibration == two.end.calibration


def test_the_epochs_of_the_bundled_recipe_are_divided_evenly() -> None:
    assert BUNDLED.settings.epochs % BUNDLED.rounds == 0
    assert BUNDLED.settings.hidden_units == (512,)


def test_the_quick_recipe_is_the_bundled_one_with_fewer_epochs() -> None:
    quick = recipe.QUICK
    assert quick.settings.epochs <= BUNDLED.settings.epochs / 5
    assert replace(quick, settings=BUNDLED.settings, rounds=BUNDLED.rounds) == BUNDLED


def test_a_small_data_set_keeps_most_of_its_images_for_training() -> None:
    reports, _ = done(cook(replace(QUICK, held_out=5000), bars(), "mine"))
    assert reports[0].steps == -(-(180 + 100 + 40) // 50)
