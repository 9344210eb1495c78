"""Small programs in Keras's words, each a function of the library: recorded with Keras, compared with the engine.

    python -m tests.engine.data.keras_programs [NAME ...]

writes keras_programs.npz, or only some programs of it anew (it needs Keras 3, on JAX).

Every program returns a model that is not trained and what fit() is called with; what it draws from chance is replaced:
the weights are set to numbers that both sides draw alike, and nothing is shuffled.
"""

import os
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np

FILE = Path(__file__).with_name("keras_programs.npz")
ROWS, INPUTS, CLASSES = 90, 12, 4

Program = Callable[[Any], tuple[Any, dict[str, Any]]]
PROGRAMS: dict[str, Program] = {}


def program(function: Program) -> Program:
    """Have it run on both sides."""
    PROGRAMS[function.__name__] = function
    return function


def data() -> dict[str, Any]:
    """Made-up data of each form: rows, images, classes, films with words on or off, prices."""
    generator = np.random.default_rng(17)
    x = generator.normal(size=(ROWS, INPUTS)).astype("float32")
    labels = generator.integers(0, CLASSES, ROWS)
    x[np.arange(ROWS), labels] += 1.5
    return {
        "x": x,
        "labels": labels,
        "one_hot": np.eye(CLASSES, dtype="float32")[labels],
        "yes": (labels > 1).astype("float32"),
        "several": (generator.random((ROWS, 3)) < 0.4).astype("float32"),
        "price": (x @ generator.normal(size=INPUTS) + 3).astype("float32"),
        "bytes": (generator.random((ROWS, 3, 4)) * 255).astype("uint8"),
        "weights": generator.random(ROWS).astype("float32"),
        "multi_hot": (generator.random((ROWS, 40)) < 0.15).astype("float32"),
    }


DATA = data()
X, LABELS, ONE_HOT, YES, PRICE = (DATA[name] for name in ("x", "labels", "one_hot", "yes", "price"))
FIT = {"batch_size": 16, "epochs": 3, "shuffle": False, "verbose": 0}


def classifier(k: Any, *hidden: Any, last: Any = "softmax") -> Any:
    """A model of some hidden layers and four outputs."""
    return k.Sequential([k.layers.Input((INPUTS,)), *hidden, k.layers.Dense(CLASSES, activation=last)])


def one_hot(model: Any, optimizer: Any = "rmsprop", **more: Any) -> tuple[Any, dict[str, Any]]:
    """Compile for one-hot labels."""
    model.compile(optimizer, "categorical_crossentropy", metrics=["accuracy"])
    return model, {"x": X, "y": ONE_HOT, **FIT, **more}


# Activations and layers


def _activation(name: str) -> None:
    def of_name(k: Any) -> tuple[Any, dict[str, Any]]:
        return one_hot(classifier(k, k.layers.Dense(7, activation=name), k.layers.Dense(5, activation=name)))

    PROGRAMS[f"activation_{name}"] = of_name


for _name in (
    *("linear", "relu", "leaky_relu", "elu", "selu", "gelu"),
    *("silu", "softplus", "softsign", "tanh", "sigmoid", "softmax"),
):
    _activation(_name)


@program
def activations_as_functions(k: Any) -> tuple[Any, dict[str, Any]]:
    """Functions of keras.activations."""
    hidden = [k.layers.Dense(6, activation=k.activations.gelu), k.layers.Activation(k.activations.tanh)]
    return one_hot(classifier(k, *hidden, last=k.activations.softmax))


@program
def activation_layers(k: Any) -> tuple[Any, dict[str, Any]]:
    """Each of the layers that are activations."""
    bends = [k.layers.ReLU(max_value=2.0), k.layers.LeakyReLU(), k.layers.ELU(alpha=0.5), k.layers.Activation("tanh")]
    hidden = [layer for bend in bends for layer in (k.layers.Dense(6), bend)]
    model = classifier(k, *hidden, last=None)
    model.add(k.layers.Softmax())
    return one_hot(model)


@program
def relu_with_everything(k: Any) -> tuple[Any, dict[str, Any]]:
    """A slope, a threshold and a most."""
    return one_hot(classifier(k, k.layers.Dense(6), k.layers.ReLU(1.0, negative_slope=0.2, threshold=0.1)))


