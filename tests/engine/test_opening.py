"""A network is known by what is in its file; what the file does not say is asked, or assumed and said."""

import io
import pickle
import zipfile
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

import resources
from engine import saving
from engine.datasets import idx
from engine.errors import InputError
from engine.layers import Dense
from engine.models import Sequential
from engine.saving import Answers, Question, WeightsOnlyError, kinds, looks_like_a_network, pixels
from engine.saving.answers import PIXELS

from . import onnx_files, other_files
from .other_files import B1, B2, K1, K2, X


def network(inputs: int = 12, outputs: int = 4) -> Sequential:
    layers = [Dense(5, "relu", input_shape=inputs), Dense(outputs, "softmax")]
    return Sequential(layers, generator=np.random.default_rng(3))


def torch_file(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("archive/data.pkl", b"\x80\x02.")
        packed.writestr("archive/data/0", b"1234")
    return path


def of_every_kind(folder: Path) -> dict[str, Path]:
    found = {kind: folder / f"{kind}.tmp" for kind in kinds.READ}
    for kind, suffix in (("safetensors", ".safetensors"), ("keras", ".keras"), ("npz", ".npz"), ("onnx", ".onnx")):
        saving.save(folder / f"net{suffix}", network())
        (folder / f"net{suffix}").rename(found[kind])
    other_files.h5(found["hdf5"])
    return found


@pytest.mark.parametrize("suffix", ["", ".png", ".keras", ".safetensors", ".onnx", ".h5", ".npz", ".weights"])
def test_the_content_decides_whatever_the_ending_says(tmp_path: Path, suffix: str) -> None:
    for kind, path in of_every_kind(tmp_path).items():
        named = path.rename(tmp_path / f"{kind}{suffix}")
        assert kinds.kind_of(named) == kind
        assert looks_like_a_network(named)
        if kind != "hdf5" or suffix == ".h5":
            saving.open_model(named, Answers("relu"))


def test_what_is_no_network_does_not_look_like_one(tmp_path: Path) -> None:
    Image.fromarray(np.zeros((28, 28), np.uint8)).save(tmp_path / "a.png")
    idx.write(tmp_path / "idx", np.zeros((2, 28, 28), np.uint8))
    (tmp_path / "a.txt").write_text("hello, " * 100)
    (tmp_path / "empty").write_bytes(b"")
    (tmp_path / "short").write_bytes(b"\x02")
    np.savez(tmp_path / "strokes.npz", label=[1], start=[0, 1], stroke_start=[0, 1], xy=[[0, 0]])
    np.savez(tmp_path / "mnist.npz", x_train=[1], y_train=[1], x_test=[1], y_test=[1])
    np.save(tmp_path / "a.npy", K1)
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as packed:
        packed.writestr("a.txt", b"hello")
    (tmp_path / "broken.zip").write_bytes(b"PK\3\4" + b"\0" * 50)
    for path in (*tmp_path.iterdir(), tmp_path, tmp_path / "missing"):
        assert not looks_like_a_network(path), path


def test_files_that_could_run_a_program_are_known_and_refused_with_what_could_be_done(tmp_path: Path) -> None:
    (tmp_path / "a.pkl").write_bytes(pickle.dumps([K1]))
    torch_file(tmp_path / "a.pt")
    (tmp_path / "a.tflite").write_bytes(b"\x1c\0\0\0TFL3" + b"\0" * 20)
    np.save(tmp_path / "a.npy", K1)
    (tmp_path / "saved").mkdir()
    (tmp_path / "saved" / "saved_model.pb").write_bytes(b"")
    (tmp_path / "checkpoint").write_text('model_checkpoint_path: "a"')
    (tmp_path / "a.index").write_bytes(b"\0" * 40 + bytes.fromhex("57fb808b247547db"))
    for name, said in (
        ("checkpoint", "one .h5 file"),
        ("a.index", "one .h5 file"),
        ("a.pkl", "numpy.savez"),
        ("a.pt", "safetensors"),
        ("a.tflite", "model.save"),
        ("a.npy", ".npz"),
        ("saved", ".keras file"),
    ):
        with pytest.raises(InputError, match="expected a network") as caught:
            saving.open_model(tmp_path / name)
        assert said in str(caught.value)
        assert "Received" in str(caught.value)
        assert looks_like_a_network(tmp_path / name) == (name in ("a.pkl", "a.pt", "a.tflite", "checkpoint", "a.index"))
        assert str(caught.value).count("xpected") == 1


@pytest.mark.parametrize("name", ["missing.keras", "missing", "a.keras", "a\0b.keras", "x" * 300 + ".h5"])
def test_what_is_not_there_or_cannot_be_read_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / "a.keras").mkdir()
    with pytest.raises(InputError, match="expected a"):
        saving.open_model(tmp_path / name)
    assert not looks_like_a_network(tmp_path / name)


def test_only_our_own_format_has_a_file_of_its_own(tmp_path: Path) -> None:
    for kind, path in of_every_kind(tmp_path).items():
        assert saving.open_model(path).own == (kind == "safetensors")


