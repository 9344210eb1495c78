"""Finds the glossary's terms in running text, and makes links of them."""

from __future__ import annotations

import html
import re
from functools import lru_cache

from digitapp.i18n import language, tr
from digitapp.views.help.terms import TERMS, Term, term

_HANGUL = "가-힣"


def terms_in(text: str) -> list[str]:
    """Return the names of the terms that a text speaks of, in the order in which they come."""
    return list(dict.fromkeys(_name_of(match[0]) for match in _pattern(language()).finditer(text)))


def with_links(text: str, but: str = "") -> str:
    """Return a text as rich text in which each term's first mention is a link to its name; the term `but` is none."""
    seen = {but}

    def link(match: re.Match[str]) -> str:
        name = _name_of(match[0])
        if name in seen:
            return match[0]
        seen.add(name)
        return f'<a href="{name}">{match[0]}</a>'

    return _pattern(language()).sub(link, html.escape(text, quote=False)).replace("\n", "<br>")


def with_more_terms(text: str, caption: str) -> str:
    """Return an explanation with links, and below it those terms of what it explains that it does not speak of."""
    said = set(terms_in(text))
    more = [f'<a href="{name}">{tr(term(name).title)}</a>' for name in terms_in(caption) if name not in said]
    below = tr("Glossary: {terms}", terms=", ".join(more)) if more else ""
    return "<br><br>".join(part for part in (with_links(text), below) if part)


def names_of(found: Term) -> list[str]:
    """Return what a term is called in English and in the current language, in small letters."""
    return [word.casefold() for word in (tr(found.title), found.title, *found.words, *found.spellings.split(", "))]


def matches(name: str, searched: str) -> bool:
    """Return whether a term is what somebody looks for: its names or its text have each of the words."""
    found = term(name)
    all_ = " ".join([*names_of(found), tr(found.text).casefold()])
    return all(word in all_ for word in searched.casefold().split())


def _name_of(word: str) -> str:
    return _names(language())[_folded(word)]


def _folded(word: str) -> str:
    """A letter is what it is: W is no w. A word may begin a sentence."""
    return word if len(word) == 1 else word.casefold()


@lru_cache(maxsize=2)
def _names(code: str) -> dict[str, str]:
    del code  # what the spellings depend on
    return {_folded(word): term.name for term in TERMS for word in term.words}


@lru_cache(maxsize=2)
def _pattern(code: str) -> re.Pattern[str]:
    """Return what finds the longest spelling at each place, no part of another word; Korean particles may follow."""
    words = sorted(_names(code), key=len, reverse=True)
    kinds = [re.escape(word) if len(word) == 1 else f"(?i:{re.escape(word)})" for word in words]
    joined = "|".join(kinds)
    return re.compile(rf"(?<![\w{_HANGUL}&])(?:{joined})(?![A-Za-z0-9_])")
