"""Connects the drawing and its readings with the left side of the window."""

from __future__ import annotations

from PySide6.QtCore import QObject, Slot

from digitapp.core.recipe.samples import sample_digits
from digitapp.state.session import Session
from digitapp.views.paper.drawing_tools import THICKEST, THINNEST
from digitapp.views.window.main_window import MainWindow


class PaperWiring(QObject):
    """Connects a session's Drawing and Reader with a window's paper."""

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._drawing, self._commands = session.drawing, window.commands
        self._paper = window.paper
        self._possible: dict[str, bool] = {}  # what is offered to do with the drawing
        self._connect_drawing()
        self._connect_reading(session)
        self._connect_commands(session)
        self._show_everything()

    def _connect_drawing(self) -> None:
        drawing, canvas, tools = self._drawing, self._paper.canvas, self._paper.drawing_tools
        canvas.stroke_moved.connect(drawing.move_live)
        canvas.stroke_finished.connect(drawing.add)
        canvas.erase_requested.connect(drawing.erase)
        drawing.changed.connect(canvas.set_strokes)
        drawing.picture_changed.connect(canvas.set_picture)
        drawing.live_dropped.connect(canvas.drop_live)
        drawing.pen_width_changed.connect(canvas.set_pen_width)
        drawing.pen_width_changed.connect(tools.set_pen_width)
        drawing.ink_changed.connect(self._show_possible)
        drawing.undo_stack.indexChanged.connect(self._show_possible)
        tools.undo_requested.connect(drawing.undo)
        tools.redo_requested.connect(drawing.redo)
        tools.clear_requested.connect(drawing.clear)
        tools.pen_width_requested.connect(drawing.set_pen_width)
        tools.eraser_requested.connect(self._use_eraser)
        self._paper.sample_strip.sample_requested.connect(self._lay_down_sample)

    def _connect_reading(self, session: Session) -> None:
        reader, paper = session.reader, self._paper
        for view in (paper, paper.input_view, paper.probability_bars):
            reader.reading_changed.connect(view.set_reading)
        reader.digits_changed.connect(paper.verdict.set_digits)
        reader.digits_changed.connect(paper.canvas.set_digits)
        paper.verdict.digit_requested.connect(reader.select)
        session.history.changed.connect(paper.verdict.set_network)
        paper.verdict.set_network(session.history.info)
        paper.canvas.digit_requested.connect(reader.select)

    def _connect_commands(self, session: Session) -> None:
        for name, receiver in {
            "undo": session.drawing.undo,
            "redo": session.drawing.redo,
            "clear": session.drawing.clear,
            "next_digit": session.reader.select_next,
            "previous_digit": session.reader.select_previous,
            "thinner": self._thinner,
            "thicker": self._thicker,
        }.items():
            self._commands[name].triggered.connect(receiver)
        self._commands["eraser"].toggled.connect(self._use_eraser)

    def _show_everything(self) -> None:
        drawing, paper = self._drawing, self._paper
        paper.canvas.set_strokes(drawing.strokes)
        paper.canvas.set_pen_width(drawing.pen_width)
        paper.drawing_tools.set_pen_width(drawing.pen_width)
        paper.sample_strip.set_samples(sample_digits())
        self._show_possible()

    @Slot()
    def _show_possible(self) -> None:
        drawing = self._drawing
        something = bool(drawing.ink) or drawing.picture is not None
        erasable = bool(drawing.strokes)
        if not erasable and self._commands["eraser"].isChecked():
            self._use_eraser(False)  # on empty paper, which asks for a drawing, the pen draws
        possible = {"undo": drawing.can_undo, "redo": drawing.can_redo, "clear": something, "eraser": erasable}
        if possible == self._possible:  # it is asked at each movement of the pen
            return
        self._possible = possible
        self._paper.drawing_tools.set_possible(**possible)
        for name, enabled in possible.items():
            self._commands[name].setEnabled(enabled)

    @Slot(int)
    def _lay_down_sample(self, number: int) -> None:
        self._drawing.lay_down_strokes(sample_digits()[number])

    @Slot(bool)
    def _use_eraser(self, on: bool) -> None:
        self._paper.canvas.set_eraser(on)
        self._paper.drawing_tools.set_eraser(on)
        self._commands["eraser"].setChecked(on)

    @Slot()
    def _thinner(self) -> None:
        self._change_pen(-0.01)

    @Slot()
    def _thicker(self) -> None:
        self._change_pen(0.01)

    def _change_pen(self, change: float) -> None:
        drawing = self._drawing
        drawing.set_pen_width(min(max(drawing.pen_width + change, THINNEST / 100), THICKEST / 100))
