"""Data sets as tables: a line for each image, its label and its pixels, as in "label,pixel0,pixel1,…"."""

from __future__ import annotations

import gzip
import re
import zlib
from collections.abc import Callable, Generator, Iterator
from dataclasses import dataclass
from io import BufferedReader
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from digitapp.core.data.names import names_for
from digitapp.core.data.raw import MOST_BYTES, MOST_IMAGES, MOST_SIDE, Labels, Part, Raw, Reading, images_of
from digitapp.core.data.raw import whole_where_possible as labels_from
from digitapp.core.errors import InputError, Words, brief
from engine.datasets.idx import GZIP_MAGIC
from engine.files import not_a_file
from engine.saving import Remark

SUFFIXES = (".csv", ".tsv", ".txt", ".data", ".tra", ".tes", ".train", ".test")
_LABELS = ("label", "labels", "class", "target", "y", "digit", "character", "letter")
_AT_ONCE = 100  # lines made numbers at once: the window stands still meanwhile, 4 ms
_LOOKED_AT = 300  # lines that tell which end of a line is the label
_MOST_IN_LINE = 12 * MOST_SIDE**2  # characters
_LEAST_PIXELS = 16
_MOST_LABEL = 100  # labels that are numbers are below it


@dataclass(frozen=True)
class _Form:
    """How lines are written.

    Attributes:
        separator: what is between the fields; None for spaces.
        fields: how many a line has.
        label_first: whether the first field is the label; else the last is.
        header: whether the first line has names.
        named: whether these say which field is the label.
    """

    separator: str | None
    fields: int
    label_first: bool
    header: bool
    named: bool


def looks_like_a_table(path: Path) -> bool:
    """Return whether a file's name is that of a table."""
    return path.name.lower().removesuffix(".gz").endswith(SUFFIXES)


def read_table(path: Path) -> Reading:
    """Read a data set from a table; beside "train" in its name, one with "test" there is its test part.

    Raises:
        InputError: it is damaged, or no such table.
    """
    partner = _partner(path)
    notes: tuple[Remark, ...] = ()
    train = yield from _part(path, 0.0, 0.8 if partner else 1.0)
    test = None
    if partner is not None:
        try:
            test = yield from _part(partner, 0.8, 1.0)
            if test.images.shape[1:] != train.images.shape[1:]:
                test = None
        except InputError:
            test = None
        if test is None:  # Kaggle's test.csv has no labels
            notes = (Remark("{file} beside it has no labels of the same form, and was left out.", file=partner.name),)
    hint = f"{path.parent.name} {path.name}"
    names = names_for(hint, train.labels) if train.labels.dtype.kind == "i" else {}
    return Raw(_name(path), path, train, test, names, turned=path.name.lower().startswith("emnist"), notes=notes)


def train_table_in(folder: Path) -> Path | None:
    """Return the table with "train" in its name in a folder, or the only one there is."""
    tables = [path for path in sorted(folder.iterdir()) if path.is_file() and looks_like_a_table(path)]
    tables = [path for path in tables if "mapping" not in path.name and path.suffix.lower() != ".txt"]
    named = [path for path in tables if "train" in path.name.lower()]
    return named[0] if named else tables[0] if len(tables) == 1 else None


def _name(path: Path) -> str:
    short = path.name.removesuffix(".gz").rsplit(".", 1)[0]
    return re.sub(r"[-_. ]?train(ing)?$", "", short, flags=re.IGNORECASE) or path.parent.name


def _partner(path: Path) -> Path | None:
    """Return the table with the test images that belongs to one to train with."""
    for word, others in (("train", ("test", "valid", "val")), ("TRAIN", ("TEST",)), (".tra", (".tes",))):
        for other in others:
            name = path.name.replace(word, other)
            if name != path.name and (path.parent / name).is_file():
                return path.parent / name
    return None


def _part(path: Path, begin: float, end: float) -> Generator[float, None, Part]:
    received = not_a_file(path)
    if received:
        raise InputError("{file}: expected a table. Received: {received}", file=path.name, received=received)
    try:
        with path.open("rb") as file:
            packed = file.read(2) == GZIP_MAGIC
            file.seek(0)
            size = max(path.stat().st_size, 1)
            lines = _lines(path, gzip.GzipFile(fileobj=file) if packed else file)
            return (yield from _rows(path, lines, lambda: begin + (end - begin) * min(file.tell() / size, 1.0)))
    except (OSError, EOFError, zlib.error) as error:
        raise InputError(
            "{file}: expected a readable file. Received: {error}", file=path.name, error=str(error)
        ) from error


def _rows(path: Path, lines: Iterator[str], done: Callable[[], float]) -> Generator[float, None, Part]:
    first = list(islice(lines, _LOOKED_AT + 1))
    form = _form(path, first)
    number, labels, blocks, bytes_kept = 1 + form.header, [], [], 0
    known: dict[str, int] = {}  # the labels that there are; sorting texts at once would hold the window up
    waiting = first[form.header :]
    while waiting or (waiting := list(islice(lines, _AT_ONCE))):
        texts, block = _block(path, waiting, number, form)
        labels += [known.setdefault(text, len(known)) for text in texts]
        blocks.append(block)
        number += len(waiting)
        bytes_kept += block.nbytes
        if len(labels) > MOST_IMAGES or bytes_kept > 4 * MOST_BYTES:
            raise InputError(
                "{file}: expected at most {most:,} images, 1 GB in all. Received: more",
                file=path.name,
                most=MOST_IMAGES,
            )
        waiting = []
        yield done()
    pixels, found = np.concatenate(blocks), labels_from(np.array(list(known)))[np.array(labels)]
    if not form.named:
        pixels, found = _other_end(pixels, found, form)
    return Part(images_of(path.name, pixels), found)


