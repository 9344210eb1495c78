"""Work for a job whose parts happen one by one, when the test lets them."""

import threading
from collections.abc import Iterator

LONG = 5.0  # seconds, for what must happen at once


class Gate:
    """Parts of a job that each wait until the test lets them happen."""

    def __init__(self, parts: int) -> None:
        self.entered = [threading.Event() for _ in range(parts)]
        self._open = [threading.Event() for _ in range(parts)]

    def parts(self) -> Iterator[int]:
        for number, (entered, opened) in enumerate(zip(self.entered, self._open, strict=True)):
            entered.set()
            assert opened.wait(LONG)
            yield number

    def open(self, *numbers: int) -> None:
        for number in numbers or range(len(self._open)):
            self._open[number].set()
