"""What stands before each of the further settings, and what is said about it."""

from __future__ import annotations

from digitapp.i18n import tr


def captions() -> tuple[tuple[str, str], ...]:
    """Return the name of each field of MoreSettings, in their order, with what it does."""
    return (
        (tr("Schedule"), tr("How the learning rate goes down over the run: not at all, in a curve, or in steps.")),
        (tr("Warm-up"), tr("The share of the run over which the learning rate first rises.")),
        (
            tr("Label smoothing"),
            tr("The share of each target that is spread over all digits, so that the network is never certain."),
        ),
        (
            tr("Dropout"),
            tr("The share of the hidden units that each batch leaves out, so that none relies on one other alone."),
        ),
        (tr("L2 penalty λ"), tr("λ in the penalty λ·Σw², which keeps the weights small.")),
        (
            tr("Patience"),
            tr(
                "Epochs in which the held-out images are read no better, after which the run ends and the best"
                " weights come back."
            ),
        ),
        (tr("Images"), tr("How many of the training images are used, the first ones: few are learned by heart.")),
        (
            tr("Wrong labels"),
            tr("The share of the training images that get a wrong digit as their label, on purpose."),
        ),
        (
            tr("Pen digits"),
            tr(
                "Made drawings of digits, as people draw them with a pen, among the training images: with them the"
                " network reads what is drawn on the paper."
            ),
        ),
        (
            tr("Function"),
            tr(
                "What the hidden layers make of z: max(z, 0) for relu, something between 0 and 1 for sigmoid,"
                " between −1 and 1 for tanh, and for linear z itself: then several layers can do no more than one."
            ),
        ),
        (
            tr("First W"),
            tr("What the weights are before training: small random numbers, or others to try."),
        ),
        (
            tr("Bias b"),
            tr(
                "Whether each unit has a b beside its weights. Without, all b are 0 and stay 0: a picture without ink"
                " gives 0 everywhere."
            ),
        ),
    )
