"""Makes Keras's small files beside this one, with Keras 3 on JAX: python -m tests.engine.data.make_keras_files."""

import os
from pathlib import Path

os.environ["KERAS_BACKEND"] = "jax"

import keras
import numpy as np
from keras import layers

FOLDER = Path(__file__).parent


def main() -> None:
    """Train and save them, with what they predict."""
    keras.utils.set_random_seed(3)
    x = np.random.default_rng(1).random((50, 20)).astype("float32")
    small = keras.Sequential(
        [
            layers.Input((20,)),
            layers.Dense(8, activation="relu", name="mine"),
            layers.Dropout(0.1),
            layers.Dense(6, activation="tanh", kernel_regularizer=keras.regularizers.L2(0.01)),
            layers.Dense(4, activation="softmax"),
        ]
    )
    small.compile("rmsprop", "categorical_crossentropy")
    small.fit(x, keras.utils.to_categorical(np.arange(50) % 4, 4), verbose=0)
    small.save(FOLDER / "keras_small.keras")
    small.save(FOLDER / "keras_small.h5")
    np.savez(FOLDER / "keras_small_expected.npz", x=x, predicted=small.predict(x, verbose=0))
    plain = keras.Sequential(
        [layers.Input((20,)), layers.Dense(8, activation="relu"), layers.Dense(4, activation="softmax")]
    )
    plain.save_weights(FOLDER / "keras_plain.weights.h5")
    np.savez(FOLDER / "keras_plain_expected.npz", x=x, predicted=plain.predict(x, verbose=0))
    other = keras.Sequential([layers.Input((20,)), layers.BatchNormalization(name="norm"), layers.Dense(4)])
    other.save(FOLDER / "keras_batchnorm.keras")
    make_compiled()
    make_nadam()


def make_nadam() -> None:
    """Save a model in the middle of its training with Nadam, and what it comes to."""
    generator = np.random.default_rng(2)
    x, y = generator.random((64, 6)).astype("float32"), generator.integers(0, 3, 64)
    model = keras.Sequential([layers.Input((6,)), layers.Dense(5, activation="tanh"), layers.Dense(3, "softmax")])
    model.compile("nadam", "sparse_categorical_crossentropy")
    model.fit(x, y, epochs=3, batch_size=16, shuffle=False, verbose=0)
    model.save(FOLDER / "keras_nadam.keras")
    model.save(FOLDER / "keras_nadam.h5")
    model.fit(x, y, epochs=2, batch_size=16, shuffle=False, verbose=0)
    weights = {f"weight_{number}": weight for number, weight in enumerate(model.get_weights())}
    np.savez(FOLDER / "keras_nadam_expected.npz", x=x, y=y, **weights)


def make_compiled() -> None:
    """Save a model with all that compile() may choose, and what it measures then."""
    x = np.random.default_rng(0).random((9, 2, 4)).astype("float32")
    model = keras.Sequential(
        [
            layers.Input((2, 4)),
            layers.Flatten(),
            layers.Dense(5, activation="relu", kernel_regularizer=keras.regularizers.L1L2(0.001, 0.002)),
            layers.BatchNormalization(),
            layers.Dense(1, activation="sigmoid"),
        ]
    )
    model.compile(
        keras.optimizers.Adam(keras.optimizers.schedules.CosineDecay(0.1, 10), clipnorm=1.0),
        keras.losses.BinaryCrossentropy(label_smoothing=0.1),
        metrics=[
            "acc",
            "mae",
            keras.metrics.BinaryAccuracy(name="b", threshold=0.3),
            keras.metrics.RootMeanSquaredError(),
        ],
    )
    y = np.arange(9) % 2
    model.fit(x, y, verbose=0)
    model.save(FOLDER / "keras_compiled.keras")
    model.save(FOLDER / "keras_compiled.h5")
    np.savez(FOLDER / "keras_compiled_expected.npz", x=x, y=y, evaluated=model.evaluate(x, y, verbose=0))


if __name__ == "__main__":
    main()
