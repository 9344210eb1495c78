"""Training in slow motion: a batch, its images and their losses, a rest, and the next one."""

from __future__ import annotations

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.batch_seen import BatchSeen
from digitapp.i18n import tr
from digitapp.views.parts.page import Page
from digitapp.views.parts.view import label
from digitapp.views.runs.batch_figure import BatchFigure

_SPEEDS = (0.25, 0.5, 1.0, 2.0, 5.0)  # batches a second
_USUAL = 2


class SlowMotionView(Page):
    """Shows BatchesSeen.

    Signals:
        play_requested(), pause_requested(), one_requested(), full_requested(): how to go on.
        speed_requested(batches): so many batches a second.
        image_chosen(place): the person clicked the image of this place in the batch.
    """

    play_requested = Signal()
    pause_requested = Signal()
    one_requested = Signal()
    full_requested = Signal()
    speed_requested = Signal(float)
    image_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._batch: BatchSeen | None = None
        self._playing, self._status = False, "idle"
        self._play, self._one, self._full = QPushButton(), QPushButton(), QPushButton()
        self._speed = QComboBox()
        self._speed.addItems([""] * len(_SPEEDS))
        self._where, self._legend, self._invitation = label("title"), label("quiet"), label("quiet")
        for text in (self._legend, self._invitation):
            text.setWordWrap(True)
        self.figure = BatchFigure()
        row = QHBoxLayout()
        row.setSpacing(theme.GRID)
        for part in (self._play, self._speed, self._one, self._full):
            row.addWidget(part)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addLayout(row)
        layout.addWidget(self._invitation)
        layout.addWidget(self._where)
        layout.addWidget(self.figure, 1)
        layout.addWidget(self._legend)
        layout.addStretch()
        self._play.clicked.connect(self._ask)
        self._one.clicked.connect(self.one_requested)
        self._full.clicked.connect(self.full_requested)
        self._speed.activated.connect(self._ask_for_speed)
        self.figure.chosen.connect(self.image_chosen)
        self._speed.setCurrentIndex(_USUAL)
        self.retranslate()

    @property
    def batch(self) -> BatchSeen | None:
        """The batch that is shown."""
        return self._batch

    @Slot(object)
    def set_batch(self, batch: BatchSeen) -> None:
        """Show this one."""
        self._batch = batch
        self.figure.set_batch(batch)
        self._say()

    @Slot(bool)
    def set_playing(self, playing: bool) -> None:
        """Say whether batches are taken by themselves."""
        self._playing = playing
        self._say()

    def set_status(self, status: str) -> None:
        """Say what the training does: "idle", "running" or "paused"."""
        self._status = status
        self._say()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        for place, speed in enumerate(_SPEEDS):
            self._speed.setItemText(
                place,
                tr("{count:g} a second", count=speed) if speed >= 1 else tr("one in {count:g} s", count=1 / speed),
            )
        self._speed.setAccessibleName(tr("Batches a second"))
        self._one.setText(tr("One batch"))
        self._one.setToolTip(tr("Learn from one more batch, and wait"))
        self._legend.setText(
            tr(
                "Each image with its loss, −ln (natural logarithm) "
                "of the probability that the network gave to the right digit before it"
                " learned from it; the worst first. The bar is as long as the loss; red where it said another digit."
            )
        )
        self._invitation.setText(
            tr(
                "In slow motion one sees what a batch is: the network reads its images, the losses say how wrong it is,"
                " one step makes them a little smaller. Begin, and watch the worst ones change."
            )
        )
        self.setWhatsThis(self._invitation.text())
        self._say()

    def _say(self) -> None:
        self._play.setText(tr("Pause") if self._playing else tr("Slow motion"))
        self._play.setToolTip(
            tr("Wait after this batch")
            if self._playing
            else tr("Learn from a batch after the other, each after a rest; of a fresh network where none is trained")
        )
        runs = self._status == "running" and not self._playing
        self._full.setText(tr("Pause") if runs else tr("Full speed"))
        self._full.setToolTip(tr("Wait after this batch") if runs else tr("Train as fast as can be"))
        batch = self._batch
        for part in (self.figure, self._legend, self._where):
            part.setVisible(batch is not None)
        self._invitation.setVisible(batch is None)
        if batch is not None:
            self._where.setText(
                tr(
                    "Epoch {epoch}, batch {batch} of {steps}: loss {loss:.3f}, {right} of {count} read rightly,"
                    " rate {rate:g}",
                    epoch=batch.epoch,
                    batch=batch.batch,
                    steps=batch.steps,
                    loss=batch.loss,
                    right=batch.right,
                    count=len(batch.losses),
                    rate=batch.rate,
                )
            )

    @Slot()
    def _ask(self) -> None:
        if self._playing:
            self.pause_requested.emit()
        else:
            self.play_requested.emit()

    @Slot(int)
    def _ask_for_speed(self, place: int) -> None:
        self.speed_requested.emit(_SPEEDS[place])
