"""What a painted unit does: its sum for the drawing, what it fires for among the test images, and what came of it."""

from __future__ import annotations

from math import isnan

import numpy as np
from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.painting import PaintedSum, PaintedUnit
from digitapp.core.inside.unit_trial import Verdict
from digitapp.i18n import tr
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.count_bars import ShareBars
from digitapp.views.parts.function_words import short
from digitapp.views.parts.image_grid import ImageGrid
from digitapp.views.parts.numbers import added_up, in_brackets, number
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.signed_map import SignedMap
from digitapp.views.parts.view import View, label

_MAP, _IMAGES = 84, 80  # pixels: the weights before and after, and a row of images


class PainterResults(View):
    """Shows a PaintedSum and a Verdict.

    Signals:
        image_chosen(number): the network is to read this test image now.
    """

    image_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._sum: PaintedSum | None = None
        self._verdict: Verdict | None = None
        self._busy = False
        self._z, self._a = Readout(theme.formula_font()), Readout(theme.formula_font())
        self._accuracy = Readout(theme.number_font(1.0, bold=True))
        self._fires, self._best_name = Readout(colour="quiet"), label("quiet")
        self._bars, self._images = ShareBars(), ImageGrid()
        self._images.setFixedHeight(_IMAGES)
        self._kept, self._now = SignedMap(_MAP), SignedMap(_MAP)
        self._kept_name, self._now_name, self._became = Readout(colour="quiet"), Readout(colour="quiet"), label("quiet")
        self._became.setWordWrap(True)
        self._after = QWidget()
        self._after.setFixedWidth(2 * _MAP + theme.GRID)
        after, maps = QVBoxLayout(self._after), QHBoxLayout()
        after.setContentsMargins(0, 0, 0, 0)
        after.setSpacing(0)
        maps.setSpacing(theme.GRID)
        for picture, name in ((self._kept, self._kept_name), (self._now, self._now_name)):
            half = QVBoxLayout()
            half.setSpacing(0)
            half.addWidget(picture)
            half.addWidget(name)
            name.setFixedWidth(_MAP)
            maps.addLayout(half)
        after.addLayout(maps)
        after.addWidget(self._became)
        after.addStretch()
        middle = QHBoxLayout()
        middle.setSpacing(theme.GRID)
        middle.addWidget(self._bars, 1)
        middle.addWidget(self._after)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID // 2)
        for part in (self._z, self._a, self._accuracy, self._fires):
            column.addWidget(part)
        column.addLayout(middle)
        column.addWidget(self._best_name)
        column.addWidget(self._images)
        self._after.hide()
        self._images.chosen.connect(self._choose)
        self.retranslate()

    def set_sum(self, found: PaintedSum | None) -> None:
        """Show what the drawing gives; None without one."""
        self._sum = found
        self._show_sum()

    def set_verdict(self, verdict: Verdict | None) -> None:
        """Show what the test images give; None leaves the last one until there is another."""
        self._verdict = verdict
        self._show_verdict()

    def set_busy(self, busy: bool) -> None:
        """Say whether a training goes on."""
        self._busy = busy
        self._show_verdict()

    def set_unit(self, unit: PaintedUnit) -> None:
        """Show the unit as it was painted beside what training has made of it, where it was trained on."""
        self._after.setVisible(unit.kept is not None)
        if unit.kept is None:
            return
        self._kept.set_values(unit.kept, unit.top)
        self._now.set_values(unit.weights, unit.top)
        kept, now = unit.kept.astype(np.float64), unit.weights.astype(np.float64)
        sizes = float(np.linalg.norm(kept) * np.linalg.norm(now))
        likeness = float(kept @ now) / sizes if sizes else 0.0
        self._became.setText(
            tr(
                "What training makes of it: each weight moved by {step} in the mean. The two are {likeness:.0%} alike"
                " (cosine).",
                step=number(float(np.abs(now - kept).mean()), 4),
                likeness=likeness,
            )
        )

    def in_numbers(self) -> str:
        """Return the sum."""
        return self._z.text if self._sum is not None else ""

    def _show_sum(self) -> None:
        found = self._sum
        if found is None:
            self._z.set_text(tr("Draw a digit: its sum stands here."))
            self._a.set_text("")
            return
        (red, blue, bias), z = added_up((found.red, found.blue, found.bias), found.z)
        words = tr("red {red} + blue {blue} + b {bias}", red=red, blue=in_brackets(blue), bias=in_brackets(bias))
        self._z.set_text(f"z = {words} = <b>{z}</b>")
        digits = len(z.partition(".")[2])
        alone = found.function == "softmax"  # of all scores together
        self._a.set_text("" if alone else f"{short(found.function)}({z}) = {number(found.activation, digits)}")

    def _show_verdict(self) -> None:
        verdict = self._verdict
        if verdict is None:
            busy = tr("The network is learning…") if self._busy else tr("The unit reads all test images…")
            self._accuracy.set_text(busy)
            return
        now = tr("The network reads {accuracy:.2%} of the test images", accuracy=verdict.accuracy)
        if not isnan(verdict.own_accuracy) and verdict.own_accuracy != verdict.accuracy:
            now = tr(
                "The network reads {before:.2%} → {now:.2%} of the test images",
                before=verdict.own_accuracy,
                now=verdict.accuracy,
            )
        self._accuracy.set_text(now)
        fires, count = int(verdict.on.sum()), int(verdict.pictures.sum())
        self._fires.set_text(
            tr(
                "It fires for {fires} of {count} test images; of each digit, for",
                fires=f"{fires:,}",
                count=f"{count:,}",
            )
        )
        self._bars.set_shares((verdict.on / np.maximum(verdict.pictures, 1)).astype(np.float32))
        words = [class_name(int(digit)) for digit in verdict.digits]
        tips = [tr("Image {number}", number=int(number)) for number in verdict.best]
        self._images.set_images(verdict.images, words, tips, np.zeros(len(words), bool))

    @Slot(int)
    def _choose(self, place: int) -> None:
        if self._verdict is not None:
            self.image_chosen.emit(int(self._verdict.best[place]))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._best_name.setText(tr("the test images with its largest z"))
        self._images.setAccessibleName(tr("the test images with its largest z"))
        self._kept_name.set_text(tr("as painted"))
        self._now_name.set_text(tr("trained"))
        self._kept.setAccessibleName(tr("as painted"))
        self._now.setAccessibleName(tr("trained"))
        self._show_sum()
        self._show_verdict()
