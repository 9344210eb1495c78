"""A program that somebody has edited is read as what it says, or the line that does not work is named."""

import ast
import warnings
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import settings as trials
from hypothesis import strategies as st

from digitapp.core.inside.program_reading import settings_of
from digitapp.core.inside.program_text import DEFAULT_RATES, LIBRARIES, Part, as_text, part_of, program
from digitapp.core.inside.program_words import ProgramError
from digitapp.core.runs.settings import ACTIVATIONS, FIRST_WEIGHTS, OPTIMIZERS, TrainingSettings

ONLY_THE_WINDOW_S = {"seed": 7, "distort": True, "schedule": "cosine", "warm_up": 0.1}
BEFORE = TrainingSettings(**ONLY_THE_WINDOW_S)
TEXT = as_text(program(TrainingSettings()))

SETTINGS = st.builds(
    TrainingSettings,
    hidden_units=st.lists(st.integers(1, 4096), min_size=1, max_size=6).map(tuple),
    optimizer=st.sampled_from(sorted(OPTIMIZERS)),
    learning_rate=st.sampled_from((0.001, 0.01)) | st.floats(1e-7, 100.0),
    batch_size=st.integers(1, 60_000),
    epochs=st.integers(1, 1000),
    validation_share=st.sampled_from((0.0, 0.1)) | st.floats(0, 0.9),
    label_smoothing=st.floats(0, 0.9),
    dropout=st.floats(0, 0.9),
    l2=st.floats(0, 1),
    patience=st.integers(0, 1000),
    activation=st.sampled_from(ACTIVATIONS),
    first_weights=st.sampled_from(FIRST_WEIGHTS),
)


def changed(*pairs: tuple[str, str]) -> str:
    text = TEXT
    for old, new in pairs:
        assert old in text
        text = text.replace(old, new)
    return text


@given(SETTINGS, st.sampled_from(LIBRARIES))
def test_what_the_window_writes_it_reads_as_it_was(chosen: TrainingSettings, library: str) -> None:
    read = settings_of(as_text(program(chosen, library)), BEFORE)
    assert read == replace(chosen, **ONLY_THE_WINDOW_S)


@pytest.mark.parametrize(
    ("pairs", "values"),
    [
        ([("512", "16")], {"hidden_units": (16,)}),
        ([("'relu'", "'sigmoid'")], {"activation": "sigmoid"}),
        ([("'rmsprop'", "'sgd'")], {"optimizer": "sgd", "learning_rate": 0.01}),
        ([("'rmsprop'", "'Adam'")], {"optimizer": "adam", "learning_rate": 0.001}),
        ([("epochs=5", "epochs=2")], {"epochs": 2}),
        ([("epochs=5, batch_size=128", "256, 3")], {"epochs": 3, "batch_size": 256}),
        ([(", epochs=5, batch_size=128", "")], {"epochs": 1, "batch_size": 32}),  # as Keras has them
        ([("activation='relu', ", "")], {"activation": "linear"}),
        ([("512, activation='relu'", "units=4 * 4, activation='tanh'")], {"hidden_units": (16,), "activation": "tanh"}),
        ([("(28 * 28,)))", "(784,)))\nnetwork.add(layers.Dense(8, 'relu'))")], {"hidden_units": (512, 8)}),
        ([(", input_shape=(28 * 28,)", "")], {}),
        ([("network", "model")], {}),
        ([("'", '"')], {}),
        ([("len(train_images)", "60000"), ("len(test_images)", "-1")], {}),
        ([("network.fit", "history = network.fit")], {}),
        ([("import layers, models", "import layers, models, optimizers"), ("'rmsprop'", "optimizers.SGD(0.1)")],
         {"optimizer": "sgd", "learning_rate": 0.1}),
        ([("import layers, models", "import layers, models, optimizers"), ("'rmsprop'", "optimizers.Adam()")],
         {"optimizer": "adam"}),
        ([("'relu',", "'relu', kernel_initializer='zeros',"), ("'softmax'", "'softmax', kernel_initializer='zeros'")],
         {"first_weights": "zeros"}),
        ([("import layers, models", "import layers, models # two"), ("network = ", "\n# the network\nnetwork = ")], {}),
    ],
)  # fmt: skip
def test_what_is_changed_becomes_the_settings(pairs: list[tuple[str, str]], values: dict[str, object]) -> None:
    assert settings_of(changed(*pairs), BEFORE) == replace(BEFORE, **values)  # type: ignore[arg-type]


