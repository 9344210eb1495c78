"""Times the training of the blog's program on this engine, and on Keras too if it is installed, by turns.

    python -m benchmarks.blog_program [runs]

Only fit() is timed; each run starts a fresh network, and prints its seconds and its accuracy on the test images.
"""

import importlib
import importlib.util
import sys
from collections.abc import Callable
from statistics import median
from time import perf_counter
from typing import Any

from engine import layers, models
from engine.datasets import mnist
from engine.types import Array
from engine.utils import to_categorical


def data() -> tuple[tuple[Array, Array], tuple[Array, Array]]:
    """Return images (n, 784) in float32 and one-hot labels (n, 10), for training and for testing."""
    (train_images, train_labels), (test_images, test_labels) = mnist.load_data()
    train_images, test_images = (
        images.reshape((len(images), 28 * 28)).astype("float32") / 255 for images in (train_images, test_images)
    )
    return (train_images, to_categorical(train_labels)), (test_images, to_categorical(test_labels))


def on_engine() -> Any:
    """Return the blog's network, made of this engine's parts."""
    network = models.Sequential()
    network.add(layers.Dense(512, activation="relu", input_shape=(28 * 28,)))
    network.add(layers.Dense(10, activation="softmax"))
    return network


def on_keras() -> Any:
    """Return the same network, made of Keras's parts."""
    keras = importlib.import_module("keras")
    network = keras.models.Sequential()
    network.add(keras.layers.Input((28 * 28,)))
    network.add(keras.layers.Dense(512, activation="relu"))
    network.add(keras.layers.Dense(10, activation="softmax"))
    return network


def run(make: Callable[[], Any], train: tuple[Array, Array], test: tuple[Array, Array]) -> tuple[float, float]:
    """Return the seconds of five epochs and the accuracy on the test images after them."""
    network = make()
    network.compile(optimizer="rmsprop", loss="categorical_crossentropy", metrics=["accuracy"])
    start = perf_counter()
    network.fit(*train, epochs=5, batch_size=128, verbose=0)
    seconds = perf_counter() - start
    return seconds, network.evaluate(*test, verbose=0)[1]


def main(runs: int) -> None:
    """Time both by turns and print each run, the medians, and their ratio."""
    train, test = data()
    makers = {"engine": on_engine}
    if importlib.util.find_spec("keras"):
        makers["keras"] = on_keras
    else:
        print("Keras is not installed: only the engine is timed.")
    seconds: dict[str, list[float]] = {name: [] for name in makers}
    for _ in range(runs):
        for name, make in makers.items():
            taken, accuracy = run(make, train, test)
            seconds[name].append(taken)
            print(f"{name:<6}  {taken:6.2f} s  test accuracy {accuracy:.4f}", flush=True)
    medians = {name: median(times) for name, times in seconds.items()}
    print("median: " + ", ".join(f"{name} {value:.2f} s" for name, value in medians.items()))
    if "keras" in medians:
        print(f"engine / keras: {medians['engine'] / medians['keras']:.2f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 3)
