"""The images of a batch with their losses: the worst of them large, all of them small below."""

from __future__ import annotations

from math import isfinite

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from digitapp import theme
from digitapp.core.runs.batch_seen import BatchSeen
from digitapp.i18n import tr
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.grey_image import on_paper
from digitapp.views.parts.view import View, plain_tip

_WORST = 5
_MOST = 400  # images of a batch; a larger one shows its worst
_GAP = 8
_LARGEST, _SMALLEST = 64.0, 10.0  # pixels of a small image


class BatchFigure(View):
    """Shows a BatchSeen.

    Signals:
        chosen(place): the person clicked the image of this place in the batch.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._batch: BatchSeen | None = None
        self._order: list[int] = []  # the worst first
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMouseTracking(True)

    def set_batch(self, batch: BatchSeen | None) -> None:
        """Show this one."""
        self._batch = batch
        self._order = [] if batch is None else [int(place) for place in batch.worst_first[:_MOST]]
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        parts = [self._say(place) for place in self._order[:_WORST]]
        self.setAccessibleName("; ".join([tr("The worst images of the batch"), *parts]))
        self.update()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self.update()

    def places(self) -> dict[int, QRectF]:
        """Return where the small pictures of the images are painted, as far as there is room."""
        top, side, columns = self._small()
        found = {}
        for number, place in enumerate(self._order):
            row, column = divmod(number, columns)
            y = top + row * side * 1.25
            if y + side <= self.height() + 1:
                found[place] = QRectF(column * side + 1, y, side - 2, side - 2)
        return found

    def _large(self) -> float:
        """Return the side of the worst images."""
        return min((self.width() - (_WORST - 1) * _GAP) / _WORST, self.height() * 0.36, 220.0)

    def _small(self) -> tuple[float, float, int]:
        """Return where the small images begin, their side, and how many stand in a row."""
        line = self.fontMetrics().height()
        top = self._large() + 3.6 * line + _GAP
        count, room = len(self._order), self.height() - top
        side = _LARGEST
        while side > _SMALLEST and -(-count // max(int(self.width() // side), 1)) * side * 1.25 > room:
            side -= 1
        return top, side, max(int(self.width() // side), 1)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the worst images with what was said of them, and all of them with a bar for the loss."""
        batch = self._batch
        if batch is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_worst(painter, batch)
        _, side, _ = self._small()
        top = max((float(loss) for loss in batch.losses if isfinite(loss)), default=1.0) or 1.0
        painter.setPen(Qt.PenStyle.NoPen)
        for number, place in self.places().items():
            painter.drawImage(place, on_paper(batch.images[number]))
            share = min(float(batch.losses[number]) / top, 1.0) if isfinite(batch.losses[number]) else 1.0
            is_wrong = batch.answers[number] != batch.labels[number]
            painter.setBrush(theme.colour("warning" if is_wrong else "train"))
            tall = max(side * 0.16, 2.0)
            painter.drawRect(QRectF(place.left(), place.bottom() + 1, max(share * place.width(), 1.0), tall))

    def _paint_worst(self, painter: QPainter, batch: BatchSeen) -> None:
        side = self._large()
        line = self.fontMetrics().height()
        for column, number in enumerate(self._order[:_WORST]):
            left = column * (side + _GAP)
            painter.drawImage(QRectF(left, 0, side, side), on_paper(batch.images[number]))
            is_wrong = bool(batch.answers[number] != batch.labels[number])
            painter.setPen(QPen(theme.colour("warning" if is_wrong else "line"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(QRectF(left + 1, 1, side - 2, side - 2))
            said = class_name(int(batch.answers[number]))
            words = (
                (tr("loss {loss:.2f}", loss=float(batch.losses[number])), "text", True),
                (tr("it is {label}", label=class_name(int(batch.labels[number]))), "quiet", False),
                (tr("said {answer}", answer=said), "warning" if is_wrong else "quiet", False),
            )
            y = side + 2.0
            for text, colour, bold in words:
                painter.setFont(theme.number_font(bold=bold))
                painter.setPen(theme.colour(colour))
                painter.drawText(QRectF(left, y, side, line * 1.1), Qt.AlignmentFlag.AlignCenter, text)
                y += line * 1.1

    def _say(self, place: int) -> str:
        batch = self._batch
        assert batch is not None
        return tr(
            "It is {label}, said was {answer}; {share:.1%} for the right one, loss {loss:.2f}",
            label=class_name(int(batch.labels[place])),
            answer=class_name(int(batch.answers[place])),
            share=float(batch.shares[place]),
            loss=float(batch.losses[place]),
        )

    def _at(self, where: QPointF) -> int:
        """Return the place in the batch of the image there, or -1."""
        batch = self._batch
        if batch is None:
            return -1
        side = self._large()
        for column, number in enumerate(self._order[:_WORST]):
            if QRectF(column * (side + _GAP), 0, side, side).contains(where):
                return number
        return next((number for number, place in self.places().items() if place.contains(where)), -1)

    def sizeHint(self) -> QSize:
        """Ask for much: it is looked at from afar."""
        return QSize(760, 480)

    def minimumSizeHint(self) -> QSize:
        """Ask for enough for the worst."""
        return QSize(320, 260)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the image under the pointer."""
        place = self._at(event.position())
        if place >= 0:
            self.chosen.emit(place)

    def event(self, event: QEvent) -> bool:
        """Say what the image under the pointer is."""
        if isinstance(event, QHelpEvent) and event.type() is QEvent.Type.ToolTip:
            place = self._at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), plain_tip(self._say(place)) if place >= 0 else "", self)
            return True
        return super().event(event)
