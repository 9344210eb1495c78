"""What is known of the current network, in a window that follows it."""

from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from digitapp.core.errors import InputError
from digitapp.core.runs.run import Answered, LayerInfo, NetworkInfo
from digitapp.views.window.about_network import AboutNetwork
from tests.views import looking

LAYERS = (LayerInfo("one", 784, 12, "tanh"), LayerInfo("two", 12, 10, "softmax"))
INFO = NetworkInfo("net", LAYERS, Path("/folder/net.keras"), False, True, 0.9712, 9550)


def said(qtbot: QtBot, info: NetworkInfo) -> list[str]:
    about = AboutNetwork()
    about.set_network(info)
    return looking.labels(looking.show(qtbot, about))


def test_its_layers_its_size_and_its_file(qtbot: QtBot) -> None:
    texts = said(qtbot, INFO)
    assert texts[0] == "net"
    assert "784 → 12  tanh\n12 → 10  softmax" in texts
    assert "9,550" in texts
    assert "97.1% of the test images are read rightly" in texts
    assert str(Path("/folder/net.keras")) in texts


def test_what_was_said_assumed_and_done(qtbot: QtBot) -> None:
    answers = (
        Answered("hidden_activation", "tanh", by_person=True, sure=True),
        Answered("pixels", "0..255", by_person=False, sure=True),
    )
    remarks = (InputError("{name} gives scores.", name="two"), InputError("Another."))
    texts = said(qtbot, NetworkInfo("net", LAYERS, Path("net.h5"), False, True, None, 1, remarks, answers))
    assert "tanh (as you said)" in texts
    assert any(text.startswith("0 to 255: bytes as they are (the file does not say so; the test") for text in texts)
    assert "two gives scores.\nAnother." in texts


def test_a_network_without_a_file_cannot_be_opened_otherwise(qtbot: QtBot) -> None:
    about = AboutNetwork()
    answers = (Answered("pixels", "0..1", by_person=False, sure=False),)
    about.set_network(NetworkInfo("net", LAYERS, None, False, False, None, 1, (), answers))
    looking.show(qtbot, about)
    assert "none yet" in looking.labels(about)
    assert not looking.button(about, "Open it otherwise…").isVisible()
    about.set_network(NetworkInfo("net", LAYERS, Path("net.h5"), False, False, None, 1, (), answers))
    with qtbot.waitSignal(about.reopen_requested):
        looking.button(about, "Open it otherwise…").click()


def test_of_a_network_of_mnist_alone_it_is_said_what_it_cannot(qtbot: QtBot) -> None:
    assert not any("MNIST" in text for text in said(qtbot, INFO))
    assert any("MNIST's images alone" in text for text in said(qtbot, replace(INFO, mnist_alone=True)))
