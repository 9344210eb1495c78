"""The glossary's formulas with the numbers of now: of the drawing on the paper, the network that read it, its run."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from digitapp.core.errors import InputError
from digitapp.core.inside.printed import adding, bracketed, decimals_for, factor, number, read_back, short
from digitapp.core.reading.reading import Reading
from digitapp.core.runs.curves import Curves
from digitapp.core.runs.examples import count_of
from digitapp.core.runs.moment import Moment
from digitapp.core.runs.settings import IMAGE_SIZE, TrainingSettings
from engine import explain
from engine.explain import Backward

TRAINING_IMAGES = 60_000  # of MNIST
_TERMS = 3  # of a sum that are written out

Figures = dict[str, str]


@dataclass(frozen=True, eq=False)
class Circumstances:
    """What the numbers are about beside the drawing.

    Attributes:
        moment: the network that reads.
        settings: of the next training run.
        curves: of the run that the network is from, the newest last.
        unit: of the first hidden layer, from 0; -1 for the one that the drawing makes largest.
        images: how many training images the data set has.
    """

    moment: Moment
    settings: TrainingSettings
    curves: tuple[Curves, ...] = ()
    unit: int = -1
    images: int = TRAINING_IMAGES


def figures(now: Circumstances, reading: Reading | None) -> Figures:
    """Return the formulas with their numbers, by the term's name; a term of which there is nothing to say is left out.

    The formulas are the same in all languages. Without a drawing there is only what the network and the settings tell.
    """
    found = {
        **_of_the_settings(now.settings, now.images),
        **_of_the_network(now.moment if reading is None else reading.moment),
    }
    if now.curves and len(now.curves[-1].accuracy) and np.isfinite(now.curves[-1].val_accuracy[-1]):
        last = now.curves[-1]
        trained, held_out = round(float(last.accuracy[-1]), 4), round(float(last.val_accuracy[-1]), 4)
        found["overfitting"] = f"{number(trained, 4)} − {number(held_out, 4)} = {number(trained - held_out, 4)}"
    if reading is not None:
        found |= _of_the_first_layer(reading, now.unit)
        found |= _of_the_output(reading)
        found |= _of_learning(reading, now.settings.learning_rate)
    return found


def _of_the_settings(settings: TrainingSettings, images: int) -> Figures:
    found = {"learning_rate": f"η = {settings.learning_rate:g}"}
    try:
        images = count_of(images, settings)
    except InputError:  # there would be none to learn from, or none to hold out
        return found
    steps = -(-images // settings.batch_size)
    return found | {
        "batch": f"{images:,} / {settings.batch_size:,} → {steps:,}",
        "epoch": f"{settings.epochs:,} · {steps:,} = {settings.epochs * steps:,}",
    }


def _of_the_network(moment: Moment) -> Figures:
    layers = moment.network.dense_layers
    first, *_ = layers
    inputs, units = first.kernel.shape
    side = round(inputs**0.5)
    written = f"({side} * {side},) = ({inputs},)" if side * side == inputs else f"({inputs},)"
    found = {
        "weight": f"W: ({inputs}, {units}) → {inputs:,} · {units:,} = {inputs * units:,}",
        "input_shape": f"input_shape = {written}",
        "activation_function": " → ".join(f"{layer.units}: {layer.activation.name}" for layer in layers),
    }
    if len(layers) > 1:
        found["unit"] = " → ".join(str(count) for count in (inputs, *(layer.units for layer in layers)))
        found["hidden_layer"] = f"(1, {inputs}) · ({inputs}, {units}) + ({units},) → (1, {units})"
    return found


def _of_the_first_layer(reading: Reading, unit: int) -> Figures:
    """Return what the first layer did: a unit's weight, bias, sum, relu and activation."""
    if not reading.hidden:
        return {}
    layer, computed = reading.network.dense_layers[0], reading.hidden[0]
    chosen = unit if 0 <= unit < computed.units else int(np.argmax(computed.activation))
    x, weights = reading.inputs, layer.kernel[:, chosen].astype(np.float64)
    bias = 0.0 if layer.bias is None else float(layer.bias[chosen])
    z, activation = float(computed.z[chosen]), float(computed.activation[chosen])
    products = x * weights
    largest = explain.largest_terms(products, _TERMS)
    parts = [round(float(product), 3) for product in products[largest]]
    # z and b are rounded as on every page, the sum between them is what makes that true, and so is its rest
    whole, added = number(z), number(bias)
    dot = round(read_back(whole) - read_back(added), 3)
    terms, total = adding([*parts, dot - sum(parts)])
    strongest = int(largest[0]) if len(largest) else 0
    inputs, units = layer.kernel.shape
    found = {
        "weight": f"W: ({inputs}, {units}), W[{strongest}, {chosen}] = {number(float(weights[strongest]))}",
        "bias": f"b: ({units},), b[{chosen}] = {number(bias)}",
        "dot_product": " + ".join(bracketed(term) for term in terms) + f" = {total}",
        "z": f"z[{chosen}] = {number(dot)} + {bracketed(added)} = {whole}",
        "unit": f"{computed.function}(z[{chosen}]) = {computed.function}({whole}) = {number(activation)}",
        "hidden_layer": (
            f"(1, {inputs}) · ({inputs}, {units}) + ({units},) → (1, {units}),  {computed.on} > 0"
            if inputs == IMAGE_SIZE
            else f"→ (1, {units}),  {computed.on} > 0"
        ),
    }
    if computed.function == "relu":
        bent = number(max(read_back(whole), 0.0))
        smallest = float(computed.z.min())
        found["unit"] = f"relu(z[{chosen}]) = relu({whole}) = {bent}"
        found["relu"] = f"max({whole}, 0) = {bent}"
        if number(smallest) != whole:
            found["relu"] += f",   max({number(smallest)}, 0) = {number(max(smallest, 0.0))}"
    return found


