"""Programs in Keras's words compute with this engine what they computed with Keras: every loss, weight and metric."""

from typing import Any

import numpy as np
import pytest

import engine as keras

from .data.keras_programs import FILE, PROGRAMS, run

with np.load(FILE, allow_pickle=False) as file:
    RECORDED = {key: file[key] for key in file.files}


@pytest.fixture(scope="module", params=PROGRAMS)
def both(request: pytest.FixtureRequest) -> tuple[dict[str, Any], dict[str, Any]]:
    name = request.param
    expected = {key.removeprefix(f"{name}/"): RECORDED[key] for key in RECORDED if key.startswith(f"{name}/")}
    return run(keras, name), expected


def test_the_same_is_measured(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    ours, expected = both
    assert list(ours) == list(expected)


def test_the_numbers_agree(both: tuple[dict[str, Any], dict[str, Any]]) -> None:
    ours, expected = both
    for key, value in expected.items():
        np.testing.assert_allclose(ours[key], value, rtol=2e-5, atol=1e-5, err_msg=key)
