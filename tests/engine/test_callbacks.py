"""Early stopping ends a training as Keras's does, and brings the best weights back."""

from typing import Any

import numpy as np
import pytest

from engine.callbacks import EarlyStopping
from engine.errors import InputError
from engine.history import EpochLog

from . import small


class Model:
    """Weights that change with every epoch."""

    def __init__(self) -> None:
        self.weights = [np.zeros(1)]

    def snapshot(self) -> list[np.ndarray]:
        return [weight.copy() for weight in self.weights]

    def set_weights(self, weights: list[np.ndarray]) -> None:
        self.weights = weights


def stopped_after(losses: list[float], **how: Any) -> tuple[int, float]:
    """After how many epochs with these losses it stops, and which epoch's weights the model has then."""
    model, stop = Model(), EarlyStopping(**how)
    for epoch, loss in enumerate(losses):
        model.weights[0][:] = epoch
        if stop.should_stop(EpochLog({"loss": loss, "val_loss": loss}, epoch, len(losses)), model):
            break
    stop.finish(model)
    return epoch + 1, float(model.weights[0][0])


@pytest.mark.parametrize(
    ("losses", "patience", "epochs"),
    [
        ([3.0, 2.0, 1.0, 0.5], 2, 4),  # better and better
        ([3.0, 2.0, 2.5, 2.6, 1.0], 2, 4),
        ([3.0, 2.0, 2.5, 1.9, 2.0, 2.1, 1.0], 2, 6),  # better again in between
        ([3.0, 3.0, 3.0], 1, 2),  # the same is not better
        ([1.0, 2.0, 0.5], 0, 2),  # as Keras: 0 is as impatient as 1
    ],
)
def test_it_stops_after_so_many_epochs_without_a_smaller_loss(losses: list[float], patience: int, epochs: int) -> None:
    assert stopped_after(losses, patience=patience)[0] == epochs


def test_the_best_weights_come_back_when_asked_for() -> None:
    losses = [3.0, 1.0, 2.0, 2.0, 2.0]
    assert stopped_after(losses, patience=3, restore_best_weights=True) == (5, 1.0)
    assert stopped_after(losses, patience=3) == (5, 4.0)
    assert stopped_after(losses[:3], patience=3, restore_best_weights=True) == (3, 1.0)  # it was not needed to stop


def test_fit_ends_early_and_has_the_best_weights() -> None:
    model = small.model()
    x, y = small.data()
    stop = EarlyStopping("loss", patience=2, restore_best_weights=True)
    model.optimizer.learning_rate = 0.0  # type: ignore[union-attr]
    before = model.get_weights()
    history = model.fit(x, y, epochs=10, verbose=0, shuffle=False, callbacks=[stop])
    assert len(history.epoch) == 3
    assert all(np.array_equal(*pair) for pair in zip(before, model.get_weights(), strict=True))


@pytest.mark.parametrize("how", [{"monitor": ""}, {"patience": -1}, {"restore_best_weights": 1}])
def test_what_makes_no_sense_is_refused(how: dict[str, Any]) -> None:
    with pytest.raises(InputError, match=next(iter(how))):
        EarlyStopping(**how)


def test_a_held_out_loss_needs_held_out_images() -> None:
    with pytest.raises(InputError, match="needs validation data"):
        EarlyStopping().should_stop(EpochLog({"loss": 1.0}, 0, 1), Model())
