"""The way it went: the landscape of the loss with its words, or what it waits for."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.landscape import Landscape
from digitapp.core.inside.taught import Stage
from digitapp.i18n import tr
from digitapp.views.inside import taught_words
from digitapp.views.parts.landscape_plot import LandscapePlot
from digitapp.views.parts.progress_strip import ProgressStrip
from digitapp.views.parts.view import View, label


class WayPanel(View):
    """Shows a Landscape.

    Signals:
        place_requested(place): the person wants to see the network of there, in batches from the way's beginning.

    Attributes:
        plot: the landscape itself.
    """

    place_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._stage = Stage.EMPTY
        self._title, self._words, self._waiting = label("title"), label("quiet"), label("quiet")
        self._strip, self.plot = ProgressStrip(), LandscapePlot()
        for text in (self._words, self._waiting):
            text.setWordWrap(True)
        waiting, there = QWidget(), QWidget()
        wait = QVBoxLayout(waiting)
        wait.setContentsMargins(0, 0, 0, 0)
        wait.setSpacing(theme.GRID)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignTop)
        wait.addWidget(self._waiting)
        wait.addWidget(self._strip)
        wait.addStretch()
        column = QVBoxLayout(there)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID // 2)
        column.addWidget(self._words)
        column.addWidget(self.plot, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID // 2)
        layout.addWidget(self._title)
        self._stack = QStackedLayout()
        self._stack.addWidget(waiting)
        self._stack.addWidget(there)
        layout.addLayout(self._stack, 1)
        self.plot.place_requested.connect(self.place_requested)
        self.retranslate()

    @Slot(object)
    def set_stage(self, stage: Stage) -> None:
        """Say how far it is."""
        self._stage = stage
        self._strip.set_share(0)
        self._show()

    @Slot(float)
    def set_progress(self, share: float) -> None:
        """Say how much of the work is done."""
        self._strip.set_share(share)

    @Slot(object)
    def set_landscape(self, landscape: Landscape | None) -> None:
        """Show this one; None shows none."""
        self.plot.set_landscape(landscape)
        self._show()

    def _show(self) -> None:
        landscape = self.plot.landscape
        self._stack.setCurrentIndex(0 if landscape is None else 1)
        policies = QSizePolicy.Policy
        self.setSizePolicy(policies.Preferred, policies.Maximum if landscape is None else policies.Expanding)
        self._waiting.setText(taught_words.waiting_for_way(self._stage))
        self._strip.setVisible(self._stage is Stage.ASKING)
        self._words.setText("" if landscape is None else taught_words.landscape(landscape))

    def in_numbers(self) -> str:
        """Return how much of the way the two directions hold, and the loss at its ends."""
        landscape = self.plot.landscape
        return "" if landscape is None else taught_words.landscape(landscape)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._title.setText(tr("The way it went"))
        self.setWhatsThis(taught_words.what_the_way_is())
        self._show()
