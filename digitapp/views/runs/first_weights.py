"""How the kinds of first weights are called, and what to look at in a run that begins with them."""

from digitapp.i18n import mark

FIRST_NAMES = {
    "glorot_uniform": mark("small (Glorot)"),
    "he_normal": mark("as for relu (He)"),
    "zeros": mark("all zeros"),
    "large": mark("too large"),
}
LOOK_AT = {
    "he_normal": mark(
        "He's first weights are a little larger than usual, so that relu, which makes half of them 0, does not let the"
        " signal die out. Look at the first batches: with one hidden layer there is hardly a difference."
    ),
    "zeros": mark(
        "With zeros every unit computes the same and every weight gets the same gradient, so nothing ever tells two"
        " units apart. Look at the loss: it stays at log 10 = 2.30, which is guessing."
    ),
    "large": mark(
        "With weights that are some twenty-five times too large the network is certain before it has learned anything."
        " Look at the loss of the first batches, far above log 10 = 2.30, and at the accuracy, which stays behind."
    ),
}
