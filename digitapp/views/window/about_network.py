"""What is known of the network that reads now: its layers, its file, and what was assumed when that was opened."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QFormLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.run import Answered, NetworkInfo
from digitapp.i18n import error_text, tr
from digitapp.views.parts.view import label
from digitapp.views.window.answer_words import TITLES, choice_text

_WIDTH = 64 * theme.GRID


class AboutNetwork(QDialog):
    """A window that follows the current network.

    Signals:
        reopen_requested(): the person wants to answer otherwise what the network's file leaves open.
    """

    reopen_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._info: NetworkInfo | None = None
        self._name = _text("title")
        self._facts = QFormLayout()
        self._facts.setHorizontalSpacing(2 * theme.GRID)
        self._facts.setVerticalSpacing(theme.GRID)
        self._otherwise = QPushButton()
        self._buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close)
        self._buttons.button(QDialogButtonBox.StandardButton.Close).setIcon(QIcon())
        self._buttons.addButton(self._otherwise, QDialogButtonBox.ButtonRole.ActionRole)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(3 * theme.GRID, 2 * theme.GRID, 3 * theme.GRID, 2 * theme.GRID)
        layout.setSpacing(2 * theme.GRID)
        layout.addWidget(self._name)
        layout.addLayout(self._facts)
        layout.addStretch(1)
        layout.addWidget(self._buttons)
        self._otherwise.clicked.connect(self.reopen_requested)
        self._buttons.rejected.connect(self.close)
        self.setMinimumWidth(_WIDTH)
        self.retranslate()

    @Slot(object)
    def set_network(self, info: NetworkInfo) -> None:
        """Show what is known of this network."""
        self._info = info
        self._name.setText(info.name)
        while self._facts.rowCount():
            self._facts.removeRow(0)
        for name, text in _facts(info):
            value = _text()
            value.setText(text)
            self._facts.addRow(_named(name), value)
        self._otherwise.setVisible(bool(info.answers) and info.path is not None)
        self.adjustSize()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setWindowTitle(tr("About this network"))
        self._otherwise.setText(tr("Open it otherwise…"))
        self._otherwise.setToolTip(tr("Answer again what the file leaves open."))
        if self._info is not None:
            self.set_network(self._info)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()


def _facts(info: NetworkInfo) -> list[tuple[str, str]]:
    """Return what is known, each with its name."""
    layers = "\n".join(f"{layer.inputs} → {layer.units}  {layer.function}" for layer in info.layers)
    facts = [(tr("Layers"), layers), (tr("Weights and biases"), f"{info.parameters:,}")]
    if info.test_accuracy is not None:
        text = tr("{accuracy:.1%} of the test images are read rightly", accuracy=info.test_accuracy)
        facts.append((tr("Measured"), text))
    if info.mnist_alone:
        facts.append((tr("Pen drawings"), of_mnist_alone()))
    if info.bundled:
        facts.append((tr("File"), tr("the one that came with the program")))
    elif info.path is not None:
        facts.append((tr("File"), str(info.path)))
    else:
        facts.append((tr("File"), tr("none yet")))
    facts += [(tr(TITLES[each.parameter]), _how(each)) for each in info.answers if each.parameter in TITLES]
    if info.remarks:
        facts.append((tr("When it was opened"), "\n".join(error_text(remark) for remark in info.remarks)))
    return facts


def of_mnist_alone() -> str:
    """Return what is to be known of a network that was trained on MNIST and on nothing made."""
    return tr(
        "It has learned from MNIST's images alone: of digits drawn with a pen it reads about 92 of 100, and only a"
        " quarter of scribbles and letters is refused. More settings offers pen digits and drawings that are no digits."
    )


def _how(answered: Answered) -> str:
    """Return how something that the file leaves open was taken, and why."""
    text = choice_text(answered.parameter, answered.choice)
    if answered.by_person:
        return tr("{choice} (as you said)", choice=text)
    if answered.sure:
        return tr("{choice} (the file does not say so; the test images are read best this way)", choice=text)
    return tr("{choice} (the file does not say so; it was assumed)", choice=text)


def _named(name: str) -> QLabel:
    result = _text("quiet")
    result.setText(name)
    return result


def _text(role: str = "") -> QLabel:
    result = label(role)
    result.setTextFormat(Qt.TextFormat.PlainText)  # it may quote what came from a file
    result.setWordWrap(True)
    result.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return result
