"""Connects the window of the training images with the data set of now."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from digitapp.core.paper.pictures import as_it_is
from digitapp.core.runs.dataset import Dataset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.i18n import tr
from digitapp.state.session import Session
from digitapp.state.tasks import Task
from digitapp.views.parts.screen import place_at_first
from digitapp.views.window.main_window import MainWindow

if TYPE_CHECKING:
    from digitapp.views.inside.training_images import TrainingImages


class TrainingImagesWiring(QObject):
    """Opens the window, which is built when it is first wanted, and gives it the images when they were read."""

    def __init__(self, session: Session, window: MainWindow) -> None:
        super().__init__(window)
        self._session, self._main = session, window
        self._window: TrainingImages | None = None
        self._data: Dataset | None = None
        self._data_sets = 0  # how many there have been
        window.commands["training_images"].triggered.connect(self._show)

    @Slot()
    def _show(self) -> None:
        if self._window is None:
            from digitapp.views.inside.training_images import TrainingImages

            self._window = own = TrainingImages(self._main)
            own.wanted.connect(self._load)
            own.image_chosen.connect(self._read)
            own.test_images_requested.connect(self._show_test_images)
            self._session.datasets.changed.connect(self._forget)
            self._session.training.settings_changed.connect(self._note_settings)
            self._note_settings(self._session.training.settings)
        place_at_first(self._window, self._main.stage)
        self._window.show()
        self._window.activateWindow()

    @Slot()
    def _load(self) -> None:
        """Read the images, which takes a while the first time."""
        name, take = self._session.datasets.name, partial(self._take, self._data_sets)
        self._session.tasks.do(Task(tr("Reading {name}…", name=name), self._session.datasets.loader(), take))

    def _take(self, number: int, data: Dataset) -> None:
        assert self._window is not None
        if number != self._data_sets:
            return  # another is the current one by now, and is being read if it is wanted
        self._data = data
        self._window.set_data(data)

    @Slot()
    def _forget(self) -> None:
        """Another data set is the current one."""
        assert self._window is not None
        self._data = None
        self._data_sets += 1
        self._window.set_data(None)

    @Slot(object)
    def _note_settings(self, settings: TrainingSettings) -> None:
        assert self._window is not None
        self._window.set_settings(settings)

    @Slot(int)
    def _read(self, number: int) -> None:
        """Lay a training image on the paper, to be read exactly as it is."""
        if self._data is not None:
            picture = as_it_is(self._data.train_images[number], tr("training image {number}", number=number))
            self._session.drawing.lay_down(picture)

    @Slot()
    def _show_test_images(self) -> None:
        self._main.stage.show_beside_or_in_front("test_set")
        self._main.activateWindow()
