"""The blog's network in other libraries, as their own documentation trains such a network, for benchmarks.speed.

Each is imported only when it is asked for, and each epoch shuffles anew. PyTorch takes its batches from tensors in
memory, which is faster than its DataLoader; JAX compiles the whole epoch into one program.
"""

from __future__ import annotations

import importlib
import importlib.metadata
import importlib.util
import os
import time
from typing import Any, Protocol

import numpy as np

from engine.types import Array

BATCH, HIDDEN = 128, 512


class Images(Protocol):
    """What there is to learn from and to be tested with."""

    @property
    def x(self) -> Array:
        """Images (n, 784)."""

    @property
    def y(self) -> Array:
        """One-hot labels (n, 10)."""

    @property
    def test_x(self) -> Array:
        """Images to be tested with."""

    @property
    def test_y(self) -> Array:
        """Their digits (n,)."""


class Library:
    """One library, and the network in it."""

    name = ""
    package = ""

    def __init__(self, data: Images) -> None:
        self.data = data
        self.generator = np.random.default_rng(0)
        self.start()

    @classmethod
    def installed(cls) -> bool:
        """Return whether it can be imported."""
        return importlib.util.find_spec(cls.package.replace("scikit-learn", "sklearn")) is not None

    @classmethod
    def version(cls) -> str:
        """Return its version."""
        return importlib.metadata.version(cls.package)

    @classmethod
    def prepare(cls, data: Images) -> Library:
        """Make it ready, and train an epoch, so that everything that is compiled once is compiled."""
        made = cls(data)
        made.train()
        return made

    def start(self) -> None:
        """Make a new network."""

    def train(self) -> None:
        """Train it for one epoch."""

    def predict(self) -> Array:
        """Return a digit for each test image."""
        raise NotImplementedError

    def epoch(self) -> float:
        """Return the seconds of one more epoch."""
        start = time.perf_counter()
        self.train()
        return time.perf_counter() - start

    def accuracy(self, epochs: int) -> float:
        """Return the accuracy on the test images of a new network after that many epochs."""
        self.start()
        for _ in range(epochs):
            self.train()
        return float((self.predict() == self.data.test_y).mean())


class Keras(Library):
    """Keras on the backend that KERAS_BACKEND names, JAX by default."""

    name, package = "Keras", "keras"

    def start(self) -> None:
        """Make the network of the blog's program."""
        os.environ.setdefault("KERAS_BACKEND", "jax")
        keras = importlib.import_module("keras")
        self.model = keras.Sequential(
            [
                keras.layers.Input((784,)),
                keras.layers.Dense(HIDDEN, activation="relu"),
                keras.layers.Dense(10, activation="softmax"),
            ]
        )
        self.model.compile("rmsprop", "categorical_crossentropy", metrics=["accuracy"])

    def train(self) -> None:
        """Call fit()."""
        self.model.fit(self.data.x, self.data.y, epochs=1, batch_size=BATCH, verbose=0)

    def predict(self) -> Array:
        """Call predict()."""
        digits: Array = self.model.predict(self.data.test_x, verbose=0).argmax(axis=1)
        return digits


class PyTorch(Library):
    """PyTorch, eager, with as many threads as it likes."""

    name, package = "PyTorch", "torch"

    def start(self) -> None:
        """Make the network and RMSprop with Keras's settings."""
        torch: Any = importlib.import_module("torch")
        self.torch = torch
        self.x, self.y = torch.from_numpy(self.data.x), torch.from_numpy(self.data.y.argmax(axis=1))
        self.model = torch.nn.Sequential(torch.nn.Linear(784, HIDDEN), torch.nn.ReLU(), torch.nn.Linear(HIDDEN, 10))
        self.optimizer = torch.optim.RMSprop(self.model.parameters(), lr=1e-3, alpha=0.9, eps=1e-7)
        self.loss = torch.nn.CrossEntropyLoss()

    def train(self) -> None:
        """Take the steps of an epoch, adding up loss and accuracy as the others do."""
        order = self.torch.randperm(len(self.x))
        losses, right = 0.0, 0
        for start in range(0, len(self.x), BATCH):
            rows = order[start : start + BATCH]
            labels = self.y[rows]
            self.optimizer.zero_grad()
            outputs = self.model(self.x[rows])
            loss = self.loss(outputs, labels)
            loss.backward()
            self.optimizer.step()
            losses += float(loss.detach()) * len(rows)
            right += int((outputs.argmax(1) == labels).sum())

    def predict(self) -> Array:
        """Apply the network."""
        with self.torch.no_grad():
            digits: Array = self.model(self.torch.from_numpy(self.data.test_x)).argmax(1).numpy()
        return digits


