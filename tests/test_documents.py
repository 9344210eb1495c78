"""README is the same in both languages, what it links to is there, and what the guide says of the network is so."""

import re
from pathlib import Path

import numpy as np
import pytest

from benchmarks import figures
from digitapp.core.files.model_file import load_bundled
from digitapp.core.runs.dataset import load_mnist
from digitapp.views.help.terms import TERMS

ROOT = Path(__file__).parents[1]
PAIRS = [
    ("README.md", "README.ko.md"),
    ("docs/learning.md", "docs/learning.ko.md"),
    ("docs/teaching.md", "docs/teaching.ko.md"),
]


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def programs(name: str) -> list[list[str]]:
    """Return the lines of each program or list of commands, without their remarks."""
    blocks = re.findall(r"^```\w*\n(.*?)^```", text(name), re.MULTILINE | re.DOTALL)
    return [[line.split("#")[0].rstrip() for line in block.splitlines()] for block in blocks]


def links(name: str) -> list[str]:
    return re.findall(r"\]\(([^)#\s]+)[^)]*\)", text(name))


def rows(name: str) -> list[str]:
    """Return the lines of all tables."""
    return re.findall(r"^\|.*\|$", text(name), re.MULTILINE)


@pytest.mark.parametrize(("english", "korean"), PAIRS)
def test_both_languages_say_the_same(english: str, korean: str) -> None:
    assert programs(english) == programs(korean)
    assert len(rows(english)) == len(rows(korean))
    headings = [re.findall(r"^#+ ", text(name), re.MULTILINE) for name in (english, korean)]
    assert headings[0] == headings[1]
    other = {Path(name).name for name in (english, korean)}
    targets = [
        sorted(re.sub(r"-(en|ko)\.png", ".png", link) for link in links(name) if Path(link).name not in other)
        for name in (english, korean)
    ]
    targets = [[re.sub(r"(learning|teaching)(\.ko)?\.md", r"\1.md", link) for link in found] for found in targets]
    assert targets[0] == targets[1]
    assert Path(korean).name in links(english)
    assert Path(english).name in links(korean)


@pytest.mark.parametrize("name", [name for pair in PAIRS for name in pair])
def test_what_is_linked_is_there(name: str) -> None:
    missing = [link for link in links(name) if "://" not in link and not ((ROOT / name).parent / link).exists()]
    assert missing == []


def test_what_the_guide_says_of_the_bundled_network_is_so() -> None:
    network, data = load_bundled().end.network, load_mnist()
    parts = [data.test_inputs[first : first + 1000] for first in range(0, 10_000, 1000)]
    on = np.concatenate([network.trace(part)[0].z[:, figures.OF_THE_TWOS] > 0 for part in parts])
    shares = [on[np.asarray(data.test_labels) == digit].mean() for digit in range(10)]
    of_twos = shares.pop(2)
    assert max(shares) < 0.06  # "hardly anything else"
    assert f"unit {figures.OF_THE_TWOS}" in text("docs/learning.md")
    assert f"{of_twos:.0%} of the twos" in text("docs/learning.md")
    assert f"{figures.OF_THE_TWOS}번 유닛" in text("docs/learning.ko.md")
    assert f"2 가운데 {of_twos:.0%}" in text("docs/learning.ko.md")


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("README.md", r"glossary \(Shift\+F1\)\s+has (\d+) terms"),
        ("README.ko.md", r"용어 사전\(Shift\+F1\)에는 용어 (\d+)개가"),
        ("CHANGELOG.md", r"Glossary \(Shift\+F1\): (\d+) terms"),
        ("docs/teaching.md", r"glossary\*\* \(Shift\+F1\) of (\d+) terms"),
        ("docs/teaching.ko.md", r"용어 사전\*\*\(Shift\+F1\)\. 용어 (\d+)개가"),
    ],
)
def test_the_glossary_has_as_many_terms_as_is_said(name: str, said: str) -> None:
    assert re.findall(said, text(name)) == [str(len(TERMS))]
