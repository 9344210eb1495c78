"""Collects the texts that people see, brings the translations up to date with them, and compiles these.

    digitapp/, engine/  →  digitapp.pot  →  ko/LC_MESSAGES/digitapp.po  →  ko/LC_MESSAGES/digitapp.mo

`python -m tests.translations update` does it all and says what is left to translate; with `--check` it only says what
is out of date and changes nothing. A text is the literal in `tr("...")`, `mark("...")`, `Words("...")` or
`InputError("...")`. Babel's own extraction passes over what it cannot read; here that is an error with file and line.
"""

from __future__ import annotations

import argparse
import ast
import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
SOURCES = ("digitapp", "engine")
TRANSLATIONS = ROOT / "resources" / "translations"
LANGUAGES = ("ko",)
TEMPLATE_NOTE = "# The texts of digitapp, collected by `make translations`; not to be edited."

# What argparse says by itself on our command line, in the wordings of Python 3.11 and later. It looks them up with
# gettext under these texts, and says them in English where one is missing.
ARGPARSE = (
    "usage: ",
    "options",
    "positional arguments",
    "show this help message and exit",
    "%(prog)s: error: %(message)s\n",
    "argument %(argument_name)s: %(message)s",
    "the following arguments are required: %s",
    "unrecognized arguments: %s",
    "expected one argument",
    "expected at least one argument",
    "ignored explicit argument %r",
    "ambiguous option: %(option)s could match %(matches)s",
    "invalid %(type)s value: %(value)r",
    "invalid choice: %(value)r (choose from %(choices)s)",
    "unknown parser %(parser_name)r (choices: %(choices)s)",
)


class NotLiteralError(Exception):
    """Texts that cannot be collected, each with its file and line."""


@dataclass(frozen=True)
class Text:
    """A text and the file it stands in."""

    text: str
    file: str


class DatelessCatalog(Catalog):
    """A catalogue whose header says only what a reader needs, so that its file changes when a text does, not daily."""

    @property
    def mime_headers(self) -> list[tuple[str, str]]:
        """The header's lines."""
        language = [("Language", str(self.locale))] if self.locale else []
        return [
            *language,
            ("MIME-Version", "1.0"),
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Transfer-Encoding", "8bit\n"),  # the header ends in a line break
        ]


def collect(root: Path = ROOT, folders: Sequence[str] = SOURCES) -> list[Text]:
    """Return the texts in the Python files of `folders`, file by file, in their order there.

    Raises:
        NotLiteralError: a text is put together in the call, or one of the functions goes by another name.
    """
    files = sorted(path for folder in folders for path in (root / folder).rglob("*.py"))
    trees = {path.relative_to(root).as_posix(): ast.parse(path.read_text("utf-8"), str(path)) for path in files}
    literal_only = {"mark", "Words", *_error_names(trees.values())}
    texts, problems = [], []
    for file, tree in trees.items():
        for line, name in _renamed(tree, {"tr", *literal_only}):
            problems.append((file, line, f"expected {name} under its own name. Received: an import as another name"))
        for call in sorted(_calls(tree, {"tr", *literal_only}), key=lambda call: (call.lineno, call.col_offset)):
            match call.args[0]:
                case ast.Constant(value=str(text)):
                    texts.append(Text(text, file))
                case argument if _name(call.func) in literal_only or not _is_variable(argument):
                    what = f"expected a text as a literal. Received: {ast.unparse(call)}"
                    problems.append((file, call.lineno, what))
    if problems:
        raise NotLiteralError("\n".join(f"{file}:{line}: {what}" for file, line, what in problems))
    return texts


def template() -> Catalog:
    """Return the catalogue of all texts, without translations."""
    catalog = DatelessCatalog(header_comment=TEMPLATE_NOTE, fuzzy=False)
    for item in (*collect(), *(Text(text, "argparse") for text in ARGPARSE)):
        catalog.add(item.text, locations=[(item.file, 0)])
    return catalog


