"""The map: where the test images lie by their pixels, their hidden units or their output, and the drawing there."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.reading import Reading
from digitapp.core.survey import Ground, Survey, on_map
from digitapp.i18n import tr
from digitapp.views.parts.choice import Choice
from digitapp.views.parts.digit_map import DigitLegend, DigitMap
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.survey_page import SurveyPage
from digitapp.views.parts.view import label


class MapView(SurveyPage):
    """Shows a Survey's maps, one at a time, and the drawing on it.

    Signals:
        image_chosen(number): the person wants the network to read this test image now.
    """

    image_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: Reading | None = None
        self._ground, self._map, self._legend = Choice(), DigitMap(), DigitLegend()
        self._said, self._words = Readout(), label("quiet")
        self._words.setWordWrap(True)
        top = QHBoxLayout()
        top.addWidget(self._ground)
        top.addStretch()
        top.addWidget(self._legend)
        column = QVBoxLayout(self.content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID)
        column.addLayout(top)
        column.addWidget(self._map, 1)
        column.addWidget(self._said)
        column.addWidget(self._words)
        self._ground.chosen.connect(self._show)
        self._map.pointed.connect(self._say)
        self._map.chosen.connect(self.image_chosen)
        self._map.setCursor(Qt.CursorShape.CrossCursor)
        self.retranslate()

    def title(self) -> str:
        """Return its name in the list of pages."""
        return tr("The map")

    def table(self) -> str:
        """Return the places on the map that is shown as CSV."""
        if self.survey is None:
            return ""
        places = self.survey.maps[self._chosen].places.tolist()
        rows = enumerate(zip(self.survey.labels.tolist(), places, strict=True))
        lines = [f"{number},{digit},{x:.6g},{y:.6g}" for number, (digit, (x, y)) in rows]
        return "\n".join(["index,digit,x,y", *lines]) + "\n"

    def showEvent(self, event: QShowEvent) -> None:
        """Show where the drawing has moved meanwhile."""
        super().showEvent(event)
        self._map.set_own(self.own_place)

    @property
    def own_place(self) -> tuple[float, float] | None:
        """Where the drawing lies on the map that is shown."""
        if self.survey is None or self._reading is None:
            return None
        return on_map(self.survey, self._chosen, self._reading)

    @Slot(object)
    def set_reading(self, reading: Reading | None) -> None:
        """Show where this drawing lies; None shows none."""
        self._reading = reading
        if self.isVisible():
            self._map.set_own(self.own_place)

    def show_survey(self, survey: Survey) -> None:
        """Show this survey's map."""
        self._map.set_points(survey.maps[self._chosen].places, survey.labels)
        self._map.set_own(self.own_place)
        self._say(-1)

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self._map.restyle()

    @property
    def _chosen(self) -> Ground:
        return tuple(Ground)[self._ground.current]

    @Slot()
    def _show(self) -> None:
        if self.survey is not None:
            self.show_survey(self.survey)

    @Slot(int)
    def _say(self, number: int) -> None:
        survey = self.survey
        if survey is None or number < 0:
            self._said.set_text(tr("The ring is your drawing. Point at an image to see which it is; click to read it."))
            return
        self._said.set_text(
            tr(
                "Image {number}: a {label}, read as {answer} with {share:.1%}",
                number=number,
                label=int(survey.labels[number]),
                answer=int(survey.answers[number]),
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
        self._map.setAccessibleName(tr("Map of the test images"))
        self._words.setText(
            tr(
                "Each image is 784 numbers, a point in a space of 784 dimensions. The map is that space seen from the"
                " side from which the points lie farthest apart (principal components). The hidden layer pulls the"
                " digits apart."
            )
        )
        self._say(-1)
