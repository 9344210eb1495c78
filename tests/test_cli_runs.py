"""Runs of the command line last: they are written to a file or kept for the window, listed, compared and exported."""

import csv
import io
import json
import signal
import subprocess
from pathlib import Path

import numpy as np
import pytest

from digitapp import cli, preferences
from digitapp.core.files.model_file import load_run
from digitapp.core.keeping.run_file import load_run_file
from digitapp.core.keeping.store import RunStore
from digitapp.core.reading.calibration import UNKNOWN
from tests.command_line import assert_failed, command, environment, little_mnist, run

SMALL = ("--units", 16, "--epochs", 2, "--batch", 100)


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return little_mnist(tmp_path_factory.mktemp("data") / "little")


@pytest.fixture
def file(data: Path, tmp_path: Path) -> Path:
    """The file of a run of two epochs."""
    path = tmp_path / "homework.digitrun"
    assert run("train", "--run", path, "--data", data, *SMALL).code == 0
    return path


def test_a_run_is_saved_with_its_way(file: Path, data: Path) -> None:
    (loaded,) = load_run_file(file)
    assert loaded.header.name == "homework"
    assert loaded.header.settings.hidden_units == (16,)
    assert loaded.header.data.folder == str(data)
    assert loaded.recorded is not None
    assert len(loaded.recorded.losses) == 40
    assert loaded.recorded.snapshots[-1].batch == 40
    assert loaded.last.test_accuracy is not None
    assert loaded.left_off is None


def test_it_can_be_saved_as_a_network_too_which_is_the_same(data: Path, tmp_path: Path) -> None:
    network, whole = tmp_path / "net.safetensors", tmp_path / "run.digitrun"
    done = run("train", "--out", network, "--run", whole, "--data", data, "--json", *SMALL)
    assert (done.json["file"], done.json["run"]) == (str(network), str(whole))
    one, other = load_run(network).end.network.get_weights(), load_run_file(whole)[0].last.network.get_weights()
    assert all(np.array_equal(first, second) for first, second in zip(one, other, strict=True))
    calibration = load_run_file(whole)[0].last.calibration
    assert calibration == load_run(network).end.calibration != UNKNOWN


def test_a_file_is_listed_without_saying_what_to_do(file: Path) -> None:
    (found,) = run("runs", file, "--json").json
    assert found["name"] == "homework"
    assert run("runs", file).out == run("runs", "list", file).out
    assert_failed(run("runs", "lsit"), "Received: lsit")


def test_a_run_that_is_kept_is_listed(data: Path) -> None:
    assert run("runs").out == "No run is kept.\n"
    assert run("train", "--keep", "--data", data, *SMALL).code == 0
    (found,) = run("runs", "--json").json
    assert (found["name"], found["kind"], found["epochs"], found["may_go_on"]) == ("relu-16", "trained", 2, False)
    assert found["test_accuracy"] > 0.5
    assert "relu-16" in run("runs", "list").out
    assert len(list(RunStore(preferences.runs_folder()).runs())) == 1


def test_an_interrupted_run_is_kept_and_may_go_on(data: Path) -> None:
    process = subprocess.Popen(
        command("train", "--keep", "--data", data, "--units", 16, "--epochs", 1000),
        env=environment(),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    folder = preferences.runs_folder()
    while not list(folder.glob("*/run.safetensors")):
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    assert process.wait(60) == 130
    (found,) = RunStore(folder).runs()
    assert found.header.may_go_on
    assert not found.header.under_way


def test_runs_are_compared(file: Path, data: Path) -> None:
    assert run("train", "--keep", "--data", data, *SMALL, "--optimizer", "sgd").code == 0
    told = run("runs", "compare", file, "relu-16", "--json").json
    assert told["differing"] == ["optimizer"]
    assert [each["name"] for each in told["runs"]] == ["homework", "relu-16"]
    text = run("runs", "compare", file, "relu-16").out
    assert text.splitlines()[0].split() == ["homework", "relu-16"]
    assert ["optimizer", "rmsprop", "sgd"] in [line.split() for line in text.splitlines()]


def test_the_curves_are_exported(file: Path, tmp_path: Path) -> None:
    assert run("runs", "export", file, "--out", tmp_path / "curves.csv").code == 0
    rows = list(csv.DictReader(io.StringIO((tmp_path / "curves.csv").read_text())))
    (loaded,) = load_run_file(file)
    losses = [float(row["batch_loss"]) for row in rows if row["batch_loss"]]
    np.testing.assert_allclose(losses, loaded.header.curves[0].batch_loss, rtol=1e-8)
    measured = [row for row in rows if row["held_out"]]
    assert [(row["epoch"], row["held_out"]) for row in measured] == [("1", "test"), ("2", "test")]


@pytest.mark.parametrize("suffix", [".safetensors", ".keras", ".npz", ".py", ".digitrun"])
def test_a_run_is_exported(file: Path, tmp_path: Path, suffix: str) -> None:
    out = tmp_path / f"out{suffix}"
    told = run("runs", "export", file, "--out", out, "--json").json
    assert told == {"run": "homework", "file": str(out)}
    assert out.stat().st_size > 500
    if suffix == ".digitrun":
        assert out.read_bytes() == file.read_bytes()


def test_what_makes_no_sense_is_said(file: Path, data: Path, tmp_path: Path) -> None:
    nowhere = run("train", "--data", data)
    assert (nowhere.code, nowhere.out) == (cli.USAGE, "")
    assert "expected --out, --run or --keep" in nowhere.err
    assert_failed(run("train", "--recipe", "bundled", "--run", tmp_path / "x.digitrun"), "without --recipe")
    assert_failed(run("train", "--run", tmp_path / "none" / "x.digitrun"), "in a folder that exists")
    assert_failed(run("runs", "compare", file), "at least two runs")
    assert_failed(run("runs", "list", "nobody"), "Received: nobody")
    assert_failed(run("runs", "export", file), "one run and --out FILE")
    assert_failed(run("runs", "export", file, "--out", tmp_path / "x.gif"), ".gif")
    (tmp_path / "bad.digitrun").write_bytes(b"PK")
    assert_failed(run("runs", "list", tmp_path / "bad.digitrun"), "bad.digitrun: expected the file of a run")


def test_two_of_one_name_are_told_apart_by_their_ids(data: Path) -> None:
    for _ in range(2):
        assert run("train", "--keep", "--data", data, *SMALL).code == 0
    assert_failed(run("runs", "list", "relu-16"), "of which there are 2")
    ids = [each["id"] for each in run("runs", "--json").json]
    assert json.loads(run("runs", "list", *ids, "--json").out)[1]["id"] == ids[1]
