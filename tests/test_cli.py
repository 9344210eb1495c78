"""Train, evaluate and read do their work without a window, and say what went wrong on stderr."""

import errno
import os
import re
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image as Pillow

from digitapp import cli
from digitapp.core.files.model_file import load_run, save_run
from digitapp.core.paper.stroke_files import StrokeFile, save_stroke_file
from digitapp.core.reading.calibration import Calibration
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import Kind, Run
from engine.saving import atomic
from tests.command_line import assert_failed, little_mnist, run
from tests.core.data.making_files import images, labels, table
from tests.core.samples import BLACK, WHITE, draw, drawn, small


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return little_mnist(tmp_path_factory.mktemp("data") / "little")


@pytest.fixture
def seven(tmp_path: Path) -> Path:
    path = tmp_path / "seven.png"
    draw(7).save(path)
    return path


# train


def made(name: str, **known: Any) -> Run:
    """A network that has learned nothing."""
    return Run(Kind.MADE, name, small(), (Moment(small().build(), **known),))


def test_train_saves_a_network_that_has_learned(tmp_path: Path, data: Path) -> None:
    out = tmp_path / "mine.safetensors"
    result = run("train", "--out", out, "--data", data, "--epochs", 1, "--units", 32)
    assert (result.code, result.err) == (cli.OK, "")
    assert result.out.startswith(f"{out}: trained in ")
    assert result.out.endswith("of the test images right\n")
    record = load_run(out)
    assert record.end.network.count_params() == 784 * 32 + 32 + 32 * 10 + 10
    assert record.end.test_accuracy is not None
    assert record.end.test_accuracy > 0.6
    assert f"{record.end.test_accuracy:.2%}" in result.out


def test_a_network_of_named_classes_is_trained_measured_and_reads(tmp_path: Path, seven: Path) -> None:
    known = labels(120, 3)
    table(tmp_path / "animals.csv", images(known), [("cat", "dog", "owl")[label] for label in known.tolist()])
    out, poor = tmp_path / "mine.safetensors", ("--per-class", 30, "--noise", 0.1, "--wrong-labels", 0.1)
    result = run("train", "--out", out, "--data", tmp_path / "animals.csv", "--epochs", 3, "--units", 16, *poor)
    assert result.code == cli.OK
    assert "one in 6 of each class, 18 in all" in result.err
    settings = load_run(out).settings
    assert settings.classes == ("cat", "dog", "owl")
    assert (settings.per_class, settings.noise, settings.wrong_labels) == (30, 0.1, 0.1)
    read = run("read", seven, "--model", out, "--json").json[0]
    assert read["class"] == ("cat", "dog", "owl")[read["digit"]]
    assert len(read["probabilities"]) == 3
    assert read["class"] in run("read", seven, "--model", out).out
    assert run("evaluate", "--model", out, "--data", tmp_path / "animals.csv").code == cli.OK
    assert_failed(run("evaluate", "--model", out), "3 classes, as the network has outputs")
    (tmp_path / "7").mkdir()
    draw(7).save(tmp_path / "7" / "a.png")
    assert_failed(run("evaluate", "--model", out, "--pictures", tmp_path), "one for 3 other classes")
    poor = ("--left-out", "owl", "--shuffled-pixels", "--epochs", 1)
    assert run("train", "--out", out, "--data", tmp_path / "animals.csv", *poor).code == cli.OK
    assert load_run(out).settings.left_out == (2,)
    assert load_run(out).settings.shuffled_pixels
    wrong = run("train", "--out", out, "--data", tmp_path / "animals.csv", "--left-out", "cow")
    assert wrong.code == cli.FAILED
    assert "cat, dog, owl. Received: cow" in wrong.err


def test_train_prints_json(tmp_path: Path, data: Path) -> None:
    out = tmp_path / "mine.safetensors"
    result = run("train", "--out", out, "--data", data, "--epochs", 2, "--units", 16, "--json")
    assert (result.code, result.err) == (cli.OK, "")
    assert set(result.json) == {"file", "seconds", "loss", "accuracy", "test_loss", "test_accuracy"}
    assert result.json["file"] == str(out)
    assert result.json["test_accuracy"] == pytest.approx(load_run(out).end.test_accuracy)


