"""Which unit the person looks at, and its explanation for the current drawing."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal, Slot

from digitapp.core.explanations import explain_unit
from digitapp.state.network import Network
from digitapp.state.reader import Reader


class Explanations(QObject):
    """Explains the chosen unit anew with every reading.

    Signals:
        selection_changed(layer, unit): another hidden layer or unit was chosen; unit -1 for none.
        unit_changed(explanation): a UnitExplanation, or None when no unit is chosen.
    """

    selection_changed = Signal(int, int)
    unit_changed = Signal(object)

    def __init__(self, network: Network, reader: Reader, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._network = network
        self._reader = reader
        self._layer, self._unit = 0, -1
        network.changed.connect(self._fit)
        reader.reading_changed.connect(self.refresh)

    @property
    def layer(self) -> int:
        """The chosen hidden layer, from 0."""
        return self._layer

    @property
    def unit(self) -> int:
        """The chosen unit of that layer, from 0; -1 for none."""
        return self._unit

    @Slot(int)
    def select_layer(self, layer: int) -> None:
        """Look at another hidden layer."""
        if layer != self._layer:
            self._select(layer, -1)

    @Slot(int)
    def select_unit(self, unit: int) -> None:
        """Look at another unit; the same one again looks away."""
        self._select(self._layer, -1 if unit == self._unit else unit)

    @Slot()
    def select_none(self) -> None:
        """Look at no unit."""
        self._select(self._layer, -1)

    @Slot()
    def refresh(self) -> None:
        """Explain the chosen unit again."""
        chosen = self._unit >= 0
        network = self._network.record.network
        self.unit_changed.emit(explain_unit(network, self._reader.reading, self._layer, self._unit) if chosen else None)

    def _select(self, layer: int, unit: int) -> None:
        self._layer, self._unit = layer, unit
        self.selection_changed.emit(layer, unit)
        self.refresh()

    @Slot()
    def _fit(self) -> None:
        """Look away from a layer or a unit that the new network does not have."""
        hidden = self._network.info.hidden
        if self._layer >= len(hidden):
            self._select(0, -1)
        elif self._unit >= hidden[self._layer].units:
            self._select(self._layer, -1)
