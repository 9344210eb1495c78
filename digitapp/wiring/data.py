"""Connects the page Data with the data set of now, and with who opens others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Slot

from digitapp.core.paper.pictures import as_it_is
from digitapp.i18n import tr
from digitapp.state.runs.data_survey import DataSurvey
from digitapp.state.session import Session
from digitapp.views.parts.page import Page
from digitapp.views.window.main_window import MainWindow
from digitapp.wiring.data_files import DataFiles

if TYPE_CHECKING:
    from digitapp.views.inside.data_view import DataView


class DataWiring(QObject):
    """Connects the page when it is built."""

    def __init__(self, session: Session, window: MainWindow, files: DataFiles) -> None:
        super().__init__(window)
        self._session, self._files = session, files
        self._survey: DataSurvey = session.data_survey
        window.pages.built.connect(self._connect)

    @Slot(str, object)
    def _connect(self, name: str, page: Page) -> None:
        if name == "data":
            self._connect_data(page)  # type: ignore[arg-type]  # the page of this name

    def _connect_data(self, page: DataView) -> None:
        session, survey, training = self._session, self._survey, self._session.training
        page.seen.connect(survey.watch)
        survey.overview_changed.connect(page.set_overview)
        survey.suspects_changed.connect(page.set_suspects)
        survey.advanced.connect(page.set_progress)
        survey.failed.connect(page.set_problem)
        training.settings_changed.connect(page.set_settings)
        page.set_settings(training.settings)
        page.settings_edited.connect(training.set_settings)
        page.folder_requested.connect(self._files.open_folder)
        page.file_requested.connect(self._files.open_file)
        page.my_digits_requested.connect(self._files.use_my_digits)
        page.mnist_requested.connect(session.datasets.use_mnist)
        page.image_chosen.connect(self._read)

    @Slot(int)
    def _read(self, number: int) -> None:
        """Lay a training image on the paper, to be read exactly as it is."""
        overview = self._survey.overview
        if overview is not None:
            picture = as_it_is(overview.data.train_images[number], tr("training image {number}", number=number))
            self._session.drawing.lay_down(picture)
