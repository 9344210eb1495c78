"""The verdict: the digit that the network reads, how sure it is, and what comes second."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.reading import Reading
from digitapp.i18n import tr
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.view import View


class Verdict(View):
    """Says what a reading comes to."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: Reading | None = None
        self._digit = Readout(theme.number_font(3.6, bold=True))
        self._certainty = Readout(theme.number_font(1.2, bold=True))
        self._runner_up = Readout(colour="quiet")
        self._digit.setFixedWidth(self._digit.fontMetrics().horizontalAdvance("0") + theme.GRID)

        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self._certainty)
        words.addWidget(self._runner_up)
        words.addStretch()
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(2 * theme.GRID)
        layout.addWidget(self._digit)
        layout.addLayout(words, 1)
        self.retranslate()

    @Slot(object)
    def set_reading(self, reading: Reading | None) -> None:
        """Show this reading; None claims nothing."""
        self._reading = reading
        if reading is None:
            self._digit.set_text("–")
            self._certainty.set_text(tr("Nothing to read yet"))
            self._runner_up.set_text(tr("The digit will appear here."))
            return
        first, second, *_ = reading.ranking
        self._digit.set_text(str(first))
        self._certainty.set_text(f"{reading.probabilities[first]:.1%}")
        self._runner_up.set_text(tr("then {digit}, {share:.1%}", digit=second, share=reading.probabilities[second]))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("What the network reads"))
        self.set_reading(self._reading)
