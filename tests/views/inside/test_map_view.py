"""The map: points by three measures, the drawing among them, and pointing at images."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from digitapp.core.inside.survey import Ground
from digitapp.core.reading.reading import read
from digitapp.views.inside.map_view import MapView
from digitapp.views.parts.colour_maps import DIGITS
from digitapp.views.parts.digit_map import DigitLegend, DigitMap
from tests import samples
from tests.views import looking
from tests.views.surveys import survey
from tests.window import child

SURVEY = survey()


@pytest.fixture
def view(qtbot: QtBot, light: None) -> MapView:
    assert light is None
    made = looking.show(qtbot, MapView(), 700, 600)
    made.set_survey(SURVEY)
    return made


def place_of(view: MapView, ground: Ground, number: int) -> QPoint:
    (x, y), *_ = child(view, DigitMap).pixels(SURVEY.maps[ground].places[number : number + 1])
    return QPoint(round(float(x)), round(float(y)))


def test_every_image_is_a_point_of_its_digit_s_colour(view: MapView) -> None:
    pixels = looking.picture(child(view, DigitMap))
    for number in range(60):
        place = place_of(view, Ground.PIXELS, number)
        around = pixels[place.y() - 1 : place.y() + 3, place.x() - 1 : place.x() + 3].reshape(-1, 3)
        colours = {tuple(colour) for colour in around}
        expected = QColor(DIGITS[number % 10])
        assert (expected.red(), expected.green(), expected.blue()) in colours or len(colours) > 2


def test_the_colours_of_all_ten_digits_are_named_in_a_narrow_page(view: MapView) -> None:
    view.resize(760, 560)
    legend = child(view, DigitLegend)
    assert legend.width() >= legend.sizeHint().width()
    right = legend.mapTo(view, legend.rect().topRight()).x()
    assert right <= view.width()


def test_the_three_measures_have_maps_of_their_own(view: MapView) -> None:
    tables = set()
    for name in ("pixels", "hidden units", "output"):
        looking.button(view, name).click()
        tables.add(view.table())
        assert len(view.table().splitlines()) == 61
    assert len(tables) == 3


def test_an_image_is_pointed_at_and_chosen(view: MapView) -> None:
    chosen: list[int] = []
    view.image_chosen.connect(chosen.append)
    place = place_of(view, Ground.PIXELS, 7)
    QTest.mouseMove(child(view, DigitMap), place)
    assert any(text.startswith("Image 7: a 7, read as") for text in looking.labels(view))
    QTest.mouseClick(child(view, DigitMap), Qt.MouseButton.LeftButton, pos=place)
    assert chosen == [7]


def test_the_drawing_is_where_the_same_image_is(view: MapView) -> None:
    assert view.own_place is None
    view.set_reading(read(samples.moment((12, 7)), SURVEY.images[5]))
    for name, ground in zip(("pixels", "hidden units", "output"), Ground, strict=True):
        looking.button(view, name).click()
        np.testing.assert_allclose(view.own_place, SURVEY.maps[ground].places[5], atol=1e-3)
    view.set_reading(None)
    assert view.own_place is None


def test_of_a_single_image_there_is_no_map_and_the_page_says_so(view: MapView) -> None:
    view.set_reading(read(samples.moment((12, 7)), SURVEY.images[5]))
    view.set_survey(survey(1))
    assert any("a map needs at least two images" in text for text in looking.labels(view))
    assert view.own_place is None
    assert view.table() == ""
    for name in ("hidden units", "output", "pixels"):
        looking.button(view, name).click()
    looking.picture(view)
    view.set_survey(SURVEY)
    assert not any("a map needs at least two images" in text for text in looking.labels(view))


def test_the_points_are_painted_once_however_the_drawing_moves(view: MapView, monkeypatch: pytest.MonkeyPatch) -> None:
    painted = 0
    real = DigitMap._painted

    def counted(self: DigitMap) -> object:
        nonlocal painted
        painted += 1
        return real(self)

    monkeypatch.setattr(DigitMap, "_painted", counted)
    digit_map = child(view, DigitMap)
    digit_map.restyle()
    for step in range(5):
        digit_map.set_own((step / 10, 0.0))
        looking.picture(digit_map)
    assert painted == 1