class Jax(Library):
    """JAX, a whole epoch as one compiled scan; what is left over from full batches waits for another epoch."""

    name, package = "JAX", "jax"

    def start(self) -> None:
        """Make the weights and compile the epoch."""
        self.jax: Any = importlib.import_module("jax")
        self.numpy: Any = importlib.import_module("jax.numpy")
        generator = np.random.default_rng(0)
        limits = (np.sqrt(6 / (784 + HIDDEN)), np.sqrt(6 / (HIDDEN + 10)))
        shapes = ((784, HIDDEN), (HIDDEN, 10))
        self.weights: Any = [
            (generator.uniform(-limit, limit, shape).astype("float32"), np.zeros(shape[1], "float32"))
            for limit, shape in zip(limits, shapes, strict=True)
        ]
        self.averages: Any = self.jax.tree.map(np.zeros_like, self.weights)
        self.x, self.y = self.numpy.asarray(self.data.x), self.numpy.asarray(self.data.y)
        self.compiled = self.jax.jit(self._epoch)

    def _outputs(self, weights: Any, x: Any) -> Any:
        (w1, b1), (w2, b2) = weights
        return self.numpy.maximum(x @ w1 + b1, 0) @ w2 + b2

    def _epoch(self, weights: Any, averages: Any, x: Any, y: Any, batches: Any) -> Any:
        def loss_of(weights: Any, images: Any, labels: Any) -> Any:
            outputs = self._outputs(weights, images)
            loss = -(labels * self.jax.nn.log_softmax(outputs)).sum(axis=1).mean()
            return loss, (outputs.argmax(axis=1) == labels.argmax(axis=1)).mean()

        def one_step(carried: Any, rows: Any) -> Any:
            weights, averages = carried
            (loss, accuracy), slope = self.jax.value_and_grad(loss_of, has_aux=True)(weights, x[rows], y[rows])
            averages = self.jax.tree.map(lambda v, g: 0.9 * v + 0.1 * g * g, averages, slope)
            weights = self.jax.tree.map(
                lambda w, g, v: w - 1e-3 * g / self.numpy.sqrt(v + 1e-7), weights, slope, averages
            )
            return (weights, averages), (loss, accuracy)

        return self.jax.lax.scan(one_step, (weights, averages), batches)

    def train(self) -> None:
        """Run the compiled epoch."""
        batches = self.generator.permutation(len(self.x))[: len(self.x) // BATCH * BATCH].reshape(-1, BATCH)
        (self.weights, self.averages), measured = self.compiled(self.weights, self.averages, self.x, self.y, batches)
        self.jax.block_until_ready((self.weights, measured))

    def predict(self) -> Array:
        """Apply the network."""
        digits: Array = np.asarray(self._outputs(self.weights, self.data.test_x)).argmax(axis=1)
        return digits


class ScikitLearn(Library):
    """scikit-learn's MLPClassifier; it has no RMSprop, so it uses Adam."""

    name, package = "scikit-learn (Adam)", "scikit-learn"

    def start(self) -> None:
        """Make the classifier; each fit() is one epoch more."""
        neural: Any = importlib.import_module("sklearn.neural_network")
        self.model = neural.MLPClassifier((HIDDEN,), batch_size=BATCH, max_iter=1, warm_start=True, alpha=0)
        self.labels = self.data.y.argmax(axis=1)

    def train(self) -> None:
        """Call fit(), which warns that one epoch is few."""
        warnings: Any = importlib.import_module("warnings")
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.model.fit(self.data.x, self.labels)

    def predict(self) -> Array:
        """Call predict()."""
        digits: Array = self.model.predict(self.data.test_x)
        return digits


LIBRARIES: tuple[type[Library], ...] = (PyTorch, Jax, Keras, ScikitLearn)
