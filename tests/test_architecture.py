"""Who may know whom: the rules of docs/architecture.md, held against the imports that the sources make.

A rule names what the modules of a part may import of the project and of what comes from outside it; the standard
library and NumPy are open to all. Everything that is not allowed is forbidden, wherever in a file it is imported.
"""

import ast
import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.core.samples import draw

ROOT = Path(__file__).parents[1]
PACKAGES = ("engine", "digitapp", "resources")
MOST_LINES = 300

QT_IN_STATE = ("PySide6.QtCore", "PySide6.QtGui.QUndoStack", "PySide6.QtGui.QUndoCommand")
WORDS = ("digitapp.i18n", "digitapp.theme")  # what every view may know of the program
PARTS = "digitapp.views.parts"

# The first rule that fits a module holds for it: part -> what it may know besides itself.
RULES: dict[str, tuple[str, ...]] = {
    "resources": (),
    "engine": ("resources", "safetensors", "h5py", "threadpoolctl"),
    "digitapp.core.inside.neighbour_map": ("digitapp.core", "engine", "openTSNE"),
    "digitapp.core.files": ("digitapp.core", "engine", "resources"),
    "digitapp.core": ("digitapp.core", "engine", "PIL"),
    "digitapp.state": ("digitapp.state", "digitapp.jobs", "digitapp.core", "engine", "resources", *QT_IN_STATE),
    "digitapp.jobs": ("digitapp.core", "engine", *QT_IN_STATE),
    PARTS: (PARTS, "digitapp.core", *WORDS, "resources", "PySide6", "pyqtgraph"),
    "digitapp.views.window": ("digitapp.views", "digitapp.core", *WORDS, "resources", "PySide6"),
    **{
        f"digitapp.views.{room}": (f"digitapp.views.{room}", PARTS, "digitapp.core", *WORDS, "PySide6", "pyqtgraph")
        for room in ("paper", "reading", "runs", "inside", "my_digits", "lessons", "help", "exercises")
    },
    "digitapp.views": (),
    "digitapp.theme": ("resources", "PySide6", "pyqtgraph"),
    "digitapp.i18n": ("resources", "digitapp.core.errors"),
    "digitapp.ending": ("PySide6.QtCore",),
    "digitapp.messages": ("digitapp.core", "digitapp.i18n", "PySide6.QtCore"),
    "digitapp.preferences": ("platformdirs", "digitapp.core", "digitapp.i18n", "engine.saving"),
    "digitapp.system_libraries": ("digitapp.i18n",),
    "digitapp.commands": ("digitapp.commands", "digitapp.core", "digitapp.i18n", "engine", "resources"),
    "digitapp.cli": ("digitapp", "resources"),
    "digitapp.__main__": ("digitapp.cli",),
    # These put the program together: they may know all of it but the engine, whose words the state speaks.
    "digitapp.wiring": ("digitapp", "resources", "PySide6"),
    "digitapp.app": ("digitapp", "engine", "resources", "PySide6"),
    "digitapp": (),
}
FREE = {"numpy", *sys.stdlib_module_names}


def modules() -> dict[str, Path]:
    """Every module of the project by its dotted name."""
    found = {}
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found[".".join(parts[:-1] if parts[-1] == "__init__" else parts)] = path
    return found


MODULES = modules()


