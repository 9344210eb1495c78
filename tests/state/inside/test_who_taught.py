"""Who taught it, asked in the background: for the drawing, the answer and the place on the timeline, while watched."""

from typing import Any

import numpy as np
import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.inside.influences import Influences, Ranking
from digitapp.core.inside.landscape import Landscape
from digitapp.core.inside.taught import Answer, Stage
from digitapp.core.inside.teacher import WeighedTeacher
from digitapp.core.paper.strokes import Strokes
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run
from digitapp.state.inside import landscapes as landscapes_module
from digitapp.state.inside import who_taught as module
from digitapp.state.inside.who_taught import WhoTaught
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from engine import layers, models
from tests import samples
from tests.core.samples import drawn
from tests.state import running


@pytest.fixture
def taught(session: Session, monkeypatch: pytest.MonkeyPatch) -> WhoTaught:
    monkeypatch.setattr(module, "REST", 1)
    session.who_taught._rest.setInterval(1)
    session.landscapes._rest.setInterval(1)
    assert landscapes_module.REST > 1
    return session.who_taught


class Heard:
    """What WhoTaught has told."""

    def __init__(self, taught: WhoTaught) -> None:
        self.stages: list[Stage] = []
        self.answers: list[Answer] = []
        self.found: Influences | None = None
        self.ranking: Ranking | None = None
        self.times = 0
        self.teacher: WeighedTeacher | None = None
        taught.stage_changed.connect(self.stages.append)
        taught.answer_changed.connect(self.answers.append)
        taught.ranked.connect(self._rank)
        taught.teacher_changed.connect(self._teach)

    def _rank(self, found: Influences | None, ranking: Ranking | None) -> None:
        self.found, self.ranking = found, ranking
        self.times += 1

    def _teach(self, teacher: WeighedTeacher | None) -> None:
        self.teacher = teacher


def draw(session: Session, qtbot: QtBot, strokes: Strokes | None = None) -> None:
    session.drawing.add((strokes or samples.strokes())[0])
    qtbot.waitUntil(lambda: session.reader.reading is not None)


def asked(session: Session, qtbot: QtBot, *, trained: bool = True) -> Heard:
    """Train, draw, look, and wait for the images' answer."""
    heard = Heard(session.who_taught)
    if trained:
        running.train(session, qtbot, samples.SETTINGS)
    draw(session, qtbot)
    session.who_taught.watch(True)
    qtbot.waitUntil(lambda: heard.ranking is not None and heard.teacher is not None, timeout=20_000)
    return heard


def test_after_a_run_the_images_are_asked_over_it(taught: WhoTaught, session: Session, qtbot: QtBot) -> None:
    heard = asked(session, qtbot)
    assert heard.stages == [Stage.ASKING, Stage.THERE]
    assert heard.found is not None
    assert heard.ranking is not None
    assert heard.found.over_a_run
    assert len(heard.found.counted) == 2 * samples.STEPS
    assert len(heard.found.examples.labels) == 320
    reading = session.reader.reading
    assert reading is not None
    assert heard.ranking.answer == reading.ranking[0]
    np.testing.assert_array_equal(heard.found.inputs, reading.inputs)
    assert heard.teacher is not None
    assert heard.teacher.teacher.number == heard.ranking.towards[0]
    assert taught.stage is Stage.THERE


def test_another_answer_and_another_place_cost_no_new_asking(taught: WhoTaught, session: Session, qtbot: QtBot) -> None:
    heard = asked(session, qtbot)
    found = heard.found
    assert heard.ranking is not None
    other = (heard.ranking.answer + 1) % 10
    taught.choose_answer(other)
    assert heard.answers[-1] == Answer(other, heard.answers[0].digit, is_right=False, chosen=True)
    assert heard.ranking.answer == other
    assert heard.found is found
    whole = heard.ranking.up
    session.rewinding.go_to(samples.STEPS)
    assert heard.found is found
    assert heard.ranking.up < whole
    session.rewinding.go_to(0)
    assert not heard.ranking.begun
    session.rewinding.return_to_now()
    assert heard.ranking.up == pytest.approx(whole)
    taught.choose_answer(-1)
    assert heard.ranking.answer == heard.answers[-1].given
    qtbot.waitUntil(lambda: not taught.running)
    assert heard.found is found


def test_the_right_digit_is_asked_about(taught: WhoTaught, session: Session, qtbot: QtBot) -> None:
    heard = asked(session, qtbot)
    session.right_digit.say(4)
    assert heard.answers[-1] == Answer(4, 4, is_right=True, chosen=False)
    assert heard.ranking is not None
    assert heard.ranking.answer == 4
    taught.choose_answer(2)
    assert heard.ranking.answer == 2
    assert heard.answers[-1] == Answer(2, 4, is_right=True, chosen=True)


def test_an_image_is_looked_at(taught: WhoTaught, session: Session, qtbot: QtBot) -> None:
    heard = asked(session, qtbot)
    assert heard.ranking is not None
    number = int(heard.ranking.against[0])
    taught.look_at(number)
    qtbot.waitUntil(lambda: heard.teacher is not None and heard.teacher.teacher.number == number)
    assert heard.teacher is not None
    assert heard.teacher.push < 0
    before = heard.teacher
    session.rewinding.go_to(samples.STEPS)
    assert heard.teacher.teacher is before.teacher  # the same one, weighed up to there
    assert heard.teacher.weights.sum() < before.weights.sum()


