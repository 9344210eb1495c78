"""Connects the pages that explain the drawing, each when it is built."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from digitapp.core.inside.explanations import Flip, explain_flip, flipped_picture
from digitapp.core.inside.numbers import weights_then_and_now
from digitapp.core.inside.program_text import Part
from digitapp.core.paper.pictures import as_it_is
from digitapp.core.reading.reading import Reading
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.runs.training import Status
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.lessons.spotlight import Spotlight
from digitapp.views.parts.page import Page
from digitapp.views.window.main_window import MainWindow

if TYPE_CHECKING:  # a page's module is read when the page is built
    from digitapp.views.inside.diagram_view import DiagramView
    from digitapp.views.inside.ledger_view import LedgerView
    from digitapp.views.inside.numbers_view import NumbersView
    from digitapp.views.inside.program_view import ProgramView
    from digitapp.views.inside.steps_view import StepsView

_WEIGHTS_EVERY = 500  # milliseconds


class InsideWiring(QObject):
    """Connects a session's explanations with the pages that show them."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages) -> None:
        super().__init__(window)
        self._session, self._window, self._messages = session, window, messages
        self._unit = 0
        self._program_run: int | None = None  # which the program's lines began, until it is told what came of it
        self._before_program: int | None = None  # the run before it, until it is made
        self._flip: tuple[Reading, Flip] | None = None
        self.spotlight = Spotlight(window)
        self._weights_timer = QTimer(self, singleShot=True, interval=_WEIGHTS_EVERY)
        self._weights_timer.timeout.connect(self._show_weights)
        session.history.moment_changed.connect(self._show_weights_soon)
        session.explanations.selection_changed.connect(self._follow_selection)
        session.reader.reading_changed.connect(self._forget_flip)
        found = session.explanations
        for explanation in (found.scores, found.steps, found.numbers, found.diagram, session.preparing):
            explanation.failed.connect(messages.show_error)
        window.pages.built.connect(self._connect)

    @Slot(str, object)
    def _connect(self, name: str, page: Page) -> None:
        """Connect a page that was just built."""
        connect: dict[str, Callable[[Any], None]] = {
            "numbers": self._connect_numbers,
            "diagram": self._connect_diagram,
            "steps": self._connect_steps,
            "ledger": self._connect_ledger,
            "program": self._connect_program,
        }
        if name in connect:
            connect[name](page)

    def _connect_numbers(self, page: NumbersView) -> None:
        numbers = self._session.explanations.numbers
        page.seen.connect(numbers.watch)
        page.seen.connect(self._show_weights)
        numbers.changed.connect(page.set_numbers)
        page.unit_requested.connect(self._choose_unit_of_weights)

    def _connect_diagram(self, page: DiagramView) -> None:
        explanations = self._session.explanations
        page.seen.connect(explanations.diagram.watch)
        explanations.diagram.changed.connect(page.set_diagram)
        page.count_requested.connect(explanations.set_lines)
        page.unit_requested.connect(self._choose_unit)

    def _connect_steps(self, page: StepsView) -> None:
        explanations = self._session.explanations
        page.seen.connect(explanations.steps.watch)
        explanations.steps.changed.connect(page.set_steps)
        page.temperature_chosen.connect(explanations.set_temperature)
        explanations.selection_changed.connect(page.set_selection)
        page.set_selection(explanations.layer, explanations.unit)
        page.set_temperature(self._session.history.moment.calibration.temperature)

    def _connect_ledger(self, page: LedgerView) -> None:
        scores = self._session.explanations.scores
        page.seen.connect(scores.watch)
        scores.changed.connect(page.set_ledger)
        self._session.history.changed.connect(page.set_network)
        page.set_network(self._session.history.info)
        page.flip_requested.connect(self._find_flip)
        page.try_requested.connect(self._try_flip)

    def _connect_program(self, page: ProgramView) -> None:
        training = self._session.training
        training.settings_changed.connect(page.set_settings)
        page.set_settings(training.settings)
        page.settings_edited.connect(training.set_settings)
        page.run_requested.connect(self._run_program)
        training.ended.connect(self._show_outcome)
        training.failed.connect(self._show_outcome)
        self._session.history.changed.connect(self._show_outcome)
        page.part_requested.connect(self._light)
        page.copied.connect(self._tell_copied)

    @Slot()
    def _show_outcome(self) -> None:
        """Say on the page what came of the program, where a program would print it."""
        page = cast("ProgramView | None", self._window.pages.there("program"))
        training, tree = self._session.training, self._session.history.tree
        if self._before_program is not None and training.run != self._before_program:
            self._program_run, self._before_program = training.run, None  # it is made
        if page is None or (self._program_run is None and self._before_program is None):
            return
        if self._program_run is None:  # its images are being read, or it came to nothing
            idle = training.status is Status.IDLE
            self._before_program = None if idle else self._before_program
            page.set_outcome(None if idle else float("nan"))
        elif training.status is not Status.IDLE and training.run == self._program_run:
            page.set_outcome(float("nan"))
        elif self._program_run in tree and tree[self._program_run].end.test_accuracy is not None:
            page.set_outcome(tree[self._program_run].end.test_accuracy)
            self._program_run = None
        else:
            page.set_outcome(None)  # it is being measured, or came to nothing

    @Slot()
    def _run_program(self) -> None:
        """Train with what the lines say, which are the settings of now."""
        train = self._window.commands["train"]
        if train.isEnabled():
            self._program_run, self._before_program = None, self._session.training.run
            train.trigger()
            self._show_outcome()
        else:
            self._messages.show_notice(tr("A field of the settings makes no sense yet. Mend it first, beside Train."))

    @Slot()
    def _find_flip(self) -> None:
        """Find what would change the answer."""
        reading = self._session.reader.reading
        if reading is None:
            self._show_flip(None)
            return

        def show(flip: Flip | None) -> None:
            if self._session.reader.reading is reading:  # else it is no answer to what is seen now
                self._show_flip(None if flip is None else (reading, flip))

        title = tr("Looking for pixels that change the answer…")
        self._session.tasks.do(Task(title, lambda: explain_flip(reading), show))

    @Slot()
    def _forget_flip(self) -> None:
        self._flip = None

    def _show_flip(self, found: tuple[Reading, Flip] | None) -> None:
        self._flip = found
        page = cast("LedgerView | None", self._window.pages.there("ledger"))
        if page is not None:
            page.set_flip(None if found is None else found[1])

    @Slot()
    def _try_flip(self) -> None:
        """Change the drawing so; it can be undone."""
        if self._flip is not None:
            picture = as_it_is(flipped_picture(*self._flip), tr("the drawing, changed"))
            self._session.drawing.lay_down(picture)

    @Slot(int, int)
    def _choose_unit(self, layer: int, unit: int) -> None:
        explanations = self._session.explanations
        explanations.select_layer(layer)
        if unit != explanations.unit:
            explanations.select_unit(unit)

    @Slot(int, int)
    def _follow_selection(self, layer: int, unit: int) -> None:
        if layer == 0 and unit >= 0:
            self._choose_unit_of_weights(unit)

    @Slot(int)
    def _choose_unit_of_weights(self, unit: int) -> None:
        self._unit = unit
        self._show_weights()

    @Slot()
    def _show_weights_soon(self) -> None:
        """Counting 400,000 weights takes a while, and a training run changes them 15 times a second."""
        page = self._window.pages.there("numbers")
        if page is not None and page.isVisible() and not self._weights_timer.isActive():
            self._weights_timer.start()

    @Slot()
    def _show_weights(self) -> None:
        """Show the weights as they began and as they are, if somebody sees them."""
        page, history = cast("NumbersView | None", self._window.pages.there("numbers")), self._session.history
        if page is None or not page.isVisible():
            return
        reading, settings = self._session.reader.reading, history.run.settings
        moment = history.in_use if reading is None else reading.moment
        units = moment.network.dense_layers[0].units
        unit = min(self._unit, units - 1)
        page.set_units(units)
        self._session.counting.do(
            Task(tr("Counting the weights…"), lambda: weights_then_and_now(moment, settings, unit), page.set_weights)
        )

    @Slot(object)
    def _light(self, part: Part) -> None:
        if part in (Part.DATA, Part.HIDDEN, Part.SETTINGS, Part.CURVES):
            self._window.stage.show_beside_or_in_front("overview")
        self._window.activateWindow()
        self.spotlight.light(*self._made_by(part))

    def _made_by(self, part: Part) -> tuple[QWidget, ...]:
        paper, overview = self._window.paper, self._window.overview
        match part:
            case Part.DATA:
                return (overview.data_name,)
            case Part.INPUT:
                return (paper.input_view,)
            case Part.HIDDEN:
                return (overview.hidden_layer,)
            case Part.OUTPUT:
                return (paper.probability_bars,)
            case Part.SETTINGS:
                return (overview.training_form,)
            case Part.CURVES:
                return overview.training_controls, overview.loss_plot, overview.accuracy_plot
            case Part.NOTHING:
                return ()

    @Slot(str)
    def _tell_copied(self, library: str) -> None:
        self._messages.show_notice(tr("The program is copied, as one writes it with {library}.", library=library))
