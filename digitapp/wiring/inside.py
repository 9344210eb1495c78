"""Connects the explanations with the window that shows them."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from digitapp.core.errors import InputError
from digitapp.core.inside.explanations import Flip, explain_flip, flipped_picture
from digitapp.core.inside.numbers import weights_then_and_now
from digitapp.core.inside.program_text import Part
from digitapp.core.paper.pictures import as_it_is
from digitapp.core.reading.reading import Reading
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.views.lessons.spotlight import Spotlight
from digitapp.views.window.inside_window import InsideWindow
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.figures import Figures

_WEIGHTS_EVERY = 500  # milliseconds


class InsideWiring(QObject):
    """Connects a session's explanations with an InsideWindow, which belongs to the main window."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages, figures: Figures) -> None:
        super().__init__(window)
        self._session = session
        self._label = -1
        self._unit = 0
        self._flip: tuple[Reading, Flip] | None = None
        self._main = window
        self._messages = messages
        self._figures = figures
        self.window = own = InsideWindow(window)
        self.spotlight = Spotlight(window)
        explanations, training = session.explanations, session.training
        window.commands["inside"].triggered.connect(self._show)
        own.ledger.seen.connect(explanations.scores.watch)
        explanations.scores.changed.connect(own.ledger.set_ledger)
        own.ledger.flip_requested.connect(self._find_flip)
        own.ledger.try_requested.connect(self._try_flip)
        own.numbers.seen.connect(explanations.numbers.watch)
        own.numbers.seen.connect(self._show_weights)
        explanations.numbers.changed.connect(own.numbers.set_numbers)
        own.numbers.unit_requested.connect(self._choose_unit_of_weights)
        explanations.selection_changed.connect(self._follow_selection)
        self._weights_timer = QTimer(self, singleShot=True, interval=_WEIGHTS_EVERY)
        self._weights_timer.timeout.connect(self._show_weights)
        session.history.moment_changed.connect(self._show_weights_soon)
        own.diagram.seen.connect(explanations.diagram.watch)
        explanations.diagram.changed.connect(own.diagram.set_diagram)
        own.diagram.count_requested.connect(explanations.set_lines)
        own.diagram.unit_requested.connect(self._choose_unit)
        own.steps.seen.connect(explanations.steps.watch)
        explanations.steps.changed.connect(own.steps.set_steps)
        own.steps.label_chosen.connect(self._set_label)
        own.steps.temperature_chosen.connect(explanations.set_temperature)
        own.steps.learn_requested.connect(self._learn)
        own.steps.undo_requested.connect(session.one_step.undo)
        session.one_step.undo_changed.connect(own.steps.set_undo_possible)
        session.one_step.learned.connect(self._tell_learned)
        session.history.changed.connect(self._take_temperature)
        training.settings_changed.connect(own.program.set_settings)
        own.program.set_settings(training.settings)
        own.program.part_requested.connect(self._light)
        own.program.copied.connect(self._tell_copied)
        own.copy_requested.connect(self._copy)
        own.save_requested.connect(self._save)
        own.table_requested.connect(self._save_table)
        self._take_temperature()

    @Slot()
    def _show(self) -> None:
        self.window.show()
        self.window.activateWindow()

    @Slot()
    def _find_flip(self) -> None:
        """Find what would change the answer."""
        reading = self._session.reader.reading
        flip = explain_flip(reading) if reading is not None else None
        self._flip = (reading, flip) if reading is not None and flip is not None else None
        self.window.ledger.set_flip(flip)

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
        if self.window.numbers.isVisible() and not self._weights_timer.isActive():
            self._weights_timer.start()

    @Slot()
    def _show_weights(self) -> None:
        """Show the weights as they began and as they are, if somebody sees them."""
        view, history = self.window.numbers, self._session.history
        if view.isVisible():
            units = history.moment.network.dense_layers[0].units
            view.set_units(units)
            view.set_weights(weights_then_and_now(history.moment, history.run.settings, min(self._unit, units - 1)))

    @Slot()
    def _take_temperature(self) -> None:
        """Begin with the network's own temperature."""
        temperature = self._session.history.moment.calibration.temperature
        self.window.steps.set_temperature(temperature)
        self._session.explanations.set_temperature(temperature)

    @Slot(int)
    def _set_label(self, label: int) -> None:
        self._label = label
        self._session.explanations.set_label(label)

    @Slot()
    def _learn(self) -> None:
        try:
            self._session.learn_from_drawing(self._label)
        except InputError as error:
            self._messages.show_error(error)

    @Slot(float, float)
    def _tell_learned(self, before: float, after: float) -> None:
        self._messages.show_notice(
            tr(
                "One step: the probability of {digit} went from {before:.1%} to {after:.1%}, without a temperature.",
                digit=self._label,
                before=before,
                after=after,
            )
        )

    @Slot(object)
    def _light(self, part: Part) -> None:
        self._main.activateWindow()
        self.spotlight.light(*self._made_by(part))

    def _made_by(self, part: Part) -> tuple[QWidget, ...]:
        window = self._main
        match part:
            case Part.DATA:
                return (window.data_name,)
            case Part.INPUT:
                return (window.input_view,)
            case Part.HIDDEN:
                return (window.hidden_layer,)
            case Part.OUTPUT:
                return (window.probability_bars,)
            case Part.SETTINGS:
                return (window.training_form,)
            case Part.CURVES:
                return window.training_controls, window.loss_plot, window.accuracy_plot
            case Part.NOTHING:
                return ()

    @Slot(str)
    def _tell_copied(self, library: str) -> None:
        self._messages.show_notice(tr("The program is copied, as one writes it with {library}.", library=library))

    @Slot()
    def _copy(self) -> None:
        self._figures.copy(self.window.in_front)

    @Slot()
    def _save(self) -> None:
        page = self.window.in_front
        self._figures.save(page, page.title(), self.window)

    @Slot()
    def _save_table(self) -> None:
        page = self.window.in_front
        self._figures.save_table(page.table(), page.title(), self.window)
