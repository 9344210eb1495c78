"""A term of the glossary: what it is, how it is spelled, and where in the window it can be seen at work."""

from __future__ import annotations

from dataclasses import dataclass

from digitapp.i18n import tr


@dataclass(frozen=True)
class Term:
    """A term, with its texts in English, to be translated.

    Attributes:
        name: what the code knows it by, and what core.inside.glossary calls its formula.
        title: as it stands in the list.
        spellings: as it is found in running text, with commas between them.
        code: the same in every language, as programs and formulas have it.
        text: what it is.
        formula: in the symbols that the program uses, the same in every language; may be empty.
        page: the window's page where it happens.
        part: what of that page to light up; empty for the whole page.
    """

    name: str
    title: str
    spellings: str
    text: str
    formula: str
    page: str
    part: str = ""
    code: tuple[str, ...] = ()

    @property
    def words(self) -> tuple[str, ...]:
        """The spellings in the current language."""
        words = tr(self.spellings).split(",") if self.spellings else []  # "" is gettext's own heading
        return *(word.strip() for word in words), *self.code
