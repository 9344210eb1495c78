"""One training image close up: how far it pushed an answer, its own loss, and the two parts of the dot product."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRect, QSize, Qt, Signal, Slot
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.inside.teacher import WeighedTeacher
from digitapp.i18n import tr
from digitapp.views.inside import taught_words
from digitapp.views.parts.class_names import class_name
from digitapp.views.parts.grey_image import on_paper
from digitapp.views.parts.moment_bars import MomentBars
from digitapp.views.parts.numbers import in_brackets, significant
from digitapp.views.parts.readout import Readout
from digitapp.views.parts.view import View, label

_SMALL, _LARGE = 84, 140  # pixels, three and five for each of the picture's
_MOST_LAYERS = 4  # that are written out


class TeacherCard(View):
    """Shows a WeighedTeacher.

    Signals:
        read_requested(number): the person wants the network to read this training image.
    """

    read_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._teacher: WeighedTeacher | None = None
        self._moment: int | None = None  # that the person chose; None for the one that counted most
        self._picture = _Picture()
        self._title, self._push, self._note = label("title"), label(), label("quiet")
        self._read = QPushButton()
        self._bars = MomentBars()
        self._when = label("quiet")
        self._lines = [Readout(theme.formula_font()) for _ in range(_MOST_LAYERS + 1)]
        for text in (self._title, self._push, self._note, self._when):
            text.setWordWrap(True)
        beside = QVBoxLayout()
        beside.setSpacing(theme.GRID // 2)
        for part in (self._title, self._push, self._note):
            beside.addWidget(part)
        beside.addStretch()
        beside.addWidget(self._read, 0, Qt.AlignmentFlag.AlignLeft)
        top = QHBoxLayout()
        top.setSpacing(2 * theme.GRID)
        top.addWidget(self._picture, 0, Qt.AlignmentFlag.AlignTop)
        top.addLayout(beside, 1)
        lines = QGridLayout()
        lines.setVerticalSpacing(2)
        for row, line in enumerate(self._lines):
            lines.addWidget(line, row, 0)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addLayout(top)
        layout.addWidget(self._bars)
        layout.addWidget(self._when)
        layout.addLayout(lines)
        layout.addStretch()
        self._bars.chosen.connect(self._choose)
        self._read.clicked.connect(self._ask)
        self.retranslate()

    @property
    def teacher(self) -> WeighedTeacher | None:
        """What is shown."""
        return self._teacher

    @Slot(object)
    def set_teacher(self, teacher: WeighedTeacher | None) -> None:
        """Show this one; None shows none."""
        before = self._teacher
        if before is None or teacher is None or teacher.teacher is not before.teacher:
            self._moment = None
        self._teacher = teacher
        self._show()

    def set_large(self, large: bool) -> None:
        """Show the image larger, where there is room."""
        self._picture.set_side(_LARGE if large else _SMALL)

    def in_numbers(self) -> str:
        """Return the product of the moment that is looked at."""
        return "" if self._teacher is None else "\n".join(line.text for line in self._lines if line.text)

    def _show(self) -> None:
        weighed = self._teacher
        self.setVisible(weighed is not None)
        if weighed is None:
            return
        teacher = weighed.teacher
        self._picture.set_image(teacher.image)
        self._title.setText(taught_words.title(teacher.known_as, teacher.label, made=teacher.pen))
        self._push.setText(_push(weighed))
        wrong = teacher.true_label != teacher.label
        self._note.setVisible(wrong)
        true = class_name(teacher.true_label)
        self._note.setText(tr("It was learned with a wrong label: it is a {digit}.", digit=true) if wrong else "")
        chosen = weighed.most if self._moment is None else self._moment
        bars = weighed.weights * teacher.products
        self._bars.set_values(teacher.at, teacher.losses, bars, chosen)
        self._bars.setVisible(len(teacher.at) > 1)
        self._say_moment(weighed, chosen)

    def _say_moment(self, weighed: WeighedTeacher, moment: int) -> None:
        teacher = weighed.teacher
        at = f"{teacher.at[moment]:.3g}"
        loss = significant(float(teacher.losses[moment]))
        if len(teacher.at) > 1:
            self._when.setText(tr("Epoch {at}: gradient · gradient, by layer", at=at))
        else:
            self._when.setText(tr("Its loss: {loss}. Gradient · gradient, by layer", loss=loss))
        parts = list(zip(teacher.names, teacher.alike[moment], teacher.pulls[moment], strict=True))
        for number, line in enumerate(self._lines):
            text = ""
            if number < min(len(parts), _MOST_LAYERS):
                name, alike, pull = parts[number]
                product = significant(float(alike * pull))
                text = f"{name}: {significant(float(alike))} · {in_brackets(significant(float(pull)))} = {product}"
                line.setToolTip(tr("x·x' + 1, how alike what came in is, times δ·δ', how alike the errors are"))
            elif number == min(len(parts), _MOST_LAYERS):
                total = significant(float(teacher.products[moment]))
                text = tr("all layers: {total}", total=total)
            line.set_text(text)
            line.setVisible(bool(text))

    @Slot(int)
    def _choose(self, moment: int) -> None:
        self._moment = moment
        self._show()

    @Slot()
    def _ask(self) -> None:
        if self._teacher is not None:
            self.read_requested.emit(self._teacher.teacher.number)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._read.setText(tr("Read this image"))
        self._read.setToolTip(tr("Lay it on the paper, to be read in all views; Undo brings the drawing back"))
        self._bars.set_names(tr("its own loss"), tr("what it added, moment by moment"))
        self._bars.setToolTip(tr("The moments that were asked, by epochs. Click one to see its product."))
        self._picture.setAccessibleName(tr("The training image"))
        self._show()


def _push(weighed: WeighedTeacher) -> str:
    """Return how far an image pushed the answer, as a sentence."""
    towards = tr("It pushed towards {answer}: {share} of all that did ({push}).")
    against = tr("It pushed against {answer}: {share} of all that did ({push}).")
    share, push = taught_words.percent(abs(weighed.share)), significant(weighed.push)
    return (towards if weighed.push > 0 else against).format(
        answer=class_name(weighed.teacher.answer), share=share, push=push
    )


class _Picture(QWidget):
    """A training image, ink on paper."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._image = np.zeros((28, 28), np.uint8)
        self._side = _SMALL
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)

    def set_image(self, image: np.ndarray) -> None:
        self._image = image
        self.update()

    def set_side(self, side: int) -> None:
        if side != self._side:
            self._side = side
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        return QSize(self._side, self._side)

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.drawImage(QRect(0, 0, self._side, self._side), on_paper(self._image))
        painter.setPen(theme.colour("line"))
        painter.drawRect(0, 0, self._side - 1, self._side - 1)
