"""What the network sees: four pictures with their readings, and one of them among the test images."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from digitapp.core.inside.measures import Measure, measure, share_below
from digitapp.core.inside.preparing import Prepared, Way
from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment
from digitapp.views.inside.seen_view import SeenView
from tests import samples
from tests.views import looking
from tests.views.surveys import survey

SURVEY = survey()


def prepared() -> tuple[Prepared, ...]:
    network = samples.run((8,)).end.network
    images = np.random.default_rng(4).integers(0, 256, (4, 28, 28), np.uint8)
    return tuple(Prepared(way, image, read(Moment(network), image)) for way, image in zip(Way, images, strict=True))


@pytest.fixture
def view(qtbot: QtBot, light: None) -> SeenView:
    assert light is None
    made = looking.show(qtbot, SeenView(), 900, 600)
    made.set_prepared(prepared())
    return made


def text(view: SeenView) -> str:
    return " | ".join(looking.labels(view)).replace("−", "-")


def card(view: SeenView, name: str) -> QWidget:
    (found,) = [one for one in view.findChildren(QWidget) if one.accessibleName().startswith(f"{name}: ")]
    return found


def test_without_a_drawing_it_invites(qtbot: QtBot) -> None:
    view = looking.show(qtbot, SeenView(), 900, 600)
    assert "Draw a digit to see what the network makes of it." in text(view)
    assert view.table() == ""


def test_each_way_has_its_reading(view: SeenView) -> None:
    for each, name in zip(
        prepared(), ("the paper, shrunk", "cropped and stretched", "fitted", "fitted, centred by mass"), strict=True
    ):
        answer = each.reading.ranking[0]
        assert f"{answer}   {each.reading.probabilities[answer]:.0%}" in card(view, name).accessibleName()


def test_the_measures_wait_for_the_survey_and_follow_the_card(view: SeenView) -> None:
    ink = measure(prepared()[3].image[None])[Measure.INK][0]
    assert f"{ink:.2f}" in text(view)
    assert "of the test images" not in text(view).replace("among the test images", "")
    view.set_survey(SURVEY)
    share = share_below(SURVEY.measures[Measure.INK], float(ink))
    assert f"more than {share:.0%} of the test images" in text(view)
    before = text(view)
    QTest.mouseClick(card(view, "cropped and stretched"), Qt.MouseButton.LeftButton)
    assert text(view) != before
    QTest.keyClick(card(view, "fitted, centred by mass"), Qt.Key.Key_Space)
    assert text(view) == before
    view.set_survey(None)  # what was known stays: the test images are still the same
    assert text(view) == before


def test_its_table_has_a_line_for_each_way(view: SeenView) -> None:
    lines = [line.split(",") for line in view.table().splitlines()]
    assert [line[0] for line in lines] == ["way", "shrunk", "stretched", "fitted", "centred"]
    assert [int(line[1]) for line in lines[1:]] == [each.reading.ranking[0] for each in prepared()]


@pytest.mark.parametrize(("width", "height"), [(640, 880), (740, 920), (844, 600), (1360, 920)])
def test_nothing_is_cut_off(view: SeenView, qtbot: QtBot, width: int, height: int) -> None:
    assert looking.cut_in(qtbot, view, width, height) == []
    assert card(view, "fitted").width() >= 168