def test_questions_are_answered_one_after_the_other(tmp_path: Path) -> None:
    """As a window asks: open again with each answer until no question is raised."""
    square = np.random.default_rng(1).normal(0, 0.5, (12, 12))
    np.savez(tmp_path / "a.npz", W1=square, W2=square.T)
    answers, asked = Answers(), []
    while True:
        try:
            opened = saving.open_model(tmp_path / "a.npz", answers)
            break
        except Question as question:
            asked.append((question.parameter, question.assumed))
            answers = replace(answers, **{question.parameter: question.choices[-1]})
    assert sorted(asked) == [("hidden_activation", None), ("kernels", None)]
    (left,) = opened.questions
    assert (left.parameter, left.assumed, left.choices) == ("pixels", "0..1", tuple(PIXELS))
    assert "0..255" in str(left)
    assert "a.npz" in str(left)
    for choice in left.choices:
        again = saving.open_model(tmp_path / "a.npz", replace(answers, pixels=choice))
        assert again.questions == ()


@pytest.mark.parametrize("pixels", list(PIXELS))
def test_the_answer_about_pixels_is_worked_into_the_weights(tmp_path: Path, pixels: str) -> None:
    scale, offset = PIXELS[pixels]
    path = other_files.keras(tmp_path / "a.keras")
    model = saving.open_model(path, Answers(pixels=pixels)).model
    np.testing.assert_allclose(
        model.predict(X, verbose=0), other_files.says(scale * X.astype(float) + offset), atol=1e-5
    )
    as_it_is, _ = saving.load(path, answers=Answers(pixels=pixels))  # takes what the file's own network takes
    np.testing.assert_allclose(as_it_is.predict(X, verbose=0), other_files.says(), atol=1e-6)


def test_a_weights_file_asks_for_its_function_by_either_way(tmp_path: Path) -> None:
    np.savez(tmp_path / "a.npz", W1=K1, b1=B1, W2=K2, b2=B2)
    for call in (saving.load, saving.open_model):
        with pytest.raises(WeightsOnlyError):
            call(tmp_path / "a.npz")
    saving.load(tmp_path / "a.npz", "tanh")


def digits_network(pixels: str) -> list[np.ndarray]:
    """The bundled network's weights, changed so that it takes pixels of that range."""
    scale, offset = PIXELS[pixels]
    model, _ = saving.load(resources.path("models/digits-512.safetensors"))
    kernel, bias, *rest = model.get_weights()
    kernel = kernel.astype(np.float64) / scale
    return [kernel, bias - offset * kernel.sum(axis=0), *rest]


@pytest.mark.parametrize("name", list(PIXELS))
def test_test_images_tell_which_pixels_a_network_learned_from(tmp_path: Path, name: str) -> None:
    np.savez(tmp_path / "a.npz", *digits_network(name))
    opened = saving.open_model(tmp_path / "a.npz", Answers("relu"))
    (question,) = opened.questions
    assert question.assumed == name
    images, labels = pixels._test_images()
    assert (opened.model.predict(images, verbose=0).argmax(axis=1) == labels).mean() > 0.95


def test_without_test_images_the_usual_pixels_are_assumed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> Path:
        raise FileNotFoundError(name)

    np.savez(tmp_path / "a.npz", *digits_network("0..255"))
    monkeypatch.setattr(pixels.resources, "path", missing)
    (question,) = saving.open_model(tmp_path / "a.npz", Answers("relu")).questions
    assert question.assumed == "0..1"


def test_a_network_that_is_too_large_is_not_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    np.savez(tmp_path / "a.npz", *digits_network("0..255"))
    monkeypatch.setattr(pixels, "MOST_WEIGHTS", 400_000)
    (question,) = saving.open_model(tmp_path / "a.npz", Answers("relu")).questions
    assert question.assumed == "0..1"


def test_images_are_taken_where_that_is_asked(tmp_path: Path) -> None:
    model = network()
    for suffix in (".keras", ".h5", ".onnx"):
        saving.save(tmp_path / f"a{suffix}", model, image_shape=(3, 4))
        opened = saving.open_model(tmp_path / f"a{suffix}", Answers(pixels="0..1")).model
        np.testing.assert_allclose(opened.predict(X, verbose=0), model.predict(X, verbose=0), atol=1e-6)
    for suffix in (".npz", ".py", ".safetensors"):
        with pytest.raises(InputError, match="to take images"):
            saving.save(tmp_path / f"b{suffix}", model, image_shape=(3, 4))
    with pytest.raises(InputError, match="image_shape"):
        saving.save(tmp_path / "b.keras", model, image_shape=(3, 5))
    assert not list(tmp_path.glob("b.*"))


def test_the_written_description_of_images_is_keras_own(tmp_path: Path) -> None:
    import json

    model = Sequential([Dense(5, "relu", input_shape=12, name="flatten"), Dense(4, "softmax")])
    saving.save(tmp_path / "a.keras", model, image_shape=(3, 4))
    with zipfile.ZipFile(tmp_path / "a.keras") as packed:
        config = json.loads(packed.read("config.json"))["config"]
    first, second, *_ = config["layers"]
    assert first["config"]["batch_shape"] == config["build_input_shape"] == [None, 3, 4]
    assert (second["class_name"], second["config"]["name"]) == ("Flatten", "flatten_1")


def test_a_model_on_onnxs_outermost_fields_only_is_refused_inside(tmp_path: Path) -> None:
    path = tmp_path / "a.onnx"
    path.write_bytes(onnx_files.whole(1, 8) + onnx_files.field(7, b"\xff\xff"))
    assert looks_like_a_network(path)
    with pytest.raises(InputError, match="sound ONNX file"):
        saving.open_model(path)
    assert not kinds.kind_of(_file(tmp_path, onnx_files.whole(1, 8)))


def _file(folder: Path, content: bytes) -> Path:
    (folder / "b").write_bytes(io.BytesIO(content).read())
    return folder / "b"
