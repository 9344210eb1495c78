"""A survey is made when somebody wants it, and anew when the network is another; nobody's wish costs nothing."""

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.inside.survey import Survey
from digitapp.core.runs.dataset import Dataset
from digitapp.state.inside import surveyor as state_survey
from digitapp.state.session import Session
from tests import samples
from tests.state.running import TIMEOUT


@pytest.fixture
def surveyed(session: Session, mnist: Dataset, monkeypatch: pytest.MonkeyPatch) -> Session:
    monkeypatch.setattr(state_survey, "SETTLED", 20)
    session.datasets.use(mnist.shortened(10, 300))
    return session


def heard(session: Session) -> list[Survey | None]:
    told: list[Survey | None] = []
    session.surveyor.changed.connect(told.append)
    return told


def test_nothing_is_computed_until_somebody_looks(surveyed: Session, qtbot: QtBot) -> None:
    told = heard(surveyed)
    surveyed.history.begin(samples.run((9,)))
    qtbot.wait(60)
    assert told == [None]
    shares: list[float] = []
    surveyed.surveyor.advanced.connect(shares.append)
    surveyed.surveyor.watch(True)
    qtbot.waitUntil(lambda: len(told) == 2, timeout=TIMEOUT)
    assert isinstance(told[1], Survey)
    assert len(told[1].labels) == 300
    assert shares[-1] == 1


def test_who_looks_again_gets_the_same_at_once(surveyed: Session, qtbot: QtBot) -> None:
    told = heard(surveyed)
    surveyed.surveyor.watch(True)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=TIMEOUT)
    surveyed.surveyor.watch(False)
    surveyed.surveyor.watch(True)
    assert told[1] is told[0]


def test_another_network_makes_another_survey(surveyed: Session, qtbot: QtBot) -> None:
    told = heard(surveyed)
    surveyed.surveyor.watch(True)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=TIMEOUT)
    surveyed.history.begin(samples.run((9, 5)))
    assert told[1] is None
    assert surveyed.surveyor.survey is None
    qtbot.waitUntil(lambda: len(told) == 3, timeout=TIMEOUT)
    assert isinstance(told[2], Survey)
    assert len(told[2].census) == 2


def test_that_there_is_none_is_told_again_for_each_network(surveyed: Session) -> None:
    told = heard(surveyed)
    for units in (9, 5):
        surveyed.history.begin(samples.run((units,)))
    assert told == [None, None]


def test_another_data_set_too(surveyed: Session, mnist: Dataset, qtbot: QtBot) -> None:
    told = heard(surveyed)
    surveyed.surveyor.watch(True)
    qtbot.waitUntil(lambda: len(told) == 1, timeout=TIMEOUT)
    surveyed.datasets.use(mnist.shortened(10, 200))
    qtbot.waitUntil(lambda: len(told) == 3, timeout=TIMEOUT)
    assert isinstance(told[2], Survey)
    np.testing.assert_array_equal(told[2].labels, mnist.test_labels[:200])


def test_when_nobody_looks_any_more_the_work_ends(surveyed: Session, mnist: Dataset, qtbot: QtBot) -> None:
    surveyed.datasets.use(mnist)
    surveyor = surveyed.surveyor
    with qtbot.waitSignal(surveyor.advanced, timeout=TIMEOUT):
        surveyor.watch(True)
    surveyor.watch(False)
    surveyor.watch(True)  # the page was turned
    with qtbot.waitSignal(surveyor.advanced, timeout=TIMEOUT):
        pass
    surveyor.watch(False)
    qtbot.waitUntil(lambda: not surveyor.running, timeout=TIMEOUT)
    assert surveyor.survey is None


def test_closing_in_the_middle_leaves_no_thread(surveyed: Session, mnist: Dataset) -> None:
    surveyed.datasets.use(mnist)
    surveyed.surveyor.watch(True)
    surveyed.surveyor._begin()
    surveyed.close()  # conftest looks for threads that are left


def test_an_error_is_told(surveyed: Session, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise RuntimeError("broken")
        yield

    monkeypatch.setattr(state_survey, "survey_steps", broken)
    with qtbot.waitSignal(surveyed.surveyor.failed, timeout=TIMEOUT) as failed:
        surveyed.surveyor.watch(True)
    assert str(failed.args[0]) == "broken"
