"""What to look for in a preset's run, what goes wrong in a run and what helps, and back to the settings from before."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.notices import Kind, Notice
from digitapp.core.runs.presets import preset_of
from digitapp.core.runs.settings import TrainingSettings
from digitapp.i18n import tr
from digitapp.views.parts.view import View, label
from digitapp.views.runs import advice_words


class AdvicePanel(View):
    """Shows the most telling notice; without one, the sentence of the preset whose settings these are.

    Signals:
        remedy_requested(notice): the settings that help shall be used.
        dismiss_requested(notice): nothing more shall be said of this in this run.
        undo_requested(): the settings from before shall be used again.
    """

    remedy_requested = Signal(object)
    dismiss_requested = Signal(object)
    undo_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = TrainingSettings()
        self._notices: tuple[Notice, ...] = ()
        self._in_lesson = False
        self._sentence = label("quiet")
        self._sentence.setWordWrap(True)
        self._undo = QToolButton()
        self._undo.setProperty("role", "plain")
        self._title, self._text = label("error"), label()
        for part in (self._title, self._text):
            part.setWordWrap(True)
            part.setTextFormat(Qt.TextFormat.PlainText)
        self._remedy, self._dismiss = QPushButton(), QToolButton()
        self._dismiss.setProperty("role", "plain")
        self._card = QFrame()
        self._card.setProperty("role", "card")
        inner = QVBoxLayout(self._card)
        inner.setContentsMargins(theme.GRID, 6, theme.GRID, theme.GRID)
        inner.setSpacing(2)
        heading = QHBoxLayout()
        heading.addWidget(self._title, 1)
        heading.addWidget(self._dismiss, 0, Qt.AlignmentFlag.AlignTop)
        inner.addLayout(heading)
        inner.addWidget(self._text)
        self._helps = QHBoxLayout()
        self._helps.setSpacing(theme.GRID)
        self._helps.addWidget(self._remedy)
        self._helps.addStretch()
        inner.addLayout(self._helps)
        self._below = QHBoxLayout()
        self._below.setSpacing(theme.GRID)
        self._below.addWidget(self._sentence, 1)
        self._below.addWidget(self._undo, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID // 2)
        layout.addLayout(self._below)
        layout.addWidget(self._card)
        self._remedy.clicked.connect(self._ask_for_remedy)
        self._dismiss.clicked.connect(self._ask_to_dismiss)
        self._undo.clicked.connect(self.undo_requested)
        self.set_undo_possible(False)
        self.retranslate()

    @Slot(object)
    def set_settings(self, settings: TrainingSettings) -> None:
        """Take the settings of the next run."""
        self._settings = settings
        self._show()

    @Slot(object)
    def set_notices(self, notices: Sequence[Notice]) -> None:
        """Show what goes wrong, the most telling first."""
        self._notices = tuple(notices)
        self._show()

    def set_in_lesson(self, going_on: bool) -> None:
        """Say whether a lesson goes on: its runs are short on purpose, so nothing is said of too few epochs."""
        self._in_lesson = going_on
        self._show()

    @Slot(bool)
    def set_undo_possible(self, possible: bool) -> None:
        """Offer to go back to the settings from before."""
        self._undo.setVisible(possible)
        self._show()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._undo.setText(tr("Undo"))
        self._undo.setToolTip(tr("Back to the settings from before the preset, or the remedy"))
        self._undo.setAccessibleName(tr("Undo the change of settings"))
        self._dismiss.setText("×")
        self._dismiss.setAccessibleName(tr("Close this notice"))
        self._dismiss.setToolTip(tr("Say nothing more of this in this run"))
        self._show()

    @property
    def notice(self) -> Notice | None:
        """The notice that is shown."""
        said = (notice for notice in self._notices if not (self._in_lesson and notice.kind is Kind.TOO_FEW))
        return next(said, None)

    def _show(self) -> None:
        notice, preset = self.notice, preset_of(self._settings)
        self._card.setVisible(notice is not None)
        words = "" if preset is None or notice is not None else tr(advice_words.PRESETS[preset][1])
        self._sentence.setText(words)
        self._sentence.setVisible(bool(words))
        place = self._below if notice is None else self._helps  # Undo beside the remedy: the plots need the room
        if place.indexOf(self._undo) < 0:
            place.addWidget(self._undo, 0, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignRight)
        if notice is not None:
            self._title.setText(advice_words.title(notice))
            self._text.setText(advice_words.text(notice))
            self._offer_remedy(notice)
        self.setVisible(notice is not None or bool(words) or not self._undo.isHidden())

    def _offer_remedy(self, notice: Notice) -> None:
        words = advice_words.remedy(notice, self._settings)
        taken = notice.remedy is not None and notice.remedy == self._settings
        self._remedy.setVisible(bool(words))
        self._remedy.setEnabled(not taken)
        self._remedy.setText(tr("In the form now: press Train") if taken else words)
        self._remedy.setToolTip(
            tr("Puts this into the form; Train begins anew with it. A rate counts for the run under way at once.")
        )

    @Slot()
    def _ask_for_remedy(self) -> None:
        if self.notice is not None:
            self.remedy_requested.emit(self.notice)

    @Slot()
    def _ask_to_dismiss(self) -> None:
        if self.notice is not None:
            self.dismiss_requested.emit(self.notice)
