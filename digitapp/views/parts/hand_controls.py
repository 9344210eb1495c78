"""A unit's numbers to set by hand: one of its weights, its bias, or what it says."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.one_weight import OneWeight
from digitapp.i18n import tr
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.number_slider import NumberSlider
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.view import View, label

_LEAST_W, _MOST_B, _MOST_A = 2.0, 20.0, 40.0


class HandControls(View):
    """Shows the numbers as they are, and what is read with them.

    Signals:
        weight_asked(w), bias_asked(b), output_asked(a): the person sets this number.
        back_requested(): nothing is to be set by hand any more.
    """

    weight_asked = Signal(float)
    bias_asked = Signal(float)
    output_asked = Signal(float)
    back_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._w, self._b = NumberSlider("w", -_LEAST_W, _LEAST_W), NumberSlider("b", -_MOST_B, _MOST_B)
        self._a = NumberSlider("a", 0, _MOST_A)
        self._weight: OneWeight | None = None
        self._reading, self._back, self._words = Readout(), QPushButton(), label("quiet")
        self._words.setWordWrap(True)
        self._back.setEnabled(False)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID // 2)
        for part in (self._w, self._b, self._a):
            column.addWidget(part)
        last = QHBoxLayout()
        last.addWidget(self._reading, 1)
        last.addWidget(self._back)
        column.addLayout(last)
        column.addWidget(self._words)
        self._w.asked.connect(self.weight_asked)
        self._b.asked.connect(self.bias_asked)
        self._a.asked.connect(self.output_asked)
        self._back.clicked.connect(self.back_requested)
        self.retranslate()

    def set_weight(self, weight: OneWeight) -> None:
        """Show these numbers."""
        self._w.set_value(weight.weight)
        self._b.set_value(weight.bias)
        if weight.activation is not None:
            self._a.set_value(weight.activation)
        self._b.setEnabled(weight.has_bias)
        self._a.setEnabled(weight.activation is not None and weight.output_counts)
        before, self._weight = self._weight, weight
        if before is None or _circumstances(before) != _circumstances(weight):
            self.retranslate()
        reads = (
            ""
            if weight.answer is None
            else f"{tr('reads {digit}', digit=class_name(weight.answer))} {weight.share:.2%}"
        )
        self._reading.set_text(reads)

    def set_largest(self, weight: float) -> None:
        """Offer weights up to this size, and at least 2."""
        self._w.set_range(-max(weight, _LEAST_W), max(weight, _LEAST_W))

    def set_changed(self, changed: bool) -> None:
        """Say whether anything is set by hand."""
        self._back.setEnabled(changed)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._w.explain(tr("the weight w"), tr("The weight from this pixel to this unit."))
        weight = self._weight
        adds = tr("What the unit adds to its sum: the larger, the more easily it comes on.")
        says = tr("What the unit says, whatever comes in; its weights are 0 then.")
        if weight is not None and not weight.has_bias:
            adds = says = tr("The units of this layer have no b.")
        elif weight is not None and not weight.output_counts:
            says = tr(
                "It is set by b alone, with all weights 0, which needs relu, leaky_relu or linear."
                " Here it is {function}.",
                function=weight.function,
            )
        elif weight is not None and weight.activation is None:
            says = tr("Draw a digit first.")
        self._b.explain(tr("the bias b"), adds)
        self._a.explain(tr("the activation a"), says)
        self._back.setText(tr("Put everything back"))
        self._back.setToolTip(tr("The network as it is. What is saved or trained was never changed."))
        words = tr("Slide, and watch the reading.")
        if weight is not None:
            words = tr(
                "Slide, and watch the reading. One weight of {count} changes little; b changes more.",
                count=f"{weight.count:,}",
            )
        self._words.setText(words)


def _circumstances(weight: OneWeight) -> tuple[object, ...]:
    """Return what the words depend on."""
    return weight.count, weight.has_bias, weight.output_counts, weight.function, weight.activation is None