@program
def batch_normalization(k: Any) -> tuple[Any, dict[str, Any]]:
    """Between a linear layer and its function, and in front."""
    hidden = [
        k.layers.BatchNormalization(),
        k.layers.Dense(8, use_bias=False),
        k.layers.BatchNormalization(momentum=0.9, epsilon=1e-2),
        k.layers.Activation("relu"),
    ]
    return one_hot(classifier(k, *hidden), validation_split=0.2)


@program
def batch_normalization_without_scale(k: Any) -> tuple[Any, dict[str, Any]]:
    """Neither scale nor center."""
    plain = k.layers.BatchNormalization(scale=False, center=False)
    dense = k.layers.Dense(8, use_bias=False)  # a bias in front has no gradient, and Adam would follow its rounding
    return one_hot(classifier(k, dense, plain, k.layers.BatchNormalization(scale=False)), "adam")


@program
def flatten_and_rescaling(k: Any) -> tuple[Any, dict[str, Any]]:
    """Images of bytes."""
    model = k.Sequential(
        [
            k.layers.Input(shape=(3, 4)),
            k.layers.Flatten(),
            k.layers.Rescaling(1.0 / 255),
            k.layers.Dense(9, activation="relu"),
            k.layers.Dense(CLASSES, activation="softmax"),
        ]
    )
    model.compile("adam", "sparse_categorical_crossentropy", metrics=["accuracy"])
    return model, {"x": DATA["bytes"], "y": LABELS, **FIT}


@program
def reshape(k: Any) -> tuple[Any, dict[str, Any]]:
    """There and back, with a normalisation along the last axis."""
    hidden = [k.layers.Reshape((3, -1)), k.layers.BatchNormalization(), k.layers.Flatten()]
    return one_hot(classifier(k, *hidden))


@program
def frozen_layer(k: Any) -> tuple[Any, dict[str, Any]]:
    """Layers that training must not change."""
    model = classifier(k, k.layers.Dense(6, activation="relu"), k.layers.BatchNormalization(), k.layers.Dense(5))
    model.layers[0].trainable = False
    model.layers[1].trainable = False
    return one_hot(model)


# Losses and metrics


@program
def binary(k: Any) -> tuple[Any, dict[str, Any]]:
    """Films: good or bad."""
    model = k.Sequential(
        [k.layers.Input((40,)), k.layers.Dense(8, activation="relu"), k.layers.Dense(1, activation="sigmoid")]
    )
    model.compile(optimizer="rmsprop", loss="binary_crossentropy", metrics=["acc"])
    return model, {"x": DATA["multi_hot"], "y": YES, **FIT, "validation_data": (DATA["multi_hot"][:20], YES[:20])}


@program
def binary_from_logits(k: Any) -> tuple[Any, dict[str, Any]]:
    """Without a sigmoid at the end."""
    model = k.Sequential([k.layers.Input((INPUTS,)), k.layers.Dense(8, activation="tanh"), k.layers.Dense(1)])
    metric = k.metrics.BinaryAccuracy(threshold=0.0)
    model.compile("sgd", k.losses.BinaryCrossentropy(from_logits=True, label_smoothing=0.1), metrics=[metric])
    return model, {"x": X, "y": YES, **FIT}


@program
def several_labels(k: Any) -> tuple[Any, dict[str, Any]]:
    """Three units that each say yes or no."""
    model = k.Sequential([k.layers.Input((INPUTS,)), k.layers.Dense(3, activation="sigmoid")])
    model.compile(
        "adam", k.losses.binary_crossentropy, metrics=["binary_accuracy", "mae", k.metrics.MeanSquaredError()]
    )
    return model, {"x": X, "y": DATA["several"], **FIT}


@program
def counted_metrics(k: Any) -> tuple[Any, dict[str, Any]]:
    """Precision, recall and the area under the curve, over all of an epoch."""
    model = k.Sequential(
        [k.layers.Input((40,)), k.layers.Dense(8, activation="relu"), k.layers.Dense(1, activation="sigmoid")]
    )
    model.compile(
        k.optimizers.Adam(0.02),
        "binary_crossentropy",
        metrics=[k.metrics.AUC(), "precision", k.metrics.Recall(), k.metrics.Precision(thresholds=0.45, name="low")],
    )
    return model, {"x": DATA["multi_hot"], "y": YES, **FIT, "validation_data": (DATA["multi_hot"][:20], YES[:20])}


