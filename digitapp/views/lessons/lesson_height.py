"""How much room the stops of a lesson need, so that its panel takes no more of the window than that."""

from __future__ import annotations

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QWidget

from digitapp import theme
from digitapp.core.lessons.lesson import Lesson, Stop
from digitapp.i18n import language
from digitapp.views.lessons.answer_list import AnswerButton

_GUESS = 96  # pixels that a guess is made in: two rows of digits, a slider, or a curve
_FOUND = 2  # lines of what is said once a task was done


def body_height(lesson: Lesson, depth: str, width: int, text: QWidget, task: QWidget) -> int:
    """Return how high the texts of a lesson's stops are at most, in pixels.

    Args:
        width: of the texts, and of the answers beside them.
        text, task: the labels that show them, by whose fonts they are measured.
    """
    stops = [lesson.stops[number] for number in lesson.stops_for(depth)]
    fonts = text.fontMetrics(), task.fontMetrics()
    return max(_stop_height(stop, depth, width, *fonts) for stop in stops)


def _stop_height(stop: Stop, depth: str, width: int, text: QFontMetrics, task: QFontMetrics) -> int:
    code, has_aside = language(), stop.form in ("ask", "predict")
    half = (width - theme.GRID) // 2 if has_aside else width
    room = half - theme.GRID
    said = [stop.text_for(depth)[code], *(f"✓  {answer.why[code]}" for answer in stop.answers)]
    if stop.hint:
        said.append(stop.hint[code])
    asked = stop.task[code] if stop.form == "ask" else f"○  {stop.task[code]}"
    found = _FOUND * text.lineSpacing() if stop.form in ("mission", "task") else 0
    words = max(found, *(_height(each, room, text) for each in said))
    words += theme.GRID // 2 + _height(asked, room, task)
    return max(words, _aside_height(stop, half, code))


def _aside_height(stop: Stop, width: int, code: str) -> int:
    """Return how high the answers are, or what takes the guess; 0 for none."""
    if stop.form == "predict":
        return _GUESS
    if not stop.answers:
        return 0
    buttons = []
    for answer in stop.answers:
        button = AnswerButton("a")
        button.set_answer(answer.text[code], None)
        buttons.append(button.heightForWidth(width - theme.GRID) + theme.GRID // 2)
    return sum(buttons)


def _height(words: str, width: int, font: QFontMetrics) -> int:
    return font.boundingRect(QRect(0, 0, max(width, 1), 10_000), int(Qt.TextFlag.TextWordWrap), words).height()