def test_another_drawing_is_asked_about_anew_and_none_is_not(taught: WhoTaught, session: Session, qtbot: QtBot) -> None:
    heard = asked(session, qtbot)
    first = heard.found
    session.drawing.clear()
    assert heard.ranking is None
    assert heard.teacher is None
    assert taught.stage is Stage.EMPTY
    session.drawing.add(drawn(3)[0])
    qtbot.waitUntil(lambda: heard.ranking is not None, timeout=20_000)
    assert heard.found is not first


def test_while_the_pen_is_down_nobody_is_asked(taught: WhoTaught, session: Session, qtbot: QtBot) -> None:
    running.train(session, qtbot, samples.SETTINGS)
    heard = Heard(taught)
    taught.watch(True)
    stroke = samples.strokes()[0]
    session.drawing.move_live(stroke)
    qtbot.waitUntil(lambda: taught.stage is Stage.ASKING)
    for _ in range(3):
        with qtbot.waitSignal(taught._rest.timeout):
            pass
        assert not taught.running
    session.drawing.add(stroke)
    qtbot.waitUntil(lambda: heard.ranking is not None, timeout=20_000)


def test_nobody_is_asked_while_nobody_looks_or_a_run_goes_on(taught: WhoTaught, session: Session, qtbot: QtBot) -> None:
    heard = Heard(taught)
    draw(session, qtbot)
    assert heard.stages == []
    session.training.set_settings(samples.LONG)
    session.training.train()
    running.wait_for_report(session, qtbot)
    taught.watch(True)
    assert taught.stage is Stage.TRAINING
    assert not taught._rest.isActive()
    session.training.pause()
    qtbot.waitUntil(lambda: session.training.status is Status.PAUSED)
    qtbot.waitUntil(lambda: heard.ranking is not None, timeout=20_000)
    session.training.resume()
    qtbot.waitUntil(lambda: taught.stage is Stage.TRAINING)
    assert heard.ranking is None
    session.training.stop()
    qtbot.waitUntil(lambda: heard.ranking is not None, timeout=20_000)
    taught.watch(False)


def test_it_is_cancelled_and_asked_again(taught: WhoTaught, session: Session, qtbot: QtBot) -> None:
    running.train(session, qtbot, samples.SETTINGS)
    draw(session, qtbot)
    heard = Heard(taught)
    taught._rest.setInterval(60_000)
    taught.watch(True)
    assert taught.stage is Stage.ASKING
    taught.cancel()
    assert taught.stage is Stage.CANCELLED
    session.right_digit.say(3)  # no reason to ask
    assert taught.stage is Stage.CANCELLED
    taught._rest.setInterval(1)
    taught.ask_again()
    qtbot.waitUntil(lambda: heard.ranking is not None, timeout=20_000)
    assert heard.stages == [Stage.ASKING, Stage.CANCELLED, Stage.ASKING, Stage.THERE]


def test_a_network_without_a_run_is_asked_at_its_last_moment(
    taught: WhoTaught, session: Session, qtbot: QtBot, mnist: Dataset
) -> None:
    heard = asked(session, qtbot, trained=False)
    assert heard.found is not None
    assert not heard.found.over_a_run
    assert heard.found.data == samples.small(mnist).name
    before = heard.found
    session.datasets.use(samples.small(mnist).shortened(50, 20))
    qtbot.waitUntil(lambda: heard.found is not None and heard.found is not before, timeout=20_000)
    assert len(heard.found.examples.labels) == 50
    assert taught.place is None


def test_a_network_of_other_layers_is_refused_and_the_next_is_not(
    taught: WhoTaught, session: Session, qtbot: QtBot
) -> None:
    network = models.Sequential([layers.Dense(8, "relu", input_shape=(784,)), layers.BatchNormalization()])
    network.add(layers.Dense(10, "softmax"))
    network.compile("sgd", "sparse_categorical_crossentropy")
    session.history.begin(Run(Kind.OPENED, "normalized", samples.SETTINGS, (Moment(network),)))
    heard = Heard(taught)
    draw(session, qtbot)
    taught.watch(True)
    qtbot.waitUntil(lambda: taught.stage is Stage.REFUSED, timeout=20_000)
    assert "Dense layers only" in str(taught.refused)
    session.history.begin(samples.run(seed=3))
    qtbot.waitUntil(lambda: heard.ranking is not None, timeout=20_000)
    assert taught.refused is None


def test_the_landscape_of_a_way_is_found_while_one_looks(taught: WhoTaught, session: Session, qtbot: QtBot) -> None:
    landscapes = session.landscapes
    found: list[Landscape | None] = []
    places: list[int] = []
    stages: list[Any] = []
    landscapes.changed.connect(found.append)
    landscapes.place_changed.connect(places.append)
    landscapes.stage_changed.connect(stages.append)
    landscapes.watch(True)
    assert landscapes.stage is Stage.EMPTY
    running.train(session, qtbot, samples.SETTINGS)
    qtbot.waitUntil(lambda: bool(found) and found[-1] is not None, timeout=20_000)
    assert stages[-2:] == [Stage.ASKING, Stage.THERE]
    landscape = found[-1]
    assert landscape is not None
    assert landscape.places[-1] == 2 * samples.STEPS == places[-1]
    session.rewinding.go_to(7)
    assert places[-1] == 7
    assert not landscapes.running
    session.history.begin(samples.run(seed=3))
    assert found[-1] is None
    assert landscapes.stage is Stage.EMPTY
    session.history.go_back()
    landscapes.watch(False)
    assert not landscapes._rest.isActive()
    landscapes.watch(True)
    qtbot.waitUntil(lambda: landscapes.stage is Stage.THERE, timeout=20_000)
    assert taught.stage is Stage.EMPTY