def test_layers_may_stand_in_a_list() -> None:
    text = changed(("network = models.Sequential()\n", ""))
    lines = [line for line in text.splitlines() if "network.add" not in line]
    place = next(index for index, line in enumerate(lines) if "compile" in line)
    lines.insert(place, "network = models.Sequential([layers.Dense(9, 'tanh'), layers.Dense(10, 'softmax')])")
    assert settings_of("\n".join(lines), BEFORE) == replace(BEFORE, hidden_units=(9,), activation="tanh")


def test_another_way_to_import_is_known() -> None:
    head = "import engine as keras\nfrom keras.datasets import mnist\nfrom keras.utils import to_categorical\n"
    body = "\n".join(TEXT.splitlines()[3:]).replace("layers.", "keras.layers.").replace("models.", "keras.")
    assert settings_of(head + body, BEFORE) == BEFORE


@pytest.mark.parametrize(
    ("pairs", "line", "said"),
    [
        ([("512", "0")], "layers.Dense(0", "hidden units must be a whole number from 1 to 10000. Received: 0"),
        ([("512", "5.5")], "layers.Dense(5.5", "hidden units must be a whole number"),
        ([("512", "many")], "layers.Dense(many", "Received: many"),
        ([("'relu'", "'rleu'")], "'rleu'", "Expected activation='relu', activation='sigmoid'"),
        ([("28 * 28,)", "28 * 27,)")], "28 * 27", "W has a row for each of them: input_shape must be (28 * 28,)"),
        ([("28 * 28,)", "28, 28)")], "28, 28", "The engine itself says: Dense must get flat images"),
        ([("len(train_images), 28 * 28", "60000, 28, 28")], "60000, 28, 28", "become 60000 rows of 28 * 28 numbers"),
        ([("Dense(10,", "Dense(9,")], "Dense(9,", "Expected layers.Dense(10, activation='softmax')"),
        ([("'softmax'", "'relu'")], "Dense(10", "Expected layers.Dense(10, activation='softmax')"),
        ([("'rmsprop'", "'rmspop'")], "rmspop", "Expected 'rmsprop', 'adam', 'sgd'. Received: 'rmspop'"),
        ([("'rmsprop'", "optimizers.SGD(0.1)")], "optimizers.SGD", "optimizers must be imported first"),
        ([("'relu',", "'relu', kernel_initializer='ones',")], "ones", "Expected 'glorot_uniform', 'he_normal'"),
        ([("'relu',", "'relu', kernel_initializer='zeros',")], "zeros", "the weights of all layers begin in the same"),
        ([("epochs=5", "epochs=0")], "epochs=0", "epochs must be a whole number from 1 to 1000. Received: 0"),
        ([("epochs=5", "epoch=5")], "epoch=5", "network.fit has these arguments here: x, y, batch_size, epochs"),
        ([("batch_size=128", "batch_size=128.0")], "batch_size", "batch size must be a whole number"),
        ([("'categorical_crossentropy'", "'mse'")], "mse", "Expected loss='categorical_crossentropy'"),
        ([("epochs=5", "epochs=9**9**9")], "9**9", "Expected a number, such as 128 or 28 * 28. Received: 9 ** 9"),
        ([("epochs=5", "epochs=5)")], "epochs=5)", "Python does not understand this line: network.fit"),
        ([("layers.Dense(512", "layers.Conv2D(512")], "Conv2D", "The window has nothing like this line"),
        ([("(test_images, test_labels) =", "test =")], "load_data", "Expected (train_images, tr"),
        ([("(test_images, test_labels))", "(a, b))")], "fit", "Expected validation_data=(test_images, test_labels)"),
        ([("network.add(layers.Dense(512", "network.ad(layers.Dense(512")], "network.ad(", "nothing like this"),
        ([("import layers, models", "import layers, numpy")], "numpy", "This program may import: callbacks, init"),
        ([("from keras import layers", "from os import layers")], "from os", "This program may import"),
        ([("train_images.reshape", "open('x').reshape")], "open(", "The window has nothing like this line: open('x')"),
    ],
)  # fmt: skip
def test_a_line_that_does_not_work_says_why(pairs: list[tuple[str, str]], line: str, said: str) -> None:
    text = changed(*pairs)
    with pytest.raises(ProgramError) as caught:
        settings_of(text, BEFORE)
    assert line in text.splitlines()[caught.value.line - 1]
    assert str(caught.value).startswith(f"Line {caught.value.line}: ")
    assert said in str(caught.value)