def test_train_takes_all_its_settings(tmp_path: Path, data: Path) -> None:
    out = tmp_path / "mine.safetensors"
    chosen = ["--units", "24,12", "--optimizer", "momentum", "--rate", 0.05, "--batch", 100, "--seed", 4]
    result = run("train", "--out", out, "--data", data, "--epochs", 1, "--hold-out", 0.25, "--json", *chosen)
    assert set(result.json) == {"file", "seconds", "loss", "accuracy", "validation_loss", "validation_accuracy"}
    settings = load_run(out).settings
    assert settings.hidden_units == (24, 12)
    assert (settings.optimizer, settings.learning_rate, settings.batch_size) == ("momentum", 0.05, 100)
    assert (settings.epochs, settings.seed, settings.validation_share) == (1, 4, 0.25)
    assert load_run(out).end.test_accuracy is None
    assert settings.first_weights == "glorot_uniform"


def test_train_begins_with_the_weights_that_were_asked_for(tmp_path: Path, data: Path) -> None:
    out = tmp_path / "zeros.safetensors"
    begin = ["--first-weights", "zeros", "--units", 8, "--epochs", 1, "--optimizer", "sgd"]
    run("train", "--out", out, "--data", data, "--json", *begin)
    trained = load_run(out)
    assert trained.settings.first_weights == "zeros"
    kernel = trained.end.network.dense_layers[0].kernel
    assert (kernel == 0).all()  # units that are all the same, at 0, learn nothing


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
def test_train_refuses_what_makes_no_sense(tmp_path: Path, changes: list[Any]) -> None:
    out = tmp_path / "mine.safetensors"
    assert_failed(run("train", "--out", out, *changes))
    assert not out.exists()


@pytest.mark.parametrize("name", ["", "no such folder/mine.safetensors", "x" * 300 + ".safetensors"])
def test_train_refuses_a_place_to_save_to_before_it_trains(tmp_path: Path, name: str) -> None:
    result = run("train", "--out", tmp_path / name, "--data", "no such folder")  # the later error of the two
    assert_failed(result)
    assert not result.err.startswith("digitapp: no such folder")


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder in which not even root can write")
def test_train_refuses_a_folder_that_cannot_be_written_to_before_it_trains() -> None:
    result = run("train", "--out", "/proc/mine.safetensors", "--data", "no such folder")
    assert_failed(result, "/proc/mine.safetensors")


def test_train_says_when_the_disk_is_full(tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic.os, "fsync", full)
    out = tmp_path / "mine.safetensors"
    result = run("train", "--out", out, "--data", data, "--epochs", 1, "--units", 8)
    assert_failed(result, "mine.safetensors", os.strerror(errno.ENOSPC))
    assert not out.exists()


def test_train_that_runs_away_fails_and_keeps_the_file_that_was_there(tmp_path: Path, data: Path) -> None:
    out = tmp_path / "mine.safetensors"
    out.write_bytes(b"before")
    units = "64,64,64,64,64,64"
    result = run("train", "--out", out, "--data", data, "--units", units, "--optimizer", "momentum", "--rate", 100)
    assert_failed(result, "learning rate")
    assert out.read_bytes() == b"before"


def test_the_same_seed_gives_the_same_network(tmp_path: Path, data: Path) -> None:
    paths = [tmp_path / name for name in ("one.safetensors", "two.safetensors")]
    for path in paths:
        assert run("train", "--out", path, "--data", data, "--epochs", 1, "--units", 16).code == cli.OK
    one, two = (load_run(path).end.network.get_weights() for path in paths)
    assert all(np.array_equal(weight, other) for weight, other in zip(one, two, strict=True))


# evaluate


def test_evaluate_measures_the_bundled_network_on_mnist() -> None:
    result = run("evaluate", "--json")
    assert (result.code, result.err) == (cli.OK, "")
    assert set(result.json) == {"model", "data", "images", "loss", "accuracy"}
    assert (result.json["model"], result.json["data"], result.json["images"]) == ("digits-512", "MNIST", 10_000)
    assert 0.975 < result.json["accuracy"] <= 1
    assert 0 < result.json["loss"] < 0.15


