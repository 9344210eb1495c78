"""Has Keras and PyTorch write a small network of every kind, reads it with this engine, and compares the predictions.

    python -m benchmarks.exchange_kinds

Keras and PyTorch are used where they are installed. Each network has chance weights; each is saved in every format that
the program has. A difference is the largest of a prediction over 40 images: of the network as the file has it, and of
the plain one that the window opens for pixels from 0 to 1.
"""

from __future__ import annotations

import importlib
import importlib.util
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from engine import saving
from engine.errors import InputError
from engine.saving import Answers
from engine.types import Array

X = np.random.default_rng(0).random((40, 28, 28)).astype(np.float32)
FUNCTIONS = ("relu", "sigmoid", "tanh", "elu", "selu", "gelu", "silu", "softplus", "softsign", "leaky_relu", "relu6")
BYTES = "takes 0 to 255: "


def keras_models(keras: Any) -> Iterator[tuple[str, Any]]:
    """Yield Keras's models by what they have."""
    layers = keras.layers

    def row(*inner: Any) -> Any:
        return keras.Sequential([layers.Input((28, 28)), *inner])

    def last(function: str = "softmax") -> Any:
        return layers.Dense(10, activation=function)

    flat = layers.Flatten
    for name in FUNCTIONS:
        if not hasattr(keras.activations, name):
            continue  # Keras 2 has fewer
        yield name, row(flat(), layers.Dense(16, activation=name), last())
    yield (
        "Activation, ReLU, Softmax",
        row(
            flat(),
            layers.Dense(16),
            layers.Activation("tanh"),
            layers.Dense(12),
            layers.ReLU(),
            last("linear"),
            layers.Softmax(),
        ),
    )
    yield "LeakyReLU, ELU", row(flat(), layers.Dense(16), layers.LeakyReLU(), layers.Dense(12), layers.ELU(0.5), last())
    yield "ReLU with a most", row(flat(), layers.Dense(16), layers.ReLU(max_value=0.5), last())
    norm = layers.BatchNormalization
    yield "BatchNormalization before", row(flat(), layers.Dense(16, use_bias=False), norm(), layers.ReLU(), last())
    yield (
        "BatchNormalization behind",
        row(flat(), layers.Dense(16, activation="relu"), norm(), layers.Dropout(0.2), last()),
    )
    yield "BatchNormalization first", row(norm(), flat(), layers.Dense(16, activation="relu"), last())
    yield "Reshape", row(layers.Reshape((784,)), layers.Dense(16, activation="relu"), last())
    yield (
        "noise",
        row(flat(), layers.GaussianNoise(0.1), layers.Dense(16, activation="relu"), layers.AlphaDropout(0.1), last()),
    )
    yield (
        "regularizers",
        row(flat(), layers.Dense(16, activation="relu", kernel_regularizer="l1", bias_regularizer="l2"), last()),
    )
    yield "sigmoid at the end", row(flat(), layers.Dense(16, activation="relu"), last("sigmoid"))
    yield "scores", row(flat(), layers.Dense(16, activation="relu"), last("linear"))
    image = layers.Input((28, 28))
    yield "functional", keras.Model(image, last()(layers.Dense(16, activation="relu")(flat()(image))))
    image = layers.Input((28, 28))
    divided = flat()((image / 255.0 - 0.5) * 2.0)
    yield BYTES + "functional", keras.Model(image, last()(layers.Dense(16, activation="relu")(divided)))
    yield BYTES + "Rescaling", row(layers.Rescaling(1 / 255), flat(), layers.Dense(16, activation="relu"), last())
    inner = keras.Sequential([layers.Input((28, 28)), layers.Rescaling(1 / 127.5, offset=-1), flat()])
    yield BYTES + "a model in a model", row(inner, layers.Dense(16, activation="relu"), last())


