"""The page on who taught the network: its states, the images, one of them close up, and the way it went."""

from functools import cache

import numpy as np
import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QComboBox, QToolButton
from pytestqt.qtbot import QtBot

from digitapp import i18n, theme
from digitapp.core.errors import InputError
from digitapp.core.inside.influences import Influences, influence_steps, last_moment_steps, ranking
from digitapp.core.inside.landscape import Landscape, landscape_steps
from digitapp.core.inside.taught import Answer, Stage
from digitapp.core.inside.teacher import explain_teacher, weigh
from digitapp.core.runs.moment import Moment
from digitapp.views.inside.taught_view import TaughtView
from digitapp.views.parts.class_names import CLASSES
from digitapp.views.parts.image_grid import ImageGrid
from digitapp.views.parts.landscape_plot import LandscapePlot
from digitapp.views.parts.moment_bars import MomentBars
from digitapp.views.parts.progress_strip import ProgressStrip
from tests.core.inside.test_influences import drawing, ended, part_of, recorded
from tests.core.samples import bars, small
from tests.views import looking


@cache
def found() -> Influences:
    settings = small(wrong_labels=0.2, pen_digits=20, epochs=4)
    return ended(influence_steps(drawing(), [part_of(recorded(settings))]))


@cache
def plain() -> Influences:
    return ended(influence_steps(drawing(), [part_of(recorded(small(optimizer="sgd", distort=True)))]))


@cache
def way() -> Landscape:
    return ended(landscape_steps([part_of(recorded(small(epochs=4)))]))


@pytest.fixture
def view(qtbot: QtBot, light: None) -> TaughtView:
    assert light is None
    return looking.show(qtbot, TaughtView(), 860, 560)


def show(view: TaughtView, influences: Influences, answer: int = 3, place: int | None = None) -> None:
    view.set_answer(Answer(answer, answer))
    view.set_stage(Stage.THERE)
    ranked = ranking(influences, answer, place)
    view.set_ranking(influences, ranked)
    if len(ranked.towards):
        number = int(ranked.towards[0])
        view.set_teacher(weigh(influences, ranked, explain_teacher(influences, number, answer), place))


def text(view: TaughtView) -> str:
    return " | ".join(looking.labels(view))


def grids(view: TaughtView) -> list[ImageGrid]:
    return view.findChildren(ImageGrid)


def test_without_a_drawing_it_invites(view: TaughtView) -> None:
    assert "Draw a digit" in text(view)
    assert "has no recorded run" in text(view)
    assert view.table_maker() is None
    assert not any(grid.isVisible() for grid in grids(view))
    assert "own answer" not in text(view)


def test_it_says_how_far_it_is_and_is_cancelled(view: TaughtView, qtbot: QtBot) -> None:
    view.set_stage(Stage.ASKING)
    view.set_progress(0.25)
    strip = next(each for each in view.findChildren(ProgressStrip) if each.isVisible())
    assert strip.share == 0.25
    with qtbot.waitSignal(view.cancel_requested):
        looking.button(view, "Cancel").click()
    view.set_stage(Stage.CANCELLED)
    assert "were not asked" in text(view)
    with qtbot.waitSignal(view.again_requested):
        looking.button(view, "Ask the images").click()
    view.set_stage(Stage.TRAINING)
    assert "A run goes on" in text(view)
    view.set_stage(Stage.REFUSED)
    view.set_refused(InputError("it has {count} odd layers", count=2))
    assert "it has 2 odd layers" in text(view)


def test_it_shows_the_images_that_pushed_most(view: TaughtView, qtbot: QtBot) -> None:
    show(view, found())
    ranked = ranking(found(), 3)
    assert "Pushed towards 3" in text(view)
    assert "Pushed against 3" in text(view)
    assert [len(grid) for grid in grids(view)] == [len(ranked.towards), len(ranked.against)]
    words = grids(view)[0]._words[0]
    assert words.startswith(f"{found().examples.labels[ranked.towards[0]]} · ")
    assert words.endswith("%")
    assert f"Training image {ranked.towards[0]:,}" in grids(view)[0]._tips[0]
    np.testing.assert_array_equal(grids(view)[1]._images[2], found().image(int(ranked.against[2])))
    for grid, numbers in zip(grids(view), (ranked.towards, ranked.against), strict=True):
        with qtbot.waitSignal(view.image_chosen) as chosen:
            QTest.mouseClick(grid.viewport(), Qt.MouseButton.LeftButton, pos=grid.rect_of(1).center())
        assert chosen.args == [int(numbers[1])]
    maker = view.table_maker()
    assert maker is not None
    assert maker().startswith("number,label,data_set_label,push,share")
    assert "−" in view.in_numbers()


