"""The unit card: one hidden unit, from its weights to what it tells the next layer."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QSizePolicy,
    QStackedLayout,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from digitapp import theme
from digitapp.core.inside.explanations import UnitExplanation
from digitapp.i18n import tr
from digitapp.views.parts.activation_plot import ActivationPlot
from digitapp.views.parts.function_words import formula, short
from digitapp.views.parts.numbers import number
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.signed_map import SignedMap
from digitapp.views.parts.view import View, label
from digitapp.views.parts.vote_bars import VoteBars

_SIDE = 112  # pixels, four for each of the picture's


class UnitCard(View):
    """Shows the explanation of the chosen unit.

    Signals:
        close_requested(): the person has seen enough of it.
    """

    close_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._explanation: UnitExplanation | None = None
        self._title = Readout()
        self._close = QToolButton()
        self._close.setProperty("role", "plain")
        self._weights = SignedMap(_SIDE)
        self._products = SignedMap(_SIDE)
        self._function = ActivationPlot()
        self._votes = VoteBars()
        self._captions = [Readout(colour="quiet") for _ in range(4)]
        self._sum = Readout(theme.formula_font())
        self._hint = label("quiet")
        self._hint.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)

        header = QHBoxLayout()
        header.addWidget(self._title, 1)
        header.addWidget(self._close)
        pictures = QGridLayout()
        pictures.setHorizontalSpacing(theme.GRID)
        pictures.setVerticalSpacing(theme.GRID // 2)
        for column, picture in enumerate((self._weights, self._products, self._function, self._votes)):
            pictures.addWidget(picture, 0, column)
            pictures.addWidget(self._captions[column], 1, column)
            pictures.setColumnStretch(column, 1 if column > 1 else 0)
        details = QWidget()
        inner = QVBoxLayout(details)
        inner.setContentsMargins(8, 8, 8, 8)
        inner.addLayout(header)
        inner.addLayout(pictures)
        inner.addWidget(self._sum)
        frame = QFrame()
        frame.setProperty("role", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)
        self._stack = QStackedLayout(frame)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(details)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(frame)

        self._close.clicked.connect(self.close_requested)
        self.retranslate()

    @Slot(object)
    def set_explanation(self, explanation: UnitExplanation | None) -> None:
        """Show this unit; None invites to choose one."""
        self._explanation = explanation
        self._stack.setCurrentIndex(0 if explanation is None else 1)
        if explanation is None:
            return
        name = tr("Unit {unit}", unit=explanation.unit)
        self._title.set_text(f"<b>{name}</b>  {_subtitle(explanation)}")
        self._weights.set_values(explanation.weights)
        self._products.set_values(explanation.products)
        self._function.set_point(explanation.graph, explanation.z, explanation.all_z)
        self._votes.set_votes(explanation.votes)
        self._sum.set_text(_sum(explanation))
        name = short(explanation.function)
        self._captions[2].set_text("relu(z) = max(z, 0)" if explanation.function == "relu" else f"{name}(z)")
        rule = formula(explanation.function)
        self._captions[2].setToolTip(f"{name}(z) = {rule}" if rule else explanation.function)
        self._captions[0].set_text(f"W[:, {explanation.unit}]  ±{self._weights.top:g}")
        self._captions[1].set_text(f"x·W  ±{self._products.top:g}" if explanation.products is not None else "x·W")

    def in_numbers(self) -> str:
        """Return the unit's sum."""
        return "" if self._explanation is None else self._sum.text

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("Unit"))
        self._hint.setText(tr("Click a unit above to see its weights, what it adds up, and what it votes for."))
        self._close.setText(tr("Close"))
        self._captions[3].set_text(tr("its votes"))
        self._weights.setToolTip(tr("Its weights, each in the place of the pixel, or the unit, that it multiplies."))
        self._products.setToolTip(tr("Each input times its weight. All of them and the bias b add up to z."))
        self._function.setToolTip(tr("The dot is this unit, the fine lines are all the others of its layer."))
        self._votes.setToolTip(tr("What it adds to each digit's score: its activation times its weight to that digit."))
        self.set_explanation(self._explanation)


def _subtitle(explanation: UnitExplanation) -> str:
    if explanation.activation is None:
        return tr("Draw a digit to see it at work.")
    if explanation.activation == 0 and explanation.function == "relu":
        return tr("at zero: relu makes its negative z to 0, so it says nothing here")
    if explanation.is_output:
        return tr("of the digit {digit}: its z is the score", digit=explanation.unit)
    if explanation.votes is None:
        return tr("on") if explanation.activation > 0 else tr("below zero")
    return tr("speaks most for {digit} here", digit=int(explanation.votes.argmax()))


def _sum(explanation: UnitExplanation) -> str:
    if explanation.z is None or explanation.activation is None:
        return f"b = {number(explanation.bias)}"
    sign = "+" if explanation.bias >= 0 else "−"
    dot, bias, z = number(explanation.z - explanation.bias), number(abs(explanation.bias)), number(explanation.z)
    activation = number(explanation.activation)
    return f"z = Σ x·W + b = {dot} {sign} {bias} = {z}  →  {short(explanation.function)}(z) = {activation}"
