"""Worker processes: they take shares of a training that goes on for long, so that no two threads wait for one lock.

Python's threads take turns: whoever has computed waits for the lock before it may ask NumPy for the next thing, and so
does the window. A process has a lock of its own. But to start one takes a fifth of a second, and it may end at any time
by anybody's hand. So each share of a training is in the hands of a thread first; a process takes it over between two
steps when it is ready, and where it ends, the thread has the share again. Both do the same sums in the same order.
"""

from __future__ import annotations

import atexit
import json
import os
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from . import shared_memory
from .arrangement import Batch
from .optimizer import Optimizer
from .orders import LEAVE, Field, Orders, Stage

WORTH_A_PROCESS = 1.0  # seconds of training, expected or done, after which the first worker process is started
_START = "import sys; sys.path[:] = {path!r}; from engine.worker_process import main; main()"


def can_start() -> bool:
    """Return whether worker processes can be started here.

    Not where Python is part of another program, as in one that was frozen into a single file: what would be started is
    that program.
    """
    name = Path(sys.executable or "").stem.lower()
    return shared_memory.is_possible() and name.startswith("python") and not getattr(sys, "frozen", False)


class WorkerProcess:
    """One process that does what worker_process.py does.

    Attributes:
        steps: how many it was asked to do.
    """

    def __init__(self) -> None:
        """Start it, which takes a fifth of a second; nobody waits for that."""
        options: dict[str, Any] = {"start_new_session": True}  # Ctrl+C in the terminal is not for it
        if sys.platform == "win32":
            options = {"creationflags": subprocess.CREATE_NO_WINDOW}
        code = _START.format(path=[*sys.path, str(Path(__file__).parents[1])])
        environment = os.environ | {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "MKL_NUM_THREADS": "1"}
        self.steps = 0
        self._owner = os.getpid()
        self._process = subprocess.Popen(
            [sys.executable, "-c", code],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=environment,
            **options,
        )

    @property
    def number(self) -> int:
        """The system's number of the process."""
        return self._process.pid

    @property
    def is_alive(self) -> bool:
        """Whether it is there, and this process's own and not that of one it was forked from."""
        return self._owner == os.getpid() and self._process.poll() is None

    def tell(self, message: dict[str, Any]) -> None:
        """Send it a message; one that is gone hears nothing."""
        assert self._process.stdin is not None
        with suppress(OSError):
            self._process.stdin.write(json.dumps(message).encode() + b"\n")
            self._process.stdin.flush()

    def end(self) -> None:
        """End it."""
        if self._owner == os.getpid():
            self._process.kill()
            with suppress(OSError):
                self._process.communicate()


_lock = threading.Lock()
_idle: list[WorkerProcess] = []
_lent: list[WorkerProcess] = []
_trained = 0.0  # seconds of training without worker processes


@contextmanager
def lent(count: int, seconds: float) -> Iterator[list[WorkerProcess]]:
    """Lend at most `count` worker processes to a training that is expected to take so many seconds.

    They may still be starting. There are none where the trainings so far were short.
    """
    global _trained
    processes: list[WorkerProcess] = []
    if count and can_start():
        with _lock:
            _trained += seconds
            processes, _idle[:] = _living(_idle[-count:]), _idle[:-count]
            with suppress(OSError):
                while len(processes) < count and _trained >= WORTH_A_PROCESS:
                    processes.append(WorkerProcess())
            _lent.extend(processes)
    try:
        yield processes
    finally:
        with _lock:
            _idle.extend(_living(processes))
            _lent[:] = [process for process in _lent if process not in processes]


def _living(processes: list[WorkerProcess]) -> list[WorkerProcess]:
    """Return those that are alive; of the others nothing is left."""
    for process in processes:
        if not process.is_alive:
            process.end()
    return [process for process in processes if process.is_alive]


@atexit.register
def end_all() -> None:
    """End the worker processes that nobody uses; the others see for themselves that this process ends."""
    with _lock:
        for process in _idle:
            process.end()
        _idle.clear()


class Remote:
    """A worker process that has been told of a share."""

    def __init__(self, process: WorkerProcess, orders: Orders, work: dict[str, Any]) -> None:
        self.process, self._orders = process, orders
        process.tell(work)

    @property
    def is_ready(self) -> bool:
        """Whether it waits for steps to do."""
        return bool(self._orders[Field.READY])

    def use(self, optimizer: Optimizer) -> None:
        """Let it use an optimizer of these settings from the next step on."""
        self.process.tell({"optimizer": type(optimizer).__name__, "config": optimizer.arguments})
        self._orders[Field.SETTINGS] += 1

    def ask(self, batch: Batch, coming: Batch | None, iterations: int, rate: float) -> None:
        """Ask for a step."""
        self.process.steps += 1
        self._orders.ask(batch, coming, iterations, rate)

    def wait(self) -> Stage | None:
        """Wait for the step; return how far it came if the process ended in it, else None."""
        orders = self._orders
        asked = orders[Field.ASKED]
        if orders.wait(lambda: orders[Field.DONE] == asked, lambda: self.process.is_alive):
            return None
        return Stage(orders[Field.STAGE])

    def leave(self) -> None:
        """Let it go to other work."""
        self._orders[Field.ASKED] = LEAVE
