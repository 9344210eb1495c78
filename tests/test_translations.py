"""The translations are complete, fit their originals, and say the same thing by the same word everywhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from string import Formatter

import pytest
from babel.messages.catalog import Catalog
from PySide6.QtCore import QSize
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QAbstractButton, QLabel, QMenu, QMenuBar, QWidget
from pytestqt.qtbot import QtBot

from digitapp import cli, i18n
from digitapp.app import Program
from digitapp.core.runs.dataset import Dataset
from digitapp.views.parts.readout import Readout
from digitapp.views.window.actions import Actions
from engine.errors import InputError, Words
from tests import translations
from tests.pen import SEVEN, along, draw


@dataclass(frozen=True)
class Pair:
    """A text and its translation."""

    english: str
    korean: str
    files: tuple[str, ...]

    def __repr__(self) -> str:
        return f"{self.english!r} -> {self.korean!r}"


CATALOG = translations.read_catalog(translations.po_file("ko"))
PAIRS = [Pair(str(m.id), str(m.string), tuple(file for file, _ in m.locations)) for m in CATALOG if m.id]

# What stays in Latin letters in the window and on the command line: names, symbols, keys, and the commands' own words.
NAMES = {
    *(
        "digitapp",
        *["Qt", "sudo", "apt", "get", "install"],  # a command to copy
        "MNIST",
        "Pruthi",  # an author
        "IDX",
        "csv",
        "JSON",
        "PNG",
        "JPEG",
        *("AVIF", "HEIC", "Pillow", "pillow", "pip", "heif", "U"),
        "ReLU",
        "relu",
        "softmax",
        "x",
        *["a", "y", "F2", "F5", "batch_size"],
        *["A", "B"],  # two runs
        *["R", "B", "E", "Enter"],  # keys
        *["glorot_uniform", "he_normal", "zeros", "large"],  # values of --first-weights
        "z",
        "W",
        "b",
        "max",
        "exp",
        "ln",
        "log",
    ),
    *("RMSprop", "rmsprop", "Adam", "adam", "SGD", "sgd", "momentum", "train", "evaluate", "read", "en", "ko"),
    *("Y", "LeCun", "C", "Cortes", "J", "Burges", "CC", "BY", "SA"),
    *(
        *("Keras", "engine", "dot", "input", "e", "r", "c", "n", "w", "dL", "dz", "dw", "rate"),  # libraries, formulas
        "keras",
        *[
            "PyTorch",
            "activation",
            "elu",
            "tanh",
            "leaky_relu",
            "linear",
            "models",
            "load_model",
            "ONNX",
            "Dense",
        ],  # of networks in files
        "safetensors",
        "weights",
        "h5",
        "onnx",
        "py",
        "convert",
    ),  # endings, a command
    *("constant", "bundled", "L2", "w", "val_loss", "monitor", "kernel_regularizer"),  # words of options and the engine
    *("t", "SNE", "m", "o"),  # a method, a formula
    *(
        "UTF",
        "TOML",
        "stop",
        "show",
        "check",
        "name",
        "none",
        "predict",
        "ask",
        "answer",
        "right",
        "true",
        "false",
        "do",
    ),
    *("EMNIST", "GB", "x_train", "y_train", "x_test", "y_test", "mnist"),  # data sets, and arrays of theirs
    *("train", "images", "labels", "idx3", "ubyte", "label", "pixel0", "pixel1"),  # names of files and columns
    *("answers", "digitapp", "CSV"),  # a lesson's file; a file of answers, and the table of a class
    *("a", "p"),  # an exercise
    *(
        "to_categorical",
        "import",
        "input_shape",
        "reshape",
        "sigmoid",
        "tanh",
        "linear",
        "Python",
        "Dropout",
    ),  # a program
    *("Glorot", "He"),  # who proposed how W begins
    *("npz", "start", "xy", "writer", "pen", "pictures", "errors", "ms"),  # a stroke file's arrays, options, a unit
    *("recipe", "quick", "out", "run", "keep"),  # options
    *("digitrun", "runs", "csv"),  # endings, a command
    *("Ctrl", "Shift", "Alt", "Del", "Home", "End", "Page", "D", "E", "N", "Z", "F1", "F2", "F5", "F6", "F8", "F10"),
}
PLACEHOLDER = r"\{[^{}]*\}|%(?:\(\w+\))?[rs]"
# Particles whose form depends on the sound before them, which a value does not tell; "을(를)" and "(으)로" are right.
PARTICLES = {"을", "를", "이", "가", "은", "는", "과", "와", "로", "으로", "나", "이나", "며", "이며", "라", "이라"}
ENDINGS = ("여야", "이어야", "이여야", "면", "이면", "라서", "이라서", "라는", "이라는", "로서", "으로서", "로써")


@pytest.fixture
def korean() -> Iterator[None]:
    i18n.set_language("ko")
    yield
    i18n.set_language("en")


def test_template_has_the_texts_of_the_sources() -> None:
    committed = translations.read_catalog(translations.TRANSLATIONS / "digitapp.pot")
    assert texts_and_files(committed) == texts_and_files(translations.template()), "run `make translations`"


def texts_and_files(catalog: Catalog) -> list[tuple[str, list[str]]]:
    return [(str(m.id), sorted({file for file, _ in m.locations})) for m in catalog if m.id]


def test_every_text_is_translated() -> None:
    assert [pair.english for pair in PAIRS] == [m.id for m in translations.template() if m.id], (
        "run `make translations`"
    )
    assert [m.id for m in translations.unfinished(CATALOG)] == []
    assert not CATALOG.obsolete


def test_compiled_translations_are_those_of_the_source() -> None:
    path = translations.po_file("ko")
    compiled = translations.mo_bytes(translations.updated(CATALOG, translations.template()))
    assert path.with_suffix(".mo").read_bytes() == compiled, "run `make translations`"


def test_placeholders_are_those_of_the_original() -> None:
    assert [pair for pair in PAIRS if placeholders(pair.english) != placeholders(pair.korean)] == []


def placeholders(text: str) -> set[object]:
    if re.search(r"%(\(\w+\))?[rs]", text):
        return set(re.findall(r"%(?:\(\w+\))?[rs]", text))
    return {(name, conversion, spec) for _, name, spec, conversion in Formatter().parse(text) if name is not None}


def test_tags_are_those_of_the_original_and_nested_rightly() -> None:
    assert [pair for pair in PAIRS if sorted(tags(pair.english)) != sorted(tags(pair.korean))] == []
    assert [pair for pair in PAIRS if not is_nested(tags(pair.korean))] == []


def tags(text: str) -> list[str]:
    return re.findall(r"</?\w+>", text)


def is_nested(found: list[str]) -> bool:
    open_tags: list[str] = []
    for tag in found:
        if not tag.startswith("</"):
            open_tags.append(tag)
        elif not open_tags or open_tags.pop() != tag.replace("/", ""):
            return False
    return not open_tags


def test_menu_texts_have_a_mnemonic_in_brackets() -> None:
    assert [pair for pair in PAIRS if ("&" in pair.english) != has_mnemonic(pair.korean)] == []


def has_mnemonic(text: str) -> bool:
    return re.fullmatch(r"[^&]+\(&[A-Z]\)…?", text) is not None


@pytest.mark.usefixtures("korean")
def test_no_two_entries_of_a_menu_share_a_mnemonic(qtbot: QtBot) -> None:
    bar = QMenuBar()
    qtbot.addWidget(bar)
    Actions(bar)
    menus = [bar, *bar.findChildren(QMenu)]
    assert len(menus) > 7
    for menu in menus:
        letters = [letter for action in menu.actions() for letter in re.findall(r"&(\w)", action.text())]
        assert len(letters) == len(set(letters)), [action.text() for action in menu.actions()]


def test_nothing_is_left_in_english() -> None:
    assert [pair for pair in PAIRS if pair.korean == pair.english] == []
    assert [pair for pair in PAIRS if latin_words(pair.korean) - allowed_words(pair)] == []


def allowed_words(pair: Pair) -> set[str]:
    """What may stay in Latin letters: names; in the engine's errors also its arguments and functions."""
    return latin_words(pair.english) if all(file.startswith("engine/") for file in pair.files) else NAMES


