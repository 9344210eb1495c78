"""Preferences come back from their file; a missing, damaged or foreign file gives the defaults and never an error."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from digitapp import i18n, preferences
from digitapp.core.lessons.lesson import DEPTHS
from digitapp.core.runs.settings import TrainingSettings
from digitapp.preferences import APPEARANCES, Preferences

valid = st.builds(
    Preferences,
    language=st.sampled_from(["", *i18n.LANGUAGES]),
    appearance=st.sampled_from(APPEARANCES),
    pen_width=st.floats(0.02, 0.15),
    window_state=st.text("0123456789abcdef"),
    recent_folder=st.text(),
    recent_models=st.lists(st.text(), max_size=8),
    training=st.builds(TrainingSettings, epochs=st.integers(1, 1000), dropout=st.floats(0, 0.9), distort=st.booleans()),
)
anything = st.recursive(
    st.sampled_from([10**400, -(10**400), 2**64, "\ud800"])
    | st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=4,
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "folder" / "preferences.json"


def written(path: Path, text: str) -> Preferences:
    """The preferences that a file with this text gives."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return preferences.load(path)


def given_values(path: Path, **values: Any) -> Preferences:
    return written(path, json.dumps(values))


def test_without_a_file_there_are_defaults(path: Path) -> None:
    assert preferences.load(path) == Preferences()
    assert not path.parent.exists()


def test_saving_makes_the_folder(path: Path) -> None:
    chosen = Preferences("ko", "dark", 0.1, "01ff", "/home/나/그림", ["a.safetensors", "b.safetensors"])
    preferences.save(path, chosen)
    assert preferences.load(path) == chosen
    assert list(path.parent.iterdir()) == [path]


@given(valid)
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_any_choice_comes_back(path: Path, chosen: Preferences) -> None:
    preferences.save(path, chosen)
    assert preferences.load(path) == chosen


def test_saving_replaces_what_was_there(path: Path) -> None:
    preferences.save(path, Preferences(recent_folder="x" * 1000))
    preferences.save(path, Preferences(language="en"))
    assert preferences.load(path) == Preferences(language="en")


