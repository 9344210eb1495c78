"""What must hold for networks, pictures and batches of any size, and for values however large or small."""

from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine import activations, layers, losses, models
from engine.errors import InputError
from engine.history import EpochLog, StepLog

sizes = st.integers(1, 7)
hidden = st.lists(st.tuples(sizes, st.sampled_from(sorted(activations.ACTIVATIONS))), max_size=3)
seeds = st.integers(0, 10**6)


def network(inputs: int, shape: list[tuple[int, str]], classes: int, optimizer: str, seed: int) -> models.Sequential:
    made = models.Sequential([layers.Input((inputs,))], generator=np.random.default_rng(seed))
    for units, function in shape:
        made.add(layers.Dense(units, function))
    made.add(layers.Dense(classes, "softmax"))
    made.compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"])
    return made


@given(
    sizes, hidden, sizes, sizes, st.integers(1, 9), st.booleans(), st.sampled_from(["sgd", "rmsprop", "adam"]), seeds
)
def test_any_network_learns_from_any_number_of_pictures(
    inputs: int,
    shape: list[tuple[int, str]],
    classes: int,
    images: int,
    batch: int,
    shuffle: bool,
    optimizer: str,
    seed: int,
) -> None:
    generator = np.random.default_rng(seed)
    x, y = generator.random((images, inputs), dtype=np.float32), generator.integers(0, classes, images)
    model = network(inputs, shape, classes, optimizer, seed)
    logs: list[Any] = list(model.fit_steps(x, y, batch_size=batch, epochs=2, shuffle=shuffle))
    steps = [log for log in logs if isinstance(log, StepLog)]
    assert sum(log.images for log in steps) == 2 * images
    assert len(steps) == 2 * -(-images // batch)
    assert all(1 <= log.images <= batch for log in steps)
    for epoch in (log for log in logs if isinstance(log, EpochLog)):
        of_epoch = [log for log in steps if log.epoch == epoch.epoch]
        assert epoch.loss == pytest.approx(sum(log.loss * log.images for log in of_epoch) / images, rel=1e-6, abs=1e-9)
    probabilities = model.predict(x, batch_size=batch, verbose=0)
    assert probabilities.shape == (images, classes)
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-5)
    whole = model.predict(x, batch_size=images, verbose=0)
    np.testing.assert_allclose(probabilities, whole, rtol=1e-4, atol=1e-6)  # in batches of any size


@given(sizes, hidden, sizes, seeds, st.sampled_from([1e-38, 1e-20, 1e4, 1e18, 3e38]))
def test_huge_and_tiny_values_give_probabilities(
    inputs: int, shape: list[tuple[int, str]], classes: int, seed: int, scale: float
) -> None:
    x = (np.random.default_rng(seed).uniform(-1, 1, (3, inputs)) * scale).astype(np.float32)
    model = network(
        inputs, [(units, function) for units, function in shape if function != "softmax"], classes, "sgd", 0
    )
    with np.errstate(over="ignore", invalid="ignore"):
        z = model.trace(x)[-1].z
        probabilities = model.predict(x, verbose=0)
    fine = np.isfinite(z).all(axis=1)  # sums beyond float32 are no numbers; what is in range stays so
    np.testing.assert_allclose(probabilities[fine].sum(axis=1), 1, rtol=1e-5)
    assert scale > 1e18 or fine.all()


@given(st.lists(st.floats(-1e4, 1e4, width=32), min_size=1, max_size=10), st.data())
def test_softmax_and_loss_are_stable_at_large_logits(values: list[float], data: st.DataObject) -> None:
    z = np.array([values], np.float32)
    label = data.draw(st.integers(0, len(values) - 1))
    target = np.eye(len(values), dtype=np.float32)[label : label + 1]
    p = activations.softmax(z)
    loss = losses.from_logits(target, z)
    gradient = losses.gradient_from_logits(target, p)
    assert np.isfinite(p).all()
    assert p.sum() == pytest.approx(1, rel=1e-5)
    exact = z.astype(np.float64)
    shifted = exact - exact.max()
    expected = np.log(np.exp(shifted).sum()) - shifted[0, label]
    np.testing.assert_allclose(loss, [expected], rtol=1e-4, atol=1e-6)
    assert np.isfinite(gradient).all()
    assert np.abs(gradient).max() <= 1


@pytest.mark.parametrize("shape", [(0, 3), (4, 0), (0, 0)])
@pytest.mark.parametrize("method", ["fit", "evaluate", "predict"])
def test_nothing_at_all_is_refused(shape: tuple[int, int], method: str) -> None:
    model = network(3, [(2, "relu")], 2, "sgd", 0)
    x = np.zeros(shape, np.float32)
    arguments = (x,) if method == "predict" else (x, np.zeros(shape[0], int))
    with pytest.raises(InputError, match="Received: shape="):
        getattr(model, method)(*arguments, verbose=0)


@pytest.mark.parametrize("units", [0, -3, 2.5, True])
def test_a_layer_of_no_units_is_refused(units: Any) -> None:
    with pytest.raises(InputError, match="units must be a positive integer"):
        layers.Dense(units)
