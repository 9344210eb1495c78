"""The command line does its work without a window, says what went wrong on stderr, and ends with a code to trust."""

import errno
import gettext
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from digitapp import __version__, cli, i18n, system_libraries
from digitapp.core.model_file import NetworkRecord, load_record, save_record
from engine.saving import atomic
from tests.core.samples import BLACK, WHITE, mnist, small
from tests.core.test_dataset import write_idx
from tests.core.test_pictures import draw

ROOT = Path(__file__).parents[1]
COMMANDS = ([], ["train"], ["evaluate"], ["read"])


@dataclass
class Result:
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """What it printed, which must be one JSON value and nothing else."""
        return json.loads(self.out)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A function that runs a command in this process; what it changes in gettext is changed back."""
    domain = gettext.textdomain()
    monkeypatch.setenv("LANGUAGE", "")

    def call(*arguments: object) -> Result:
        capfd.readouterr()
        try:
            code = cli.main([str(argument) for argument in arguments])
        except SystemExit as end:  # argparse's way
            code = end.code if isinstance(end.code, int) else 1
        printed = capfd.readouterr()
        assert "Traceback" not in printed.err
        return Result(code, printed.out, printed.err)

    yield call
    gettext.textdomain(domain)


def command(*arguments: object) -> list[str]:
    """A command for a process of its own."""
    return [sys.executable, "-m", "digitapp", *(str(argument) for argument in arguments)]


def environment(**changes: str) -> dict[str, str]:
    """The environment of a process that writes its output as Python does by itself, whatever holds for the tests."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PYTHON")}
    return {**kept, "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8:strict", **changes}


def program(*arguments: object, **more: Any) -> Result:
    """Run a command in a process of its own."""
    more = {"stdout": subprocess.PIPE, "env": environment(), **more}
    done = subprocess.run(command(*arguments), stderr=subprocess.PIPE, timeout=60, check=False, **more)
    out = (done.stdout or b"").decode(errors="surrogateescape")
    return Result(done.returncode, out, done.stderr.decode(errors="surrogateescape"))


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of four IDX files with the first of MNIST's images."""
    folder = tmp_path_factory.mktemp("data") / "little"
    folder.mkdir()
    short = mnist().shortened(2000, 500)
    write_idx(folder / "train-images-idx3-ubyte.gz", short.train_images)
    write_idx(folder / "train-labels-idx1-ubyte.gz", short.train_labels)
    write_idx(folder / "t10k-images-idx3-ubyte.gz", short.test_images)
    write_idx(folder / "t10k-labels-idx1-ubyte.gz", short.test_labels)
    return folder


@pytest.fixture
def seven(tmp_path: Path) -> Path:
    path = tmp_path / "seven.png"
    draw(7).save(path)
    return path


def assert_failed(result: Result, *said: str) -> None:
    """It failed, said so in one line, and printed no result."""
    assert result.code == cli.FAILED
    assert result.err.startswith("digitapp: ")
    assert result.err.count("\n") == 1
    assert result.out == ""
    for text in said:
        assert text in result.err


# train


def test_train_saves_a_network_that_has_learned(run: Any, tmp_path: Path, data: Path) -> None:
    out = tmp_path / "mine.safetensors"
    result = run("train", "--out", out, "--data", data, "--epochs", 1, "--units", 32)
    assert (result.code, result.err) == (cli.OK, "")
    assert result.out.startswith(f"{out}: 1 epochs in ")
    record = load_record(out)
    assert record.network.count_params() == 784 * 32 + 32 + 32 * 10 + 10
    assert record.test_accuracy is not None
    assert record.test_accuracy > 0.6
    assert f"{record.test_accuracy:.2%}" in result.out


def test_train_prints_json(run: Any, tmp_path: Path, data: Path) -> None:
    out = tmp_path / "mine.safetensors"
    result = run("train", "--out", out, "--data", data, "--epochs", 2, "--units", 16, "--json")
    assert (result.code, result.err) == (cli.OK, "")
    assert set(result.json) == {"file", "seconds", "loss", "accuracy", "test_loss", "test_accuracy"}
    assert result.json["file"] == str(out)
    assert result.json["test_accuracy"] == pytest.approx(load_record(out).test_accuracy)


