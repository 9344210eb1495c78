"""The curves of a run: every batch, their running mean, the held-out images, and the numbers under the pointer."""

import time
from dataclasses import replace
from typing import Any

import numpy as np
import pyqtgraph as pg
import pytest
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from digitapp import i18n
from digitapp.core.runs.curves import SERIES, Curves, running_mean, thinned
from digitapp.views.runs.curve_plot import CurvePlot
from tests import samples
from tests.views import looking

Line = tuple[NDArray[np.float64], NDArray[np.float64]]


@pytest.fixture(params=[False, True], ids=["loss", "accuracy"])
def plot(request: pytest.FixtureRequest, qtbot: QtBot, light: None) -> CurvePlot:
    assert light is None
    return looking.show(qtbot, CurvePlot(accuracy=request.param), 380, 200)


@pytest.fixture
def loss_plot(qtbot: QtBot, light: None) -> CurvePlot:
    assert light is None
    return looking.show(qtbot, CurvePlot(accuracy=False), 380, 200)


def graph(plot: CurvePlot) -> Any:
    return plot.findChild(pg.PlotWidget)


def lines(plot: CurvePlot) -> list[Line]:
    """Return the points of each batch, of their running mean, of the held-out images and of the epochs."""
    return [
        (np.asarray(x if x is not None else []), np.asarray(y if y is not None else []))
        for x, y in (item.getData() for item in looking.drawn(plot))
    ]


def is_accuracy(plot: CurvePlot) -> bool:
    return plot.accessibleName() == "Accuracy"


def show(plot: CurvePlot, qtbot: QtBot, curves: Curves) -> None:
    """Give the plot curves and wait until it has drawn them."""
    plot.set_curves([curves])
    expected = curves.val_accuracy * 100 if is_accuracy(plot) else curves.val_loss
    qtbot.waitUntil(lambda: np.array_equal(lines(plot)[2][1], expected))


def point_at(plot: CurvePlot, epoch: float) -> None:
    """Move the pointer over the place of an epoch."""
    box = graph(plot).plotItem.vb
    middle = box.viewRange()[1]
    scene = box.mapViewToScene(QPointF(epoch, sum(middle) / 2))
    QTest.mouseMove(graph(plot).viewport(), QPoint(round(scene.x()), round(scene.y())))


def readout(plot: CurvePlot) -> str:
    """Return the epoch under the pointer, or the plot's title, and the values."""
    return " | ".join(looking.labels(plot))


def test_the_points(plot: CurvePlot, qtbot: QtBot) -> None:
    curves = samples.curves()
    show(plot, qtbot, curves)
    batch, mean, held_out, epoch = lines(plot)
    factor, names = (100, "accuracy") if is_accuracy(plot) else (1, "loss")
    np.testing.assert_allclose(batch, (curves.batch_at, getattr(curves, f"batch_{names}") * factor))
    np.testing.assert_allclose(mean[1], running_mean(getattr(curves, f"batch_{names}") * factor, 25))
    np.testing.assert_allclose(held_out, (curves.epoch_at, getattr(curves, f"val_{names}") * factor))
    np.testing.assert_allclose(epoch, (curves.epoch_at, getattr(curves, names) * factor))


def test_training_is_solid_and_held_out_is_dashed(plot: CurvePlot) -> None:
    raw, mean, held_out, _ = (pg.mkPen(item.opts["pen"]) for item in looking.drawn(plot))
    assert raw.style() is mean.style() is Qt.PenStyle.SolidLine
    assert held_out.style() is Qt.PenStyle.DashLine
    assert raw.color().alphaF() < 0.5 < mean.color().alphaF()
    assert mean.color().name() != held_out.color().name()


