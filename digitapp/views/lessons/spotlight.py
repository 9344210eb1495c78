"""A frame that lies over a part of a window for a moment, to say: this one."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QScrollArea, QWidget

from digitapp import theme

SECONDS = 2.5
_MARGIN = 4  # pixels around what is lit up
_MOVING = (QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.LayoutRequest)


class Spotlight(QWidget):
    """Lights up widgets of the window that it is a child of."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._rects: list[QRect] = []
        self._widgets: tuple[QWidget, ...] = ()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.put_out)
        self._watched: set[QWidget] = set()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._find)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    @property
    def rects(self) -> list[QRect]:
        """What is lit up, in the window's pixels."""
        return list(self._rects) if self.isVisible() else []

    def light(self, *widgets: QWidget, seconds: float = SECONDS) -> None:
        """Light up these, for so long."""
        self._widgets = widgets
        self._watch()
        self._find()
        self.raise_()
        self.show()
        self.update()
        self._timer.start(round(1000 * seconds))

    @Slot()
    def _find(self) -> None:
        """Find where they are: only what one sees of each is framed."""
        window = self._window
        self._rects = []
        for widget in self._widgets:
            there = widget.window() is window.window() and widget.isVisibleTo(window)  # not in a window of its own
            place = _seen(widget, window) if there else QRect()
            if not place.isEmpty():
                self._rects.append(place.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN))
        self.setGeometry(window.rect())
        self.update()

    def _watch(self) -> None:
        """Hear of it when one of them, or what it is in, gets another place: a page is scrolled, a bar comes."""
        for widget in self._watched:
            with suppress(RuntimeError):  # a page's own window may be gone
                widget.removeEventFilter(self)
        self._watched = set()
        for widget in self._widgets:
            around: QWidget | None = widget
            while around is not None:
                self._watched.add(around)
                around = None if around is self._window else around.parentWidget()
        for widget in self._watched:
            widget.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow them to other places."""
        if event.type() in _MOVING and self.isVisible():
            self._soon.start()
        return super().eventFilter(watched, event)

    def bring_into_sight(self) -> None:
        """Scroll what they are in so that one sees them, as far as there is room: the last one before the others."""
        for widget in self._widgets:
            around = widget.parentWidget()
            while around is not None and around is not self._window:
                if isinstance(around, QScrollArea):
                    around.ensureWidgetVisible(widget, _MARGIN, _MARGIN)
                around = around.parentWidget()

    def hold(self, *widgets: QWidget) -> None:
        """Light up these until put_out()."""
        self.light(*widgets)
        self._timer.stop()
        if not widgets:
            self.put_out()

    @Slot()
    def put_out(self) -> None:
        """Light up nothing more."""
        self._rects, self._widgets = [], ()
        self._watch()
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Frame what is lit up."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.colour("accent"), 3))
        for rect in self._rects:
            painter.drawRoundedRect(rect.intersected(self.rect().adjusted(2, 2, -2, -2)), theme.RADIUS, theme.RADIUS)


def _seen(widget: QWidget, window: QWidget) -> QRect:
    """Return the part of a widget that is not scrolled out of sight, in the window's pixels."""
    place, around = QRect(widget.mapTo(window, QPoint()), widget.size()), widget.parentWidget()
    while around is not None and around is not window:
        place &= QRect(around.mapTo(window, QPoint()), around.size())
        around = around.parentWidget()
    return place
