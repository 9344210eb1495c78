"""Takes what views show to the clipboard and to files: as a picture, or as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QPoint, Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMenu, QWidget

from digitapp.core.files.exports import write_file
from digitapp.i18n import mark, tr
from digitapp.messages import Messages
from digitapp.state.tasks import Task, Tasks
from digitapp.views.parts.figure import FORMATS, image, painted
from digitapp.views.parts.page import Page
from digitapp.views.window import dialogs
from digitapp.views.window.main_window import MainWindow
from digitapp.views.window.pages import entry
from digitapp.wiring.files import Files


class Figures(QObject):
    """Copies and saves pictures and tables, and offers it by a right click on the main window's views."""

    def __init__(self, tasks: Tasks, window: MainWindow, messages: Messages, files: Files) -> None:
        super().__init__(window)
        self._tasks, self._messages, self._files = tasks, messages, files
        paper, overview = window.paper, window.overview
        self.offered: Mapping[QWidget, str] = {
            paper.input_view: mark("Input"),
            paper.probability_bars: mark("Probabilities"),
            overview.hidden_layer: mark("Hidden layer"),
            overview.unit_card: mark("Unit"),
            overview.loss_plot: mark("Loss"),
            overview.accuracy_plot: mark("Accuracy"),
        }
        for view in self.offered:
            view.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
            view.customContextMenuRequested.connect(partial(self._offer, view))

    def menu(self, view: QWidget) -> QMenu:
        """Return what is offered for a view."""
        menu = QMenu(view)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        menu.addAction(tr("Copy picture"), partial(self.copy, view))
        menu.addAction(tr("Save picture…"), partial(self.save, view, tr(self.offered[view])))
        return menu

    @Slot(object)
    def copy(self, widget: QWidget) -> None:
        """Copy what a widget shows."""
        QGuiApplication.clipboard().setImage(image(widget))
        self._messages.show_notice(tr("The picture is copied."))

    def save(self, widget: QWidget, name: str) -> None:
        """Ask for a file and save what a widget shows."""
        path = dialogs.ask_figure_to_save(widget.window(), self._suggestion(name, ".png"), tuple(FORMATS))
        if path is not None:
            self._write(path, painted(widget, path.suffix.lower()))

    @Slot(object)
    def save_page(self, page: Page) -> None:
        """Ask for a file and save what a page shows."""
        self.save(page, tr(entry(page.objectName()).title))

    @Slot(object)
    def save_table(self, page: Page) -> None:
        """Ask for a file and save a page's numbers, if there are some."""
        make = page.table_maker()
        if make is None:
            self._messages.show_notice(tr("There are no numbers yet: draw a digit first."))
            return
        name = tr(entry(page.objectName()).title)
        path = dialogs.ask_table_to_save(page.window(), self._suggestion(name, ".csv"))
        if path is not None:
            self._write(path, lambda: make().encode())

    def _offer(self, view: QWidget, place: QPoint) -> None:
        self.menu(view).popup(view.mapToGlobal(place))

    def _suggestion(self, name: str, suffix: str) -> Path:
        return Path(self._files.folder()) / (name + suffix)

    def _write(self, path: Path, make: Callable[[], bytes]) -> None:
        """Make a file's content and write it, on a thread: to pack a large picture takes a while."""

        def tell(_: None) -> None:
            self._files.remember(path.parent)
            self._messages.show_notice(tr("Saved as {file}.", file=path.name))

        self._tasks.do(Task(tr("Writing {name}…", name=path.name), lambda: write_file(path, make()), tell))
