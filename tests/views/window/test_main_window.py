"""The window as a whole: its title, its close, and that everything fits."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSize
from PySide6.QtGui import QScreen
from PySide6.QtWidgets import QAbstractButton, QComboBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from digitapp import i18n
from digitapp.core.files.model_file import load_bundled
from digitapp.core.inside.explanations import explain_unit
from digitapp.core.paper.rasterize import rasterize
from digitapp.core.reading.drawing import SeenDigit
from digitapp.core.reading.reading import read
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.run import describe
from digitapp.views.window.main_window import MainWindow
from tests import samples
from tests.views import looking


@pytest.fixture
def window(qtbot: QtBot, light: None) -> Iterator[MainWindow]:
    assert light is None
    result = MainWindow()
    result.resize(1280, 688)  # what a desktop's bars leave of 1280 x 720
    result.show()
    qtbot.waitExposed(result)
    yield result
    result.allow_close()
    result.close()
    result.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def test_the_title_names_the_network_and_marks_what_is_not_saved(window: MainWindow) -> None:
    info = describe(samples.run(name="mine", saved=True))
    window.set_network(info)
    assert window.windowTitle() == "mine[*] – digitapp"
    assert not window.isWindowModified()
    window.set_network(replace(info, saved=False))
    assert window.isWindowModified()


def test_it_asks_before_it_closes(window: MainWindow) -> None:
    asked: list[bool] = []
    window.close_requested.connect(lambda: asked.append(window.isVisible()))
    assert not window.close()
    assert window.isVisible()
    window.close_requested.connect(window.allow_close)  # the answer comes while the question is asked
    assert window.close()
    assert not window.isVisible()
    assert asked == [True, True]


def test_it_closes_again_though_that_was_asked_for_while_it_was_being_closed(window: MainWindow, qtbot: QtBot) -> None:
    asked = 0

    def ask() -> None:
        nonlocal asked
        asked += 1
        if asked == 2:
            window.allow_close()
            return
        window.close_again()
        for _ in range(3):  # a question, or what saves a network, has the events of a while in it
            QCoreApplication.processEvents()

    window.close_requested.connect(ask)
    window.show()
    window.close()
    qtbot.waitUntil(lambda: not window.isVisible())
    assert asked == 2


def test_it_remembers_its_place(window: MainWindow, qtbot: QtBot) -> None:
    window.resize(window.width(), 652)
    other = MainWindow()
    other.place(window.placement())
    assert other.height() == 652  # the width is cut to the offscreen platform's small screen
    other.place("")
    other.place("nonsense")
    assert other.height() == 652
    other.allow_close()
    qtbot.addWidget(other)


def test_the_data_set_is_named(window: MainWindow) -> None:
    window.overview.set_dataset("fashion")
    assert "images of fashion" in looking.labels(window)


@pytest.mark.parametrize("units", [(512,), (10_000,), (512, 512), (128, 64, 32, *(16,) * 7)])
def test_it_fits_a_small_screen(window: MainWindow, units: tuple[int, ...]) -> None:
    for view in (window, window.network_status, window.overview.hidden_layer):
        view.set_network(describe(samples.run(units)))
    window.message_bar.show_error("Something went wrong. " * 10)
    QCoreApplication.processEvents()
    minimum = window.minimumSizeHint()
    assert minimum.width() <= 1280
    assert minimum.height() <= 688
    assert (window.width(), window.height()) == (1280, 688)


def fill(window: MainWindow) -> None:
    """Show as much as the window ever shows at once."""
    record = load_bundled()
    info = replace(describe(record), saved=False, name="a-network-of-mine")
    reading = read(Moment(record.end.network), rasterize(samples.strokes()))
    for view in (window, window.network_status, window.overview.hidden_layer):
        view.set_network(info)
    for shown in (window.paper.input_view, window.paper.probability_bars, window.overview.hidden_layer):
        shown.set_reading(reading)
    window.paper.verdict.set_digits([SeenDigit((), reading)] * 4, 1)
    window.overview.unit_card.set_explanation(explain_unit(Moment(record.end.network), reading, 0, 137))
    window.overview.training_controls.set_status("running")
    window.overview.training_controls.set_report(samples.report(epoch=88, epochs=100, step=400, steps=469))
    window.overview.loss_plot.set_curves(record.curves)
    window.overview.accuracy_plot.set_curves(record.curves)
    QCoreApplication.processEvents()


def test_no_text_is_cut_off(window: MainWindow, qtbot: QtBot) -> None:
    fill(window)
    qtbot.wait(300)  # until the curves are drawn and said
    assert cut_in(window) == []


def cut_in(window: MainWindow) -> list[str]:
    """Return the texts that have less room than they need."""
    return [
        f"{type(part).__name__} {part.text()!r}: {part.width()} of {part.sizeHint().width()}"
        for part in texts(window)
        if part.width() < part.sizeHint().width() or part.height() < part.sizeHint().height()
    ]


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("size", [(1280, 688), (1270, 660), (1256, 640), (1210, 640)])
def test_the_first_page_fits_into_a_small_window_with_training_beside_the_network(
    window: MainWindow, qtbot: QtBot, size: tuple[int, int], language: str
) -> None:
    i18n.set_language(language)
    QCoreApplication.sendEvent(window, QEvent(QEvent.Type.LanguageChange))
    fill(window)
    window.resize(*size)
    qtbot.wait(300)
    area = window.overview.parentWidget()
    assert area is not None
    assert window.overview.size() == area.size()  # there is nothing to scroll
    assert window.overview.training_form.x() == window.overview.loss_plot.x()
    assert cut_in(window) == []


@pytest.mark.parametrize("room", [QSize(1920, 1050), QSize(1280, 690)])
def test_it_begins_within_the_screen_and_maximised_on_a_small_one(
    qtbot: QtBot, monkeypatch: pytest.MonkeyPatch, room: QSize
) -> None:
    monkeypatch.setattr(QScreen, "availableSize", lambda _: room)
    made = MainWindow()
    qtbot.addWidget(made)
    made.allow_close()
    assert made.width() < room.width()
    assert made.height() < room.height()
    made.appear()
    assert made.isMaximized() == (room.width() < 1440)


def texts(window: MainWindow) -> list[QLabel | QAbstractButton]:
    """Return all that bears a line of text."""
    parts: list[QLabel | QAbstractButton] = [label for label in window.findChildren(QLabel) if not label.wordWrap()]
    parts += window.findChildren(QAbstractButton)
    return [part for part in parts if part.isVisible() and part.text()]


def test_nothing_lies_on_something_else_or_outside(window: MainWindow) -> None:
    fill(window)
    views: list[QWidget] = [
        window.paper.canvas,
        window.paper.drawing_tools,
        window.paper.input_view,
        window.paper.probability_bars,
        window.paper.verdict,
        window.overview.hidden_layer,
        window.overview.unit_card,
        window.overview.training_form,
        window.overview.training_controls,
        window.overview.loss_plot,
        window.overview.accuracy_plot,
    ]
    places = [view.rect().translated(view.mapTo(window, view.rect().topLeft())) for view in views]
    for index, place in enumerate(places):
        assert window.rect().contains(place), views[index]
        for other in range(index):
            assert not place.intersects(places[other]), (views[index], views[other])


def test_everything_that_can_be_pressed_or_typed_into_has_a_name(window: MainWindow) -> None:
    parts = [*window.findChildren(QAbstractButton), *window.findChildren(QComboBox)]
    for part in parts:
        if part.isVisible() and part.parent() is not window.menuBar():
            name = part.text() if isinstance(part, QAbstractButton) else part.accessibleName()
            assert name or part.accessibleName(), part


def test_the_canvas_is_a_square(window: MainWindow) -> None:
    assert window.paper.canvas.width() == pytest.approx(window.paper.canvas.height(), abs=1)


def test_a_larger_window_gives_the_paper_more_room(window: MainWindow) -> None:
    before = window.paper.canvas.width(), window.paper.input_view.width()
    window.resize(1900, 1000)
    QCoreApplication.processEvents()
    assert window.paper.canvas.width() > before[0] + 100
    assert window.paper.canvas.width() == pytest.approx(window.paper.canvas.height(), abs=1)
    assert window.paper.input_view.width() > before[1]
    test_nothing_lies_on_something_else_or_outside(window)
