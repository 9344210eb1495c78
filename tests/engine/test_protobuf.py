"""Messages are taken apart field by field, and nothing that a stranger wrote makes that hang, crash or take memory."""

import io
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.saving import protobuf
from engine.saving.protobuf import Reader, WireError

from .onnx_files import field, varint, whole


def test_fields_come_with_their_numbers_kinds_and_values() -> None:
    message = whole(1, 300) + field(2, b"ab") + varint(3 << 3 | 5) + b"1234" + varint(4 << 3 | 1) + b"12345678"
    fields = list(Reader().fields(memoryview(message)))
    assert [(number, kind) for number, kind, _ in fields] == [(1, 0), (2, 2), (3, 5), (4, 1)]
    assert [value if isinstance(value, int) else bytes(value) for *_, value in fields] == [
        300,
        b"ab",
        b"1234",
        b"12345678",
    ]
    assert list(Reader().gathered(memoryview(whole(1, 1) + whole(1, 2)))) == [1]


def test_whole_numbers_one_by_one_and_packed_may_be_negative() -> None:
    packed = memoryview(varint(-1) + varint(5) + varint(2**63 - 1))
    assert protobuf.whole_numbers([7, packed, 2**64 - 2]) == [7, -1, 5, 2**63 - 1, -2]


@pytest.mark.parametrize(
    "message",
    [
        b"\xff" * 11,
        b"\x08",
        b"\x08\xff",
        b"\x12\x05abc",
        b"\x12" + varint(2**62) + b"a",
        b"\x0d\x01\x02",
        b"\x09\x01",
        b"\x0b",
        b"\x0f",
        b"\x02\x00",
    ],
)
def test_what_is_no_message_is_refused(message: bytes) -> None:
    with pytest.raises(WireError):
        list(Reader().fields(memoryview(message)))


def test_the_fields_of_a_whole_file_are_counted(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(protobuf, "MOST_FIELDS", 5)
    reader = Reader()
    three = memoryview(whole(1, 1) * 3)
    reader.gathered(three)
    with pytest.raises(WireError, match="more than 5 fields"):
        reader.gathered(three)
    with pytest.raises(WireError, match="more than 5 whole numbers"):
        protobuf.whole_numbers([memoryview(b"\1" * 100)])


@given(st.binary(max_size=200))
def test_any_bytes_are_a_message_or_refused(message: bytes) -> None:
    with suppress(WireError):
        for _, kind, value in Reader().fields(memoryview(message)):
            assert isinstance(value, int) == (kind == protobuf.WHOLE)
    protobuf.is_model(io.BytesIO(message), len(message))
    with suppress(WireError):
        protobuf.whole_numbers([memoryview(message)])
