"""Several threads share a product and an update, and the result is the one thread's."""

import threading

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from engine import thread_pool as thread_pool_module
from engine.optimizer import BLOCK
from engine.optimizers import Adam, RMSprop
from engine.thread_pool import ThreadPool, best_pool, one_blas_thread


def worker_threads() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "engine worker"]


def blas_threads() -> list[int]:
    """Return the threads of NumPy's BLAS; SciPy, which a map by neighbours loads, brings another of its own."""
    found = [library for library in threadpool_info() if library["user_api"] == "blas"]
    return [library["num_threads"] for library in found if "scipy" not in library["filepath"]]


@pytest.mark.parametrize("size", [1, 2, 3])
def test_share_covers_every_place_once(size: int) -> None:
    counts = np.zeros(10, int)

    def work(part: slice) -> None:
        counts[part] += 1

    with ThreadPool(size) as pool:
        pool.share(10, work)
        pool.share(10, work)
    assert counts.tolist() == [2] * 10


def test_the_parts_are_done_on_different_threads() -> None:
    seen = []
    with ThreadPool(3) as pool:
        pool.share(3, lambda _: seen.append(threading.get_ident()))
    assert len(set(seen)) == 3


@pytest.mark.parametrize("where", [0, 1])
def test_an_error_of_any_part_reaches_the_one_who_asked(where: int) -> None:
    def work(part: slice) -> None:
        if part.start == where:
            raise ZeroDivisionError

    with ThreadPool(2) as pool:
        with pytest.raises(ZeroDivisionError):
            pool.share(2, work)
        pool.share(2, lambda _: None)  # the pool goes on


def test_the_threads_end_with_the_crew() -> None:
    with ThreadPool(3):
        assert len(worker_threads()) == 2
    assert worker_threads() == []


@pytest.mark.parametrize("rows", [3, 256, 257])
def test_a_shared_product_is_the_product(rows: int) -> None:
    generator = np.random.default_rng(0)
    a = generator.standard_normal((300, rows)).astype(np.float32).T
    b = generator.standard_normal((300, 128)).astype(np.float32)
    out = np.empty((rows, 128), np.float32)
    with ThreadPool(2) as pool:
        pool.matmul(a, b, out=out)
        result = pool.matmul(a, b)
    np.testing.assert_allclose(out, a @ b, rtol=1e-4, atol=1e-4)
    np.testing.assert_array_equal(result, out)


@pytest.mark.parametrize("kind", [RMSprop, Adam])
def test_a_shared_update_is_the_update(kind: type[RMSprop] | type[Adam]) -> None:
    generator = np.random.default_rng(1)
    start = generator.standard_normal(2 * BLOCK + 7).astype(np.float32)
    alone, shared = start.copy(), start.copy()
    one, other = kind(), kind()
    with ThreadPool(2) as pool:
        for _ in range(3):
            gradient = generator.standard_normal(len(start)).astype(np.float32)
            one.update([alone], [gradient])
            other.update([shared], [gradient], pool)
    np.testing.assert_array_equal(alone, shared)
    assert not np.array_equal(shared, start)


def test_blas_has_its_threads_back_when_the_last_one_leaves() -> None:
    before = blas_threads()
    with one_blas_thread():
        with one_blas_thread():
            assert set(blas_threads()) <= {1}
        assert set(blas_threads()) <= {1}
    assert blas_threads() == before


def test_without_a_blas_that_obeys_there_is_no_crew(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(thread_pool_module, "can_limit_blas", lambda: False)
    with best_pool() as pool:
        assert pool.size == 1
        assert worker_threads() == []
