"""A hand for the tests: draws on a widget with the events that a mouse, a tablet's pen or a finger would send."""

from collections.abc import Sequence
from itertools import pairwise

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

Place = tuple[float, float]  # in sides of the widget

SEVEN: Sequence[Place] = ((0.25, 0.22), (0.5, 0.215), (0.76, 0.22), (0.66, 0.4), (0.56, 0.6), (0.5, 0.72), (0.45, 0.86))

_PEN = QPointingDevice(
    "pen",
    1,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    3,
)
_ERASER = QPointingDevice(
    "eraser",
    2,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Eraser,
    QInputDevice.Capability.Position | QInputDevice.Capability.Pressure,
    1,
    3,
)
_FINGER = QTest.createTouchDevice()


def point(widget: QWidget, place: Place) -> QPoint:
    """Return the pixel of a square widget at `place`."""
    side = min(widget.width(), widget.height())
    return QPoint(round(place[0] * side), round(place[1] * side))


def along(places: Sequence[Place], pieces: int = 6) -> list[Place]:
    """Return the places with as many more between each two of them as a moving hand would give."""
    fine = [
        (x0 + (x1 - x0) * part / pieces, y0 + (y1 - y0) * part / pieces)
        for (x0, y0), (x1, y1) in pairwise(places)
        for part in range(pieces)
    ]
    return [*fine, places[-1]]


def draw(
    widget: QWidget, places: Sequence[Place], button: Qt.MouseButton = Qt.MouseButton.LeftButton, *, lift: bool = True
) -> None:
    """Draw with the mouse: press at the first place, move through the others, and release at the last one."""
    press, *moves = (point(widget, place) for place in places)
    QTest.mousePress(widget, button, Qt.KeyboardModifier.NoModifier, press)
    for where in moves:
        QTest.mouseMove(widget, where)
    if lift:
        release(widget, places[-1], button)


def release(widget: QWidget, place: Place, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
    """Let the mouse button go."""
    QTest.mouseRelease(widget, button, Qt.KeyboardModifier.NoModifier, point(widget, place))


def tablet(
    widget: QWidget,
    kind: QEvent.Type,
    place: Place,
    pressure: float = 0.5,
    *,
    eraser: bool = False,
    button: Qt.MouseButton = Qt.MouseButton.LeftButton,
) -> bool:
    """Send one event of a tablet's pen; return whether it was accepted."""
    local = QPointF(point(widget, place))
    held = Qt.MouseButton.NoButton if kind is QEvent.Type.TabletRelease else button
    event = QTabletEvent(
        kind,
        _ERASER if eraser else _PEN,
        local,
        QPointF(widget.mapToGlobal(local.toPoint())),
        pressure,
        0,
        0,
        0,
        0,
        0,
        Qt.KeyboardModifier.NoModifier,
        button,
        held,
    )
    QApplication.sendEvent(widget, event)
    return event.isAccepted()


def pen(widget: QWidget, places: Sequence[Place], pressures: Sequence[float], *, eraser: bool = False) -> None:
    """Draw with a tablet's pen, with one pressure for each place."""
    tablet(widget, QEvent.Type.TabletPress, places[0], pressures[0], eraser=eraser)
    for place, pressure in zip(places[1:], pressures[1:], strict=True):
        tablet(widget, QEvent.Type.TabletMove, place, pressure, eraser=eraser)
    tablet(widget, QEvent.Type.TabletRelease, places[-1], 0.0, eraser=eraser)


def finger(widget: QWidget, places: Sequence[Place]) -> None:
    """Draw with a finger on a touch screen."""
    QTest.touchEvent(widget, _FINGER).press(0, point(widget, places[0]), widget).commit()
    for place in places[1:]:
        QTest.touchEvent(widget, _FINGER).move(0, point(widget, place), widget).commit()
    QTest.touchEvent(widget, _FINGER).release(0, point(widget, places[-1]), widget).commit()