def latin_words(text: str) -> set[str]:
    return set(re.findall(r"[A-Za-z]\w*", re.sub(rf"{PLACEHOLDER}|</?\w+>|\(&\w\)", " ", text), re.ASCII))


def test_particles_after_a_value_are_right_for_any_value() -> None:
    assert [pair for pair in PAIRS if hangs_on_a_value(pair.korean)] == []


def hangs_on_a_value(text: str) -> bool:
    after = re.findall(rf"(?:{PLACEHOLDER})(?:</\w+>|['\")])*([가-힣]+)(?!\()\b", text)
    return any(word in PARTICLES or word.startswith(ENDINGS) for word in after)


@pytest.mark.parametrize("text", ["{name}을 저장", "'{name}'이 있습니다", "<b>{name}</b>는", "%s로", "{a}여야 합니다"])
def test_particles_that_hang_on_a_value_are_found(text: str) -> None:
    assert hangs_on_a_value(text)


@pytest.mark.parametrize("text", ["{name}을(를) 저장", "{n}가지", "{n}개를", "{name} 값을", "{rate}보다", "{n}(으)로"])
def test_words_that_fit_any_value_are_left_alone(text: str) -> None:
    assert not hangs_on_a_value(text)


def glossary() -> list[tuple[str, str]]:
    return re.findall(r"^# ([a-z ]+) = (.+)$", CATALOG.header_comment, re.MULTILINE)


