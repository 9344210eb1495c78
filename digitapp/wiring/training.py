"""Connects training, and the history of networks, with the first page and its commands."""

from __future__ import annotations

from importlib import import_module

from PySide6.QtCore import QObject, Qt, QTimer, Slot

from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.window.main_window import MainWindow
from digitapp.views.window.pages import read_ahead


class TrainingWiring(QObject):
    """Connects a session's Training, Datasets and History with a window."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages) -> None:
        super().__init__(window)
        self._session = session
        self._overview, self._more, self._commands = window.overview, window.more_settings, window.commands
        self._valid = {"form": True, "more": True}  # whether what stands in the fields makes sense
        self._connect_settings()
        self._connect_run(messages)
        self._connect_unit()
        self._connect_commands()
        self._show_everything()

    def _connect_settings(self) -> None:
        training, form, more = self._session.training, self._overview.training_form, self._more
        form.settings_edited.connect(training.set_settings)
        form.validity_changed.connect(self._note_validity)
        more.validity_changed.connect(self._note_validity_of_more)
        form.more_requested.connect(more.show)
        more.settings_edited.connect(training.set_settings)
        more.preview_requested.connect(self._show_distorted)
        for view in (form, more):
            training.settings_changed.connect(view.set_settings)
        self._session.datasets.changed.connect(self._overview.set_dataset)
        for changed in (self._session.datasets.changed, training.settings_changed):
            changed.connect(self._show_given)

    def _connect_run(self, messages: Messages) -> None:
        session, training, history = self._session, self._session.training, self._session.history
        controls = self._overview.training_controls
        controls.train_requested.connect(training.train)
        controls.continue_requested.connect(session.rewinding.go_on_from_here)
        controls.pause_requested.connect(training.pause)
        controls.resume_requested.connect(training.resume)
        controls.step_requested.connect(training.step)
        controls.stop_requested.connect(training.stop)
        controls.new_network_requested.connect(training.new_network)
        controls.back_requested.connect(session.go_back)
        training.status_changed.connect(self._show_status)
        training.advanced.connect(controls.set_report)
        training.failed.connect(messages.show_error)
        history.changed.connect(self._show_neighbours)
        history.changed.connect(self._overview.training_form.set_network)
        history.changed.connect(self._forget_another_run)
        for plot in (self._overview.loss_plot, self._overview.accuracy_plot):
            history.curves_changed.connect(plot.set_curves)
            plot.lines_wanted.connect(self._prepare_lines, Qt.ConnectionType.SingleShotConnection)

    def _connect_unit(self) -> None:
        session, layer, card = self._session, self._overview.hidden_layer, self._overview.unit_card
        explanations = session.explanations
        session.history.changed.connect(layer.set_network)
        session.reader.reading_changed.connect(layer.set_reading)
        explanations.selection_changed.connect(layer.set_selection)
        explanations.unit_changed.connect(card.set_explanation)
        layer.layer_requested.connect(explanations.select_layer)
        layer.unit_requested.connect(explanations.select_unit)
        card.close_requested.connect(explanations.select_none)

    def _connect_commands(self) -> None:
        session, training = self._session, self._session.training
        for name, receiver in {
            "train": training.train,
            "continue": session.rewinding.go_on_from_here,
            "pause": training.pause_or_resume,
            "step": training.step,
            "stop": training.stop,
            "new": training.new_network,
            "back": session.go_back,
            "forward": session.go_forward,
            "use_mnist": session.datasets.use_mnist,
        }.items():
            self._commands[name].triggered.connect(receiver)

    @Slot()
    def _prepare_lines(self) -> None:
        """Read what draws the curves, and then the other pages, on a thread: the window is painted before."""
        self._session.counting.do(Task("", _read_what_draws, self._draw_lines))
        self._session.counting.do(Task("", read_ahead, lambda _: None))

    @Slot(object)
    def _draw_lines(self, _: object) -> None:
        """Have one plot made and painted, then the other: each takes 30 ms."""
        self._overview.loss_plot.prepare()
        QTimer.singleShot(0, self._overview.accuracy_plot.prepare)

    def _show_everything(self) -> None:
        session, overview = self._session, self._overview
        overview.hidden_layer.set_network(session.history.info)
        for plot in (overview.loss_plot, overview.accuracy_plot):
            plot.set_curves(session.history.curves)
        overview.training_form.set_settings(session.training.settings)
        overview.training_form.set_network(session.history.info)
        self._more.set_settings(session.training.settings)
        overview.set_dataset(session.datasets.name)
        self._show_given()
        self._show_status(session.training.status)
        self._show_neighbours()

    @Slot()
    def _show_given(self) -> None:
        datasets = self._session.datasets
        given = datasets.given(self._session.training.settings)
        self._overview.set_given(given, whole=given == datasets.images)

    @Slot(object)
    def _show_status(self, status: Status) -> None:
        self._overview.training_controls.set_status(status.value)
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
        self._overview.training_controls.set_valid(valid)
        for name, enabled in {
            "train": valid,
            "new": valid,
            "continue": valid and status is Status.IDLE,
            "step": valid and status is not Status.RUNNING,
            "pause": status is not Status.IDLE,
            "stop": status is not Status.IDLE,
        }.items():
            self._commands[name].setEnabled(enabled)

    @Slot()
    def _show_neighbours(self) -> None:
        before, after = self._session.history.before, self._session.history.after
        self._overview.training_controls.set_before(before.name if before else "")
        self._commands["back"].setEnabled(before is not None)
        self._commands["forward"].setEnabled(after is not None)

    @Slot()
    def _forget_another_run(self) -> None:
        """Show how far the run is only beside the network that it trains."""
        if self._session.history.run.number != self._session.training.run:
            self._overview.training_controls.set_report(None)

    @Slot()
    def _show_distorted(self) -> None:
        title = tr("Distorting digits…")
        self._session.tasks.do(Task(title, self._session.datasets.distorted_sample, self._more.set_preview))


def _read_what_draws() -> None:
    """Read what draws curves: pyqtgraph, and what NumPy reads only when it is first asked for quantiles."""
    for name in ("pyqtgraph", "numpy.ma"):
        import_module(name)
