"""The base of the pages that show a survey of all test images: they say how far it is while there is none yet."""

from __future__ import annotations

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QProgressBar, QStackedLayout, QVBoxLayout, QWidget

from digitapp.core.inside.survey import Survey
from digitapp.i18n import error_text, tr
from digitapp.views.parts.page import Page
from digitapp.views.parts.view import label


class SurveyPage(Page):
    """Holds the page's own content, and in its place the progress of a survey that is under way."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._survey: Survey | None = None
        self._problem: Exception | None = None
        self._waiting, self._progress = label("quiet"), QProgressBar()
        self._waiting.setWordWrap(True)
        self._waiting.setMinimumWidth(320)
        self._waiting.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._progress.setTextVisible(False)
        self._progress.setMaximumWidth(320)
        self.content, progress = QWidget(), QWidget()
        column = QVBoxLayout(progress)
        column.addStretch()
        column.addWidget(self._waiting, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(self._progress, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch()
        self._stack = QStackedLayout(self)
        self._stack.addWidget(progress)
        self._stack.addWidget(self.content)

    @property
    def survey(self) -> Survey | None:
        """What is shown."""
        return self._survey

    @Slot(object)
    def set_survey(self, survey: Survey | None) -> None:
        """Show this; None waits for the next."""
        self._survey, self._problem = survey, None
        self._say_what_it_waits_for()
        self._progress.setValue(0)
        self._stack.setCurrentIndex(0 if survey is None else 1)
        if survey is not None:
            self.show_survey(survey)

    @Slot(object)
    def set_problem(self, error: Exception) -> None:
        """Say why there is no survey, such as that the network knows other classes than the data have."""
        if self._survey is None:
            self._problem = error
            self._say_what_it_waits_for()

    def _say_what_it_waits_for(self) -> None:
        problem = self._problem
        self._progress.setVisible(problem is None)
        self._waiting.setText(tr("The network reads all test images…") if problem is None else error_text(problem))

    @Slot(float)
    def set_progress(self, share: float) -> None:
        """Say how much of the next survey is done, from 0 to 1."""
        self._progress.setValue(round(100 * share))

    def show_survey(self, survey: Survey) -> None:
        """Show this survey."""
        raise NotImplementedError

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._say_what_it_waits_for()
