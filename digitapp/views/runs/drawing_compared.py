"""What several runs read in the drawing on the paper: for each digit a bar for each run, and each run's answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Reading
from digitapp.i18n import tr
from digitapp.views.parts.class_names import class_name, class_names, first_classes, without_tags
from digitapp.views.parts.view import View
from digitapp.views.runs.run_colours import paint_badge, run_colour

_BARS, _BADGE = 72, 16  # pixels of height


class DrawingCompared(View):
    """Shows the Readings of the same drawing by several runs."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._readings: Mapping[int, Reading] = {}
        self._colours: Mapping[int, int] = {}
        self._names: Mapping[int, str] = {}
        self._classes: Mapping[int, tuple[str, ...]] = {}
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.retranslate()

    def set_runs(
        self,
        names: Mapping[int, str],
        colours: Mapping[int, int],
        classes: Mapping[int, tuple[str, ...]] | None = None,
    ) -> None:
        """Take the names and the colours of the runs that are compared, and the names of each one's classes.

        Classes are as settings have them: empty for the ten digits.
        """
        self._names, self._colours, self._classes = dict(names), dict(colours), dict(classes or {})
        self.updateGeometry()
        self._show()

    @Slot(object)
    def set_readings(self, readings: Mapping[int, Reading] | None) -> None:
        """Show what each run reads, by the run's number; None while there is no drawing."""
        self._readings = dict(readings or {})
        self._show()

    @property
    def answers(self) -> list[str]:
        """What each run says, in the order of the colours."""
        return [self._said(number) for number in self._shown()]

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setToolTip(tr("Each compared run reads the drawing on the paper, all at the same time."))
        self._show()

    def _show(self) -> None:
        self.setAccessibleName("; ".join([tr("What the runs read"), *self.answers]))
        self.update()

    def _shown(self) -> list[int]:
        return sorted((number for number in self._colours if number in self._names), key=self._colours.__getitem__)

    def _said(self, number: int) -> str:
        reading, name = self._readings.get(number), self._names[number]
        if reading is None:
            return name
        answer = reading.ranking[0]
        share, digit = float(reading.probabilities[answer]), self._class_name([number], answer)
        if reading.answer is None:
            return tr("{name}: cannot tell; nearest {digit}, {share:.1%}", name=name, digit=digit, share=share)
        return tr("{name}: {digit}, {share:.1%}", name=name, digit=digit, share=share)

    def _class_name(self, runs: Sequence[int], number: int) -> str:
        """Return what these runs call a class; its number where they do not agree."""
        if not runs or not all(run in self._classes for run in runs):
            return class_name(number)
        known = {self._classes[run] for run in runs}
        names = known.pop() if len(known) == 1 else ()
        return without_tags(names[number]) if number < len(names) else str(number)

    def sizeHint(self) -> QSize:
        """Ask for the bars and a line for each run."""
        line = max(QFontMetrics(theme.number_font()).height(), _BADGE) + 2
        digits = QFontMetrics(theme.number_font(0.9)).height()
        return QSize(240, _BARS + digits + line * max(len(self._shown()), 1))

    def minimumSizeHint(self) -> QSize:
        """Ask for all of it."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bars, the digits below them, and the answers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        runs = self._shown()
        shares = [each.probabilities for each in self._readings.values()]
        most = max((len(each) for each in shares), default=len(class_names()))
        padded = [np.pad(each, (0, most - len(each))) for each in shares]
        shown = first_classes(np.max(padded, axis=0) if padded else None)
        column, top = self.width() / len(shown), float(_BARS)
        wide = min(column * 0.8 / max(len(runs), 1), 12.0)
        painter.setFont(theme.number_font(0.9))
        height = painter.fontMetrics().height()
        for at, digit in enumerate(shown):
            middle = (at + 0.5) * column
            painter.setPen(theme.colour("quiet"))
            below = painter.fontMetrics().elidedText(
                self._class_name(runs, digit), Qt.TextElideMode.ElideRight, int(column)
            )
            painter.drawText(QRectF(at * column, top, column, height), Qt.AlignmentFlag.AlignCenter, below)
            painter.setPen(Qt.PenStyle.NoPen)
            for place, number in enumerate(runs):
                reading = self._readings.get(number)
                known = reading is not None and digit < len(reading.probabilities)
                share = float(reading.probabilities[digit]) if reading is not None and known else 0.0
                tall = max(1.0, top * (min(share, 1.0) if np.isfinite(share) else 1.0))
                left = middle + (place - len(runs) / 2) * wide
                painter.setBrush(run_colour(self._colours[number]) if reading else theme.colour("off"))
                painter.drawRect(QRectF(left, top - tall, wide - 1, tall))
        painter.setFont(theme.number_font())
        y, line = top + height, max(painter.fontMetrics().height(), _BADGE) + 2
        if not runs:
            painter.setPen(theme.colour("quiet"))
            painter.drawText(QRectF(0, y, self.width(), line), Qt.AlignmentFlag.AlignVCenter, tr("No run is ticked."))
        for number in runs:
            paint_badge(painter, QRectF(0, y + (line - _BADGE) / 2, _BADGE, _BADGE), self._colours[number])
            painter.setPen(theme.colour("text"))
            painter.setFont(theme.number_font())
            metrics = painter.fontMetrics()
            room = self.width() - _BADGE - 6
            said = metrics.elidedText(self._said(number), Qt.TextElideMode.ElideMiddle, room)
            painter.drawText(QPointF(_BADGE + 6, y + (line + metrics.ascent() - metrics.descent()) / 2), said)
            y += line
