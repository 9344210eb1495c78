"""What is done with kept runs, below the list of runs: go on with one, save it to a file, open one; and their room."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.comparison import RunLine
from digitapp.core.runs.run import Kind
from digitapp.i18n import tr
from digitapp.views.parts.view import View, label

MEGABYTES = (0, 256, 512, 1024, 2048, 5120, 10240)
_LEARNED = (Kind.TRAINED, Kind.TAUGHT, Kind.STEPS)


def room_text(megabytes: float) -> str:
    """Return an amount of room as people say it: "212 MB", "1.5 GB"."""
    return f"{megabytes:.0f} MB" if megabytes < 1000 else f"{megabytes / 1024:.3g} GB"


class KeptStrip(View):
    """Offers what can be done with the run that the list is on, and says how much room the kept ones take.

    Signals:
        go_on_requested(), save_requested(): the person wants this of the run that the list is on.
        open_requested(): the person wants to open a run's file.
        megabytes_requested(most): the person wants so much room to be used for kept runs.
    """

    go_on_requested = Signal()
    save_requested = Signal()
    open_requested = Signal()
    megabytes_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._line: RunLine | None = None
        self._kept = (0, 0, MEGABYTES[3])
        self.go_on, self.save, self.open = QPushButton(), QPushButton(), QPushButton()
        self._room = label("quiet")
        self._room.setWordWrap(True)
        self._how = QToolButton()
        self._how.setProperty("role", "plain")
        self._how.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self._menu, self._choices = QMenu(self._how), QActionGroup(self)
        self._how.setMenu(self._menu)
        for most in MEGABYTES:
            action = self._menu.addAction("")
            action.setData(most)
            action.setCheckable(True)
            self._choices.addAction(action)
        buttons, below = QHBoxLayout(), QHBoxLayout()
        buttons.setSpacing(theme.GRID // 2)
        for button in (self.go_on, self.save, self.open):
            buttons.addWidget(button)
        below.setSpacing(theme.GRID // 2)
        below.addWidget(self._room, 1)
        below.addWidget(self._how, 0, Qt.AlignmentFlag.AlignTop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID // 2)
        layout.addLayout(buttons)
        layout.addLayout(below)
        self.go_on.clicked.connect(self.go_on_requested)
        self.save.clicked.connect(self.save_requested)
        self.open.clicked.connect(self.open_requested)
        self._choices.triggered.connect(self._choose)
        self.retranslate()

    @property
    def text(self) -> str:
        """What it says of the room."""
        return self._room.text()

    def set_line(self, line: RunLine | None) -> None:
        """Offer what can be done with this run."""
        self._line = line
        self._offer()

    def set_kept(self, count: int, size: int, megabytes: int) -> None:
        """Say how many runs are kept, how many bytes they take, and how many megabytes they may take; 0 for none."""
        self._kept = count, size, megabytes
        self._say()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.go_on.setText(tr("Go on"))
        self.save.setText(tr("Save run…"))
        self.open.setText(tr("Open run…"))
        self.open.setToolTip(tr("Open a run that was saved to a file, with its whole timeline"))
        self._how.setText(tr("Room"))
        self._how.setToolTip(tr("How much room kept runs may take on the disk"))
        for action in self._choices.actions():
            most = action.data()
            action.setText(room_text(most) if most else tr("Keep no runs"))
        self._offer()
        self._say()

    def _offer(self) -> None:
        line = self._line
        may_go_on = line is not None and line.may_go_on
        self.go_on.setEnabled(may_go_on)
        self.go_on.setToolTip(
            tr("Train on to the planned end, from where the run was stopped or cut off, as if it never had been")
            if may_go_on
            else tr("The run has come to its end, or is none that was trained.")
        )
        can_be_saved = line is not None and line.kind in _LEARNED
        self.save.setEnabled(can_be_saved)
        self.save.setToolTip(
            tr("Save the run with its whole timeline to one file, to hand it in or to open it on another computer")
            if can_be_saved
            else tr("Only what has learned something here has a way to save. Networks are saved in the File menu.")
        )

    def _say(self) -> None:
        count, size, most = self._kept
        for action in self._choices.actions():
            action.setChecked(action.data() == most)
        if not most:
            text = tr("Runs are not kept: they are gone when the program ends.")
        elif count == 1:
            text = tr("1 run is kept: {size} of {room}", size=room_text(size / 2**20), room=room_text(most))
        else:
            text = tr(
                "{count} runs are kept: {size} of {room}",
                count=count,
                size=room_text(size / 2**20),
                room=room_text(most),
            )
        self._room.setText(text)

    @Slot(QAction)
    def _choose(self, action: QAction) -> None:
        self._say()  # whoever is asked may not want it
        self.megabytes_requested.emit(action.data())
