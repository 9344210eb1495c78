"""Finds the stretches in which the GUI thread does not come back to its event loop, and says what it did in them.

A timer in the GUI thread asks to be called every 2 ms. A call that comes late ends a stretch; its length is what the
GUI thread kept for itself: the time by which the call was late, without the time in which the thread was ready to run
and the computer's processors were busy with others (Linux counts that for each thread; elsewhere it counts along).
Time spent waiting for a lock, a file or another thread counts, unless that thread in turn had to wait for a processor;
time in the loop itself counts as far as it was work, as painting is, for else the thread waited for the timer.
As long as a stretch goes on, another thread sends the GUI thread a signal at which faulthandler writes down where it
is; to walk along its frames from outside would crash Python 3.11 now and then.
"""

from __future__ import annotations

import faulthandler
import os
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Qt, QTimer, Slot

TICK = 2  # milliseconds
LOOK_FROM = 20  # milliseconds into a stretch
LOOK_EVERY = 8  # milliseconds
_OWN_CODE = ("digitapp", "engine")


@dataclass(frozen=True)
class Stretch:
    """A time in which the GUI thread did not come back to its loop.

    Attributes:
        action: what the person did.
        milliseconds: its own time; `wall` with the waiting for a processor.
        stacks: where it was, the innermost call last, each with how often it was seen there, the most frequent first.
    """

    action: str
    milliseconds: float
    wall: float
    stacks: tuple[tuple[str, int], ...] = ()

    @property
    def where(self) -> str:
        """The innermost of the program's own calls in the stack that was seen most."""
        return _own_lines(self.stacks[0][0]) if self.stacks else "?"

    def __str__(self) -> str:
        stacks = "\n".join(f"  seen {count} times:\n{stack}" for stack, count in self.stacks[:3])
        return f"{self.action}: {self.milliseconds:.0f} ms (wall {self.wall:.0f} ms)\n{stacks}"


