"""What the window is waiting for, if it takes longer than a moment, and a way to give it up."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, QTimer, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.i18n import say_again, tr
from digitapp.views.parts.view import View, label

_PARTS = 1000  # of what is to be done
_PATIENCE = 500  # milliseconds; what is done sooner need not be told of


class WorkBar(View):
    """Lies over the lower left corner of a widget while something takes its time.

    Signals:
        cancel_requested(): the person does not want to wait.
    """

    cancel_requested = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._what = ""
        self._title, self._bar, self._cancel = label(), QProgressBar(), QPushButton()
        self._bar.setRange(0, 0)  # nobody knows how long
        self._bar.setFixedWidth(20 * theme.GRID)
        self._bar.setTextVisible(False)
        frame = QFrame()
        frame.setProperty("role", "card")
        row = QHBoxLayout(frame)
        row.setContentsMargins(12, 6, 8, 6)
        row.setSpacing(theme.GRID)
        for part in (self._title, self._bar, self._cancel):
            row.addWidget(part)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * theme.GRID, 0, 2 * theme.GRID, 2 * theme.GRID)
        layout.addWidget(frame)
        self._timer = QTimer(self, singleShot=True, interval=_PATIENCE)
        self._timer.timeout.connect(self._show)
        self._cancel.clicked.connect(self.cancel_requested)
        parent.installEventFilter(self)
        self.hide()
        self.retranslate()

    def set_work(self, title: str, *, may_be_cancelled: bool = True) -> None:
        """Say what is going on; "" for nothing."""
        if title != self._what:
            self._bar.setRange(0, 0)  # nobody knows how long
        self._what = title
        self._title.setText(say_again(title))
        self._cancel.setVisible(may_be_cancelled)
        if not title:
            self._timer.stop()
            self.hide()
        elif self.isVisible():
            self._fit()
        else:
            self._timer.start()

    @Slot(float)
    def set_progress(self, share: float) -> None:
        """Say how much of it is done, from 0 to 1."""
        self._bar.setRange(0, _PARTS)
        self._bar.setValue(round(share * _PARTS))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._cancel.setText(tr("Cancel"))
        self._title.setText(say_again(self._what))
        self.setAccessibleName(tr("What is going on"))

    @Slot()
    def _show(self) -> None:
        self._fit()
        self.show()
        self.raise_()

    def _fit(self) -> None:
        size = self.sizeHint()
        self.setGeometry(0, self._over.height() - size.height(), size.width(), size.height())

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Stay in the corner."""
        if event.type() is QEvent.Type.Resize and self.isVisible():
            self._fit()
        return super().eventFilter(watched, event)
