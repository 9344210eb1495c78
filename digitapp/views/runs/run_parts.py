"""The parts of the page Runs: a row of buttons or a list of them, and the one that is chosen, built when wanted."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module

from PySide6.QtCore import QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.i18n import mark, tr
from digitapp.views.parts.choice import Choice
from digitapp.views.parts.page import Page
from digitapp.views.parts.view import View

MODULES = {
    "sweep": ("sweep_view", "SweepView"),
    "units": ("more_units_view", "MoreUnitsView"),
    "twin": ("twin_view", "TwinView"),
    "duel": ("duel_view", "DuelView"),
    "slow": ("slow_motion_view", "SlowMotionView"),
    "film": ("film_view", "FilmView"),
}
_TITLES = {
    "runs": (mark("All runs"), mark("The runs of this session, and their curves laid on each other")),
    "sweep": (mark("Sweep"), mark("One setting, several values: a run for each, one after the other")),
    "twin": (mark("Twin"), mark("The same seed with one thing changed, beside the original")),
    "units": (mark("More units?"), mark("More units, finer? 16, 64 and 512 units side by side")),
    "duel": (mark("On the test set"), mark("Two runs on the test set: where they disagree")),
    "slow": (mark("Slow motion"), mark("Training, a batch a second, with the images of the batch")),
    "film": (mark("Film strip"), mark("A unit's weights over the run, and what a single step changes")),
}
NAMES = tuple(_TITLES)


class RunParts(View):
    """Shows one part of the page Runs.

    Signals:
        built(name, part): a part was built; whoever has something for it connects it now.
    """

    built = Signal(str, object)

    def __init__(self, first: QWidget, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._parts: dict[str, QWidget] = {NAMES[0]: first}
        self._room = QSize(0, 0)
        self.choice, self._box, self._stack = Choice(), QComboBox(), QStackedWidget()
        self._box.addItems([""] * len(NAMES))
        self._box.hide()
        self._stack.addWidget(first)
        row = QHBoxLayout()
        row.addWidget(self.choice)
        row.addWidget(self._box)
        row.addStretch()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(theme.GRID)
        layout.addLayout(row)
        layout.addWidget(self._stack, 1)
        self.choice.chosen.connect(self._open)
        self._box.activated.connect(self._open)
        self.retranslate()

    @property
    def name(self) -> str:
        """Which part is shown."""
        return NAMES[self.choice.current]

    @property
    def current(self) -> QWidget:
        """The part that is shown."""
        return self._parts[self.name]

    def there(self, name: str) -> QWidget | None:
        """Return a part if it was built."""
        return self._parts.get(name)

    def open(self, name: str) -> QWidget:
        """Show this part; it is built where it is not there yet."""
        if name not in self._parts:
            module, view = MODULES[name]
            build: Callable[[], Page] = getattr(import_module(f"digitapp.views.runs.{module}"), view)
            part = self._parts[name] = build()
            self._stack.addWidget(part)
            part.fit_into(self._room)
            self.built.emit(name, part)
        self.choice.set_current(NAMES.index(name))
        self._box.setCurrentIndex(NAMES.index(name))
        self._stack.setCurrentWidget(self._parts[name])
        return self._parts[name]

    def fit_into(self, room: QSize) -> None:
        """Give the parts so much room."""
        self._room = QSize(room.width(), max(room.height() - self.choice.sizeHint().height() - theme.GRID, 0))
        for part in self._parts.values():
            if isinstance(part, Page):
                part.fit_into(self._room)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.choice.set_choices([tr(title) for title, _ in _TITLES.values()], [tr(tip) for _, tip in _TITLES.values()])
        for place, (title, tip) in enumerate(_TITLES.values()):
            self._box.setItemText(place, tr(title))
            self._box.setItemData(place, tr(tip), Qt.ItemDataRole.ToolTipRole)
        self._box.setAccessibleName(tr("Parts of the page"))
        self._arrange()

    def _arrange(self) -> None:
        """Show the buttons where there is room for all."""
        fits = self.width() >= self.choice.sizeHint().width()
        self.choice.setVisible(fits)
        self._box.setVisible(not fits)

    @Slot(int)
    def _open(self, place: int) -> None:
        self.open(NAMES[place])

    def minimumSizeHint(self) -> QSize:
        """Ask for the room of the part that is shown, and no other."""
        least = self.current.minimumSizeHint()
        row = self._box.sizeHint()
        return QSize(max(least.width(), row.width()), least.height() + row.height() + theme.GRID)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room in the better way."""
        super().resizeEvent(event)
        self._arrange()
