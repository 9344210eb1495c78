"""The pages of the window: how they are called, and how they are built, each when it is first wanted."""

from __future__ import annotations

from collections.abc import Callable, Generator
from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import QObject, Signal

from digitapp.i18n import mark
from digitapp.views.parts.page import Page


@dataclass(frozen=True)
class Entry:
    """A page of the window.

    Attributes:
        name: what it is known by in lessons, preferences and the code; also its icon's.
        title, short: in English: its title in the menu and above it, and what stands below its icon: the same name.
        module, view: where it is built from.
    """

    name: str
    title: str
    short: str
    module: str
    view: str

    def build(self) -> Page:
        """Return the page, newly built; its module is read only now, if it was not read ahead."""
        view: Callable[[], Page] = getattr(import_module(f"digitapp.views.{self.module}"), self.view)
        return view()


ENTRIES = (
    Entry("overview", mark("Overview"), mark("Overview"), "window.overview", "Overview"),
    Entry("numbers", mark("Numbers"), mark("Numbers"), "inside.numbers_view", "NumbersView"),
    Entry("sight", mark("Input"), mark("Input"), "inside.seen_view", "SeenView"),
    Entry("diagram", mark("Diagram"), mark("Diagram"), "inside.diagram_view", "DiagramView"),
    Entry("steps", mark("Steps"), mark("Steps"), "inside.steps_view", "StepsView"),
    Entry("ledger", mark("Ink"), mark("Ink"), "inside.ledger_view", "LedgerView"),
    Entry("units", mark("Units"), mark("Units"), "inside.units_view", "UnitsView"),
    Entry("test_set", mark("Test set"), mark("Test set"), "inside.test_set_view", "TestSetView"),
    Entry("map", mark("Map"), mark("Map"), "inside.map_view", "MapView"),
    Entry("program", mark("Program"), mark("Program"), "inside.program_view", "ProgramView"),
    Entry("runs", mark("Runs"), mark("Runs"), "runs.runs_view", "RunsView"),
    Entry("weight", mark("Weight"), mark("Weight"), "inside.weight_view", "WeightView"),
    Entry("painter", mark("Be a unit"), mark("Be a unit"), "inside.painter_view", "PainterView"),
    Entry("taught", mark("Taught by"), mark("Taught by"), "inside.taught_view", "TaughtView"),
    Entry("data", mark("Data"), mark("Data"), "inside.data_view", "DataView"),
)
_LETTERS = {"runs": "R", "weight": "G", "painter": "U", "taught": "B", "data": "L"}
NAMES = tuple(entry.name for entry in ENTRIES)


def keys(number: int) -> str:
    """Return the keys of the page of this number, from 1: Ctrl and a digit, beyond ten a letter, or none ("")."""
    digit = str(number % 10) if number <= 10 else ""
    letter = _LETTERS.get(ENTRIES[number - 1].name, digit)
    return f"Ctrl+{letter}" if letter else ""


def read_ahead() -> Generator[float, None, None]:
    """Read the modules of all pages, and of the parts of page Runs: up to 110 ms each. Yield the share that is done.

    To be gone through on a thread once the window is there: who opens a page then does not wait for it.
    """
    from digitapp.views.runs.run_parts import MODULES

    names = [*(page.module for page in ENTRIES), *(f"runs.{module}" for module, _ in MODULES.values())]
    for number, name in enumerate(names, 1):
        import_module(f"digitapp.views.{name}")
        yield number / len(names)


def entry(name: str) -> Entry:
    """Return the page of this name."""
    return ENTRIES[NAMES.index(name)]


class Pages(QObject):
    """Holds the pages that were built.

    Signals:
        built(name, page): a page was built; whoever has something for it connects it now.
    """

    built = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._pages: dict[str, Page] = {}

    def __getitem__(self, name: str) -> Page:
        """Return the page, and build it if that has not happened."""
        if name not in self._pages:
            self._pages[name] = page = entry(name).build()
            page.setObjectName(name)
            self.built.emit(name, page)
        return self._pages[name]

    def there(self, name: str) -> Page | None:
        """Return the page if it was built."""
        return self._pages.get(name)
