"""The values of a sweep as they are typed, and how an experiment's runs lie beside each other."""

from dataclasses import replace

import pytest

from digitapp.core.errors import InputError
from digitapp.core.runs.experiment import Experiment, Kind, Stage, Trial, cost, scale, seconds_left, value_of
from digitapp.core.runs.settings import TrainingSettings
from digitapp.core.runs.sweep import MOST_VALUES, USUAL, more_units, parse_values, sweep, twin, with_value

SETTINGS = TrainingSettings()


@pytest.mark.parametrize(
    ("name", "text", "values"),
    [
        ("hidden_units", "16, 64,512", [(16,), (64,), (512,)]),
        ("hidden_units", "0; 128-64", [(), (128, 64)]),
        ("learning_rate", "1e-3, .01", [0.001, 0.01]),
        ("batch_size", "16\n32", [16, 32]),
        ("optimizer", "Adam, SGD", ["adam", "sgd"]),
        ("activation", "tanh", ["tanh"]),
        ("dropout", "20%, 0.5", [0.2, 0.5]),
        ("distort", "no, YES", [False, True]),
        ("images", "1000, all", [1000, 0]),
        ("first_weights", "he normal", ["he_normal"]),
        ("seed", "1, 1, 2", [1, 2]),  # twice is once
    ],
)
def test_values_are_taken_as_they_were_meant(name: str, text: str, values: list[object]) -> None:
    trials = parse_values(name, text, SETTINGS)
    assert [getattr(trial.settings, name) for trial in trials] == values
    assert all(
        replace(trial.settings, **{name: getattr(SETTINGS, name)}) == SETTINGS for trial in trials if trial.settings
    )


def test_a_bad_value_says_why_and_leaves_the_others() -> None:
    trials = parse_values("batch_size", "16, many, 0, 64", SETTINGS)
    assert [trial.stage for trial in trials] == [Stage.WAITING, Stage.BAD, Stage.BAD, Stage.WAITING]
    assert str(trials[1].problem) == "Expected a whole number. Received: many"
    assert "from 1 to 60000" in str(trials[2].problem).replace(",", "")
    assert "yes or no" in str(parse_values("distort", "perhaps", SETTINGS)[0].problem)
    assert "rmsprop" in str(parse_values("optimizer", "lion", SETTINGS)[0].problem)
    assert "hyphen" in str(parse_values("hidden_units", "12-x", SETTINGS)[0].problem)


def test_no_value_and_too_many_are_refused() -> None:
    with pytest.raises(InputError, match="16, 64, 512"):
        parse_values("hidden_units", " , ", SETTINGS)
    with pytest.raises(InputError, match=f"{MOST_VALUES}"):
        parse_values("seed", ",".join(map(str, range(MOST_VALUES + 1))), SETTINGS)


@pytest.mark.parametrize("name", USUAL)
def test_what_is_offered_can_be_trained(name: str) -> None:
    trials = parse_values(name, USUAL[name], SETTINGS)
    assert len(trials) >= 2
    assert all(trial.stage is Stage.WAITING for trial in trials)


def test_values_lie_by_their_logarithm_where_they_are_far_apart() -> None:
    far = scale([0.001, 0.01, 0.1])
    assert far.logarithmic
    assert far.places[1] == pytest.approx(0.5)
    near = scale([0.0, 0.5, 1.0])
    assert near.numeric
    assert not near.logarithmic
    names = scale([None, None])
    assert not names.numeric
    assert names.places == (0.25, 0.75)
    assert scale([5.0]).places == (0.5,)


def test_a_setting_as_a_number() -> None:
    assert value_of(SETTINGS, "hidden_units") == 512
    assert value_of(replace(SETTINGS, hidden_units=(8, 8)), "hidden_units") is None
    assert value_of(replace(SETTINGS, hidden_units=()), "hidden_units") == 0
    assert value_of(SETTINGS, "optimizer") is None
    assert value_of(SETTINGS, "distort") is None
    assert value_of(SETTINGS, "images") is None  # all of them
    assert value_of(SETTINGS, "learning_rate") == 0.001


def test_an_experiment_knows_what_waits_and_what_is_over() -> None:
    experiment = sweep("seed", parse_values("seed", "1, x, 2", SETTINGS), "seeds")
    assert (experiment.next, experiment.under_way, experiment.over, experiment.settled) == (0, None, False, 1)
    experiment = experiment.put(0, stage=Stage.UNDER_WAY, run=7)
    assert (experiment.next, experiment.under_way, experiment.runs) == (2, 0, (7,))
    experiment = experiment.put(0, stage=Stage.DONE).without_waiting()
    assert experiment.over
    assert [trial.stage for trial in experiment.trials] == [Stage.DONE, Stage.BAD, Stage.SKIPPED]


def test_the_time_that_is_left_follows_epochs_images_and_weights() -> None:
    small, large = replace(SETTINGS, hidden_units=(16,)), SETTINGS
    assert cost(replace(small, epochs=10)) == 2 * cost(small)
    assert cost(large) > cost(small)
    trials = (Trial("1", small, Stage.UNDER_WAY), Trial("2", small), Trial("3", small))
    experiment = Experiment(Kind.SWEEP, "seed", trials)
    assert seconds_left(experiment, 5.0, 0.5, 5.0) == pytest.approx(25.0)
    assert seconds_left(experiment, 5.0, 0.0, 0.0) == 0.0
    assert seconds_left(experiment.put(0, stage=Stage.DONE), 5.0, 0.5, 5.0) == 0.0


def test_few_units_more_and_many() -> None:
    trials = more_units("finer?").trials
    assert [trial.settings.hidden_units for trial in trials if trial.settings] == [(16,), (64,), (512,)]
    assert len({replace(trial.settings, hidden_units=()) for trial in trials if trial.settings}) == 1


def test_a_twin_differs_in_one_thing() -> None:
    one = twin(SETTINGS, "learning_rate", "0.01", "twins", run=3, shown=lambda each, name: str(getattr(each, name)))
    original, other = one.trials
    assert (original.stage, original.run, original.label) == (Stage.DONE, 3, "0.001")
    assert (other.stage, other.label) == (Stage.WAITING, "0.01")
    assert other.settings == with_value(SETTINGS, "learning_rate", "0.01")
    first = twin(SETTINGS, "seed", "1", "twins", run=None, shown=lambda *_: "")
    assert first.trials[0].stage is Stage.WAITING
    with pytest.raises(InputError, match="another value"):
        twin(SETTINGS, "seed", "0", "twins", run=3, shown=lambda *_: "")