@pytest.mark.parametrize(
    ("without", "said"),
    [
        ("network.compile", "Before this line there must be another: network.compile"),
        ("network.fit", "The program must have this line too: network.fit(…)"),
        ("train_images = ", "Before this line there must be another: train_images = train_images.reshape"),
        ("train_labels = ", "Before this line there must be another: train_labels = to_categorical"),
        ("(train_images, ", "Before this line there must be another: (train_images, train_labels), (test_images"),
        ("network.add(layers.Dense(", "The network must have at least this layer: layers.Dense(10"),
        ("from keras.datasets", "mnist must be imported first, at the top."),
    ],
)
def test_a_line_that_is_missing_is_named(without: str, said: str) -> None:
    lines = [line for line in TEXT.splitlines() if not line.startswith(without)]
    with pytest.raises(ProgramError) as caught:
        settings_of("\n".join(lines), BEFORE)
    assert said in str(caught.value)


def test_dropout_and_penalties_must_be_those_that_the_window_can_make() -> None:
    text = as_text(program(TrainingSettings(hidden_units=(8, 4), dropout=0.5, l2=0.01)))
    second = text.replace("network.add(layers.Dropout(0.5))\n", "", 1)
    with pytest.raises(ProgramError, match="the same Dropout stands behind each hidden layer"):
        settings_of(second, BEFORE)
    with pytest.raises(ProgramError, match="same penalty"):
        settings_of(text.replace("regularizers.L2(0.01)", "regularizers.L2(0.1)", 1), BEFORE)
    with pytest.raises(ProgramError, match="same activation"):
        settings_of(text.replace("'relu'", "'tanh'", 1), BEFORE)


@pytest.mark.parametrize(
    "text", ["", "\0", "(" * 5000, "x" * 30_000, "\n\n", "network", "1 + 1", "import os", "a = b = 1"]
)
def test_anything_else_is_told_of_too(text: str) -> None:
    with pytest.raises(ProgramError) as caught:
        settings_of(text, BEFORE)
    assert caught.value.line >= 1


@trials(max_examples=300)
@given(st.data())
def test_no_change_of_letters_breaks_the_reading(data: st.DataObject) -> None:
    """Whatever somebody types, it is settings, or a line that is named; nothing of it is run."""
    start = data.draw(st.integers(0, len(TEXT) - 1))
    end = data.draw(st.integers(start, min(start + 12, len(TEXT))))
    typed = data.draw(st.text(st.sampled_from("0123456789.,()[]'=*+-/ \n#abrelu_"), max_size=6))
    text = TEXT[:start] + typed + TEXT[end:]
    line = 1
    try:
        settings_of(text, BEFORE)
    except ProgramError as problem:
        line = problem.line
    assert 1 <= line <= text.count("\n") + 2