def by_keras(folder: Path) -> None:
    """Compare what Keras wrote."""
    os.environ.setdefault("KERAS_BACKEND", "jax")
    keras = importlib.import_module("keras")
    for number, (name, model) in enumerate(keras_models(keras)):
        chance = np.random.default_rng(number)
        model.set_weights(
            [abs(w + chance.normal(0, 0.3, w.shape)) + 0.1 if w.ndim < 2 else w for w in model.get_weights()]
        )
        images = X * 255 if name.startswith(BYTES) else X
        expected = model.predict(images, verbose=0)
        found = []
        for suffix in (".keras", ".h5", ".weights.h5"):
            path = folder / f"{number}{suffix}"
            (model.save_weights if suffix == ".weights.h5" else model.save)(str(path))
            hidden = name if name in FUNCTIONS else "relu"
            found.append(compared(path, images, expected, name if suffix == ".weights.h5" else "", hidden))
        print(f"  {name:<34}" + "".join(f"{text:<22}" for text in found))


def compared(path: Path, images: Array, expected: Array, only: str, hidden: str) -> str:
    """Return both differences as text; of a file of weights only where its name says all of the network."""
    if only and only not in (*FUNCTIONS[:-1], "Reshape", "regularizers", "functional"):
        return "–"
    answers = Answers(hidden) if only else Answers()
    network, _ = saving.load(path, answers=answers)
    rows = images.reshape(-1, *network.input_shape or ())
    as_it_is = np.abs(network.predict(rows, verbose=0) - expected).max()
    plain = saving.open_model(path, answers).model.predict(X.reshape(-1, 784), verbose=0)
    total = expected.sum(axis=1, keepdims=True)
    if np.abs(total - 1).max() > 1e-3:  # scores, or a sigmoid for each digit
        return f"{as_it_is:.0e}, same digit {(plain.argmax(1) == expected.argmax(1)).mean():.0%}"
    return f"{as_it_is:.0e}, {np.abs(plain - expected).max():.0e}"


def by_pytorch(folder: Path) -> None:
    """Compare what PyTorch exported as ONNX, by both of its exporters, and a state dict."""
    torch, export = importlib.import_module("torch"), importlib.import_module("torch.onnx").export
    nn = torch.nn
    kinds = {
        "relu": (nn.ReLU(),),
        "sigmoid": (nn.Sigmoid(),),
        "tanh": (nn.Tanh(),),
        "leaky_relu": (nn.LeakyReLU(0.2),),
        "elu": (nn.ELU(),),
        "gelu": (nn.GELU(),),
        "silu": (nn.SiLU(),),
        "selu": (nn.SELU(),),
        "softplus": (nn.Softplus(),),
        "softsign": (nn.Softsign(),),
        "gelu, of an older opset": (nn.GELU(),),
        "BatchNorm1d, relu": (nn.BatchNorm1d(16), nn.ReLU(), nn.Dropout(0.2)),
        "LeakyReLU(0.01)": (nn.LeakyReLU(),),
    }
    images = torch.from_numpy(X[:, None])
    for name, inner in kinds.items():
        model = nn.Sequential(nn.Flatten(), nn.Linear(784, 16), *inner, nn.Linear(16, 10), nn.Softmax(dim=1)).eval()
        expected = model(images).detach().numpy()
        found = []
        for way in ({"dynamo": False}, {"dynamo": True}):
            path = folder / "exported.onnx"
            opset = {"opset_version": 13} if "older" in name and not way["dynamo"] else {}
            export(model, (images,), str(path), **way, **opset)
            plain = saving.open_model(path).model.predict(X.reshape(-1, 784), verbose=0)
            found.append(f"{np.abs(plain - expected).max():.0e}")
        tensors = {key: value.numpy() for key, value in model.state_dict().items()}
        importlib.import_module("safetensors.numpy").save_file(tensors, folder / "state.safetensors")
        try:
            answers = Answers("relu" if "relu" in name and "leaky" not in name else name)
            plain = saving.open_model(folder / "state.safetensors", answers).model.predict(
                X.reshape(-1, 784), verbose=0
            )
            found.append(f"{np.abs(plain - expected).max():.0e}")
        except InputError:
            found.append("–")
        print(f"  {name:<34}" + "".join(f"{text:<12}" for text in found))


def main() -> None:
    """Compare and print."""
    with tempfile.TemporaryDirectory() as folder:
        if importlib.util.find_spec("keras"):
            print("written by Keras: .keras, .h5, .weights.h5")
            by_keras(Path(folder))
        if importlib.util.find_spec("torch"):
            print("written by PyTorch: ONNX by the older exporter, by the newer, a state dict as .safetensors")
            by_pytorch(Path(folder))


if __name__ == "__main__":
    main()