def updated(old: Catalog, texts: Catalog) -> Catalog:
    """Return the translations in `old` brought up to date with `texts`.

    Texts that are gone are left out; a new text that is nearly an old one gets its translation, marked fuzzy.
    """
    catalog = DatelessCatalog(locale=old.locale, header_comment=old.header_comment, fuzzy=False)
    for message in old:
        if message.id:
            catalog[message.id] = message
    catalog.update(texts)
    catalog.obsolete.clear()
    return catalog


def read_catalog(path: Path) -> Catalog:
    """Return the catalogue in a .po or .pot file."""
    with path.open("rb") as file:
        return read_po(file, locale=path.parts[-3] if path.suffix == ".po" else None)


def po_bytes(catalog: Catalog) -> bytes:
    """Return a catalogue as a .po file holds it: one line for a text, and no line numbers, which keep changing."""
    file = BytesIO()
    write_po(file, catalog, width=0, include_lineno=False, include_previous=True)
    return file.getvalue()


def mo_bytes(catalog: Catalog) -> bytes:
    """Return a catalogue as a .mo file holds it."""
    file = BytesIO()
    write_mo(file, catalog)
    return file.getvalue()


def po_file(language: str) -> Path:
    """Return where the translations into `language` are."""
    return TRANSLATIONS / language / "LC_MESSAGES" / "digitapp.po"


def unfinished(catalog: Catalog) -> list[Message]:
    """Return what a translator still has to do: texts without a translation, or with a fuzzy one."""
    return [message for message in catalog if message.id and (message.fuzzy or not message.string)]


def expected_files() -> Iterator[tuple[Path, bytes, list[Message]]]:
    """Yield each file of the translations as it should be, with the texts that are unfinished in it."""
    texts = template()
    yield TRANSLATIONS / "digitapp.pot", po_bytes(texts), []
    for language in LANGUAGES:
        path = po_file(language)
        old = read_catalog(path) if path.exists() else DatelessCatalog(locale=language, header_comment="#")
        catalog = updated(old, texts)
        yield path, po_bytes(catalog), unfinished(catalog)
        yield path.with_suffix(".mo"), mo_bytes(catalog), []


def main(arguments: Sequence[str]) -> int:
    """Bring the files up to date, or with --check only look; return 0 when nothing is left to do."""
    parser = argparse.ArgumentParser(prog="python -m tests.translations", description="Keep the translations true.")
    command = parser.add_subparsers(required=True, metavar="update").add_parser("update")
    command.add_argument("--check", action="store_true", help="change nothing, only say what is out of date")
    check = parser.parse_args(arguments).check
    try:
        files = list(expected_files())
    except NotLiteralError as error:
        print(error, file=sys.stderr)
        return 1
    stale = [(path, data) for path, data, _ in files if not path.exists() or path.read_bytes() != data]
    for path, data in stale:
        print(f"{path.relative_to(ROOT)}: {'out of date' if check else 'updated'}")
        if not check:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
    to_do = [(path, message) for path, _, messages in files for message in messages]
    for path, message in to_do:
        print(f"{path.relative_to(ROOT)}: {'fuzzy' if message.fuzzy else 'not translated'}: {message.id}")
    return 1 if to_do or (check and stale) else 0


def _error_names(trees: Iterable[ast.Module]) -> set[str]:
    """Return the names of InputError and of the classes made from it."""
    classes = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.ClassDef)]
    names = {"InputError"}
    while found := {node.name for node in classes if names & {_name(base) for base in node.bases}} - names:
        names |= found
    return names


def _calls(tree: ast.Module, names: set[str]) -> Iterator[ast.Call]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _name(node.func) in names:
            yield node


def _name(node: ast.expr) -> str:
    match node:
        case ast.Name(id=name) | ast.Attribute(attr=name):
            return name
    return ""


def _is_variable(node: ast.expr) -> bool:
    """Return whether a text comes from elsewhere, where `mark` had it collected."""
    match node:
        case ast.Call(func=ast.Attribute(value=ast.Constant() | ast.JoinedStr())):
            return False  # "...".format() and the like
    return isinstance(node, ast.Name | ast.Attribute | ast.Subscript | ast.Call)


def _renamed(tree: ast.Module, names: set[str]) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.lineno, alias.name) for alias in node.names if alias.name in names and alias.asname)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
