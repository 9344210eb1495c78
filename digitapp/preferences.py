"""What the program remembers from one start to the next, in one JSON file."""

from __future__ import annotations

import json
import math
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path

import platformdirs

from digitapp.core.paper.strokes import DEFAULT_PEN_WIDTH
from digitapp.core.runs.recording import MOST_BYTES
from digitapp.core.runs.settings import TrainingSettings
from digitapp.i18n import LANGUAGES
from engine.saving import atomic

MOST_RECENT = 8  # files that are offered again
APPEARANCES = ("system", "light", "dark")


@dataclass
class Preferences:
    """The person's choices; `language` is empty while the computer's own is followed.

    Attributes:
        window_state: where the window was and how large, as Qt's hexadecimal text.
        recent_folder: where files were last opened or saved.
        page, page_beside: the names of the pages in front and beside it; empty for none.
        training: the settings of the next training run.
        lesson, lesson_stop: the lesson's file, empty for the program's own, and the stop it is at, from 0.
        lesson_begun: whether a lesson was ever opened; until then the empty paper invites to it.
        rewinding_megabytes: how much memory the ways of runs may take.
    """

    language: str = ""
    appearance: str = "system"
    pen_width: float = DEFAULT_PEN_WIDTH
    window_state: str = ""
    recent_folder: str = ""
    recent_models: list[str] = field(default_factory=list)
    page: str = "overview"
    page_beside: str = "steps"
    lesson: str = ""
    lesson_stop: int = 0
    lesson_begun: bool = False
    rewinding_megabytes: int = MOST_BYTES // 2**20
    training: TrainingSettings = field(default_factory=TrainingSettings)


def preferences_file() -> Path:
    """Return where the preferences are kept on this computer."""
    return platformdirs.user_config_path("digitapp", appauthor=False) / "preferences.json"


def log_file() -> Path:
    """Return where the log is kept on this computer."""
    return platformdirs.user_log_path("digitapp", appauthor=False) / "digitapp.log"


def my_digits_file() -> Path:
    """Return where the person's own digits are kept on this computer."""
    return platformdirs.user_data_path("digitapp", appauthor=False) / "my-digits.npz"


def checkpoints_folder() -> Path:
    """Return where runs under way are kept on this computer."""
    return platformdirs.user_state_path("digitapp", appauthor=False) / "checkpoints"


def load(path: Path) -> Preferences:
    """Return the preferences in `path`; a missing or damaged file, or a value of the wrong kind, gives the default."""
    preferences = Preferences()
    try:
        if not path.is_file():  # opening a pipe would wait for ever
            return preferences
        values = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError):
        return preferences
    if not isinstance(values, dict):
        return preferences
    for f in fields(Preferences):
        default = getattr(preferences, f.name)
        value = values.get(f.name, default)
        if isinstance(default, float) and type(value) is int:
            value = float(value)
        if isinstance(value, type(default)):
            setattr(preferences, f.name, value)
    preferences.training = TrainingSettings.from_damaged(values.get("training"))
    if preferences.appearance not in APPEARANCES:
        preferences.appearance = "system"
    if preferences.language not in LANGUAGES:
        preferences.language = ""
    if not 0 <= preferences.rewinding_megabytes <= 2**20:
        preferences.rewinding_megabytes = Preferences.rewinding_megabytes
    width = preferences.pen_width
    preferences.pen_width = min(max(width, 0.02), 0.15) if not math.isnan(width) else DEFAULT_PEN_WIDTH
    preferences.recent_models = [name for name in preferences.recent_models if isinstance(name, str)][:MOST_RECENT]
    return preferences


def save(path: Path, preferences: Preferences) -> None:
    """Write the preferences wholly or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write(path, json.dumps(asdict(preferences), indent=2).encode())
