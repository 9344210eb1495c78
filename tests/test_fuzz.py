"""A few damaged files for every reader; `python -m benchmarks.fuzz` tries thousands."""

import random
from pathlib import Path

import pytest

from benchmarks.fuzz import fuzz, lost_by_killing, sound_files

OWN_PROCESS = (".keras", ".h5", ".weights.h5", "weights of Keras 2")
QUICK = (".safetensors", ".npz", "onnx", "images onnx", "arrays", "state dict")
RUNS = (".digitrun", "run head", "run moment")
READERS = (*OWN_PROCESS, *QUICK, *RUNS, "idx", "stroke file", ".png", ".jpg", ".gif")


@pytest.mark.parametrize("name", READERS)
def test_a_damaged_file_is_read_or_refused_and_nothing_else(tmp_path: Path, name: str) -> None:
    files = sound_files(tmp_path)
    assert sorted(files) == sorted(READERS)
    source, read = files[name]
    read(source)  # the sound one is read
    count = 4 if name in OWN_PROCESS else 40
    assert fuzz(name, source, read, count, random.Random(7)) == 0


def test_a_saving_that_is_killed_loses_nothing() -> None:
    assert lost_by_killing(6, random.Random(7)) == 0