class Watchdog(QObject):
    """Watches the thread that makes it, while `watching()`; `close()` must be called in the end.

    Attributes:
        stretches: those of at least `least` milliseconds, in order.
        longest: the longest stretch of each action, however short.
    """

    def __init__(self, least: float = 20.0, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.least = least
        self.stretches: list[Stretch] = []
        self.longest: dict[str, float] = {}
        self._action = self._loop = ""
        self._ident = threading.get_ident()
        self._clock = _Clock(threading.get_native_id())
        self._timer = QTimer(self, timerType=Qt.TimerType.PreciseTimer, interval=TICK)
        self._timer.timeout.connect(self._tick)
        self._last = _Now(0.0, 0.0, 0.0)
        self._others: dict[str, float] = {}  # how long other threads had waited for a processor when it began
        self._stolen_before = _stolen()
        self._stacks = _Stacks()

    @contextmanager
    def watching(self, action: str) -> Iterator[None]:
        """Watch the event loop that is run meanwhile; what is found belongs to this action."""
        caller = sys._getframe(2)  # which runs the loop
        self._loop = f"{_short(caller.f_code.co_filename)} {caller.f_code.co_name}"
        self._action = action
        self.longest.setdefault(action, 0.0)
        end = threading.Event()
        spy = threading.Thread(target=self._look, args=(end,), name="watchdog", daemon=True)
        self._begin(self._clock.now())
        self._timer.start()
        spy.start()
        try:
            yield
        finally:
            self._tick()
            self._timer.stop()
            end.set()
            spy.join()

    def close(self) -> None:
        """Let go of what it holds."""
        self._stacks.close()
        self._clock.close()

    @Slot()
    def _tick(self) -> None:
        before, now = self._last, self._clock.now()
        wall = 1000 * (now.wall - before.wall) - TICK
        own = wall - 1000 * (now.waited - before.waited)
        stacks: tuple[tuple[str, int], ...] = ()
        if own > self.least / 2:
            stacks = self._stacks.seen()
            worked = 1000 * (now.worked - before.worked)
            in_loop = bool(stacks) and all(self._is_loop(stack) for stack, _ in stacks)
            excused = own if in_loop else self._waited_of_others()
            own -= max(min(own - worked, excused), 0.0)
            own -= min(own, self._stolen())
        self.longest[self._action] = max(self.longest[self._action], own)
        if own >= self.least:
            self.stretches.append(Stretch(self._action, own, wall, stacks))
        self._begin(self._clock.now())

    def _begin(self, now: _Now) -> None:
        """Begin the next stretch."""
        self._last = now
        self._stacks.forget()

    def _waited_of_others(self) -> float:
        """Return how long another thread has waited for a processor in this stretch, the one that waited longest."""
        now, before = self._clock.others(), self._others
        return max((1000 * (waited - before.get(name, 0.0)) for name, waited in now.items()), default=0.0)

    def _stolen(self) -> float:
        """Return how long other virtual machines had the processors in this stretch."""
        return 1000 * (_stolen() - self._stolen_before)

    def _is_loop(self, stack: str) -> bool:
        """Whether a stack is that of the event loop, which does something of Qt's or nothing."""
        file, _, rest = stack.rpartition("\n")[2].strip().partition(":")
        return f"{file} {rest.partition(' ')[2]}" == self._loop

    def _look(self, end: threading.Event) -> None:
        """Look where the GUI thread is, on a thread of its own."""
        self._clock.leave_out(threading.get_native_id())
        while not end.wait(LOOK_EVERY / 1000):
            if 1000 * (time.perf_counter() - self._last.wall) < LOOK_FROM:
                self._others, self._stolen_before = self._clock.others(), _stolen()
            else:
                self._stacks.ask(self._ident)


@dataclass(frozen=True)
class _Now:
    """Seconds: on the wall, at work, and ready to run without a processor."""

    wall: float
    worked: float
    waited: float


class _Clock:
    """Says how long a thread has worked and waited for a processor; where the system does not say it, 0."""

    def __init__(self, thread: int) -> None:
        self._own = str(thread)
        self._tasks = Path("/proc/self/task")
        self._left_out = ""
        try:
            self._file: int | None = os.open(self._tasks / self._own / "schedstat", os.O_RDONLY)
        except OSError:
            self._file = None

    def now(self) -> _Now:
        """Return the thread's times."""
        if self._file is None:
            return _Now(time.perf_counter(), time.thread_time(), 0.0)
        worked, waited, _ = os.pread(self._file, 64, 0).split()
        return _Now(time.perf_counter(), int(worked) / 1e9, int(waited) / 1e9)

    def others(self) -> dict[str, float]:
        """Return how many seconds each other thread has waited for a processor."""
        if self._file is None:
            return {}
        found = {}
        for name in os.listdir(self._tasks):
            try:
                found[name] = int((self._tasks / name / "schedstat").read_bytes().split()[1]) / 1e9
            except (OSError, IndexError):  # it has ended
                continue
        return {name: waited for name, waited in found.items() if name not in (self._own, self._left_out)}

    def leave_out(self, thread: int) -> None:
        """Ask this thread no more, for which nobody waits."""
        self._left_out = str(thread)

    def close(self) -> None:
        """Let go of the thread's file."""
        if self._file is not None:
            os.close(self._file)


class _Stacks:
    """Where a thread was each time somebody asked; nowhere on a system without such signals."""

    def __init__(self) -> None:
        self._file = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115
        self._signal = getattr(signal, "SIGUSR2", None)
        self._asked = False
        if self._signal is not None:
            faulthandler.register(self._signal, self._file, all_threads=False)

    def ask(self, thread: int) -> None:
        """Have the thread write down where it is."""
        if self._signal is not None:
            self._asked = True
            signal.pthread_kill(thread, self._signal)

    def seen(self) -> tuple[tuple[str, int], ...]:
        """Return the stacks since the last time that they were forgotten, and how often each was seen."""
        self._file.seek(0)
        _, *found = self._file.read().split("Stack (most recent call first):\n")
        return tuple(Counter(_readable(stack) for stack in found).most_common())

    def forget(self) -> None:
        """Forget what was seen."""
        if self._asked:
            self._asked = False
            self._file.seek(0)
            self._file.truncate()

    def close(self) -> None:
        """Answer no signal any more."""
        if self._signal is not None:
            faulthandler.unregister(self._signal)
        self._file.close()


def _stolen() -> float:
    """Return for how many seconds other virtual machines had this one's processors; 0 where nobody says so."""
    try:
        lines = Path("/proc/stat").read_text(encoding="ascii").splitlines()
        return int(lines[0].split()[8]) / os.sysconf("SC_CLK_TCK")
    except (OSError, IndexError, ValueError):
        return 0.0


def _short(file: str) -> str:
    """Return a file's name without this computer's folders."""
    root = str(Path(__file__).parents[1]) + os.sep
    return file.rpartition("site-packages" + os.sep)[2].removeprefix(root)


def _readable(stack: str) -> str:
    """Return a stack with the innermost call last."""
    lines = []
    for line in reversed(stack.strip().splitlines()):
        file, _, rest = line.strip().removeprefix('File "').partition('", line ')
        number, _, name = rest.partition(" in ")
        lines.append(f"    {_short(file)}:{number} {name}")
    return "\n".join(lines)


def _own_lines(stack: str) -> str:
    """Return the program's innermost two calls in a stack, and the innermost of all if it is another's."""
    lines = [line.strip() for line in stack.splitlines()]
    own = [line for line in lines if line.startswith(_OWN_CODE)]
    found = own[-2:]
    if own and lines[-1] != own[-1]:
        found.append(lines[-1])
    return " > ".join(found) or lines[-1]
