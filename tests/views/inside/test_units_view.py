"""The page of the units: colours and orders by the census, one unit's habits, and switching units off."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QComboBox, QDoubleSpinBox
from pytestqt.qtbot import QtBot

from digitapp.core.reading.reading import read
from digitapp.core.runs.unit_changes import UnitChange
from digitapp.views.inside.units_view import UnitsView
from digitapp.views.parts.colour_maps import round_up
from digitapp.views.parts.colour_scale import ColourScale
from digitapp.views.parts.image_grid import ImageGrid
from digitapp.views.parts.unit_grid import UnitGrid
from digitapp.views.parts.unit_legend import DigitLegend, UnitLegend
from tests import samples
from tests.views import looking
from tests.views.surveys import survey
from tests.window import child

SURVEY = survey()
CENSUS = SURVEY.census[0]


@pytest.fixture
def view(qtbot: QtBot, light: None) -> UnitsView:
    assert light is None
    made = looking.show(qtbot, UnitsView(), 960, 640)
    made.set_reading(read(samples.moment((12, 7)), SURVEY.images[0]))
    made.set_survey(SURVEY)
    return made


def text(view: UnitsView) -> str:
    return " | ".join(looking.labels(view))


def choose(view: UnitsView, box: str, entry: str) -> None:
    found = child(view, QComboBox, box)
    found.setCurrentText(entry)
    found.activated.emit(found.currentIndex())


def asked(view: UnitsView) -> list[int]:
    units: list[int] = []
    view.unit_requested.connect(units.append)
    return units


def press(view: UnitsView, place: int) -> None:
    grid = child(view, UnitGrid)
    QTest.mouseClick(grid, Qt.MouseButton.LeftButton, pos=grid.cell_rect(place).center().toPoint())


def test_it_counts_the_units_the_dead_and_the_silent(view: UnitsView) -> None:
    silent = int((read(samples.moment((12, 7)), SURVEY.images[0]).hidden[0].activation <= 0).sum())
    assert f"12 units, {int(CENSUS.dead.sum())} dead; {silent} are silent now" in text(view)


def test_it_counts_the_silent_of_the_drawing_that_comes_after_the_survey(view: UnitsView) -> None:
    counts = [int((read(samples.moment((12, 7)), image).hidden[0].activation <= 0).sum()) for image in SURVEY.images]
    another = next(number for number, count in enumerate(counts) if count != counts[0])
    reading, silent = read(samples.moment((12, 7)), SURVEY.images[another]), counts[another]
    assert f"{silent} are silent now" not in text(view)
    view.set_reading(reading)
    assert f"{silent} are silent now" in text(view)


@pytest.mark.parametrize(
    ("order", "values"),
    [
        ("how often it is on", -CENSUS.firing_rates),
        ("favourite digit", CENSUS.favourites),
        ("selectivity", -CENSUS.selectivity),
        ("number", np.arange(12)),
    ],
)
def test_an_order_says_which_unit_is_in_which_cell(view: UnitsView, order: str, values: np.ndarray) -> None:
    choose(view, "Order", order)
    units = asked(view)
    press(view, 0)
    press(view, 11)
    expected = np.argsort(values, kind="stable")
    assert units == [expected[0], expected[11]]


@pytest.mark.parametrize("colour", ["how often it is on", "favourite digit", "selectivity", "activation now", "dead"])
def test_every_colouring_paints_the_cells(view: UnitsView, colour: str) -> None:
    choose(view, "Colour", colour)
    pixels = looking.picture(child(view, UnitGrid))
    assert len({tuple(c) for c in pixels[::6, ::6].reshape(-1, 3)}) >= (1 if colour == "dead" else 3)


def test_a_unit_s_habits_and_its_images(view: UnitsView) -> None:
    assert "Click a unit to look at it." in text(view)
    view.set_selection(0, 5)
    assert f"on for {CENSUS.firing_rates[5]:.1%} of the test images" in text(view)
    images: list[int] = []
    view.image_chosen.connect(images.append)
    grid = child(view, ImageGrid)
    assert len(grid) == 12
    grid.chosen.emit(2)
    assert images == [CENSUS.exciting[5][2]]
    view.set_selection(1, 3)
    assert f"on for {SURVEY.census[1].firing_rates[3]:.1%}" in text(view)
    assert len(view.table().splitlines()) == 1 + 7


def test_a_unit_is_switched_off_made_louder_and_moved(view: UnitsView) -> None:
    changes: list[UnitChange] = []
    view.switch.change_requested.connect(changes.append)
    assert not child(view, QCheckBox).isEnabled()
    view.set_selection(0, 5)
    child(view, QCheckBox).click()
    child(view, QDoubleSpinBox, "times").setValue(0.5)
    child(view, QDoubleSpinBox, "b plus").setValue(-1)
    assert changes == [UnitChange(0.0), UnitChange(0.5), UnitChange(0.5, -1.0)]
    assert not child(view, QCheckBox).isChecked()


def test_what_is_changed_is_shown_and_not_asked_for_again(view: UnitsView) -> None:
    view.set_selection(0, 5)
    changes: list[UnitChange] = []
    view.switch.change_requested.connect(changes.append)
    view.set_changes({(0, 5): UnitChange(0.0), (0, 6): UnitChange(1.0, 2.0)})
    assert child(view, QCheckBox).isChecked()
    assert "2 units are changed" in text(view)
    view.set_selection(0, 6)
    assert child(view, QDoubleSpinBox, "b plus").value() == 2
    assert not child(view, QCheckBox).isChecked()
    assert changes == []
    assert looking.button(view, "Put everything back").isEnabled()


def test_while_units_are_changed_the_page_stays_and_compares(view: UnitsView) -> None:
    view.set_accuracy(0.5)
    view.set_changes({(0, 5): UnitChange(0.0)})
    view.set_survey(None)
    assert "reads all test images" in text(view)
    assert child(view, UnitGrid).isVisible()
    view.set_survey(SURVEY)
    assert f"50.00% → {SURVEY.accuracy:.2%} of the test images" in text(view)


def test_the_button_names_the_digit_that_is_read(view: UnitsView) -> None:
    reading = read(samples.moment((12, 7)), SURVEY.images[0])
    assert looking.button(view, f"Switch off the 10 that speak most for {reading.ranking[0]}").isEnabled()
    view.set_reading(None)
    assert not looking.button(view, "Switch off the 10 that speak most for ?").isEnabled()


@pytest.mark.parametrize(("width", "height"), [(640, 880), (740, 920), (844, 600), (1360, 920)])
def test_nothing_is_cut_off_and_the_cells_fill_the_grid(view: UnitsView, qtbot: QtBot, width: int, height: int) -> None:
    view.set_selection(0, 3)
    assert looking.cut_in(qtbot, view, width, height) == []
    grid = child(view, UnitGrid)
    assert grid.cell_rect(11).bottom() >= grid.height() - 2


@pytest.mark.parametrize(
    ("colour", "kind"),
    [
        ("how often it is on", ColourScale),
        ("favourite digit", DigitLegend),
        ("selectivity", ColourScale),
        ("activation now", ColourScale),
        ("dead", None),
    ],
)
def test_the_legend_says_what_the_colours_stand_for(view: UnitsView, colour: str, kind: type | None) -> None:
    reading = read(samples.moment((12, 7)), SURVEY.images[5])
    view.set_reading(reading)
    choose(view, "Colour", "favourite digit" if colour == "dead" else "dead")  # the legend before is another
    choose(view, "Colour", colour)
    legend = child(view, UnitLegend)
    assert legend.isVisible()
    shown = [
        type(part)
        for part in (*legend.findChildren(ColourScale), *legend.findChildren(DigitLegend))
        if part.isVisible()
    ]
    assert shown == ([] if kind is None else [kind])
    assert ("red: dead" in looking.labels(view)) is (kind is None)
    written = looking.painted_texts(legend)
    if kind is DigitLegend:
        assert written == [str(digit) for digit in range(10)]
    elif kind is ColourScale:
        top = round_up(float(reading.hidden[0].activation.max())) if colour == "activation now" else 1.0
        assert (top > 1) is (colour == "activation now")
        assert written == [f"{top:g}", "0"]
