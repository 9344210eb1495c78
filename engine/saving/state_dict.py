"""A PyTorch network's state dict in a .safetensors file: 0.weight (units, inputs), 0.bias, fc1.weight, ...

It has weights only: which function stands between two layers is not in it. Where the names are numbers, as in
torch.nn.Sequential, the gaps among them tell where the functions stand.
"""

import os
from pathlib import Path
from typing import Any

from ..errors import InputError
from ..types import Array
from . import loose
from .answers import KERNELS, Answers
from .outline import Outline, Part, checked
from .safetensors_file import MOST_BYTES

KINDS = ("F16", "F32", "F64")
MOST_TENSORS = 2000
_RUNNING = ("running_mean", "running_var")


def outline(path: str | os.PathLike[str], answers: Answers) -> Outline:
    """Return the network in a file of tensors that are named as PyTorch does.

    Raises:
        WeightsOnlyError: the function of the hidden layers was not given.
        InputError: it cannot be read, or has weights of other layers; the message names one.
    """
    path = Path(path)
    arrays = _arrays(path)
    for name, array in arrays.items():
        if array.ndim > 2:
            raise InputError(
                "{file}: expected weights of Dense layers (torch.nn.Linear). Received: {name} of shape {shape}, such as"
                " a convolution has",
                file=path,
                name=name[:80],
                shape=array.shape,
            )
    sense = KERNELS[1] if all(name.endswith((".weight", ".bias")) for name in arrays) else None
    normalizing = [name.rsplit(".", 1)[0] for name in arrays if name.endswith(_RUNNING[0])]
    if normalizing:
        return _with_normalization(path, arrays, normalizing, answers)
    return loose.outline(path, arrays, answers, sense, in_order=False)


def _arrays(path: Path) -> dict[str, Array]:
    from safetensors import SafetensorError, safe_open

    if path.stat().st_size > MOST_BYTES:
        raise InputError(
            "{file}: expected a file of at most {most} bytes. Received: {size}",
            file=path,
            most=MOST_BYTES,
            size=path.stat().st_size,
        )
    arrays: dict[str, Array] = {}
    try:
        with safe_open(path, framework="numpy") as file:
            names = list(file.keys())
            if len(names) > MOST_TENSORS:
                raise InputError(
                    "{file}: expected at most {most} arrays. Received: {count}",
                    file=path,
                    most=MOST_TENSORS,
                    count=len(names),
                )
            for name in names:
                kind = file.get_slice(name).get_dtype()
                if kind in KINDS:
                    arrays[name] = file.get_tensor(name)
                elif not name.endswith("num_batches_tracked"):
                    raise InputError(
                        "{file}: expected {name} as one of {kinds}. Received: {kind}",
                        file=path,
                        name=name[:80],
                        kinds=", ".join(KINDS),
                        kind=kind,
                    )
    except (SafetensorError, OSError) as error:
        raise InputError(
            "{file}: expected a readable safetensors file. Received: {error}", file=path, error=str(error)[:200]
        ) from error
    return arrays


def _with_normalization(path: Path, arrays: dict[str, Array], normalizing: list[str], answers: Answers) -> Outline:
    """Return a network with BatchNorm1d, whose place is known only among numbers: 0 Linear, 1 BatchNorm1d, 3 Linear."""
    groups: dict[str, dict[str, Array]] = {}
    for name, array in arrays.items():
        module, _, which = name.rpartition(".")
        groups.setdefault(module, {})[which] = array
    numbers = {module: module.rsplit(".", 1)[-1] for module in groups}
    in_one = len({module.rpartition(".")[0] for module in groups}) == 1
    if not in_one or not all(number.isdecimal() and len(number) < 6 for number in numbers.values()):
        raise InputError(
            "{file}: expected modules that are numbered, as in torch.nn.Sequential. Received: {name}, a normalization"
            " whose place is not in the file. Export the network to .onnx instead.",
            file=path,
            name=normalizing[0][:80],
        )
    order = sorted(groups, key=lambda module: int(numbers[module]))
    dense = [module for module in order if module not in normalizing]
    parts: list[Part] = []
    settings: dict[str, Any]
    function_is_due = False  # a Dense layer's function stands in the first gap behind it
    for place, module in enumerate(order):
        group = groups[module]
        if module in normalizing:
            affine = [group[which] for which in ("weight", "bias") if which in group]
            settings = {"epsilon": 1e-5, "scale": "weight" in group, "center": "bias" in group}
            missing = [which for which in _RUNNING if which not in group]
            if missing:
                raise InputError("{file}: expected an array {name}. Received: none", file=path, name=missing[0])
            parts.append(Part("BatchNormalization", module, settings, (*affine, *(group[which] for which in _RUNNING))))
        elif "weight" in group and group["weight"].ndim == 2:
            kernel, bias = group["weight"].T, group.get("bias")
            settings = {"units": kernel.shape[1], "activation": "linear", "use_bias": bias is not None}
            parts.append(Part("Dense", module, settings, (kernel,) if bias is None else (kernel, bias)))
            function_is_due = module != dense[-1]
        else:
            raise InputError(
                "{file}: expected weights of Dense layers (torch.nn.Linear). Received: {name}",
                file=path,
                name=module[:80],
            )
        following = order[place + 1] if place + 1 < len(order) else module
        if function_is_due and int(numbers[following]) > int(numbers[module]) + 1:
            number = sum(part.kind == "Dense" for part in parts) - 1
            function = loose.hidden(path, answers, number, len(dense) - 1)
            parts.append(Part("Activation", module, {"activation": function}))
            function_is_due = False
    parts.append(Part("Activation", "softmax", {"activation": answers.output_activation or "softmax"}))
    return checked(Outline(path, tuple(parts)))
