"""Nothing that the window does keeps the GUI thread for more than 50 ms, and what would do so is noticed."""

import gc
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks import rooms
from benchmarks.stretches import MOST
from benchmarks.visit import Visit
from benchmarks.watchdog import Stretch, Watchdog
from digitapp.app import Program

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


# A window that is shown for the first time, which Qt does, with all that is in it.
SHOWN_BY_QT = ("page in own window", "My digits")
# pyqtgraph paints the curves of the first page, and all of its axes anew, in one go; that is known and still to mend.
PAINTED_BY_PYQTGRAPH = ("curve_plot.py", "pyqtgraph/")


def short_session(visit: Visit) -> None:
    """Do what the benchmark does, in a small way: fewer strokes and pages, no run of minutes, no large file."""
    rooms.paper(visit, strokes=40)
    rooms.pages(visit, names=("overview", "steps", "ledger", "diagram", "painter", "taught", "data"))
    rooms.parts(visit)
    rooms.inside(visit, neighbours=False)
    rooms.runs(visit, large=False)
    rooms.timeline(visit, units=(512,))
    rooms.network_files(visit, sizes=((512,),), suffixes=(".npz",), names=("steps",))
    rooms.pictures(visit, size=(800, 600), images=1000)
    rooms.my_digits(visit, count=2)
    rooms.figures(visit, pages=("steps", "ledger"))


def too_long(watchdog: Watchdog) -> list[Stretch]:
    """Return the stretches that are over the limit and the program's own, and forget all."""
    # After a long wait for a processor, all that was due meanwhile is done in one go.
    calm = [stretch for stretch in watchdog.stretches if stretch.wall < 1.8 * stretch.milliseconds]
    watchdog.stretches = []
    over = [stretch for stretch in calm if stretch.milliseconds > MOST and not stretch.action.startswith(SHOWN_BY_QT)]
    return [stretch for stretch in over if not any(name in str(stretch) for name in PAINTED_BY_PYQTGRAPH)]


def test_nothing_keeps_the_window_for_more_than_50_ms(program: Program, watchdog: Watchdog, tmp_path: Path) -> None:
    gc.freeze()  # as the program does: to look through all of pytest's objects takes longer than 50 ms
    visit = Visit(program, watchdog, tmp_path, rest=40)
    try:
        short_session(visit)
        over = too_long(watchdog)
        if over:  # once is a hiccup of the machine, twice is the program
            short_session(visit)
            once = {stretch.action for stretch in over}
            over = [stretch for stretch in too_long(watchdog) if stretch.action in once]
        rooms.end(visit)
        over += too_long(watchdog)
    finally:
        gc.unfreeze()
    assert not over, "\n\n".join(str(stretch) for stretch in over)
