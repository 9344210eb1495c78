"""Which network reads: its name, how well it reads, whether it is saved."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from digitapp import theme
from digitapp.core.runs.run import NetworkInfo
from digitapp.i18n import error_text, tr
from digitapp.views.parts.view import View, label, plain_tip
from digitapp.views.window.about_network import of_mnist_alone


class NetworkStatus(View):
    """One quiet line about the current network, in the corner of the menu bar.

    Signals:
        about_requested(): the person clicked on it, to read more.
    """

    about_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: NetworkInfo | None = None
        self._changed_units = 0
        self._full, self._short = "", ""  # with and without what matters least
        self._text = label("quiet")
        self._text.setFont(theme.number_font())
        self._text.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._text.setMinimumWidth(theme.GRID * 56)  # the menu bar gives it its place only once
        self._text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)  # whatever it says
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, theme.GRID // 2, 2 * theme.GRID, 0)
        layout.addWidget(self._text)
        self.setCursor(Qt.CursorShape.PointingHandCursor)

    @Slot(object)
    def set_network(self, info: NetworkInfo) -> None:
        """Show this network."""
        self._info = info
        parts, least = [info.name], tr("trained on MNIST only") if info.mnist_alone else ""
        if info.test_accuracy is not None:
            parts.append(tr("{accuracy:.1%} on the test images", accuracy=info.test_accuracy))
        if info.remarks:
            parts.append(tr("with remarks"))
        if not info.saved:
            parts.append(tr("not saved"))
        if self._changed_units:
            parts.insert(0, tr("{count} units are changed", count=self._changed_units))
        self._short = " · ".join(parts)
        self._full = " · ".join([*parts, least]) if least else self._short
        self._fit_text()
        widths = " → ".join(str(width) for width in (info.layers[0].inputs, *(layer.units for layer in info.layers)))
        lines = [widths, *([str(info.path)] if info.path and not info.bundled else [])]
        lines += [error_text(remark) for remark in info.remarks]
        lines += [of_mnist_alone()] if info.mnist_alone else []
        self.setToolTip(plain_tip("\n".join([*lines, tr("Click for more.")])))

    def _fit_text(self) -> None:
        """Leave out what matters least where there is no room for all, then the end: the name is never cut."""
        letters, room = self._text.fontMetrics(), self._text.width()
        fits = letters.horizontalAdvance(self._full) <= room
        text = self._full if fits else letters.elidedText(self._short, Qt.TextElideMode.ElideRight, room)
        if text != self._text.text():
            self._text.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room."""
        super().resizeEvent(event)
        self._fit_text()

    def set_changed_units(self, count: int) -> None:
        """Say how many units are changed for a while."""
        self._changed_units = count
        self.retranslate()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        if self._info is not None:
            self.set_network(self._info)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Ask for more about the network."""
        if event.button() is Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.about_requested.emit()