def test_it_says_what_the_figures_are(view: TaughtView) -> None:
    show(view, found())
    assert "RMSprop does not step straight" in text(view)
    assert f"asked at {len(found().moments)} moments" in text(view)
    show(view, plain())
    assert "it would be what was taken off it" in text(view)
    assert "distorted anew" in text(view)
    alone = ended(last_moment_steps(drawing(), Moment(small().build()), small(), bars()))
    show(view, alone)
    assert "its last moment alone, with the 200 training images of bars" in text(view)
    show(view, found(), place=0)
    assert "nothing had been learned yet" in text(view)


def test_wrong_labels_are_marked(view: TaughtView) -> None:
    show(view, found())
    marked = grids(view)[0]._warned
    ranked = ranking(found(), 3)
    wrong = found().true_labels[ranked.towards] != found().examples.labels[ranked.towards]
    np.testing.assert_array_equal(marked, wrong)
    number = int(np.flatnonzero(found().true_labels != found().examples.labels)[0])
    view.set_teacher(weigh(found(), ranked, explain_teacher(found(), number, 3)))
    assert "with a wrong label" in text(view)
    view.set_teacher(weigh(found(), ranked, explain_teacher(found(), 215, 3)))
    assert "Made drawing 215" in text(view)


def test_an_image_close_up_has_its_product_and_is_read(view: TaughtView, qtbot: QtBot) -> None:
    show(view, found())
    ranked = ranking(found(), 3)
    number = int(ranked.towards[0])
    teacher = weigh(found(), ranked, explain_teacher(found(), number, 3))
    assert f"Training image {number:,}: a 3" in text(view)
    assert "It pushed towards 3" in text(view)
    assert f"Epoch {teacher.teacher.at[teacher.most]:.3g}" in text(view)
    card = view._card
    assert "dense: " in card.in_numbers()
    assert "all layers: " in card.in_numbers()
    plot = card.findChild(MomentBars)
    QTest.keyClick(plot, Qt.Key.Key_Left)
    other = max(teacher.most - 1, 0)
    assert f"Epoch {teacher.teacher.at[other]:.3g}" in text(view)
    QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=QPoint(plot.width() - 4, 40))
    assert f"Epoch {teacher.teacher.at[-1]:.3g}" in text(view)
    with qtbot.waitSignal(view.read_requested) as asked:
        looking.button(view, "Read this image").click()
    assert asked.args == [number]
    view.set_teacher(weigh(found(), ranked, explain_teacher(found(), int(ranked.against[0]), 3)))
    assert "It pushed against 3" in text(view)


def test_the_answer_is_chosen(view: TaughtView, qtbot: QtBot) -> None:
    view.set_stage(Stage.ASKING)
    view.set_answer(Answer(7, 7))
    assert "read: 7" in [button.text() for button in view.findChildren(QToolButton)]
    assert "own answer" in text(view)
    with qtbot.waitSignal(view.answer_chosen) as asked:
        looking.button(view, "4").click()
    assert asked.args == [4]
    view.set_answer(Answer(4, 7, is_right=True, chosen=True))
    assert looking.button(view, "4").isChecked()
    assert "that you chose" in text(view)
    with qtbot.waitSignal(view.answer_chosen) as asked:
        looking.button(view, "right: 7").click()
    assert asked.args == [-1]