def test_train_takes_all_its_settings(run: Any, tmp_path: Path, data: Path) -> None:
    out = tmp_path / "mine.safetensors"
    chosen = ["--units", "24,12", "--optimizer", "momentum", "--rate", 0.05, "--batch", 100, "--seed", 4]
    result = run("train", "--out", out, "--data", data, "--epochs", 1, "--hold-out", 0.25, "--json", *chosen)
    assert set(result.json) == {"file", "seconds", "loss", "accuracy", "validation_loss", "validation_accuracy"}
    settings = load_record(out).settings
    assert settings.hidden_units == (24, 12)
    assert (settings.optimizer, settings.learning_rate, settings.batch_size) == ("momentum", 0.05, 100)
    assert (settings.epochs, settings.seed, settings.validation_share) == (1, 4, 0.25)
    assert load_record(out).test_accuracy is None


@pytest.mark.parametrize(
    "changes",
    [
        ["--epochs", 0],
        ["--epochs", 10**9],
        ["--units", "many"],
        ["--units", 100_000],
        ["--rate", "nan"],
        ["--rate", "-1"],
        ["--batch", 0],
        ["--hold-out", 1],
        ["--seed", "-1"],
        ["--data", "no such folder"],
    ],
    ids=lambda changes: " ".join(map(str, changes)),
)
def test_train_refuses_what_makes_no_sense(run: Any, tmp_path: Path, changes: list[Any]) -> None:
    out = tmp_path / "mine.safetensors"
    assert_failed(run("train", "--out", out, *changes))
    assert not out.exists()


@pytest.mark.parametrize("name", ["", "no such folder/mine.safetensors", "x" * 300 + ".safetensors"])
def test_train_refuses_a_place_to_save_to_before_it_trains(run: Any, tmp_path: Path, name: str) -> None:
    result = run("train", "--out", tmp_path / name, "--data", "no such folder")  # the later error of the two
    assert_failed(result)
    assert not result.err.startswith("digitapp: no such folder")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which not even root can write")
def test_train_refuses_a_folder_that_cannot_be_written_to_before_it_trains(run: Any) -> None:
    result = run("train", "--out", "/proc/mine.safetensors", "--data", "no such folder")
    assert_failed(result, "/proc/mine.safetensors")


def test_train_says_when_the_disk_is_full(
    run: Any, tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic.os, "fsync", full)
    out = tmp_path / "mine.safetensors"
    result = run("train", "--out", out, "--data", data, "--epochs", 1, "--units", 8)
    assert_failed(result, "mine.safetensors", os.strerror(errno.ENOSPC))
    assert not out.exists()


def test_train_that_runs_away_fails_and_keeps_the_file_that_was_there(run: Any, tmp_path: Path, data: Path) -> None:
    out = tmp_path / "mine.safetensors"
    out.write_bytes(b"before")
    units = "64,64,64,64,64,64"
    result = run("train", "--out", out, "--data", data, "--units", units, "--optimizer", "momentum", "--rate", 100)
    assert_failed(result, "learning rate")
    assert out.read_bytes() == b"before"


# evaluate


def test_evaluate_measures_the_bundled_network_on_mnist(run: Any) -> None:
    result = run("evaluate", "--json")
    assert (result.code, result.err) == (cli.OK, "")
    assert set(result.json) == {"model", "data", "images", "loss", "accuracy"}
    assert (result.json["model"], result.json["data"], result.json["images"]) == ("mnist-512", "MNIST", 10_000)
    assert 0.975 < result.json["accuracy"] <= 1
    assert 0 < result.json["loss"] < 0.15


def test_evaluate_measures_another_network_on_other_data(run: Any, tmp_path: Path, data: Path) -> None:
    model = tmp_path / "new.safetensors"
    save_record(model, NetworkRecord(small().build(), "new", small()))
    result = run("evaluate", "--model", model, "--data", data)
    assert result.code == cli.OK
    assert re.fullmatch(r"new: \d+\.\d\d% of 500 test images of little, loss \d+\.\d{4}\n", result.out)


@pytest.mark.parametrize("arguments", [["--model", "missing.safetensors"], ["--data", "missing"]])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_evaluate_refuses_what_is_not_there(run: Any, arguments: list[str], form: list[str]) -> None:
    assert_failed(run("evaluate", *arguments, *form), "missing")


# read


def test_read_prints_a_line_for_each_picture(run: Any, tmp_path: Path) -> None:
    paths = [tmp_path / f"{digit}.png" for digit in (3, 7)]
    for path, colours in zip(paths, [(WHITE, BLACK), (BLACK, WHITE)], strict=True):
        draw(int(path.stem), *colours).save(path)
    result = run("read", *paths)
    assert (result.code, result.err) == (cli.OK, "")
    lines = result.out.splitlines()
    assert [line.split(" (")[0] for line in lines] == [f"{paths[0]}: 3", f"{paths[1]}: 7"]
    assert all(re.search(r" \(\d+\.\d%; then \d, \d+\.\d%\)$", line) for line in lines)


