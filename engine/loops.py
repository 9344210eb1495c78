"""The loops of fit(), evaluate() and predict(): they take each report, show it, and tell the callbacks."""

from __future__ import annotations

from collections.abc import Generator
from contextlib import closing
from typing import Any

import numpy as np

from .callbacks import CallbackList
from .history import EpochLog, EvaluationLog, History, StepLog, in_order
from .position import Position
from .progress import FitProgress, ProgressBar, Verbose
from .training import Evaluation, FitLog
from .types import Array, Rows


def fit(
    model: Any,
    steps: Generator[FitLog, None, None],
    position: Position,
    epochs: int,
    callbacks: CallbackList,
    progress: FitProgress,
    history: History,
) -> None:
    """Take all reports until they end, or until a callback has set model.stop_training; `history` keeps the epochs."""
    model.stop_training = False
    callbacks.begin(model, history.params)
    callbacks.call("on_train_begin")
    values: dict[str, float] = {}
    with closing(steps):
        while position.epoch < epochs and not model.stop_training:
            values = _epoch(model, steps, position, callbacks, progress)
            epoch = position.epoch - 1
            callbacks.call("on_epoch_end", epoch, values)
            history.append(epoch, values)
    callbacks.call("on_train_end", values)


def _epoch(
    model: Any,
    steps: Generator[FitLog, None, None],
    position: Position,
    callbacks: CallbackList,
    progress: FitProgress,
) -> dict[str, float]:
    """Take the reports of one epoch; return what was measured in it."""
    callbacks.call("on_epoch_begin", position.epoch)
    callbacks.call("on_train_batch_begin", 0)
    tested = 0
    for log in steps:
        progress.show(log)
        if isinstance(log, StepLog):
            callbacks.call("on_train_batch_end", log.step, dict(log.so_far))
            position.cut_short = model.stop_training
            if log.step + 1 < log.steps and not model.stop_training:
                callbacks.call("on_train_batch_begin", log.step + 1)
        elif isinstance(log, EvaluationLog):
            if not tested:
                callbacks.call("on_test_begin")
            callbacks.call("on_test_batch_begin", tested)
            callbacks.call("on_test_batch_end", tested, dict(log.so_far))
            tested += 1
        elif isinstance(log, EpochLog):
            if tested:
                held_out = {name[4:]: value for name, value in log.values.items() if name.startswith("val_")}
                callbacks.call("on_test_end", held_out)
            return dict(log.values)
    raise AssertionError("an epoch ends with its EpochLog")


def evaluate(
    model: Any, evaluation: Evaluation, batch_size: int, callbacks: CallbackList, verbose: Verbose
) -> dict[str, float]:
    """Take all reports of an evaluation; return what was measured."""
    callbacks.begin(model, {"verbose": verbose})
    callbacks.call("on_test_begin")
    progress: ProgressBar | None = None
    batch, log = 0, None
    while True:
        if log is None or log.done < log.total:
            callbacks.call("on_test_batch_begin", batch)
        try:
            log = next(evaluation)
        except StopIteration as end:
            values: dict[str, float] = end.value
            break
        progress = progress or ProgressBar(-(-log.total // batch_size), verbose)
        progress.advance()
        callbacks.call("on_test_batch_end", batch, dict(log.so_far))
        batch += 1
    callbacks.call("on_test_end", in_order(values))
    if progress is not None:
        progress.finish(in_order(values))
    return values


def predict(model: Any, rows: Rows, total: int, batch_size: int, callbacks: CallbackList, verbose: Verbose) -> Array:
    """Return what a model makes of the first `total` rows."""
    callbacks.begin(model, {"verbose": verbose})
    callbacks.call("on_predict_begin")
    progress = ProgressBar(-(-total // batch_size), verbose)
    parts = []
    for start in range(0, total, batch_size):
        callbacks.call("on_predict_batch_begin", start // batch_size)
        parts.append(model.predict_on_batch(rows[start : min(start + batch_size, total)]))
        progress.advance()
        callbacks.call("on_predict_batch_end", start // batch_size, {"outputs": parts[-1]})
    progress.finish({})
    callbacks.call("on_predict_end")
    return np.concatenate(parts)
