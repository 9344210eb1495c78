"""What a worker process does: steps of its share of the units, as long as a training process asks it to.

It is started by workers.py. What to work on comes as lines of JSON; when there is nobody at the other end any more, for
whatever reason, it ends.
"""

from __future__ import annotations

import json
import os
import signal
import sys
import threading
from contextlib import suppress
from mmap import mmap
from queue import Empty, SimpleQueue
from typing import Any

import numpy as np

from . import activations, optimizers, shared_memory
from .layout import Layout
from .optimizer import Optimizer
from .orders import LEAVE, Field, Stage

IDLE = 60.0  # seconds without work after which it ends; the next training starts another one

Message = dict[str, Any]


class Worker:
    """Works for one training process, on one share after the other."""

    def __init__(self) -> None:
        self._parent = os.getppid()
        self._work: SimpleQueue[tuple[Message, SimpleQueue[Message]]] = SimpleQueue()
        threading.Thread(target=self._listen, daemon=True).start()

    def run(self) -> None:
        """Work until nobody asks for anything any more."""
        while True:
            try:
                work, settings = self._work.get(timeout=IDLE)
            except Empty:
                return
            with suppress(OSError):  # where that training was over first
                self._work_on(shared_memory.found(work["memory"]), work, settings)

    def _listen(self) -> None:
        """Take what the training process says, until it ends."""
        settings: SimpleQueue[Message] = SimpleQueue()
        for line in sys.stdin.buffer:
            message = json.loads(line)
            if "memory" in message:
                settings = SimpleQueue()  # what comes from here on is for this work
                self._work.put((message, settings))
            else:
                settings.put(message)
        os._exit(0)  # at once, wherever the other thread is

    def _work_on(self, memory: mmap, work: Message, settings: SimpleQueue[Message]) -> None:
        """Do the steps of a share, until the training process wants no more."""
        layout, number = Layout(**work["layout"]), work["number"]
        arrays = shared_memory.placed(layout.plan, memory)
        share, orders = layout.share(arrays, number, activations.get(work["activation"])), layout.orders(arrays, number)
        optimizer, heard, done = None, 0, 0
        orders[Field.READY] = 1
        while orders.wait(lambda: orders[Field.ASKED] != done, self._is_worth_waiting):  # noqa: B023
            done = orders[Field.ASKED]
            if done == LEAVE:
                return
            while heard < orders[Field.SETTINGS] or optimizer is None:
                optimizer, heard = made(settings.get()), heard + 1
            optimizer.stand_at(orders[Field.ITERATIONS], orders.rate)
            batch, coming = orders.batches()
            with np.errstate(all="ignore"):  # the training process looks at the results
                orders[Field.STAGE] = Stage.CHANGING
                share.change(optimizer, batch)
                orders[Field.STAGE] = Stage.CHANGED
                share.put_back(batch)
                orders[Field.STAGE] = Stage.IN_PLACE
                if coming is not None:
                    share.prepare(coming)
            orders[Field.DONE] = done

    def _is_worth_waiting(self) -> bool:
        """Return whether the training process is there, and at no other work."""
        if os.getppid() != self._parent:
            os._exit(0)
        return self._work.empty()


def made(settings: Message) -> Optimizer:
    """Return the optimizer that a message describes."""
    return optimizers.get(settings["optimizer"], settings["config"])


def main() -> None:
    """Work."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the training process's affair
    Worker().run()
    os._exit(0)
