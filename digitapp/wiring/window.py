"""The one place where what the state tells meets what views show, and what views ask meets what the state can do."""

from __future__ import annotations

from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices

from digitapp import __version__, preferences
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from digitapp.views.paper.drawing_tools import THICKEST, THINNEST
from digitapp.views.parts.what_is_this import say_what_this_is
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.files import Files
from digitapp.wiring.pictures import Imports


class Wiring(QObject):
    """Connects a session with a window."""

    def __init__(
        self, session: Session, window: MainWindow, messages: Messages, files: Files, imports: Imports
    ) -> None:
        super().__init__(window)
        self._session = session
        self._window = window
        self._messages = messages
        self._possible: dict[str, bool] = {}  # what is offered to do with the drawing
        self._valid = {"form": True, "more": True}  # whether what stands in the fields makes sense
        messages.error.connect(window.message_bar.show_error)
        messages.notice.connect(window.message_bar.show_notice)
        self._connect_drawing()
        self._connect_reading()
        self._connect_training(messages)
        self._connect_network()
        self._connect_menus(files, imports)
        self._show_everything()
        messages.listen()

    def _connect_drawing(self) -> None:
        drawing, window = self._session.drawing, self._window
        window.canvas.stroke_moved.connect(drawing.move_live)
        window.canvas.stroke_finished.connect(drawing.add)
        window.canvas.erase_requested.connect(drawing.erase)
        drawing.changed.connect(window.canvas.set_strokes)
        drawing.picture_changed.connect(window.canvas.set_picture)
        drawing.live_dropped.connect(window.canvas.drop_live)
        drawing.pen_width_changed.connect(window.canvas.set_pen_width)
        drawing.pen_width_changed.connect(window.drawing_tools.set_pen_width)
        drawing.ink_changed.connect(self._show_possible)
        drawing.undo_stack.indexChanged.connect(self._show_possible)
        tools = window.drawing_tools
        tools.undo_requested.connect(drawing.undo)
        tools.redo_requested.connect(drawing.redo)
        tools.clear_requested.connect(drawing.clear)
        tools.pen_width_requested.connect(drawing.set_pen_width)
        tools.eraser_requested.connect(self._use_eraser)

    def _connect_reading(self) -> None:
        reader, explanations, window = self._session.reader, self._session.explanations, self._window
        for view in (window.input_view, window.probability_bars, window.hidden_layer):
            reader.reading_changed.connect(view.set_reading)
        reader.digits_changed.connect(window.verdict.set_digits)
        reader.digits_changed.connect(window.canvas.set_digits)
        window.verdict.digit_requested.connect(reader.select)
        explanations.selection_changed.connect(window.hidden_layer.set_selection)
        explanations.unit_changed.connect(window.unit_card.set_explanation)
        window.hidden_layer.layer_requested.connect(explanations.select_layer)
        window.hidden_layer.unit_requested.connect(explanations.select_unit)
        window.unit_card.close_requested.connect(explanations.select_none)

    def _connect_training(self, messages: Messages) -> None:
        training, window = self._session.training, self._window
        form, controls = window.training_form, window.training_controls
        form.settings_edited.connect(training.set_settings)
        more = window.more_settings
        training.settings_changed.connect(form.set_settings)
        training.settings_changed.connect(more.set_settings)
        more.settings_edited.connect(training.set_settings)
        more.preview_requested.connect(self._show_distorted)
        form.more_requested.connect(more.show)
        controls.train_requested.connect(training.train)
        controls.continue_requested.connect(training.go_on)
        controls.pause_requested.connect(training.pause)
        controls.resume_requested.connect(training.resume)
        controls.step_requested.connect(training.step)
        controls.stop_requested.connect(training.stop)
        controls.new_network_requested.connect(training.new_network)
        controls.back_requested.connect(self._session.go_back)
        training.status_changed.connect(self._show_status)
        training.advanced.connect(controls.set_report)
        self._session.network.curves_changed.connect(window.loss_plot.set_curves)
        self._session.network.curves_changed.connect(window.accuracy_plot.set_curves)
        training.failed.connect(messages.show_error)
        self._session.datasets.changed.connect(window.set_dataset)

    def _connect_network(self) -> None:
        network, window = self._session.network, self._window
        for view in (window, window.network_status, window.hidden_layer):
            network.changed.connect(view.set_network)
        network.changed.connect(self._show_neighbours)
        network.changed.connect(self._forget_another_run)

    def _connect_menus(self, files: Files, imports: Imports) -> None:
        session, window, commands = self._session, self._window, self._window.commands
        training, drawing = session.training, session.drawing
        for name, receiver in {
            "open": files.open_network,
            "open_bundled": session.open_bundled_network,
            "open_picture": imports.open_picture,
            "paste": imports.paste,
            "save": files.save,
            "save_as": files.save_as,
            "export": files.export,
            "open_dataset": files.open_dataset,
            "use_mnist": session.datasets.use_mnist,
            "quit": window.close,
            "undo": drawing.undo,
            "redo": drawing.redo,
            "clear": drawing.clear,
            "next_digit": session.reader.select_next,
            "previous_digit": session.reader.select_previous,
            "thinner": self._thinner,
            "thicker": self._thicker,
            "train": training.train,
            "continue": training.go_on,
            "pause": training.pause_or_resume,
            "step": training.step,
            "stop": training.stop,
            "new": training.new_network,
            "back": session.go_back,
            "forward": session.go_forward,
            "what": self._say_what_this_is,
            "about": self._show_about,
            "show_log": self._show_log,
        }.items():
            commands[name].triggered.connect(receiver)
        commands.recent_requested.connect(files.open_recent)
        commands["eraser"].toggled.connect(self._use_eraser)
        commands["full_screen"].toggled.connect(self._show_full_screen)
        window.close_requested.connect(files.close)
        window.training_form.validity_changed.connect(self._note_validity)
        window.more_settings.validity_changed.connect(self._note_validity_of_more)

    def _show_everything(self) -> None:
        session, window = self._session, self._window
        for view in (window, window.network_status, window.hidden_layer):
            view.set_network(session.network.info)
        for plot in (window.loss_plot, window.accuracy_plot):
            plot.set_curves(session.network.record.curves)
        window.canvas.set_strokes(session.drawing.strokes)
        window.canvas.set_pen_width(session.drawing.pen_width)
        window.drawing_tools.set_pen_width(session.drawing.pen_width)
        window.training_form.set_settings(session.training.settings)
        window.more_settings.set_settings(session.training.settings)
        window.set_dataset(session.datasets.name)
        self._show_status(session.training.status)
        self._show_neighbours()
        self._show_possible()

    @Slot()
    def _show_possible(self) -> None:
        drawing = self._session.drawing
        something = bool(drawing.ink) or drawing.picture is not None
        erasable = bool(drawing.strokes)
        if not erasable and self._window.commands["eraser"].isChecked():
            self._use_eraser(False)  # on empty paper, which asks for a drawing, the pen draws
        possible = {"undo": drawing.can_undo, "redo": drawing.can_redo, "clear": something, "eraser": erasable}
        if possible == self._possible:  # it is asked at each movement of the pen
            return
        self._possible = possible
        self._window.drawing_tools.set_possible(**possible)
        for name, enabled in possible.items():
            self._window.commands[name].setEnabled(enabled)

    @Slot(object)
    def _show_status(self, status: Status) -> None:
        self._window.training_controls.set_status(status.value)
        self._offer_training()

    @Slot(bool)
    def _note_validity(self, valid: bool) -> None:
        self._valid["form"] = valid
        self._offer_training()

    @Slot(bool)
    def _note_validity_of_more(self, valid: bool) -> None:
        self._valid["more"] = valid
        self._offer_training()

    def _offer_training(self) -> None:
        status, valid = self._session.training.status, all(self._valid.values())
        self._window.training_controls.set_valid(valid)
        for name, enabled in {
            "train": valid,
            "new": valid,
            "continue": valid and status is Status.IDLE,
            "step": valid and status is not Status.RUNNING,
            "pause": status is not Status.IDLE,
            "stop": status is not Status.IDLE,
        }.items():
            self._window.commands[name].setEnabled(enabled)

    @Slot()
    def _show_neighbours(self) -> None:
        network = self._session.network
        before, after = network.before, network.after
        self._window.training_controls.set_before(before.name if before else "")
        self._window.commands["back"].setEnabled(before is not None)
        self._window.commands["forward"].setEnabled(after is not None)

    @Slot()
    def _forget_another_run(self) -> None:
        """Show how far the run is only beside the network that it trains."""
        network = self._session.network.record.network
        if self._session.training.status is Status.IDLE and network is not self._session.training.trained:
            self._window.training_controls.set_report(None)

    @Slot(bool)
    def _use_eraser(self, on: bool) -> None:
        self._window.canvas.set_eraser(on)
        self._window.drawing_tools.set_eraser(on)
        self._window.commands["eraser"].setChecked(on)

    @Slot()
    def _show_distorted(self) -> None:
        self._window.more_settings.set_preview(self._session.datasets.distorted_sample())

    @Slot()
    def _thinner(self) -> None:
        self._change_pen(-0.01)

    @Slot()
    def _thicker(self) -> None:
        self._change_pen(0.01)

    def _change_pen(self, change: float) -> None:
        drawing = self._session.drawing
        drawing.set_pen_width(min(max(drawing.pen_width + change, THINNEST / 100), THICKEST / 100))

    @Slot(bool)
    def _show_full_screen(self, on: bool) -> None:
        if on:
            self._window.showFullScreen()
        else:
            self._window.showNormal()

    @Slot()
    def _say_what_this_is(self) -> None:
        if not say_what_this_is():
            self._messages.show_notice(tr("Put the pointer on something and press F1 to read what it is."))

    @Slot()
    def _show_about(self) -> None:
        dialogs.show_about(self._window, __version__)

    @Slot()
    def _show_log(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(preferences.log_file())))
