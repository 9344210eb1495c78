"""What the fields for numbers have in common: what is typed is taken as it was meant, or stays and is complained of."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QDoubleSpinBox, QSpinBox

from digitapp.core.errors import InputError, Words, brief
from digitapp.core.typed_numbers import may_become_number, read_number
from digitapp.views.parts.wheel import only_with_focus

_MODIFIERS = (
    Qt.Key.Key_Shift,
    Qt.Key.Key_Control,
    Qt.Key.Key_Meta,
    Qt.Key.Key_Alt,
    Qt.Key.Key_AltGr,
    Qt.Key.Key_CapsLock,
    Qt.Key.Key_NumLock,
)


class TypedNumber(QObject):
    """Reads what is typed into a box, and remembers what makes no sense there.

    Qt's own boxes swallow the keys that do not fit, so that "95 %" becomes 9 without a word. The box that owns this one
    takes every key, and its number stays as it was for as long as the text makes no sense.

    Signals:
        problem_changed(): there is a problem with what was typed, or there is none any more.
    """

    problem_changed = Signal()

    def __init__(self, box: QSpinBox | QDoubleSpinBox, name: Words) -> None:
        super().__init__(box)
        self._box = box
        self._name = name
        self._whole = isinstance(box, QSpinBox)
        self._special = ""
        self._wrong: str | None = None  # what was typed, without the suffix, while it makes no sense
        self.problem: InputError | None = None
        box.setKeyboardTracking(False)
        only_with_focus(box)
        box.lineEdit().textEdited.connect(self._check)
        box.editingFinished.connect(self.finish)

    @property
    def makes_sense(self) -> bool:
        """Whether what stands in the box is a number that fits."""
        return self._wrong is None

    def set_special(self, text: str) -> None:
        """Show this word in the place of the lowest number."""
        self._special = text
        self._show_number()

    def read(self, text: str) -> float:
        """Return the number that is meant by the box's text, the one from before if that makes no sense."""
        number = self._fitting(text)
        return self._box.value() if number is None else number

    def show(self, value: float, text: str) -> str:
        """Return what the box shows for a value whose own text is `text`."""
        if self._wrong is not None and value == self._box.value():
            return self._wrong
        return self._special if self._special and value == self._box.minimum() else text

    def forget(self) -> None:
        """Forget what was typed and made no sense; the box shows its number again."""
        if self._wrong is not None:
            self._wrong = None
            self._tell(None)
            self._show_number()

    @Slot()
    def finish(self) -> None:
        """Complain of what makes no sense, also if more keys could have made it a number."""
        if self._wrong is not None:
            self._tell(self._complaint(self._wrong))

    def finish_before_shortcut(self, event: QEvent) -> None:
        """Take the number that was typed before a shortcut, such as the one for Train, works with it."""
        if event.type() is QEvent.Type.ShortcutOverride and not event.isAccepted() and _is_command(event):
            self._box.interpretText()
            self.finish()

    @Slot()
    def _check(self) -> None:
        text = self._box.lineEdit().text()
        bare = text.removesuffix(self._box.suffix())
        self._wrong = bare if self._fitting(text) is None else None
        unfinished = read_number(bare, percent=self._percent) is None and may_become_number(bare, percent=self._percent)
        self._tell(None if self._wrong is None or unfinished else self._complaint(bare))

    def _fitting(self, text: str) -> float | None:
        if self._special and text.strip() == self._special:
            return self._box.minimum()
        number = read_number(text, percent=self._percent, whole=self._whole)
        return number if number is not None and self._box.minimum() <= number <= self._box.maximum() else None

    @property
    def _percent(self) -> bool:
        return self._box.suffix() == "%"

    def _show_number(self) -> None:
        self._box.setValue(self._box.value())  # type: ignore[arg-type]

    def _complaint(self, text: str) -> InputError:
        suffix = self._box.suffix()
        values = {
            "name": self._name,
            "low": f"{self._box.minimum():.10g}{suffix}",
            "high": f"{self._box.maximum():.10g}{suffix}",
            "received": brief(text.strip()) or Words("nothing"),
        }
        if self._whole:
            return InputError("{name} must be a whole number from {low} to {high}. Received: {received}", **values)
        return InputError("{name} must be a number from {low} to {high}. Received: {received}", **values)

    def _tell(self, problem: InputError | None) -> None:
        if str(problem) != str(self.problem):
            self.problem = problem
            self._box.setProperty("valid", "true" if problem is None else "false")
            self._box.style().polish(self._box)  # without unpolish(), after which Qt may keep a box that is gone
            self._box.update()
            self.problem_changed.emit()


def _is_command(event: QEvent) -> bool:
    """Return whether a key is a command by itself, and no Shift or Ctrl that another key will follow."""
    return isinstance(event, QKeyEvent) and event.key() not in _MODIFIERS
