"""Worker processes: the same sums as threads, and nothing left over whatever ends."""

from __future__ import annotations

import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from engine import fast, layers, models, optimizers, shared_memory, step, workers
from engine.arrangement import Batch
from engine.crew import Hand
from engine.history import StepLog
from engine.optimizers import Optimizer
from engine.orders import LEAVE, Field, Orders, Stage
from engine.shares import cuts
from engine.thread_pool import ThreadPool
from engine.types import Array
from engine.utils import to_categorical
from engine.workers import Remote, WorkerProcess

pytestmark = pytest.mark.skipif(not workers.can_start(), reason="no worker processes here")
ROOT = Path(__file__).parents[2]
INPUTS, UNITS = 60, 130
ENOUGH = 30.0  # seconds


def data() -> tuple[Array, Array]:
    generator = np.random.default_rng(5)
    often = np.concatenate([np.linspace(1, 0.01, INPUTS - 3), np.zeros(3)])
    x = (generator.random((77, INPUTS)) * (generator.random((77, INPUTS)) < often)).astype(np.float32)
    return x, to_categorical(generator.integers(0, 4, 77), 4)


def network(optimizer: Optimizer, activation: str = "relu") -> Any:
    row = [layers.Dense(UNITS, activation, input_shape=(INPUTS,)), layers.Dropout(0.2), layers.Dense(4, "softmax")]
    made = models.Sequential(row, generator=np.random.default_rng(3))
    made.compile(optimizer, "categorical_crossentropy", ["accuracy"])
    return made


