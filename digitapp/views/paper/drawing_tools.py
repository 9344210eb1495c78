"""The tools under the canvas: undo, redo, clear, the eraser and the pen's width."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtWidgets import QHBoxLayout, QSlider, QToolButton, QWidget

from digitapp import theme
from digitapp.i18n import tr
from digitapp.views.parts.icons import icon
from digitapp.views.parts.view import View, label

THINNEST, THICKEST = 2, 15  # hundredths of the canvas's side
_ICON = 20


class DrawingTools(View):
    """Asks for changes of the drawing.

    Signals:
        undo_requested, redo_requested, clear_requested: the person pressed this.
        eraser_requested(on): the pen shall erase, or draw again.
        pen_width_requested(width): new strokes shall be this wide, in sides of the canvas.
    """

    undo_requested = Signal()
    redo_requested = Signal()
    clear_requested = Signal()
    eraser_requested = Signal(bool)
    pen_width_requested = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._undo, self._redo, self._clear, self._eraser = (QToolButton() for _ in range(4))
        for button in (self._undo, self._redo, self._clear, self._eraser):
            button.setProperty("role", "plain")
            button.setIconSize(QSize(_ICON, _ICON))  # the text is for whoever has the icons read out
        self._eraser.setCheckable(True)
        self._pen = label("quiet")
        self._width = QSlider(Qt.Orientation.Horizontal)
        self._width.setRange(THINNEST, THICKEST)
        self._width.setMinimumWidth(24)
        self._pen.setBuddy(self._width)

        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID // 2)
        layout.addWidget(self._pen)
        layout.addWidget(self._width, 1)
        for button in (self._eraser, self._undo, self._redo, self._clear):
            layout.addWidget(button)

        self._undo.clicked.connect(self.undo_requested)
        self._redo.clicked.connect(self.redo_requested)
        self._clear.clicked.connect(self.clear_requested)
        self._eraser.clicked.connect(self.eraser_requested)
        self._width.valueChanged.connect(self._ask_for_width)
        self.set_possible(undo=False, redo=False, clear=False, eraser=False)
        self.restyle()
        self.retranslate()

    def set_possible(self, *, undo: bool, redo: bool, clear: bool, eraser: bool) -> None:
        """Offer what can be done."""
        self._undo.setEnabled(undo)
        self._redo.setEnabled(redo)
        self._clear.setEnabled(clear)
        self._eraser.setEnabled(eraser)

    @Slot(bool)
    def set_eraser(self, on: bool) -> None:
        """Show whether the pen erases."""
        self._eraser.setChecked(on)

    @Slot(float)
    def set_pen_width(self, width: float) -> None:
        """Show the pen's width, in sides of the canvas."""
        self._width.blockSignals(True)
        self._width.setValue(round(width * 100))
        self._width.blockSignals(False)

    @Slot(int)
    def _ask_for_width(self, hundredths: int) -> None:
        self.pen_width_requested.emit(hundredths / 100)

    def restyle(self) -> None:
        """Take the colours of the current palette."""
        names = {self._undo: "undo", self._redo: "redo", self._clear: "clear", self._eraser: "eraser"}
        for button, name in names.items():
            button.setIcon(icon(f"tools/{name}", _ICON))

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._pen.setText(tr("Pen"))
        self._width.setAccessibleName(tr("Pen width"))
        self._width.setToolTip(tr("How wide new strokes are shown. The network sees every pen alike."))
        self._eraser.setText(tr("Eraser"))
        self._eraser.setToolTip(tr("Touch a stroke to take it away whole (E, or the right mouse button)"))
        self._undo.setText(tr("Undo"))
        self._undo.setToolTip(tr("Take the last change back (Ctrl+Z)"))
        self._redo.setText(tr("Redo"))
        self._redo.setToolTip(tr("Make it again (Ctrl+Shift+Z)"))
        self._clear.setText(tr("Clear"))
        self._clear.setToolTip(tr("Begin with empty paper; can be undone (Del)"))
