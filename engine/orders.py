"""What a training process and a worker process say to each other: a few numbers in memory that both see.

The training process writes what is to be done, and last of all the number of the order; the worker does it and writes
that number as done. Each looks again and again for the other's number: a step takes half a millisecond, and to be woken
by the system would take a tenth of that. Who has looked for a while sleeps in between, longer and longer.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from enum import IntEnum

from .arrangement import Batch, Rooms
from .types import Array

LEAVE = -1  # the order after which the worker looks at this memory no more
LOOKS = 300  # so often without sleeping: some tenths of a millisecond
FIRST_SLEEP, LONGEST_SLEEP = 2e-5, 1e-2  # seconds


class Field(IntEnum):
    """Where which number stands."""

    ASKED = 0  # by the training process
    DONE = 8  # by the worker; eight numbers further on, so that each has its own part of the processor's cache
    STAGE = 9
    READY = 10
    ITERATIONS = 1
    SETTINGS = 2  # how often the optimizer's settings were sent
    PLACE = 3  # of the batch
    IMAGES = 4
    ACTIVE = 5
    COMING = 6  # images of the next batch, which lies in the next room; 0 if there is none
    COMING_ACTIVE = 7


class Stage(IntEnum):
    """How far the worker is with a step."""

    BEFORE = 0  # nothing has changed yet
    CHANGING = 1
    CHANGED = 2  # the active rows can be put back, once more if need be
    IN_PLACE = 3  # the next batch can be prepared, once more if need be


class Orders:
    """One side's view of the numbers between the training process and one worker."""

    SIZE = 16

    def __init__(self, numbers: Array, rates: Array, rooms: Rooms, common_rows: int) -> None:
        """Look at `numbers` (16,) int64, `rates` (1,) float64, and the rooms where batches lie."""
        self._numbers, self._rates = memoryview(numbers.data), rates  # a number is read faster in a memoryview
        self._rooms, self._common = rooms, common_rows

    def __getitem__(self, field: Field) -> int:
        return int(self._numbers[field])

    def __setitem__(self, field: Field, value: int) -> None:
        self._numbers[field] = value

    @property
    def rate(self) -> float:
        """The learning rate of the step."""
        return float(self._rates[0])

    def ask(self, batch: Batch, coming: Batch | None, iterations: int, rate: float) -> None:
        """Ask for a step."""
        numbers = self._numbers
        numbers[Field.STAGE] = Stage.BEFORE
        numbers[Field.ITERATIONS], self._rates[0] = iterations, rate
        numbers[Field.PLACE], numbers[Field.IMAGES] = batch.place, len(batch.x)
        numbers[Field.ACTIVE] = len(batch.origins)
        numbers[Field.COMING] = 0 if coming is None else len(coming.x)
        numbers[Field.COMING_ACTIVE] = 0 if coming is None else len(coming.origins)
        numbers[Field.ASKED] += 1  # last of all

    def batches(self) -> tuple[Batch, Batch | None]:
        """Return the batch of the step that was asked for, and the one after it."""
        place, following = self[Field.PLACE], (self[Field.PLACE] + 1) % len(self._rooms.pixels)
        batch = self._rooms.batch(place, self[Field.IMAGES], self._common, self[Field.ACTIVE])
        if not self[Field.COMING]:
            return batch, None
        return batch, self._rooms.batch(following, self[Field.COMING], self._common, self[Field.COMING_ACTIVE])

    def wait(self, there: Callable[[], bool], worth_waiting: Callable[[], bool]) -> bool:
        """Look until it is there, and return True; or until it is not worth waiting any more."""
        for _ in range(LOOKS):
            if there():
                return True
            time.sleep(0)  # let another thread of this process, such as a window's, have its turn
        sleep = FIRST_SLEEP
        while not there():
            if not worth_waiting():
                return there()
            time.sleep(sleep)
            sleep = min(1.1 * sleep, LONGEST_SLEEP)
        return True
