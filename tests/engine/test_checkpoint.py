"""A run that is broken off anywhere and gone on with from a file takes the same steps, bit for bit."""

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import save_file

from engine import fast, layers, models, optimizers
from engine.augmentation import DistortedImages
from engine.data import ScaledImages
from engine.errors import InputError
from engine.history import EpochLog, StepLog
from engine.optimizers import Optimizer
from engine.position import Position
from engine.saving import checkpoint
from engine.types import Array

IMAGES, BATCH, EPOCHS = 70, 16, 3  # five batches an epoch, the last of six images
OPTIMIZERS: dict[str, Callable[[], Optimizer]] = {
    "sgd": optimizers.SGD,
    "momentum": partial(optimizers.SGD, momentum=0.9),
    "rmsprop": optimizers.RMSprop,
    "centered": partial(optimizers.RMSprop, centered=True, momentum=0.5),
    "adam": optimizers.Adam,
    "amsgrad": partial(optimizers.Adam, amsgrad=True),
}


def data() -> tuple[Array, Array]:
    generator = np.random.default_rng(8)
    images = generator.integers(0, 256, (IMAGES, 36), np.uint8)
    images[generator.random(images.shape) < 0.7] = 0
    return images, generator.integers(0, 4, IMAGES)


def network(optimizer: Optimizer) -> models.Sequential:
    hidden = [layers.Dense(7, "relu", input_shape=(36,)), layers.Dropout(0.3), layers.Dense(4, "softmax")]
    made = models.Sequential(hidden, generator=np.random.default_rng(2))
    made.compile(optimizer, "sparse_categorical_crossentropy", ["accuracy"])
    return made


def logs_of(model: models.Sequential, position: Position, distort: bool) -> Any:
    images, labels = data()
    rows = DistortedImages(images, model.generator, side=6) if distort else ScaledImages(images)
    return model.fit_steps(
        rows, labels, batch_size=BATCH, epochs=EPOCHS, validation_data=(ScaledImages(images), labels), position=position
    )


def everything(model: models.Sequential) -> list[Array]:
    assert model.optimizer is not None
    slots = [slot for slots in model.optimizer.slots.values() for slot in slots]
    return [*model.get_weights(), *(slot.copy() for slot in slots)]


@pytest.mark.parametrize("way", ["fast", "textbook", "distorted"])
@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("steps", [0, 1, 4, 5, 8, 14])
def test_going_on_is_as_if_nothing_had_been(
    name: str, steps: int, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fast, "WORTH_ARRANGING", 0 if way == "fast" else 10**9)
    whole, position = network(OPTIMIZERS[name]()), Position()
    file, rest, done = tmp_path / "run.safetensors", [], 0
    if steps == 0:
        checkpoint.save(file, whole, position, {"by": "test"})
    for log in logs_of(whole, position, way == "distorted"):
        if done >= steps:
            rest.append(log)
        if isinstance(log, StepLog):
            done += 1
            if done == steps:
                checkpoint.save(file, whole, position, {"by": "test"})
                rest.clear()

    again, position, metadata = checkpoint.load(file)
    assert metadata == {"by": "test"}
    logs = list(logs_of(again, position, way == "distorted"))
    measured = [log for log in logs if isinstance(log, StepLog | EpochLog)]
    assert measured == [log for log in rest if isinstance(log, StepLog | EpochLog)]
    for a, b in zip(everything(again), everything(whole), strict=True):
        np.testing.assert_array_equal(a, b)
    assert again.generator.bit_generator.state == whole.generator.bit_generator.state
    assert again.optimizer is not None
    assert whole.optimizer is not None
    assert again.optimizer.iterations == whole.optimizer.iterations == 15


def test_at_an_epoch_s_end_the_next_one_begins(tmp_path: Path) -> None:
    model, position = network(optimizers.RMSprop()), Position()
    for log in logs_of(model, position, distort=False):
        if isinstance(log, EpochLog):
            break
    checkpoint.save(tmp_path / "run.safetensors", model, position)
    _, position, _ = checkpoint.load(tmp_path / "run.safetensors")
    assert (position.epoch, position.batches, position.order) == (1, 0, None)


def changed(path: Path, change: Callable[[dict[str, Any], dict[str, Array]], None]) -> None:
    """Write the checkpoint again with its JSON or its arrays changed."""
    with safe_open(path, framework="numpy") as file:
        metadata, arrays = dict(file.metadata()), {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    state = json.loads(metadata["checkpoint"])
    change(state, arrays)
    save_file(arrays, path, {**metadata, "checkpoint": json.dumps(state)})


DAMAGES: dict[str, tuple[Callable[[dict[str, Any], dict[str, Array]], Any], str]] = {
    "no position": (lambda state, _: state.pop("position"), "the description of a checkpoint"),
    "no generator": (lambda state, _: state.pop("generator"), "PCG64"),
    "another generator": (lambda state, _: state["generator"].update(bit_generator="MT19937"), "PCG64"),
    "a state too large": (lambda state, _: state["generator"]["state"].update(state=2**200), "PCG64"),
    "a negative epoch": (lambda state, _: state["position"].update(epoch=-1), "epoch must be"),
    "batches of text": (lambda state, _: state["position"].update(batches="3"), "batches must be"),
    "an order of text": (lambda state, _: state["position"].update(order="x"), "order must be"),
    "a wrong order": (lambda state, _: state["position"].update(order={"a": 1}), "PCG64"),
    "no mean": (lambda state, _: state["position"].update(mean=None), "a mean"),
    "an endless loss": (lambda state, _: state["position"]["mean"].update(loss=1e999), "loss must be"),
    "no count": (lambda state, _: state.update(iterations=None), "iterations must be"),
    "a slot too few": (lambda _, arrays: arrays.pop("optimizer.velocity.dense.kernel"), "expected tensors"),
    "another shape": (lambda _, arrays: arrays.update({"optimizer.velocity.dense.bias": np.zeros(3, "f")}), "tensors"),
}


@pytest.mark.parametrize("damage", DAMAGES)
def test_a_damaged_checkpoint_is_refused(damage: str, tmp_path: Path) -> None:
    path = tmp_path / "run.safetensors"
    checkpoint.save(path, network(optimizers.RMSprop()), Position())
    change, message = DAMAGES[damage]
    changed(path, change)
    with pytest.raises(InputError, match=message):
        checkpoint.load(path)


def test_a_plain_network_is_no_checkpoint(tmp_path: Path) -> None:
    from engine.saving import safetensors_file

    safetensors_file.save(tmp_path / "x.safetensors", network(optimizers.SGD()))
    with pytest.raises(InputError, match="expected checkpoint in the metadata"):
        checkpoint.load(tmp_path / "x.safetensors")