def test_the_way_is_drawn_marked_and_asked_for(view: TaughtView, qtbot: QtBot) -> None:
    panel, plot = view.way, view.way.plot
    panel.set_stage(Stage.ASKING)
    panel.set_progress(0.5)
    assert "Measuring the loss" in text(view)
    panel.set_stage(Stage.THERE)
    panel.set_landscape(way())
    assert "of the way's variance" in text(view)
    assert "of 200 training images" in text(view)
    assert plot.isVisible()
    end = plot.marked
    plot.set_place(int(way().places[2]))
    moved = plot.marked
    assert end is not None
    assert moved is not None
    assert moved.x() < end.x()
    picture = looking.picture(plot)
    assert looking.count(picture, theme.current().accent) > 20
    assert len(np.unique(picture.reshape(-1, 3), axis=0)) > 20
    with qtbot.waitSignal(plot.place_requested) as asked:
        QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=end.toPoint())
    assert abs(asked.args[0] - int(way().places[-1])) <= 2
    with qtbot.assertNotEmitted(plot.place_requested):
        QTest.mouseClick(plot, Qt.MouseButton.LeftButton, pos=far_from(plot))
    with qtbot.waitSignal(panel.place_requested) as asked:
        QTest.keyClick(plot, Qt.Key.Key_Left)
    assert asked.args == [int(way().places[1])]
    assert "Loss here: " in plot._told(end.toPoint())
    panel.set_landscape(None)
    assert plot.marked is None


def far_from(plot: LandscapePlot) -> QPoint:
    """Return a corner of the landscape that is far from the way."""
    path = [plot._at(x, y) for x, y in way().path.tolist()]
    area = plot._area()
    corners = [area.topLeft(), area.bottomLeft(), area.topRight(), area.bottomRight()]
    inside = [
        QPointF(0.9 * corner.x() + 0.1 * area.center().x(), 0.9 * corner.y() + 0.1 * area.center().y())
        for corner in corners
    ]
    return max(inside, key=lambda each: min((each - point).manhattanLength() for point in path)).toPoint()


def test_dragging_moves_the_images_without_scrolling_them_back(view: TaughtView) -> None:
    show(view, found())
    grid = grids(view)[0]
    grid.verticalScrollBar().setValue(40)
    show(view, found())
    assert grid.verticalScrollBar().value() == min(40, grid.verticalScrollBar().maximum())
    show(view, found(), answer=5)
    assert grid.verticalScrollBar().value() == 0


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize(("width", "height"), [(860, 540), (590, 900), (650, 700)])
def test_nothing_is_cut_off(qtbot: QtBot, light: None, language: str, width: int, height: int) -> None:
    assert light is None
    i18n.set_language(language)
    page = TaughtView()
    show(page, found())
    page.way.set_stage(Stage.THERE)
    page.way.set_landscape(way())
    assert looking.cut_in(qtbot, page, width, height) == []


def test_it_follows_the_palette_and_the_language(view: TaughtView) -> None:
    show(view, found())
    view.way.set_landscape(way())
    before = looking.picture(view.way.plot)
    theme.apply(theme.DARK)
    assert (looking.picture(view.way.plot) != before).any()
    i18n.set_language("ko")
    view.retranslate()
    assert "Pushed towards" not in text(view)


def test_classes_of_many_or_long_names_are_chosen_from_a_list(view: TaughtView, qtbot: QtBot) -> None:
    names = ("coat", "bag", "boot")
    CLASSES.set_names(names)
    try:
        view.set_stage(Stage.ASKING)
        view.set_answer(Answer(1, 1))
        chooser = view.findChild(QComboBox)
        assert chooser is not None
        assert chooser.isVisible()
        assert [chooser.itemText(index) for index in range(4)] == ["read: bag", *names]
        assert chooser.currentIndex() == 0
        with qtbot.waitSignal(view.answer_chosen) as asked:
            chooser.setFocus()
            QTest.keyClick(chooser, Qt.Key.Key_End)
        assert asked.args == [2]
        view.set_answer(Answer(2, 1, is_right=True, chosen=True))
        assert chooser.currentText() == "boot"
    finally:
        CLASSES.set_names(())
    view.set_answer(Answer(1, 1))
    assert not chooser.isVisible()
    qtbot.waitUntil(looking.button(view, "read: 1").isVisible)


def test_with_more_room_the_image_close_up_is_larger(qtbot: QtBot, light: None) -> None:
    assert light is None
    page = TaughtView()
    show(page, found())
    sizes = []
    for height in (540, 900):
        assert looking.cut_in(qtbot, page, 860, height) == []
        sizes.append(page._card._picture.width())
    assert sizes == [84, 140]
