"""The timeline along the bottom of the window: one slider over everything that a network was on its way."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.way import Place, Way
from digitapp.i18n import tr
from digitapp.views.parts.icons import icon
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.view import View
from digitapp.views.runs.said_strip import Places, Shares
from digitapp.views.runs.timeline_track import EVERY, TimelineTrack

WHOLE = 20.0  # seconds in which a whole way is played, at the usual speed
SPEEDS = {"¼×": 0.25, "½×": 0.5, "1×": 1.0, "2×": 2.0, "4×": 4.0}
MEGABYTES = (64, 128, 256, 512, 1024, 2048)
_ICON = 18
_READOUT = 176  # pixels of width
_NARROW = 900  # pixels, below which the readout gives its room to the slider


class Timeline(View):
    """Shows where on its way the network is, and asks for other places; hidden as long as there is no way.

    Signals:
        place_requested(place): the person wants to see the network of there, in batches from the beginning.
        now_requested(): and now that of now.
        go_on_requested(): the person wants to train on from there.
        megabytes_requested(most): the person wants so much memory to be used for going back.
    """

    place_requested = Signal(int)
    now_requested = Signal()
    go_on_requested = Signal()
    megabytes_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._way, self._place = Way(), Place(0, "", 0.0, 1, 0, 1, live=True)
        self._training, self._valid = False, True
        self._playing_at = 0.0
        self._speed = 1.0
        self.track = TimelineTrack()
        self._play, self._how = QToolButton(), QToolButton()
        self._now, self._go_on = QPushButton(), QPushButton()
        self._where, self._what = Readout(), Readout(theme.number_font(0.85), colour="quiet")
        self._said: tuple[Places, Shares] | None = None
        for button in (self._play, self._how):
            button.setProperty("role", "plain")
        self._play.setIconSize(QSize(_ICON, _ICON))
        self._how.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu = QMenu(self._how)
        self._how.setMenu(self._menu)
        self._stretch = QAction(self)
        self._speeds, self._megabytes = QActionGroup(self), QActionGroup(self)
        self._memory = QMenu(self._menu)
        self._fill_menu()
        self._readout = QWidget()
        self._readout.setFixedWidth(_READOUT)
        lines = QVBoxLayout(self._readout)
        lines.setContentsMargins(0, 0, 0, 0)
        lines.setSpacing(0)
        lines.addStretch()
        lines.addWidget(self._where)
        lines.addWidget(self._what)
        lines.addStretch()
        row = QHBoxLayout(self)
        row.setContentsMargins(2 * theme.GRID, theme.GRID // 2, 2 * theme.GRID, theme.GRID // 2)
        row.setSpacing(theme.GRID // 2)
        row.addWidget(self._play)
        row.addWidget(self._how)
        row.addWidget(self.track, 1)
        row.addSpacing(theme.GRID // 2)
        for part in (self._readout, self._now, self._go_on):
            row.addWidget(part)
        self._timer = QTimer(self, interval=EVERY, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._play_on)
        self.track.place_requested.connect(self._ask)
        self.track.play_requested.connect(self.play_or_pause)
        self._play.clicked.connect(self.play_or_pause)
        self._now.clicked.connect(self._ask_for_now)
        self._go_on.clicked.connect(self._ask_to_go_on)
        self._speeds.triggered.connect(self._choose_speed)
        self._stretch.toggled.connect(self.track.set_stretched)
        self._megabytes.triggered.connect(self._choose_megabytes)
        self.hide()
        self.restyle()
        self.retranslate()

    @property
    def playing(self) -> bool:
        """Whether it goes on by itself."""
        return self._timer.isActive()

    @Slot(object)
    def set_way(self, way: Way) -> None:
        """Show this way; none takes no room."""
        self._way = way
        self.track.set_way(way)
        self.setVisible(bool(way))
        if not way:
            self.stop()

    @Slot(object)
    def set_place(self, place: Place | None) -> None:
        """Show where one is."""
        if place is not None:
            self._place = place
            self.track.set_place(place)
            self._say_place()

    @Slot(object, object)
    def set_said(self, places: Places | None, shares: Shares | None) -> None:
        """Show what was said about the drawing: (n,) places and (n, 10) probabilities there, or None."""
        self._said = None if places is None or shares is None else (places, shares)
        self.track.set_said(self._said)

    @Slot(bool)
    def set_training(self, training: bool) -> None:
        """Say whether the way is becoming longer."""
        self._training = training
        self._say_place()

    def set_valid(self, valid: bool) -> None:
        """Say whether there are settings to train on with."""
        self._valid = valid
        self._say_place()

    def set_megabytes(self, most: int) -> None:
        """Show how much memory is used for going back, at most."""
        for action in self._megabytes.actions():
            action.setChecked(action.data() == most)

    @Slot()
    def play_or_pause(self) -> None:
        """Go along the way by itself, from the beginning if it is at the end; or no longer."""
        if self.playing:
            self.stop()
        elif self._way:
            self._playing_at = 0.0 if self._place.live else float(self._place.place)
            self.place_requested.emit(int(self._playing_at))
            self._timer.start()
            self.restyle()
            self.retranslate()

    @Slot()
    def stop(self) -> None:
        """Go on no longer."""
        if self.playing:
            self._timer.stop()
            self.restyle()
            self.retranslate()

    @Slot()
    def _play_on(self) -> None:
        self._playing_at += self._speed * self._way.end / WHOLE * EVERY / 1000
        place = int(self._playing_at)
        if place >= self._way.end:
            self.stop()
            self.now_requested.emit()
        elif place != self._place.place:
            self.place_requested.emit(place)

    @Slot(int)
    def _ask(self, place: int) -> None:
        self.stop()
        self.place_requested.emit(place)

    @Slot()
    def _ask_for_now(self) -> None:
        self.stop()
        self.now_requested.emit()

    @Slot()
    def _ask_to_go_on(self) -> None:
        self.stop()
        self.go_on_requested.emit()

    @Slot(QAction)
    def _choose_speed(self, action: QAction) -> None:
        self._speed = action.data()
        self._how.setText(action.text())

    @Slot(QAction)
    def _choose_megabytes(self, action: QAction) -> None:
        self.megabytes_requested.emit(action.data())

    def _fill_menu(self) -> None:
        for text, speed in SPEEDS.items():
            action = self._menu.addAction(text)
            action.setData(speed)
            action.setCheckable(True)
            action.setChecked(speed == 1.0)
            self._speeds.addAction(action)
        self._how.setText("1×")
        self._menu.addSeparator()
        self._stretch.setCheckable(True)
        self._menu.addAction(self._stretch)
        self._menu.addMenu(self._memory)
        for most in MEGABYTES:
            action = self._memory.addAction(f"{most} MB" if most < 1024 else f"{most // 1024} GB")
            action.setData(most)
            action.setCheckable(True)
            self._megabytes.addAction(action)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("Timeline"))
        self.setWhatsThis(
            tr(
                "The way of this network, batch by batch. Drag the handle and every page shows the network as it was"
                " then, reading your drawing. The strip says what the network of each moment said about the drawing on"
                " the paper: a colour for each digit, as high as it is probable."
            )
        )
        self._play.setText(tr("Pause") if self.playing else tr("Play"))
        self._play.setToolTip(tr("Go along the way by itself (space bar)"))
        self._how.setToolTip(tr("Speed, room for the beginning, memory"))
        self._how.setAccessibleName(tr("Speed"))
        self._stretch.setText(tr("More room for the beginning"))
        self._memory.setTitle(tr("Memory for going back"))
        self._now.setText(tr("Now"))
        self._go_on.setText(tr("Continue from here"))
        self.track.setToolTip(
            tr("Drag, or: ← → one batch, Page ↑ ↓ an epoch, Home to the start, End to now, space bar to play")
        )
        self._say_place()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self._play.setIcon(icon("tools/pause" if self.playing else "tools/play", _ICON))
        self.track.set_said(self._said)

    def _say_place(self) -> None:
        place = self._place
        where = tr("epoch {epoch} · batch {batch} of {steps}", epoch=place.epoch, batch=place.batch, steps=place.steps)
        if place.live:
            what = tr("now; training goes on") if self._training else tr("now")
        elif not place.exact:
            what = tr("training on to this batch…")
        elif not self._way.replayable:
            what = tr("a moment that was kept")
        else:
            what = tr("{name}, as it was then", name=place.name)
        self._where.set_text(where)
        self._what.set_text(what)
        self.track.setAccessibleName(tr("Moment of the run"))
        self.track.setAccessibleDescription(f"{where}, {what}")
        why_not = tr("First go back to a moment of the run.") if place.live else ""
        wrong = "" if self._valid else tr("First mend the settings above.")
        self._now.setEnabled(not place.live)
        self._now.setToolTip(why_not or tr("Return to the newest moment (End)"))
        self._go_on.setEnabled(not (why_not or wrong))
        self._go_on.setToolTip(
            why_not
            or wrong
            or tr(
                "Train on from this moment, with the settings of the form, as a run of its own. Without a change it"
                " becomes the same network again, to the last bit."
            )
        )

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Leave the slider enough room in a narrow window."""
        super().resizeEvent(event)
        self._readout.setVisible(self.width() >= _NARROW)
