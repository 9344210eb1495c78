"""The benchmarks have something to say even of nothing."""

from benchmarks.pen import summary


def test_a_page_that_had_nothing_to_show_is_summed_up_too() -> None:
    assert summary([]) == {"movements": 0}
    assert summary([1.0, 3.0]) == {"median": 2.0, "p99": 3.0, "movements": 2}
