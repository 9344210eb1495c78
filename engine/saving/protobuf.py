"""Reads Protocol Buffers messages as if a stranger had made them: lists of fields, each a number, a kind and a value.

    key = number << 3 | kind      kind 0: a whole number; 1: eight bytes; 2: a length, then so many bytes; 5: four bytes

Nothing here knows what a message means, and nothing calls itself: who reads a message inside another asks again. A
length is held against what is there before anything is taken, and the fields of a whole file are counted.
"""

from collections.abc import Iterator
from typing import BinaryIO, TypeAlias

Value: TypeAlias = int | memoryview

WHOLE, EIGHT, BYTES, FOUR = 0, 1, 2, 5
MOST_FIELDS = 200_000  # of a whole file
LONGEST = 10  # bytes of a whole number
_SIZES = {EIGHT: 8, FOUR: 4}
_MODEL = {1: WHOLE, 2: BYTES, 3: BYTES, 4: BYTES, 5: WHOLE, 6: BYTES, 7: BYTES, 8: BYTES, 14: BYTES, 20: BYTES}
_MODEL |= {25: BYTES, 26: BYTES}  # of ONNX's ModelProto; 7 is the graph


class WireError(ValueError):
    """The bytes are no message."""


class Reader:
    """Takes messages apart, and counts the fields of all of them together."""

    def __init__(self) -> None:
        self._left = MOST_FIELDS

    def fields(self, message: memoryview) -> Iterator[tuple[int, int, Value]]:
        """Yield the number, kind and value of each field: an int for a whole number, else the bytes.

        Raises:
            WireError: the message is not whole, or the file has too many fields.
        """
        place = 0
        while place < len(message):
            self._left -= 1
            if self._left < 0:
                raise WireError(f"more than {MOST_FIELDS} fields")
            key, place = _whole(message, place)
            number, kind = key >> 3, key & 7
            value: Value
            if kind == WHOLE:
                value, place = _whole(message, place)
            else:
                size = _SIZES.get(kind)
                if kind == BYTES:
                    size, place = _whole(message, place)
                if size is None or not number:
                    raise WireError(f"field {number} of kind {kind}")
                if size > len(message) - place:
                    raise WireError(f"{size} bytes in field {number} where {len(message) - place} are left")
                value = message[place : place + size]
                place += size
            yield number, kind, value

    def gathered(self, message: memoryview) -> dict[int, list[Value]]:
        """Return the values of a message by the number of their field.

        Raises:
            WireError: as for fields.
        """
        found: dict[int, list[Value]] = {}
        for number, _, value in self.fields(message):
            found.setdefault(number, []).append(value)
        return found


def whole_numbers(values: list[Value]) -> list[int]:
    """Return the whole numbers of a field that is repeated, one by one or packed, as signed 64-bit numbers.

    Raises:
        WireError: they are not whole, or too many.
    """
    found: list[int] = []
    for value in values:
        if isinstance(value, int):
            found.append(value)
            continue
        place = 0
        while place < len(value):
            if len(found) > MOST_FIELDS:
                raise WireError(f"more than {MOST_FIELDS} whole numbers")
            number, place = _whole(value, place)
            found.append(number)
    return [number - 2**64 if number >= 2**63 else number for number in found]


def text(values: list[Value] | None) -> str:
    """Return the last text of a field; "" where there is none."""
    last = values[-1] if values else b""
    return "" if isinstance(last, int) else bytes(last[:1000]).decode(errors="replace")


def is_model(file: BinaryIO, size: int) -> bool:
    """Return whether a file of `size` bytes is built like ONNX's ModelProto, by its outermost fields."""
    place, seen, last = 0, set(), 0
    while place < size and last < 1000:
        last += 1
        file.seek(place)
        head = memoryview(file.read(2 * LONGEST))
        try:
            key, used = _whole(head, 0)
            number, kind = key >> 3, key & 7
            if _MODEL.get(number) != kind:
                return False
            value, used = _whole(head, used)
        except WireError:
            return False
        seen.add(number)
        place += used + (value if kind == BYTES else 0)
    return place == size and 7 in seen


def _whole(message: memoryview, place: int) -> tuple[int, int]:
    """Return the whole number that begins at a place, written in groups of seven bits, and where it ends."""
    value = 0
    for count, byte in enumerate(message[place : place + LONGEST]):
        value |= (byte & 0x7F) << 7 * count
        if byte < 0x80:
            return value & 2**64 - 1, place + count + 1
    raise WireError("a whole number that does not end")
