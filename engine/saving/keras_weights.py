"""Files of weights that Keras saved without the model: save_weights of Keras 1, 2 and 3.

Keras 3    layers/dense/vars/0 and 1, layers/dense_1/vars/0 and 1, ...: of Dense layers the numbers say the order
Keras 2, 1 an attribute layer_names in order, and for each layer a group with an attribute weight_names
"""

from itertools import combinations
from pathlib import Path

from ..errors import InputError
from ..types import Array
from . import hdf5, loose
from .answers import KERNELS, NORMALIZATION, Answers
from .errors import Question, Remark
from .outline import Outline, Part, brief, checked

PLACES = ("layers/", "_layer_checkpoint_dependencies/")  # beside them may be the measures of the training
_FUNCTION_LAYERS = {"re_lu": "relu", "relu": "relu", "elu": "elu", "softmax": "softmax", "activation": None}
_NORMALIZES = ("gamma", "beta", "moving_mean", "moving_variance", "running_mean", "running_std")


def outline(path: Path, contents: hdf5.Contents, answers: Answers) -> Outline:
    """Return the network that the weights are of.

    Raises:
        WeightsOnlyError: the function of the hidden layers was not given.
        InputError: there are weights of other layers; the message names one.
    """
    for root in ("", "model_weights"):
        if "layer_names" in contents.attributes.get(root, {}):
            return _legacy(path, contents, root, answers)
    if any("/vars/" in place for place in contents.arrays if place.startswith(PLACES)):
        return _keras_3(path, contents, answers)
    return loose.outline(path, {place.rsplit("/", 1)[-1]: array for place, array in contents.arrays.items()}, answers)


def _keras_3(path: Path, contents: hdf5.Contents, answers: Answers) -> Outline:
    groups: dict[str, list[Array]] = {}
    for place, array in contents.arrays.items():
        if place.startswith(PLACES) and place.rsplit("/", 1)[0].endswith("/vars"):
            groups.setdefault(place.rsplit("/vars/", 1)[0], []).append(array)
    names = sorted(groups, key=lambda place: (len(place), place))
    dense = [place for place in names if place.rsplit("/", 1)[-1].startswith("dense")]
    norms = [place for place in names if place.rsplit("/", 1)[-1].startswith("batch_normalization")]
    for place in names:
        if place not in (*dense, *norms):
            raise _where(path, place.rsplit("/", 1)[-1])
    if norms:
        return _normalized(path, [groups[place] for place in dense], {place: groups[place] for place in norms}, answers)
    arrays = {f"{place}/{'kernel' if each.ndim > 1 else 'bias'}": each for place in names for each in groups[place]}
    return loose.outline(path, arrays, answers, KERNELS[0])


def _normalized(path: Path, dense: list[list[Array]], norms: dict[str, list[Array]], answers: Answers) -> Outline:
    """Return a row of Dense layers with batch normalization where the sizes of both fit in one way only."""
    if not dense or any(not weights or weights[0].ndim != 2 for weights in dense):
        raise InputError("{file}: expected a model with weights. Received: none", file=path)
    widths = [dense[0][0].shape[0], *(weights[0].shape[1] for weights in dense[:-1])]  # in front of each Dense layer
    ways = [
        places
        for places in combinations(range(len(widths)), min(len(norms), len(widths)))
        if all(weights[0].shape == (widths[place],) for place, weights in zip(places, norms.values(), strict=False))
    ]
    if len(norms) > len(widths) or len(ways) != 1 or any(len(weights) not in (2, 4) for weights in norms.values()):
        raise _where(path, next(iter(norms)).rsplit("/", 1)[-1])
    if ways[0] != (0,) and answers.normalization is None:
        raise Question(
            "{file}: expected to be told where batch normalization stands: behind the function of the layer in front of"
            " it, or before. Received: none",
            parameter="normalization",
            choices=NORMALIZATION,
            file=path,
        )
    parts: list[Part] = []
    remarks = []
    at = dict(zip(ways[0], norms.items(), strict=True))
    for number, weights in enumerate(dense):
        if number in at:
            name, arrays = at[number][0].rsplit("/", 1)[-1], at[number][1]
            settings = {"scale": len(arrays) == 4, "center": len(arrays) == 4}
            before_function = number > 0 and answers.normalization == NORMALIZATION[1]
            parts.insert(len(parts) - before_function, Part("BatchNormalization", name, settings, tuple(arrays)))
            remarks.append(_of_epsilon(name))
        of_dense = {"units": weights[0].shape[1], "activation": "linear", "use_bias": len(weights) == 2}
        parts.append(Part("Dense", f"dense_{number}" if number else "dense", of_dense, tuple(weights)))
        function = answers.output_activation or "softmax"
        if number < len(dense) - 1:
            function = loose.hidden(path, answers, number, len(dense) - 1)
        parts.append(Part("Activation", f"function_{number}", {"activation": function}))
    return checked(Outline(path, tuple(parts), remarks=tuple(remarks), input_shape=(widths[0],)))


