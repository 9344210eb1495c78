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
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.function_words import formula, short
from digitapp.views.parts.numbers import added_up, computed, in_brackets, number
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.signed_map import SignedMap
from digitapp.views.parts.view import View, label
from digitapp.views.parts.vote_bars import VoteBars

_SIDE = 112  # pixels, four for each of the picture's


class UnitCard(View):
    """Shows the explanation of the chosen unit.

    Signals:
        close_requested(): the person has seen enough of it.
        weight_requested(index): the person wants to look at the weight of this pixel, of a unit of the first layer.
    """

    close_requested = Signal()
    weight_requested = Signal(int)

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
        self._sum, self._said = Readout(theme.formula_font()), Readout(colour="quiet")
        self._pixel = -1  # under the pointer
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
        inner.addWidget(self._said)
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
        for picture in (self._weights, self._products):
            picture.pointed.connect(self._point)
            picture.chosen.connect(self._choose)
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
        self._products.outline(explanation.inputs)
        self._captions[0].set_text(f"W  ±{self._weights.top:g}")
        self._captions[1].set_text(f"x·W  ±{self._products.top:g}" if explanation.products is not None else "x·W")
        self._say()

    @Slot(int)
    def _point(self, index: int) -> None:
        self._pixel = index
        self._say()

    @Slot(int)
    def _choose(self, index: int) -> None:
        if self._explanation is not None and self._explanation.layer == 0:
            self.weight_requested.emit(index)

    def _say(self) -> None:
        """Say what the weight under the pointer is; without one, how much the unit counts among all."""
        explanation = self._explanation
        if explanation is not None:
            pointed = 0 <= self._pixel < len(explanation.weights)
            self._said.set_text(_one_weight(explanation, self._pixel) if pointed else _share(explanation))

    def in_numbers(self) -> str:
        """Return the unit's sum."""
        return "" if self._explanation is None else self._sum.text

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("Unit"))
        self._hint.setText(tr("Click a unit above to see its weights, what it adds up, and which scores it raises."))
        self._close.setText(tr("Close"))
        self._captions[3].set_text(tr("adds to the scores"))
        self._weights.setToolTip(
            tr("Its weights, each in the place of the pixel, or the unit, that it multiplies. Point at one to read it.")
        )
        self._products.setToolTip(
            tr("Each input times its weight, outlined where there is ink. All of them and the bias b add up to z.")
        )
        self._function.setToolTip(tr("The dot is this unit, the fine lines are all the others of its layer."))
        self._votes.setToolTip(tr("What it adds to each digit's score: its activation times its weight to that digit."))
        self.set_explanation(self._explanation)


def _subtitle(explanation: UnitExplanation) -> str:
    if explanation.activation is None:
        return tr("Draw a digit to see it at work.")
    if explanation.activation == 0 and explanation.function == "relu":
        return tr("at zero: relu makes its negative z to 0, so it says nothing here")
    if explanation.is_output:
        return tr("of the digit {digit}: its z is the score", digit=class_name(explanation.unit))
    if explanation.votes is None:
        return tr("on") if explanation.activation > 0 else tr("below zero")
    return tr("raises the score of {digit} most here", digit=class_name(int(explanation.votes.argmax())))


def _sum(explanation: UnitExplanation) -> str:
    if explanation.z is None or explanation.activation is None:
        return f"b = {number(explanation.bias)}"
    dot = explanation.z - explanation.bias
    (first, bias), z = added_up((dot, explanation.bias), explanation.z, most=3)  # there is no room for more digits
    activation = number(explanation.activation)
    return f"z = Σ x·W + b = {first} + {in_brackets(bias)} = {z}  →  {short(explanation.function)}(z) = {activation}"


def _one_weight(explanation: UnitExplanation, index: int) -> str:
    weight = float(explanation.weights[index])
    name = tr("pixel {index}", index=index) if explanation.layer == 0 else tr("unit {unit}", unit=index)
    if explanation.inputs is None:
        return f"{name}: w = {number(weight, 4)}"
    x = float(explanation.inputs[index])
    (first, second), product = computed((x, weight), x * weight, lambda a, b: a * b, 4)
    return f"{name}: x · w = {first} · {in_brackets(second)} = {product}"


def _share(explanation: UnitExplanation) -> str:
    """Return what it adds to the score of the answer, beside all the others."""
    if explanation.votes is None or explanation.scores is None:
        return ""
    answer = int(explanation.scores.argmax())
    return tr(
        "It adds {share} to the score of {digit}; all units and b together make that {score}.",
        share=number(float(explanation.votes[answer])),
        digit=class_name(answer),
        score=number(float(explanation.scores[answer])),
    )
