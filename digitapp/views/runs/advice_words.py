"""How presets, what goes wrong in a run, and what helps against it are called."""

from __future__ import annotations

from digitapp.core.runs.notices import Kind, Notice
from digitapp.core.runs.presets import Preset
from digitapp.core.runs.settings import TrainingSettings
from digitapp.i18n import mark, tr

PRESETS = {
    Preset.BLOG: (
        mark("The blog's run"),
        mark("512 units, five epochs, about 98%. Watch the loss fall fast at first, then slower and slower."),
    ),
    Preset.TINY: (
        mark("Tiny and fast"),
        mark("16 units read 94% in a second or two. Look at each unit's weights: few enough to know them all."),
    ),
    Preset.TWO_LAYERS: (
        mark("Two hidden layers"),
        mark(
            "128 units, then 64. Nearly as good as 512 with a quarter of the weights; see what the second layer does."
        ),
    ),
    Preset.DISTORTED: (
        mark("Distorted digits"),
        mark("No picture comes twice, so none is learned by heart: the test images are read better than the training."),
    ),
    Preset.AS_BUNDLED: (
        mark("As the bundled one, in a minute"),
        mark("MNIST alone reads 92% of what people draw with a pen; with made pen digits among its images, 96%."),
    ),
    Preset.HE: (
        mark("First weights as for relu (He)"),
        mark(
            "A little larger than usual at first. Look at the first batches: with one hidden layer it hardly matters."
        ),
    ),
    Preset.TOO_HIGH: (
        mark("Too high a rate"),
        mark("A hundred times the usual rate. Watch the loss jump up at once, and most units go silent for good."),
    ),
    Preset.DEAD: (
        mark("Dead relus"),
        mark("Large steps push units below zero for every image. Watch the hidden layer: half of it stays grey."),
    ),
    Preset.OVERFIT: (
        mark("Overfit 500 images"),
        mark(
            "So few that they are learned by heart: 100% on them, 85% on others, and the held-out loss turns upwards."
        ),
    ),
    Preset.WRONG_LABELS: (
        mark("Wrong labels on purpose"),
        mark(
            "Three labels of ten are wrong. First it learns the rule in spite of them, then it learns the errors too."
        ),
    ),
    Preset.ZEROS: (
        mark("All weights 0 at first"),
        mark("Every unit computes the same, so nothing ever tells two apart. Look at the loss: it stays at 2.30."),
    ),
    Preset.LARGE: (
        mark("First weights too large"),
        mark("It is certain before it has learned anything. Look at the loss of the first batches, and at 90% after."),
    ),
    Preset.NO_BIAS: (
        mark("All b = 0"),
        mark("Without a b it still reads 97%. Clear the paper: what can a unit say of no ink? Look at b, page Weight."),
    ),
    Preset.FEW: (
        mark("Ten images of each digit"),
        mark("A hundred images in all are soon known by heart: 100% on them, 78% on others. Look how the curves part."),
    ),
    Preset.LEFT_OUT: (
        mark("No 9 among the images"),
        mark("It never says 9. Draw one and see what it is taken for; then look at the row of 9 on page Test set."),
    ),
    Preset.SHUFFLED: (
        mark("The 784 pixels shuffled"),
        mark("The same way in every image: 97% as before. It sees no picture, only 784 places: that is input_shape."),
    ),
    Preset.LINEAR: (
        mark("Without relu"),
        mark("y = x in its place: two layers can do no more than one. Some 91%, however many units there are."),
    ),
    Preset.NO_HIDDEN: (
        mark("No hidden layer"),
        mark("784 numbers straight to ten scores: 92%. Look at the ten pictures of weights on page Units."),
    ),
}
_TITLES = {
    Kind.INPUT: mark("The input is not scaled"),
    Kind.DIVERGED: mark("The training ran away"),
    Kind.SILENT: mark("Units have gone silent: dead relus"),
    Kind.TOO_HIGH: mark("The learning rate is too high"),
    Kind.TOO_LOW: mark("The learning rate is too low"),
    Kind.NOTHING: mark("Nothing was learned"),
    Kind.OVERFITTING: mark("It learns by heart: overfitting"),
    Kind.TOO_FEW: mark("Too few epochs"),
}
_TEXTS = {
    Kind.INPUT: mark(
        "The largest input is {largest:g}. The first weights are drawn for numbers from 0 to 1: divide the pixels by"
        " 255 first."
    ),
    Kind.DIVERGED: mark(
        "At a rate of {rate:g} each step went further beyond the goal than the one before, until the loss was no"
        " number any more."
    ),
    Kind.SILENT: mark(
        "{share:.0%} of a layer's units are above zero for none of 512 images. Steps at a rate of {rate:g} threw them"
        " there, and where relu is 0 no gradient comes through to bring them back."
    ),
    Kind.TOO_HIGH: mark(
        "The loss rose to {loss:.1f}, and guessing gives {guessing:.1f}. At a rate of {rate:g} the steps jump over the"
        " valley instead of down into it."
    ),
    Kind.TOO_LOW: mark(
        "In {batches:,} batches the loss went from {before:.2f} to {loss:.2f} only. Each changes the weights by"
        " {step:.3%}; a tenth of a percent or more is usual."
    ),
    Kind.NOTHING: mark(
        "After {batches:,} batches {share:.0%} of the images are read rightly, and guessing gets {guessed:.0%}. The"
        " labels do not follow from the images, or nothing comes through the layers."
    ),
    Kind.OVERFITTING: mark(
        "On held-out images the loss is {now:.3f}, and after epoch {epoch:g} it was {best:.3f}. On the training images"
        " it is {trained:.3f}: those are learned by heart."
    ),
    Kind.TOO_FEW: mark(
        "In the last epoch the held-out loss still fell by {fallen:.0%}: the network had more to learn when the"
        " {epochs} epochs were over."
    ),
}
_OF_TEST_IMAGES = {  # where nothing is held out, the test images are measured
    Kind.OVERFITTING: mark(
        "On the test images the loss is {now:.3f}, and after epoch {epoch:g} it was {best:.3f}. On the training images"
        " it is {trained:.3f}: those are learned by heart."
    ),
    Kind.TOO_FEW: mark(
        "In the last epoch the loss on the test images still fell by {fallen:.0%}: the network had more to learn when"
        " the {epochs} epochs were over."
    ),
}


def title(notice: Notice) -> str:
    """Return what goes wrong, in a few words."""
    return tr(_TITLES[notice.kind])


def text(notice: Notice) -> str:
    """Return what goes wrong, with the figures that show it, and why."""
    texts = _TEXTS if notice.figures.get("held_out") else _TEXTS | _OF_TEST_IMAGES
    return tr(texts[notice.kind], **notice.figures)


def remedy(notice: Notice, settings: TrainingSettings) -> str:
    """Return what the remedy changes; `settings` are those of now."""
    wanted = notice.remedy
    if wanted is None:
        return ""
    if notice.kind is Kind.NOTHING:
        return tr("The usual settings")
    if wanted.wrong_labels != settings.wrong_labels:
        return tr("Right labels")
    if wanted.images != settings.images:
        return tr("All images")
    if wanted.distort != settings.distort:
        return tr("Distort the digits")
    if wanted.dropout != settings.dropout:
        return tr("Dropout {share:.0%}", share=wanted.dropout)
    if notice.kind is Kind.TOO_FEW:
        return tr("Epochs {epochs}", epochs=wanted.epochs)
    return tr("Rate {rate:g}", rate=wanted.learning_rate)
