"""Buttons to go through something step by step, by hand or by itself."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSlider, QWidget

from digitapp.i18n import tr
from digitapp.views.parts.view import View

_SLOWEST, _FASTEST = 3000, 300  # milliseconds for a step


class Transport(View):
    """Asks for the first step, the one before and the next; while it plays, for the next again and again.

    Signals:
        first_requested(), back_requested(), next_requested(): where to go.
    """

    first_requested = Signal()
    back_requested = Signal()
    next_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._timer = QTimer(self)
        self._first, self._back, self._play, self._next = (QPushButton() for _ in range(4))
        self._speed = QSlider(Qt.Orientation.Horizontal)
        self._speed.setRange(0, 100)
        self._speed.setFixedWidth(96)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        for part in (self._first, self._back, self._play, self._next, self._speed):
            row.addWidget(part)
        row.addStretch()
        self._first.clicked.connect(self.first_requested)
        self._back.clicked.connect(self.back_requested)
        self._next.clicked.connect(self.next_requested)
        self._play.clicked.connect(self.play_or_pause)
        self._timer.timeout.connect(self.next_requested)
        self._speed.valueChanged.connect(self._set_speed)
        self._speed.setValue(60)
        self.retranslate()

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    @Slot()
    def play_or_pause(self) -> None:
        """Go on by itself, or no longer."""
        if self.playing:
            self._timer.stop()
        else:
            self._timer.start()
        self.retranslate()

    @Slot()
    def stop(self) -> None:
        """Go on no longer."""
        self._timer.stop()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._first.setText(tr("To the start"))
        self._back.setText(tr("Previous step"))
        self._play.setText(tr("Pause") if self.playing else tr("Play"))
        self._next.setText(tr("Next step"))
        self._speed.setAccessibleName(tr("Speed"))
        self._speed.setToolTip(tr("How fast it plays."))

    @Slot(int)
    def _set_speed(self, value: int) -> None:
        self._timer.setInterval(round(_SLOWEST + (_FASTEST - _SLOWEST) * value / 100))