def _of_the_output(reading: Reading) -> Figures:
    last = reading.layers[-1]
    if last.function != "softmax":
        return {}
    digit, temperature = reading.ranking[0], reading.calibration.temperature
    score, highest = float(last.z[digit]), float(last.z.max())
    found = explain.softmax_steps(last.z, temperature)
    over = "" if temperature == 1 else f" / {temperature:g}"
    power, total = float(found.powers[digit]), float(found.total)
    share = round(power, 4) / round(total, 4)
    return {
        "softmax": (
            f"p[{digit}] = exp(({number(score)} − {factor(highest)}){over}) / Σ"
            f" = {number(power, 4)} / {number(total, 4)} = {number(share, 4)}"
        ),
        "one_hot": f"{digit} → " + " ".join("1" if place == digit else "0" for place in range(last.units)),
    }


def _of_learning(reading: Reading, rate: float) -> Figures:
    """Return the loss of the drawing if it is what the network says, and the error's way back."""
    digit = reading.ranking[0]
    try:
        back = explain.backward(reading.network, reading.inputs, digit)
    except InputError:  # an output that is no softmax, or a network that is explained in no other way
        return {}
    probability = f"{float(back.probabilities[digit]):.6g}"
    loss = short(-float(np.log(max(float(probability), np.finfo(float).tiny))) + 0.0)
    found = {
        "loss": f"−ln(p[{digit}]) = −ln({probability}) = {loss}",
        "cross_entropy": f"−Σ y · log(p) = −1 · log({probability}) = {loss}",
    }
    if reading.hidden:
        found |= _of_a_weight(reading, back, digit, rate)
    return found


def _of_a_weight(reading: Reading, back: Backward, digit: int, rate: float) -> Figures:
    hidden, last = reading.hidden[-1], reading.network.dense_layers[-1]
    unit = int(np.argmax(hidden.activation))
    activation, error = float(hidden.activation[unit]), float(back.layers[-1].dz[digit])
    below = back.layers[-2]
    gradient = activation * error
    step = rate * gradient
    places = decimals_for(step)
    before = float(last.kernel[unit, digit])
    (old, change), new = adding([before, -step], places)
    found = {
        "gradient": (
            f"a[{unit}] · (p[{digit}] − 1) = {short(activation)} · {bracketed(short(error))}"
            f" = {short(read_back(short(activation)) * read_back(short(error)))}"
        ),
        "gradient_descent": f"{old} − {factor(-read_back(change), places)} = {new}",
    }
    if below.da is not None:
        arrived, passed = short(float(below.da[unit])), short(float(below.dz[unit]))
        found["backpropagation"] = f"dL/da[{unit}] = Σ dL/dz · W = {arrived},   dL/dz[{unit}] = {passed}"
    return found
