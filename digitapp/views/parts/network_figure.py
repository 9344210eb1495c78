"""The node-and-line figure of a network, painted anew with every drawing."""

from __future__ import annotations

from functools import cache

import numpy as np
from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.inside.diagram import Diagram, has_lines, path_of
from digitapp.core.reading.reading import Vector
from digitapp.views.parts import colour_maps
from digitapp.views.parts.cells import paint_cells
from digitapp.views.parts.class_names import apart, names_width, paint_named
from digitapp.views.parts.network_places import in_columns, spacing
from digitapp.views.parts.pixmaps import clear_pixmap

_PICTURE = 196.0  # pixels, the side of the input
_BOTTOM, _OUTPUT = 22.0, 92.0  # for the words below, and for the classes and their probabilities
_LETTER, _LONGEST = 10.0, 90.0  # of these pixels, for a name of one letter, and for the longest
_SMALL = 2.0  # pixels, the radius below which a dot looks like a square
_STRENGTHS = 5  # kinds of lines, from faint to strong

Node = tuple[int, int]  # the number of a layer, 0 for the picture, and of a node in it


class NetworkFigure(QWidget):
    """Shows a Diagram; one node may be followed.

    Signals:
        followed(layer, node): the pointer or the keys are at this node, or at none (-1, -1).
        chosen(layer, node): the person clicked this node.
    """

    followed = Signal(int, int)
    chosen = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._diagram: Diagram | None = None
        self._node: Node | None = None
        self._places: list[Vector] = []
        self._sizes: list[float] = []
        self._off: QPixmap | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(560, 320)

    def set_diagram(self, diagram: Diagram | None) -> None:
        """Show this; None shows nothing."""
        counts = self._counts
        self._diagram = diagram
        if counts != self._counts:
            self._node = None
            self._arrange()
        self.update()

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        self._off = None
        self.update()

    @property
    def _counts(self) -> list[int]:
        return [len(values) for values in self._diagram.activations] if self._diagram else []

    def sizeHint(self) -> QSize:
        """Ask for a wide figure."""
        return QSize(820, 460)

    @property
    def _output(self) -> float:
        """Pixels for the names of the classes and their probabilities."""
        return _OUTPUT + max(names_width(theme.number_font(), _LONGEST) - _LETTER, 0)

    def _arrange(self) -> None:
        """Find where each node lies: the picture's as its pixels, a layer's in columns, the digits' in one."""
        self._off = None
        counts = self._counts
        height = self.height() - _BOTTOM
        middle = height / 2
        self._places, self._sizes = [], []
        if not counts:
            return
        side = min(_PICTURE, height)
        cell = side / 28
        index = np.arange(counts[0])
        corner = middle - side / 2
        self._places.append(np.stack([(index % 28 + 0.5) * cell, corner + (index // 28 + 0.5) * cell], axis=1))
        self._sizes.append(cell)
        output = self._output
        left, right = side + 70, self.width() - output - 30
        hidden = counts[1:-1]
        for number, count in enumerate(hidden):
            centre = (left + right) / 2 if len(hidden) == 1 else left + (right - left) * number / (len(hidden) - 1)
            room = (right - left) * (0.5 if len(hidden) == 1 else 0.5 / len(hidden))
            self._places.append(in_columns(count, centre, middle, room, height))
            self._sizes.append(spacing(count, room, height))
        step = height / counts[-1]
        lines = np.arange(counts[-1])
        self._places.append(np.stack([np.full(counts[-1], self.width() - output), (lines + 0.5) * step], axis=1))
        self._sizes.append(min(step * 0.8, 22))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Arrange the nodes anew."""
        self._arrange()

    def place(self, layer: int, node: int) -> QPointF:
        """Return where a node lies."""
        x, y = self._places[layer][node]
        return QPointF(float(x), float(y))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Follow the node under the pointer."""
        self._follow(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        """Follow none."""
        self._follow(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose the node under the pointer."""
        node = self._at(event.position())
        if node is not None:
            self.chosen.emit(*node)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Walk up and down in a layer, left and right between layers; choose with the return key."""
        counts = self._counts
        if not counts:
            return
        layer, node = self._node or (len(counts) - 1, -1)
        match event.key():
            case Qt.Key.Key_Up | Qt.Key.Key_Down:
                node = (node + (1 if event.key() == Qt.Key.Key_Down else -1)) % counts[layer]
            case Qt.Key.Key_Left | Qt.Key.Key_Right:
                layer = min(max(layer + (1 if event.key() == Qt.Key.Key_Right else -1), 0), len(counts) - 1)
                node = self._loudest(layer)
            case Qt.Key.Key_Return | Qt.Key.Key_Enter | Qt.Key.Key_Space if node >= 0:
                self.chosen.emit(layer, node)
            case _:
                super().keyPressEvent(event)
                return
        self._follow((layer, node))

    def _loudest(self, layer: int) -> int:
        assert self._diagram is not None
        return int(self._diagram.activations[layer].argmax())

    def _at(self, place: QPointF) -> Node | None:
        for layer, (places, size) in enumerate(zip(self._places, self._sizes, strict=True)):
            distances = ((places - (place.x(), place.y())) ** 2).sum(axis=1)
            nearest = int(distances.argmin())
            if distances[nearest] <= max(size / 2, 3.0) ** 2:
                return layer, nearest
        return None

    def _follow(self, node: Node | None) -> None:
        if node != self._node:
            self._node = node
            self.followed.emit(*(node or (-1, -1)))
            self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the lines, the nodes over them, and how many there are."""
        diagram = self._diagram
        if diagram is None or not self._places:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        followed = self._node is not None and has_lines(diagram, *self._node)
        path = path_of(diagram, *self._node) if followed and self._node else None  # nothing to follow dims nothing
        self._paint_lines(painter, diagram, path)
        self._paint_picture(painter, diagram.activations[0])
        if self._off is None:
            self._off = self._paint_off()
        painter.drawPixmap(0, 0, self._off)
        for layer in range(1, len(self._places) - 1):
            self._paint_units(painter, layer, diagram.activations[layer], path)
        self._paint_digits(painter, diagram.activations[-1])
        if self._node is not None:
            painter.setPen(QPen(theme.colour("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            radius = max(self._sizes[self._node[0]] / 2, 3) + 2
            painter.drawEllipse(self.place(*self._node), radius, radius)

    def _paint_lines(self, painter: QPainter, diagram: Diagram, path: list[set[int]] | None) -> None:
        for layer, lines in enumerate(diagram.lines):
            if not lines:
                continue
            values = colour_maps.finite([line.value for line in lines], float(np.finfo(np.float32).max))
            top = float(np.abs(values).max()) or 1.0
            kinds: dict[tuple[bool, int], list[QLineF]] = {}
            sources = self._places[layer][[line.source for line in lines]].tolist()
            targets = self._places[layer + 1][[line.target for line in lines]].tolist()
            each = list(zip(lines, values.tolist(), sources, targets, strict=True))
            for line, value, source, target in reversed(each):
                on_path = path is None or (line.source in path[layer] and line.target in path[layer + 1])
                strength = min(int(abs(value) / top * _STRENGTHS), _STRENGTHS - 1) if on_path else -1
                kinds.setdefault((value > 0, strength), []).append(QLineF(*source, *target))
            for (positive, strength), ends_of_kind in sorted(kinds.items(), key=lambda kind: kind[0][1]):
                painter.setPen(_pen(theme.current(), positive, strength))
                painter.drawLines(ends_of_kind)

    def _paint_picture(self, painter: QPainter, inputs: Vector) -> None:
        side = self._sizes[0] * 28
        corner = self.place(0, 0) - QPointF(self._sizes[0], self._sizes[0]) / 2
        paper, ink = theme.colour("paper"), theme.colour("ink")
        ends = [np.array([colour.red(), colour.green(), colour.blue(), 255.0]) for colour in (paper, ink)]
        share = colour_maps.finite(inputs, 1.0).clip(0, 1).reshape(28, 28, 1)
        colours = np.ascontiguousarray(np.rint(ends[0] * (1 - share) + ends[1] * share), np.uint8)
        colours[..., 3] = np.where(share[..., 0] > 0, 255, 90)  # lines shine through the paper
        paint_cells(painter, QRectF(corner.x(), corner.y(), side, side), colours)
        painter.setPen(QPen(theme.colour("line"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(corner.x(), corner.y(), side, side))
        self._paint_words(painter, corner.x() + side / 2, "28 × 28 → 784")

    def _paint_units(self, painter: QPainter, layer: int, activations: Vector, path: list[set[int]] | None) -> None:
        top = colour_maps.round_up(colour_maps.largest(activations))
        on = np.flatnonzero(activations)
        colours = colour_maps.magnitudes(activations[on], top)
        if path is not None:
            colours[~np.isin(on, list(path[layer])), 3] = 60
        radius = self._radius(layer)
        painter.setPen(Qt.PenStyle.NoPen)
        kinds, kind_of = np.unique(colours, axis=0, return_inverse=True)  # a new brush for each unit would take longer
        brushes = [QColor(*kind) for kind in kinds.tolist()]
        places = self._places[layer][on]
        for kind, brush in enumerate(brushes):
            painter.setBrush(brush)
            _draw_dots(painter, places[kind_of.ravel() == kind], radius)
        self._paint_words(painter, float(self._places[layer][:, 0].mean()), str(len(activations)))

    def _radius(self, layer: int) -> float:
        return max(self._sizes[layer] * 0.42, 1.0)

    def _paint_off(self) -> QPixmap:
        """Return all hidden units switched off, which is what most of them are."""
        pixmap = clear_pixmap(self)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme.colour("off"))
        for layer in range(1, len(self._places) - 1):
            _draw_dots(painter, self._places[layer], self._radius(layer))
        painter.end()
        return pixmap

    def _paint_digits(self, painter: QPainter, probabilities: Vector) -> None:
        layer, radius = len(self._places) - 1, self._sizes[-1] / 2
        colours = colour_maps.magnitudes(probabilities, 1.0)
        painter.setFont(theme.number_font())
        named = apart(probabilities, painter.fontMetrics().height(), self.height() - _BOTTOM)
        for digit, (probability, colour) in enumerate(zip(probabilities.tolist(), colours.tolist(), strict=True)):
            place = self.place(layer, digit)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(*colour))
            painter.drawEllipse(place, radius, radius)
            painter.setPen(theme.colour("text" if probability >= 0.005 else "quiet"))
            if digit in named:
                words = QRectF(place.x() + radius + 6, place.y() - 12, self._output - radius - 6, 24)
                paint_named(painter, words, digit, f"   {probability:.0%}")
        self._paint_words(painter, self.place(layer, 0).x(), str(len(probabilities)))

    def _paint_words(self, painter: QPainter, x: float, text: str) -> None:
        painter.setPen(theme.colour("quiet"))
        words = QRectF(x - 90, self.height() - _BOTTOM, 180, _BOTTOM)
        painter.drawText(words, Qt.AlignmentFlag.AlignCenter, text)


@cache
def _pen(palette: theme.Theme, positive: bool, strength: int) -> QPen:
    """Return the pen of a line in a palette: red for, blue against, as in all signed pictures; -1 for one off the path.

    Faint lines are mixed with the paper's colour: lines that shine through take Qt twenty times as long.
    """
    share = 0.06 if strength < 0 else 0.2 + 0.7 * strength / (_STRENGTHS - 1)
    paper = QColor(palette.card)
    line = colour_maps.signed(np.array([0.9 if positive else -0.9]), 1.0)[0, :3]
    mixed = np.rint(share * line + (1 - share) * np.array([paper.red(), paper.green(), paper.blue()]))
    return QPen(QColor(*mixed.astype(int).tolist()), 1.0 + 1.5 * max(strength, 0) / (_STRENGTHS - 1))


def _draw_dots(painter: QPainter, places: Vector, radius: float) -> None:
    """Draw dots; those of thousands of units, which are a few pixels large, as squares, which takes a tenth as long."""
    if radius >= _SMALL:
        for x, y in places.tolist():
            painter.drawEllipse(QPointF(x, y), radius, radius)
        return
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)
    painter.drawRects([QRectF(x - radius, y - radius, 2 * radius, 2 * radius) for x, y in places.tolist()])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
