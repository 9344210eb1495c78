"""The menu of one run in the tree of the runs."""

from __future__ import annotations

from PySide6.QtWidgets import QMenu, QWidget

from digitapp.core.runs.comparison import RunLine
from digitapp.i18n import tr


class RunMenu(QMenu):
    """Offers what can be done with a run.

    Attributes:
        use, rename, compare, pin, delete: its commands.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.use, self.rename, self.compare = self.addAction(""), self.addAction(""), self.addAction("")
        self.compare.setCheckable(True)
        self.pin = self.addAction("")
        self.addSeparator()
        self.delete = self.addAction("")

    def offer(self, line: RunLine, *, compared: bool, alone: bool) -> None:
        """Offer what can be done with this run; `alone` if there is no other."""
        self.use.setText(f"{tr('Use')}\tEnter")
        self.use.setEnabled(not line.current)
        self.rename.setText(f"{tr('Rename')}\tF2")
        self.compare.setText(f"{tr('Compare')}\t{tr('Space')}")
        self.compare.setChecked(compared)
        self.pin.setText(tr("Unpin") if line.pinned else tr("Pin"))
        self.delete.setText(f"{tr('Delete')}\tDel")
        self.delete.setEnabled(not alone)
