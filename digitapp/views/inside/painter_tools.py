"""The pens with which weights are painted: red, blue and the eraser, how wide and how strong."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QLabel, QSlider, QWidget

from digitapp import theme
from digitapp.core.inside.painting import FAINTEST, STRONGEST, THICKEST, THINNEST, Pen
from digitapp.i18n import tr
from digitapp.views.parts.choice import Choice
from digitapp.views.parts.view import View, label

_TICKS = 60
_RED, _BLUE, _ERASER = range(3)
_LETTERS = {"r": _RED, "b": _BLUE, "e": _ERASER}


class PainterTools(View):
    """Lets the person choose a pen.

    Signals:
        changed(): another pen was chosen.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._pens = Choice()
        self._width_name, self._strength_name = QLabel(), QLabel()
        self._width, self._strength = QSlider(Qt.Orientation.Horizontal), QSlider(Qt.Orientation.Horizontal)
        self._width_says, self._strength_says = label("quiet"), label("quiet")
        for slider in (self._width, self._strength):
            slider.setRange(0, _TICKS)
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(theme.GRID)
        grid.setVerticalSpacing(theme.GRID // 2)
        grid.addWidget(self._pens, 0, 0, 1, 6, Qt.AlignmentFlag.AlignLeft)
        sliders = (
            (self._width_name, self._width, self._width_says),
            (self._strength_name, self._strength, self._strength_says),
        )
        for column, part in enumerate(part for parts in sliders for part in parts):
            grid.addWidget(part, 1, column)
        self._width_says.setMinimumWidth(self.fontMetrics().horizontalAdvance("00.0"))
        self._strength_says.setMinimumWidth(self.fontMetrics().horizontalAdvance("±0.00"))
        self._pens.chosen.connect(self._tell)
        self._width.valueChanged.connect(self._tell)
        self._strength.valueChanged.connect(self._tell)
        with QSignalBlocker(self._width), QSignalBlocker(self._strength):
            self._width.setValue(12)
            self._strength.setValue(30)
        self.retranslate()

    @property
    def pen(self) -> Pen:
        """The pen that is chosen."""
        sign = (1.0, -1.0, 0.0)[self._pens.current]
        return Pen(sign * self.strength, self.radius)

    @property
    def eraser(self) -> Pen:
        """What erases, as wide as the pen."""
        return Pen(0.0, self.radius)

    @property
    def radius(self) -> float:
        """Of the pen's tip, in pixels of the picture."""
        return THINNEST + (THICKEST - THINNEST) * self._width.value() / _TICKS

    @property
    def strength(self) -> float:
        """The size of the weight that a pen paints."""
        share = self._strength.value() / _TICKS
        return float(f"{FAINTEST * (STRONGEST / FAINTEST) ** share:.2g}")

    @Slot(str)
    def press(self, key: str) -> None:
        """Do what a key stands for: r, b and e choose a pen, [ and ] its width, - and + its strength."""
        if key in _LETTERS:
            self._pens.set_current(_LETTERS[key])
            self._tell()
        elif key in "[]":
            self._width.setValue(self._width.value() + (3 if key == "]" else -3))
        elif key in "+=-":
            self._strength.setValue(self._strength.value() + (-3 if key == "-" else 3))

    @Slot()
    def _tell(self) -> None:
        self._say()
        self.changed.emit()

    def _say(self) -> None:
        self._width_says.setText(f"{2 * self.radius:.1f}")
        self._strength_says.setText(f"±{self.strength:g}")

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._pens.set_choices(
            [tr("red +"), tr("blue −"), tr("eraser")],
            [
                tr("Paints weights above 0 (R): ink there adds to z."),
                tr("Paints weights below 0 (B): ink there takes away from z."),
                tr("Makes weights 0 (E, or the right mouse button): ink there does not count."),
            ],
        )
        self._width_name.setText(tr("width"))
        self._width.setAccessibleName(tr("Width of the pen"))
        self._width.setToolTip(tr("In pixels of the picture; [ and ] change it."))
        self._strength_name.setText(tr("strength"))
        self._strength.setAccessibleName(tr("Strength of the pen"))
        self._strength.setToolTip(tr("The weight that the pen paints; + and − change it."))
        self._say()
