"""The samples: ten small digits under the paper, of which a click lays one down as if it had been drawn."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QPainter, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QWidget

from digitapp import theme
from digitapp.core.paper.strokes import Strokes
from digitapp.i18n import tr
from digitapp.views.parts.screen import scales
from digitapp.views.parts.sheet import paint_stroke
from digitapp.views.parts.view import View, plain_tip

_SIDE = 22  # pixels


class SampleStrip(View):
    """Shows drawings and asks for one of them.

    Signals:
        sample_requested(number): lay this one down.
    """

    sample_requested = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._samples: Sequence[Strokes] = ()
        self._buttons: list[QToolButton] = []
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(theme.GRID // 4)

    def set_samples(self, samples: Sequence[Strokes]) -> None:
        """Show these drawings, one for each digit from 0 on."""
        self._samples = samples
        for _ in range(len(self._buttons), len(samples)):
            button = QToolButton()
            button.setIconSize(QSize(_SIDE, _SIDE))
            button.setProperty("role", "sample")
            button.clicked.connect(self._ask)
            self._buttons.append(button)
            self._row.addWidget(button, 1)
        self.restyle()
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("Digits to begin with"))
        for digit, button in enumerate(self._buttons):
            text = tr("Lay down a {digit}, as if it had been drawn", digit=digit)
            button.setToolTip(plain_tip(text))
            button.setAccessibleName(text)

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        for button, strokes in zip(self._buttons, self._samples, strict=False):
            button.setIcon(_icon(strokes))

    def _ask(self) -> None:
        button = self.sender()
        assert isinstance(button, QToolButton)
        self.sample_requested.emit(self._buttons.index(button))


def _icon(strokes: Strokes) -> QIcon:
    result = QIcon()
    for scale in scales():
        pixmap = QPixmap(_SIDE * scale, _SIDE * scale)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for stroke in strokes:
            paint_stroke(painter, QRectF(0, 0, _SIDE * scale, _SIDE * scale), stroke)
        painter.end()
        pixmap.setDevicePixelRatio(scale)
        result.addPixmap(pixmap)
    return result
