"""An exception while a widget is painted is told and logged, and the program goes on: its painter has ended."""

import subprocess
import sys

PAINTS_BADLY = """
import logging, sys
from PySide6.QtCore import QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QApplication, QWidget
from digitapp.messages import Messages

class Bad(QWidget):
    times = 0

    def paintEvent(self, event):
        painter = QPainter(self)
        painter.drawLine(0, 0, 50, 50)
        Bad.times += 1
        try:
            int("first")
        except ValueError as error:
            raise KeyError("while painting") from error

logging.basicConfig(stream=sys.stdout)
application = QApplication([])
messages = Messages()
messages.listen()
messages.catch_everything()
bad = Bad()
bad.show()
sizes = iter(range(200, 600, 40))

def resize():
    size = next(sizes, None)
    if size is None:
        application.quit()
    else:
        bad.resize(size, size)

timer = QTimer(interval=20)
timer.timeout.connect(resize)
timer.start()
application.exec()
assert Bad.times > 5
print("still there")
"""


def test_a_painter_does_not_outlive_an_exception_in_a_paint_event() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PAINTS_BADLY], capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 0, done.stderr
    assert "still there" in done.stdout
    assert "in paintEvent" in done.stdout
    assert "KeyError: 'while painting'" in done.stdout
    assert "ValueError: invalid literal" in done.stdout
