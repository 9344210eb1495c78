"""Every answer to what a file leaves open is tried on test images, and the file itself is read once for all of them."""

from pathlib import Path

import numpy as np
import pytest

import resources
from engine import saving
from engine.errors import InputError
from engine.saving import hdf5, try_answers
from engine.types import Array

from . import other_files as files


def bundled() -> list[Array]:
    """Kernel, bias, kernel, bias of the network that comes with the program."""
    model, _ = saving.load(resources.path("models/digits-512.safetensors"))
    return model.get_weights()


def test_the_best_answers_are_suggested(tmp_path: Path) -> None:
    kernel, bias, *rest = bundled()
    arrays = {"dense": [kernel / 255, bias], "dense_1": rest}
    path = tmp_path / "net.weights.h5"
    path.write_bytes(files.weights_3(arrays))
    trials = try_answers(path)
    assert [question.parameter for question in trials.questions] == ["hidden_activation", "pixels"]
    assert trials.suggested == ("relu", "0..255")
    assert len(trials.results) == 5 * 4
    assert trials.results["relu", "0..255"] == max(trials.results.values()) > 0.97
    answers = saving.Answers("relu", pixels="0..255")
    assert saving.open_model(path, answers).questions == ()


def test_what_cannot_be_tried_has_no_results_and_the_usual_answers(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", W1=files.K1, b1=files.B1, W2=files.K2, b2=files.B2)  # no 784 pixels
    trials = try_answers(tmp_path / "a.npz")
    assert trials.results == {}
    assert trials.suggested == ("relu", "0..1")


def test_a_file_that_says_all_leaves_nothing_to_try() -> None:
    trials = try_answers(resources.path("models/digits-512.safetensors"))
    assert (trials.questions, trials.results, trials.suggested) == ((), {}, ())


def test_a_file_is_read_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "net.weights.h5"
    path.write_bytes(files.weights_3({"dense": [files.K1, files.B1], "dense_1": [files.K2, files.B2]}))
    read, times = hdf5._read_anew, []

    def counted(*arguments: object) -> hdf5.Contents:
        times.append(1)
        return read(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(hdf5, "_read_anew", counted)
    try_answers(path)
    assert len(times) == 1
    try_answers(path)  # it may have changed since then
    assert len(times) == 2


def test_what_cannot_be_opened_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError):
        try_answers(tmp_path / "missing.h5")
