"""The picture that the network sees, enlarged, with its numbers under the pointer."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QToolTip
from pytestqt.qtbot import QtBot

from digitapp import theme
from digitapp.core.reading.reading import Reading
from digitapp.views.paper.input_view import InputView
from tests import samples
from tests.views import looking


@pytest.fixture
def view(qtbot: QtBot, light: None) -> InputView:
    assert light is None
    return looking.show(qtbot, InputView())


INSIDE = (slice(1, -1), slice(1, -1))  # without the line around it


def test_without_a_reading_it_is_paper(view: InputView) -> None:
    assert (looking.picture(view)[INSIDE] == 255).all()
    view.set_reading(samples.reading())
    view.set_reading(None)
    assert (looking.picture(view)[INSIDE] == 255).all()


def test_ink_looks_as_on_the_paper(view: InputView) -> None:
    view.set_reading(samples.reading())
    for palette in (theme.DARK, theme.LIGHT):
        theme.apply(palette)
        reading = samples.reading()
        row, column = (int(index) for index in np.argwhere(reading.image == 255)[0])
        assert tuple(looking.picture(view)[4 * row + 2, 4 * column + 2]) == looking.rgb(palette.ink)
        assert tuple(looking.picture(view)[2, 2]) == looking.rgb(palette.paper)


def test_every_pixel_of_the_picture_is_four_by_four(view: InputView) -> None:
    reading = samples.reading()
    view.set_reading(reading)
    shown = looking.picture(view)
    assert shown.shape == (112, 112, 3)
    large = 255 - np.kron(reading.image, np.ones((4, 4), np.uint8))
    np.testing.assert_array_equal(shown[INSIDE], np.repeat(large[:, :, None], 3, axis=2)[INSIDE])


def test_it_can_be_enlarged_more(view: InputView) -> None:
    reading = samples.reading()
    view.set_reading(reading)
    view.set_zoom(6)
    shown = looking.picture(view)
    large = 255 - np.kron(reading.image, np.ones((6, 6), np.uint8))
    np.testing.assert_array_equal(shown[INSIDE][:, :, 0], large[INSIDE])


def test_another_reading_of_the_same_picture_stays(view: InputView) -> None:
    reading = samples.reading()
    view.set_reading(reading)
    before = looking.picture(view)
    view.set_reading(Reading(reading.moment, reading.image, samples.reading(seed=4).layers))
    np.testing.assert_array_equal(looking.picture(view), before)


def test_the_pointer_tells_place_and_value(view: InputView, monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(QToolTip, "showText", lambda *arguments: told.append(arguments[1]))
    reading = samples.reading()
    view.set_reading(reading)
    row, column = (int(index) for index in np.argwhere(reading.image == 255)[0])
    QTest.mouseMove(view, QPoint(4 * column + 2, 4 * row + 2))
    assert told == [
        f"Row {row}, column {column}, both counted from 0: number 28·{row} + {column} = {row * 28 + column}\n"
        "255 of 255 = 1.000",
    ]
    assert view.pixel_text(0, 0).endswith("0 of 255 = 0.000")


def test_the_pixel_under_the_pointer_is_marked(view: InputView, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QToolTip, "showText", lambda *_: None)
    view.set_reading(samples.reading())
    plain = looking.picture(view)
    QTest.mouseMove(view, QPoint(42, 22))  # column 10, row 5
    changed = np.argwhere((looking.picture(view) != plain).any(axis=-1))
    np.testing.assert_array_equal([changed.min(axis=0), changed.max(axis=0)], [(20, 40), (23, 43)])
    QApplication.sendEvent(view, QEvent(QEvent.Type.Leave))
    np.testing.assert_array_equal(looking.picture(view), plain)


def test_without_a_reading_the_pointer_tells_zeros(view: InputView) -> None:
    assert view.pixel_text(27, 27) == (
        "Row 27, column 27, both counted from 0: number 28·27 + 27 = 783\n0 of 255 = 0.000"
    )
