"""Convert takes a network from one format to another."""

from pathlib import Path

import numpy as np

import resources
from digitapp import cli
from digitapp.core.files.model_file import BUNDLED, load_bundled, load_run
from tests.command_line import assert_failed, run
from tests.core.samples import bundled, mnist


def test_convert_writes_other_formats_and_reads_them(tmp_path: Path) -> None:
    for suffix in (".keras", ".onnx", ".npz", ".py"):
        result = run("convert", resources.path(BUNDLED), tmp_path / f"net{suffix}", "--json")
        assert (result.code, result.err) == (cli.OK, "")
        assert result.json["weights"] == 407_050
    result = run("convert", tmp_path / "net.keras", tmp_path / "back.safetensors")
    assert result.out == f"{tmp_path / 'back.safetensors'}: 407050 weights of net\n"
    x = mnist().test_inputs[:50]
    expected = load_bundled().end.calibration.probabilities(bundled().trace(x)[-1].z)
    back = load_run(tmp_path / "back.safetensors").end.network.predict(x, verbose=0)
    np.testing.assert_allclose(back, expected, atol=1e-5)  # the temperature went along


def test_convert_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    assert_failed(run("convert", resources.path(BUNDLED), tmp_path / "net.doc"), ".onnx")
    assert_failed(run("convert", tmp_path / "missing.keras", tmp_path / "net.npz"), "missing.keras")
