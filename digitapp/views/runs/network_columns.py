"""Networks side by side: how well each reads the test images, what it reads in the drawing, what its units look for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.runs.columns import Column
from digitapp.i18n import tr
from digitapp.views.parts import colour_maps
from digitapp.views.parts.cells import paint_cells
from digitapp.views.parts.class_names import class_name, elided, first_classes
from digitapp.views.parts.view import View
from digitapp.views.runs.run_colours import paint_badge, run_colour

_SIDE = 28
_BARS, _GAP = 64, 16  # pixels
_LEAST, _MOST = 40, 110  # pixels of a unit's picture


@dataclass(frozen=True, eq=False)
class NetworkShown:
    """A network beside others.

    Attributes:
        title, state: what it is called, and where it stands, such as "waits" or "epoch 1.4".
        accuracy: on the test images, from 0 to 1; NaN where it is not known.
        column: what it reads; None where there is no network yet.
        colour: the number of its colour; None for none.
        lit: what differs from the others; "" for nothing.
    """

    title: str
    state: str
    accuracy: float
    column: Column | None
    colour: int | None = None
    lit: str = ""


class NetworkColumns(View):
    """Shows NetworksShown, each in a column."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._networks: Sequence[NetworkShown] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)

    def set_networks(self, networks: Sequence[NetworkShown]) -> None:
        """Show these, from left to right."""
        self._networks = tuple(networks)
        self.updateGeometry()
        self.retranslate()

    @property
    def answers(self) -> list[str]:
        """What each says about the drawing."""
        return [_said(network.column) for network in self._networks]

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        parts = [
            ", ".join(part for part in (each.title, each.lit, each.state, _share(each.accuracy), said) if part)
            for each, said in zip(self._networks, self.answers, strict=True)
        ]
        self.setAccessibleName("; ".join([tr("Networks side by side"), *parts]))
        self.setToolTip(
            tr(
                "All read the drawing on the paper at the same time. Below: the weights of the units that do most for"
                " the answer, each laid where its pixel is."
            )
        )
        self.update()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint one column beside the other."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        count = max(len(self._networks), 1)
        width = (self.width() - (count - 1) * _GAP) / count
        for place, network in enumerate(self._networks):
            left = place * (width + _GAP)
            if place:
                painter.setPen(QPen(theme.colour("line"), 1))
                painter.drawLine(QPointF(left - _GAP / 2, 0), QPointF(left - _GAP / 2, self.height()))
            _Painting(painter, network, QRectF(left, 0, width, self.height())).paint()

    def sizeHint(self) -> QSize:
        """Ask for room for the pictures."""
        return QSize(200 * max(len(self._networks), 1), 420)

    def minimumSizeHint(self) -> QSize:
        """Ask for the bars and small pictures."""
        line = self.fontMetrics().height()
        return QSize(150 * max(len(self._networks), 1), round(8 * line + _BARS + 2 * (_LEAST + line)))