def imported(module: str, source: str, *, is_package: bool = False) -> Iterator[tuple[int, str]]:
    """Yield the line and the full dotted name of everything that a module's source imports."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            base = module.split(".")
            base = base[: len(base) - node.level + is_package] if node.level else []
            start = ".".join([*base, *([node.module] if node.module else [])])
            yield from ((node.lineno, f"{start}.{alias.name}") for alias in node.names)


def within(name: str, part: str) -> bool:
    return name == part or name.startswith(f"{part}.")


def rule_for(module: str) -> str:
    return next(part for part in RULES if within(module, part))


def violations(module: str, source: str, *, is_package: bool = False) -> list[str]:
    """Return what a module imports and may not, as "line: name"."""
    part = rule_for(module)
    allowed = RULES[part]
    itself = (part,) if part in ("resources", "engine") else ()
    return [
        f"{line}: {name}"
        for line, name in imported(module, source, is_package=is_package)
        if name.split(".")[0] not in FREE
        and not any(within(name, known) for known in (*allowed, *itself))
        and not (name.startswith("digitapp.__") and within(module, "digitapp"))  # its version
    ]


@pytest.mark.parametrize("module", MODULES)
def test_a_module_knows_only_what_it_may(module: str) -> None:
    path = MODULES[module]
    source = path.read_text(encoding="utf-8")
    assert violations(module, source, is_package=path.name == "__init__.py") == []


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("engine.layers", "from PySide6 import QtCore"),
        ("engine.layers", "import digitapp.core.runs.settings"),
        ("engine.layers", "import PIL"),
        ("digitapp.core.runs.training", "from PySide6.QtCore import QObject"),
        ("digitapp.core.runs.training", "from digitapp.state import session"),
        ("digitapp.core.runs.training", "from ...state.session import Session"),
        ("digitapp.core.runs.training", "from ... import jobs"),
        ("digitapp.core.runs.training", "from digitapp import i18n"),
        ("digitapp.core.runs.training", "import pyqtgraph"),
        ("digitapp.state.paper.drawing", "from PySide6.QtWidgets import QWidget"),
        ("digitapp.state.paper.drawing", "from PySide6.QtGui import QUndoStack, QColor"),
        ("digitapp.state.paper.drawing", "from PySide6 import QtGui"),
        ("digitapp.state.paper.drawing", "import PySide6.QtGui"),
        ("digitapp.state.paper.drawing", "from digitapp.views.paper.canvas import Canvas"),
        ("digitapp.jobs", "from digitapp.state.runs.training import Training"),
        ("digitapp.views.paper.canvas", "import engine.models as m"),
        ("digitapp.views.paper.canvas", "from engine import models"),
        ("digitapp.views.paper.canvas", "from digitapp.state.paper.drawing import Drawing"),
        ("digitapp.views.paper.canvas", "from digitapp.views.reading.verdict import Verdict"),
        ("digitapp.views.paper.canvas", "from digitapp.views.reading import verdict"),
        ("digitapp.views.paper.canvas", "from ..reading.verdict import Verdict"),
        ("digitapp.views.paper.canvas", "from ..reading import verdict"),
        ("digitapp.views.paper.canvas", "import digitapp.views.window.main_window"),
        ("digitapp.views.paper.canvas", "from digitapp import preferences"),
        ("digitapp.views.parts.unit_grid", "from digitapp.views.paper.canvas import Canvas"),
        ("digitapp.views.parts.unit_grid", "from ..paper.canvas import Canvas"),
        ("digitapp.views.window.main_window", "from digitapp.state.session import Session"),
        ("digitapp.cli", "from PySide6.QtCore import QObject"),
        ("digitapp.theme", "from digitapp.state.session import Session"),
        ("digitapp.a_new_module", "import PySide6.QtCore"),
        ("digitapp.system_libraries", "import platformdirs"),
    ],
)
@pytest.mark.parametrize(
    "source",
    [
        "{line}",
        "def later():\n    {line}",
        "if TYPE_CHECKING:\n    {line}",
        "try:\n    {line}\nexcept ImportError:\n    pass",
    ],
    ids=["at the top", "in a function", "for types", "if it is there"],
)
def test_a_forbidden_import_is_found_wherever_it_stands(module: str, line: str, source: str) -> None:
    (found,) = violations(module, source.format(line=line))
    assert found.split(":")[0] == str(1 + source.count("\n", 0, source.index("{line}")))


@pytest.mark.parametrize(
    ("module", "line"),
    [
        ("engine.layers", "from . import checks"),
        ("engine.layers", "import numpy as np, json, os.path"),
        ("engine.datasets.mnist", "from ..errors import InputError"),
        ("digitapp.core.runs.training", "from engine.models import Sequential"),
        ("digitapp.core.paper.pictures", "from PIL import Image"),
        ("digitapp.state.paper.drawing", "from PySide6.QtGui import QUndoStack, QUndoCommand"),
        ("digitapp.views.paper.canvas", "from digitapp.views.parts.view import View"),
        ("digitapp.views.paper.canvas", "from digitapp.views.parts import colour_maps"),
        ("digitapp.views.paper.canvas", "from ..parts import view"),
        ("digitapp.views.window.main_window", "from digitapp.views.paper.canvas import Canvas"),
    ],
)
def test_an_allowed_import_is_not_found(module: str, line: str) -> None:
    assert violations(module, line) == []


def test_relative_imports_in_a_package_start_at_the_package() -> None:
    assert violations("digitapp.views", "from .paper.canvas import Canvas", is_package=True) == [
        "1: digitapp.views.paper.canvas.Canvas"
    ]
    assert violations("engine", "from . import layers", is_package=True) == []


def test_no_rule_is_about_what_is_not_there() -> None:
    assert [part for part in RULES if part not in MODULES] == []


@pytest.mark.parametrize("module", MODULES)
def test_a_module_opens_with_a_docstring(module: str) -> None:
    text = ast.get_docstring(ast.parse(MODULES[module].read_text(encoding="utf-8")))
    assert text
    assert text[0].isupper() or text.startswith("digitapp")
    assert text.splitlines()[0].rstrip().endswith((".", ":", ",")) or len(text.splitlines()) > 1


@pytest.mark.parametrize("module", MODULES)
def test_a_module_is_not_too_long(module: str) -> None:
    assert len(MODULES[module].read_text(encoding="utf-8").splitlines()) <= MOST_LINES


# What is really imported when the command line works without a window

WITHOUT_A_WINDOW = """
import json, sys
from digitapp import cli
codes = []
for words in json.loads(sys.argv[1]):
    try:
        codes.append(cli.main(words))
    except SystemExit as end:
        codes.append(end.code)