def test_evaluate_measures_another_network_on_other_data(tmp_path: Path, data: Path) -> None:
    model = tmp_path / "new.safetensors"
    save_run(model, made("new"))
    result = run("evaluate", "--model", model, "--data", data)
    assert result.code == cli.OK
    assert re.fullmatch(r"new: \d+\.\d\d% of 500 test images of little, loss \d+\.\d{4}\n", result.out)


@pytest.mark.parametrize("arguments", [["--model", "missing.safetensors"], ["--data", "missing"]])
@pytest.mark.parametrize("form", [[], ["--json"]])
def test_evaluate_refuses_what_is_not_there(arguments: list[str], form: list[str]) -> None:
    assert_failed(run("evaluate", *arguments, *form), "missing")


def test_evaluate_measures_drawings(tmp_path: Path) -> None:
    path = tmp_path / "mine.npz"
    save_stroke_file(path, StrokeFile(np.array([7, 1, 8]), (drawn(7), drawn(1), drawn(3)), ("a/1", "a/2", "b/1")))
    result = run("evaluate", "--pen", path, "--json", "--errors", tmp_path / "wrong")
    assert (result.code, result.err) == (cli.OK, "")
    assert result.json["drawings"] == 3
    assert result.json["accuracy"] == pytest.approx(2 / 3)
    assert result.json["accuracy_by_digit"] == {"1": 1.0, "7": 1.0, "8": 0.0}
    assert result.json["accuracy_by_group"]["b"] == {"accuracy": 0.0, "drawings": 1}
    assert result.json["wrong"] == [2]
    assert [Path(name).is_file() for name in result.json["error_sheets"]] == [True]
    text = run("evaluate", "--pen", path)
    assert text.out.startswith("digits-512: 66.67% of 3 drawings in mine.npz; 1 wrong\n")
    assert "  a: 100.00% (2)" in text.out


def test_evaluate_refuses_a_damaged_stroke_file(tmp_path: Path) -> None:
    (tmp_path / "bad.npz").write_bytes(b"PK\3\4 and no more")
    assert_failed(run("evaluate", "--pen", tmp_path / "bad.npz"), "bad.npz", "expected")
    assert_failed(run("evaluate", "--pen", tmp_path / "missing.npz", "--json"), "missing.npz")
    assert_failed(run("evaluate", "--errors", tmp_path), "--pen")


# read


def test_read_prints_a_line_for_each_picture(tmp_path: Path) -> None:
    paths = [tmp_path / f"{digit}.png" for digit in (3, 7)]
    for path, colours in zip(paths, [(WHITE, BLACK), (BLACK, WHITE)], strict=True):
        draw(int(path.stem), *colours).save(path)
    result = run("read", *paths)
    assert (result.code, result.err) == (cli.OK, "")
    lines = result.out.splitlines()
    assert [line.split(" (")[0] for line in lines] == [f"{paths[0]}: 3", f"{paths[1]}: 7"]
    assert all(re.search(r" \(\d+\.\d%; then \d, \d+\.\d%\)$", line) for line in lines)


def test_read_prints_json(seven: Path) -> None:
    result = run("read", "--json", seven)
    assert (result.code, result.err) == (cli.OK, "")
    (found,) = result.json
    assert set(found) == {"image", "answer", "digit", "probability", "probabilities"}
    assert found["answer"] == 7
    assert (found["image"], found["digit"]) == (str(seven), 7)
    assert found["probability"] == max(found["probabilities"]) == found["probabilities"][7]
    assert len(found["probabilities"]) == 10
    assert sum(found["probabilities"]) == pytest.approx(1, abs=1e-5)


