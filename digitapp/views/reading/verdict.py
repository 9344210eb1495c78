"""The verdict: the digits that the network reads, how sure it is and what comes second, or why it cannot tell."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.reading.drawing import SeenDigit
from digitapp.core.reading.reading import Doubt, Reading
from digitapp.core.runs.run import NetworkInfo
from digitapp.i18n import tr
from digitapp.views.parts.class_names import CLASSES, class_name
from digitapp.views.parts.digit_line import DigitLine
from digitapp.views.parts.digit_menu import DigitMenu
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.view import View


class Verdict(View):
    """Says what the drawing comes to, and more of the selected digit.

    Signals:
        digit_requested(number): the person wants to look at that digit of several, from 0.
        label_requested(digit): the selected drawing is this digit, says the person.
    """

    digit_requested = Signal(int)
    label_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._digits: Sequence[SeenDigit] = ()
        self._selected = -1
        self._untrained = False
        self._line = DigitLine()
        self._certainty = Readout(theme.number_font(1.2, bold=True))
        self._runner_up = Readout(colour="quiet")
        self._label = QToolButton(popupMode=QToolButton.ToolButtonPopupMode.InstantPopup)
        self._label.setProperty("role", "plain")
        self._menu = DigitMenu(self)
        self._label.setMenu(self._menu)

        words = QVBoxLayout()
        words.setSpacing(0)
        words.addStretch()
        words.addWidget(self._certainty)
        words.addWidget(self._runner_up)
        words.addStretch()
        said = QHBoxLayout()
        said.setSpacing(2 * theme.GRID)
        said.addWidget(self._line)
        said.addLayout(words, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(said)
        layout.addWidget(self._label)
        self._menu.chosen.connect(self.label_requested)
        self._line.selected.connect(self.digit_requested)
        self.retranslate()

    @property
    def said(self) -> str:
        """The digits, row by row, "?" where the network cannot tell."""
        return self._line.text

    @Slot(object)
    def set_network(self, info: NetworkInfo) -> None:
        """Take which network reads: of one that has learned nothing, that is why it cannot tell."""
        if info.untrained != self._untrained:
            self._untrained = info.untrained
            self.set_digits(self._digits, self._selected)

    @Slot(object, int)
    def set_digits(self, digits: Sequence[SeenDigit], selected: int) -> None:
        """Show these digits, and what there is to say of the selected one; none claims nothing."""
        self._digits, self._selected = digits, selected
        signs = [_sign(digit.reading) for digit in digits]
        self._line.set_signs(signs or ["–"], max(selected, 0), [digit.row for digit in digits])
        self._label.setEnabled(bool(digits) and bool(digits[selected].strokes))
        if not digits:
            self._certainty.set_text(tr("Nothing to read yet"))
            self._runner_up.set_text(tr("The digit will appear here."))
            return
        reading = digits[selected].reading
        first, second, *_ = reading.ranking
        shares = reading.probabilities
        if reading.doubt:
            self._certainty.set_text(tr("I can't tell"))
            self._runner_up.set_text(_reason(reading, self._untrained))
        else:
            self._certainty.set_text(f"{shares[first]:.1%}")
            self._runner_up.set_text(tr("then {digit}, {share:.1%}", digit=class_name(second), share=shares[second]))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("What the network reads"))
        self._line.setToolTip(tr("The digits that are read. Of several, click one to look at it."))
        self._label.setText(tr("That's a…"))
        self._label.setToolTip(tr("Say which digit this is: it goes to My digits, which can be taught to the network"))
        self.set_digits(self._digits, self._selected)


def _sign(reading: Reading) -> str:
    return "?" if reading.answer is None else class_name(reading.answer)


def _reason(reading: Reading, untrained: bool) -> str:
    share, other = (reading.probabilities[digit] for digit in reading.ranking[:2])
    first, second = (class_name(digit) for digit in reading.ranking[:2])
    if reading.doubt is Doubt.ONLY_A_DOT:
        return tr("only a dot")
    if untrained:
        return tr("it has not learned yet; nearest {digit}, {share:.0%}", digit=first, share=share)
    if reading.doubt is Doubt.BETWEEN_TWO:
        return tr("{digit} ({share:.0%}) or {other} ({rest:.0%})?", digit=first, share=share, other=second, rest=other)
    if not CLASSES.are_digits:
        return tr("like none of its classes; nearest {digit}, {share:.0%}", digit=first, share=share)
    return tr("like no digit; nearest {digit}, {share:.0%}", digit=first, share=share)