loaded = sorted(name for name in sys.modules if name.split(".")[0] in ("PySide6", "shiboken6", "pyqtgraph", "PyQt6"))
print(json.dumps([codes, loaded]), file=sys.stderr)
"""


def codes_and_qt(*commands: list[str]) -> tuple[list[int], list[str]]:
    """Run commands in one fresh process; return their codes and what of Qt was loaded in the end."""
    done = subprocess.run(
        [sys.executable, "-c", WITHOUT_A_WINDOW, json.dumps(commands)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    codes, loaded = json.loads(done.stderr.splitlines()[-1])
    return codes, loaded


def test_help_loads_no_qt() -> None:
    assert codes_and_qt(["train", "--help"], ["evaluate", "--help"], ["read", "--help"], ["--version"]) == ([0] * 4, [])


def test_reading_a_picture_loads_no_qt(tmp_path: Path) -> None:
    draw(7).save(tmp_path / "seven.png")
    assert codes_and_qt(["read", str(tmp_path / "seven.png")]) == ([0], [])


def test_training_and_evaluating_load_no_qt(tmp_path: Path) -> None:
    out = str(tmp_path / "mine.safetensors")
    train = ["train", "--out", out, "--units", "8", "--batch", "2000", "--epochs", "1"]
    assert codes_and_qt(train, ["evaluate", "--model", out]) == ([0, 0], [])


def test_the_check_for_qt_would_find_it() -> None:
    """Without this, a mistake in the check itself would look like a program without Qt."""
    code = WITHOUT_A_WINDOW.replace("codes = []", "codes = []; import PySide6.QtCore")
    done = subprocess.run(
        [sys.executable, "-c", code, "[]"], cwd=ROOT, capture_output=True, text=True, timeout=60, check=True
    )
    assert "PySide6.QtCore" in json.loads(done.stderr)[1]