@program
def counted_metrics_of_several(k: Any) -> tuple[Any, dict[str, Any]]:
    """The same where each image has three answers."""
    model = k.Sequential([k.layers.Input((INPUTS,)), k.layers.Dense(3, activation="sigmoid")])
    metrics = [
        k.metrics.Precision(name="precise"),
        k.metrics.Recall(thresholds=0.3, name="found"),
        k.metrics.AUC(num_thresholds=50, name="area"),
    ]
    model.compile("rmsprop", "binary_crossentropy", metrics=metrics)
    return model, {"x": X, "y": DATA["several"], **FIT}


@program
def huber(k: Any) -> tuple[Any, dict[str, Any]]:
    """Prices, without too much weight on those far off."""
    model = k.Sequential([k.layers.Input((INPUTS,)), k.layers.Dense(8, activation="relu"), k.layers.Dense(1)])
    model.compile("rmsprop", k.losses.Huber(delta=0.7), metrics=["mae"])
    return model, {"x": X, "y": PRICE, **FIT}


@program
def huber_by_name(k: Any) -> tuple[Any, dict[str, Any]]:
    """With a delta of 1."""
    model = k.Sequential([k.layers.Input((INPUTS,)), k.layers.Dense(1)])
    model.compile("sgd", "huber")
    return model, {"x": X, "y": PRICE, **FIT}


@program
def metric_of_ones_own(k: Any) -> tuple[Any, dict[str, Any]]:
    """A function of labels and outputs."""

    def far_off(y_true: Any, y_pred: Any) -> Any:
        return abs(y_true.reshape(y_pred.shape) - y_pred)[:, 0]

    model = k.Sequential([k.layers.Input((INPUTS,)), k.layers.Dense(1)])
    model.compile("sgd", "mse", metrics=[far_off])
    return model, {"x": X, "y": PRICE, **FIT}


@program
def sparse_from_logits(k: Any) -> tuple[Any, dict[str, Any]]:
    """Integer labels, no softmax."""
    model = classifier(k, k.layers.Dense(6, activation="relu"), last=None)
    model.compile(
        optimizer=k.optimizers.Adam(learning_rate=0.01),
        loss=k.losses.SparseCategoricalCrossentropy(from_logits=True),
        metrics=["accuracy", k.metrics.SparseTopKCategoricalAccuracy(k=2), "sparse_categorical_accuracy"],
    )
    return model, {"x": X, "y": LABELS, **FIT, "validation_split": 0.2}


@program
def label_smoothing(k: Any) -> tuple[Any, dict[str, Any]]:
    """One-hot labels that are never certain."""
    model = classifier(k, k.layers.Dense(6, activation="relu"))
    loss = k.losses.CategoricalCrossentropy(label_smoothing=0.2)
    metrics = ["categorical_accuracy", k.metrics.TopKCategoricalAccuracy(k=2, name="top2"), "categorical_crossentropy"]
    model.compile("adam", loss, metrics=metrics)
    return model, {"x": X, "y": ONE_HOT, **FIT}


@program
def house_prices(k: Any) -> tuple[Any, dict[str, Any]]:
    """A number, its squared and absolute distance."""
    model = k.Sequential([k.layers.Input((INPUTS,)), k.layers.Dense(8, activation="relu"), k.layers.Dense(1)])
    model.compile(optimizer="rmsprop", loss="mse", metrics=["mae", k.metrics.RootMeanSquaredError()])
    return model, {"x": X, "y": PRICE, **FIT, "validation_data": (X[:30], PRICE[:30])}


@program
def mean_absolute_error(k: Any) -> tuple[Any, dict[str, Any]]:
    """The same, made small without squares."""
    model = k.Sequential([k.layers.Input((INPUTS,)), k.layers.Dense(8, activation="relu"), k.layers.Dense(1)])
    model.compile("adam", k.losses.MeanAbsoluteError(), metrics=["mse", "mean_absolute_error"])
    return model, {"x": X, "y": PRICE.reshape(-1, 1), **FIT}


@program
def crossentropy_of_sigmoids(k: Any) -> tuple[Any, dict[str, Any]]:
    """An odd pair, which Keras normalises."""
    return one_hot(classifier(k, k.layers.Dense(6, activation="relu"), last="sigmoid"))


# Options of fit()


@program
def class_weights(k: Any) -> tuple[Any, dict[str, Any]]:
    """Some classes count more."""
    return one_hot(classifier(k, k.layers.Dense(6, activation="relu")), class_weight={0: 1.0, 2: 5.0, 3: 0.5})