def _of_epsilon(name: str) -> Remark:
    return Remark(
        "{name}: its epsilon is not in a file of weights; it was taken to be {epsilon}.", name=name, epsilon=0.001
    )


def _legacy(path: Path, contents: hdf5.Contents, root: str, answers: Answers) -> Outline:
    parts: list[Part] = []
    names = [name for name in contents.attributes[root]["layer_names"] if len(parts) < 1000]
    functions = [_function_layer(name) for name in names]
    for number, name in enumerate(names):
        place = f"{root}/{name}" if root else name
        weight_names = contents.attributes.get(place, {}).get("weight_names", [])
        weights = [contents.array(path, f"{place}/{each}") for each in weight_names]
        if functions[number] is not None:
            parts.append(Part("Activation", name, {"activation": functions[number]}))
        elif weights and weights[0].ndim == 2 and len(weights) <= 2:
            settings = {"units": weights[0].shape[1], "use_bias": len(weights) == 2}
            parts.append(Part("Dense", name, settings, tuple(weights)))
        elif weights and all(each.rsplit("/", 1)[-1].split(":")[0].endswith(_NORMALIZES) for each in weight_names):
            words = " ".join(weight_names)
            settings = {"scale": "gamma" in words, "center": "beta" in words}
            parts.append(Part("BatchNormalization", name, settings, tuple(weights)))
        elif weights:
            raise _where(path, name)
    remarks = [_of_epsilon(part.name) for part in parts if part.kind == "BatchNormalization"]
    if not any(part.kind == "Dense" for part in parts):
        raise InputError("{file}: expected a model with weights. Received: none", file=path)
    return checked(Outline(path, tuple(_with_functions(path, parts, answers)), remarks=tuple(remarks)))


def _with_functions(path: Path, parts: list[Part], answers: Answers) -> list[Part]:
    """Return the parts with the functions that the names of the layers do not give away."""
    dense = [number for number, part in enumerate(parts) if part.kind == "Dense"]
    for number, end in zip(dense, [*dense[1:], len(parts)], strict=True):
        own = [place for place in range(number + 1, end) if parts[place].kind == "Activation"]
        is_last = number == dense[-1]
        for place in own or [number]:
            function = parts[place].settings.get("activation")
            if not function:
                function = (
                    answers.output_activation or "softmax"
                    if is_last
                    else loose.hidden(path, answers, dense.index(number), len(dense) - 1)
                )
            parts[place].settings["activation"] = function
        parts[number].settings.setdefault("activation", "linear")
    return parts


def _function_layer(name: str) -> str | None:
    """Return the function of a layer that is nothing else, by its name; "" where the name does not say which."""
    base = name.rstrip("0123456789").rstrip("_")
    if base not in _FUNCTION_LAYERS:
        return None
    return _FUNCTION_LAYERS[base] or ""


def _where(path: Path, name: str) -> InputError:
    return InputError(
        "{file}: expected weights of Dense layers. Received: {name}, and the file does not say where it stands. Save"
        " the whole model instead, with model.save.",
        file=path,
        name=brief(name),
    )