@pytest.fixture(autouse=True)
def shared_by_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Everything is worth arranging and sharing; the pool has two threads."""

    @contextmanager
    def of_two() -> Iterator[ThreadPool]:
        with ThreadPool(2) as pool:
            yield pool

    monkeypatch.setattr(step, "best_pool", of_two)
    monkeypatch.setattr(fast, "WORTH_ARRANGING", 0)
    monkeypatch.setattr(fast, "WORTH_SHARING", 0)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Remote]:
    """Let every training have a process from its first step on; return whom each step was asked of."""
    found: list[Remote] = []
    ask = Remote.ask

    def noted(remote: Remote, *step: Any) -> None:
        found.append(remote)
        ask(remote, *step)

    monkeypatch.setattr(workers, "WORTH_A_PROCESS", 0.0)
    monkeypatch.setattr(Remote, "ask", noted)
    monkeypatch.setattr(Remote, "is_ready", property(ready))
    return found


def ready(remote: Remote) -> bool:
    return remote._orders.wait(lambda: remote._orders[Field.READY] == 1, lambda: remote.process.is_alive)


def trained(model: Any, between: Callable[[int], object] = str, epochs: int = 2) -> list[Array]:
    """Train without looking; return weights and slots."""
    x, y = data()
    steps = (log for log in model.fit_steps(x, y, batch_size=10, epochs=epochs) if isinstance(log, StepLog))
    for number, _ in enumerate(steps):
        between(number)
    return [*model.get_weights(), *(slot for slots in model.optimizer.slots.values() for slot in slots)]


def by_threads(model: Any, between: Callable[[int], object] = str) -> list[Array]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(workers, "can_start", lambda: False)
        return trained(model, between)


def assert_same(one: list[Array], other: list[Array]) -> None:
    assert len(one) == len(other)
    for a, b in zip(one, other, strict=True):
        np.testing.assert_array_equal(a, b)


@pytest.mark.parametrize(
    "made",
    [
        lambda: optimizers.RMSprop(),
        lambda: optimizers.RMSprop(centered=True, momentum=0.9),
        lambda: optimizers.SGD(optimizers.schedules.ExponentialDecay(0.1, 3, 0.5), 0.9, nesterov=True),
        lambda: optimizers.AdamW(clipvalue=0.01, amsgrad=True),
        lambda: optimizers.AdamW(weight_decay=None),
        lambda: optimizers.Nadam(weight_decay=0.1),
        lambda: optimizers.Adagrad(),
    ],
)
def test_processes_come_to_the_same_numbers_as_threads(made: Callable[[], Optimizer], asked: list[Remote]) -> None:
    expected = by_threads(network(made()))
    assert not asked
    assert_same(trained(network(made())), expected)
    assert len(asked) == 16


def test_a_process_takes_over_in_the_middle(asked: list[Remote], monkeypatch: pytest.MonkeyPatch) -> None:
    expected = by_threads(network(optimizers.Adam()))
    monkeypatch.setattr(Remote, "is_ready", property(lambda remote: steps[0] >= 5 and ready(remote)))
    steps = [0]
    model = network(optimizers.Adam())
    assert_same(trained(model, lambda number: steps.__setitem__(0, number)), expected)
    assert 0 < len(asked) < 16


def test_looking_and_changing_on_the_way(asked: list[Remote]) -> None:
    def training() -> tuple[Any, Callable[[int], None]]:
        model = network(optimizers.RMSprop())

        def between(number: int) -> None:
            if number % 3 == 0:
                model.get_weights()
            if number == 4:
                model.set_weights([weights / 2 for weights in model.get_weights()])
            if number == 6:
                model.optimizer.rho = 0.5
            if number == 8:
                model.optimizer.learning_rate = 0.1

        return model, between

    expected = by_threads(*training())
    assert_same(trained(*training()), expected)
    assert len(asked) == 16


def test_a_linear_first_layer(asked: list[Remote], monkeypatch: pytest.MonkeyPatch) -> None:
    """Its activations are its z, which the shares write over."""
    with monkeypatch.context() as patch:
        patch.setattr(fast, "suits", lambda *_: False)
        expected = trained(network(optimizers.SGD(), "linear"))
    for a, b in zip(trained(network(optimizers.SGD(), "linear")), expected, strict=True):
        np.testing.assert_allclose(a, b, rtol=1e-3, atol=1e-5)
    assert asked


def test_a_training_broken_off_leaves_the_process_to_the_next(asked: list[Remote]) -> None:
    x, y = data()
    for _ in range(2):
        steps = network(optimizers.Adam()).fit_steps(x, y, batch_size=10)
        next(steps)
        steps.close()
    assert len({remote.process.number for remote in asked}) == 1
    assert_same(trained(network(optimizers.Adam())), by_threads(network(optimizers.Adam())))


def test_what_a_training_said_that_was_over_is_not_taken_for_the_next_one_s(
    asked: list[Remote], monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patch:
        patch.setattr(Remote, "is_ready", False)
        trained(network(optimizers.Adam(0.5)))
    assert not asked
    assert_same(trained(network(optimizers.Adam())), by_threads(network(optimizers.Adam())))
    assert asked


def test_two_trainings_at_once_share_no_process(asked: list[Remote]) -> None:
    x, y = data()
    one, other = (network(optimizers.Adam()) for _ in range(2))
    for _ in zip(one.fit_steps(x, y, batch_size=10), other.fit_steps(x, y, batch_size=10), strict=True):
        pass
    assert len({remote.process.number for remote in asked}) == 2
    assert_same(one.get_weights(), other.get_weights())


# Processes that end


def ended(process: WorkerProcess) -> None:
    os.kill(process.number, signal.SIGKILL)
    process._process.wait(ENOUGH)


def test_where_a_process_ends_between_two_steps_the_thread_goes_on(asked: list[Remote]) -> None:
    expected = by_threads(network(optimizers.RMSprop()))
    model = network(optimizers.RMSprop())

    def end(number: int) -> None:
        if number == 5:
            model.get_weights()  # waits for the step
            ended(asked[-1].process)

    assert_same(trained(model, end), expected)
    assert len(asked) == 7


@pytest.mark.parametrize("stage", [Stage.CHANGED, Stage.IN_PLACE])
def test_where_it_ends_when_its_weights_are_changed_nothing_is_lost(
    stage: Stage, asked: list[Remote], monkeypatch: pytest.MonkeyPatch
) -> None:
    start = Hand.start
    expected = by_threads(network(optimizers.RMSprop()))

    def ends_in_the_fifth(hand: Hand, batch: Batch, coming: Batch | None, iterations: int, rate: float) -> None:
        if len(asked) == 4:
            ended(asked[-1].process)
        start(hand, batch, coming, iterations, rate)
        if len(asked) == 5 and hand.process is not None:
            hand.share.change(hand._optimizer, batch)
            if stage == Stage.IN_PLACE:
                hand.share.put_back(batch)
            asked[-1]._orders[Field.STAGE] = stage

    monkeypatch.setattr(Hand, "start", ends_in_the_fifth)
    assert_same(trained(network(optimizers.RMSprop())), expected)
    assert len(asked) == 5


def test_where_it_ends_in_the_middle_of_a_step_it_says_so_and_goes_on(
    asked: list[Remote], monkeypatch: pytest.MonkeyPatch
) -> None:
    ask = Orders.ask

    def ends_in_the_fourth(orders: Orders, *of_step: Any) -> None:
        if len(asked) != 4:
            ask(orders, *of_step)
            return
        ended(asked[-1].process)
        ask(orders, *of_step)
        orders[Field.STAGE] = Stage.CHANGING

    monkeypatch.setattr(Orders, "ask", ends_in_the_fourth)
    model = network(optimizers.RMSprop())
    with pytest.warns(RuntimeWarning, match="ended in the middle of a step"):
        assert all(np.isfinite(array).all() for array in trained(model))
    assert len(asked) == 4


PROGRAM = """
import os, sys
import numpy as np
from engine import fast, models, layers, step, workers
from engine.thread_pool import ThreadPool
fast.WORTH_ARRANGING = fast.WORTH_SHARING = workers.WORTH_A_PROCESS = 0
step.best_pool = lambda: ThreadPool(2)  # as on two cores
x = np.random.default_rng(0).random((100, 50), "float32")
model = models.Sequential([layers.Dense(130, "relu", input_shape=(50,)), layers.Dense(3, "softmax")])
model.compile("rmsprop", "sparse_categorical_crossentropy")
for log in model.fit_steps(x, np.zeros(100, int), batch_size=10, epochs=1_000_000):
    asked = workers._lent[0] if workers._lent else None
    if asked is not None and asked.steps:
        print(asked.number, flush=True)
        {ending}
