"""What a stop of a lesson is about: it is brought into sight, and framed for as long as the stop lasts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QObject, QTimer, Slot
from PySide6.QtWidgets import QWidget

from digitapp.core.inside.steps import Kind
from digitapp.core.lessons.lesson import PAGES
from digitapp.views.lessons.spotlight import Spotlight
from digitapp.views.window.main_window import MainWindow

ON_OVERVIEW = ("hidden_layer", "unit_card", "training_form", "train", "curves", "new_network")
_STEPS = {"relu": Kind.FUNCTION, "loss": Kind.LOSS}


class Places(QObject):
    """Finds parts of the window by their names in lessons, and frames them.

    Attributes:
        spotlight: the frames.
    """

    def __init__(self, window: MainWindow) -> None:
        super().__init__(window)
        self._main = window
        self._parts: tuple[str, ...] = ()
        self._on = False
        self.spotlight = Spotlight(window)
        self.spotlight.keep_clear(window.message_bar, window.work_bar)
        window.stage.installEventFilter(self)
        window.stage.page_opened.connect(self._light_up)

    def show(self, parts: Sequence[str]) -> None:
        """Bring these parts into sight, and frame them until others are shown."""
        self._parts, self._on = tuple(parts), True
        for part in parts:
            self._bring_into_sight(part)
        self._light_up()

    def put_out(self) -> None:
        """Frame nothing any more."""
        self._on = False
        self.spotlight.put_out()

    def _bring_into_sight(self, part: str) -> None:
        stage = self._main.stage
        if part in _STEPS:
            stage.show_beside_or_in_front("steps")
            page: Any = self._main.pages["steps"]
            page.go_to(_STEPS[part])
        elif part in ON_OVERVIEW:
            stage.show_beside_or_in_front("overview")
        elif part in PAGES:
            stage.show_beside_or_in_front(part)

    @Slot()
    def _light_up(self) -> None:
        """Frame what the stop is about, as soon as it has its place."""
        if self._on:
            widgets = [widget for part in self._parts for widget in self._widgets(part)]
            QTimer.singleShot(0, self.spotlight, lambda: self._frame(widgets))

    def _frame(self, widgets: list[QWidget]) -> None:
        if self._on:
            self.spotlight.hold(*widgets)
            self.spotlight.bring_into_sight()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Bring into sight again what a stop is about when its page gets less room, as when the timeline appears."""
        if event.type() is QEvent.Type.Resize and self._on:
            QTimer.singleShot(0, self.spotlight, self.spotlight.bring_into_sight)
        return super().eventFilter(watched, event)

    def _widgets(self, part: str) -> tuple[QWidget, ...]:
        paper, overview, pages = self._main.paper, self._main.overview, self._main.pages
        if part in PAGES:
            page = pages.there(part)
            return () if page is None else (page,)
        if part == "relu":
            steps: Any = pages.there("steps")
            return () if steps is None else (steps.figure.bench,)
        if part == "loss":
            page = pages.there("steps")
            return () if page is None else (page,)
        return {
            "canvas": (paper.canvas,),
            "input": (paper.seen,),
            "bars": (paper.probability_bars,),
            "verdict": (paper.verdict,),
            "hidden_layer": (overview.hidden_layer,),
            "unit_card": (overview.unit_card,),
            "training_form": (overview.training_form,),
            "train": (overview.training_controls,),
            "new_network": (overview.training_controls.new_network,),
            "curves": (overview.loss_plot, overview.accuracy_plot),
            "timeline": (self._main.timeline,),
        }[part]
