"""What an answer has done in the window, one deed after the other, so that one sees it happen; and the fingerprint."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from digitapp.core.errors import InputError
from digitapp.core.lessons.fingerprint import fingerprint
from digitapp.core.lessons.lesson import Check
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.lesson_paper import LentPaper

PAUSE = 900  # milliseconds from one deed to the next
_REST = 200  # milliseconds between two fingerprints while a network is trained
_MOST_TRIES = 20


class Refuter(QObject):
    """Does what refutes an answer, and puts back the network of before it.

    Signals:
        fingerprint_changed(text): what there is to say of the weights' fingerprint; empty for nothing.
    """

    fingerprint_changed = Signal(str)

    def __init__(self, session: Session, window: MainWindow, messages: Messages, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._main, self._messages = session, window, messages
        self._deeds: deque[Check] = deque()
        self._drawn, self._tries = -1, 0
        self._paper = LentPaper(session.drawing)
        self._before = -1  # the run that was the current one before the first deed; -1 where there was none
        self._z = False  # whether z is shown in the place of relu(z)
        self._fingerprint = ""  # of the weights when it was first shown; empty while it is not
        self._next = QTimer(self, singleShot=True, interval=PAUSE)
        self._next.timeout.connect(self._go_on)
        self._soon = QTimer(self, singleShot=True, interval=_REST)
        self._soon.timeout.connect(self._show_fingerprint)
        session.history.moment_changed.connect(self._note_moment)

    def do(self, deeds: Sequence[Check]) -> None:
        """Do these, the first one at once."""
        self._deeds, self._tries = deque(deeds), 0
        if self._deeds and self._before < 0:
            self._before = self._session.history.run.number
        self._go_on()

    def tidy(self) -> None:
        """Do nothing more, and turn back to the network and the drawing of before."""
        self._next.stop()
        self._deeds.clear()
        self._fingerprint = ""
        self.fingerprint_changed.emit("")
        if self._z:
            self._main.overview.hidden_layer.show_z(False)
        self._z = False
        self._paper.give_back()
        history, before = self._session.history, self._before
        self._before, self._drawn = -1, -1
        if before in history.tree and history.run.number != before:
            if self._session.training.status is not Status.IDLE:
                self._session.training.leave()
            history.go_to(history.tree[before])

    @Slot()
    def _go_on(self) -> None:
        if not self._deeds:
            return
        if self._do(self._deeds[0]):
            self._deeds.popleft()
            self._tries = 0
        else:
            self._tries += 1
            if self._tries >= _MOST_TRIES:
                self._deeds.popleft()
        if self._deeds:
            self._next.start(0 if self._deeds[0].name == "fingerprint" else PAUSE)

    def _do(self, deed: Check) -> bool:
        """Do one deed; return whether it could be done."""
        session = self._session
        match deed.name:
            case "draw":
                self._drawn = int(deed.value or 0)
                self._paper.lay_down(self._drawn)
            case "right":
                session.right_digit.say(int(deed.value or 0))
                return session.right_digit.digit >= 0
            case "learn":
                return self._learn()
            case "new":
                session.training.new_network()
            case "batch":
                session.training.step()
            case "z":
                self._z = True
                self._main.overview.hidden_layer.show_z(True)
            case "training_images":
                self._main.commands["training_images"].trigger()
            case _:
                self._fingerprint = fingerprint(session.history.moment.network)
                self._show_fingerprint()
        return True

    def _learn(self) -> bool:
        """Take a step of learning from the drawing, once it is read."""
        session = self._session
        reading = session.reader.reading
        if reading is None or session.training.status is not Status.IDLE or session.one_step.running:
            return False
        digit = self._drawn if self._drawn >= 0 else reading.ranking[0]
        session.right_digit.say(digit)
        try:
            session.learn_from_drawing(digit)
        except InputError as error:
            self._messages.show_error(error)
        return True

    @Slot()
    def _note_moment(self) -> None:
        if self._fingerprint and not self._soon.isActive():
            self._soon.start()

    @Slot()
    def _show_fingerprint(self) -> None:
        if not self._fingerprint:
            return
        now, before = fingerprint(self._session.history.moment.network), self._fingerprint
        self.fingerprint_changed.emit(
            tr("Fingerprint of all weights: {now}, unchanged", now=now)
            if now == before
            else tr("Fingerprint of all weights: {now}, before {before}", now=now, before=before)
        )
