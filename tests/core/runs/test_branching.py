"""Where a run begins that goes on from the middle of another one."""

from dataclasses import fields, replace
from typing import Any

import pytest

from digitapp.core.runs import branching
from digitapp.core.runs.branching import place_to_go_on
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import TrainingSettings
from engine.position import Position
from tests import samples

OLD = replace(samples.SETTINGS, epochs=5)
MIDDLE = replace(Moment.of(OLD.build()), at=1.5, position=Position(1, 10, {"state": 1}))


def place(moment: Moment = MIDDLE, *, same_images: bool = True, **change: Any) -> Position | None:
    return place_to_go_on(moment, OLD, replace(OLD, **change), same_images=same_images)


def test_the_same_settings_go_on_in_the_same_order() -> None:
    found = place()
    assert found == MIDDLE.position
    assert found is not MIDDLE.position  # it moves


@pytest.mark.parametrize(
    "change",
    [
        {"optimizer": "adam"},
        {"learning_rate": 0.1},
        {"epochs": 9},
        {"schedule": "cosine"},
        {"distort": True},
        {"label_smoothing": 0.1},
        {"seed": 3},
    ],
)
def test_settings_that_cut_the_same_batches_see_the_same_images(change: dict[str, Any]) -> None:
    assert place(**change) == MIDDLE.position


@pytest.mark.parametrize("change", [{"batch_size": 32}, {"validation_share": 0.1}, {"same_images": False}])
def test_other_batches_begin_the_epoch_anew(change: dict[str, Any]) -> None:
    assert place(**change) == Position(1)


@pytest.mark.parametrize("epochs", [1, 2])
def test_where_the_settings_have_no_such_epoch_it_is_a_whole_run_more(epochs: int) -> None:
    moment = replace(MIDDLE, position=Position(2, 3))
    assert place(moment, epochs=epochs) is None


def test_an_end_is_gone_on_from_by_a_whole_run() -> None:
    assert place(Moment.of(OLD.build())) is None


def test_only_known_settings_are_of_no_matter() -> None:
    """A setting that is added counts as one that cuts the batches, until somebody says that it does not."""
    known = {field.name for field in fields(TrainingSettings)}
    assert known - branching._OF_NO_MATTER >= {"batch_size", "validation_share"}
