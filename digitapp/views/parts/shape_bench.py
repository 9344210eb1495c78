"""An input_shape to try: what the engine says to it, and why."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QLabel, QLineEdit, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.shape_trial import Fit, ShapeTrial, try_shape
from digitapp.i18n import error_text, tr
from digitapp.views.parts.view import View, label

PICTURE = 28 * 28
TRIALS = ("(28 * 28,)", "(28, 28)", "(783,)")


class ShapeBench(View):
    """Takes a shape and says what came of it.

    Signals:
        tried(text): the person tried this shape.
    """

    tried = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._name, self._shape = QLabel("input_shape ="), QLineEdit(TRIALS[0])
        self._name.setFont(theme.formula_font())
        self._shape.setFont(theme.formula_font())
        self._shape.setMaximumWidth(160)
        self._buttons = [QPushButton(text) for text in TRIALS]
        self._said, self._why = label(), label("quiet")
        self._said.setFont(theme.formula_font())
        for words in (self._said, self._why):
            words.setWordWrap(True)
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        for part in (self._name, self._shape, *self._buttons):
            row.addWidget(part)
        row.addStretch()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(theme.GRID // 2)
        column.addLayout(row)
        column.addWidget(self._said)
        column.addWidget(self._why)
        self._shape.textEdited.connect(self._try)
        for button in self._buttons:
            button.clicked.connect(self._take)
        self.retranslate()

    @Slot()
    def _take(self) -> None:
        button = self.sender()
        assert isinstance(button, QPushButton)
        self._shape.setText(button.text())
        self._try()

    @Slot()
    def _try(self) -> None:
        self._show()
        self.tried.emit(self._shape.text())

    def _show(self) -> None:
        trial = try_shape(self._shape.text())
        self._said.setProperty("role", "" if trial.said is None else "error")
        self._said.style().polish(self._said)
        self._said.setText(tr("x·W fits.") if trial.said is None else error_text(trial.said))
        self._why.setText(_why(trial))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._shape.setAccessibleName("input_shape")
        self._shape.setToolTip(tr("Type another shape: the engine makes such a layer and gives it a picture."))
        for button in self._buttons:
            button.setToolTip(self._shape.toolTip())
        self._show()


def _why(trial: ShapeTrial) -> str:
    match trial.fit:
        case Fit.FITS:
            return tr("Each picture is a row of 784 numbers, and W has a row for each of them.")
        case Fit.NOT_FLAT:
            return tr(
                "dot takes a row of numbers with each column of W; here a picture would come as a table. So it is made"
                " one row first, by reshape((n, 28 * 28)): the same numbers, in one line."
            )
        case Fit.OTHER_COUNT if trial.count < PICTURE:
            return tr(
                "W would have {count} rows, but a picture has 784 numbers: {left} of them would meet no weight. How"
                " should the sum be formed?",
                count=f"{trial.count:,}",
                left=f"{PICTURE - trial.count:,}",
            )
        case Fit.OTHER_COUNT:
            return tr(
                "W would have {count} rows, but a picture has 784 numbers: {left} weights would meet no number. How"
                " should the sum be formed?",
                count=f"{trial.count:,}",
                left=f"{trial.count - PICTURE:,}",
            )
        case Fit.NO_SHAPE:
            return tr("A shape is written in brackets, with a comma behind each number: how many numbers in each axis.")
