"""The probabilities of a reading: a bar for each class, or for ten of many and all others together."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Slot
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from digitapp import theme
from digitapp.core.reading.reading import Reading, Vector
from digitapp.i18n import tr
from digitapp.views.parts.class_names import class_name, class_names, elided, names_width
from digitapp.views.parts.view import View

_LINES = 10  # there is room for


class ProbabilityBars(View):
    """Shows a reading's probabilities as bars with percentages, the largest in the accent colour.

    Of more than ten classes the nine most probable have a bar each, the most probable first, and the others one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shares: Vector | None = None
        self._reading: Reading | None = None
        self.setMinimumSize(self.sizeHint())
        self.retranslate()

    @Slot(object)
    def set_reading(self, reading: Reading | None) -> None:
        """Show the probabilities of this reading; None shows empty bars without numbers."""
        self._reading = reading
        before, self._shares = self._shares, None if reading is None else reading.probabilities
        if before is None or self._shares is None or before.argmax() != self._shares.argmax():
            self.update()
            return
        if len(before) != len(self._shares) or len(before) > _LINES:
            self.update()
            return
        for digit in np.flatnonzero(np.rint(before * 1000) != np.rint(self._shares * 1000)):
            self.update(self._row(int(digit)).toAlignedRect())

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("Probabilities"))
        self.setToolTip(
            tr("softmax makes the scores into probabilities: exp(score), divided by the sum of all of them.")
        )
        self.update()

    def in_numbers(self) -> str:
        """Return how the largest probability was computed."""
        if self._reading is None:
            return ""
        digit, temperature = self._reading.ranking[0], self._reading.calibration.temperature
        z = self._reading.layers[-1].z.astype(np.float64) / temperature
        with np.errstate(over="ignore"):
            power, total = float(np.exp(z[digit])), float(np.exp(z).sum())
        divided = "" if temperature == 1 else f" / {temperature:g}"
        score = float(self._reading.layers[-1].z[digit])
        share = float(self._reading.probabilities[digit])
        return f"{class_name(digit)}: exp({score:.3f}{divided}) / Σ exp = {power:.4g} / {total:.4g} = {share:.4f}"

    def sizeHint(self) -> QSize:
        """Ask for room for ten lines of text."""
        return QSize(160, _LINES * (QFontMetrics(theme.number_font(0.9)).height() - 1))

    def _row(self, place: int) -> QRectF:
        line = self.height() / _LINES
        return QRectF(0, place * line, self.width(), line)

    def _shown(self) -> list[tuple[int, float | None]]:
        """Return the classes that have a bar, -1 for all others, and their shares."""
        shares = self._shares
        count = len(class_names()) if shares is None else len(shares)
        if shares is None:
            return [(digit, None) for digit in range(min(count, _LINES))]
        if count <= _LINES:
            return [(digit, float(share)) for digit, share in enumerate(shares)]
        first = np.argsort(-shares, kind="stable")[: _LINES - 1].tolist()
        return [*((digit, float(shares[digit])) for digit in first), (-1, float(shares.sum() - shares[first].sum()))]

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the digits, the bars and the percentages."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        plain, bold = theme.number_font(0.9), theme.number_font(0.9, bold=True)
        metrics = QFontMetrics(bold)
        digit_width, percent_width = round(names_width(bold, 0.4 * self.width())), metrics.horizontalAdvance("100.0%")
        if len(class_names()) > _LINES:
            digit_width = max(digit_width, round(min(metrics.horizontalAdvance(tr("others")), 0.4 * self.width())))
        left, right = digit_width + 10, self.width() - percent_width - 6
        best = None if self._shares is None else int(np.argmax(self._shares))
        for place, (digit, share) in enumerate(self._shown()):
            row = self._row(place)
            if not row.intersects(QRectF(event.rect())):
                continue
            painter.setFont(bold if digit == best else plain)
            painter.setPen(theme.colour("text"))
            name = tr("others") if digit < 0 else elided(painter, digit, digit_width)
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, name)
            track = QRectF(left, row.center().y() - 4, right - left, 8)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("off"))
            painter.drawRoundedRect(track, 4, 4)
            if share is None:
                continue
            filled = min(share, 1.0) if np.isfinite(share) else 1.0
            bar = QRectF(track.x(), track.y(), track.width() * filled, track.height())
            painter.setBrush(theme.colour("accent" if digit == best else "quiet"))
            radius = min(4.0, bar.width() / 2)
            painter.drawRoundedRect(bar, radius, radius)
            painter.setPen(theme.colour("text" if digit == best else "quiet"))
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, f"{share:.1%}")
