"""The command line as a program: help, languages, exit codes, terminals and pipes, Ctrl-C."""

import errno
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import pytest

from digitapp import __version__, cli, i18n, system_libraries
from tests.command_line import command, environment, little_mnist, program, run
from tests.core.samples import draw

COMMANDS = ([], ["train"], ["evaluate"], ["read"])


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return little_mnist(tmp_path_factory.mktemp("data") / "little")


@pytest.fixture
def seven(tmp_path: Path) -> Path:
    path = tmp_path / "seven.png"
    draw(7).save(path)
    return path


def test_version() -> None:
    result = run("--version")
    assert (result.code, result.out, result.err) == (cli.OK, f"digitapp {__version__}\n", "")


@pytest.mark.parametrize(
    "arguments",
    [
        ["paint"],
        ["read"],
        ["train"],
        ["train", "--out"],
        ["train", "--out", "x", "--epochs", "many"],
        ["train", "--out", "x", "--optimizer", "lion"],
        ["evaluate", "--nonsense"],
        ["--lang", "xx"],
        ["evaluate", "--lang", "xx"],
    ],
    ids=" ".join,
)
def test_what_is_not_understood_ends_with_2(arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.code == cli.USAGE
    assert result.out == ""
    assert "usage: digitapp" in result.err


def options_in(text: str) -> set[str]:
    return set(re.findall(r"--[a-z-]+", text))


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words) or "digitapp")
def test_help(words: list[str]) -> None:
    result = run("--lang", "en", *words, "--help")
    assert (result.code, result.err) == (cli.OK, "")
    assert result.out.startswith(" ".join(["usage: digitapp", *words]))
    assert {"--help", "--lang"} <= options_in(result.out)
    if words:
        assert "--json" in result.out


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words) or "digitapp")
def test_help_in_korean_has_the_same_options(words: list[str]) -> None:
    english, korean = run("--lang", "en", *words, "--help"), run(*words, "--lang", "ko", "--help")
    assert (korean.code, korean.err) == (cli.OK, "")
    assert options_in(korean.out) == options_in(english.out)
    assert re.search("[가-힣]", korean.out)
    assert not re.search("[가-힣]", english.out)


def test_errors_and_results_are_in_the_language_asked_for(seven: Path) -> None:
    english, korean = (run("read", "--lang", code, "missing.png", seven) for code in ("en", "ko"))
    assert english.code == korean.code == cli.FAILED
    assert korean.err != english.err
    for result in (english, korean):
        assert "missing.png" in result.err
        assert result.out.startswith(f"{seven}: 7 ")


@pytest.mark.parametrize(
    ("variable", "value", "expected"),
    [("LC_ALL", "ko_KR.UTF-8", "ko"), ("LANG", "ko_KR.UTF-8", "ko"), ("LANG", "de_DE.UTF-8", "en"), ("LANG", "", "en")],
)
def test_without_lang_the_computers_language_is_spoken(
    monkeypatch: pytest.MonkeyPatch, variable: str, value: str, expected: str
) -> None:
    for name in ("LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(variable, value)
    spoken: list[str] = []
    monkeypatch.setattr(i18n, "set_language", spoken.append)
    with pytest.raises(SystemExit):
        cli.main(["--version"])
    with pytest.raises(SystemExit):
        cli.main(["evaluate", "--lang=ko", "--help"])
    assert spoken == [expected, "ko"]


def test_without_qts_libraries_the_window_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system_libraries, "missing_packages", lambda: ["libegl1"])
    result = run()
    assert (result.code, result.out) == (cli.FAILED, "")
    assert "apt-get install libegl1" in result.err


def test_the_program_runs_from_any_folder(seven: Path) -> None:
    result = program("read", seven.name, cwd=seven.parent)
    assert (result.code, result.err) == (cli.OK, "")
    assert result.out.startswith("seven.png: 7 ")


def test_the_code_of_a_failure_is_that_of_the_process() -> None:
    assert program("read", "missing.png").code == 1
    assert program("paint").code == 2


@pytest.mark.parametrize("words", [["read", "--json"], ["read"], ["--version"], ["--help"]], ids=" ".join)
@pytest.mark.parametrize("buffered", [True, False])
def test_a_pipe_that_nobody_reads_ends_it_quietly(seven: Path, words: Sequence[str], buffered: bool) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    how = {} if buffered else {"PYTHONUNBUFFERED": "1"}
    try:
        result = program(*words, *([seven] if "read" in words else []), stdout=writing, env=environment(**how))
    finally:
        os.close(writing)
    assert result.err == ""
    assert result.code in (cli.OK, cli.FAILED)


@pytest.mark.skipif(sys.platform == "win32", reason="needs a terminal of POSIX")
def test_ctrl_c_stops_a_training(tmp_path: Path, data: Path) -> None:
    out = tmp_path / "models" / "mine.safetensors"
    out.parent.mkdir()
    out.write_bytes(b"before")
    terminal, stderr = os.openpty()
    words = ["train", "--out", out, "--data", data, "--epochs", 1000, "--lang", "en"]
    running = subprocess.Popen(command(*words), stdout=subprocess.PIPE, stderr=stderr, env=environment())
    os.close(stderr)
    try:
        said = read_until(terminal, b"of 1000")
        running.send_signal(signal.SIGINT)
        said += read_until(terminal, None)
        printed = running.communicate(timeout=30)[0]
    finally:
        running.kill()
        running.wait()
        os.close(terminal)
    assert re.search(rb"epoch \d+ of 1000 . batch \d+ of 16", said.replace("·".encode(), b"."))
    assert b"Traceback" not in said
    assert printed == b""
    assert running.returncode == 130  # what a shell gives for a program that Ctrl-C has ended
    assert out.read_bytes() == b"before"
    assert list(out.parent.iterdir()) == [out]


def read_until(terminal: int, text: bytes | None) -> bytes:
    """Return what comes from a terminal until `text` has come, or with None until the other side closes it."""
    came, end = b"", time.monotonic() + 30
    while text is None or text not in came:
        assert time.monotonic() < end, f"{text!r} did not come: {came!r}"
        if not select.select([terminal], [], [], 1)[0]:
            continue
        try:
            part = os.read(terminal, 4096)
        except OSError as error:
            if error.errno != errno.EIO:  # Linux's word for a closed terminal
                raise
            part = b""
        if not part:
            assert text is None, f"{text!r} did not come: {came!r}"
            break
        came += part
    return came


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no such names")
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_read_takes_a_file_name_that_is_no_text(seven: Path, form: list[str]) -> None:
    name = os.fsdecode(b"7-\xff.png")
    shutil.copy(seven, seven.parent / name)
    result = program("read", *form, name, cwd=seven.parent)
    assert (result.code, result.err) == (cli.OK, "")
    assert "7" in result.out


def test_read_prints_json_on_a_terminal_that_knows_only_ascii(seven: Path) -> None:
    name = "일곱.png"
    shutil.copy(seven, seven.parent / name)
    result = program("read", "--json", name, cwd=seven.parent, env=environment(PYTHONIOENCODING="ascii"))
    assert (result.code, result.err) == (cli.OK, "")
    assert result.json[0]["image"] == name
