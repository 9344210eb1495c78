"""Arrays in memory in the safetensors layout: the same as the library's, both ways, and nothing unsound is taken."""

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from safetensors.numpy import load as load_with_library
from safetensors.numpy import save as save_with_library

from engine.errors import InputError
from engine.saving import tensors

KINDS = st.sampled_from([np.float32, np.float64])
SHAPES = arrays_of.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4)
ARRAYS = st.dictionaries(
    st.text(min_size=1, max_size=5).filter(lambda name: name.isprintable() and name != "__metadata__"),
    KINDS.flatmap(lambda kind: arrays_of.arrays(kind, SHAPES)),
    max_size=4,
)


@given(ARRAYS)
def test_the_library_reads_what_is_packed(arrays: dict[str, Any]) -> None:
    found = load_with_library(b"".join(tensors.packed(arrays, {"a": "b"})))
    assert set(found) == set(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array, strict=True)


@given(ARRAYS)
def test_what_the_library_writes_is_unpacked(arrays: dict[str, Any]) -> None:
    found, metadata = tensors.unpacked(save_with_library(arrays, {"a": "b"}), "file")
    assert metadata == {"a": "b"}
    assert set(found) == set(arrays)
    for name, array in arrays.items():
        np.testing.assert_array_equal(found[name], array, strict=True)
        assert not found[name].flags.writeable


def test_an_array_in_another_order_is_packed_as_it_is_read() -> None:
    array = np.arange(6, dtype=np.float32).reshape(2, 3).T
    found, _ = tensors.unpacked(b"".join(tensors.packed({"a": array}, {})), "file")
    np.testing.assert_array_equal(found["a"], array)


def content(header: object, numbers: bytes = b"") -> bytes:
    text = json.dumps(header).encode()
    return len(text).to_bytes(8, "little") + text + numbers


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"1234567",
        (2**63).to_bytes(8, "little") + b"{}",
        (2).to_bytes(8, "little") + b"[]",
        (2).to_bytes(8, "little") + b"{",
        content({}, b"more"),
        content({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 8]}}, b"12345678"),
        content({"a": {"dtype": "F32", "shape": [2**40], "data_offsets": [0, 2**42]}}, b"1234"),
        content({"a": {"dtype": "F32", "shape": [-1], "data_offsets": [0, -4]}}, b"1234"),
        content({"a": {"dtype": "F32", "shape": [1], "data_offsets": [4, 8]}}, b"12345678"),
        content({"a": {"dtype": "F32", "shape": [True], "data_offsets": [0, 4]}}, b"1234"),
        content({"a": {"dtype": "I64", "shape": [1], "data_offsets": [0, 8]}}, b"12345678"),
        content({"a": {"dtype": "F32", "shape": [1] * 9, "data_offsets": [0, 4]}}, b"1234"),
        content({"a": {"dtype": "F32", "shape": [1]}}, b"1234"),
        content({"a": 5}),
        content({"__metadata__": {"a": 5}}),
        content({"__metadata__": []}),
        content({n: {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]} for n in "ab"}, b"1234"),
    ],
)
def test_what_is_unsound_is_refused(data: bytes) -> None:
    with pytest.raises(InputError, match="file: expected a readable safetensors file"):
        tensors.unpacked(data, "file")


@pytest.mark.parametrize("array", [np.zeros(3), np.zeros(2, np.float32), np.array([np.nan, 0, 0], np.float32)])
def test_floats_are_of_their_kind_shape_and_finite(array: Any) -> None:
    with pytest.raises(ValueError, match="expected"):
        tensors.floats(array, (3,))
