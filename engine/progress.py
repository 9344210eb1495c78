"""The line in the terminal that shows how far training is, looking as Keras 3's does.

Epoch 1/5
469/469 ━━━━━━━━━━━━━━━━━━━━ 2s 4ms/step - accuracy: 0.9249 - loss: 0.2570
"""

import sys
from collections.abc import Mapping
from time import perf_counter
from typing import Literal, TextIO, TypeAlias

from .errors import InputError
from .history import EpochLog, EvaluationLog, StepLog

Verbose: TypeAlias = Literal["auto", 0, 1, 2]

WIDTH = 20
INTERVAL = 0.05  # seconds between two states of the line


class ProgressBar:
    """Counts steps up to a total: nothing at verbose 0, a bar at 1 or "auto", one line at the end at 2.

    On a terminal the bar is written again and again over itself; anywhere else only its last state is written.
    """

    def __init__(self, steps: int, verbose: Verbose, stream: TextIO | None = None) -> None:
        self._verbose = check_verbose(verbose)
        self._stream = sys.stdout if stream is None else stream  # None in a program without a console
        self._steps = steps
        self._done = 0
        self._start = self._shown_at = perf_counter()
        self._length = 0

    def advance(self, values: Mapping[str, float] | None = None) -> None:
        """Count one step, and show it with the values if the last one shown was long enough ago."""
        self._done += 1
        now = perf_counter()
        if self._verbose != 1 or now - self._shown_at < INTERVAL or not (self._stream and self._stream.isatty()):
            return
        self._shown_at = now
        per_step = (now - self._start) / self._done
        left = _clock(per_step * (self._steps - self._done))
        self._write(f"{self._count()} {self._bar()} {left} {_each(per_step)}{_listed(values or {})}", end="")

    def finish(self, values: Mapping[str, float]) -> None:
        """Show the last state, with the time that all took."""
        seconds = perf_counter() - self._start
        took, each = f"{seconds:.0f}s", _each(seconds / max(self._done, 1))
        if self._verbose == 1:
            self._write(f"{self._count()} {self._bar()} {took} {each}{_listed(values)}", end="\n")
        elif self._verbose == 2:
            self._write(f"{self._count()} - {took} - {each}{_listed(values)}", end="\n")

    def _count(self) -> str:
        return f"{self._done:>{len(str(self._steps))}}/{self._steps}"

    def _bar(self) -> str:
        full, empty = ("━", "─") if _can_print("━─", self._stream) else ("=", ".")
        length = WIDTH * self._done // self._steps
        return full * length + empty * (WIDTH - length)

    def _write(self, line: str, end: str) -> None:
        if self._stream is None:
            return
        if self._stream.isatty():
            line, self._length = "\r" + line.ljust(self._length), len(line)
        self._stream.write(line + end)
        self._stream.flush()


class FitProgress:
    """Shows the reports of fit_steps() as a headline and a ProgressBar for each epoch."""

    def __init__(self, verbose: Verbose, stream: TextIO | None = None) -> None:
        self._verbose = check_verbose(verbose)
        self._stream = sys.stdout if stream is None else stream
        self._bar: ProgressBar | None = None

    def show(self, log: StepLog | EvaluationLog | EpochLog) -> None:
        """Take in the next report."""
        if isinstance(log, StepLog):
            if self._bar is None:
                self._begin(log)
            assert self._bar is not None
            self._bar.advance(log.so_far)
        elif isinstance(log, EpochLog) and self._bar is not None:
            self._bar.finish(log.values)
            self._bar = None

    def _begin(self, log: StepLog) -> None:
        if self._verbose and self._stream is not None:
            self._stream.write(f"Epoch {log.epoch + 1}/{log.epochs}\n")
        self._bar = ProgressBar(log.steps, self._verbose, self._stream)


def check_verbose(verbose: object) -> Literal[0, 1, 2]:
    """Return 0, 1 or 2; "auto" is 1.

    Raises:
        InputError: it is none of these.
    """
    levels: dict[object, Literal[0, 1, 2]] = {"auto": 1, 0: 0, 1: 1, 2: 2}
    if not isinstance(verbose, str | int) or verbose not in levels:
        raise InputError("verbose must be 'auto', 0, 1 or 2. Received: verbose={verbose!r}", verbose=verbose)
    return levels[verbose]


def _can_print(text: str, stream: TextIO | None) -> bool:
    try:
        text.encode(getattr(stream, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


def _clock(seconds: float) -> str:
    minutes, rest = divmod(int(seconds), 60)
    return f"{minutes}:{rest:02d}" if minutes else f"{rest}s"


def _each(seconds: float) -> str:
    if seconds >= 1:
        return f"{seconds:.0f}s/step"
    return f"{seconds * 1e3:.0f}ms/step" if seconds >= 1e-3 else f"{seconds * 1e6:.0f}us/step"


def _listed(values: Mapping[str, float]) -> str:
    return "".join(f" - {name}: {value:{'.4f' if abs(value) > 1e-3 else '.4e'}}" for name, value in values.items())
