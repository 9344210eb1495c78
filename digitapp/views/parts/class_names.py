"""What the outputs of the current network are called, wherever they are shown: the digits, or other classes.

Like the language it is one thing for the whole window; who paints names asks for them when it paints.
"""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontMetricsF, QPainter

from digitapp import theme
from digitapp.core.reading.reading import Vector
from digitapp.i18n import tr
from digitapp.views.parts.colour_maps import class_colour

_SHORT = 3  # letters
MOST_SHOWN = 10  # classes at once, where each takes a line

_DIGITS = tuple("0123456789")


class ClassNames(QObject):
    """Holds the names.

    Signals:
        changed(): other names count from now on.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._names = _DIGITS

    @property
    def names(self) -> tuple[str, ...]:
        """All of them, by the number of the output."""
        return self._names

    @property
    def are_digits(self) -> bool:
        """Whether they are the ten digits."""
        return self._names == _DIGITS

    def set_names(self, names: tuple[str, ...]) -> None:
        """Let these count; none for the ten digits."""
        names = tuple(map(without_tags, names)) or _DIGITS
        if names != self._names:
            self._names = names
            self.changed.emit()


def without_tags(name: str) -> str:
    """Return a name from a file as it may stand in a label or a tip, where Qt takes "<" for the begin of a mark-up."""
    return name.replace("<", "‹")


CLASSES = ClassNames()


def class_names() -> tuple[str, ...]:
    """Return the names of the current network's classes."""
    return CLASSES.names


def class_name(number: int) -> str:
    """Return the name of an output; its number where it has none."""
    known = CLASSES.names
    return known[number] if 0 <= number < len(known) else str(number)


def in_short(name: str) -> str:
    """Return a name for where there is hardly room: its first letters, if it is long."""
    return name if len(name) <= _SHORT + 1 else f"{name[:_SHORT]}."


def first_classes(values: Vector | None, most: int = MOST_SHOWN) -> list[int]:
    """Return the classes that there is room for: all, or those with the largest values, in their own order.

    Args:
        values: (classes,), by which they are chosen; None for the first ones.
        most: how many there is room for.
    """
    count = len(class_names()) if values is None else len(values)
    if count <= most or values is None:
        return list(range(min(count, most)))
    largest = np.argsort(-np.nan_to_num(values, nan=-np.inf), kind="stable")[:most]
    return sorted(int(number) for number in largest)


def names_width(font: QFont, most: float) -> float:
    """Return how wide the widest name is in a font, but no more than `most` pixels."""
    metrics = QFontMetricsF(font)
    return min(max(metrics.horizontalAdvance(each) for each in CLASSES.names), most)


def elided(painter: QPainter, number: int, room: float) -> str:
    """Return the name of an output, cut off where there is no room for it."""
    return painter.fontMetrics().elidedText(class_name(number), Qt.TextElideMode.ElideRight, max(int(room), 0))


def paint_named(painter: QPainter, place: QRectF, number: int, after: str) -> None:
    """Write the name of an output, cut off where need be, and what comes after it."""
    name = elided(painter, number, place.width() - painter.fontMetrics().horizontalAdvance(after))
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, name + after)


def apart(values: Vector, line: float, height: float) -> set[int]:
    """Return which classes have room for their names one below the other: all, or the likeliest not on each other.

    Args:
        values: (classes,) how likely each is.
        line: pixels that a name takes.
        height: pixels for all.
    """
    step = height / len(values)
    if step >= 0.8 * line:
        return set(range(len(values)))
    found: list[int] = []
    for place in np.argsort(-values, kind="stable").tolist():
        if len(found) < MOST_SHOWN and all(abs(place - other) * step >= line for other in found):
            found.append(place)
    return set(found)


def legend_size(cell: float, most: float) -> QSize:
    """Return how large a line of so many pixels for a class of one letter becomes with the names of now."""
    count = min(len(class_names()), MOST_SHOWN)
    wide = count * max(cell, names_width(theme.number_font(), most) + 18)
    return QSize(round(min(max(wide, MOST_SHOWN * cell), most)), 20)


def paint_legend(painter: QPainter, place: QRectF, cell: float) -> None:
    """Paint each class's colour and name into a line.

    Names that have no room are cut off, and where ten colours are not enough it is said that they begin again.

    Args:
        painter: with the font to write in.
        place: of the line.
        cell: pixels for a class of one letter.
    """
    count = len(class_names())
    metrics = painter.fontMetrics()
    more = tr("… colours repeat") if count > MOST_SHOWN else ""
    shown = min(count, MOST_SHOWN)
    room = place.width() - (metrics.horizontalAdvance(more) + 6 if more else 0)
    cell = min(max(cell, names_width(painter.font(), place.width()) + 18), room / shown)
    for number in range(shown):
        left = place.x() + number * cell
        painter.fillRect(QRectF(left, place.center().y() - 4, 8, 8), class_colour(number))
        painter.setPen(theme.colour("text"))
        name = elided(painter, number, cell - 12)
        painter.drawText(QRectF(left + 11, place.y(), cell - 11, place.height()), Qt.AlignmentFlag.AlignVCenter, name)
    painter.setPen(theme.colour("quiet"))
    painter.drawText(place, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, more)
