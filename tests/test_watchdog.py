"""Nothing that the window does keeps the GUI thread for more than 50 ms, and what would do so is noticed."""

import threading
import time
from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks.stretches import MOST
from benchmarks.watchdog import Watchdog

SLOW = 0.1  # seconds


@pytest.fixture
def watchdog(qapp: QApplication) -> Iterator[Watchdog]:
    assert qapp is not None
    result = Watchdog()
    yield result
    result.close()


def run(watchdog: Watchdog, slot: Callable[[], object]) -> None:
    """Have a slot called from an event loop."""
    loop = QEventLoop()
    first, last = QTimer(singleShot=True, interval=20), QTimer(singleShot=True, interval=200)
    first.timeout.connect(slot)
    last.timeout.connect(loop.quit)
    with watchdog.watching("a slot"):
        first.start()
        last.start()
        loop.exec()


def compute() -> None:
    end = time.thread_time() + SLOW
    while time.thread_time() < end:
        pass


def wait_for_a_thread() -> None:
    thread = threading.Thread(target=time.sleep, args=(SLOW,))
    thread.start()
    thread.join()


def sleep() -> None:
    time.sleep(SLOW)


@pytest.mark.parametrize("slot", [sleep, compute, wait_for_a_thread])
def test_a_slot_that_sleeps_computes_or_waits_for_long_is_noticed(
    watchdog: Watchdog, slot: Callable[[], object]
) -> None:
    run(watchdog, slot)
    longest = max(watchdog.stretches, key=lambda stretch: stretch.milliseconds)
    assert longest.milliseconds > MOST
    assert slot.__name__ in str(longest)
    assert watchdog.longest["a slot"] == longest.milliseconds


def test_a_quick_slot_is_not_noticed(watchdog: Watchdog) -> None:
    run(watchdog, lambda: time.sleep(0.005))
    assert not watchdog.stretches


def test_a_slot_that_waits_for_a_processor_is_not_noticed(watchdog: Watchdog, monkeypatch: pytest.MonkeyPatch) -> None:
    clock, late = watchdog._clock, 0.0
    now = clock.now

    def with_waiting() -> object:
        return now().__class__(now().wall, now().worked, now().waited + late)

    def slot() -> None:
        nonlocal late
        time.sleep(SLOW)  # as long as others have the processors, say
        late += SLOW

    monkeypatch.setattr(clock, "now", with_waiting)
    run(watchdog, slot)
    assert not watchdog.stretches