def test_the_first_images_alone_are_the_settings() -> None:
    text = changed(
        ("train_images = ", "train_images, train_labels = train_images[:500], train_labels[:500]\ntrain_images = ")
    )
    assert settings_of(text, BEFORE).images == 500
    uneven = text.replace("train_labels[:500]", "train_labels[:400]")
    with pytest.raises(ProgramError, match="The window has nothing like this line"):
        settings_of(uneven, BEFORE)


def test_without_the_line_of_the_first_images_there_are_all() -> None:
    before = TrainingSettings(images=500)
    lines = as_text(program(before)).splitlines()
    kept = [line for line in lines if "train_images[:500]" not in line]
    assert len(kept) == len(lines) - 1
    assert settings_of("\n".join(lines), before).images == 500
    assert settings_of("\n".join(kept), before).images == 0


def test_names_of_optimizers_alone_stand_for_their_own_rates() -> None:
    for name, rate in DEFAULT_RATES.items():
        assert f"optimizer='{name}'" in as_text(program(TrainingSettings(optimizer=name, learning_rate=rate)))


def test_every_line_of_the_program_is_known_by_what_it_makes() -> None:
    for settings in (TrainingSettings(), TrainingSettings(dropout=0.5, l2=0.1, optimizer="momentum")):
        for line in program(settings):
            assert part_of(line.text) is line.part, line.text
    assert part_of("") is Part.NOTHING
    assert ast.parse(TEXT)


@pytest.mark.parametrize(
    "part",
    [
        "1" + "+1" * 900,
        "-" * 900 + "1",
        "a" + ".a" * 900,
        "a" + "()" * 900,
        "a" + "[0]" * 900,
        "[" * 80 + "]" * 80,
        "lambda:" * 80 + "1",
        "x if y else " * 300 + "1",
        "not " * 900 + "1",
    ],
    ids=lambda part: part[:9],
)
@pytest.mark.parametrize("place", ["512", "'relu'", "'rmsprop'", "'accuracy'", "255"])
def test_a_line_of_too_many_parts_inside_one_another_is_marked(place: str, part: str) -> None:
    text = TEXT.replace(place, f"({part})", 1)
    with pytest.raises(ProgramError, match="too many parts stand inside one another") as caught:
        settings_of(text, BEFORE)
    assert caught.value.line == TEXT[: TEXT.index(place)].count("\n") + 1


def test_a_statement_of_such_parts_is_marked_too() -> None:
    text = f"{TEXT}\nprint{'.a' * 900}()"
    with pytest.raises(ProgramError, match="too many parts stand inside one another") as caught:
        settings_of(text, BEFORE)
    assert caught.value.line == len(text.splitlines())


def test_a_number_too_long_to_be_written_is_marked() -> None:
    with pytest.raises(ProgramError, match="too long"):
        settings_of(changed(("512", "0x" + "f" * 5000)), BEFORE)


def test_half_a_character_is_told_of_in_characters_that_can_be_shown() -> None:
    with pytest.raises(ProgramError) as caught:
        settings_of(changed(("512", "'\\ud800'")), BEFORE)
    assert str(caught.value).encode()


@pytest.mark.parametrize("typed", ["512if", "512if 1else 2", "'\\d'", "512is 1"])
def test_what_python_only_warns_of_is_no_warning_in_the_terminal(typed: str) -> None:
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        with pytest.raises(ProgramError):
            settings_of(changed(("512", typed)), BEFORE)
    assert warned == []


def test_the_output_has_as_many_units_as_the_data_have_classes() -> None:
    letters = TrainingSettings(classes=tuple("abcdef"))
    text = as_text(program(letters))
    assert "Dense(6, activation='softmax'" in text
    assert settings_of(text, letters) == letters
    with pytest.raises(ProgramError, match=r"Dense\(6, activation='softmax'\)"):
        settings_of(text.replace("Dense(6", "Dense(10"), letters)