def _other_end(pixels: NDArray[Any], labels: Labels, form: _Form) -> tuple[NDArray[Any], Labels]:
    """Return pixels and labels as they are, or with the labels at the other end of the lines.

    Where a table is sorted by class its first lines do not tell which end is the label; but labels are not all one.
    """
    other = pixels[:, -1 if form.label_first else 0]
    whole = bool((np.rint(other) == other).all()) and other.min() >= 0 and other.max() < _MOST_LABEL
    if labels.dtype.kind != "i" or (labels != labels[0]).any() or not whole or (other == other[0]).all():
        return pixels, labels
    corner = np.full((len(pixels), 1), labels[0], pixels.dtype)
    parts = (corner, pixels[:, :-1]) if form.label_first else (pixels[:, 1:], corner)
    return np.concatenate(parts, axis=1), other.astype(np.int64)


def _lines(path: Path, file: gzip.GzipFile | BufferedReader) -> Iterator[str]:
    while line := file.readline(_MOST_IN_LINE + 1):
        if len(line) > _MOST_IN_LINE:
            raise InputError(
                "{file}: expected a line for each image. Received: a line of more than {most:,} characters",
                file=path.name,
                most=_MOST_IN_LINE,
            )
        try:
            text = line.decode("utf-8-sig").strip()
        except UnicodeDecodeError:
            raise _no_table(path, Words("a file that is no text")) from None
        if text:
            yield text


def _form(path: Path, lines: list[str]) -> _Form:
    """Return how the lines are written, judged by the first ones."""
    if not lines:
        raise _no_table(path, Words("an empty file"))
    separator = next((each for each in (",", ";", "\t") if each in lines[0]), None)
    rows = [line.split(separator) for line in lines]
    fields = len(rows[0])
    if fields <= _LEAST_PIXELS:
        raise _no_table(path, brief(lines[0]))
    header = not all(_is_number(field) for field in rows[0][1:-1])
    body = [row for row in rows[header:] if len(row) == fields]
    if not body:
        raise _no_table(path, Words("a line of names alone"))
    titles = [_plain(rows[0][place]).lower() for place in (0, -1)] if header else ["", ""]
    if titles[0] in _LABELS or titles[1] in _LABELS:
        return _Form(separator, fields, titles[0] in _LABELS, header, named=True)
    return _Form(separator, fields, _label_is_first(body), header, named=False)


def _label_is_first(rows: list[list[str]]) -> bool:
    """Return which end of a line is the label: texts, or whole numbers of which there are several, but not too many."""
    worth = []
    for place in (0, -1):
        values = [_plain(row[place]) for row in rows]
        if not all(map(_is_number, values)):
            worth.append(100)
            continue
        numbers = {float(value) for value in values}
        whole = all(number.is_integer() and 0 <= number < _MOST_LABEL for number in numbers)
        worth.append(len(numbers) if whole else 0)
    return worth[0] >= worth[1]


def _block(path: Path, lines: list[str], number: int, form: _Form) -> tuple[list[str], np.ndarray]:
    """Return the labels and the pixels, (n, pixels) float32, of some lines, the first of this number in the file."""
    labels, rests = [], []
    for at, line in enumerate(lines, number):
        parts = line.split(form.separator, 1) if form.label_first else line.rsplit(form.separator, 1)
        label, rest = (parts if form.label_first else parts[::-1]) if len(parts) == 2 else ("", "")
        count = rest.count(form.separator) + 1 if form.separator else len(rest.split())
        if count != form.fields - 1:
            raise _wrong_line(path, at, form, Words("another number of fields"))
        labels.append(_plain(label))
        rests.append(rest)
    try:
        values = np.loadtxt(rests, np.float32, delimiter=form.separator, comments=None, quotechar='"', ndmin=2)
        if values.shape != (len(lines), form.fields - 1):  # a quotation mark that holds lines together
            raise _wrong_line(path, number, form, Words("another number of fields"))
        whole = values.astype(np.uint8) if values.min() >= 0 and values.max() <= 255 else values
        return labels, whole if (whole == values).all() else values  # a quarter of the memory
    except ValueError as error:
        raise _wrong_line(path, number, form, brief(str(error))) from error


def _wrong_line(path: Path, number: int, form: _Form, received: str) -> InputError:
    return InputError(
        "{file}: expected a label and {count} numbers in each line. Received, in line {number} or after it: {received}",
        file=path.name,
        count=form.fields - 1,
        number=number,
        received=received,
    )


def _no_table(path: Path, received: str) -> InputError:
    return InputError(
        "{file}: expected a table with a line for each image, such as label,pixel0,pixel1,… Received: {received}",
        file=path.name,
        received=received,
    )


def _plain(field: str) -> str:
    return field.strip().strip('"').strip()


def _is_number(field: str) -> bool:
    try:
        float(_plain(field))
    except ValueError:
        return False
    return True
