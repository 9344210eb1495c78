"""Connects what a step of learning needs, and what it did, with the pages that show it; and changes made by hand."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject, QTimer, Slot

from digitapp.core.errors import InputError
from digitapp.core.inside.batch_product import batch_product
from digitapp.core.runs.settings import OPTIMIZERS
from digitapp.core.runs.unit_changes import UnitChange, all_biases
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.parts.page import Page
from digitapp.views.window.main_window import MainWindow

if TYPE_CHECKING:  # a page's module is read when the page is built
    from digitapp.views.inside.numbers_view import NumbersView
    from digitapp.views.inside.steps_view import StepsView
    from digitapp.views.inside.weight_view import WeightView

_BATCH_EVERY = 250  # milliseconds without another network


class LearningWiring(QObject):
    """Connects a session's RightDigit and OneStep, and its units changed for a while, with the pages."""

    def __init__(self, session: Session, window: MainWindow, messages: Messages) -> None:
        super().__init__(window)
        self._session, self._window, self._messages = session, window, messages
        self._pages = window.pages
        self._batch_timer = QTimer(self, singleShot=True, interval=_BATCH_EVERY)
        self._batch_timer.timeout.connect(self._make_batch_again)
        self._learned, self._learned_by = "", -1  # the moment of which that was said
        session.one_step.learned.connect(self._tell_learned)
        session.one_step.failed.connect(messages.show_error)
        session.history.moment_changed.connect(self._note_moment)
        session.right_digit.changed.connect(self._forget_learned)
        session.one_weight.failed.connect(messages.show_error)
        session.explanations.selection_changed.connect(self._follow)
        window.overview.unit_card.weight_requested.connect(self.show_weight_of)
        window.pages.built.connect(self._connect)

    @Slot(str, object)
    def _connect(self, name: str, page: Page) -> None:
        """Connect a page that was just built."""
        if name in ("steps", "numbers", "weight"):
            self._connect_label(cast("StepsView | NumbersView | WeightView", page))
        if name in ("steps", "weight"):
            self._connect_undo(cast("StepsView | WeightView", page))
        if name == "weight":
            self._connect_weight(cast("WeightView", page))
        if name == "steps":
            self._connect_steps(cast("StepsView", page))

    def _connect_label(self, page: StepsView | NumbersView | WeightView) -> None:
        right = self._session.right_digit
        page.label_chosen.connect(right.say)
        right.changed.connect(page.set_label)
        page.set_label(right.digit)

    def _connect_undo(self, page: StepsView | WeightView) -> None:
        one_step = self._session.one_step
        page.undo_requested.connect(one_step.undo)
        one_step.undo_changed.connect(page.set_undo_possible)
        page.set_undo_possible(one_step.undo_possible)
        page.set_learned(self._learned)

    def _connect_steps(self, page: StepsView) -> None:
        page.learn_requested.connect(self._learn)
        page.figure.bench.bias_requested.connect(self._slide_biases)
        page.figure.bench.back_requested.connect(self._put_biases_back)
        self._session.history.units_changed.connect(page.figure.set_changes)
        page.figure.product.batch_wanted.connect(self._make_batch)
        self._session.history.moment_changed.connect(self._batch_timer.start)
        page.figure.set_changes(self._session.history.changes)

    @Slot(int)
    def _make_batch(self, layer: int) -> None:
        """Compute a layer's product for real images too, on a thread: the images may have to be read first."""
        reading, page = self._session.reader.reading, cast("StepsView | None", self._pages.there("steps"))
        if reading is not None and page is not None and layer < len(reading.layers):
            load = self._session.datasets.loader()
            show = page.figure.product.set_batch
            self._session.counting.do(Task("", lambda: batch_product(reading, load(), layer), show))

    @Slot()
    def _make_batch_again(self) -> None:
        """The network is another one by now."""
        page = cast("StepsView | None", self._pages.there("steps"))
        if page is not None and page.figure.product.wants_batch:
            self._make_batch(page.figure.product.layer)

    def _connect_weight(self, page: WeightView) -> None:
        session, watch = self._session, self._session.one_weight
        page.seen.connect(watch.watch)
        watch.changed.connect(page.set_weight)
        watch.way_changed.connect(page.set_way)
        page.chosen.connect(watch.choose)
        page.chosen.connect(self._select_unit)
        page.plain_chosen.connect(watch.set_plain)
        page.learn_requested.connect(self._learn_as_watched)
        page.hand.weight_asked.connect(self._set_weight)
        page.hand.bias_asked.connect(self._set_bias)
        page.hand.output_asked.connect(self._set_output)
        page.hand.back_requested.connect(session.history.put_units_back)
        session.history.units_changed.connect(page.set_changes)
        session.training.settings_changed.connect(self._name_optimizer)
        page.set_changes(session.history.changes)
        self._name_optimizer()

    @property
    def _weight_page(self) -> WeightView | None:
        return cast("WeightView | None", self._pages.there("weight"))

    @Slot()
    def _name_optimizer(self) -> None:
        if self._weight_page is not None:
            self._weight_page.set_optimizer(OPTIMIZERS[self._session.training.settings.optimizer][0])

    @Slot(int)
    def show_weight_of(self, pixel: int) -> None:
        """Show the weight from this pixel to the chosen unit, on the page of one weight."""
        unit = self._session.explanations.unit
        if unit >= 0 and self._session.explanations.layer == 0:
            self._session.one_weight.choose(pixel, unit)
            self._window.stage.show_beside_or_in_front("weight")

    @Slot(int, int)
    def _select_unit(self, pixel: int, unit: int) -> None:
        """Let all pages look at the unit."""
        del pixel
        explanations = self._session.explanations
        explanations.select_layer(0)
        if unit != explanations.unit:
            explanations.select_unit(unit)

    @Slot(int, int)
    def _follow(self, layer: int, unit: int) -> None:
        """Look at the weight of the unit that was chosen elsewhere."""
        if layer == 0 and unit >= 0:
            self._session.one_weight.follow(unit)

    # Set by hand

    @property
    def _shown(self) -> tuple[int, int] | None:
        """The pixel and the unit of which the page shows the numbers; None where the network has no such weight."""
        weight = None if self._weight_page is None else self._weight_page.weight
        inputs, units = self._session.history.moment.network.dense_layers[0].kernel.shape
        if weight is None or weight.pixel >= inputs or weight.unit >= units:
            return None  # another network is there, and is not shown yet
        return weight.pixel, weight.unit

    @Slot(float)
    def _set_weight(self, value: float) -> None:
        if (place := self._shown) is not None:
            pixel, unit = place
            change = self._change(unit)
            others = tuple(pair for pair in change.weights if pair[0] != pixel)
            self._change_unit(unit, replace(change, weights=(*others, (pixel, value)), output=None))

    @Slot(float)
    def _set_bias(self, value: float) -> None:
        own = self._session.history.moment.network.dense_layers[0].bias
        if (place := self._shown) is not None and own is not None:
            unit = place[1]
            self._change_unit(unit, replace(self._change(unit), bias=value - float(own[unit]), output=None))

    @Slot(float)
    def _set_output(self, value: float) -> None:
        if (place := self._shown) is not None:
            self._change_unit(place[1], replace(self._change(place[1]), output=value))

    def _change(self, unit: int) -> UnitChange:
        return self._session.history.changes.get((0, unit), UnitChange())

    def _change_unit(self, unit: int, change: UnitChange) -> None:
        self._session.history.change_units({(0, unit): change})

    @Slot()
    def _learn_as_watched(self) -> None:
        try:
            self._session.learn_from_drawing(self._session.right_digit.digit, self._session.one_weight.optimizer)
        except InputError as error:
            self._messages.show_error(error)

    @Slot(float)
    def _slide_biases(self, change: float) -> None:
        """Add the same to the b of all units of the layer that the page of steps shows, for a while."""
        page, history = cast("StepsView | None", self._pages.there("steps")), self._session.history
        if page is not None and page.step is not None:
            history.change_units(all_biases(history.changes, page.step.layer, len(page.step.after), change))

    @Slot()
    def _put_biases_back(self) -> None:
        self._slide_biases(0.0)

    @Slot()
    def _learn(self) -> None:
        try:
            self._session.learn_from_drawing(self._session.right_digit.digit)
        except InputError as error:
            self._messages.show_error(error)

    @Slot(float, float)
    def _tell_learned(self, before: float, after: float) -> None:
        self._learned_by = self._session.history.moment.number
        self._say(
            tr(
                "One step of learning: the probability of {digit} went from {before:.1%} to {after:.1%}.",
                digit=self._session.one_step.label,
                before=before,
                after=after,
            )
        )

    @Slot()
    def _note_moment(self) -> None:
        """What was said is no longer so where another network is there than that of the step."""
        if self._learned and self._session.history.moment.number != self._learned_by:
            self._say("")

    @Slot()
    def _forget_learned(self) -> None:
        """What was said is no longer so: another digit is the right one, or another drawing is looked at."""
        self._say("")

    def _say(self, text: str) -> None:
        self._learned = text
        for name in ("steps", "weight"):
            page = cast("StepsView | WeightView | None", self._pages.there(name))
            if page is not None:
                page.set_learned(text)
