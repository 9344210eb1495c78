"""Asks how an animation over the run shall be: of what, how many pictures, for how long."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from digitapp import theme
from digitapp.core.runs.animation import MOST_FRAMES
from digitapp.i18n import tr
from digitapp.views.parts.view import label


@dataclass(frozen=True)
class AnimationWish:
    """How an animation shall be.

    Attributes:
        whole: of the whole window, not only of the page in front.
        frames: how many pictures.
        seconds: how long it takes.
        dense: whether more pictures are of the start, where most happens.
        suffix: the kind of file, such as ".gif".
    """

    whole: bool
    frames: int
    seconds: int
    dense: bool
    suffix: str


class AnimationDialog(QDialog):
    """Asks for an AnimationWish."""

    def __init__(self, page: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Save animation"))
        self._what, self._kind = QComboBox(), QComboBox()
        self._frames, self._seconds, self._dense = QSpinBox(), QSpinBox(), QCheckBox(tr("more of the start"))
        self._what.addItems([tr("the page {page}", page=page), tr("the whole window")])
        for suffix, name in ((".gif", "GIF"), (".webp", "WebP"), (".png", "APNG")):
            self._kind.addItem(name, suffix)
        self._frames.setRange(2, MOST_FRAMES)
        self._frames.setValue(48)
        self._seconds.setRange(1, 60)
        self._seconds.setValue(6)
        self._dense.setChecked(True)
        words = label("quiet")
        words.setWordWrap(True)
        words.setText(
            tr(
                "The page is shown at moments of the run, from the beginning to the end, reading the drawing on the"
                " paper; each becomes a picture of the animation."
            )
        )
        form = QFormLayout()
        form.addRow(tr("Show"), self._what)
        form.addRow(tr("Pictures"), self._frames)
        form.addRow(tr("Seconds"), self._seconds)
        form.addRow("", self._dense)
        form.addRow(tr("File"), self._kind)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Save | QDialogButtonBox.StandardButton.Cancel)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        layout = QVBoxLayout(self)
        layout.setSpacing(2 * theme.GRID)
        layout.addWidget(words)
        layout.addLayout(form)
        layout.addWidget(buttons)
        self.setMinimumWidth(380)

    @property
    def wish(self) -> AnimationWish:
        """What the person chose."""
        return AnimationWish(
            self._what.currentIndex() == 1,
            self._frames.value(),
            self._seconds.value(),
            self._dense.isChecked(),
            str(self._kind.currentData()),
        )
