"""What the clipboard or a drag brings: files of this computer, or a picture."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QImage


def what_is_in(data: QMimeData | None) -> list[Path] | QImage:
    """Return the files that `data` names, or else the picture in it; no files if it is neither.

    Qt gives None in the place of data where it has none, as for a clipboard that nobody filled.
    """
    if data is None:
        return []
    paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
    if not paths and data.hasImage():
        image = data.imageData()
        if isinstance(image, QImage) and not image.isNull():
            return image
    return paths