def test_saving_that_fails_keeps_the_old_file(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    preferences.save(path, Preferences(language="ko"))

    def fails(*_: object) -> None:
        raise OSError("the disk is gone")

    monkeypatch.setattr(os, "replace", fails)
    with pytest.raises(OSError, match="the disk is gone"):
        preferences.save(path, Preferences(language="en"))
    monkeypatch.undo()
    assert preferences.load(path) == Preferences(language="ko")
    assert list(path.parent.iterdir()) == [path]


def test_a_folder_that_cannot_be_made_is_an_os_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(OSError, match="file"):
        preferences.save(tmp_path / "file" / "preferences.json", Preferences())


@pytest.mark.parametrize(
    "text", ["", "{", "null", "[]", "12", '"text"', "[" * 100_000, '{"language": "ko"'], ids=lambda t: t[:9]
)
def test_a_damaged_file_gives_defaults_and_is_kept_aside(path: Path, text: str) -> None:
    path.parent.mkdir()
    path.write_text(text, encoding="utf-8")
    chosen, problem = preferences.load_or_tell(path)
    assert chosen == Preferences()
    aside = path.with_name("preferences.damaged.json")
    assert str(aside) in str(problem)
    preferences.save(path, chosen)
    assert aside.read_text(encoding="utf-8") == text
    assert preferences.load_or_tell(path) == (chosen, None)  # it is told once


def test_a_second_damaged_file_does_not_take_the_place_of_the_first(path: Path) -> None:
    for text in ("first", "second"):
        written(path, text)
    assert sorted(file.read_text() for file in path.parent.glob("*.damaged*")) == ["first", "second"]


def test_a_damaged_file_that_cannot_be_moved_is_told_of(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise PermissionError(13, "Permission denied")

    path.parent.mkdir()
    path.write_text("{")
    monkeypatch.setattr(Path, "replace", fails)
    chosen, problem = preferences.load_or_tell(path)
    assert chosen == Preferences()
    assert "preferences.json: expected" in str(problem)
    assert path.read_text() == "{"


def test_an_editor_may_put_its_mark_before_it(path: Path) -> None:
    assert written(path, '\ufeff{"language": "ko"}') == Preferences("ko")


@pytest.mark.parametrize("content", [b"\xff\xfe\x00", b"\0" * 100, bytes(range(256))], ids=["utf-16", "zeros", "bytes"])
def test_a_file_of_other_bytes_gives_defaults(path: Path, content: bytes) -> None:
    path.parent.mkdir()
    path.write_bytes(content)
    assert preferences.load(path) == Preferences()


def test_a_folder_in_its_place_gives_defaults(path: Path) -> None:
    path.mkdir(parents=True)
    assert preferences.load(path) == Preferences()


@pytest.mark.parametrize(
    "values",
    [
        {"language": 5},
        {"language": "xx"},
        {"appearance": "pink"},
        {"appearance": None},
        {"pen_width": "wide"},
        {"pen_width": True},
        {"pen_width": float("nan")},
        {"window_state": ["01"]},
        {"recent_folder": {}},
        {"recent_models": "a.safetensors"},
        {"a later version's": 1},
        {"lesson_stops": [3]},
        {"lesson_stops": {"first-look": True, "other": -1, "\ud800": 1, "a": 10**400}},
        {"lessons_done": [3, "\ud800"]},
        {"lesson_depth": "kindergarten"},
        {"answer_sheet": "not one", "answers_before": "abc"},
        {"answer_sheet": "0a1b2c3d", "answers_before": "xyz"},
        {"rewinding_megabytes": 10**400},
        {"recent_folder": "\ud800"},
        {"recent_models": ["\ud800"]},
        {"training": {"epochs": 10**400, "learning_rate": 10**400, "hidden_units": [10**400]}},
    ],
    ids=str,
)
def test_a_value_that_makes_no_sense_gives_the_default(path: Path, values: dict[str, Any]) -> None:
    assert given_values(path, **values) == Preferences()


def test_the_other_values_of_such_a_file_are_kept(path: Path) -> None:
    assert given_values(path, appearance="pink", language="ko", pen_width=0.05) == Preferences("ko", pen_width=0.05)


@pytest.mark.parametrize(
    ("width", "taken"),
    [
        (-1.0, 0.02),
        (0.0, 0.02),
        (0.15, 0.15),
        (1.0, 0.15),
        (1, 0.15),
        (float("inf"), 0.15),
        (10**400, 0.15),
        (-(10**400), 0.02),
    ],
)
def test_the_pen_is_neither_thin_nor_thick_beyond_use(path: Path, width: float, taken: float) -> None:
    assert given_values(path, pen_width=width).pen_width == taken


def test_a_number_of_more_digits_than_python_reads_does_not_lose_the_others(path: Path) -> None:
    text = '{"pen_width": 1' + "0" * 5000 + ', "rewinding_megabytes": 1' + "0" * 5000 + ', "language": "ko"}'
    assert written(path, text) == Preferences("ko", pen_width=0.15)


def test_recent_models_are_a_few_names(path: Path) -> None:
    names = [f"{number}.safetensors" for number in range(20)]
    assert given_values(path, recent_models=[1, None, *names]).recent_models == names[:8]


@given(st.dictionaries(st.sampled_from(sorted(asdict(Preferences()))), anything))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_whatever_a_file_says_the_program_can_use(path: Path, values: dict[str, Any]) -> None:
    chosen = given_values(path, **values)
    assert chosen.language in ("", *i18n.LANGUAGES)
    assert chosen.appearance in APPEARANCES
    assert 0.02 <= chosen.pen_width <= 0.15
    assert isinstance(chosen.window_state, str)
    assert isinstance(chosen.recent_folder, str)
    assert all(type(stop) is int for stop in chosen.lesson_stops.values())
    assert chosen.lesson_depth in DEPTHS
    assert 0 <= chosen.rewinding_megabytes <= 2**20
    assert all(isinstance(name, str) for name in chosen.recent_models)
    preferences.save(path, chosen)
    assert preferences.load(path) == chosen


def test_two_defaults_share_nothing() -> None:
    first, second = Preferences(), Preferences()
    first.recent_models.append("a.safetensors")
    assert second.recent_models == []


def test_files_lie_where_the_computer_keeps_such_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(preferences.platformdirs, "user_config_path", lambda name, **_: tmp_path / "config" / name)
    monkeypatch.setattr(preferences.platformdirs, "user_log_path", lambda name, **_: tmp_path / "log" / name)
    assert preferences.preferences_file() == tmp_path / "config" / "digitapp" / "preferences.json"
    assert preferences.log_file() == tmp_path / "log" / "digitapp" / "digitapp.log"


def test_a_damaged_setting_is_as_at_first_and_the_others_stay(path: Path) -> None:
    loaded = given_values(path, training={"epochs": 9, "dropout": "half", "hidden_units": [64]})
    assert loaded.training == TrainingSettings((64,), epochs=9)
    assert given_values(path, training=[1, 2]).training == TrainingSettings()


@pytest.mark.skipif(sys.platform == "win32", reason="files of POSIX")
def test_a_pipe_gives_the_defaults(path: Path) -> None:
    path.parent.mkdir()
    os.mkfifo(path)
    assert preferences.load(path) == Preferences()
