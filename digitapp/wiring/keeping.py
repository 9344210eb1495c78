"""What the person sees of keeping runs: one that was cut off is offered, and what to do without more room is asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Slot

from digitapp.core.keeping.keeping import RUN_BYTES
from digitapp.messages import Messages
from digitapp.preferences import Preferences
from digitapp.state.keeping.entries import Entry
from digitapp.state.session import Session
from digitapp.views.parts.page import Page
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.recovery import Recovery
from digitapp.wiring.run_files import RunFiles

if TYPE_CHECKING:  # the page's module is read when the page is built
    from digitapp.views.runs.runs_view import RunsView

_MORE = (256, 512, 1024, 2048, 5120, 10240)  # megabytes


class KeepingWiring(QObject):
    """Connects a session's Keeper and KeptRuns with the page Runs, and with the person's preferences."""

    def __init__(
        self,
        session: Session,
        window: MainWindow,
        messages: Messages,
        recovery: Recovery,
        run_files: RunFiles,
        preferences: Preferences,
    ) -> None:
        super().__init__(window)
        self._session, self._window, self._preferences = session, window, preferences
        self._recovery, self._run_files = recovery, run_files
        for signal in (session.keeper.failed, session.kept_runs.failed, session.kept_runs.told):
            signal.connect(messages.show_error)
        session.keeper.full.connect(self._ask_for_room_soon)
        session.keeper.kept.connect(self._show)
        session.kept_runs.changed.connect(self._show)
        session.history.changed.connect(self._show)
        session.training.status_changed.connect(self._show)
        window.pages.built.connect(self._note_built)

    @Slot()
    def begin(self) -> None:
        """Find out, after the first painting, which runs are kept, and offer to go on with one that was cut off."""
        self._session.kept_runs.read_heads(self._offer)

    def _offer(self) -> None:
        cut = [entry for entry in self._session.kept_runs.entries.values() if _was_cut_off(entry)]
        if not cut:
            self._recovery.offer()
            return
        newest = max(cut, key=lambda entry: entry.begun)
        header = newest.header
        assert header is not None
        assert header.recorded is not None
        done = (header.recorded.before + header.batches[-1]) / header.recorded.steps
        goes_on = dialogs.ask_to_take_up(self._window, header.name, done, header.settings.epochs)
        for entry in cut:  # they are asked about only once; one that goes on may be cut off again at any moment
            if not goes_on or entry is not newest:
                self._session.kept_runs.note(entry.number, under_way=False)
        if goes_on:
            self._session.keeper.take_up(newest.number)

    @Slot()
    def _ask_for_room_soon(self) -> None:
        QTimer.singleShot(0, self, self._ask_for_room)

    @Slot()
    def _ask_for_room(self) -> None:
        """Ask what is to go, or how much room there shall be; nothing is deleted that was not named."""
        session, most = self._session, self._preferences.runs_megabytes
        more = next((size for size in _MORE if size > most), most * 2)
        oldest = session.keeper.oldest(RUN_BYTES)
        names = {line.number: line.name for line in session.shelf.lines}
        oldest = [number for number in oldest if number in names]
        from digitapp.views.runs.kept_strip import room_text  # with the page

        asked = [names[number] for number in oldest]
        answer = dialogs.ask_for_room(self._window, asked, room_text(most), room_text(more))
        if answer is dialogs.Answer.GO_ON:
            self._take_megabytes(more)
        elif answer is dialogs.Answer.DISCARD:
            for number in oldest:
                if number in session.history.tree:
                    session.shelf.set_deleted(number, deleted=True)
            session.kept_runs.remove(oldest, session.keeper.retry)

    @Slot(str, object)
    def _note_built(self, name: str, page: Page) -> None:
        """Connect the page when it was just built."""
        if name != "runs":
            return
        runs = cast("RunsView", page)
        runs.go_on_requested.connect(self._session.keeper.take_up)
        runs.save_requested.connect(self._run_files.save_run_of)
        runs.kept.open_requested.connect(self._run_files.open_run)
        runs.kept.megabytes_requested.connect(self._take_megabytes)
        runs.seen.connect(self._show)
        self._show()

    @Slot(int)
    def _take_megabytes(self, most: int) -> None:
        self._preferences.runs_megabytes = most
        self._session.keeper.set_most_bytes(most * 2**20)
        self._show()

    @Slot()
    def _show(self) -> None:
        """Show what is kept, if somebody sees it."""
        page = cast("RunsView | None", self._window.pages.there("runs"))
        if page is None or not page.isVisible():
            return
        session = self._session
        page.kept.set_kept(session.kept_runs.count, session.kept_runs.size, self._preferences.runs_megabytes)


def _was_cut_off(entry: Entry) -> bool:
    header = entry.header
    return header is not None and header.under_way and header.may_go_on and not header.deleted