@program
def sample_weights(k: Any) -> tuple[Any, dict[str, Any]]:
    """Some rows count more, in the validation too."""
    held_out = (X[:20], ONE_HOT[:20], DATA["weights"][:20])
    hidden = k.layers.Dense(6, activation="relu")
    return one_hot(classifier(k, hidden), sample_weight=DATA["weights"], validation_data=held_out)


@program
def steps_per_epoch(k: Any) -> tuple[Any, dict[str, Any]]:
    """Epochs that are half a round of the data."""
    hidden = k.layers.Dense(6, activation="relu")
    more = {"steps_per_epoch": 3, "epochs": 4, "validation_batch_size": 7, "validation_freq": 2}
    return one_hot(classifier(k, hidden), validation_data=(X[:20], ONE_HOT[:20]), **more)


@program
def lists_and_integers(k: Any) -> tuple[Any, dict[str, Any]]:
    """float64, and integers for labels."""
    model = classifier(k, k.layers.Dense(6, activation="relu"))
    model.compile("sgd", "categorical_crossentropy")
    return model, {"x": X.astype("float64"), "y": ONE_HOT.astype("int64"), **FIT}


# Regularizers


@program
def regularized(k: Any) -> tuple[Any, dict[str, Any]]:
    """By name, function and class."""
    r = k.regularizers
    hidden = [
        k.layers.Dense(8, activation="relu", kernel_regularizer=r.l2(0.001)),
        k.layers.Dense(8, activation="relu", kernel_regularizer=r.l1(0.002), bias_regularizer="l2"),
        k.layers.Dense(8, activation="relu", kernel_regularizer=r.l1_l2(l1=0.001, l2=0.003)),
        k.layers.Dense(8, activation="relu", kernel_regularizer=r.L1L2(0.001), bias_regularizer=r.L1(0.1)),
        k.layers.Dense(8, activation="relu", kernel_regularizer="l1"),
    ]
    return one_hot(classifier(k, *hidden), validation_split=0.25)


# Optimizers and schedules


def _optimizer(name: str, make: Callable[[Any], Any]) -> None:
    def with_it(k: Any) -> tuple[Any, dict[str, Any]]:
        return one_hot(classifier(k, k.layers.Dense(8, activation="tanh")), make(k.optimizers))

    PROGRAMS[f"optimizer_{name}"] = with_it


_optimizer("sgd_momentum", lambda o: o.SGD(0.05, momentum=0.9))
_optimizer("sgd_nesterov", lambda o: o.SGD(learning_rate=0.05, momentum=0.9, nesterov=True, weight_decay=0.01))
_optimizer("rmsprop_all", lambda o: o.RMSprop(learning_rate=1e-3, rho=0.8, momentum=0.5, centered=True))
_optimizer("adam_amsgrad", lambda o: o.Adam(amsgrad=True, beta_2=0.9, clipnorm=0.1))
_optimizer("adamw", lambda o: o.AdamW(learning_rate=0.01, weight_decay=0.05))
_optimizer("adagrad", lambda o: o.Adagrad(learning_rate=0.1))
_optimizer("nadam", lambda o: o.Nadam(learning_rate=0.01))
_optimizer("by_name", lambda _: "adamw")
_optimizer("clipvalue", lambda o: o.SGD(0.1, clipvalue=0.02))
_optimizer("global_clipnorm", lambda o: o.SGD(0.1, global_clipnorm=0.2))
_optimizer("exponential", lambda o: o.SGD(o.schedules.ExponentialDecay(0.2, 5, 0.7, staircase=True)))
_optimizer("cosine", lambda o: o.Adam(o.schedules.CosineDecay(0.0, 12, warmup_target=0.02, warmup_steps=4)))
_optimizer("restarts", lambda o: o.SGD(o.schedules.CosineDecayRestarts(0.1, 3, t_mul=1.5, m_mul=0.8, alpha=0.1)))
_optimizer("piecewise", lambda o: o.RMSprop(o.schedules.PiecewiseConstantDecay([4, 9], [0.01, 0.003, 0.001])))
_optimizer("polynomial", lambda o: o.SGD(o.schedules.PolynomialDecay(0.1, 7, 0.01, power=2.0, cycle=True)))
_optimizer("inverse_time", lambda o: o.SGD(o.schedules.InverseTimeDecay(0.1, 3, 0.5)))


