"""The left side of the window, always in sight: the paper, and what the network reads on it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Slot
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QToolButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.reading.reading import Reading
from digitapp.i18n import tr
from digitapp.views.paper.canvas import Canvas
from digitapp.views.paper.drawing_tools import DrawingTools
from digitapp.views.paper.input_view import InputView
from digitapp.views.paper.sample_strip import SampleStrip
from digitapp.views.parts.view import View, label
from digitapp.views.reading.probability_bars import ProbabilityBars
from digitapp.views.reading.verdict import Verdict

LEAST, MOST = 288, 496  # pixels of width
_BELOW_CANVAS = 330  # pixels of height that the rest needs beside the canvas
_FROM = 400  # pixels of width, from which the picture is shown larger


class PaperColumn(View):
    """Places the views, which are attributes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._wanted = LEAST
        self._shuffled = False
        self.canvas, self.drawing_tools, self.sample_strip = Canvas(), DrawingTools(), SampleStrip()
        self.input_view, self.probability_bars, self.verdict = InputView(), ProbabilityBars(), Verdict()
        self.invitation = QToolButton()
        self.invitation.setProperty("role", "plain")
        self.input_caption = label("quiet")
        self.seen = QWidget()  # the picture with what stands below it
        seen = QVBoxLayout(self.seen)
        seen.setContentsMargins(0, 0, 0, 0)
        seen.setSpacing(theme.GRID // 2)
        seen.addWidget(self.input_view)
        seen.addWidget(self.input_caption)
        self.seen.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        reading = QHBoxLayout()
        reading.setSpacing(2 * theme.GRID)
        reading.addWidget(self.seen, 0, Qt.AlignmentFlag.AlignTop)
        reading.addWidget(self.probability_bars, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addWidget(self.canvas)
        layout.addWidget(self.drawing_tools)
        layout.addWidget(self.sample_strip)
        layout.addLayout(reading)
        layout.addWidget(self.verdict)
        layout.addWidget(self.invitation)
        layout.addStretch(1)
        self.setMinimumWidth(LEAST)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Preferred)
        self.retranslate()

    def fit(self, window: QSize) -> None:
        """Give the paper more room in a larger window."""
        width = min(max(min(window.height() - _BELOW_CANVAS, window.width() * 9 // 40), LEAST), MOST)
        if width != self._wanted:
            self._wanted = width
            self.input_view.set_zoom(4 if width < _FROM else 6)
            self.updateGeometry()

    def invite(self, invited: bool) -> None:
        """Mention the lesson, or not."""
        self.invitation.setVisible(invited)

    @Slot(object)
    def set_reading(self, reading: Reading | None) -> None:
        """Say in which order the network receives the pixels."""
        shuffled = reading is not None and reading.moment.order is not None
        if shuffled != self._shuffled:
            self._shuffled = shuffled
            self._say_order()

    def _say_order(self) -> None:
        if not self._shuffled:
            self.input_caption.setText("28 × 28 → 784")
            row_by_row = tr("The network receives the picture row by row, as 784 numbers from 0 to 1.")
            self.input_caption.setToolTip(row_by_row)
            return
        self.input_caption.setText(tr("shuffled → 784"))
        self.input_caption.setToolTip(
            tr(
                "This network was trained with shuffled pixels: it receives the same 784 numbers as drawn, in another"
                " order, the same for every picture. This is what reaches it. All pages show pixels and weights in that"
                " order."
            )
        )

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._say_order()
        self.invitation.setText(tr("New here? Begin with a lesson (F2)"))
        self.invitation.setToolTip(
            tr("Three lessons of about ten minutes; each can be left at any time and gone on with")
        )
        self.setWhatsThis(tr("Here one draws, and sees what the network receives and says."))
        self.canvas.setWhatsThis(
            tr(
                "The paper: draw a digit with the mouse, a pen or a finger. The network sees it as 28 × 28 numbers,"
                " fitted and centred."
            )
        )
        self.input_view.setWhatsThis(
            tr(
                "What the network receives: 784 numbers from 0 (paper) to 1 (ink), row by row. The pointer over a pixel"
                " tells its number."
            )
        )
        self.verdict.setWhatsThis(
            tr(
                "What the network reads: the digit with the largest of the ten probabilities, or why it had better not"
                " say one."
            )
        )

    def sizeHint(self) -> QSize:
        """Ask for the width that is wanted."""
        return QSize(self._wanted, super().sizeHint().height())
