"""Programs in the shape of a textbook's chapters, on made-up data of the same form, run word for word and learn."""

import json
import runpy
import sys
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import utils
from engine.utils import set_random_seed

PROGRAMS = Path(__file__).parent / "programs"


def texts(count: int, topics: int, words: int, generator: np.random.Generator) -> tuple[Any, Any]:
    """Texts of 20 to 60 words; a third of them are words of the text's topic."""
    labels = generator.integers(0, topics, count)
    rows = np.empty(count, object)
    own = max(2, (words - 20) // topics)
    for number, label in enumerate(labels):
        length = generator.integers(20, 60)
        common = generator.integers(1, words, length)
        typical = 20 + label * own + generator.integers(0, own, length)
        rows[number] = np.where(generator.random(length) < 0.33, typical, common).tolist()
    return rows, labels


@pytest.fixture(autouse=True)
def at_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Files where Keras would put them, and a folder to write to."""
    generator = np.random.default_rng(1)
    folder = tmp_path / "datasets"
    folder.mkdir()
    monkeypatch.setenv("KERAS_HOME", str(tmp_path))
    monkeypatch.chdir(tmp_path)
    set_random_seed(1)
    (x, y), (x_test, y_test) = (texts(count, 2, 490, generator) for count in (500, 200))
    np.savez(folder / "imdb.npz", x_train=x, y_train=y, x_test=x_test, y_test=y_test)
    (folder / "imdb_word_index.json").write_text(json.dumps({f"word{number}": number for number in range(1, 490)}))
    x, y = texts(1500, 46, 390, generator)
    np.savez(folder / "reuters.npz", x=x, y=y)
    x = generator.normal(size=(506, 13)) * 10.0 ** generator.uniform(-1, 2, 13) + 5
    standard = (x - x.mean(axis=0)) / x.std(axis=0)
    np.savez(folder / "boston_housing.npz", x=x, y=22 + 3 * standard @ generator.normal(size=13) / 2)


def run(name: str) -> dict[str, Any]:
    return runpy.run_path(str(PROGRAMS / f"{name}.py"))


def test_first_look(capsys: pytest.CaptureFixture[str]) -> None:
    program = run("first_look")
    assert program["test_acc"] > 0.85
    assert list(program["history"].history) == ["accuracy", "loss"]
    assert "Total params: 101,770" in capsys.readouterr().out


def test_building_blocks() -> None:
    program = run("building_blocks")
    assert list(program["hist"].history) == ["binary_accuracy", "loss", "val_binary_accuracy", "val_loss"]
    assert program["score"]["binary_accuracy"] > 0.95
    assert program["classes"].shape == (800, 1)


def test_films() -> None:
    program = run("films")
    assert program["decoded_review"].startswith("? word")
    assert list(program["history_dict"]) == ["binary_accuracy", "loss", "val_binary_accuracy", "val_loss"]
    assert program["results"][1] > 0.8
    assert program["said"].shape == (200, 1)


def test_newswires() -> None:
    program = run("newswires")
    loss, accuracy, top = program["results"]
    assert accuracy > 0.5
    assert top > accuracy
    assert program["total"] == pytest.approx(1)
    assert program["sparse_results"][1] > 0.5
    assert loss == pytest.approx(program["best"].evaluate(program["x_test"], program["one_hot_test_labels"])[0])


def test_house_prices() -> None:
    program = run("house_prices")
    assert len(program["all_scores"]) == 4
    assert len(program["average_mae_history"]) == 8
    assert program["average_mae_history"][-1] < program["average_mae_history"][0]
    assert program["test_mae_score"] < 3
    assert program["prices"].shape == (102,)


def test_overfitting() -> None:
    histories = run("overfitting")["histories"]
    last = {name: history["val_loss"][-1] for name, history in histories.items()}
    assert last["larger"] > histories["larger"]["loss"][-1]
    assert histories["dropout"]["loss"][-1] > histories["original"]["loss"][-1]
    assert histories["l2"]["loss"][0] > histories["original"]["loss"][0]
    assert set(histories["l1"]) == {"accuracy", "loss", "val_accuracy", "val_loss"}


def test_older_words() -> None:
    sys.modules.pop("engine.utils.np_utils", None)
    vars(utils).pop("np_utils", None)
    with pytest.warns(UserWarning, match="is an older word; today it is") as caught:
        program = run("older_words")
    said = [str(warning.message).split(" is")[0] for warning in caught]
    assert said == ["np_utils", "lr=", "decay="]
    assert {Path(warning.filename).name for warning in caught} == {"older_words.py"}
    assert program["score"][1] > 0.8
    assert [epoch for epoch, _ in program["seen"]] == [0, 1, 2, 3, 4]
    assert Path("log.csv").read_text().splitlines()[0] == "epoch,accuracy,loss,val_accuracy,val_loss"
    again = program["again"].evaluate(program["X_test"], program["Y_test"], verbose=0)
    assert again == pytest.approx(program["score"])
