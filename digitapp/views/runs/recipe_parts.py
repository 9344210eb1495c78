"""The parts of the bundled network's recipe that any run may have too, as boxes to tick, each with what it brings."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QCheckBox, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.settings import TrainingSettings
from digitapp.i18n import tr
from digitapp.views.parts.view import View, label

PEN_DIGITS, NON_DIGITS = 30_000, 15_000  # drawings


class RecipeParts(View):
    """Boxes for made pen digits and for drawings that are no digits.

    Signals:
        edited(values): the person wants these settings, by name.
    """

    edited = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = TrainingSettings()
        self._pen, self._none = QCheckBox(), QCheckBox()
        self._brings = label("quiet")
        self._brings.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID // 2)
        for each in (self._pen, self._none, self._brings):
            layout.addWidget(each)
        self._pen.clicked.connect(self._ask_for_pen)
        self._none.clicked.connect(self._ask_for_none)
        self.retranslate()

    @Slot(object)
    def set_settings(self, settings: TrainingSettings) -> None:
        """Show what these settings have of the recipe; data of other classes can have none of it."""
        self._settings = settings
        self._pen.setChecked(settings.pen_digits > 0)
        self._none.setChecked(settings.non_digits > 0)
        for box, on in ((self._pen, settings.pen_digits), (self._none, settings.non_digits)):
            box.setEnabled(bool(on) or not settings.classes)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._pen.setText(tr("Made pen digits among the images"))
        self._pen.setToolTip(
            tr(
                "{count} drawings of digits, as people draw them with a pen, made from templates",
                count=f"{PEN_DIGITS:,}",
            )
        )
        self._none.setText(tr("Drawings that are no digits among the images"))
        self._none.setToolTip(
            tr(
                "{count} letters, signs, scribbles and digits upside down, each with any digit as its label: the"
                " network learns to be sure of none, so that it can say that it can't tell. The accuracy on the"
                " training images is lower with them, since of these drawings nobody can guess the label.",
                count=f"{NON_DIGITS:,}",
            )
        )
        self._brings.setText(
            tr(
                "After ten epochs with MNIST alone, 92% of pen digits are read and 26% of scribbles refused; with pen"
                " digits 98% and 19%; with both 97% and 69%, and 97.9% of the test images instead of 98.3%."
            )
        )

    @Slot(bool)
    def _ask_for_pen(self, on: bool) -> None:
        self.edited.emit({"pen_digits": PEN_DIGITS if on else 0})

    @Slot(bool)
    def _ask_for_none(self, on: bool) -> None:
        self.edited.emit({"non_digits": NON_DIGITS if on else 0})
