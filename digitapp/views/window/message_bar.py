"""The message bar: one line at the top of the window that says what went wrong, or right, and can be closed."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.i18n import say_again, tr
from digitapp.views.parts.view import View, label

_NOTICE_STAYS = 6000  # milliseconds


class MessageBar(View):
    """Shows one message at a time; errors stay until they are closed, notices go by themselves."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = ""
        self._text = label()
        self._text.setWordWrap(True)
        self._text.setTextFormat(Qt.TextFormat.PlainText)  # it may quote what came from a file
        self._text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._close = QToolButton()
        self._close.setProperty("role", "plain")
        frame = QFrame()
        frame.setProperty("role", "card")
        inner = QHBoxLayout(frame)
        inner.setContentsMargins(12, 6, 8, 6)
        inner.addWidget(self._text, 1)
        inner.addWidget(self._close)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * theme.GRID, theme.GRID, 2 * theme.GRID, 0)
        layout.addWidget(frame)
        self._timer = QTimer(self, singleShot=True, interval=_NOTICE_STAYS)
        self._timer.timeout.connect(self.hide)
        self._close.clicked.connect(self.hide)
        self.hide()
        self.retranslate()

    def lay_over(self, widget: QWidget) -> None:
        """Lie over the top of a widget, so that nothing moves when a message comes and goes."""
        self.setParent(widget)
        widget.installEventFilter(self)

    @property
    def text(self) -> str:
        """What is shown."""
        return self._text.text()

    @Slot(object)
    def show_error(self, text: str) -> None:
        """Show what went wrong."""
        self._show(text, "error")
        self._timer.stop()

    @Slot(object)
    def show_notice(self, text: str) -> None:
        """Show what was done, for a short time."""
        self._show(text, "")
        self._timer.start()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("Message"))
        self._close.setText(tr("Close"))
        self._said = say_again(self._said)
        self._text.setText(self._said)
        self._fit()

    def _show(self, text: str, role: str) -> None:
        self._text.setProperty("role", role)
        self._text.style().polish(self._text)
        self._said = text
        self._text.setText(text)
        self.show()
        self._fit()  # of a widget that was never shown nobody knows the height

    def _fit(self) -> None:
        parent = self.parentWidget()
        if parent is not None:
            self.setGeometry(0, 0, parent.width(), self.heightForWidth(parent.width()))
            self.raise_()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay as wide as what it lies over."""
        if event.type() is QEvent.Type.Resize:
            self._fit()
        return super().eventFilter(watched, event)
