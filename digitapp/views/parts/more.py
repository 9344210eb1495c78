"""Which settings a first run does not need."""

from digitapp.core.runs.settings import TrainingSettings

NAMES = (
    "distort",
    "schedule",
    "warm_up",
    "label_smoothing",
    "dropout",
    "l2",
    "patience",
    "activation",
    "images",
    "wrong_labels",
    "pen_digits",
    "non_digits",
    "first_weights",
    "use_bias",
    "per_class",
    "left_out",
    "noise",
    "shuffled_pixels",
)


def changed(settings: TrainingSettings) -> bool:
    """Return whether any of these settings is not as a first run has it."""
    default = TrainingSettings()
    return any(getattr(settings, name) != getattr(default, name) for name in NAMES)
