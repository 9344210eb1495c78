"""The table that summary() prints: each layer, what comes out of it, and how many weights it has."""

from .stack import Stack


def table(model: Stack) -> str:
    """Return the table for a model, built or not."""
    rows = [
        (
            f"{layer.name} ({type(layer).__name__})",
            str(layer.output_shape) if layer.built else "?",
            f"{sum(parameter.size for parameter in layer.parameters):,}" if layer.built else "0 (unbuilt)",
        )
        for layer in model.layers
    ]
    header = ("Layer (type)", "Output Shape", "Param #")
    widths = [max(len(row[column]) for row in [header, *rows]) + 2 for column in range(3)]
    lines = [
        f"{name:<{widths[0]}}  {shape:<{widths[1]}}  {count:>{widths[2]}}".rstrip()
        for name, shape, count in [header, *rows]
    ]
    rule = "-" * (sum(widths) + 4)
    total = model.count_params()
    size = total * model.dtype.itemsize
    return "\n".join(
        [
            f'Model: "{model.name}"',
            rule,
            lines[0],
            rule.replace("-", "="),
            *lines[1:],
            rule,
            f"Total params: {total:,} ({_readable(size)})",
            *_fixed(model),
        ]
    )


def _fixed(model: Stack) -> list[str]:
    """Return how many weights training changes, where it does not change all."""
    item = model.dtype.itemsize
    trained, fixed = (
        sum(array.size for array in arrays) for arrays in (model.trainable_weights, model.non_trainable_weights)
    )
    if not fixed:
        return []
    return [
        f"Trainable params: {trained:,} ({_readable(trained * item)})",
        f"Non-trainable params: {fixed:,} ({_readable(fixed * item)})",
    ]


def _readable(size: float) -> str:
    for unit in ("B", "KB", "MB"):
        if size < 1024:
            return f"{size:.2f} {unit}"
        size /= 1024
    return f"{size:.2f} GB"