# Callbacks


def _callback(name: str, make: Callable[[Any], list[Any]], **more: Any) -> None:
    def with_it(k: Any) -> tuple[Any, dict[str, Any]]:
        held_out = (X[:25], ONE_HOT[24::-1])  # labels that belong to others: it gets worse soon
        model = classifier(k, k.layers.Dense(8, activation="tanh"))
        arguments = {"epochs": 9, "validation_data": held_out, "callbacks": make(k.callbacks), **more}
        return one_hot(model, k.optimizers.Adam(0.05), **arguments)

    PROGRAMS[f"callback_{name}"] = with_it


_callback("early_stopping", lambda c: [c.EarlyStopping(patience=2, restore_best_weights=True)])
_callback("early_by_accuracy", lambda c: [c.EarlyStopping(monitor="accuracy", patience=0, min_delta=0.05)])
_callback("baseline", lambda c: [c.EarlyStopping("val_loss", patience=3, baseline=0.1, start_from_epoch=2)])
_callback("plateau", lambda c: [c.ReduceLROnPlateau(factor=0.3, patience=1, cooldown=1, min_lr=0.001)])
_callback("scheduler", lambda c: [c.LearningRateScheduler(lambda _, rate: rate * 0.7)])
_callback("scheduler_of_epoch", lambda c: [c.LearningRateScheduler(lambda epoch: 0.1 / (1 + epoch))])


@program
def stopped_in_an_epoch(k: Any) -> tuple[Any, dict[str, Any]]:
    """A callback that ends the training after some batches."""

    class Stop(k.callbacks.Callback):  # type: ignore[misc]
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            if logs["loss"] < 1.1 or batch == 3:
                self.model.stop_training = True

    model = classifier(k, k.layers.Dense(8, activation="tanh"))
    return one_hot(model, "sgd", validation_data=(X[:20], ONE_HOT[:20]), callbacks=[Stop()])


# Recording


def prepared(library: Any, name: str) -> tuple[Any, dict[str, Any], list[Any]]:
    """Return a program's model with its first weights, what fit() gets, and these weights."""
    model, arguments = PROGRAMS[name](library)
    generator = np.random.default_rng(5)
    first = []
    for array in model.get_weights():
        drawn = generator.normal(size=array.shape, scale=0.4 if array.ndim > 1 else 0.1)
        first.append(array + drawn if array.ndim == 1 else drawn)
    first = [
        np.abs(array).astype("float32") if (array > 0.5).any() and array.ndim == 1 else array.astype("float32")
        for array in first
    ]
    model.set_weights(first)
    return model, arguments, first


def run(library: Any, name: str) -> dict[str, Any]:
    """Return what a program computes: the history, the loss of every batch, the weights, and what is read then."""
    model, arguments, _ = prepared(library, name)
    losses: list[float] = []

    class Losses(library.callbacks.Callback):  # type: ignore[misc]
        def on_train_batch_end(self, batch: int, logs: Any = None) -> None:
            del batch
            losses.append(float(logs["loss"]))

    callbacks = [*arguments.pop("callbacks", []), Losses()]
    history = model.fit(**arguments, callbacks=callbacks).history
    result: dict[str, Any] = {f"history/{key}": np.array(values, "float64") for key, values in history.items()}
    result["losses"] = np.array(losses)
    result["evaluate"] = np.array(model.evaluate(arguments["x"], arguments["y"], verbose=0), "float64")
    result["predict"] = np.asarray(model.predict(arguments["x"][:20], verbose=0))
    for number, array in enumerate(model.get_weights()):
        result[f"weights/{number:02d}"] = array
    return result


def main() -> None:
    """Record all programs with Keras."""
    os.environ["KERAS_BACKEND"] = "jax"
    keras = import_module("keras")

    names = sys.argv[1:] or list(PROGRAMS)
    recorded = {}
    if FILE.exists():
        with np.load(FILE) as before:
            kept = [key for key in before.files if "/" in key and key.split("/")[0] in set(PROGRAMS) - set(names)]
            recorded = {key: before[key] for key in kept}
    for name in names:
        for key, value in run(keras, name).items():
            recorded[f"{name}/{key}"] = value
    np.savez_compressed(FILE, keras_version=np.array(keras.__version__), **recorded)
    print(f"{len(names)} programs, {FILE.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
