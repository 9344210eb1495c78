"""What the program remembers from one start to the next, in one JSON file."""

from __future__ import annotations

import json
import os
import re
from dataclasses import asdict, dataclass, field, fields
from pathlib import Path
from typing import Any

import platformdirs

from digitapp.core.errors import InputError, brief
from digitapp.core.lessons.lesson import DEPTHS
from digitapp.core.paper.strokes import DEFAULT_PEN_WIDTH
from digitapp.core.runs.recording import SNAPSHOT_BYTES
from digitapp.core.runs.settings import TrainingSettings
from digitapp.i18n import LANGUAGES
from engine.saving import atomic

MOST_RECENT = 8  # files that are offered again
MOST_STOPS = 1000  # of a lesson
_MOST_LESSONS = 100
_MOST_DIGITS = 4000  # of a whole number
APPEARANCES = ("system", "light", "dark")


@dataclass
class Preferences:
    """The person's choices; `language` is empty while the computer's own is followed.

    Attributes:
        window_state: where the window was and how large, as Qt's hexadecimal text.
        recent_folder: where files were last opened or saved.
        page, page_beside: the names of the pages in front and beside it; empty for none.
        training: the settings of the next training run.
        lesson: the file of the last lesson that is not one of the program's own; empty for none.
        lesson_stops: at which stop each lesson was left, from 0, by the lesson's key.
        lessons_done: the keys of the lessons that were gone through to their ends.
        lesson_depth: for whom the lessons speak.
        answer_sheet, answers_before, answers_after: of the ten questions, as in core.lessons.answers.Answers.
        lesson_begun: whether a lesson was ever opened; until then the empty paper invites to it.
        rewinding_megabytes: how much memory the ways of runs may take.
        runs_megabytes: how much room the kept runs may take in the person's folder; 0 to keep none.
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
    lesson_stops: dict[str, int] = field(default_factory=dict)
    lessons_done: list[str] = field(default_factory=list)
    lesson_depth: str = DEPTHS[0]
    answer_sheet: str = ""
    answers_before: str = ""
    answers_after: str = ""
    lesson_begun: bool = False
    rewinding_megabytes: int = SNAPSHOT_BYTES // 2**20
    runs_megabytes: int = 1024
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


def runs_folder() -> Path:
    """Return where runs are kept on this computer."""
    return platformdirs.user_data_path("digitapp", appauthor=False) / "runs"


def checkpoints_folder() -> Path:
    """Return where runs under way are kept on this computer."""
    return platformdirs.user_state_path("digitapp", appauthor=False) / "checkpoints"


def load(path: Path) -> Preferences:
    """Return the preferences in `path` as `load_or_tell` does, and tell nobody."""
    return load_or_tell(path)[0]


def load_or_tell(path: Path) -> tuple[Preferences, InputError | None]:
    """Return the preferences in `path`, and what to tell the person of it.

    A missing file gives the defaults, and so does a value that makes no sense: each is looked at by itself. A file that
    is damaged as a whole is moved aside, so that it is not written over.
    """
    try:
        if not path.is_file():  # opening a pipe would wait for ever
            return Preferences(), None
        values = json.loads(path.read_bytes().decode("utf-8-sig"), parse_int=_whole_number)
        if not isinstance(values, dict):
            raise ValueError(brief(values))
    except (OSError, ValueError, RecursionError) as error:
        return Preferences(), _moved_aside(path, error)
    return _preferences(values), None


def _preferences(values: dict[str, Any]) -> Preferences:
    """Return what makes sense of the values of a file."""
    preferences = Preferences()
    for f in fields(Preferences):
        default, value = getattr(preferences, f.name), values.get(f.name)
        if type(value) is type(default) and (not isinstance(value, str) or _can_be_shown(value)):
            setattr(preferences, f.name, value)
    preferences.training = TrainingSettings.from_damaged(values.get("training"))
    if preferences.appearance not in APPEARANCES:
        preferences.appearance = "system"
    if preferences.language not in LANGUAGES:
        preferences.language = ""
    if not 0 <= preferences.rewinding_megabytes <= 2**20:
        preferences.rewinding_megabytes = Preferences.rewinding_megabytes
    if not 0 <= preferences.runs_megabytes <= 2**20:
        preferences.runs_megabytes = Preferences.runs_megabytes
    width: Any = values.get("pen_width")
    if type(width) not in (int, float) or width != width:
        width = DEFAULT_PEN_WIDTH
    preferences.pen_width = float(min(max(width, 0.02), 0.15))
    preferences.recent_models = _names(preferences.recent_models)[:MOST_RECENT]
    _mend_lessons(preferences)
    return preferences


def _names(values: list[Any]) -> list[str]:
    return [name for name in values if isinstance(name, str) and _can_be_shown(name)]


def _mend_lessons(preferences: Preferences) -> None:
    """Leave out what makes no sense of how far somebody is in the lessons."""
    stops: dict[Any, Any] = preferences.lesson_stops
    names = [name for name in _names(list(stops)) if type(stops[name]) is int and 0 <= stops[name] < MOST_STOPS]
    preferences.lesson_stops = {name: stops[name] for name in names[:_MOST_LESSONS]}
    preferences.lessons_done = _names(preferences.lessons_done)[:_MOST_LESSONS]
    if preferences.lesson_depth not in DEPTHS:
        preferences.lesson_depth = DEPTHS[0]
    sheet, letters = preferences.answer_sheet, (preferences.answers_before, preferences.answers_after)
    if not (re.fullmatch("[0-9a-f]{8}", sheet) and all(re.fullmatch("[-a-d]{0,100}", each) for each in letters)):
        preferences.answer_sheet = preferences.answers_before = preferences.answers_after = ""


def _whole_number(digits: str) -> int | float:
    """Return a number of a file; one of so many digits that Python refuses it is infinite."""
    return int(digits) if len(digits) < _MOST_DIGITS else float(digits)


def _can_be_shown(text: str) -> bool:
    """Return whether it has no halves of characters but those that stand for a file name's bytes."""
    try:
        os.fsencode(text)
    except UnicodeEncodeError:
        return False
    return True


def _moved_aside(path: Path, error: Exception) -> InputError:
    """Give a damaged file a name that is free, and return what the person is told."""
    reason = error.strerror if isinstance(error, OSError) and error.strerror else brief(str(error))
    names = (path.with_suffix(f".damaged{number or ''}.json") for number in range(1000))
    try:
        aside = next(name for name in names if not name.exists())
        path.replace(aside)
    except (OSError, StopIteration):
        return InputError(
            "{file}: expected the choices of the last time as JSON. Received: {reason}. They are as at first.",
            file=path.name,
            reason=reason,
        )
    return InputError(
        "{file}: expected the choices of the last time as JSON. Received: {reason}. They are as at first, and the file"
        " is kept as {aside}.",
        file=path.name,
        reason=reason,
        aside=str(aside),
    )


def save(path: Path, preferences: Preferences) -> None:
    """Write the preferences wholly or not at all.

    Raises:
        OSError: the file cannot be written.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    atomic.write(path, json.dumps(asdict(preferences), indent=2).encode())
