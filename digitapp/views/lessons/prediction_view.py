"""What is guessed before it is shown: a digit, a number, or a curve; and afterwards what it really is."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSlider, QStackedWidget, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.curves import Series
from digitapp.i18n import tr
from digitapp.views.lessons.curve_guess import CurveGuess
from digitapp.views.parts.view import View, label

_COLUMNS = 5  # of the ten digits
DIGIT, NUMBER, CURVE = range(3)


class PredictionView(View):
    """Takes a guess.

    Signals:
        guessed(number): a digit, or a number of what is asked for.
        run_requested(): the curve is drawn, and the real one may come.
    """

    guessed = Signal(int)
    run_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._unit = ""
        self._stack = QStackedWidget()
        self._digits = [QPushButton(str(digit)) for digit in range(10)]
        self._slider, self._value = QSlider(Qt.Orientation.Horizontal), label()
        self._value.setFont(theme.number_font(1.3, bold=True))
        self._guess, self._run = QPushButton(), QPushButton()
        self.curve = CurveGuess()
        for widget in (*self._digits, self._guess, self._run):
            widget.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        digits, numbers, curve = QWidget(), QWidget(), QWidget()
        grid = QGridLayout(digits)
        grid.setSpacing(theme.GRID // 2)
        for digit, button in enumerate(self._digits):
            button.setCheckable(True)
            button.setMinimumWidth(32)
            grid.addWidget(button, digit // _COLUMNS, digit % _COLUMNS)
            button.clicked.connect(self._take_digit)
        column = QVBoxLayout(numbers)
        column.setSpacing(theme.GRID // 2)
        column.addWidget(self._value, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._slider)
        column.addWidget(self._guess, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        row = QHBoxLayout(curve)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self.curve, 1)
        row.addWidget(self._run, 0, Qt.AlignmentFlag.AlignBottom)
        for page in (digits, numbers, curve):
            self._stack.addWidget(page)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._stack)
        self._slider.valueChanged.connect(self._say_value)
        self._guess.clicked.connect(self._take_number)
        self._run.clicked.connect(self._take_curve)
        self.curve.drawn.connect(self._offer_run)
        self.retranslate()

    def ask_digit(self) -> None:
        """Ask for one of the ten digits."""
        self._stack.setCurrentIndex(DIGIT)
        for button in self._digits:
            button.setEnabled(True)
            button.setChecked(False)

    def ask_number(self, most: int, unit: str = "") -> None:
        """Ask for a number from 0 to `most`; `unit` stands behind it, such as "%"."""
        self._unit = unit
        self._stack.setCurrentIndex(NUMBER)
        self._slider.setRange(0, max(most, 1))
        self._slider.setPageStep(max(most // 10, 1))
        self._slider.setValue(most // 2)
        self._slider.setEnabled(True)
        self._guess.setEnabled(True)
        self._say_value()

    def ask_curve(self, epochs: float) -> None:
        """Ask for the curve of a run of so many epochs."""
        self._stack.setCurrentIndex(CURVE)
        self.curve.begin(epochs)
        self._run.setEnabled(False)
        self.retranslate()

    def set_real(self, at: Series, values: Series) -> None:
        """Show the real curve as far as it goes."""
        self.curve.set_real(at, values)

    def lock(self) -> None:
        """Take no other guess: what it really is was said."""
        for widget in (*self._digits, self._slider, self._guess, self._run):
            widget.setEnabled(False)
        self.curve.fix()

    @Slot()
    def _take_digit(self) -> None:
        digit = next(digit for digit, button in enumerate(self._digits) if button is self.sender())
        for other, button in enumerate(self._digits):
            button.setChecked(other == digit)
        self.guessed.emit(digit)

    @Slot()
    def _take_number(self) -> None:
        self.guessed.emit(self._slider.value())

    @Slot()
    def _take_curve(self) -> None:
        self._run.setEnabled(False)
        self.curve.fix()
        self.run_requested.emit()

    @Slot()
    def _offer_run(self) -> None:
        self._run.setEnabled(True)
        self.retranslate()

    @Slot()
    def _say_value(self) -> None:
        self._value.setText(f"{self._slider.value()}{self._unit}")

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._slider.setAccessibleName(tr("Your guess"))
        self._guess.setText(tr("That is my guess"))
        self._run.setText(tr("Run it"))
        tip = "" if self._run.isEnabled() else tr("Draw the curve first, from the left to the right.")
        self._run.setToolTip(tip)
        self.curve.retranslate()
