"""How a model was compiled, in Keras's words: the optimizer, the loss and the metrics, written and read.

.keras   compile_config in config.json: optimizer, loss, metrics
.h5      the attribute training_config: optimizer_config, loss, metrics
"""

from __future__ import annotations

from typing import Any

from .. import losses, metrics, optimizers
from ..errors import InputError
from ..losses import Loss
from ..metrics import Metric
from ..models import Sequential
from ..optimizers import Optimizer
from ..stack import snake

LOSS_WORDS = ("from_logits", "label_smoothing", "delta")
METRIC_WORDS = ("name", "threshold", "k", "thresholds", "num_thresholds", "from_logits")


def described(model: Sequential) -> dict[str, Any] | None:
    """Return Keras's description of how a model was compiled; None if it was not."""
    if model.optimizer is None or model.loss is None:
        return None
    return {
        "optimizer": _optimizer_entry(model.optimizer),
        "loss": _loss_entry(model.loss),
        "loss_weights": None,
        "metrics": [_metric_entry(metric) for metric in model.metrics if not isinstance(metric, metrics.OwnFunction)],
        "weighted_metrics": None,
        "run_eagerly": False,
        "steps_per_execution": 1,
        "jit_compile": False,
    }


def compile_as(model: Sequential, config: dict[str, Any]) -> None:
    """Compile a model as Keras's description of either format says, with an optimizer that has taken no step yet.

    Raises:
        InputError: something in it is not known here.
    """
    wanted = config.get("metrics")
    flat = [each for group in wanted for each in (group if isinstance(group, list) else [group])] if wanted else []
    model.compile(
        _optimizer(config.get("optimizer", config.get("optimizer_config"))),
        _loss(config.get("loss")),
        [_metric(each) for each in flat if each is not None],
    )


def _optimizer_entry(optimizer: Optimizer) -> dict[str, Any]:
    config = dict(optimizer.get_config())
    if isinstance(config["learning_rate"], dict):
        config["learning_rate"] = _named("keras.optimizers.schedules", **config["learning_rate"])
    return _named("keras.optimizers", type(optimizer).__name__, {"name": optimizer.name, **config})


def _optimizer(entry: Any) -> Optimizer:
    if not isinstance(entry, dict):
        return optimizers.get(entry)
    kind, config = entry.get("class_name"), entry.get("config")
    if not isinstance(kind, str) or not isinstance(config, dict):
        raise InputError("expected the description of an optimizer. Received: {entry!r}", entry=entry)
    known = optimizers.get(kind).get_config().keys() | set(optimizers.LIMITS)
    given = {name: value for name, value in config.items() if name in known and value is not None}
    given = {name: value for name, value in given.items() if name not in optimizers.LIMITS or value is not False}
    if "lr" in config:  # Keras 1 and 2
        given["learning_rate"] = config["lr"]
    rate = given.get("learning_rate")
    if isinstance(rate, dict) and isinstance(rate.get("config"), dict):
        config = {name: value for name, value in rate["config"].items() if name != "name"}
        given["learning_rate"] = {"class_name": rate.get("class_name"), "config": config}
    return optimizers.get(kind, {"learning_rate": 0.001, **given})


def _loss_entry(loss: Loss) -> Any:
    if loss == losses.LOSSES[loss.name]():
        return loss.name
    config = {"name": loss.name, "reduction": "sum_over_batch_size", **loss.get_config()}
    if loss.sparse:
        config.pop("label_smoothing")  # Keras has none for integer labels
    return _named("keras.losses", type(loss).__name__, config)


def _loss(entry: Any) -> Loss:
    if not isinstance(entry, dict):
        return losses.get(entry)
    config = entry.get("config")
    if isinstance(config, str):  # a function, by its name
        return losses.get(config)
    given = {name: value for name, value in (config or {}).items() if name in LOSS_WORDS}
    own = losses.get(entry.get("class_name")).get_config()
    return losses.get(entry.get("class_name"), {name: value for name, value in given.items() if name in own})


def _metric_entry(metric: Metric) -> Any:
    plain = metrics.serialize(metric)
    if isinstance(plain, str):
        return plain
    return _named("keras.metrics", type(metric).__name__, metric.get_config())


def _metric(entry: Any) -> Metric:
    if not isinstance(entry, dict):
        return metrics.get(entry)
    config = entry.get("config")
    if isinstance(config, str):
        return metrics.get(config)
    name = snake(str(entry.get("class_name")))
    if not isinstance(config, dict) or name not in metrics.METRICS:
        return metrics.get(name)
    own = metrics.METRICS[name]().get_config()
    given = {key: config[key] for key in METRIC_WORDS if key in own and key in config}
    return metrics.get({"class_name": name, "config": given})


def _named(module: str, class_name: str, config: dict[str, Any]) -> dict[str, Any]:
    return {"module": module, "class_name": class_name, "config": config, "registered_name": None}
