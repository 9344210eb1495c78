"""A page's place in the rail: its icon and, close below, its name; and the quiet arrow towards more of them."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QIcon, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QStyle, QStyleOptionToolButton, QStylePainter, QToolButton, QWidget

from digitapp import theme

LARGE, SMALL = 20, 16  # pixels of an icon, with room and without
ARROW = 14  # pixels of height
_BORDER = 1
_EASY = 10  # pixels around icon and name with which they stand loosely


class RailButton(QToolButton):
    """Draws icon and name closer together than Qt does, so that all pages find room on a small screen."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setProperty("role", "rail")

    @property
    def least(self) -> int:
        """The pixels of height that it can do with."""
        return SMALL + self._text_height() + 2 * _BORDER

    @property
    def most(self) -> int:
        """The pixels of height with which it stands loosely; more would be empty."""
        return LARGE + self._text_height() + _EASY

    def _text_height(self) -> int:
        self.ensurePolished()  # the theme gives it a font of its own
        return max(self.fontMetrics().height(), self.fontMetrics().size(0, self.text()).height())

    def sizeHint(self) -> QSize:
        """Ask for what it can do with."""
        self.ensurePolished()
        return QSize(self.fontMetrics().size(0, self.text()).width() + 2 * _BORDER, self.least)

    def minimumSizeHint(self) -> QSize:
        """Ask for the same."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the frame as the theme has it, and in it the icon and the name."""
        option = QStyleOptionToolButton()
        self.initStyleOption(option)
        text, option.text, option.icon = self.text(), "", QIcon()
        painter = QStylePainter(self)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ToolButton, option)
        height = self._text_height()
        size = LARGE if self.height() >= LARGE + height + 2 * _BORDER + 2 else SMALL
        gap = 2 if self.height() >= size + height + _EASY - 2 else 0
        top = (self.height() - size - gap - height) // 2
        state = QIcon.State.On if self.isChecked() else QIcon.State.Off
        place = QRect((self.width() - size) // 2, top, size, size)
        self.icon().paint(painter, place, Qt.AlignmentFlag.AlignCenter, QIcon.Mode.Normal, state)
        painter.setPen(theme.colour("accent" if self.isChecked() else "text" if self.underMouse() else "quiet"))
        painter.drawText(QRect(0, top + size + gap, self.width(), height), Qt.AlignmentFlag.AlignCenter, text)


class RailArrow(QAbstractButton):
    """Leads to the pages above or below those that have room."""

    def __init__(self, down: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._down = down
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the keys go from page to page
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self.setAutoRepeat(True)
        self.hide()

    def sizeHint(self) -> QSize:
        """Ask for little room."""
        return QSize(ARROW, ARROW)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw an open arrow."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("text" if self.underMouse() else "quiet"), 1.6))
        x, y = self.width() / 2, self.height() / 2
        tip = 2.5 if self._down else -2.5
        painter.drawPolyline([QPointF(x - 5, y - tip), QPointF(x, y + tip), QPointF(x + 5, y - tip)])
