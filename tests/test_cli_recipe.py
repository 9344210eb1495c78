"""Training by a recipe, whole or quick, and measuring on a folder of pictures."""

from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image as Pillow

from digitapp import cli
from digitapp.core.files.model_file import load_run
from digitapp.core.recipe import bundled as recipe
from tests.command_line import assert_failed, little_mnist, run
from tests.core.recipes import QUICK
from tests.core.samples import draw, small


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return little_mnist(tmp_path_factory.mktemp("data") / "little")


def test_train_follows_the_recipe_of_the_bundled_network(
    tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recipe, "BUNDLED", QUICK)
    out = tmp_path / "mine.safetensors"
    result = run("train", "--out", out, "--data", data, "--recipe", "bundled")
    assert (result.code, result.err) == (cli.OK, "")
    assert load_run(out).end.calibration.temperature != 1.0


def test_train_follows_a_quick_recipe(tmp_path: Path, data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(recipe, "QUICK", replace(QUICK, settings=small(epochs=2, optimizer="adam")))
    out = tmp_path / "mine.safetensors"
    assert run("train", "--out", out, "--data", data, "--recipe", "bundled", "--quick").code == cli.OK
    assert len(load_run(out).curves[0].epoch_at) == 2


def test_only_a_recipe_has_a_quick_form(tmp_path: Path) -> None:
    result = run("train", "--out", tmp_path / "mine.safetensors", "--quick")
    assert_failed(result, "Expected --recipe together with --quick")


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    (folder / "1").mkdir(parents=True)
    draw(7).save(folder / "7-mine.png")
    draw(1).save(folder / "1" / "20260101.png")  # the folder says the digit
    draw(4).save(folder / "9.jpg")  # has the wrong name
    draw(3).save(folder / "photo.png")  # nobody knows
    draw(3).save(folder / "2026.png")
    (folder / "5.txt").write_text("no picture")
    return folder


def test_evaluate_measures_pictures_named_or_sorted_by_digit(pictures: Path, tmp_path: Path) -> None:
    result = run("evaluate", "--pictures", pictures, "--errors", tmp_path / "errors", "--json")
    assert (result.code, result.err) == (cli.OK, "")
    assert result.json["pictures"] == 3
    assert result.json["accuracy"] == pytest.approx(2 / 3)
    assert result.json["wrong"] == {"9.jpg": 4}
    assert result.json["not_read"] == {}
    assert [Path(path).name for path in result.json["error_sheets"]] == ["errors-1.png"]
    assert result.json["confusion"][9][4] == 1


def test_a_picture_without_ink_counts_as_wrong(pictures: Path) -> None:
    Pillow.new("RGB", (50, 50), "white").save(pictures / "8.png")
    result = run("evaluate", "--pictures", pictures)
    assert result.out.startswith("50.00% of 4 pictures are right; in 1 of them no digit was found")
    assert "  9.jpg: 4" in result.out
    assert "8.png: expected a digit that stands out from the paper" in result.out


def test_pictures_that_are_all_blank_are_measured_too(tmp_path: Path) -> None:
    Pillow.new("RGB", (50, 50), "white").save(tmp_path / "8.png")
    assert run("evaluate", "--pictures", tmp_path).out.startswith("0.00% of 1 pictures are right")
    assert run("evaluate", "--pictures", tmp_path, "--json", "--errors", tmp_path / "e").json["error_sheets"] == []


def test_evaluate_refuses_a_folder_that_says_no_digit(tmp_path: Path) -> None:
    draw(3).save(tmp_path / "photo.png")
    assert_failed(run("evaluate", "--pictures", tmp_path), "names begin with their digit", "1 pictures without a digit")
    assert_failed(run("evaluate", "--pictures", tmp_path / "none"), "Expected a folder of pictures")


def test_evaluate_measures_one_thing_at_a_time(pictures: Path) -> None:
    assert_failed(
        run("evaluate", "--pictures", pictures, "--pen", "a.npz"), "Expected --pen or --pictures. Received: both"
    )
    assert_failed(run("evaluate", "--errors", "folder"), "Expected --pen or --pictures together with --errors")
