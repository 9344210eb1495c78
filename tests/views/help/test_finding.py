"""Terms are found in running text, in both languages, and become links."""

from collections.abc import Iterator

import pytest

from digitapp import i18n
from digitapp.views.help.finding import matches, terms_in, with_links, with_more_terms
from digitapp.views.help.terms import NAMES, TERMS


@pytest.fixture
def korean() -> Iterator[None]:
    i18n.set_language("ko")
    yield
    i18n.set_language("en")


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("each unit computes relu(dot(W, input) + b).", ["unit", "relu", "dot_product", "weight", "bias"]),
        ("The loss over epochs; Loss again", ["loss", "epoch"]),
        ("a learning rate, a hidden layer of units", ["learning_rate", "hidden_layer", "unit"]),
        ("z = Σ x·W + b", ["z", "weight", "bias"]),
        ("glossy, unity, zebra, embossed, W2, ab", []),  # parts of other words
        ("an activation function, not two terms", ["activation_function"]),
    ],
)
def test_terms_are_found_whole_and_the_longest_first(text: str, names: list[str]) -> None:
    assert terms_in(text) == names


@pytest.mark.usefixtures("korean")
def test_korean_terms_are_found_with_particles_behind_them() -> None:
    assert terms_in("은닉층의 유닛마다 가중치를 곱하고 편향 b를 더합니다.") == [
        "hidden_layer",
        "unit",
        "weight",
        "bias",
    ]
    assert terms_in("relu를 지나면 손실이 줄어듭니다") == ["relu", "loss"]


def test_only_the_first_mention_is_a_link_and_the_text_is_escaped() -> None:
    text = "loss < 1 & loss\nrelu"
    assert with_links(text) == '<a href="loss">loss</a> &lt; 1 &amp; loss<br><a href="relu">relu</a>'
    assert with_links("loss and relu", but="loss") == 'loss and <a href="relu">relu</a>'


def test_what_stands_on_the_widget_is_offered_below_its_explanation() -> None:
    assert with_more_terms("The loss.", "Loss: 0.1") == 'The <a href="loss">loss</a>.'
    assert with_more_terms("It goes down.", "Loss: 0.1") == 'It goes down.<br><br>Glossary: <a href="loss">Loss</a>'
    assert with_more_terms("", "") == ""


@pytest.mark.parametrize("language", ["en", "ko"])
def test_every_term_is_found_by_its_own_spellings(language: str) -> None:
    i18n.set_language(language)
    for term in TERMS:
        assert term.words
        for word in term.words:
            assert terms_in(word) == [term.name], word
            assert matches(term.name, word)


@pytest.mark.usefixtures("korean")
def test_a_term_is_searched_for_in_either_language() -> None:
    assert [name for name in NAMES if matches(name, "overfitting")] == ["overfitting"]
    assert [name for name in NAMES if matches(name, "과적합")] == ["overfitting"]
    assert not any(matches(name, "과적합 없음") for name in NAMES)


def test_every_term_says_two_sentences_or_three() -> None:
    for term in TERMS:
        assert 2 <= term.text.count(". ") + term.text.endswith(".") <= 4, term.name
