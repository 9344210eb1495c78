"""The main window places the views: drawing and reading, the hidden layer, training."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QByteArray, QEvent, QSize, Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QImage, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QMainWindow, QSizePolicy, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.core.runs.run import NetworkInfo
from digitapp.i18n import tr
from digitapp.views.inside.hidden_layer_view import HiddenLayerView
from digitapp.views.inside.unit_card import UnitCard
from digitapp.views.paper.canvas import Canvas
from digitapp.views.paper.drawing_tools import DrawingTools
from digitapp.views.paper.input_view import InputView
from digitapp.views.parts.screen import fitting
from digitapp.views.parts.view import label
from digitapp.views.reading.probability_bars import ProbabilityBars
from digitapp.views.reading.verdict import Verdict
from digitapp.views.runs.curve_plot import CurvePlot
from digitapp.views.runs.more_settings import MoreSettings
from digitapp.views.runs.training_controls import TrainingControls
from digitapp.views.runs.training_form import TrainingForm
from digitapp.views.window.actions import Actions
from digitapp.views.window.message_bar import MessageBar
from digitapp.views.window.network_status import NetworkStatus

_LEFT, _RIGHT = 304, 380  # pixels, the outer columns' widths in a small window
_BELOW_CANVAS = 364  # pixels of height that the left column needs beside its canvas
_WIDEST_LEFT = 496
_TITLE_HEIGHT = 28


class MainWindow(QMainWindow):
    """Holds the views, which are attributes.

    Signals:
        close_requested(): the person wants to close the window; it stays open unless `allow_close()` is called now.
        files_dropped(paths): files were dropped on the window.
        image_dropped(image): a picture that is no file was dropped on the window.
    """

    close_requested = Signal()
    files_dropped = Signal(object)
    image_dropped = Signal(QImage)

    def __init__(self) -> None:
        super().__init__()
        self._may_close = False
        self._info: NetworkInfo | None = None
        self.commands = Actions(self.menuBar())
        self.network_status = NetworkStatus()
        self.message_bar = MessageBar()
        self.canvas = Canvas()
        self.drawing_tools = DrawingTools()
        self.input_view = InputView()
        self.probability_bars = ProbabilityBars()
        self.verdict = Verdict()
        self.hidden_layer = HiddenLayerView()
        self.unit_card = UnitCard()
        self.training_form = TrainingForm()
        self.more_settings = MoreSettings(self)
        self.training_controls = TrainingControls()
        self.loss_plot = CurvePlot(accuracy=False)
        self.accuracy_plot = CurvePlot(accuracy=True)
        self._draw_title, self._train_title = label("title"), label("title")
        self.data_name = label("quiet")
        self._input_caption = label("quiet")
        self._dataset = "MNIST"

        self.menuBar().setCornerWidget(self.network_status, Qt.Corner.TopRightCorner)
        columns = QHBoxLayout()
        columns.setContentsMargins(2 * theme.GRID, theme.GRID, 2 * theme.GRID, 2 * theme.GRID)
        columns.setSpacing(2 * theme.GRID)
        self._left = self._left_column()
        columns.addWidget(self._left)
        columns.addWidget(self._middle_column(), 1)
        self._right = self._right_column()
        columns.addWidget(self._right)
        whole = QWidget()
        layout = QVBoxLayout(whole)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(columns, 1)
        self.setCentralWidget(whole)
        self.message_bar.lay_over(whole)
        self.setAcceptDrops(True)
        self.resize(fitting(1440, 860))  # room for the desktop's bars on a small screen, and use of a large one
        self.retranslate()

    def _left_column(self) -> _FlexibleColumn:
        column = _FlexibleColumn(_LEFT)
        layout = _filled(column)
        layout.addLayout(_titled(self._draw_title))
        layout.addWidget(self.canvas)
        layout.addWidget(self.drawing_tools)
        seen = QVBoxLayout()
        seen.setSpacing(theme.GRID // 2)
        seen.addWidget(self.input_view)
        seen.addWidget(self._input_caption)
        seen.addStretch()
        reading = QHBoxLayout()
        reading.setSpacing(2 * theme.GRID)
        reading.addLayout(seen)
        reading.addWidget(self.probability_bars, 1)
        layout.addLayout(reading)
        layout.addWidget(self.verdict)
        layout.addStretch(1)
        return column

    def _middle_column(self) -> QWidget:
        column = QWidget()
        layout = _filled(column)
        layout.addWidget(self.hidden_layer, 1)
        layout.addWidget(self.unit_card)
        return column

    def _right_column(self) -> QWidget:
        column = QWidget()
        column.setFixedWidth(_RIGHT)
        layout = _filled(column)
        layout.addLayout(_titled(self._train_title, self.data_name))
        layout.addWidget(self.training_form)
        layout.addWidget(self.training_controls)
        layout.addWidget(self.loss_plot, 1)
        layout.addWidget(self.accuracy_plot, 1)
        return column

    @Slot(object)
    def set_network(self, info: NetworkInfo) -> None:
        """Name this network in the title, marked while it is not saved."""
        self._info = info
        self.setWindowTitle(f"{info.name}[*] – digitapp")
        self.setWindowModified(not info.saved)

    @Slot(str)
    def set_dataset(self, name: str) -> None:
        """Name the data set that networks are trained on."""
        self._dataset = name
        self.data_name.setText(tr("images of {name}", name=name))

    def allow_close(self) -> None:
        """Let the closing that was asked for happen."""
        self._may_close = True

    def place(self, state: str) -> None:
        """Put the window where `placement()` said it was."""
        if state:
            self.restoreGeometry(QByteArray.fromHex(state.encode("ascii", "ignore")))

    def placement(self) -> str:
        """Return where the window is and how large."""
        return bytes(self.saveGeometry().toHex().data()).decode("ascii")

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self.commands.retranslate()
        self._draw_title.setText(tr("Draw"))
        self._train_title.setText(tr("Train"))
        self._input_caption.setText("28 × 28 → 784")
        self._input_caption.setToolTip(tr("The network receives the picture row by row, as 784 numbers from 0 to 1."))
        self.set_dataset(self._dataset)
        for view, text in self._explanations().items():
            view.setWhatsThis(text)

    def _explanations(self) -> dict[QWidget, str]:
        """Return what each view is, for whoever asks; where a pen moves, a tooltip would be in the way."""
        return {
            self._left: tr("Here one draws, and sees what the network receives and says."),
            self.canvas: tr(
                "The paper: draw a digit with the mouse, a pen or a finger. The network sees it as 28 × 28 numbers,"
                " fitted and centred."
            ),
            self.input_view: tr(
                "What the network receives: 784 numbers from 0 (paper) to 1 (ink), row by row. The pointer over a pixel"
                " tells its number."
            ),
            self.verdict: tr(
                "What the network reads: the digit with the largest of the ten probabilities, or why it had better not"
                " say one."
            ),
            self.hidden_layer: tr(
                "One cell for each hidden unit: relu(x·W + b), that is max(z, 0) with z = x·W + b. Grey is exactly"
                " zero; the brighter, the larger. Click one to see what it adds up."
            ),
            self.unit_card: tr(
                "One hidden unit: each number of the picture times its weight, all added up with the bias b, makes z;"
                " relu makes max(z, 0) of it."
            ),
            self._right: tr("Here networks are made and trained."),
            self.training_form: tr("How a fresh network is made and trained."),
            self.loss_plot: tr(
                "The loss: −log of the probability that the network gives to the right digit, averaged over the images."
                " Training makes it smaller."
            ),
            self.accuracy_plot: tr("The accuracy: the share of images whose most probable digit is the right one."),
            self.data_name: tr("The images that networks are trained with and tested on."),
            self.network_status: tr("The network that reads now, and how well it reads the test images."),
        }

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files and pictures."""
        if event.mimeData().hasUrls() or event.mimeData().hasImage():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell what was dropped."""
        data = event.mimeData()
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if paths:
            self.files_dropped.emit(paths)
        elif data.hasImage() and isinstance(image := data.imageData(), QImage):
            self.image_dropped.emit(image)
        event.acceptProposedAction()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Give the paper more room in a larger window."""
        super().resizeEvent(event)
        room = min(event.size().height() - _BELOW_CANVAS, event.size().width() // 3)
        width = min(max(room, _LEFT), _WIDEST_LEFT)
        self._left.set_wanted_width(width)
        self.input_view.set_zoom(4 if width < 400 else 6)

    def changeEvent(self, event: QEvent) -> None:
        """Follow the language."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()

    def closeEvent(self, event: QCloseEvent) -> None:
        """Ask before closing; whoever hears `close_requested` may allow it."""
        if not self._may_close:
            self.close_requested.emit()
        event.setAccepted(self._may_close)


def _titled(*parts: QWidget) -> QHBoxLayout:
    """Return a row of the same height above every column."""
    row = QHBoxLayout()
    row.setSpacing(theme.GRID)
    for part in parts:
        part.setMinimumHeight(_TITLE_HEIGHT)
        row.addWidget(part)
    row.addStretch()
    return row


def _filled(column: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.GRID)
    return layout


class _FlexibleColumn(QWidget):
    """A column that is as wide as it is told, or narrower down to its least width where the window has not the room."""

    def __init__(self, least: int) -> None:
        super().__init__()
        self._wanted = least
        self.setMinimumWidth(least)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Preferred)

    def set_wanted_width(self, width: int) -> None:
        """Ask the layout for this width."""
        if width != self._wanted:
            self._wanted = width
            self.updateGeometry()

    def sizeHint(self) -> QSize:
        """Ask for the width that was wanted."""
        return QSize(self._wanted, super().sizeHint().height())
