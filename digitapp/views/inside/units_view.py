"""All units of a hidden layer over the test images, and one of them: its habits, and what happens without it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSize, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QComboBox, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.survey import Census, Survey, census_table
from digitapp.core.reading.reading import Reading
from digitapp.core.runs.unit_changes import Unit, UnitChange
from digitapp.i18n import mark, tr
from digitapp.views.parts import colour_maps
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.count_bars import ShareBars
from digitapp.views.parts.image_grid import ImageGrid
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.survey_page import SurveyPage
from digitapp.views.parts.unit_grid import UnitGrid, grid_shape
from digitapp.views.parts.unit_legend import UnitLegend
from digitapp.views.parts.unit_switch import UnitSwitch
from digitapp.views.parts.unit_words import habits, of_layer, what_words_mean
from digitapp.views.parts.view import label

MEASURES = {
    "rate": mark("how often it is on"),
    "favourite": mark("favourite digit"),
    "selectivity": mark("selectivity"),
    "now": mark("activation now"),
    "dead": mark("dead"),
}
NUMBER = mark("number")
_SIDE, _TWO_COLUMNS = 360, 780  # pixels, the chosen unit's width beside the grid, and from which width it stands there
_NO_LIMIT, _TALL = 16_777_215, 1.4  # a width, as Qt has it; a cell's height at most, in its widths


class UnitsView(SurveyPage):
    """Shows a Survey's census of a hidden layer.

    Signals:
        unit_requested(unit): the person chose this unit of the layer shown.
        image_chosen(number): the person wants the network to read this test image now.
    """

    unit_requested = Signal(int)
    image_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._layer, self._unit = 0, -1
        self._reading: Reading | None = None
        self._accuracy: float | None = None
        self._beside: bool | None = None
        self._changes: dict[Unit, UnitChange] = {}
        self._order = np.arange(0)
        self._title, self._said = Readout(theme.number_font(1.15, bold=True)), Readout()
        self._colour_name, self._colour = QLabel(), QComboBox()
        self._order_name, self._ordered = QLabel(), QComboBox()
        self._grid, self._bars, self._images = UnitGrid(paper="card"), ShareBars(), ImageGrid()
        self._unit_title, self._habits = Readout(theme.number_font(1.0, bold=True)), label()
        self._exciting_name, self._on_name, self._words = label("quiet"), label("quiet"), label("quiet")
        self.switch, self._legend = UnitSwitch(), UnitLegend()
        for text in (self._words, self._habits):
            text.setWordWrap(True)
        self._images.setFixedHeight(180)
        self._lay_out()
        self._colour.activated.connect(self._show)
        self._ordered.activated.connect(self._show)
        self._grid.selected.connect(self._choose)
        self._grid.hovered.connect(self._say)
        self._images.chosen.connect(self._choose_image)
        self.retranslate()

    def _lay_out(self) -> None:
        choices = QHBoxLayout()
        for part in (self._colour_name, self._colour, self._order_name, self._ordered):
            choices.addWidget(part)
        choices.addStretch()
        left = QVBoxLayout()
        left.setSpacing(theme.GRID)
        left.addWidget(self._title)
        left.addLayout(choices)
        left.addWidget(self._grid, 1)
        for below in (self._said, self._legend, self._words):
            left.addWidget(below)
        left.addStretch()
        habits, examples = QVBoxLayout(), QVBoxLayout()
        for widget in (self._unit_title, self._habits, self._on_name, self._bars):
            habits.addWidget(widget)
        for example in (self._exciting_name, self._images, self.switch):
            examples.addWidget(example)
        self._side = QWidget()
        self._parts = QVBoxLayout(self._side)
        self._parts.setContentsMargins(0, 0, 0, 0)
        for half in (habits, examples):
            half.addStretch()
            half.setSpacing(theme.GRID // 2)
            self._parts.addLayout(half, 1)
        self._columns = QHBoxLayout(self.content)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(3 * theme.GRID)
        self._columns.addLayout(left, 1)
        self._columns.addWidget(self._side)

    def fit_into(self, room: QSize) -> None:
        """Put the chosen unit beside the grid, or below it where there is no room beside it."""
        beside = room.width() >= _TWO_COLUMNS
        if beside is not self._beside:
            self._arrange(beside)
        width = room.width() - (_SIDE + 3 * theme.GRID if beside else 0)
        rows, columns = grid_shape(max(self._grid.units, 1))
        self._grid.setMaximumHeight(max(round(width / columns * _TALL) * rows, self._grid.minimumHeight()))

    def _arrange(self, beside: bool) -> None:
        self._beside = beside
        across, down = QBoxLayout.Direction.LeftToRight, QBoxLayout.Direction.TopToBottom
        self._columns.setDirection(across if beside else down)
        self._parts.setDirection(down if beside else across)
        self._parts.setSpacing(theme.GRID // 2 if beside else 3 * theme.GRID)
        self._parts.setStretch(0, int(not beside))
        self._side.setMinimumWidth(_SIDE if beside else 0)
        self._side.setMaximumWidth(_SIDE if beside else _NO_LIMIT)

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives the units' habits as CSV."""
        return None if self._census is None else partial(census_table, self._census)

    @property
    def _function(self) -> str:
        """The layer's activation function; relu as long as there is no survey."""
        functions = () if self.survey is None else self.survey.functions
        return functions[self._layer] if self._layer < len(functions) else "relu"

    @property
    def _census(self) -> Census | None:
        survey = self.survey
        return None if survey is None else survey.census[min(self._layer, len(survey.census) - 1)]

    @Slot(object)
    def set_survey(self, survey: Survey | None) -> None:
        """Show this; while a new one is made, the one before stays if its units are still there."""
        if survey is None and self.survey is not None and self._changes:
            self._title.set_text(tr("The network reads all test images…"))
            return
        super().set_survey(survey)

    @Slot(int, int)
    def set_selection(self, layer: int, unit: int) -> None:
        """Show this layer, and this unit of it, or none (-1)."""
        self._layer, self._unit = layer, unit
        self._show()

    @Slot(object)
    def set_reading(self, reading: Reading | None) -> None:
        """Take what the units do now."""
        self._reading = reading
        if self.isVisible():
            self.switch.set_digit(-1 if reading is None else reading.ranking[0])
            if "now" in (self._colour.currentData(), self._ordered.currentData()):
                self._show()
            else:
                self._say(-1)

    def set_accuracy(self, accuracy: float | None) -> None:
        """Take the accuracy that the network has with no unit changed, if it is known."""
        self._accuracy = accuracy

    @Slot(object)
    def set_changes(self, changes: dict[Unit, UnitChange]) -> None:
        """Say which units are changed."""
        self._changes = changes
        self.switch.set_count(len(changes))
        self._show_unit()

    def show_survey(self, survey: Survey) -> None:
        """Show this survey's units."""
        self._title.set_text(self._said_of_accuracy(survey.accuracy))
        self._show()

    def _said_of_accuracy(self, accuracy: float) -> str:
        if self._changes and self._accuracy is not None:
            return tr("{before:.2%} → {now:.2%} of the test images", before=self._accuracy, now=accuracy)
        return tr("{accuracy:.1%} on the test images", accuracy=accuracy)

    def _measured(self, name: str, census: Census) -> NDArray[np.float64]:
        if name == "now":
            return self._activations(len(census.dead))
        values = {
            "rate": census.firing_rates,
            "favourite": census.favourites,
            "selectivity": census.selectivity,
            "dead": census.dead,
        }
        return np.asarray(values[name], np.float64)

    def _activations(self, units: int) -> NDArray[np.float64]:
        """Return what the layer's units do now; zeros without a drawing."""
        hidden = () if self._reading is None else self._reading.shown
        now = hidden[self._layer].activation if self._layer < len(hidden) else np.zeros(0)
        return np.asarray(now, np.float64) if len(now) == units else np.zeros(units)

    @Slot()
    def _show(self) -> None:
        census = self._census
        if census is None:
            return
        units = len(census.dead)
        ordered = self._ordered.currentData()
        measured = -self._measured(ordered, census) if ordered else np.arange(units)
        self._order = np.argsort(-measured if ordered == "favourite" else measured, kind="stable")  # favourite: 0 first
        self._grid.set_units(units)
        self._grid.set_colours(self._coloured(census)[self._order])
        self._words.setText(what_words_mean(self._function))
        self._show_unit()
        self._say(-1)

    def _coloured(self, census: Census) -> colour_maps.Colours:
        name = self._colour.currentData()
        values = self._measured(name, census)
        if name == "favourite":
            self._legend.show_digits()
            return colour_maps.digits(values.astype(int))
        if name == "dead":
            self._legend.show_dead()
            return colour_maps.signed(values, 1.0)
        top = 1.0 if name in ("rate", "selectivity") else colour_maps.round_up(colour_maps.largest(values))
        self._legend.show_scale(top)
        return colour_maps.magnitudes(values, top)

    @Slot(int)
    def _choose(self, place: int) -> None:
        self.unit_requested.emit(int(self._order[place]))

    @Slot(int)
    def _choose_image(self, place: int) -> None:
        if self._census is not None and self._unit >= 0:
            self.image_chosen.emit(int(self._census.exciting[self._unit][place]))

    @Slot(int)
    def _say(self, place: int) -> None:
        """Say what the unit in a cell is like; without one, what the layer is."""
        census = self._census
        if census is None:
            return
        if place >= 0:
            unit = int(self._order[place])
            self._said.set_text(f"{tr('Unit {unit}', unit=unit)}: {habits(unit, census)}")
            return
        silent = self._activations(len(census.dead)) <= 0
        self._said.set_text(of_layer(census, int(silent.sum()), self._function))

    def _show_unit(self) -> None:
        census, survey, unit = self._census, self.survey, self._unit
        chosen = census is not None and 0 <= unit < len(census.dead)
        for part in (self._habits, self._on_name, self._bars, self._exciting_name, self._images):
            part.setVisible(chosen)
        self._unit_title.set_text(tr("Unit {unit}", unit=unit) if chosen else tr("Click a unit to look at it."))
        self.switch.set_change(self._changes.get((self._layer, unit), UnitChange()) if chosen else None)
        places = np.flatnonzero(self._order == unit)
        self._grid.set_selection(int(places[0]) if chosen and len(places) else -1)
        if census is None or survey is None or not chosen:
            return
        self._habits.setText(habits(unit, census))
        self._bars.set_shares(census.on[unit] / np.maximum(census.pictures, 1))
        numbers = census.exciting[unit]
        words = [class_name(int(digit)) for digit in survey.labels[numbers]]
        tips = [tr("Image {number}", number=int(number)) for number in numbers]
        self._images.set_images(survey.images[numbers], words, tips, np.zeros(len(numbers), bool))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        super().retranslate()
        self._colour_name.setText(tr("Colour"))
        self._order_name.setText(tr("Order"))
        for box, name, extra in ((self._colour, tr("Colour"), ""), (self._ordered, tr("Order"), NUMBER)):
            chosen = max(box.currentIndex(), 0)
            box.clear()
            if extra:
                box.addItem(tr(extra), "")
            for key, text in MEASURES.items():
                box.addItem(tr(text), key)
            box.setCurrentIndex(chosen)
            box.setAccessibleName(name)
            box.setToolTip(
                tr(
                    "Selectivity is (m − o) / (m + o), with m the mean activation for the favourite digit and o for the"
                    " others: 1 for a unit that cares for one digit alone, 0 for one that cares for none."
                )
            )
        self._grid.setAccessibleName(tr("Units of the hidden layer"))
        self._on_name.setText(tr("for how many of each digit it is on"))
        self._exciting_name.setText(tr("the test images that excite it most"))
        self._words.setText(what_words_mean(self._function))
        self._images.setAccessibleName(tr("the test images that excite it most"))
        self._show()