"""
ENDINGS = {
    "by itself": "break",
    "by an error": "raise KeyError",
    "at once": "os._exit(3)",
    "by another's hand": "sys.stdin.read()",
    "by Ctrl+C": "sys.stdin.read()",
}


def ends(process: int) -> bool:
    """Wait until a process, which need not be this one's child, has ended."""
    try:
        watched = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watched], [], [], ENOUGH)[0])
    finally:
        os.close(watched)


@pytest.mark.skipif(sys.platform != "linux", reason="other systems have no pidfd")
@pytest.mark.parametrize("how", ENDINGS)
def test_no_process_is_left_over_however_the_program_ends(how: str) -> None:
    """The program has no `if __name__ == "__main__"`, as those of learners have none."""
    started = subprocess.Popen(
        [sys.executable, "-c", PROGRAM.replace("{ending}", ENDINGS[how])],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    with started as program:
        assert program.stdout is not None
        worker = int(program.stdout.readline())
        if how == "by another's hand":
            program.kill()
        if how == "by Ctrl+C":
            program.send_signal(signal.SIGINT)
        assert ends(worker)
    assert program.returncode is not None


def test_short_trainings_start_no_process(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "_idle", [])
    monkeypatch.setattr(workers, "_trained", 0.0)
    with workers.lent(1, 0.4) as first, workers.lent(1, 0.4) as second:
        assert first == second == []
    with workers.lent(1, 0.4) as third:
        assert len(third) == 1
    with workers.lent(1, 0.0) as again:
        assert again == third
    workers.end_all()


@pytest.mark.parametrize(("name", "value"), [("executable", "/opt/app/digitapp"), ("executable", ""), ("frozen", True)])
def test_where_python_is_part_of_a_program_none_is_started(
    name: str, value: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, name, value, raising=False)
    assert not workers.can_start()
    with workers.lent(1, 100.0) as none:
        assert none == []


# What both sides see


@pytest.mark.skipif(sys.platform != "linux", reason="how Linux does it")
def test_memory_is_not_mistaken_for_a_file_of_the_same_number(tmp_path: Path) -> None:
    shared = shared_memory.SharedMemory(100)
    shared.memory[:3] = b"abc"
    assert shared_memory.found(shared.address)[:3] == b"abc"
    address = dict(shared.address)
    shared.close()
    with (tmp_path / "other").open("w+b") as other:
        with pytest.raises(FileNotFoundError):
            shared_memory.found(address | {"file": other.fileno()})
        with pytest.raises(OSError, match=r"."):
            shared_memory.found(address | {"file": 999_999})


def test_units_are_shared_out() -> None:
    assert cuts(512, 1) == [0, 512]
    assert cuts(512, 2) == [0, 144, 512]
    assert cuts(512, 4) == [0, 0, 176, 336, 512]
    assert cuts(2048, 4) == [0, 176, 800, 1424, 2048]
    assert cuts(10, 3) == [0, 0, 0, 10]
    assert all(cuts(units, workers) == sorted(cuts(units, workers)) for units in range(1, 900) for workers in (2, 3, 4))


def test_waiting_ends_where_nobody_is_at_the_other_end() -> None:
    numbers = np.zeros(Orders.SIZE, np.int64)
    orders = Orders(numbers, np.zeros(1), None, 0)  # type: ignore[arg-type]
    began = time.perf_counter()
    assert not orders.wait(lambda: False, lambda: False)
    assert time.perf_counter() - began < ENOUGH
    orders[Field.ASKED] = LEAVE
    assert orders.wait(lambda: orders[Field.ASKED] == LEAVE, lambda: False)
