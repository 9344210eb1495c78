"""The presets: settings to begin with, each with a sentence on what to look for in its run."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.presets import PRESETS, Preset
from digitapp.i18n import tr
from digitapp.views.parts.view import View, label
from digitapp.views.runs.advice_words import PRESETS as WORDS

_WIDTH = 440  # pixels


class PresetButton(QToolButton):
    """Opens the list of presets.

    Signals:
        chosen(preset): the person wants these settings.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "plain")
        self._panel: PresetPanel | None = None
        self.clicked.connect(self.open)

    @Slot()
    def open(self) -> None:
        """Show the list below the button, within the screen."""
        if self._panel is None:
            self._panel = PresetPanel(self)
            self._panel.chosen.connect(self.chosen)
        panel, screen = self._panel, self.screen().availableGeometry()
        size = panel.sizeHint()
        place = self.mapToGlobal(QPoint(self.width() - size.width(), self.height()))
        place.setX(max(screen.left(), min(place.x(), screen.right() - size.width())))
        place.setY(max(screen.top(), min(place.y(), screen.bottom() - size.height())))
        panel.setGeometry(place.x(), place.y(), size.width(), size.height())
        panel.show()
        panel.begin()


class PresetPanel(View):
    """The list.

    Signals:
        chosen(preset): the person wants these settings.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._healthy, self._on_purpose = label("quiet"), label("quiet")
        self._offers: dict[Preset, _Offer] = {}
        frame = QFrame()
        frame.setProperty("role", "card")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        layout = QVBoxLayout(frame)
        layout.setContentsMargins(*[theme.GRID] * 4)
        layout.setSpacing(2)
        layout.addWidget(self._healthy)
        for on_purpose in (False, True):
            if on_purpose:
                layout.addSpacing(theme.GRID // 2)
                layout.addWidget(self._on_purpose)
            for preset, recommended in PRESETS.items():
                if recommended.on_purpose is on_purpose:
                    self._offers[preset] = offer = _Offer()
                    offer.clicked.connect(self._choose)
                    layout.addWidget(offer)
        self.retranslate()

    def begin(self) -> None:
        """Put the keyboard on the first one."""
        next(iter(self._offers.values())).setFocus()

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.setAccessibleName(tr("Presets"))
        self._healthy.setText(tr("Settings to begin with"))
        self._on_purpose.setText(tr("What goes wrong, on purpose"))
        for preset, offer in self._offers.items():
            title, words = WORDS[preset]
            offer.say(tr(title), tr(words))

    def sizeHint(self) -> QSize:
        """Ask for a width at which the sentences take two lines at most."""
        layout = self.layout()
        assert layout is not None
        return QSize(_WIDTH, layout.heightForWidth(_WIDTH))

    @Slot()
    def _choose(self) -> None:
        chosen = next(preset for preset, offer in self._offers.items() if offer is self.sender())
        self.hide()
        self.chosen.emit(chosen)


class _Offer(QPushButton):
    """A button with a title and a sentence."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "offer")
        self.setAutoDefault(True)
        self._title, self._words = QLabel(), label("quiet")
        self._title.setProperty("role", "title")
        self._words.setWordWrap(True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(theme.GRID, 3, theme.GRID, 4)
        layout.setSpacing(0)
        for part in (self._title, self._words):
            part.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
            layout.addWidget(part)
        policy = self.sizePolicy()
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def say(self, title: str, words: str) -> None:
        """Show these."""
        self._title.setText(title)
        self._words.setText(words)
        self.setAccessibleName(title)
        self.setAccessibleDescription(words)
        self.updateGeometry()

    def heightForWidth(self, width: int) -> int:
        """Return the height of the title and of the sentence in this width."""
        layout = self.layout()
        assert layout is not None
        return layout.heightForWidth(width)

    def sizeHint(self) -> QSize:
        """Ask for the room of the texts."""
        return QSize(_WIDTH, self.heightForWidth(_WIDTH - 2 * theme.GRID))

    def minimumSizeHint(self) -> QSize:
        """Ask for the room of the texts."""
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the lines that the sentence needs in the new width."""
        super().resizeEvent(event)
        self.updateGeometry()
