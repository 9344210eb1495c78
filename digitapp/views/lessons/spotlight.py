"""A frame that lies over a part of a window for a moment, to say: this one."""

from __future__ import annotations

from contextlib import suppress

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QRegion
from PySide6.QtWidgets import QScrollArea, QWidget

from digitapp import theme

SECONDS = 2.5
_MARGIN = 4  # pixels around what is lit up
_PEN = 3  # pixels of the frame's line
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
        self._clear: tuple[QWidget, ...] = ()
        self._soon = QTimer(self, singleShot=True, interval=0)
        self._soon.timeout.connect(self._find)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.hide()

    def keep_clear(self, *widgets: QWidget) -> None:
        """Never lie over these: a message is read, whatever is lit up below it."""
        self._clear = widgets
        for widget in widgets:
            widget.installEventFilter(self)

    @property
    def covered(self) -> QRegion:
        """What the frames lie over, in the window's pixels."""
        covered = QRegion()
        for rect in self.rects:
            outer, inner = rect.adjusted(-_PEN, -_PEN, _PEN, _PEN), rect.adjusted(_PEN, _PEN, -_PEN, -_PEN)
            covered += QRegion(outer) - QRegion(inner)
        return covered - self._kept_clear()

    def _kept_clear(self) -> QRegion:
        found = QRegion()
        for widget in self._clear:
            if widget.isVisible() and widget.window() is self._window.window():
                found += QRect(widget.mapTo(self._window, QPoint()), widget.size())
        return found

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
        for widget in self._watched - set(self._clear):
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
        """Scroll what they are in so that one sees them: the last one before the others, and the top of a tall one."""
        for widget in self._widgets:
            around = widget.parentWidget()
            while around is not None and around is not self._window:
                if isinstance(around, QScrollArea):
                    _scroll_to(around, widget)
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
        painter.setClipRegion(QRegion(self.rect()) - self._kept_clear())
        painter.setPen(QPen(theme.colour("accent"), _PEN))
        for rect in self._rects:
            painter.drawRoundedRect(rect.intersected(self.rect().adjusted(2, 2, -2, -2)), theme.RADIUS, theme.RADIUS)


def _scroll_to(area: QScrollArea, widget: QWidget) -> None:
    """Scroll so far that one sees a widget; of one that is higher than there is room its top, where its title is."""
    inner = area.widget()
    if inner is not None and inner is not widget and widget.height() > area.viewport().height():
        area.verticalScrollBar().setValue(widget.mapTo(inner, QPoint()).y() - _MARGIN)
    elif inner is widget:
        area.verticalScrollBar().setValue(0)
    else:
        area.ensureWidgetVisible(widget, _MARGIN, _MARGIN)


def _seen(widget: QWidget, window: QWidget) -> QRect:
    """Return the part of a widget that is not scrolled out of sight, in the window's pixels."""
    place, around = QRect(widget.mapTo(window, QPoint()), widget.size()), widget.parentWidget()
    while around is not None and around is not window:
        place &= QRect(around.mapTo(window, QPoint()), around.size())
        around = around.parentWidget()
    return place
