"""The map: where the test images lie by their pixels, their hidden units or their output, and the drawing there."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.neighbour_map import NeighbourMap, is_available
from digitapp.core.inside.survey import Ground, Survey, on_map
from digitapp.core.reading.reading import Reading
from digitapp.i18n import tr
from digitapp.views.parts.choice import Choice
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.digit_map import DigitLegend, DigitMap
from digitapp.views.parts.progress_strip import ProgressStrip
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.survey_page import SurveyPage
from digitapp.views.parts.view import label


class MapView(SurveyPage):
    """Shows a Survey's maps, one at a time, and the drawing on it.

    Signals:
        image_chosen(number): the person wants the network to read this test image now.
        neighbours_requested(ground): a map by neighbours is wanted of this Ground.
    """

    image_chosen = Signal(int)
    neighbours_requested = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: Reading | None = None
        self._neighbours: NeighbourMap | None = None
        self._ground, self._kind, self._map, self._legend = Choice(), Choice(), DigitMap(), DigitLegend()
        self._strip = ProgressStrip()
        self._said, self._words = Readout(), label("quiet")
        self._words.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self._ground)
        top.addSpacing(2 * theme.GRID)
        top.addWidget(self._kind)
        top.addStretch()
        below = QHBoxLayout()
        below.addWidget(self._said, 1)
        below.addWidget(self._legend)
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addLayout(top)
        column.addWidget(self._strip)
        column.addWidget(self._map, 1)
        column.addLayout(below)
        column.addWidget(self._words)
        self._ground.chosen.connect(self._show)
        self._kind.chosen.connect(self._show)
        self._map.pointed.connect(self._say)
        self._map.chosen.connect(self.image_chosen)
        self._map.setCursor(Qt.CursorShape.CrossCursor)
        self.retranslate()

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives the places on the map that is shown as CSV."""
        survey = self.survey
        return partial(_table, survey, self._places(survey)) if survey is not None and self._there(survey) else None

    def showEvent(self, event: QShowEvent) -> None:
        """Show where the drawing has moved meanwhile."""
        super().showEvent(event)
        self._map.set_own(self.own_place)

    @property
    def own_place(self) -> tuple[float, float] | None:
        """Where the drawing lies on the map that is shown."""
        if self.survey is None or self._reading is None:
            return None
        return on_map(self.survey, self._chosen, self._reading, self._neighbours)

    @Slot(object)
    def set_reading(self, reading: Reading | None) -> None:
        """Show where this drawing lies; None shows none."""
        self._reading = reading
        if self.isVisible():
            self._map.set_own(self.own_place)

    def show_survey(self, survey: Survey) -> None:
        """Show this survey's map; without one, say what it needs."""
        there = self._there(survey)
        self._map.set_points(self._places(survey), survey.labels if there else survey.labels[:0])
        self._map.set_own(self.own_place)
        self._strip.setVisible(there and self._by_neighbours and self._neighbours is None)
        self._say(-1)

    def _there(self, survey: Survey) -> bool:
        """Return whether the survey has the map that is chosen."""
        return self._chosen in survey.maps

    def _places(self, survey: Survey) -> NDArray[np.floating]:
        if self._neighbours is not None:
            return self._neighbours.places
        return survey.maps[self._chosen].places if self._there(survey) else np.zeros((0, 2), np.float32)

    @property
    def _by_neighbours(self) -> bool:
        return self._kind.current == 1 and is_available()

    @Slot(object, object)
    def set_neighbours(self, ground: Ground, neighbours: NeighbourMap | None) -> None:
        """Show this map by neighbours, if it is still wanted; None while it is being made."""
        if self.survey is not None and ground is self._chosen and self._by_neighbours:
            self._neighbours = neighbours
            self.show_survey(self.survey)

    @Slot(float)
    def set_neighbours_progress(self, share: float) -> None:
        """Say how much of a map by neighbours is done."""
        self._strip.set_share(share)

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self._map.restyle()

    @property
    def _chosen(self) -> Ground:
        return tuple(Ground)[self._ground.current]

    @Slot()
    def _show(self) -> None:
        """Show another map: the one from principal components at once, and one by neighbours when it is made."""
        self._neighbours = None
        self._strip.set_share(0)
        if self.survey is not None:
            self.show_survey(self.survey)
            if self._by_neighbours and self._there(self.survey):
                self.neighbours_requested.emit(self._chosen)

    @Slot(object)
    def set_survey(self, survey: Survey | None) -> None:
        """Show this; None waits for the next."""
        self._neighbours = None
        super().set_survey(survey)
        if survey is not None:
            self._show()

    @Slot(int)
    def _say(self, number: int) -> None:
        survey = self.survey
        if survey is not None and not self._there(survey):
            self._said.set_text(
                tr(
                    "There is no such map of these images: a map needs at least two images, and numbers that are"
                    " finite."
                )
            )
            return
        if survey is None or number < 0:
            self._said.set_text(tr("The ring is your drawing. Point at an image to see which it is; click to read it."))
            return
        self._said.set_text(
            tr(
                "Image {number}: a {label}, read as {answer} with {share:.1%}",
                number=number,
                label=class_name(int(survey.labels[number])),
                answer=class_name(int(survey.answers[number])),
                share=float(survey.certainty[number]),
            )
        )

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        super().retranslate()
        self._ground.set_choices(
            [tr("pixels"), tr("hidden units"), tr("output")],
            [
                tr("Alike is what has ink in the same places."),
                tr("Alike is what switches the same units of the last hidden layer on."),
                tr("Alike is what gets the same probabilities."),
            ],
        )
        self._kind.set_choices(
            [tr("seen from the side"), tr("by neighbours (t-SNE)")],
            [
                tr("Principal components: the directions in which the images differ most."),
                tr("Images that are alike lie together; distances between groups mean nothing. It takes a while."),
            ],
        )
        self._kind.setVisible(is_available())
        self._map.setAccessibleName(tr("Map of the test images"))
        self._words.setText(
            tr(
                "Each image is 784 numbers, a point in a space of 784 dimensions. The map is that space seen from the"
                " side from which the points lie farthest apart (principal components). The hidden layer pulls the"
                " digits apart."
            )
        )
        self._say(-1)


def _table(survey: Survey, places: NDArray[np.floating]) -> str:
    rows = enumerate(zip(survey.labels.tolist(), places.tolist(), strict=True))
    lines = [f"{number},{digit},{x:.6g},{y:.6g}" for number, (digit, (x, y)) in rows]
    return "\n".join(["index,digit,x,y", *lines]) + "\n"
