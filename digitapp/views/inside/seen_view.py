"""What the network sees: the drawing made ready in four ways, and how it compares with the digits that were learned."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QBoxLayout, QGridLayout, QLabel, QSizePolicy, QStackedLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.measures import Measure, measure, share_below
from digitapp.core.inside.preparing import Prepared, Way
from digitapp.core.inside.survey import Survey
from digitapp.i18n import mark, tr
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.grey_image import on_paper
from digitapp.views.parts.numbers import number
from digitapp.views.parts.page import Page
from digitapp.views.parts.place_strip import PlaceStrip
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.view import label

_LEAST, _MOST = 168, 420  # pixels, 6 and 14 for each of the picture's
_BELOW = 340  # pixels of height that the rest needs
_BESIDE, _MEASURES = 1000, 420  # pixels of width from which the measures stand beside, and that they need
WAYS = {
    Way.SHRUNK: (mark("the paper, shrunk"), mark("The whole sheet made 28 × 28: small digits stay small.")),
    Way.STRETCHED: (mark("cropped and stretched"), mark("The ink's box pulled over the picture: a 1 becomes a block.")),
    Way.FITTED: (mark("fitted"), mark("The longest side made 20 pixels, its proportions kept, the box in the middle.")),
    Way.CENTRED: (mark("fitted, centred by mass"), mark("As MNIST was made: this is what the network gets.")),
}
MEASURES = {
    Measure.INK: (mark("ink"), mark("The mean of all 784 numbers.")),
    Measure.THICKNESS: (mark("thickness"), mark("Twice the ink's area over the length of its edge, in pixels.")),
    Measure.SLANT: (mark("slant"), mark("How far it leans to the right, in degrees.")),
    Measure.OFFSET: (mark("offset"), mark("How far its centre of mass is from the middle, in pixels.")),
}


class SeenView(Page):
    """Shows what was Prepared, and the measures of one of the ways among those of a Survey."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._prepared: tuple[Prepared, ...] = ()
        self._survey: Survey | None = None
        self._chosen = Way.CENTRED  # the one that the network reads
        self._cards = {way: _Card(way) for way in Way}
        self._title, self._words, self._hint = label("title"), label("quiet"), label("quiet")
        self._words.setWordWrap(True)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._rows = {name: (QLabel(), Readout(), PlaceStrip(), Readout(colour="quiet")) for name in Measure}
        self._meanings = {name: label("quiet") for name in Measure}
        for text in self._meanings.values():
            text.setWordWrap(True)
        self._grid = QGridLayout()
        self._grid.setSpacing(2 * theme.GRID)
        self._grid.setColumnStretch(len(Way), 1)
        for card in self._cards.values():
            card.chosen.connect(self._choose)
        self._in_columns = 0
        self._put_in_columns(len(Way))
        table = QGridLayout()
        table.setHorizontalSpacing(2 * theme.GRID)
        for row, (key, (name, value, strip, said)) in enumerate(self._rows.items()):
            value.setFixedWidth(72)
            for place, widget in enumerate((name, value, strip, said)):
                table.addWidget(widget, 2 * row, place)
            table.addWidget(self._meanings[key], 2 * row + 1, 1, 1, 3)
        table.setColumnStretch(2, 1)
        table.setColumnStretch(3, 1)
        below = QVBoxLayout()
        below.setSpacing(2 * theme.GRID)
        below.addWidget(self._title)
        below.addLayout(table)
        below.addWidget(self._words)
        below.addStretch()
        pictures = QVBoxLayout()
        pictures.addLayout(self._grid)
        pictures.addStretch()
        whole = QWidget()
        self._halves = QBoxLayout(QBoxLayout.Direction.TopToBottom, whole)
        self._halves.setContentsMargins(0, 0, 0, 0)
        self._halves.setSpacing(2 * theme.GRID)
        self._halves.addLayout(pictures)
        self._halves.addLayout(below, 1)
        self._stack = QStackedLayout(self)
        self._stack.addWidget(self._hint)
        self._stack.addWidget(whole)
        self.retranslate()

    def table_maker(self) -> Callable[[], str] | None:
        """Return what gives the readings and the measures as CSV."""
        return partial(_table, self._prepared) if self._prepared else None

    def fit_into(self, room: QSize) -> None:
        """Let the four pictures fill the width, two above two where they are larger so; in a large room the height."""
        gap, high = 2 * theme.GRID, room.height() - _BELOW
        large = room.width() >= _BESIDE and room.height() >= _BESIDE * 2 // 3
        ways = QBoxLayout.Direction
        self._halves.setDirection(ways.LeftToRight if large else ways.TopToBottom)
        if large:
            words = next(iter(self._cards.values())).words
            self._put_in_columns(len(Way) // 2)
            side = min((room.height() - gap) // 2 - words, (room.width() - _MEASURES) // 2 - gap) // 28 * 28
            for card in self._cards.values():
                card.set_side(min(max(side, _LEAST), _MOST))
            return
        in_a_row = min((room.width() - 3 * gap) // 4, high)
        two_by_two = min((room.width() - gap) // 2, (high - gap - next(iter(self._cards.values())).words) // 2)
        one_row = in_a_row >= min(two_by_two, _LEAST)
        self._put_in_columns(len(Way) if one_row else len(Way) // 2)
        side = (in_a_row if one_row else two_by_two) // 28 * 28
        for card in self._cards.values():
            card.set_side(min(max(side, _LEAST), _MOST))

    def _put_in_columns(self, columns: int) -> None:
        if columns == self._in_columns:
            return
        self._in_columns = columns
        for place, card in enumerate(self._cards.values()):
            self._grid.addWidget(card, place // columns, place % columns)

    @Slot(object)
    def set_prepared(self, prepared: tuple[Prepared, ...] | None) -> None:
        """Show these; None says what is missing."""
        self._prepared = prepared or ()
        self._stack.setCurrentIndex(1 if self._prepared else 0)
        for each in self._prepared:
            self._cards[each.way].set_prepared(each)
        self._show_measures()

    @Slot(object)
    def set_survey(self, survey: Survey | None) -> None:
        """Take the measures of the test images; None while there are none."""
        if survey is not None:
            self._survey = survey
        self._show_measures()

    @Slot(object)
    def _choose(self, way: Way) -> None:
        self._chosen = way
        self._show_measures()

    def _show_measures(self) -> None:
        for way, card in self._cards.items():
            card.set_chosen(way is self._chosen)
        found = [each for each in self._prepared if each.way is self._chosen]
        if not found:
            return
        values = measure(found[0].image[None])
        for name, (_, value, strip, said) in self._rows.items():
            own = float(values[name][0])
            value.set_text(number(own, 1 if name is Measure.SLANT else 2))
            share = None if self._survey is None else share_below(self._survey.measures[name], own)
            strip.set_share(share)
            text = tr("more than {share:.0%} of the test images", share=share) if share is not None else "…"
            said.set_text(text)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._hint.setText(tr("Draw a digit to see what the network makes of it."))
        self._title.setText(tr("The picture that is framed, among the test images"))
        for name, (words, _, strip, _) in self._rows.items():
            text, tip = MEASURES[name]
            words.setText(tr(text))
            self._meanings[name].setText(tr(tip))
            strip.setToolTip(tr("The middle half of all test images is darker."))
        self._words.setText(
            tr(
                "A network reads well what looks like the digits it has learned from, and only that. So a drawing is"
                " first made like them, whatever its size, place and pen; without that, it is often misread."
            )
        )
        for card in self._cards.values():
            card.retranslate()
        self._show_measures()


class _Card(QWidget):
    """The drawing made ready in one way, and the network's reading of it.

    Signals:
        chosen(way): the person wants to see its measures.
    """

    chosen = Signal(object)

    def __init__(self, way: Way) -> None:
        super().__init__()
        self._way = way
        self._prepared: Prepared | None = None
        self._is_chosen = False
        self._side = _LEAST
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    def set_side(self, side: int) -> None:
        """Show the picture so many pixels wide and high."""
        if side != self._side:
            self._side = side
            self.updateGeometry()

    def set_prepared(self, prepared: Prepared) -> None:
        """Show this."""
        self._prepared = prepared
        self.setAccessibleName(f"{tr(WAYS[self._way][0])}: {self._said}")
        self.update()

    def set_chosen(self, chosen: bool) -> None:
        """Frame it, or not."""
        self._is_chosen = chosen
        self.update()

    @property
    def _said(self) -> str:
        assert self._prepared is not None
        reading = self._prepared.reading
        answer = reading.ranking[0]
        return f"{class_name(answer)}   {reading.probabilities[answer]:.0%}"

    def sizeHint(self) -> QSize:
        """Ask for the picture and two lines."""
        return QSize(self._side, self._side + self.words)

    @property
    def words(self) -> int:
        """The height of what stands below the picture."""
        return 3 * self.fontMetrics().height()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setToolTip(tr(WAYS[self._way][1]))
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Choose it."""
        self.chosen.emit(self._way)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose it by the space bar or the return key."""
        if event.key() in (Qt.Key.Key_Space, Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.chosen.emit(self._way)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the picture, how it was made, and what is read."""
        if self._prepared is None:
            return
        painter = QPainter(self)
        picture = QRect(0, 0, self._side, self._side)
        painter.drawImage(picture, on_paper(self._prepared.image))
        name = "accent" if self._is_chosen else "text" if self.hasFocus() else "line"
        painter.setPen(QPen(theme.colour(name), 2 if self._is_chosen else 1))
        painter.drawRect(picture.adjusted(1, 1, -1, -1))
        line = self.fontMetrics().height()
        painter.setPen(theme.colour("quiet"))
        painter.drawText(QRect(0, self._side + 4, self._side, line), Qt.AlignmentFlag.AlignLeft, tr(WAYS[self._way][0]))
        painter.setPen(theme.colour("text"))
        painter.setFont(theme.number_font(1.15, bold=True))
        painter.drawText(QRect(0, self._side + 4 + line, self._side, 2 * line), Qt.AlignmentFlag.AlignLeft, self._said)


def _table(prepared: tuple[Prepared, ...]) -> str:
    names = [name.value for name in Measure]
    lines = [",".join(["way", "answer", "probability", *names])]
    for each in prepared:
        answer = each.reading.ranking[0]
        values = [float(found[0]) for found in measure(each.image[None]).values()]
        share = float(each.reading.probabilities[answer])
        lines.append(",".join([each.way.value, str(answer), *(f"{value:.6g}" for value in (share, *values))]))
    return "\n".join(lines) + "\n"
