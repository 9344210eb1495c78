"""Connects the survey of all test images with the pages that show it, and takes their images to the canvas."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Slot

from digitapp.core.pictures import Picture
from digitapp.i18n import tr
from digitapp.messages import Messages
from digitapp.state.session import Session
from digitapp.views.inside_window import InsideWindow

_ENLARGED = 8  # pixels of the picture on the canvas for each of the image's


class SurveyWiring(QObject):
    """Connects a session's Surveyor with the pages of an InsideWindow."""

    def __init__(self, session: Session, window: InsideWindow, messages: Messages) -> None:
        super().__init__(window)
        self._session = session
        surveyor = session.surveyor
        surveyor.failed.connect(messages.show_error)
        for page in (window.test_set, window.map):
            page.seen.connect(surveyor.watch)
            surveyor.changed.connect(page.set_survey)
            surveyor.advanced.connect(page.set_progress)
            page.image_chosen.connect(self._read)
        session.reader.reading_changed.connect(window.map.set_reading)

    @Slot(int)
    def _read(self, number: int) -> None:
        """Lay a test image on the canvas, to be read exactly as it is."""
        survey = self._session.surveyor.survey
        if survey is None:
            return
        image = survey.images[number]
        grey = np.repeat(np.repeat(255 - image, _ENLARGED, axis=0), _ENLARGED, axis=1)
        name = tr("test image {number}", number=number)
        self._session.drawing.lay_down(Picture(name, image, np.stack([grey] * 3, axis=-1), (0.0, 0.0, 1.0, 1.0)))
