"""Convert takes a network from one format to another."""

from pathlib import Path

import numpy as np
from safetensors.numpy import save_file

import resources
from digitapp import cli
from digitapp.core.files.model_file import BUNDLED, load_bundled, load_run
from engine import saving
from tests.command_line import assert_failed, run
from tests.core.samples import bundled, mnist


def test_convert_writes_other_formats_and_reads_them(tmp_path: Path) -> None:
    for suffix in (".keras", ".onnx", ".npz", ".py"):
        result = run("convert", resources.path(BUNDLED), tmp_path / f"net{suffix}", "--json")
        assert (result.code, result.err) == (cli.OK, "")
        assert result.json["weights"] == 407_050
    result = run("convert", tmp_path / "net.keras", tmp_path / "back.safetensors", "--pixels", "0..1")
    assert result.out == f"{tmp_path / 'back.safetensors'}: 407050 weights of net\n"
    x = mnist().test_inputs[:50]
    expected = load_bundled().end.calibration.probabilities(bundled().trace(x)[-1].z)
    back = load_run(tmp_path / "back.safetensors").end.network.predict(x, verbose=0)
    np.testing.assert_allclose(back, expected, atol=1e-5)  # the temperature went along


def bundled_arrays() -> dict[str, np.ndarray]:
    """The bundled network as someone saves it by hand, for pixels from 0 to 255."""
    kernel, *rest = bundled().get_weights()
    return dict(zip(("W1", "b1", "W2", "b2"), (kernel / 255, *rest), strict=True))


def test_what_a_file_leaves_open_is_asked_assumed_and_said(tmp_path: Path) -> None:
    np.savez(tmp_path / "net.npz", **bundled_arrays())
    target = tmp_path / "out.safetensors"
    assert_failed(run("convert", tmp_path / "net.npz", target), "function of the hidden layers")
    result = run("convert", tmp_path / "net.npz", target, "--hidden", "relu", "--json")
    assert result.code == cli.OK
    assert result.json["weights"] == 407_050
    assert "opened for 0..255" in result.err  # MNIST's test images told
    assert "--pixels" in result.err
    x = mnist().test_inputs[:50]
    back = load_run(target).end.network.predict(x, verbose=0)
    np.testing.assert_allclose(back, bundled().predict(x, verbose=0), atol=1e-5)
    told = run("convert", tmp_path / "net.npz", target, "--hidden", "relu", "--pixels", "0..255")
    assert (told.code, told.err) == (cli.OK, "")
    assert run("evaluate", "--model", tmp_path / "net.npz", "--pixels", "0..2").code == cli.USAGE
    assert_failed(run("read", tmp_path / "missing.png", "--model", tmp_path / "net.npz", "--hidden", "x"), "activation")


def test_convert_writes_files_that_take_images(tmp_path: Path) -> None:
    for suffix in (".keras", ".onnx"):
        result = run("convert", resources.path(BUNDLED), tmp_path / f"net{suffix}", "--images")
        assert (result.code, result.err) == (cli.OK, "")
        network, _ = saving.load(tmp_path / f"net{suffix}")
        assert network.input_shape == (28, 28)
        result = run("convert", tmp_path / f"net{suffix}", tmp_path / "back.npz", "--pixels", "0..1")
        assert (result.code, result.err) == (cli.OK, "")
    for suffix in (".npz", ".safetensors"):
        assert_failed(run("convert", resources.path(BUNDLED), tmp_path / f"no{suffix}", "--images"), "to take images")


def test_a_network_of_another_size_is_refused_and_a_strangers_file_is_not_written_over(tmp_path: Path) -> None:
    arrays = zip(("0.weight", "0.bias", "2.weight", "2.bias"), bundled().get_weights(), strict=True)
    tensors = {name: np.ascontiguousarray(array.T) for name, array in arrays}
    save_file(tensors, tmp_path / "torch.safetensors")
    opened = load_run(tmp_path / "torch.safetensors", hidden_activation="relu")
    assert (opened.path, opened.end.file is not None, opened.name) == (None, True, "torch")
    assert [type(note) for note in opened.notes] == [saving.Question]
    for name in ("2.weight", "2.bias"):
        tensors[name] = np.concatenate([tensors[name]] * 7)
    save_file(tensors, tmp_path / "seventy.safetensors")
    source, target = tmp_path / "seventy.safetensors", tmp_path / "a.npz"
    assert_failed(run("convert", source, target, "--hidden", "relu"), "70 outputs", "at most 62")


def test_convert_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    assert_failed(run("convert", resources.path(BUNDLED), tmp_path / "net.doc"), ".onnx")
    assert_failed(run("convert", tmp_path / "missing.keras", tmp_path / "net.npz"), "missing.keras")
