"""The verdict: the digit that the network reads, how sure it is and what comes second, or why it cannot tell."""

from __future__ import annotations

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.reading import Doubt, Reading
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
        shares = reading.probabilities
        if reading.doubt:
            self._digit.set_text("?")
            self._certainty.set_text(tr("I can't tell"))
            self._runner_up.set_text(_reason(reading))
            return
        self._digit.set_text(str(first))
        self._certainty.set_text(f"{shares[first]:.1%}")
        self._runner_up.set_text(tr("then {digit}, {share:.1%}", digit=second, share=shares[second]))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("What the network reads"))
        self.set_reading(self._reading)


def _reason(reading: Reading) -> str:
    first, second, *_ = reading.ranking
    share, other = (reading.probabilities[digit] for digit in (first, second))
    if reading.doubt is Doubt.BETWEEN_TWO:
        return tr("{digit} ({share:.0%}) or {other} ({rest:.0%})?", digit=first, share=share, other=second, rest=other)
    return tr("like no digit; nearest {digit}, {share:.0%}", digit=first, share=share)
