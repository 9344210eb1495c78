"""What is told how a training goes, batch by batch and epoch by epoch, and may end it."""

from math import isfinite
from typing import Any

from .callback import Callback as Callback
from .callback import CallbackList as CallbackList
from .callback import LambdaCallback as LambdaCallback
from .callback import Logs
from .callback import as_list as as_list
from .early_stopping import EarlyStopping as EarlyStopping
from .files import CSVLogger as CSVLogger
from .files import ModelCheckpoint as ModelCheckpoint
from .learning_rates import LearningRateScheduler as LearningRateScheduler
from .learning_rates import ReduceLROnPlateau as ReduceLROnPlateau
from .monitor import Monitor as Monitor


class TerminateOnNaN(Callback):
    """Ends the training as soon as a loss is no number any more."""

    def on_batch_end(self, batch: int, logs: Logs | None = None) -> None:
        """Look at the loss."""
        loss = (logs or {}).get("loss")
        if loss is not None and not isfinite(loss):
            print(f"Batch {batch}: Invalid loss, terminating training")
            self.model.stop_training = True


def __getattr__(name: str) -> Any:
    from ..not_here import missing

    raise missing(__name__, name)
