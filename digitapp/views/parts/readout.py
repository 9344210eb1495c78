"""A line of text for numbers that change many times a second."""

from __future__ import annotations

import re

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.views.parts.view import plain_tip

_BOLD = re.compile(r"<b>(.*?)</b>")


class Readout(QWidget):
    """Shows one line; what stands between <b> and </b> is bold.

    Unlike a QLabel it keeps its place and size whatever it shows, so a new text costs one small painting and nothing
    around it moves. What does not fit is cut off with an ellipsis; the tooltip and screen readers have all of it.
    """

    def __init__(
        self,
        font: QFont | None = None,
        *,
        colour: str = "text",
        align: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._text = ""
        self._own_tip = ""
        self._colour = colour
        self._right = align == Qt.AlignmentFlag.AlignRight
        self.setFont(font or theme.number_font())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    @property
    def text(self) -> str:
        """What is shown, without the marks for bold."""
        return _BOLD.sub(r"\1", self._text)

    def set_text(self, text: str) -> None:
        """Show this."""
        if text != self._text:
            self._text = text
            self.setAccessibleName(self.text)
            self._tell_what_does_not_fit()
            self.update()

    def sizeHint(self) -> QSize:
        """Ask for the height of a line; the width is up to the layout."""
        return QSize(40, QFontMetricsF(self.font()).size(0, "0").toSize().height())

    def _pieces(self) -> list[tuple[str, QFont]]:
        bold = QFont(self.font())
        bold.setBold(True)
        return [(text, bold if index % 2 else self.font()) for index, text in enumerate(_BOLD.split(self._text))]

    def _tell_what_does_not_fit(self) -> None:
        """Have the whole text as the tooltip when it is cut off, unless there is another tooltip."""
        if self.toolTip() != self._own_tip:
            return
        width = sum(QFontMetricsF(font).horizontalAdvance(text) for text, font in self._pieces())
        self._own_tip = plain_tip(self.text) if width > self.width() + 1 else ""
        self.setToolTip(self._own_tip)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """See again what fits."""
        super().resizeEvent(event)
        self._tell_what_does_not_fit()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pieces one after the other."""
        painter = QPainter(self)
        painter.setPen(theme.colour(self._colour))
        pieces = self._pieces()
        widths = [QFontMetricsF(font).horizontalAdvance(text) for text, font in pieces]
        x = max(self.width() - sum(widths), 0.0) if self._right else 0.0
        for (text, font), width in zip(pieces, widths, strict=True):
            metrics = QFontMetricsF(font)
            room = self.width() - x
            shown = text if width <= room + 1 else metrics.elidedText(text, Qt.TextElideMode.ElideRight, room)
            painter.setFont(font)
            painter.drawText(QPointF(x, (self.height() + metrics.ascent() - metrics.descent()) / 2), shown)
            x += width