def test_a_long_run_is_thinned_out_and_keeps_its_extremes(plot: CurvePlot, qtbot: QtBot) -> None:
    noise = np.random.default_rng(3)
    loss, accuracy = noise.uniform(0.1, 0.5, 20_000), noise.uniform(0.6, 0.9, 20_000)
    loss[[7_777, 13_000]] = (4.0, 0.001)
    accuracy[[7_777, 13_000]] = (0.999, 0.001)
    curves = replace(samples.curves(20_000), batch_loss=loss, batch_accuracy=accuracy)
    show(plot, qtbot, curves)
    x, y = lines(plot)[0]
    values = accuracy * 100 if is_accuracy(plot) else loss
    assert 100 < len(x) < 1000
    assert (y.min(), y.max()) == (values.min(), values.max())
    assert (np.diff(x) > 0).all()


def test_the_axes_hold_the_whole_run(plot: CurvePlot, qtbot: QtBot) -> None:
    show(plot, qtbot, samples.curves(planned_end=5.0))
    (left, right), (bottom, top) = graph(plot).plotItem.vb.viewRange()
    assert left <= 0
    assert right == pytest.approx(5, abs=0.2)
    everything = np.concatenate([y for _, y in lines(plot)])
    assert bottom <= everything.min()
    assert everything.max() <= top


def test_before_the_first_run(plot: CurvePlot) -> None:
    plot.set_curves([Curves()])
    nothing = f"{plot.accessibleName()} | training | test"
    assert readout(plot) == nothing
    point_at(plot, 0.5)
    assert readout(plot) == nothing


def test_the_newest_values(plot: CurvePlot, qtbot: QtBot) -> None:
    show(plot, qtbot, samples.curves())
    smooth = float(lines(plot)[1][1][-1])
    accuracy, loss = (f"{smooth:.1f}% training", "70.0% test"), (f"{smooth:.3f} training", "0.300 test")
    assert looking.labels(plot)[1:] == list(accuracy if is_accuracy(plot) else loss)


@pytest.mark.parametrize("language", ["en", "ko"])
@pytest.mark.parametrize("held_out", ["test", "validation"])
@pytest.mark.parametrize("width", [320, 300])
def test_both_values_are_whole_in_a_narrow_plot(
    plot: CurvePlot, qtbot: QtBot, width: int, held_out: str, language: str
) -> None:
    plot.resize(width, 200)
    show(plot, qtbot, samples.curves(held_out=held_out))
    i18n.set_language(language)
    plot.retranslate()
    values = plot.findChildren(QLabel)
    assert len(values) == 3
    for epoch in (None, 1.5):
        if epoch is not None:
            point_at(plot, epoch)
        QApplication.processEvents()
        assert plot.width() == width
        assert [value.text() for value in values if value.width() < value.sizeHint().width()] == []


def test_the_values_under_the_pointer(plot: CurvePlot, qtbot: QtBot) -> None:
    show(plot, qtbot, samples.curves(400, 4))
    point_at(plot, 2.0)
    text = readout(plot)
    place = float(text.removeprefix("epoch ").split(" | ")[0])
    assert place == pytest.approx(2.0, abs=0.03)
    mean = lines(plot)[1]
    at = float(np.interp(place, mean[0], mean[1]))
    shown = float(text.split(" | ")[1].split("%" if is_accuracy(plot) else " ")[0])
    assert shown == pytest.approx(at, abs=0.5 if is_accuracy(plot) else 0.01)
    QApplication.sendEvent(graph(plot).viewport(), QEvent(QEvent.Type.Leave))
    assert not readout(plot).startswith("epoch")


def test_the_pointer_between_two_epochs_tells_the_one_before(loss_plot: CurvePlot, qtbot: QtBot) -> None:
    show(loss_plot, qtbot, samples.curves(400, 4))
    point_at(loss_plot, 2.6)
    assert readout(loss_plot).endswith("1.150 test")  # measured after epoch 2: 2 - 1.7 * 2 / 4
    point_at(loss_plot, 0.5)
    assert readout(loss_plot).endswith(" | test")


