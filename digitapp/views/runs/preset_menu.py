"""The presets: settings to begin with, each with a sentence on what to look for in its run."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QSize, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.presets import PRESETS, Preset
from digitapp.i18n import tr
from digitapp.views.parts.view import View, label
from digitapp.views.runs.advice_words import PRESETS as WORDS

_WIDTH, _OFFER = 1100, 320  # pixels, of the list and of a preset in it


class PresetButton(QToolButton):
    """Opens the list of presets.

    Signals:
        chosen(preset): the person wants these settings.
        train_requested(preset): and a network trained with them at once.
        noise_requested(): the weights of the current network are to get random numbers added.
    """

    chosen = Signal(object)
    train_requested = Signal(object)
    noise_requested = Signal()

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
            self._panel.train_requested.connect(self.train_requested)
            self._panel.noise_requested.connect(self.noise_requested)
        panel, screen = self._panel, self.screen().availableGeometry()
        for part in panel.findChildren(QWidget):
            part.ensurePolished()  # in its own font, which is smaller: else more lines are counted than there are
        size = panel.sizeHint()
        place = self.mapToGlobal(QPoint(self.width() - size.width(), self.height()))
        place.setX(max(screen.left(), min(place.x(), screen.right() - size.width())))
        place.setY(max(screen.top(), min(place.y(), screen.bottom() - size.height())))
        panel.setGeometry(place.x(), place.y(), size.width(), size.height())
        panel.show()
        panel.begin()


class PresetPanel(View):
    """The list: a click on a preset fills the form, and one on the arrow beside it trains at once.

    Signals:
        chosen(preset): the person wants these settings.
        train_requested(preset): and a network trained with them at once.
        noise_requested(): the weights of the current network are to get random numbers added.
    """

    chosen = Signal(object)
    train_requested = Signal(object)
    noise_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self._healthy, self._on_purpose = label("quiet"), label("quiet")
        self._offers: dict[Preset, Offer] = {}
        self._runs: dict[Preset, QToolButton] = {}
        self._columns: list[list[Offer]] = []
        self._noise = Offer()
        frame = QFrame()
        frame.setProperty("role", "card")
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(frame)
        columns = QHBoxLayout(frame)
        columns.setContentsMargins(*[theme.GRID] * 4)
        columns.setSpacing(theme.GRID)
        good = [preset for preset, recommended in PRESETS.items() if not recommended.on_purpose]
        bad = [preset for preset, recommended in PRESETS.items() if recommended.on_purpose]
        half = -(-(len(bad) + 1) // 2)
        for title, presets in ((self._healthy, good), (self._on_purpose, bad[:half]), (label("quiet"), bad[half:])):
            column = QVBoxLayout()
            column.setSpacing(2)
            column.addWidget(title)
            for preset in presets:
                column.addLayout(self._row(preset))
            self._columns.append([self._offers[preset] for preset in presets])
            if presets == bad[half:]:
                column.addWidget(self._noise)
                self._columns[-1].append(self._noise)
            column.addStretch()
            columns.addLayout(column, 1)
        self._noise.clicked.connect(self._ask_for_noise)
        self.retranslate()

    def _row(self, preset: Preset) -> QHBoxLayout:
        self._offers[preset], self._runs[preset] = offer, run = Offer(), QToolButton()
        offer.clicked.connect(self._choose)
        run.setProperty("role", "plain")
        run.setText("▶")
        run.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        run.clicked.connect(self._train)
        offer.train_asked.connect(run.click)
        row = QHBoxLayout()
        row.setSpacing(0)
        row.addWidget(offer, 1)
        row.addWidget(run)
        return row

    @property
    def _button_width(self) -> int:
        return max(run.sizeHint().width() for run in self._runs.values())

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
            run = self._runs[preset]
            run.setToolTip(tr("Train a fresh network with it at once (Shift+Enter)"))
            run.setAccessibleName(f"{tr(title)}: {tr('Train')}")
        self._noise.say(
            tr("Noise on W"),
            tr(
                "Adds random numbers to all weights of the network of now, as large as the weights are. See how much it"
                " still reads; then train on. Back returns."
            ),
        )

    def sizeHint(self) -> QSize:
        """Ask for a width at which the sentences take three lines at most, on a small screen too."""
        width = min(_WIDTH, self.screen().availableGeometry().width() - 2 * theme.GRID)
        each = (width - 6 * theme.GRID) // 3 - self._button_width
        line = self._healthy.sizeHint().height()
        heights = [sum(offer.heightForWidth(each) + 2 for offer in column) for column in self._columns]
        return QSize(width, line + max(heights) + 4 * theme.GRID)

    @Slot()
    def _choose(self) -> None:
        chosen = next(preset for preset, offer in self._offers.items() if offer is self.sender())
        self.hide()
        self.chosen.emit(chosen)

    @Slot()
    def _train(self) -> None:
        chosen = next(preset for preset, run in self._runs.items() if run is self.sender())
        self.hide()
        self.train_requested.emit(chosen)

    @Slot()
    def _ask_for_noise(self) -> None:
        self.hide()
        self.noise_requested.emit()


class Offer(QPushButton):
    """A button with a title and a sentence.

    Signals:
        train_asked(): its settings are not only to be shown.
    """

    train_asked = Signal()

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
        return QSize(_OFFER, self.heightForWidth(_OFFER))

    def minimumSizeHint(self) -> QSize:
        """Ask for the room of the texts."""
        return QSize(200, self.heightForWidth(max(self.width(), 200)))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Take the return key with Shift for more than a click."""
        shift = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if shift and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.train_asked.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Take the lines that the sentence needs in the new width."""
        super().resizeEvent(event)
        self.updateGeometry()
