"""A lesson: the network learns the person's digits, is measured before and after, and forgets little."""

import numpy as np
import pytest

from digitapp.core.my_digits import teaching
from digitapp.core.my_digits.collection import MyDigit, MyDigits
from digitapp.core.my_digits.teaching import Progress, Taught, teach
from digitapp.core.runs.settings import TrainingSettings
from engine.models import Sequential
from tests.core.samples import drawn, mnist, refusal


@pytest.fixture(scope="module")
def network() -> Sequential:
    """A network that has learned a little of MNIST."""
    settings = TrainingSettings(hidden_units=(64,))
    result = settings.build()
    data = mnist()
    result.fit(data.train_inputs[:10_000], data.train_labels[:10_000], batch_size=128, epochs=2, verbose=0)
    return result


def lesson(network: Sequential, digits: MyDigits) -> tuple[list[float], Taught]:
    items = list(teach(network, digits, mnist, TrainingSettings(hidden_units=(64,))))
    *shares, result = items
    assert isinstance(result, Taught)
    return [item.share for item in shares if isinstance(item, Progress)], result


def mislabelled(digit: int, label: int) -> MyDigit:
    """A drawing that the network reads otherwise: a sure way to have something to learn."""
    return MyDigit(drawn(digit), label)


def test_it_learns_what_it_read_wrongly_and_forgets_little(network: Sequential) -> None:
    before = network.get_weights()
    shares, result = lesson(network, (mislabelled(7, 2),))
    assert (result.before.learned, result.after.learned) == (0.0, 1.0)
    assert (result.before.held_out, result.after.held_out) == (None, None)
    assert result.before.test > 0.85
    assert result.after.test > result.before.test - 0.05
    assert shares == sorted(shares)
    assert 0 <= shares[0] < 0.05
    assert 0.9 < shares[-1] <= 1
    assert all(np.array_equal(*pair) for pair in zip(before, network.get_weights(), strict=True))  # a copy was taught
    result.network.train_on_batch(mnist().train_inputs[:4], mnist().train_labels[:4])  # and can be trained further


def test_one_in_five_is_kept_for_measuring_and_not_taught(network: Sequential, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "STEPS", 3)
    digits = (*[MyDigit(drawn(3), 3)] * 4, mislabelled(7, 2), *[MyDigit(drawn(3), 3)] * 4, mislabelled(1, 8))
    _, result = lesson(network, digits)
    assert (result.before.learned, result.before.held_out) == (1.0, 0.0)
    assert (result.after.learned, result.after.held_out) == (1.0, 0.0)


def test_the_test_images_are_all_measured(network: Sequential, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(teaching, "STEPS", 1)
    _, result = lesson(network, (MyDigit(drawn(3), 3),))
    _, accuracy = network.evaluate(mnist().test_inputs, mnist().test_labels, 1000, verbose=0)  # type: ignore[misc]
    assert result.before.test == pytest.approx(accuracy)


def test_without_digits_there_is_nothing_to_teach(network: Sequential) -> None:
    assert "at least one digit" in refusal(lambda: list(teach(network, (), mnist, TrainingSettings())))