def speaks_of(text: str, term: str) -> bool:
    """Whether an English text has the term in its singular or plural, not as the name of an argument or a function."""
    words = re.sub(rf"{PLACEHOLDER}|\w+=|'\w+'|\w+\.\w+\(.*?\)", " ", text)
    forms = term.removesuffix("y") + "(y|ies)" if term.endswith("y") else f"{term}(s|es)?"
    return re.search(rf"(?<![\w&.]){forms}\b(?!\()", words, re.IGNORECASE) is not None


def test_terms_are_those_of_the_glossary() -> None:
    terms = glossary()
    assert len(terms) > 20
    assert [
        (f"{english} = {word}", pair)
        for pair in PAIRS
        for english, word in terms
        if speaks_of(pair.english, english) and word not in pair.korean
    ] == []


@pytest.mark.usefixtures("korean")
def test_errors_are_told_in_korean_with_the_words_in_them() -> None:
    inner = InputError("it must have 1 to {most} layers. Received: {count}", most=9, count=10)
    outer = InputError("{file}: expected a sound {name}. Received: {error}", file="a", name="layers", error=inner)
    assert i18n.error_text(inner) in i18n.error_text(outer)
    template = "{file}: expected a safetensors file. Received: {received}"
    assert i18n.error_text(InputError(template, file="b", received=Words("a folder"))).endswith(": 폴더")


@pytest.mark.usefixtures("korean")
def test_a_value_that_happens_to_be_a_word_of_ours_stays_as_it_is() -> None:
    error = InputError("{file}: expected a safetensors file. Received: {received}", file="Train", received="Stop")
    assert i18n.error_text(error).startswith("Train: ")
    assert i18n.error_text(error).endswith("Stop")


@pytest.mark.parametrize("command", [[], ["train"], ["evaluate"], ["read"]])
def test_help_is_korean_throughout(
    command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LANGUAGE", "")
    with pytest.raises(SystemExit) as ended:
        cli.main([*command, "--lang", "ko", "--help"])
    assert ended.value.code == 0
    text = re.sub(r"(?<!\w)--?[a-z][a-z-]*(?: [A-Z_]+)?|\b[A-Z_]{3,}\b", " ", capsys.readouterr().out)
    assert not latin_words(text) - NAMES


def test_nothing_is_cut_off_on_a_small_screen(program: Program, mnist: Dataset, qtbot: QtBot) -> None:
    window, session = program.window, program.session
    next(action for action in window.commands.language.actions() if action.data() == "ko").trigger()
    window.resize(1280 - 24, 720 - 48)  # as large as the program makes it on a screen of 1280 x 720
    assert window.size() == QSize(1256, 672)

    def everything_fits() -> None:
        assert cut_off(window) == []

    qtbot.waitUntil(everything_fits)

    draw(window.paper.canvas, along(SEVEN))
    session.datasets.use(mnist.shortened(1280, 200))
    with qtbot.waitSignal(session.training.advanced):
        session.training.step()
    reading = session.reader.reading
    assert reading is not None
    for unit in (int(reading.hidden[0].activation.argmin()), int(reading.hidden[0].activation.argmax())):
        session.explanations.select_unit(unit)
        qtbot.waitUntil(everything_fits)


def cut_off(window: QWidget) -> list[str]:
    """Return the texts of a window that have too little room."""
    shown: list[QLabel | QAbstractButton] = [
        *(label for label in window.findChildren(QLabel) if label.isVisible() and not label.wordWrap()),
        *(button for button in window.findChildren(QAbstractButton) if button.isVisible()),
    ]
    lines = [line for line in window.findChildren(Readout) if line.isVisible()]
    assert len(shown) > 20
    assert len(lines) > 5
    return [
        *(part.text() for part in shown if part.text() and part.width() < part.sizeHint().width()),
        *(line.text for line in lines if line.width() < QFontMetrics(line.font()).horizontalAdvance(line.text)),
    ]


def test_files_do_not_change_by_themselves() -> None:
    catalog = translations.updated(CATALOG, translations.template())
    assert b"Date" not in translations.po_bytes(catalog)
    again = translations.updated(catalog, translations.template())
    assert translations.po_bytes(again) == translations.po_bytes(catalog)
    assert translations.mo_bytes(again) == translations.mo_bytes(catalog)


@pytest.mark.usefixtures("korean")
def test_the_compiled_translations_are_what_the_program_speaks() -> None:
    assert i18n.tr("Train") == "학습"
    assert i18n.tr("{accuracy:.1%} on the test images", accuracy=0.98) == "테스트 정확도 98.0%"
