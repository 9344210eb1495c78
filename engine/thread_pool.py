"""A pool is a few threads that do the parts of one job at the same time.

NumPy's matrix products come from a BLAS library with threads of its own. These wait for each other by spinning: as
soon as another program, or the window, wants one of the cores, they spend most of their time waiting. (Measured on two
cores with one other busy program: ten times slower.) So while a network is trained, BLAS is told to use one thread, and
the pool's threads, which sleep while they wait, share the work instead.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import pairwise
from queue import SimpleQueue
from typing import Any, TypeVar

import numpy as np
from threadpoolctl import ThreadpoolController

from .types import Array

Result = TypeVar("Result")

MOST_WORKERS = 4
WORTH_SHARING = 4_000_000  # multiplications; below it, waking the other threads costs more than it brings


class ThreadPool:
    """Does `size` parts of a job at once: one on the thread that asks, each other on a thread of its own.

    The threads live from `__enter__` to `__exit__`; a pool of one has none.
    """

    def __init__(self, size: int) -> None:
        self.size = size
        self._workers: list[_Worker] = []

    def __enter__(self) -> ThreadPool:
        self._workers = [_Worker() for _ in range(self.size - 1)]
        return self

    def __exit__(self, *_: object) -> None:
        for worker in self._workers:
            worker.end()

    def share(self, length: int, work: Callable[[slice], object]) -> None:
        """Do work(slice) for slices that together are range(length), at the same time; an error of any is raised."""
        cuts = [length * part // self.size for part in range(self.size + 1)]
        self.together(*(partial(work, slice(first, last)) for first, last in pairwise(cuts)))

    def together(self, own: Callable[[], Result], *others: Callable[[], object]) -> Result:
        """Do at most `size` things at the same time and return what the first, on this thread, returns.

        An error of any is raised, after all of them have ended.
        """
        waiting = [worker.start(work) for worker, work in zip(self._workers, others, strict=False)]
        try:
            result = own()
        finally:
            errors = [wait() for wait in waiting]  # nobody works on when this returns
        for error in errors:
            if error is not None:
                raise error
        return result

    def matmul(self, a: Array, b: Array, out: Array | None = None) -> Array:
        """Return a · b as np.matmul does for two matrices; if it is worth it, each thread takes some rows of `a`."""
        if self.size == 1 or a.shape[0] * a.shape[1] * b.shape[1] < WORTH_SHARING:
            return np.matmul(a, b, out=out)
        result = np.empty((a.shape[0], b.shape[1]), np.result_type(a, b)) if out is None else out
        self.share(len(a), lambda rows: np.matmul(a[rows], b, out=result[rows]))
        return result


class _Worker:
    """One thread that does what it is given, one thing after the other."""

    def __init__(self) -> None:
        self._work: SimpleQueue[tuple[Callable[[], object], SimpleQueue[BaseException | None]] | None] = SimpleQueue()
        self._thread = threading.Thread(target=self._live, name="engine worker", daemon=True)
        self._thread.start()

    def start(self, work: Callable[[], object]) -> Callable[[], BaseException | None]:
        """Give it something to do; return what waits for the end of it."""
        done: SimpleQueue[BaseException | None] = SimpleQueue()
        self._work.put((work, done))
        return done.get

    def end(self) -> None:
        self._work.put(None)
        self._thread.join()

    def _live(self) -> None:
        while (order := self._work.get()) is not None:
            work, done = order
            try:
                with np.errstate(all="ignore"):  # whoever gave the work looks at the results
                    work()
            except BaseException as error:  # it belongs to the one who gave the work
                done.put(error)
            else:
                done.put(None)
            del work, done, order  # what it worked on may go


@contextmanager
def best_pool() -> Iterator[ThreadPool]:
    """Give a pool as large as the computer allows, and BLAS one thread while it is at work."""
    if not can_limit_blas():
        yield ThreadPool(1)
        return
    with one_blas_thread(), ThreadPool(min(cores(), MOST_WORKERS)) as pool:
        yield pool


def cores() -> int:
    """Return how many processor cores this program may use."""
    available = getattr(os, "sched_getaffinity", None)
    return len(available(0)) if available else os.cpu_count() or 1


_lock = threading.Lock()
_users = 0
_controller: ThreadpoolController | None = None
_limits: Any = None


def can_limit_blas() -> bool:
    """Return whether NumPy's BLAS lets itself be told how many threads to use (not so for Apple's Accelerate)."""
    global _controller
    with _lock:
        if _controller is None:
            _controller = ThreadpoolController()
        return bool(_controller.select(user_api="blas").lib_controllers)


def blas_libraries() -> list[str]:
    """Return the name, version and kernels of each BLAS that lets itself be told how many threads to use."""
    if not can_limit_blas():
        return []
    assert _controller is not None
    found = _controller.select(user_api="blas").lib_controllers
    return [f"{each.internal_api} {each.version} {getattr(each, 'architecture', None) or ''}".strip() for each in found]


@contextmanager
def one_blas_thread() -> Iterator[None]:
    """Let BLAS compute on one thread, for as long as anybody is in here.

    Whoever goes in first changes BLAS for the whole process, and nobody should be using it at that moment: a program
    with several threads goes in once, at its start.
    """
    global _users, _limits
    if not can_limit_blas():
        yield
        return
    with _lock:
        _users += 1
        if _users == 1:
            assert _controller is not None
            _limits = _controller.limit(limits=1, user_api="blas")
    try:
        yield
    finally:
        with _lock:
            _users -= 1
            if _users == 0:
                _limits.restore_original_limits()