class _Painting:
    """Paints one column from the top to the bottom."""

    def __init__(self, painter: QPainter, network: NetworkShown, place: QRectF) -> None:
        self._painter, self._network, self._place = painter, network, place
        self._y = place.top()

    def paint(self) -> None:
        self._write_title()
        self._write(_share(self._network.accuracy) or "–", size=1.5, bold=True)
        self._write(tr("of the test images"), quiet=True, size=0.9)
        self._y += 6
        self._paint_bars()
        self._write(_said(self._network.column), bold=True)
        self._paint_units()

    def _write(self, text: str, *, size: float = 1.0, bold: bool = False, quiet: bool = False, left: float = 0) -> None:
        painter = self._painter
        painter.setFont(theme.number_font(size, bold=bold))
        painter.setPen(theme.colour("quiet" if quiet else "text"))
        metrics = painter.fontMetrics()
        room = QRectF(self._place.left() + left, self._y, self._place.width() - left, metrics.height())
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, int(room.width()))
        painter.drawText(room, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, shown)
        self._y += metrics.height()

    def _write_title(self) -> None:
        network, left = self._network, 0.0
        if network.colour is not None:
            paint_badge(self._painter, QRectF(self._place.left(), self._y + 1, 16, 16), network.colour)
            left = 22.0
        self._write(network.title, bold=True, left=left)
        self._y = max(self._y, self._place.top() + (20 if left else 0))  # below the badge
        if network.lit:
            painter = self._painter
            painter.setFont(theme.number_font(bold=True))
            metrics = painter.fontMetrics()
            wide = min(metrics.horizontalAdvance(network.lit) + 12.0, self._place.width())
            place = QRectF(self._place.left(), self._y + 1, wide, metrics.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.colour("accent", 0.18))
            painter.drawRoundedRect(place, 4, 4)
            painter.setPen(theme.colour("text"))
            shown = metrics.elidedText(network.lit, Qt.TextElideMode.ElideRight, int(wide - 8))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, shown)
            self._y += metrics.height() + 3
        self._write(network.state, quiet=True, size=0.9)

    def _paint_bars(self) -> None:
        painter, reading = self._painter, None if self._network.column is None else self._network.column.reading
        shown = first_classes(None if reading is None else reading.probabilities)
        step = self._place.width() / len(shown)
        painter.setFont(theme.number_font(0.9))
        line = painter.fontMetrics().height()
        for number, digit in enumerate(shown):
            left = self._place.left() + number * step
            share = 0.0 if reading is None else float(reading.probabilities[digit])
            tall = max(1.0, _BARS * (min(share, 1.0) if np.isfinite(share) else 1.0))
            colour = self._network.colour
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(
                theme.colour("off")
                if reading is None
                else theme.colour("accent")
                if colour is None
                else run_colour(colour)
            )
            painter.drawRect(QRectF(left + step * 0.15, self._y + _BARS - tall, step * 0.7, tall))
            painter.setPen(theme.colour("quiet"))
            below = QRectF(left, self._y + _BARS, step, line)
            painter.drawText(below, Qt.AlignmentFlag.AlignCenter, elided(painter, digit, step))
        self._y += _BARS + line + 2

    def _paint_units(self) -> None:
        column = self._network.column
        if column is None or not column.units:
            return
        painter = self._painter
        self._y += 4
        painter.setFont(theme.number_font(0.8))
        line = painter.fontMetrics().height()
        room, wide = self._place.bottom() - self._y, self._place.width()
        side, columns = 0.0, 1
        for each in range(1, len(column.units) + 1):  # the number of columns with which the pictures are largest
            rows = -(-len(column.units) // each)
            fits = min((wide - 6 * (each - 1)) / each, room / rows - line - 2, float(_MOST))
            if fits > side:
                side, columns = fits, each
        top = colour_maps.round_up(column.strongest)
        for number, unit in enumerate(column.units if side >= 8 else ()):
            row, place = divmod(number, columns)
            left, y = self._place.left() + place * (side + 6), self._y + row * (side + line + 2)
            picture = colour_maps.signed(unit.weights.reshape(_SIDE, _SIDE), top)
            paint_cells(painter, QRectF(left, y, side, side), picture)
            said = f"#{unit.unit}" if unit.activation is None else f"#{unit.unit}  {unit.activation:.2f}"
            painter.setPen(theme.colour("quiet"))
            shown = painter.fontMetrics().elidedText(said, Qt.TextElideMode.ElideRight, int(side))
            painter.drawText(QRectF(left, y + side, side, line), Qt.AlignmentFlag.AlignCenter, shown)


def _share(accuracy: float) -> str:
    return "" if isnan(accuracy) else f"{accuracy:.2%}"


def _said(column: Column | None) -> str:
    """Return what a network says about the drawing."""
    if column is None:
        return ""
    reading = column.reading
    if reading is None:
        return tr("Draw a digit")
    digit = reading.ranking[0]
    share = float(reading.probabilities[digit])
    if reading.answer is None:
        return tr("cannot tell; nearest {digit}, {share:.1%}", digit=class_name(digit), share=share)
    return f"{class_name(digit)}, {share:.1%}"
