"""The line about the network that reads."""

from dataclasses import replace
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from digitapp.core.runs.run import describe
from digitapp.views.window.network_status import NetworkStatus
from tests import samples
from tests.views import looking

INFO = replace(describe(samples.run((128, 64))), name="mine", saved=True)


@pytest.fixture
def status(qtbot: QtBot, light: None) -> NetworkStatus:
    assert light is None
    return looking.show(qtbot, NetworkStatus())


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({}, "mine"),
        ({"test_accuracy": 0.9804}, "mine · 98.0% on the test images"),
        ({"saved": False}, "mine · not saved"),
        ({"test_accuracy": 0.5, "saved": False}, "mine · 50.0% on the test images · not saved"),
    ],
)
def test_what_it_says(status: NetworkStatus, change: dict[str, object], text: str) -> None:
    status.set_network(replace(INFO, **change))  # type: ignore[arg-type]
    assert looking.labels(status) == [text]


def test_the_layers_and_the_file(status: NetworkStatus) -> None:
    status.set_network(INFO)
    assert status.toolTip().split("\n") == ["784 → 128 → 64 → 10", "Click for more."]
    status.set_network(replace(INFO, path=Path("folder") / "mine.safetensors"))
    assert status.toolTip().splitlines()[:2] == ["784 → 128 → 64 → 10", str(Path("folder") / "mine.safetensors")]
    status.set_network(replace(INFO, path=Path("folder") / "mine.safetensors", bundled=True))
    assert len(status.toolTip().splitlines()) == 2


def test_where_there_is_no_room_the_name_stays(status: NetworkStatus) -> None:
    name = "a name of several words, as people give them"
    status.set_network(replace(INFO, name=name, test_accuracy=0.937, mnist_alone=True))
    status.resize(1600, status.height())
    assert looking.labels(status) == [f"{name} · 93.7% on the test images · trained on MNIST only"]
    status.resize(status.minimumSizeHint().width(), status.height())
    (text,) = looking.labels(status)
    assert text.startswith(name)
    assert "MNIST" not in text
    status.set_network(replace(INFO, name="a name of more words than there is room for" * 2, test_accuracy=0.937))
    (text,) = looking.labels(status)
    assert text.startswith("a name of more words")
    assert text.endswith("…")
