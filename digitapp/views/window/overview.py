"""The first page: the hidden layer, one of its units, and training."""

from __future__ import annotations

from PySide6.QtCore import QSize, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QVBoxLayout, QWidget

from digitapp import theme
from digitapp.i18n import tr
from digitapp.views.inside.hidden_layer_view import HiddenLayerView
from digitapp.views.inside.unit_card import UnitCard
from digitapp.views.parts.page import Page
from digitapp.views.parts.view import label
from digitapp.views.runs.advice_panel import AdvicePanel
from digitapp.views.runs.curve_plot import CurvePlot
from digitapp.views.runs.preset_menu import PresetButton
from digitapp.views.runs.training_controls import TrainingControls
from digitapp.views.runs.training_form import TrainingForm

_TRAINING = 320  # pixels, training's width beside the network
_TWO_COLUMNS, _LEAST = 780, 480
_NO_LIMIT = 16_777_215  # as Qt has it


class Overview(Page):
    """Places the views, which are attributes."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hidden_layer, self.unit_card = HiddenLayerView(), UnitCard()
        self.training_form, self.training_controls = TrainingForm(), TrainingControls()
        self.loss_plot, self.accuracy_plot = CurvePlot(accuracy=False), CurvePlot(accuracy=True)
        self.presets, self.advice = PresetButton(), AdvicePanel()
        self.data_name = label("quiet")
        self._train_title = label("title")
        self._dataset, self._given = "MNIST", 0
        network, self._training = QWidget(), QWidget()
        column = _filled(network)
        column.addWidget(self.hidden_layer, 1)
        column.addWidget(self.unit_card)
        heading = QHBoxLayout()
        heading.setSpacing(theme.GRID)
        heading.addWidget(self._train_title)
        heading.addWidget(self.data_name)
        heading.addStretch()
        heading.addWidget(self.presets)
        choices, plots = QVBoxLayout(), QVBoxLayout()
        for part in (choices, plots):
            part.setSpacing(theme.GRID)
        choices.addLayout(heading)
        choices.addWidget(self.training_form)
        choices.addWidget(self.training_controls)
        choices.addWidget(self.advice)
        choices.addStretch()
        plots.addWidget(self.loss_plot, 1)
        plots.addWidget(self.accuracy_plot, 1)
        self._parts = _filled(self._training)
        self._parts.addLayout(choices)
        self._parts.addLayout(plots, 1)
        self._columns = QHBoxLayout(self)
        self._columns.setContentsMargins(0, 0, 0, 0)
        self._columns.setSpacing(2 * theme.GRID)
        self._columns.addWidget(network, 1)
        self._columns.addWidget(self._training)
        self._arrange()
        self.retranslate()

    @Slot(str)
    def set_dataset(self, name: str) -> None:
        """Name the data set that networks are trained on."""
        self._dataset = name
        self._name_data()

    @Slot(int, bool)
    def set_given(self, given: int, whole: bool) -> None:
        """Say how many training images the next run is given, where these are not all."""
        self._given = 0 if whole else given
        self._name_data()

    def _name_data(self) -> None:
        name, given = self._dataset, self._given
        all_of_it, some = (
            tr("images of {name}", name=name),
            tr("{given} images of {name}", given=f"{given:,}", name=name),
        )
        self.data_name.setText(some if given else all_of_it)

    def retranslate(self) -> None:
        """Say everything again, in the current language."""
        self._train_title.setText(tr("Train"))
        self.presets.setText(tr("Presets…"))
        self.presets.setToolTip(tr("Settings to begin with, each for something to be seen in its run"))
        self.set_dataset(self._dataset)
        for view, text in self._explanations().items():
            view.setWhatsThis(text)

    def _explanations(self) -> dict[QWidget, str]:
        """Return what each view is, for whoever asks."""
        return {
            self.hidden_layer: tr(
                "One cell for each hidden unit: relu(x·W + b), that is max(z, 0) with z = x·W + b. Grey is exactly"
                " zero; the stronger the colour, the larger. Click one to see what it adds up."
            ),
            self.unit_card: tr(
                "One hidden unit: each number of the picture times its weight, all added up with the bias b, makes z;"
                " relu makes max(z, 0) of it."
            ),
            self._training: tr("Here networks are made and trained."),
            self.training_form: tr("How a fresh network is made and trained."),
            self.loss_plot: tr(
                "The loss: −ln (natural logarithm) "
                "of the probability that the network gives to the right digit, averaged over the images."
                " Training makes it smaller."
            ),
            self.accuracy_plot: tr("The accuracy: the share of images whose most probable digit is the right one."),
            self.data_name: tr("The images that networks are trained with and tested on."),
        }

    def _arrange(self) -> None:
        """Put training beside the network, or below it where there is no room beside it."""
        beside = self.width() >= _TWO_COLUMNS
        ways = QBoxLayout.Direction
        self._columns.setDirection(ways.LeftToRight if beside else ways.TopToBottom)
        self._parts.setDirection(ways.TopToBottom if beside else ways.LeftToRight)
        self._parts.setSpacing(theme.GRID if beside else 2 * theme.GRID)
        self._columns.setStretch(0, 1 if beside else 3)
        self._columns.setStretch(1, 0 if beside else 2)
        self._training.setMinimumWidth(_TRAINING if beside else 0)
        self._training.setMaximumWidth(_TRAINING if beside else _NO_LIMIT)

    def minimumSizeHint(self) -> QSize:
        """Ask for the room that it needs with training below the network."""
        return QSize(_LEAST, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Use the room in the better way."""
        super().resizeEvent(event)
        self._arrange()


def _filled(column: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout(column)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(theme.GRID)
    return layout
