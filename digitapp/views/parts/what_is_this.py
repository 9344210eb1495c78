"""What is this? The explanation of whatever the pointer is on, or the keyboard's focus, to be read at leisure."""

from __future__ import annotations

from PySide6.QtCore import QPoint
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QApplication, QWhatsThis, QWidget

from digitapp.views.parts.view import View


def say_what_this_is() -> str:
    """Show the explanation of the widget under the pointer, else of the one with the focus; return what it says."""
    place = QCursor.pos()
    under = QApplication.widgetAt(place)
    text = explanation(under)
    if not text:
        under = QApplication.focusWidget()
        text = explanation(under)
        place = under.mapToGlobal(QPoint(0, under.height())) if under else place
    if text:
        QWhatsThis.showText(place, text, under)
    return text


def explanation(widget: QWidget | None) -> str:
    """Return what a widget says of itself, or the nearest around it that says something, with the numbers of now."""
    text, numbers = "", ""
    while widget is not None and not (text and numbers):
        text = text or widget.whatsThis() or widget.toolTip()
        if isinstance(widget, View):
            numbers = numbers or widget.in_numbers()
        widget = widget.parentWidget()
    return f"{text}\n\n{numbers}" if text and numbers else text