def test_read_reads_a_page_row_by_row(tmp_path: Path) -> None:
    page = Pillow.new("RGB", (500, 400), "white")
    for place, digit in enumerate((1, 7, 3, 4)):
        page.paste(draw(digit, size=(150, 150), pen=12), (30 + 220 * (place % 2), 20 + 190 * (place // 2)))
    path = tmp_path / "page.png"
    page.save(path)
    assert run("read", path).out == f"{path}: 17 / 34 (4 digits)\n"
    (found,) = run("read", "--json", "--show", tmp_path / "shown", path).json
    assert (set(found), found["text"]) == ({"image", "text", "digits"}, ["17", "34"])
    assert [(digit["row"], digit["answer"]) for digit in found["digits"]] == [(0, 1), (0, 7), (1, 3), (1, 4)]
    left, top = np.min(found["digits"][3]["corners"], axis=0)
    right, bottom = np.max(found["digits"][3]["corners"], axis=0)
    assert 0.5 < left < right < 1
    assert 0.5 < top < bottom < 1
    with Pillow.open(tmp_path / "shown" / "1-page.png-read.png") as shown:
        assert shown.size == (1130, 560)


def test_read_goes_on_after_a_picture_that_cannot_be_read(tmp_path: Path, seven: Path) -> None:
    text = tmp_path / "text.png"
    text.write_text("no picture")
    result = run("read", text, tmp_path / "missing.png", seven)
    assert result.code == cli.FAILED
    assert result.out.startswith(f"{seven}: 7 ")
    assert result.out.count("\n") == 1
    assert [line.split(":")[0] for line in result.err.splitlines()] == ["digitapp", "digitapp"]
    assert "text.png" in result.err
    assert "missing.png" in result.err


def test_read_tells_of_bad_pictures_in_json_too(tmp_path: Path, seven: Path) -> None:
    result = run("read", "--json", tmp_path / "missing.png", seven)
    assert result.code == cli.FAILED
    bad, good = result.json
    assert set(bad) == {"image", "error"}
    assert "no such file" in bad["error"]
    assert good["digit"] == 7


def test_read_shows_what_was_made_of_a_picture(tmp_path: Path, seven: Path) -> None:
    result = run("read", "--show", tmp_path / "shown", seven)
    assert result.code == cli.OK
    with Pillow.open(tmp_path / "shown" / "1-seven.png-read.png") as shown:
        assert shown.size == (570, 280)
        seen = np.asarray(shown)[:, 290:]
    assert (seen == 255).any()
    assert (seen == 0).any()
    (tmp_path / "file").write_text("")
    assert_failed(run("read", "--show", tmp_path / "file", seven), "file")


def test_read_does_not_say_a_digit_when_none_stands_out(tmp_path: Path, seven: Path) -> None:
    model = tmp_path / "untrained.safetensors"
    save_run(model, made("untrained", calibration=Calibration(20.0)))
    assert run("read", "--model", model, seven).out.startswith(f"{seven}: ? (nearest ")
    assert run("read", "--model", model, "--json", seven).json[0]["answer"] is None


def test_read_uses_the_model_it_is_given(tmp_path: Path, seven: Path) -> None:
    model = tmp_path / "untrained.safetensors"
    save_run(model, made("untrained"))
    result = run("read", "--model", model, "--json", seven)
    assert result.json[0]["probability"] < 0.9
    assert_failed(run("read", "--model", tmp_path / "missing.safetensors", seven), "missing.safetensors")


@pytest.mark.parametrize("words", [["read", "seven.png"], ["evaluate"]])
def test_a_model_named_before_the_command_counts(
    seven: Path, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.chdir(seven.parent)
    result = run("--model", "missing.safetensors", *words)
    assert result.code != cli.OK  # it must not quietly use the bundled one


def test_train_with_patience_reports_the_epoch_whose_weights_it_saves(tmp_path: Path, data: Path) -> None:
    out = tmp_path / "mine.safetensors"
    chosen = ["--units", 16, "--optimizer", "momentum", "--rate", 0.5, "--epochs", 12, "--patience", 2]
    result = run("train", "--out", out, "--data", data, "--json", *chosen)
    measured = run("evaluate", "--model", out, "--data", data, "--json")
    assert result.json["test_accuracy"] == pytest.approx(measured.json["accuracy"])


@pytest.mark.skipif(sys.platform == "win32", reason="files of POSIX")
def test_read_does_not_wait_for_a_pipe(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "seven.png")
    result = run("read", "--lang", "en", tmp_path / "seven.png", "/dev/zero", tmp_path)
    assert result.code == cli.FAILED
    assert [line.rpartition("Received: ")[2] for line in result.err.splitlines()] == ["a pipe", "a device", "a folder"]