def test_what_the_held_out_images_are(plot: CurvePlot, qtbot: QtBot) -> None:
    show(plot, qtbot, samples.curves(held_out="validation"))
    assert readout(plot).endswith("validation")


def test_many_curves_in_a_short_time_are_drawn_once_and_the_last_is_shown(loss_plot: CurvePlot, qtbot: QtBot) -> None:
    drawn: list[int] = []
    item = looking.drawn(loss_plot)[0]
    item.sigPlotChanged.connect(lambda: drawn.append(len(item.getData()[0])))
    for batches in range(2, 42):
        loss_plot.set_curves([samples.curves(batches)])
    qtbot.waitUntil(lambda: bool(drawn))
    assert drawn == [41]


def test_the_pointer_moves_while_new_curves_wait_to_be_drawn(plot: CurvePlot, qtbot: QtBot) -> None:
    show(plot, qtbot, samples.curves(4, 2))
    plot.set_curves([samples.curves(400, 20)])
    for epoch in (0.5, 1.5, 2.0):
        point_at(plot, epoch)
        assert readout(plot).startswith("epoch ")
    plot.retranslate()


def test_a_run_that_begins_anew_under_the_pointer(plot: CurvePlot, qtbot: QtBot) -> None:
    show(plot, qtbot, samples.curves())
    point_at(plot, 1.5)
    show(plot, qtbot, Curves())
    assert readout(plot) == f"{plot.accessibleName()} | training | test"


def test_a_loss_that_ran_away_still_leaves_a_plot(plot: CurvePlot, qtbot: QtBot) -> None:
    curves = samples.curves()
    loss = curves.batch_loss.copy()
    loss[-5:] = (1e3, 1e10, 1e38, np.inf, np.nan)
    show(plot, qtbot, replace(curves, batch_loss=loss))
    assert np.isfinite(graph(plot).plotItem.vb.viewRange()).all()
    looking.picture(plot)


@pytest.mark.parametrize("series", ["held out", "epochs", "all"])
def test_missing_values_are_neither_drawn_nor_said(plot: CurvePlot, series: str, qtbot: QtBot) -> None:
    curves = samples.curves()
    missing = {"held out": ("val_",), "epochs": ("val_", "loss", "accuracy"), "all": ("val_", "loss", "acc", "batch_l")}
    names = [name for name in SERIES if name.startswith(missing[series])]
    if series == "all":
        names.append("batch_accuracy")
    plot.set_curves([replace(curves, **{name: np.full(len(getattr(curves, name)), np.nan) for name in names})])
    plot.restyle()  # draws at once
    plot.grab()
    qtbot.waitUntil(lambda: "nan" not in readout(plot))
    assert any(letter.isdigit() for letter in readout(plot)) == (series != "all")
    point_at(plot, 1.5)
    assert "nan" not in readout(plot)
    assert np.isfinite(graph(plot).plotItem.vb.viewRange()).all()
    looking.picture(plot)


def test_some_missing_batches_leave_the_scale_and_the_line(plot: CurvePlot) -> None:
    curves = samples.curves(20_000)
    loss, accuracy = curves.batch_loss.copy(), curves.batch_accuracy.copy()
    loss[::7] = accuracy[::7] = np.nan
    plot.set_curves([replace(curves, batch_loss=loss, batch_accuracy=accuracy)])
    plot.restyle()
    assert np.isfinite(graph(plot).plotItem.vb.viewRange()).all()
    x, y = lines(plot)[0]
    assert len(x) < 1000
    assert np.isfinite(y).all()


def test_a_run_of_many_batches_is_prepared_in_a_few_milliseconds() -> None:
    values = np.random.default_rng(1).random(20_000)
    at = np.arange(20_000.0)

    def once() -> float:
        start = time.perf_counter()
        thinned(at, running_mean(values, 25), 500)
        return time.perf_counter() - start

    assert min(once() for _ in range(20)) < 0.003
