"""The data are looked at while somebody wants to see them, and again when something of it is another."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.data.looking import DataOverview, Suspects
from digitapp.core.errors import InputError
from digitapp.core.runs.dataset import Dataset
from digitapp.state.runs.data_survey import DataSurvey
from digitapp.state.session import Session
from tests import samples


@pytest.fixture
def survey(session: Session, mnist: Dataset) -> DataSurvey:
    session.datasets.use(mnist.shortened(300, 40))
    return session.data_survey


def seen(survey: DataSurvey, qtbot: QtBot) -> tuple[DataOverview, Suspects]:
    if survey.suspects is None:
        qtbot.waitUntil(lambda: survey.suspects is not None)
    assert survey.overview is not None
    assert survey.suspects is not None
    return survey.overview, survey.suspects


def test_nothing_is_looked_at_for_nobody(survey: DataSurvey) -> None:
    assert not survey.running
    assert (survey.overview, survey.suspects) == (None, None)


def test_the_classes_and_then_the_labels_that_look_wrong(survey: DataSurvey, qtbot: QtBot) -> None:
    survey.watch(True)
    overview, suspects = seen(survey, qtbot)
    assert overview.given == suspects.images == 300
    survey.watch(False)
    with qtbot.waitSignals([survey.overview_changed, survey.suspects_changed]):
        survey.watch(True)  # the same ones at once
    assert survey.overview is overview


def test_other_data_settings_and_networks_are_looked_at_anew(
    survey: DataSurvey, session: Session, mnist: Dataset, qtbot: QtBot
) -> None:
    survey.watch(True)
    overview, _ = seen(survey, qtbot)
    session.training.set_settings(replace(session.training.settings, epochs=9))
    assert survey.overview is overview  # nothing to do with the data
    session.training.set_settings(replace(session.training.settings, left_out=(1,)))
    assert survey.overview is None
    assert seen(survey, qtbot)[0].classes[1].given == 0
    overview, suspects = seen(survey, qtbot)
    session.history.begin(samples.run((8,), seed=5))
    assert survey.overview is overview
    assert survey.suspects is None
    assert seen(survey, qtbot)[1] is not suspects
    session.datasets.use(mnist.shortened(200, 30))
    assert seen(survey, qtbot)[1].images < 200


def test_a_network_of_other_classes_is_told_of_once(
    survey: DataSurvey, session: Session, mnist: Dataset, qtbot: QtBot, tmp_path: Path
) -> None:
    errors: list[Exception] = []
    survey.failed.connect(errors.append)
    small = mnist.shortened(90, 20)
    few = small.train_labels < 3, small.test_labels < 3
    three = replace(
        small.with_images(
            small.train_images[few[0]], small.train_labels[few[0]], small.test_images[few[1]], small.test_labels[few[1]]
        ),
        classes=("a", "b", "c"),
    )
    session.datasets.use(three, tmp_path)
    assert session.training.settings.classes == ("a", "b", "c")
    survey.watch(True)
    qtbot.waitUntil(lambda: bool(errors))
    assert isinstance(errors[0], InputError)
    assert survey.overview is not None
    survey.look_again()
    qtbot.waitUntil(lambda: len(errors) == 2)
    session.datasets.use_mnist()
    assert session.training.settings.classes == ()
