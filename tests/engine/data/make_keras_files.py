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


if __name__ == "__main__":
    main()
