"""What the clipboard or a drag brings, be it nothing at all."""

from pathlib import Path

from PySide6.QtCore import QMimeData, Qt, QUrl
from PySide6.QtGui import QImage

from digitapp.views.parts.mime import what_is_in


def test_no_data_at_all_is_nothing() -> None:
    assert what_is_in(None) == []
    assert what_is_in(QMimeData()) == []


def test_files_of_this_computer_come_before_a_picture(tmp_path: Path) -> None:
    data = QMimeData()
    image = QImage(4, 3, QImage.Format.Format_RGB32)
    image.fill(Qt.GlobalColor.red)
    data.setImageData(image)
    data.setUrls([QUrl("https://example.org/seven.png")])
    found = what_is_in(data)
    assert isinstance(found, QImage)
    assert (found.width(), found.height()) == (4, 3)
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "seven.png"))])
    assert what_is_in(data) == [tmp_path / "seven.png"]


def test_a_picture_that_qt_could_not_read_is_nothing() -> None:
    data = QMimeData()
    data.setImageData(QImage())
    assert what_is_in(data) == []
