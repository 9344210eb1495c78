"""A frame that lies over a part of a window for a moment, to say: this one."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitapp import theme

SECONDS = 2.5
_MARGIN = 6  # pixels around what is lit up


class Spotlight(QWidget):
    """Lights up widgets of the window that it is a child of."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._rects: list[QRect] = []
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.put_out)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def rects(self) -> list[QRect]:
        """What is lit up, in the window's pixels."""
        return list(self._rects) if self.isVisible() else []

    def light(self, *widgets: QWidget, seconds: float = SECONDS) -> None:
        """Light up these, for so long."""
        window = self._window
        self._rects = [
            QRect(widget.mapTo(window, QPoint()), widget.size()).adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN)
            for widget in widgets
            if widget.isVisibleTo(window)
        ]
        self.setGeometry(window.rect())
        self.raise_()
        self.show()
        self.update()
        self._timer.start(round(1000 * seconds))

    def hold(self, *widgets: QWidget) -> None:
        """Light up these until put_out()."""
        self.light(*widgets)
        self._timer.stop()
        if not widgets:
            self.put_out()

    @Slot()
    def put_out(self) -> None:
        """Light up nothing more."""
        self._rects = []
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame what is lit up."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), 3))
        for rect in self._rects:
            painter.drawRoundedRect(rect.intersected(self.rect().adjusted(2, 2, -2, -2)), theme.RADIUS, theme.RADIUS)