def test_read_prints_json(run: Any, seven: Path) -> None:
    result = run("read", "--json", seven)
    assert (result.code, result.err) == (cli.OK, "")
    (found,) = result.json
    assert set(found) == {"image", "digit", "probability", "probabilities"}
    assert (found["image"], found["digit"]) == (str(seven), 7)
    assert found["probability"] == max(found["probabilities"]) == found["probabilities"][7]
    assert len(found["probabilities"]) == 10
    assert sum(found["probabilities"]) == pytest.approx(1, abs=1e-5)


def test_read_goes_on_after_a_picture_that_cannot_be_read(run: Any, tmp_path: Path, seven: Path) -> None:
    text = tmp_path / "text.png"
    text.write_text("no picture")
    result = run("read", text, tmp_path / "missing.png", seven)
    assert result.code == cli.FAILED
    assert result.out.startswith(f"{seven}: 7 ")
    assert result.out.count("\n") == 1
    assert [line.split(":")[0] for line in result.err.splitlines()] == ["digitapp", "digitapp"]
    assert "text.png" in result.err
    assert "missing.png" in result.err


def test_read_tells_of_bad_pictures_in_json_too(run: Any, tmp_path: Path, seven: Path) -> None:
    result = run("read", "--json", tmp_path / "missing.png", seven)
    assert result.code == cli.FAILED
    bad, good = result.json
    assert set(bad) == {"image", "error"}
    assert "no such file" in bad["error"]
    assert good["digit"] == 7


def test_read_uses_the_model_it_is_given(run: Any, tmp_path: Path, seven: Path) -> None:
    model = tmp_path / "untrained.safetensors"
    save_record(model, NetworkRecord(small().build(), "untrained", small()))
    result = run("read", "--model", model, "--json", seven)
    assert result.json[0]["probability"] < 0.9
    assert_failed(run("read", "--model", tmp_path / "missing.safetensors", seven), "missing.safetensors")


@pytest.mark.parametrize("words", [["read", "seven.png"], ["evaluate"]])
def test_a_model_named_before_the_command_counts(
    run: Any, seven: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(seven.parent)
    result = run("--model", "missing.safetensors", *words)
    assert result.code != cli.OK  # it must not quietly use the bundled one


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


# The program itself


def test_version(run: Any) -> None:
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
def test_what_is_not_understood_ends_with_2(run: Any, arguments: list[str]) -> None:
    result = run(*arguments)
    assert result.code == cli.USAGE
    assert result.out == ""
    assert "usage: digitapp" in result.err


def options_in(text: str) -> set[str]:
    return set(re.findall(r"--[a-z-]+", text))


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words) or "digitapp")
def test_help(run: Any, words: list[str]) -> None:
    result = run("--lang", "en", *words, "--help")
    assert (result.code, result.err) == (cli.OK, "")
    assert result.out.startswith(" ".join(["usage: digitapp", *words]))
    assert {"--help", "--lang"} <= options_in(result.out)
    if words:
        assert "--json" in result.out


@pytest.mark.parametrize("words", COMMANDS, ids=lambda words: " ".join(words) or "digitapp")
def test_help_in_korean_has_the_same_options(run: Any, words: list[str]) -> None:
    english, korean = run("--lang", "en", *words, "--help"), run(*words, "--lang", "ko", "--help")
    assert (korean.code, korean.err) == (cli.OK, "")
    assert options_in(korean.out) == options_in(english.out)
    assert re.search("[가-힣]", korean.out)
    assert not re.search("[가-힣]", english.out)


def test_errors_and_results_are_in_the_language_asked_for(run: Any, seven: Path) -> None:
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


def test_without_qts_libraries_the_window_is_not_tried(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_the_same_seed_gives_the_same_network(run: Any, tmp_path: Path, data: Path) -> None:
    paths = [tmp_path / name for name in ("one.safetensors", "two.safetensors")]
    for path in paths:
        assert run("train", "--out", path, "--data", data, "--epochs", 1, "--units", 16).code == cli.OK
    one, two = (load_record(path).network.get_weights() for path in paths)
    assert all(np.array_equal(weight, other) for weight, other in zip(one, two, strict=True))
