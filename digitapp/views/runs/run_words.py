"""How runs, their settings and what came of them are called and written."""

from __future__ import annotations

from collections.abc import Sequence
from math import isnan

from digitapp.core.runs.comparison import RunLine
from digitapp.core.runs.run import Kind
from digitapp.core.runs.settings import OPTIMIZERS, TrainingSettings
from digitapp.i18n import mark, tr
from digitapp.views.parts.class_names import without_tags
from digitapp.views.runs.first_weights import FIRST_NAMES

SETTINGS = {
    "hidden_units": mark("Units"),
    "activation": mark("Function"),
    "first_weights": mark("First W"),
    "use_bias": mark("Bias b"),
    "optimizer": mark("Optimizer"),
    "learning_rate": mark("Rate"),
    "batch_size": mark("Batch"),
    "epochs": mark("Epochs"),
    "seed": mark("Seed"),
    "validation_share": mark("Hold out"),
    "distort": mark("Distorted"),
    "schedule": mark("Schedule"),
    "warm_up": mark("Warm-up"),
    "label_smoothing": mark("Label smoothing"),
    "dropout": mark("Dropout"),
    "l2": mark("L2 penalty λ"),
    "patience": mark("Patience"),
    "images": mark("Images"),
    "wrong_labels": mark("Wrong labels"),
    "pen_digits": mark("Pen digits"),
    "non_digits": mark("No digits"),
    "per_class": mark("Images per class"),
    "left_out": mark("Left out"),
    "noise": mark("Noise"),
    "shuffled_pixels": mark("Shuffled pixels"),
    "classes": mark("Classes"),
}
FIGURES = {
    "test_accuracy": mark("test accuracy"),
    "best_accuracy": mark("best test accuracy"),
    "held_out_loss": mark("test loss, at the end"),
    "loss": mark("training loss, at the end"),
    "accuracy": mark("training accuracy, at the end"),
    "epochs": mark("epochs trained"),
    "seconds": mark("seconds of training"),
    "images_per_second": mark("images a second"),
}
_VALIDATION = {
    "best_accuracy": mark("best validation accuracy"),
    "held_out_loss": mark("validation loss, at the end"),
}
_BOTH = {
    "best_accuracy": mark("best test or validation accuracy"),
    "held_out_loss": mark("test or validation loss, at the end"),
}
HEALTH = {
    "update": mark("a batch's step, of the weights"),
    "gradient": mark("gradient / weights"),
    "silent": mark("silent units"),
}
_SCHEDULES = {"constant": mark("constant"), "cosine": mark("cosine"), "step": mark("in steps")}
_SHARES = ("validation_share", "warm_up", "label_smoothing", "dropout", "wrong_labels", "noise")
NOTHING = "–"


def how_it_came(line: RunLine) -> str:
    """Return in a few words how a run came to be, or how far it is."""
    if line.under_way:
        return tr("epoch {epoch:.1f}…", epoch=line.figures.epochs)
    if line.may_go_on:
        return tr("{epochs:.3g} of {planned:.3g} epochs", epochs=line.figures.epochs, planned=line.planned)
    if line.kind is Kind.TRAINED:
        return tr("{epochs:.3g} epochs", epochs=line.figures.epochs)
    return tr(_KINDS[line.kind])


_KINDS = {
    Kind.OPENED: mark("opened"),
    Kind.MADE: mark("untrained"),
    Kind.TAUGHT: mark("taught"),
    Kind.STEPS: mark("single steps"),
    Kind.BY_HAND: mark("set by hand"),
}


def accuracy(value: float) -> str:
    """Return a share as a percentage; nothing where it is not known."""
    return "" if isnan(value) else f"{value:.1%}"


def setting(settings: TrainingSettings, name: str) -> str:
    """Return the value of a setting as it is written in the form."""
    value = getattr(settings, name)
    if name == "hidden_units":
        return ", ".join(map(str, value))
    if name == "left_out":
        return ", ".join(class_name(settings, number) for number in value) or tr("none")
    if name == "classes":
        return str(settings.outputs)
    if name == "optimizer":
        return OPTIMIZERS[value][0]
    if name == "schedule":
        return tr(_SCHEDULES[value])
    if name == "first_weights":
        return tr(FIRST_NAMES[value])
    if name in _SHARES:
        return f"{value:.0%}"
    if isinstance(value, bool):
        return tr("yes") if value else tr("no")
    if name in ("images", "per_class") and not value:
        return tr("all")
    if name == "patience" and not value:
        return tr("off")
    return value if isinstance(value, str) else f"{value:g}"


def class_name(settings: TrainingSettings, number: int) -> str:
    """Return the name of a class of the network of these settings."""
    return without_tags(settings.classes[number]) if settings.classes else str(number)


def figure_name(name: str, lines: Sequence[RunLine]) -> str:
    """Return what a figure of these runs is called, which depends on the images that they were measured on."""
    held_out = {line.held_out for line in lines if line.held_out}
    names = _VALIDATION if held_out == {"validation"} else _BOTH if "validation" in held_out else FIGURES
    return tr(names.get(name, FIGURES[name]))


def curves_legend(lines: Sequence[RunLine]) -> str:
    """Return how the curves of these runs are drawn."""
    held_out = {line.held_out for line in lines if line.held_out}
    if held_out == {"validation"}:
        return tr("Solid: training images. Dashed, a dot each epoch: validation images, held out of these.")
    if "validation" in held_out:
        return tr("Solid: training images. Dashed, a dot each epoch: test images, or validation images where held out.")
    return tr("Solid: training images. Dashed, a dot each epoch: test images.")


def health(line: RunLine, name: str) -> str:
    """Return how the layers of a run are, one after the other."""
    layers = () if line.health is None else line.health.layers
    values = [getattr(layer, name) for layer in layers]
    form = "{:.4f}" if name == "gradient" else "{:.0%}" if name == "silent" else "{:.2%}"
    return " · ".join(form.format(value) for value in values if not isnan(value)) or NOTHING


def figure(line: RunLine, name: str) -> str:
    """Return what came of a run, in one number."""
    value = getattr(line.figures, name)
    if isnan(value) or (name == "epochs" and not line.curves):
        return NOTHING
    if name == "best_accuracy":
        return tr("{accuracy:.2%} (epoch {epoch:.3g})", accuracy=value, epoch=line.figures.best_epoch)
    if name in ("accuracy", "test_accuracy"):
        return f"{value:.2%}"
    if name in ("loss", "held_out_loss"):
        return f"{value:.4f}"
    if name == "images_per_second":
        return f"{value:,.0f}"
    return f"{value:.1f}" if name == "seconds" else f"{value:.3g}"
