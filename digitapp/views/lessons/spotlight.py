"""A frame that lies over a part of a window for a moment, to say: this one."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, Qt, QTimer, Slot
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from digitapp import theme

SECONDS = 2.5
_MARGIN = 4  # pixels around what is lit up


class Spotlight(QWidget):
    """Lights up widgets of the window that it is a child of."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self._rects: list[QRect] = []
        self._widgets: tuple[QWidget, ...] = ()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.put_out)
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        window.installEventFilter(self)
        self.hide()

    @property
    def rects(self) -> list[QRect]:
        """What is lit up, in the window's pixels."""
        return list(self._rects) if self.isVisible() else []

    def light(self, *widgets: QWidget, seconds: float = SECONDS) -> None:
        """Light up these, for so long."""
        self._widgets = widgets
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
            place = _seen(widget, window) if widget.isVisibleTo(window) else QRect()
            if not place.isEmpty():
                self._rects.append(place.adjusted(-_MARGIN, -_MARGIN, _MARGIN, _MARGIN))
        self.setGeometry(window.rect())
        self.update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow them when the window gets another size or its parts other places."""
        if event.type() in (QEvent.Type.Resize, QEvent.Type.LayoutRequest) and self.isVisible():
            QTimer.singleShot(0, self, self._find)
        return super().eventFilter(watched, event)

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
