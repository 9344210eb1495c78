"""Pictures that are opened, pasted or dropped lie on the canvas and are read; other files go where they belong."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QClipboard, QDragEnterEvent, QDropEvent, QImage
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from benchmarks.photos import pictures
from digitapp import theme
from digitapp.app import Program
from digitapp.core.files.model_file import export_network, save_run
from digitapp.core.runs.settings import TrainingSettings
from digitapp.views.window import dialogs
from engine import saving
from tests import pen, samples
from tests.core.samples import draw
from tests.views import looking
from tests.window import key, strokes


@pytest.fixture
def three(tmp_path: Path) -> Path:
    """A picture file of a three."""
    path = tmp_path / "three.png"
    draw(3).save(path)
    return path


def drop(program: Program, data: QMimeData) -> bool:
    """Drop something on the window; return whether it would be taken."""
    where, action = QPointF(300, 300), Qt.DropAction.CopyAction
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    enter = QDragEnterEvent(where.toPoint(), action, data, left, none)
    QApplication.sendEvent(program.window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(program.window, QDropEvent(where, action, data, left, none))
    return enter.isAccepted()


def files(*paths: Path) -> QMimeData:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
    return data


def message(program: Program) -> str:
    assert program.window.message_bar.isVisible()
    return program.window.message_bar.text


def test_a_dropped_picture_is_read_and_shown_with_a_frame(program: Program, three: Path, qtbot: QtBot) -> None:
    assert drop(program, files(three))
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "3")
    pixels = looking.picture(program.window.paper.canvas)
    assert looking.count(pixels, theme.LIGHT.accent) > 100
    assert looking.count(pixels, "#000000") > 500
    assert looking.picture(program.window.paper.input_view).max() == 255


def test_a_picture_is_opened_from_the_menu(
    program: Program, three: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dialogs, "ask_picture_to_open", lambda *_: three)
    program.window.commands["open_picture"].trigger()
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "3")


def test_a_picture_in_the_clipboard_is_pasted(program: Program, three: Path, qtbot: QtBot) -> None:
    QApplication.clipboard().setImage(QImage(str(three)))
    key(program, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "3")


@pytest.mark.parametrize("ending", [".model", ".onnx", ".png", ".bin", ""])
def test_a_network_is_known_by_what_is_in_it_whatever_its_ending(
    program: Program, tmp_path: Path, qtbot: QtBot, ending: str
) -> None:
    export_network(tmp_path / "other.onnx", program.session.history.moment)
    (tmp_path / "other.onnx").rename(tmp_path / f"mine{ending}")
    assert drop(program, files(tmp_path / f"mine{ending}"))
    qtbot.waitUntil(lambda: program.session.history.run.name == "mine")


def test_a_copied_file_is_pasted_and_an_image_without_a_file_is_dropped(
    program: Program, three: Path, qtbot: QtBot
) -> None:
    QApplication.clipboard().setMimeData(files(three))
    program.window.commands["paste"].trigger()
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "3")
    program.session.drawing.clear()
    data = QMimeData()
    data.setImageData(QImage(str(three)))
    assert drop(program, data)
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "3")


def test_a_stroke_takes_the_place_of_a_picture_and_undo_brings_it_back(
    program: Program, three: Path, qtbot: QtBot
) -> None:
    drop(program, files(three))
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "3")
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "7")
    assert strokes(program) == 1
    program.session.drawing.undo()
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "3")
    assert program.window.commands["clear"].isEnabled()
    program.session.drawing.clear()
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "\u2013")
    program.session.drawing.undo()
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "3")


def test_what_cannot_be_read_leaves_the_drawing(program: Program, tmp_path: Path) -> None:
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    (tmp_path / "text.png").write_text("no picture")
    drop(program, files(tmp_path / "text.png"))
    assert "text.png" in message(program)
    assert strokes(program) == 1
    QApplication.clipboard().setText("no picture")
    program.window.commands["paste"].trigger()
    assert "clipboard" in message(program)
    blank = QImage(20, 20, QImage.Format.Format_RGB32)
    blank.fill(Qt.GlobalColor.white)
    QApplication.clipboard().setImage(blank)
    program.window.commands["paste"].trigger()
    assert "nearly one colour" in message(program)
    assert strokes(program) == 1


def test_a_dropped_network_is_opened(program: Program, tmp_path: Path) -> None:
    settings = TrainingSettings(hidden_units=(8,))
    save_run(tmp_path / "own.safetensors", samples.run_of(settings.build(), "own"))
    drop(program, files(tmp_path / "own.safetensors"))
    assert program.session.history.run.name == "own"


def test_several_files_and_a_folder_that_is_no_data_set_are_refused(program: Program, three: Path) -> None:
    drop(program, files(three, three))
    assert "one file at a time" in message(program)
    drop(program, files(three.parent))
    assert three.parent.name in message(program)
    assert program.session.drawing.picture is None


def test_text_is_not_taken(program: Program) -> None:
    data = QMimeData()
    data.setText("7")
    assert not drop(program, data)


def test_the_picture_fits_the_canvas_whatever_its_shape(program: Program, tmp_path: Path, qtbot: QtBot) -> None:
    draw(3, size=(400, 150), pen=12).save(tmp_path / "wide.png")
    drop(program, files(tmp_path / "wide.png"))
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "3")
    pixels = looking.picture(program.window.paper.canvas)
    inked = np.flatnonzero((pixels[:, pixels.shape[1] // 2] < 100).all(axis=1))
    assert len(inked)
    assert inked.min() > 0.25 * pixels.shape[0]
    assert inked.max() < 0.75 * pixels.shape[0]


def test_a_name_that_is_too_long_for_a_file_is_told(program: Program) -> None:
    drop(program, files(Path("/" + "x" * 5000 + ".png")))
    assert "expected a picture" in message(program)


def test_another_programs_network_is_opened_and_saved_as_our_own(program: Program, tmp_path: Path) -> None:
    export_network(tmp_path / "net.keras", program.session.history.moment)
    drop(program, files(tmp_path / "net.keras"))
    opened = program.session.history.run
    assert (opened.name, opened.path, opened.bundled) == ("net", None, False)


def test_the_network_is_exported(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs, "ask_network_to_export", lambda *_: (tmp_path / "net.onnx", False))
    program.window.commands["export"].trigger()
    assert (tmp_path / "net.onnx").stat().st_size > 1_000_000
    assert message(program) == "Exported to net.onnx."
    monkeypatch.setattr(dialogs, "ask_network_to_export", lambda *_: (tmp_path / "missing" / "net.onnx", False))
    program.window.commands["export"].trigger()
    assert "net.onnx" in message(program)


def test_the_network_is_exported_for_images(program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dialogs, "ask_network_to_export", lambda *_: (tmp_path / "net.keras", True))
    program.window.commands["export"].trigger()
    model, _ = saving.load(tmp_path / "net.keras")
    assert model.input_shape == (28, 28)


def test_a_dot_is_no_digit(program: Program, qtbot: QtBot) -> None:
    pen.draw(program.window.paper.canvas, [(0.5, 0.5)])
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "?")
    assert "only a dot" in looking.labels(program.window.paper.verdict)


ODD_HANDS = {"7-screenshot-dark.png", "9-sticker.png"}  # a seven like a T, a nine like an a: it can't tell


def test_ten_photos_are_read_when_they_are_dropped(program: Program, tmp_path: Path, qtbot: QtBot) -> None:
    for name, (colours, how) in pictures(np.random.default_rng(5)).items():
        picture = Pillow.fromarray(np.ascontiguousarray(colours.clip(0, 255).astype(np.uint8)))
        picture.save(tmp_path / name, **how)
        drop(program, files(tmp_path / name))
        said = "?" if name in ODD_HANDS else name[0]
        qtbot.waitUntil(lambda said=said: program.window.paper.verdict.said == said)


def test_a_page_of_digits_is_read_row_by_row_and_a_tap_chooses_one(
    program: Program, tmp_path: Path, qtbot: QtBot
) -> None:
    page = Pillow.new("RGB", (500, 400), "white")
    for place, digit in enumerate((1, 7, 3, 4)):
        page.paste(draw(digit, size=(150, 150), pen=12), (30 + 220 * (place % 2), 20 + 190 * (place // 2)))
    page.save(tmp_path / "page.png")
    drop(program, files(tmp_path / "page.png"))
    window = program.window
    qtbot.waitUntil(lambda: window.paper.verdict.said == "17\n34")
    reader = program.session.reader
    middles = [digit.corners.mean(axis=0) for digit in reader.digits if digit.corners is not None]
    assert reader.selected == 0
    pen.draw(window.paper.canvas, [tuple(middles[2])])
    assert reader.selected == 2
    assert reader.reading is not None
    assert reader.reading.answer == 3
    assert program.session.drawing.picture is not None  # a tap takes it not away
    pen.draw(window.paper.canvas, pen.SEVEN)
    qtbot.waitUntil(lambda: window.paper.verdict.said == "7")
    program.session.drawing.undo()
    qtbot.waitUntil(lambda: window.paper.verdict.said == "17\n34")
    assert reader.selected == 0


def test_a_lesson_is_given_up_before_a_network_is_saved(
    program: Program, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    pen.draw(program.window.paper.canvas, pen.along(pen.SEVEN))
    qtbot.waitUntil(lambda: program.window.paper.verdict.said == "7")
    program.session.label_drawing(7)
    program.session.teach()
    monkeypatch.setattr(dialogs, "ask_network_to_save", lambda *_: tmp_path / "mine.safetensors")
    program.window.commands["save_as"].trigger()
    assert not program.session.teaching.running  # the network that is asked about stays the current one
    assert program.session.history.run.name == "mine"


@pytest.mark.parametrize("data", [None, QMimeData()], ids=["no data", "empty data"])
def test_pasting_nothing_is_told(program: Program, data: QMimeData | None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QClipboard, "mimeData", lambda *_: data)
    program.window.commands["paste"].trigger()
    assert message(program) == "Expected a picture in the clipboard. Received: nothing"
