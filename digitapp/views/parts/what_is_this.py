"""What is this? The explanation of whatever the pointer is on, or the keyboard's focus, to be read at leisure."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QCursor
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWhatsThis, QWidget

from digitapp.views.parts.view import View


def say_what_this_is(dress: Callable[[str, str], str] | None = None, receiver: QWidget | None = None) -> str:
    """Show the explanation of the widget under the pointer, else of the one with the focus; return what it says.

    Args:
        dress: makes what is shown of an explanation and of the words on the widget itself, such as links of terms.
        receiver: a widget in the window, never shown, that is told by a QWhatsThisClickedEvent which link was clicked;
            the widget itself if there is none.
    """
    place = QCursor.pos()
    under = QApplication.widgetAt(place)
    text = _said(under, dress)
    if not text:
        under = QApplication.focusWidget()
        text = _said(under, dress)
        place = under.mapToGlobal(QPoint(0, under.height())) if under else place
    if text:
        if receiver is not None and under is not None:  # Qt puts the text beside the widget that is told of links
            corner = receiver.mapFromGlobal(under.mapToGlobal(QPoint()))
            receiver.setGeometry(QRect(receiver.pos() + corner, under.size()))
        QWhatsThis.showText(place, text, receiver or under)
    return text


def _said(widget: QWidget | None, dress: Callable[[str, str], str] | None) -> str:
    text = explanation(widget)
    return text if dress is None else dress(text, caption(widget))


def caption(widget: QWidget | None) -> str:
    """Return the words that stand on a label or a button; of anything else, nothing."""
    return widget.text().replace("&", "") if isinstance(widget, QLabel | QAbstractButton) else ""


def explanation(widget: QWidget | None) -> str:
    """Return what a widget says of itself, or the nearest around it that says something, with the numbers of now."""
    text, numbers = "", ""
    while widget is not None and not (text and numbers):
        text = text or widget.whatsThis() or widget.toolTip()
        if isinstance(widget, View):
            numbers = numbers or widget.in_numbers()
        widget = widget.parentWidget()
    return f"{text}\n\n{numbers}" if text and numbers else text
